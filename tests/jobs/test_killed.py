"""Killed before any statement of whatever writes, the store opens clean, is whole, and the next try ends well."""

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("act", "every", "steps"),
    [
        ("poll", 2, 20),
        ("poll what was edited", 5, 40),
        ("poll what another told", 3, 20),
        ("tidy", 5, 30),
        ("vacuum", 1, 6),
        ("migrate", 16, 50),
        ("restore", 2, 12),
    ],
)
def test_a_kill_before_a_step_of_what_writes_costs_nothing(tmp_path, act, every, steps):
    program = [sys.executable, Path(__file__).with_name("killed.py"), act, str(every), tmp_path]
    ran = subprocess.run(program, capture_output=True, text=True, check=True, timeout=100)
    kills = [json.loads(line) for line in ran.stdout.splitlines()]
    assert kills[-1]["step"] >= steps
    assert [one for one in kills if one["faults"] or one["wrong"]] == []
