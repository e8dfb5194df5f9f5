"""Sources on this machine: a file, and a command, with what they lead to on the web."""

import json
import sys

ALLOWED = "allow_files = true\nallow_commands = true\n"


def test_a_file_and_a_command_are_polled_like_any_source(web, run, rss, a_site, tmp_path):
    (tmp_path / "feed.xml").write_bytes(rss(("a", "First of the file")))
    web.pages["/story"] = b"<h1>The story of the list</h1><p>All that it says, from beginning to end.</p>"
    page = '<ul><li><a href="/story">The story of the list</a></ul>'
    command = [sys.executable, "-c", f"print('''{page}''')"]
    more = (
        f'[[source]]\nkey = "list"\nsociety = "society"\nkind = "page"\nitem = "li"\n'
        f'command = {json.dumps(command)}\nurl = "{web.url}/"\n'
    )
    a_site({"file": (tmp_path / "feed.xml").as_uri()}, more=more, fetch=ALLOWED)
    first = run("poll", "--json")
    assert [(one["key"], one["status"], one["new"]) for one in first.json] == [
        ("file", "fetched", 1),
        ("list", "fetched", 1),
    ]
    assert "/story" in web.asked
    assert [one["status"] for one in run("poll", "--json").json] == ["unchanged"] * 2
    (tmp_path / "feed.xml").write_bytes(rss(("b", "Second of the file"), ("a", "First of the file")))
    assert run("poll", "file", "--json").json[0]["new"] == 1


def test_a_command_without_an_address_gives_a_feed_whose_links_stand_whole(run, a_site, rss, tmp_path):
    (tmp_path / "feed.xml").write_bytes(
        rss(("a", "First")).replace(b"</item>", b"<comments>c</comments></item>")
    )
    more = f'[[source]]\nkey = "told"\nsociety = "society"\ncommand = ["cat", "{tmp_path}/feed.xml"]\n'
    a_site({}, more=more, fetch=ALLOWED)
    assert run("poll", "--json").json[0]["new"] == 1
    (item,) = run("items", "--json").json
    assert item["link"] == "http://society.test/a"
    run("publish")
    assert b"command:" not in (tmp_path / "public" / "feed.xml").read_bytes()


def test_a_command_runs_in_the_folder_of_the_site_wherever_we_are_called_from(run, a_site, rss, tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "feed.xml").write_bytes(rss(("a", "First")))
    (tmp_path / "bin" / "news").write_text("#!/bin/sh\ncat feed.xml\n")
    (tmp_path / "bin" / "news").chmod(0o755)
    a_site({}, more='[[source]]\nkey = "told"\nsociety = "society"\ncommand = ["bin/news"]\n', fetch=ALLOWED)
    assert run("poll", "--json").json[0]["new"] == 1


def test_neither_is_read_where_the_operator_has_not_allowed_it(run, a_site, tmp_path):
    a_site({"file": "file:///etc/passwd"})
    ran = run("poll")
    assert ran.code != 0
    assert "set [fetch] allow_files = true if that is meant" in ran.err


def test_what_a_feed_says_leads_to_no_file(run, a_site, tmp_path):
    (tmp_path / "held.html").write_text("<h1>Secret</h1><p>What nobody else may read of all this.</p>")
    row = f'<ul><li><a href="{(tmp_path / "held.html").as_uri()}">The story that is secret</a></ul>'
    (tmp_path / "list.html").write_text(row)
    more = (
        '[[source]]\nkey = "list"\nsociety = "society"\nkind = "page"\nitem = "li"\n'
        f'url = "{(tmp_path / "list.html").as_uri()}"\n'
    )
    a_site({}, more=more, fetch=ALLOWED)
    for _ in range(3):
        run("poll")
    assert "What nobody else may read" not in run("items", "--json").out
