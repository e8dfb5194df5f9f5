"""What an editor says of the next issue, and that no poll takes it back."""

from dataclasses import replace

import pytest

from aggregator import store
from aggregator.digest import draft_file
from aggregator.errors import UsageError
from aggregator.jobs import compose, edit
from aggregator.model import Verdict


@pytest.fixture
def weekly(site):
    return site.configuration.digests["weekly"]


@pytest.fixture
def say(site, weekly):
    """Do something to the draft, by the name of the function."""

    def say(what, *arguments, **options):
        return getattr(edit, what)(site.store, weekly, *arguments, making=site.making, **options)

    return say


@pytest.fixture
def change(site, clock):
    """Let the source of an item change its words."""

    def change(item, title):
        told = replace(item, title=title, fingerprint=f"{item.fingerprint} {title}")
        with site.store.writing() as tx:
            store.items.keep(tx, [Verdict(item=told, kind="changed", story=item.id, why="")], at=clock())

    return change


@pytest.fixture
def send(site, weekly):
    """Make an issue of what is there and call it sent."""

    def send():
        draft = compose.compose(site.store, weekly, making=site.making)
        with site.store.writing() as tx:
            store.issues.move(tx, draft, "sent", expected=["draft"])
        return draft

    return send


def titles(issue):
    return [article.title for article in issue.articles]


def test_what_the_editor_wrote_stays_while_polls_go_on_and_the_sources_change_is_shown(say, tell, change):
    (first,) = tell("a")
    say("retitle", "1", "Better")
    change(first, "The source's new title")
    tell("b")
    (draft,) = {say("note", "b", "Ours.").key}
    assert draft == "weekly-1"
    now = say("draft").issue
    assert {(one.title, one.note, one.outdated) for one in now.articles} == {
        ("Better", None, True),
        ("Title of b", "Ours.", False),
    }
    assert titles(say("retitle", "a", "")) != titles(now)


@pytest.mark.parametrize(
    ("what", "arguments", "expected"),
    [
        ("pin", ("3",), ["Title of c", "Title of a", "Title of b"]),
        ("hide", ("1",), ["Title of b", "Title of c"]),
        ("put_off", ("2",), ["Title of a", "Title of c"]),
        ("move", ("1", "paper"), ["Title of b", "Title of c", "Title of a"]),
        ("retitle", ("2", "  New\nwords "), ["Title of a", "New words", "Title of c"]),
    ],
)
def test_each_step_gives_the_draft_as_it_is_then(say, tell, what, arguments, expected):
    tell("a", "b", "c")
    assert titles(say(what, *arguments)) == expected


def test_a_story_that_is_put_off_stands_in_the_next_issue_and_a_hidden_one_in_none(say, tell, send):
    tell("a", "b", "c")
    say("put_off", "a")
    say("hide", "b")
    assert [titles(send()), titles(say("draft").issue)] == [["Title of c"], ["Title of a"]]


def test_all_that_was_said_of_a_story_can_be_taken_back(say, tell):
    tell("a", "b")
    say("hide", "a")
    assert titles(say("undo", "a")) == ["Title of a", "Title of b"]


def test_an_article_of_ones_own_is_printed_once(say, tell, send):
    tell("a")
    say("write", section="paper", title="Meet us", text="In Vienna.", link="https://meet.test/")
    issue = send()
    assert titles(issue) == ["Title of a", "Meet us"]
    tell("b")
    assert titles(say("draft").issue) == ["Title of b"]
    with pytest.raises(UsageError, match="is no link"):
        say("write", section="paper", title="Bad", text="", link="javascript:alert(1)")


def test_what_stands_above_is_of_this_issue_only(say, tell, send):
    tell("a")
    say("head", intro="Dear all,", banner="ECR, Vienna, 3 March")
    issue = send()
    assert (issue.intro, issue.banner) == ("Dear all,", "ECR, Vienna, 3 March")
    tell("b")
    assert (say("draft").issue.intro, say("draft").issue.banner) == (None, None)


def test_a_draft_that_went_out_as_a_file_comes_back_over_what_has_come_meanwhile(say, tell):
    tell("a", "b")
    given = draft_file.sheet(say("draft").issue)
    tell("c")
    rows = (replace(given.rows[1], title="Better"), given.rows[0])
    issue = say("take", given, replace(given, rows=rows))
    assert sorted(titles(issue)) == ["Better", "Title of a", "Title of c"]


def test_a_draft_that_was_sent_meanwhile_is_not_taken_back(say, tell, send):
    tell("a")
    given = draft_file.sheet(say("draft").issue)
    send()
    with pytest.raises(UsageError, match="weekly-1 has been sent meanwhile"):
        say("take", given, given)


def test_an_approved_issue_is_changed_only_after_its_approval_is_taken_back(site, weekly, say, tell):
    tell("a")
    say("pin", "a")
    compose.approve(site.store, weekly)
    with pytest.raises(UsageError, match=r"weekly-1 is approved: .* reopen weekly"):
        say("hide", "a")
    assert titles(say("reopen")) == ["Title of a"]
    assert titles(say("hide", "a")) == []


@pytest.mark.parametrize("named", ["9", "nowhere", ""])
def test_a_story_that_is_not_there_is_told_so(say, tell, named):
    tell("a", "b")
    with pytest.raises(UsageError, match="which story of weekly-1"):
        say("hide", named)
