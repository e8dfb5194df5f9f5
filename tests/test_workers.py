"""Functions run in processes that can be killed."""

import collections
import itertools
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from aggregator.errors import NotAFeed, WorkerError
from aggregator.workers import Limits, Workers

SMALL = Limits(processes=1, seconds=1.5, bytes=1_500_000_000)


@pytest.fixture
def workers():
    with Workers(SMALL, warm=()) as made:
        yield made


def test_a_functions_value_comes_back(workers):
    assert workers.run(sorted, [3, 1, 2], reverse=True) == [3, 2, 1]


@pytest.mark.parametrize("size", [0, 10, 65_535, 65_536, 9_000_000])
def test_bytes_of_any_size_are_handed_over_as_they_are(workers, size):
    given = bytes(range(256)) * (size // 256 + 1)
    assert workers.run(_what_came, given[:size], given) == (bytes, size, given[:size][-1:], len(given))


def _what_came(one, other):
    return type(one), len(one), one[-1:], len(other)


def test_it_runs_in_another_process_which_is_kept(workers):
    pids = {workers.run(os.getpid) for _ in range(3)}
    assert len(pids) == 1
    assert os.getpid() not in pids


def test_our_own_errors_come_back_as_they_are(workers):
    with pytest.raises(NotAFeed, match="no feed") as caught:
        workers.run(_raise_not_a_feed)
    assert caught.value.alternates == ("https://society.example/feed",)


def _raise_not_a_feed():
    raise NotAFeed("no feed", alternates=("https://society.example/feed",))


def _recurse():
    return _recurse()


def _leak():
    return len(bytearray(5_000_000_000))


def _vanish():
    os.kill(os.getpid(), signal.SIGKILL)


def _give_what_cannot_be_sent():
    return threading.Lock()


@pytest.mark.parametrize(
    ("function", "arguments", "words"),
    [
        pytest.param(time.sleep, (60,), "took longer than 1.5 s", id="too long"),
        pytest.param(_leak, (), "took more memory than is allowed", id="too much memory"),
        pytest.param(_recurse, (), "nested too deeply", id="too deep"),
        pytest.param(_vanish, (), "brought its process down", id="killed"),
        pytest.param(int, ("x",), "failed (ValueError: invalid literal", id="an error of its own"),
        pytest.param(_give_what_cannot_be_sent, (), "failed (TypeError", id="no value that can be sent"),
    ],
)
def test_what_goes_wrong_is_said_in_words_and_the_next_call_goes_well(workers, function, arguments, words):
    began = time.monotonic()
    with pytest.raises(WorkerError) as caught:
        workers.run(function, *arguments)
    assert words in str(caught.value)
    assert time.monotonic() - began < 8
    assert workers.run(abs, -1) == 1


def test_many_threads_share_the_workers():
    with Workers(Limits(processes=2), warm=()) as workers:
        found = []
        threads = [
            threading.Thread(target=lambda n=number: found.append(workers.run(pow, n, 2)))
            for number in range(20)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(found) == [number**2 for number in range(20)]


def _turn_over_in_c():
    collections.deque(itertools.repeat(0), maxlen=0)


def test_work_without_end_is_ended_by_the_system_itself():
    with Workers(Limits(processes=1, seconds=20, processor_seconds=0.5), warm=()) as workers:
        assert workers.run(abs, -1) == 1
        with pytest.raises(WorkerError, match=r"took more than 0\.5 s of work"):
            workers.run(_turn_over_in_c)


def test_each_call_has_its_own_allowance_of_work():
    with Workers(Limits(processes=1, processor_seconds=1, slow_seconds=9), warm=()) as workers:
        began = workers.run(time.process_time)
        while workers.run(time.process_time) < began + 2.5:
            workers.run(sum, range(10_000_000))


def test_an_answer_without_end_is_not_taken_in():
    with Workers(Limits(processes=1, answer_bytes=1_000), warm=()) as workers:
        with pytest.raises(WorkerError, match="larger than 1,000 bytes"):
            workers.run(bytes, 100_000)
        assert workers.run(abs, -1) == 1


def test_a_worker_is_replaced_before_it_grows_old():
    with Workers(Limits(processes=1, calls=3), warm=()) as workers:
        pids = [workers.run(os.getpid) for _ in range(6)]
    assert pids[0] == pids[2] != pids[3] == pids[5]


def test_a_worker_that_cannot_begin_is_told_in_words(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with Workers(SMALL, warm=()) as workers:
        with pytest.raises(WorkerError, match="could not be started"):
            workers.run(abs, -1)
        monkeypatch.undo()
        assert workers.run(abs, -1) == 1


def test_workers_that_have_lost_the_process_that_bore_them_still_end_and_others_are_born(workers):
    first, nursery = workers.run(os.getpid), workers.run(os.getppid)
    os.kill(nursery, signal.SIGKILL)
    assert workers.run(os.getpid) == first
    with pytest.raises(WorkerError, match="brought its process down"):
        workers.run(_vanish)
    assert workers.run(os.getppid) not in {nursery, os.getpid()}


def test_slow_calls_keep_no_other_waiting():
    with Workers(Limits(processes=1, spare=2, slow_seconds=0.02), warm=()) as workers:
        workers.run(abs, -1)
        threads = [threading.Thread(target=workers.run, args=(time.sleep, 1.5)) for _ in range(2)]
        for thread in threads:
            thread.start()
        time.sleep(0.2)
        began = time.monotonic()
        assert workers.run(abs, -1) == 1
        assert time.monotonic() - began < 0.5
        for thread in threads:
            thread.join()


def test_workers_of_slow_calls_are_kept_for_further_ones():
    with Workers(Limits(processes=1, spare=2, slow_seconds=0.01, patience_seconds=9), warm=()) as workers:
        pids = [workers.run(_pid_after, 0.1) for _ in range(6)]
    assert len(set(pids)) == 2


def _pid_after(seconds):
    time.sleep(seconds)
    return os.getpid()


def test_a_call_that_stands_back_leaves_its_process_for_a_fresh_one():
    with Workers(Limits(processes=1, slow_seconds=0.2, patience_seconds=0.2), warm=()) as workers:
        assert workers.run(_pid_after, 1.4) != workers.run(os.getpid)
        assert workers.run(_niceness) == min(_niceness() + 5, 19)


def _niceness():
    return os.getpriority(os.PRIO_PROCESS, 0)


def _what_is_open():
    return [str(one.readlink()) for one in Path("/proc/self/fd").iterdir() if one.exists()]


def test_a_worker_holds_nothing_of_ours_and_knows_no_secret(tmp_path, monkeypatch):
    monkeypatch.setenv("AGGREGATOR_SMTP_PASSWORD", "hush")
    with (
        socket.create_server(("127.0.0.1", 0)),
        (tmp_path / "database").open("w"),
        Workers(SMALL, warm=()) as workers,
    ):
        held = workers.run(_what_is_open)
        known = workers.run(os.getenv, "AGGREGATOR_SMTP_PASSWORD")
    assert sum(one.startswith("socket:") for one in held) == 1
    assert str(tmp_path / "database") not in held
    assert known is None


def test_a_worker_writes_no_files(workers, tmp_path):
    with pytest.raises(WorkerError, match="OSError"):
        workers.run(Path.write_text, tmp_path / "file", "something")


def test_who_stops_waits_for_nobody():
    workers, told = Workers(SMALL, warm=()), []

    def read():
        try:
            workers.run(time.sleep, 60)
        except WorkerError as error:
            told.append(str(error))

    with workers:
        threads = [threading.Thread(target=read) for _ in range(3)]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        began = time.monotonic()
    for thread in threads:
        thread.join()
    assert time.monotonic() - began < 1
    assert told == ["reading was given up: we are stopping"] * 3


def test_what_is_cancelled_ends_at_once_and_nothing_new_begins(workers):
    workers.run(abs, -1)
    threading.Timer(0.2, workers.cancel).start()
    began = time.monotonic()
    for _ in range(2):
        with pytest.raises(WorkerError, match="given up: we are stopping"):
            workers.run(time.sleep, 60)
    assert time.monotonic() - began < 1


def test_nothing_stays_open_behind_workers_that_ended():
    def held():
        return len(list(Path("/proc/self/fd").iterdir()))

    before = held()
    for _ in range(3):
        with Workers(SMALL, warm=()) as workers:
            workers.run(abs, -1)
    with Workers(SMALL, warm=()) as workers:
        for _ in range(3):
            with pytest.raises(WorkerError):
                workers.run(_vanish)
    assert held() == before


PARENT = """
import collections, itertools, os, threading, time
from aggregator.workers import Workers
workers = Workers()
print(workers.run(os.getpid), flush=True)
endless = (collections.deque, itertools.repeat(0), 0)
busy = threading.Thread(target=workers.run, args=endless, daemon=True) if {busy} else None
busy and busy.start()
time.sleep(60)
"""


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy where no signal is heard"])
def test_workers_end_with_their_parent_however_that_ends(tmp_path, busy):
    script = tmp_path / "parent.py"
    script.write_text(PARENT.format(busy=busy))
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE)
    worker = int(parent.stdout.readline())
    time.sleep(0.3)
    parent.kill()
    parent.communicate()
    for _ in range(20):
        if not _runs(worker):
            return
        time.sleep(0.1)
    raise AssertionError("the worker outlived its parent")


def _runs(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    # One that has ended may wait here until the system's first process takes note of it.
    return state != "Z"
