"""What an issue carries."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from aggregator import store
from aggregator.errors import UsageError
from aggregator.jobs import compose
from aggregator.model import Dated, Verdict


@pytest.fixture
def make(site):
    def make(key="weekly", **options):
        return compose.compose(site.store, site.configuration.digests[key], making=site.making, **options)

    return make


@pytest.fixture
def settle(site, make):
    """Make an issue and call it sent."""

    def settle(key="weekly"):
        draft = make(key)
        with site.store.writing() as tx:
            store.issues.move(tx, draft, "sent", expected=["draft"])
        return draft

    return settle


def titles(issue):
    return {section.key: [article.title for article in section.articles] for section in issue.sections}


def test_societies_are_sections_in_the_order_of_the_configuration_and_stories_newest_first(make, tell):
    tell("p", source="other", society="paper")
    tell("a", "b")
    assert list(titles(make()).items()) == [
        ("society", ["Title of a", "Title of b"]),
        ("paper", ["Title of p"]),
    ]


def test_topics_may_be_the_sections_and_what_has_none_comes_last(make, tell):
    tell("a")
    tell("q", topics=("physics",))
    issue = make("topical")
    assert [(section.name, [one.title for one in section.articles]) for section in issue.sections] == [
        ("Physics", ["Title of q"]),
        ("Further news", ["Title of a"]),
    ]


def test_what_exceeds_a_section_waits_for_the_next_issue(settle, make, tell):
    tell("a", "b", "c", "d", "e")
    assert [titles(settle()) for _ in range(2)] == [
        {"society": ["Title of a", "Title of b", "Title of c"]},
        {"society": ["Title of d", "Title of e"]},
    ]
    assert make().sections == ()


def test_a_story_stands_once_in_every_digest(settle, make, tell):
    tell("a")
    assert titles(settle("weekly")) == titles(settle("reviewed")) == {"society": ["Title of a"]}
    assert make("weekly").sections == make("reviewed").sections == ()


def test_a_story_told_twice_is_one_article_that_names_the_other_voice(make, tell, clock):
    (original,) = tell("a")
    clock.go_on(minutes=1)
    tell("again", source="other", society="paper", kind="retold", story=original.id)
    (article,) = make().articles
    assert (article.story, article.also) == (original.id, ("PAPER",))


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Pacific/Auckland"])
def test_a_date_without_a_time_is_that_day_in_every_zone(site, make, an_item, clock, zone):
    day = Dated(at=datetime(2026, 11, 9, tzinfo=UTC), precision="day", evidence="entry")
    item = replace(an_item(), published=day)
    with site.store.writing() as tx:
        store.items.keep(tx, [Verdict(item=item, kind="new", story=item.id, why="")], at=clock())
    digest = replace(site.configuration.digests["weekly"], timezone=zone)
    (article,) = compose.compose(site.store, digest, making=site.making, save=False).articles
    assert article.date.astimezone(ZoneInfo(zone)).date() == date(2026, 11, 9)


def test_backlog_is_not_printed(make, tell):
    tell("old", kind="backlog")
    assert make().sections == ()


def test_a_draft_grows_until_it_is_approved(site, make, tell):
    tell("a")
    make()
    tell("b")
    assert len(make().articles) == 2
    approved = compose.approve(site.store, site.configuration.digests["weekly"])
    tell("c")
    assert compose.current(site.store, site.configuration.digests["weekly"]) == approved
    with pytest.raises(UsageError, match="weekly-1 is approved and cannot be composed again"):
        make()


def test_looking_keeps_nothing(site, make, tell):
    tell("a")
    assert make(save=False).number == 1
    assert compose.current(site.store, site.configuration.digests["weekly"]) is None


def test_a_draft_whose_stories_are_gone_is_dropped(site, make, tell):
    assert make().sections == ()
    assert compose.current(site.store, site.configuration.digests["weekly"]) is None


def test_long_texts_are_printed_as_their_summary(make, tell):
    tell("long", text="word " * 400, html="<p>" + "word " * 400 + "</p>", summary="In short: A & B.")
    (article,) = make().articles
    assert (article.html, article.text) == ("<p>In short: A &amp; B.</p>", "In short: A & B.")


def test_a_digest_with_review_waits_for_a_person(site, tell):
    tell("a")
    digest = site.configuration.digests["reviewed"]
    with pytest.raises(UsageError, match="review = true and no approved issue"):
        compose.prepare(site.store, digest, making=site.making)
    compose.compose(site.store, digest, making=site.making)
    compose.approve(site.store, digest)
    assert compose.prepare(site.store, digest, making=site.making).state == "approved"


def test_a_digest_without_review_approves_itself(site, tell):
    digest = site.configuration.digests["weekly"]
    assert compose.prepare(site.store, digest, making=site.making) is None
    tell("a")
    assert compose.prepare(site.store, digest, making=site.making).state == "approved"
