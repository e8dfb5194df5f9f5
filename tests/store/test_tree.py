"""A folder of many files, written so that a reader never sees half of it."""

import pytest

from aggregator.errors import StoreError
from aggregator.store.tree import LIST, Tree


def written(folder, files):
    tree = Tree(folder)
    for name, content in files.items():
        tree.put(name, content)
    return tree.finish()


def files(folder):
    return {
        str(one.relative_to(folder)): one.read_bytes()
        for one in folder.rglob("*")
        if one.is_file() and one.name != LIST
    }


def test_a_folder_holds_what_was_put_and_only_what_has_changed_is_written(tmp_path):
    first = {"index.html": b"1", "a/b/index.html": b"2"}
    assert written(tmp_path / "site", first) == (2, 0)
    assert files(tmp_path / "site") == first
    assert written(tmp_path / "site", first) == (0, 0)
    assert written(tmp_path / "site", first | {"index.html": b"3"}) == (1, 0)
    assert files(tmp_path / "site")["index.html"] == b"3"


def test_what_is_gone_is_deleted_with_the_folders_that_it_leaves_empty(tmp_path):
    written(tmp_path, {"a/b/index.html": b"1", "a/c.xml": b"2", "d/e/f": b"3"})
    assert written(tmp_path, {"a/c.xml": b"2"}) == (0, 2)
    assert files(tmp_path) == {"a/c.xml": b"2"}
    assert [one.name for one in tmp_path.iterdir() if one.is_dir()] == ["a"]


def test_the_files_of_others_are_left_alone(tmp_path):
    (tmp_path / "CNAME").write_bytes(b"news.example")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "mine").write_bytes(b"mine")
    written(tmp_path, {"a/ours": b"1"})
    written(tmp_path, {})
    assert files(tmp_path) == {"CNAME": b"news.example", "a/mine": b"mine"}


def test_until_all_is_there_nothing_is_in_its_place(tmp_path):
    written(tmp_path, {"index.html": b"old", "gone": b"gone"})
    tree = Tree(tmp_path)
    tree.put("index.html", b"new")
    tree.put("more", b"more")
    before = {
        name: content for name, content in files(tmp_path).items() if not name.endswith(".aggregator-new")
    }
    assert before == {"index.html": b"old", "gone": b"gone"}
    # Killed here; the next one starts anew and leaves nothing behind.
    assert written(tmp_path, {"index.html": b"newer"}) == (1, 1)
    assert files(tmp_path) == {"index.html": b"newer"}


def test_a_list_that_leads_out_of_the_folder_is_not_followed(tmp_path):
    (tmp_path / "precious").write_bytes(b"1")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / LIST).write_text("../precious\na\n")
    written(tmp_path / "site", {})
    assert (tmp_path / "precious").exists()


def test_a_folder_that_cannot_be_written_is_told_in_one_line(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError, match="cannot be written"):
        written(tmp_path / "file", {"a": b"1"})
