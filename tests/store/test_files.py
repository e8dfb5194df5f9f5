"""What is written is there whole or not at all; what is locked is locked by one."""

import stat
import subprocess
import sys
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.errors import StoreError
from aggregator.store import files


def test_a_file_is_written_with_its_folders(tmp_path):
    path = tmp_path / "a" / "b" / "feed.xml"
    assert files.replace(path, b"one")
    assert path.read_bytes() == b"one"


def test_what_is_there_already_is_not_written_again(tmp_path):
    path = tmp_path / "feed.xml"
    files.replace(path, b"one")
    before = path.stat()
    assert not files.replace(path, b"one")
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=100), min_size=1, max_size=5))
def test_the_last_content_is_what_stands_there_and_nothing_else_remains(tmp_path, contents):
    path = tmp_path / "public" / "feed.xml"
    for content in contents:
        files.replace(path, content)
    assert path.read_bytes() == contents[-1]
    assert [one.name for one in path.parent.iterdir()] == ["feed.xml"]


READER = """
import sys, time
path, until = sys.argv[1], time.monotonic() + 1.0
sizes = set()
while time.monotonic() < until:
    sizes.add(len(open(path, "rb").read()))
print(sorted(sizes))
"""


def test_a_reader_never_sees_half_of_it(tmp_path):
    path = tmp_path / "feed.xml"
    files.replace(path, b"a" * 100_000)
    reader = subprocess.Popen([sys.executable, "-c", READER, str(path)], stdout=subprocess.PIPE)
    while reader.poll() is None:
        for letter in (b"b", b"a"):
            files.replace(path, letter * 100_000)
    assert reader.communicate()[0].strip() == b"[100000]"


@pytest.mark.parametrize("spoil", ["a file where the folder should be", "a folder where the file should be"])
def test_what_cannot_be_written_is_said_in_one_line(tmp_path, spoil):
    path = tmp_path / "public" / "feed.xml"
    if spoil.startswith("a file"):
        path.parent.write_text("in the way")
    else:
        path.mkdir(parents=True)
    with pytest.raises(StoreError, match="cannot be written") as caught:
        files.replace(path, b"x")
    assert "\n" not in str(caught.value)


def test_a_lock_is_held_by_one_and_free_again_afterwards(tmp_path):
    path = tmp_path / "store" / "send.lock"
    with (
        files.lock(path, purpose="sending"),
        pytest.raises(StoreError, match="another process is sending"),
        files.lock(path, purpose="sending"),
    ):
        pass
    with files.lock(path, purpose="sending"):
        pass


HOLDER = """
import sys, time
from pathlib import Path
from aggregator.store import files
with files.lock(Path(sys.argv[1]), purpose="sending"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_lock_ends_with_its_process_however_that_ends(tmp_path):
    path = tmp_path / "send.lock"
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(StoreError), files.lock(path, purpose="sending"):
        pass
    holder.kill()
    holder.communicate()
    time.sleep(0.05)
    with files.lock(path, purpose="sending"):
        pass


def test_a_secret_is_made_once_and_for_this_user_only(tmp_path):
    path = tmp_path / "store" / "secret.key"
    assert [files.keep_secret(path, made=one) for one in ("first", "second")] == ["first", "first"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["secret.key"]
