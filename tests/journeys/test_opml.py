"""A feed reader's list makes a site, and a site's list makes the same site again."""

import tomllib

import pytest

LIST = """<?xml version="1.0"?>
<opml version="1.0"><body>
  <outline text="The Society"><outline text="Its news" type="rss" xmlUrl="{url}/feed"/></outline>
  <outline text="A file of yours" xmlUrl="file:///etc/passwd"/>
</body></opml>"""
HOSTILE = '<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/hostname">]><opml><body>&x;</body></opml>'


@pytest.fixture
def a_list(tmp_path, web, rss):
    web.pages["/feed"] = rss(("a", "First"))
    path = tmp_path / "list.opml"
    path.write_text(LIST.format(url=web.url))
    return path


def test_a_readers_list_is_taken_in_and_polled(a_site, a_list, run, tmp_path):
    a_site({})
    before = (tmp_path / "sources.toml").read_text()
    tried = run("sources", "import", str(a_list), "--dry-run")
    assert (tried.code, "1 would be added; 1 would be left alone." in tried.out) == (0, True)
    assert (tmp_path / "sources.toml").read_text() == before
    assert run("sources", "import", str(a_list)).code == 0
    assert (tmp_path / "sources.toml").read_text().startswith(before)
    assert run("poll").code == 0
    (item,) = run("items", "--json").json
    assert (item["society"], item["source"], item["title"]) == ("society", "its-news", "First")


def test_a_password_in_a_list_is_not_shown(a_site, run, tmp_path):
    a_site({})
    listed = '<opml version="1.0"><body><outline text="N" xmlUrl="https://bob:pw@news.example/feed"/></body></opml>'
    (tmp_path / "list.opml").write_text(listed)
    said = run("sources", "import", str(tmp_path / "list.opml"), "--dry-run").out
    assert ("news.example/feed" in said, "pw" in said) == (True, False)


def test_a_sites_list_makes_the_same_site_again(a_site, a_list, run, tmp_path):
    a_site({})
    run("sources", "import", str(a_list))
    whole = run("sources", "export", str(tmp_path / "whole.opml"))
    assert whole.code == 0
    other = tmp_path / "other"
    other.mkdir()
    (other / "sources.toml").write_text('[site]\ntitle = "Other"\n')
    assert run("sources", "import", str(tmp_path / "whole.opml"), site=other).code == 0
    made, again = (tomllib.loads((folder / "sources.toml").read_text()) for folder in (tmp_path, other))
    assert again["source"] == made["source"]
    assert {one["key"] for one in again["society"]} == {one["key"] for one in made["society"]}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (HOSTILE, "it declares a document type"),
        ("<opml>" + " " * 10_000_000, "is larger than 10,000,000 bytes, which no list of feeds is"),
        ("<rss/>", "it is no OPML: such a file begins with <opml>"),
        (None, "cannot be read: No such file or directory"),
    ],
    ids=["entities", "too large", "a feed", "no file"],
)
def test_what_is_no_list_is_refused_in_one_line(a_site, run, tmp_path, content, words):
    a_site({})
    if content:
        (tmp_path / "made.opml").write_text(content)
    ran = run("sources", "import", str(tmp_path / "made.opml"))
    assert (ran.code, ran.err.count("\n"), words in ran.err) == (2, 1, True), ran.err
