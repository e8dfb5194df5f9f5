"""Copies of pictures are found by the address that they came from, and go when nobody shows them."""

import os
from datetime import timedelta

import pytest

from aggregator.errors import StoreError
from aggregator.store.pictures import NAME, Pictures

A, B = "https://a.example/1.png", "https://b.example/2.png?x=1"
DAY = timedelta(days=1)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "pictures"


def aged(folder, at):
    """Have all that lies there be of a time."""
    for path in folder.iterdir():
        os.utime(path, (at.timestamp(), at.timestamp()))


def test_a_copy_is_found_by_its_address_now_and_after_a_restart(folder):
    pictures = Pictures(folder)
    assert pictures.of(A) is None
    pictures.keep(A, b"webp", width=300, height=200)
    for one in (pictures, Pictures(folder)):
        found = one.of(A)
        assert (found.width, found.height, one.of(B)) == (300, 200, None)
        assert (folder / found.name).read_bytes() == b"webp"
        assert NAME.fullmatch(found.name)


def test_a_picture_is_wanted_until_it_is_there(folder, noon):
    pictures = Pictures(folder)
    assert pictures.is_wanted(A, at=noon, retry=DAY)
    pictures.keep(A, b"webp", width=1, height=1)
    assert not pictures.is_wanted(A, at=noon, retry=DAY)


def test_a_picture_that_could_not_be_had_is_tried_again_after_a_while(folder, noon):
    Pictures(folder).miss(A, why="404")
    aged(folder, noon)
    again = Pictures(folder)
    assert [again.is_wanted(A, at=noon + days * DAY, retry=2 * DAY) for days in (1, 3)] == [False, True]
    again.miss(A, why="404")
    assert [path.read_text() for path in folder.iterdir()] == [f"{A}\n404\n"]


def test_what_nobody_shows_goes_once_it_is_old(folder, noon):
    pictures = Pictures(folder)
    pictures.keep(A, b"a", width=1, height=1)
    pictures.keep(B, b"b", width=1, height=1)
    pictures.miss("https://c.example/3.png", why="404")
    aged(folder, noon)
    pictures = Pictures(folder)
    assert pictures.forget([A], at=noon + DAY, held=2 * DAY) == 0
    assert pictures.forget([A], at=noon + 3 * DAY, held=2 * DAY) == 2
    again = Pictures(folder)
    assert (again.of(A) is not None, again.of(B)) == (True, None)


def test_what_goes_while_it_is_looked_at_is_gone(folder, noon):
    pictures = Pictures(folder)
    pictures.keep(A, b"a", width=1, height=1)
    pictures = Pictures(folder)
    (folder / pictures.of(A).name).unlink()
    assert pictures.forget([], at=noon, held=DAY) == 1


def test_other_files_there_are_left_alone(folder, noon):
    folder.mkdir()
    (folder / "README").write_text("mine")
    pictures = Pictures(folder)
    assert pictures.forget([], at=noon + 999 * DAY, held=DAY) == 0
    assert (folder / "README").exists()


def test_a_folder_that_cannot_be_written_is_said_in_one_line(folder):
    folder.write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="cannot be written") as caught:
        Pictures(folder).keep(A, b"a", width=1, height=1)
    assert "\n" not in str(caught.value)
