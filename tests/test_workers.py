"""Functions run in processes that can be killed."""

import os
import signal
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
    with Workers(SMALL) as made:
        yield made


def test_a_functions_value_comes_back(workers):
    assert workers.run(sorted, [3, 1, 2], reverse=True) == [3, 2, 1]


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
    with Workers(Limits(processes=2)) as workers:
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


PARENT = """
import os
from aggregator.workers import Workers
if __name__ == "__main__":
    workers = Workers()
    print(workers.run(os.getpid), flush=True)
    import time; time.sleep(60)
"""


def test_workers_end_with_their_parent_however_that_ends(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE)
    worker = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    for _ in range(50):
        if not Path(f"/proc/{worker}").exists():
            return
        time.sleep(0.1)
    raise AssertionError("the worker outlived its parent")
