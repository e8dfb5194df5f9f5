"""On a disk that is full one line says so, and once there is room the next poll goes on."""

import shutil
import subprocess
from collections import Counter

import pytest

FULL = "cannot grow, the disk is full: make room and start again; nothing was lost"
ENTRIES = 150


@pytest.fixture
def a_small_disk(tmp_path):
    """A disk of two megabytes, mounted where the site is; what fills it can be put there and taken away."""
    if shutil.which("mount") is None:
        pytest.skip("mounting a small disk needs the program mount")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "none", tmp_path], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"mounting a small disk is not allowed here: {mounted.stderr.decode().strip()}")
    yield Disk(tmp_path)
    subprocess.run(["umount", "--lazy", tmp_path], check=True)


class Disk:
    def __init__(self, folder):
        self.folder, self.filling = folder, folder / "filling"

    def fill(self, *, but=0):
        self.clear()
        with self.filling.open("wb", buffering=0) as file:
            try:
                while file.write(b"x" * 4096):
                    pass
            except OSError:
                pass
            file.truncate(file.tell() - but)

    def clear(self):
        self.filling.unlink(missing_ok=True)

    def grow(self):
        subprocess.run(["mount", "-o", "remount,size=40m", self.folder], check=True)


def whole(run):
    return run("check", "store").out.startswith("The store is whole")


def test_a_poll_on_a_full_disk_says_so_and_goes_on_once_there_is_room(
    a_small_disk, web, rss, a_site, run, tmp_path
):
    entries = [(str(number), f"Title {number} " + "of news " * 200) for number in range(ENTRIES)]
    web.pages["/feed"] = rss(*entries)
    a_site({"news": f"{web.url}/feed"})
    assert run("check").code == 0
    a_small_disk.fill(but=300_000)
    ran = run("poll")
    assert (ran.code, ran.err) == (1, f"news: the store at {tmp_path}/store/aggregator.db {FULL}\n")
    a_small_disk.clear()
    assert whole(run)
    a_small_disk.fill()
    ran = run("poll")
    assert (ran.code, ran.err) == (1, f"error: the store at {tmp_path}/store/aggregator.db {FULL}\n")
    a_small_disk.clear()
    a_small_disk.grow()
    assert run("poll").code == 0
    assert whole(run)
    titles = Counter(one["title"].split(" of ")[0] for one in run("items", "--json", "--limit", "1000").json)
    assert titles == dict.fromkeys((f"Title {number}" for number in range(ENTRIES)), 1)
    a_small_disk.fill(but=50_000)
    ran = run("backup", str(tmp_path / "backup.zip"))
    assert (ran.code, ran.err.count("\n")) == (1, 1), ran.err
    assert ran.err.startswith(f"error: the backup {tmp_path}/backup.zip cannot be made or read: ")
    assert "No space left on device" in ran.err
    assert sorted(one.name for one in tmp_path.iterdir() if "backup" in one.name) == []
    a_small_disk.clear()
    assert run("backup", str(tmp_path / "backup.zip")).code == 0
