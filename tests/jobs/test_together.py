"""What several threads want done at about the same time is done in one go."""

from concurrent.futures import CancelledError, ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from aggregator.jobs.together import Together


def test_each_gets_what_came_of_its_own():
    batches = []

    def work(asked):
        batches.append(len(asked))
        return [number * 2 for number in asked]

    together = Together(work, most=3)
    with ThreadPoolExecutor(10) as threads:
        assert list(threads.map(together.do, range(100))) == [number * 2 for number in range(100)]
    assert sum(batches) == 100
    assert max(batches) <= 3


def test_what_is_asked_for_meanwhile_is_done_together():
    first, go_on, batches = Event(), Event(), []

    def work(asked):
        batches.append(sorted(asked))
        first.set()
        go_on.wait()
        return asked

    together = Together(work, most=8)
    with ThreadPoolExecutor(4) as threads:
        done = [threads.submit(together.do, 0)]
        first.wait()
        done += [threads.submit(together.do, number) for number in (1, 2, 3)]
        while len(together._waiting) < 3:
            pass
        go_on.set()
        assert [one.result() for one in done] == [0, 1, 2, 3]
    assert batches == [[0], [1, 2, 3]]


def test_those_that_are_coming_are_waited_for():
    batches, everyone = [], Barrier(3)
    together = Together(lambda asked: batches.append(sorted(asked)) or asked, most=8, patience=60)

    def ask(number):
        with together.coming():
            everyone.wait()
            return together.do(number)

    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(ask, range(3))) == [0, 1, 2]
    assert batches == [[0, 1, 2]]


@pytest.mark.parametrize(("most", "patience"), [(8, 0.01), (1, 60)], ids=["patience ends", "no more room"])
def test_nobody_is_waited_for_longer_than_that(most, patience):
    together, there, leave = Together(lambda asked: asked, most=most, patience=patience), Event(), Event()

    def stay():
        with together.coming():
            there.set()
            leave.wait()

    with ThreadPoolExecutor(1) as threads:
        staying = threads.submit(stay)
        there.wait()
        assert together.do(1) == 1
        leave.set()
        staying.result()


def test_who_goes_without_asking_is_waited_for_no_more():
    together, there = Together(lambda asked: asked, most=8, patience=60), Event()

    def go():
        with together.coming():
            there.set()
            while not together._waiting:
                pass

    with ThreadPoolExecutor(1) as threads:
        going = threads.submit(go)
        there.wait()
        assert together.do(1) == 1
        going.result()


def test_what_fails_leaves_nobody_waiting():
    everyone = Barrier(3)

    def work(_asked):
        raise OSError("no room")

    together = Together(work, most=8)

    def ask(number):
        everyone.wait()
        with pytest.raises((OSError, CancelledError)) as raised:
            together.do(number)
        return raised.type

    with ThreadPoolExecutor(3) as threads:
        assert OSError in set(threads.map(ask, range(3)))
