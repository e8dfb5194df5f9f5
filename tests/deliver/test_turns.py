"""Threads that hand messages over take turns on one processor, and nothing of that stays behind."""

import os
import sys
import threading

import pytest

from aggregator.deliver import turns

pytestmark = pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity"), reason="this system tells threads from processors in no way of ours"
)


def _where(*, after):
    seen = []
    thread = threading.Thread(target=lambda: (after(), seen.append(os.sched_getaffinity(0))))
    thread.start()
    thread.join()
    return seen[0]


def test_all_who_take_turns_share_a_processor_until_the_end():
    before = os.sched_getaffinity(0), sys.getswitchinterval()
    with turns.taken() as take_turns:
        ours = os.sched_getaffinity(0)
        assert len(ours) == 1
        assert _where(after=take_turns) == ours
        assert sys.getswitchinterval() < before[1]
    assert (os.sched_getaffinity(0), sys.getswitchinterval()) == before


def test_those_whose_work_goes_on_beside_python_keep_all_processors():
    before = os.sched_getaffinity(0)
    with turns.taken(spread=True) as take_turns:
        assert _where(after=take_turns) == os.sched_getaffinity(0) == before
