"""What the clock does when a digest's time comes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator import daemon
from aggregator.jobs import compose


@pytest.fixture
def daily(site, clock):
    """A digest that goes out every day at noon, and has just been set up."""

    def daily(key="weekly"):
        digest = replace(site.configuration.digests[key], schedule="0 12 * * *")
        daemon.issue(site, digest)
        clock.go_on(days=1)
        return digest

    return daily


def test_a_digest_goes_out_when_its_time_comes(site, tell, subscribe, mailbox, daily):
    tell("a")
    subscribe("ann")
    digest = daily()
    daemon.issue(site, digest)
    daemon.issue(site, digest)
    assert [to for to, _ in mailbox.taken] == ["ann@reader.test"]


def test_a_digest_without_news_does_not(site, subscribe, mailbox, daily):
    subscribe("ann")
    daemon.issue(site, daily())
    assert mailbox.taken == []


def test_a_digest_with_review_becomes_a_draft_that_its_editor_is_sent_and_goes_once_approved(
    site, tell, subscribe, mailbox, daily, clock
):
    tell("a")
    subscribe("ann")
    digest = daily("reviewed")
    digest = replace(
        digest, rules=replace(digest.rules, editors=("ed@news.test",), notice=timedelta(hours=2))
    )
    clock.go_on(hours=-1)
    daemon.issue(site, digest)
    daemon.issue(site, digest)
    assert [to for to, _ in mailbox.taken] == ["ed@news.test"]
    clock.go_on(hours=1)
    daemon.issue(site, digest)
    assert (compose.current(site.store, digest).state, len(mailbox.taken)) == ("draft", 1)
    compose.approve(site.store, digest)
    daemon.issue(site, digest)
    assert [to for to, _ in mailbox.taken[1:]] == ["ann@reader.test"]


def test_what_was_put_off_goes_with_a_later_tick(site, tell, subscribe, mailbox, clock, daily):
    tell("a")
    subscribe("ann")
    mailbox.answers["ann@reader.test"] = "452 mailbox full"
    daemon.issue(site, daily())
    mailbox.answers.clear()
    clock.go_on(hours=1)
    daemon.send_waiting(site)
    assert len(mailbox.taken) == 1


def test_a_daemon_tidies_a_while_after_each_start(site, clock):
    jobs = daemon._clock(site, daemon.Limits(first_tidying=700)).get_jobs()
    (tidying,) = [one for one in jobs if one.next_run_time == clock() + timedelta(seconds=700)]
    assert tidying.trigger.interval == timedelta(days=1)
    tidying.func()
