"""What the clock does when a digest's time comes."""

from datetime import UTC, datetime

import pytest

from aggregator import daemon
from aggregator.jobs import compose
from aggregator.model import Digest


def local(year, month, day, hour, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "zone", "after", "fires"),
    [
        pytest.param("0 7 * * 1", "UTC", local(2026, 11, 10, 12), local(2026, 11, 16, 7), id="1 is Monday"),
        pytest.param("0 7 * * 0", "UTC", local(2026, 11, 10, 12), local(2026, 11, 15, 7), id="0 is Sunday"),
        pytest.param("0 7 1 * *", "UTC", local(2026, 11, 10, 12), local(2026, 12, 1, 7), id="monthly"),
        pytest.param(
            "0 7 * * *", "Europe/Vienna", local(2026, 10, 24, 12), local(2026, 10, 25, 6), id="winter time"
        ),
        pytest.param(
            "0 7 * * *", "Europe/Vienna", local(2026, 3, 28, 12), local(2026, 3, 29, 5), id="summer time"
        ),
        pytest.param(
            "30 2 * * *",
            "Europe/Vienna",
            local(2026, 10, 24, 12),
            local(2026, 10, 25, 0, 30),
            id="an hour twice",
        ),
    ],
)
def test_a_schedule_is_read_as_crontab_reads_it_in_the_digests_zone(schedule, zone, after, fires):
    digest = Digest(key="d", title="D", timezone=zone, language="en", schedule=schedule)
    assert daemon.trigger(digest).get_next_fire_time(None, after).astimezone(UTC) == fires


def test_a_digest_goes_out_when_its_time_comes(site, tell, subscribe, mailbox):
    tell("a")
    subscribe("ann")
    daemon.issue(site, site.configuration.digests["weekly"])
    assert [to for to, _ in mailbox.taken] == ["ann@reader.test"]


def test_a_digest_without_news_does_not(site, subscribe, mailbox):
    subscribe("ann")
    daemon.issue(site, site.configuration.digests["weekly"])
    assert mailbox.taken == []


def test_a_digest_with_review_becomes_a_draft_and_goes_once_approved(site, tell, subscribe, mailbox):
    tell("a")
    subscribe("ann")
    digest = site.configuration.digests["reviewed"]
    daemon.issue(site, digest)
    assert (compose.current(site.store, digest).state, mailbox.taken) == ("draft", [])
    compose.approve(site.store, digest)
    daemon.issue(site, digest)
    assert len(mailbox.taken) == 1


def test_what_was_put_off_goes_with_a_later_tick(site, tell, subscribe, mailbox, clock):
    tell("a")
    subscribe("ann")
    mailbox.answers["ann@reader.test"] = "452 mailbox full"
    daemon.issue(site, site.configuration.digests["weekly"])
    mailbox.answers.clear()
    clock.go_on(hours=1)
    daemon.send_waiting(site)
    assert len(mailbox.taken) == 1
