"""What an editor types to change the next issue."""

import pytest

DIGEST = '[[digest]]\nkey = "weekly"\ntitle = "Weekly"\nreview = true\n'


@pytest.fixture
def weekly(web, rss, a_site, run):
    web.pages["/feed"] = rss(("a", "First"), ("b", "Second"))
    a_site({"news": f"{web.url}/feed"}, more=DIGEST)
    assert run("poll").code == 0

    def titles():
        return [one["title"] for one in run("digest", "show", "weekly", "--json").json["stories"]]

    return titles


@pytest.fixture
def editor(tmp_path):
    """Make an editor out of a sed script."""

    def editor(script):
        path = tmp_path / "editor"
        path.write_text(f'#!/bin/sh\nsed -i {script!r} "$1"\n')
        path.chmod(0o755)
        return {"EDITOR": str(path), "VISUAL": ""}

    return editor


def test_the_draft_is_edited_by_commands(run, weekly):
    first, second = weekly()
    for command in (
        ("pin", "weekly", "2"),
        ("retitle", "weekly", "1", "Better"),
        ("note", "weekly", "1", "Ours."),
        ("add", "weekly", "In Vienna.", "--title", "Meet us", "--section", "society"),
        ("intro", "weekly", "Dear all,"),
        ("banner", "weekly", "ECR, Vienna"),
    ):
        ran = run("digest", *command)
        assert (ran.code, ran.err) == (0, ""), command
    assert weekly() == ["Better", first, "Meet us"]
    shown = run("digest", "show", "weekly").out
    assert "place 1, title, note" in shown
    assert "Dear all," in shown
    run("digest", "preview", "weekly")
    assert run("digest", "hide", "weekly", "2").code == 0
    assert first not in weekly()
    assert "takes that back" in run("digest", "show", "weekly").out
    assert second not in weekly()


def test_the_draft_is_edited_as_a_file(run, weekly, editor):
    first, second = weekly()
    ran = run("digest", "edit", "weekly", **editor(f"s/{first}/Better/"))
    assert (ran.code, ran.err) == (0, "")
    assert weekly() == ["Better", second]


def test_what_was_written_wrong_is_kept_and_can_be_set_right(run, weekly, editor, tmp_path):
    first, second = weekly()
    ran = run("digest", "edit", "weekly", **editor(f's/"{first}"/Better/'))
    assert ran.code == 2
    assert "no TOML any more" in ran.err
    path = tmp_path / "store" / "drafts" / "weekly-1.toml"
    assert f"--from {path}" in ran.err
    path.write_text(path.read_text().replace("= Better", '= "Better"'))
    assert run("digest", "edit", "weekly", "--from", str(path)).code == 0
    assert weekly() == ["Better", second]


def test_an_editor_that_cannot_be_started_or_fails_changes_nothing(run, weekly):
    before = weekly()
    for editor, said in (("/nowhere/vi", "could not be started"), ("false", "ended with 1")):
        ran = run("digest", "edit", "weekly", EDITOR=editor, VISUAL="")
        assert ran.code == 2
        assert said in ran.err
    assert weekly() == before
