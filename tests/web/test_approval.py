"""The pages behind the link in an editor's mail."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from aggregator import deliver, store
from aggregator.model import Review

MAIL = """
[[digest]]
key = "weekly"
title = "Weekly"
review = true
[mail]
smtp = "smtp://127.0.0.1:9"
from = "News <news@news.test>"
"""
IDENTITY = "0123456789abcdef"


@pytest.fixture
def path(site, tmp_path, issue_of, an_item, noon, clear):
    """The address of a link to a draft with one story."""
    with site.store.writing() as tx:
        store.issues.save_draft(tx, clear(issue_of(an_item("other", id="tag:news.test,2026:other"))))
        store.reviews.keep(
            tx,
            Review(
                id=IDENTITY, digest="weekly", number=2, due="2026-11-11T12:00", editor="a@b.test", at=noon
            ),
        )
    toml = tmp_path / "sources.toml"
    toml.write_text(toml.read_text() + MAIL)
    token = deliver.tokens.sign("approve", IDENTITY, secret="secret", until=noon + timedelta(days=1))
    return f"/approve/{token}"


@pytest.fixture
def asked_anew(ask_site, tmp_path):
    """Ask the site as its changed configuration has it."""
    return lambda: ask_site(tmp_path)


@pytest.fixture
def clear():
    """Return an issue as number 2, with an intro and a story without a link, which would be asked."""
    return lambda issue: replace(
        issue,
        number=2,
        intro="Hello.",
        subject=None,
        plain=None,
        sections=tuple(
            replace(
                one,
                articles=tuple(
                    replace(article, link=None, item=None, story="other") for article in one.articles
                ),
            )
            for one in issue.sections
        ),
    )


def state(site):
    with site.store.reading() as tx:
        return store.issues.get(tx, "weekly", 2).state


def seen(answer):
    return re.search(r'name="seen" value="(\w+)"', answer.text)[1]


def press(ask, path, value):
    return ask(path, "POST", urlencode({"seen": value}), Content_Type="application/x-www-form-urlencoded")


def test_opening_shows_the_draft_and_changes_nothing(asked_anew, path, site):
    with asked_anew() as ask:
        for address in (path, f"{path}/draft", path):
            answer = ask(address)
            assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
            assert "Title of other" in answer.text
    assert state(site) == "draft"


def test_the_button_approves_what_the_page_showed(asked_anew, path, site):
    with asked_anew() as ask:
        answer = press(ask, path, seen(ask(path)))
        assert "Issue 2 of Weekly is approved." in answer.text
        assert state(site) == "approved"
        assert "is approved" in ask(path).text
        assert "is approved" in press(ask, path, "x").text


@pytest.mark.parametrize("value", ["", "x" * 32], ids=["nothing", "another"])
def test_what_was_not_seen_is_shown_and_not_approved(asked_anew, path, site, value):
    with asked_anew() as ask:
        answer = press(ask, path, value)
    assert "has changed since you opened this page" in answer.text
    assert state(site) == "draft"


def test_what_blocks_is_said_in_place_of_approving(asked_anew, path, site, issue_of, clear, an_item):
    with site.store.writing() as tx:
        draft = clear(issue_of(an_item("other", id="tag:news.test,2026:other", text="lorem ipsum")))
        store.issues.save_draft(tx, draft)
    with asked_anew() as ask:
        answer = press(ask, path, seen(ask(path)))
    assert "It cannot be approved as it is." in answer.text
    assert "it still holds “lorem ipsum”" in answer.text
    assert state(site) == "draft"


@pytest.mark.parametrize("ending", ["", "/draft"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_that_is_not_ours_leads_nowhere(asked_anew, path, ending, method):
    with asked_anew() as ask:
        answer = ask(f"{path[:-1]}{ending}", method)
    assert answer.status in ({404} if not (ending and method == "POST") else {405})


def test_without_mail_there_is_nothing_to_approve(ask, noon):
    token = deliver.tokens.sign("approve", IDENTITY, secret="secret", until=noon + timedelta(days=1))
    assert ask(f"/approve/{token}").status == 404
