"""What each date of a digest asks for, and the reasons that are kept."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from aggregator import store
from aggregator.jobs import compose, issuing
from aggregator.model import Rules

MONDAY = datetime(2026, 11, 16, 7, 0, tzinfo=UTC)


@pytest.fixture
def digest(site):
    """The weekly digest, on Mondays at seven; its rules are given by name."""

    def digest(*, review=False, **rules):
        return replace(
            site.configuration.digests["weekly"], schedule="0 7 * * mon", review=review, rules=Rules(**rules)
        )

    return digest


@pytest.fixture
def look(site, clock):
    """Look at a digest at a time; ``faults`` are what its check finds."""

    def look(digest, at=None, faults=()):
        clock.now = at or clock.now
        tools = issuing.Tools(store=site.store, making=site.making, check=lambda _: list(faults))
        return issuing.look(digest, tools)

    return look


@pytest.fixture
def sent(site):
    """Call the issue that is to go sent, and return its stories."""

    def sent(digest):
        issue = issuing.ready(site.store, digest)
        if issue is None:
            return None
        with site.store.writing() as tx:
            store.issues.move(tx, issue, "sent", expected=["approved"])
        return [one.title for one in issue.articles]

    return sent


@pytest.fixture
def began(look, digest):
    assert look(digest()).outcome == "began"


def test_a_digest_that_is_new_does_not_make_up_for_dates_before_it(look, digest, tell):
    tell("a")
    said = look(digest(), MONDAY + timedelta(hours=3))
    assert (said.outcome, said.why) == ("began", "new: its first date is 23 November 2026")
    assert look(digest()) is None


def test_an_issue_goes_on_its_date_once(began, look, digest, tell, sent):
    tell("a")
    assert look(digest(), MONDAY - timedelta(minutes=1)) is None
    said = look(digest(), MONDAY)
    assert (said.outcome, said.due, said.number, said.why) == (
        "send",
        "2026-11-16T07:00",
        1,
        "sent with 1 story",
    )
    assert look(digest(), MONDAY + timedelta(minutes=1)) is None
    assert sent(digest()) == ["Title of a"]
    tell("b")
    assert look(digest(), MONDAY + timedelta(minutes=2)) is None
    assert sent(digest()) is None


def test_a_date_that_was_slept_through_is_made_up_for_within_a_day(began, look, digest, tell, sent):
    tell("a")
    assert look(digest(), MONDAY + timedelta(hours=25)) is None
    assert look(digest(), MONDAY + timedelta(days=7, hours=23)).outcome == "send"
    assert sent(digest()) == ["Title of a"]


def test_without_a_story_nothing_is_sent(began, look, digest):
    assert look(digest(), MONDAY).why == "not sent: no story is waiting"


def test_too_few_stories_wait_with_a_promise_and_go_when_it_is_due(began, look, digest, tell, sent):
    rules = {"min_stories": 3, "force_after": timedelta(days=12)}
    tell("a", "b")
    said = look(digest(**rules), MONDAY)
    assert said.why == (
        "not sent: 2 stories, minimum 3; the oldest has waited 5 days; "
        "will be sent on 23 November 2026 whatever happens"
    )
    said = look(digest(**rules), MONDAY + timedelta(days=7))
    assert said.why == "sent with 2 stories, fewer than 3, as the oldest has waited 12 days"
    assert sent(digest()) == ["Title of a", "Title of b"]


def test_too_few_stories_without_a_term_wait_for_more(began, look, digest, tell):
    tell("a")
    said = look(digest(min_stories=2), MONDAY)
    assert said.why.endswith("will be sent when there are 2")
    tell("b")
    assert look(digest(min_stories=2), MONDAY + timedelta(days=7)).outcome == "send"


def test_an_approved_issue_goes_on_its_date(began, site, look, digest, tell, sent):
    tell("a")
    compose.compose(site.store, digest(), making=site.making)
    compose.approve(site.store, digest())
    assert sent(digest(review=True)) is None
    assert look(digest(review=True, min_stories=5), MONDAY).why == "sent as it was approved"
    assert sent(digest()) == ["Title of a"]


@pytest.mark.parametrize(
    ("fallback", "outcome", "carried"),
    [("hold", "hold", None), ("skip", "skip", None), ("send", "send", ["Title of a"])],
)
def test_what_nobody_has_approved_in_time_is_dealt_with_as_the_fallback_says(
    began, look, digest, tell, sent, fallback, outcome, carried
):
    tell("a")
    assert look(digest(review=True, fallback=fallback), MONDAY).outcome == outcome
    assert sent(digest()) == carried


def test_what_is_held_goes_as_soon_as_it_is_approved_however_late(began, site, look, digest, tell, sent):
    held = digest(review=True, fallback="hold")
    tell("a")
    look(held, MONDAY)
    assert look(held, MONDAY + timedelta(days=3)) is None
    compose.compose(site.store, held, making=site.making)
    compose.approve(site.store, held)
    assert look(held).why == "sent as it was approved"
    assert sent(held) == ["Title of a"]


def test_what_was_skipped_waits_for_the_next_date(began, site, look, digest, tell, sent):
    skipped = digest(review=True, fallback="skip")
    tell("a")
    look(skipped, MONDAY)
    compose.compose(site.store, skipped, making=site.making)
    compose.approve(site.store, skipped)
    assert (look(skipped, MONDAY + timedelta(hours=2)), sent(skipped)) == (None, None)
    assert look(skipped, MONDAY + timedelta(days=7)).outcome == "send"
    assert sent(skipped) == ["Title of a"]


def test_a_fault_keeps_an_issue_back_until_it_is_gone(began, look, digest, tell, sent):
    tell("a")
    said = look(digest(), MONDAY, faults=["story 1 says TODO"])
    assert (said.outcome, said.why) == ("hold", "not sent: story 1 says TODO")
    assert look(digest(), MONDAY + timedelta(minutes=5), faults=["story 1 says TODO"]) is None
    assert look(digest(), MONDAY + timedelta(hours=1)).outcome == "send"
    assert sent(digest()) == ["Title of a"]


def test_an_issue_is_not_begun_while_the_one_before_it_is_being_sent(began, site, look, digest, tell):
    tell("a")
    look(digest(), MONDAY)
    issue = issuing.ready(site.store, digest())
    with site.store.writing() as tx:
        store.issues.move(tx, issue, "sending", expected=["approved"])
    tell("b")
    said = look(digest(), MONDAY + timedelta(days=7))
    assert (said.outcome, said.why) == ("wait", "not made: issue weekly-1 is still being sent")


@pytest.mark.parametrize(
    ("before", "stories", "asked"),
    [(timedelta(hours=25), 1, False), (timedelta(hours=23), 1, True), (timedelta(hours=23), 0, False)],
)
def test_the_editors_are_to_be_asked_from_the_notice_on(
    began, site, digest, tell, clock, before, stories, asked
):
    tell(*"ab"[:stories])
    clock.now = MONDAY - before
    reviewed = digest(review=True, editors=("ed@news.test",), notice=timedelta(hours=24))
    tools = issuing.Tools(store=site.store, making=site.making, check=lambda _: [])
    wanted = issuing.wants_approval(reviewed, tools)
    assert (wanted is not None) == asked
    assert wanted is None or wanted[1] == MONDAY
    assert issuing.wants_approval(replace(reviewed, review=False), tools) is None
