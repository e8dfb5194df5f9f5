"""Mails an issue to its subscribers, each of them once.

::

    approved issue → RENDER → frozen, a delivery queued for each subscriber
                   → (claim → build → hand over → settle) → sent

The issue's bytes and its queue are kept in one transaction. From then on each message's row tells
what happened to it: a kill at any instant leaves in doubt only the message whose last line was
being handed over, and the next run sends that one again under the same Message-ID.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from jinja2 import Environment

from aggregator import deliver, schedule, store
from aggregator.digest import render
from aggregator.errors import MessageError, UsageError
from aggregator.model import Delivery, Issue, Later, Never, Outcome
from aggregator.store import Store

TOKEN = "UNSUBSCRIBE-TOKEN"  # noqa: S105  stands in a frozen issue where each reader's token will
"""What a frozen issue holds in place of the reader's own unsubscribe token."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Messages claimed at once, and how long a claim holds if its sender vanishes."""

    batch: int = 50
    lease: timedelta = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What sending works with.

    ``site_url`` begins the links and ends in a slash, ``secret`` signs them; ``lock`` is a file that
    is held meanwhile, so that no other process sends.
    """

    store: Store
    server: deliver.Server
    sender: str
    reply_to: str | None
    list_id: str
    site_url: str
    secret: str
    lock: Path
    templates: Environment
    clock: Callable[[], datetime]
    limits: Limits = Limits()


def freeze(issue: Issue, tools: Tools) -> Issue:
    """Fix an approved issue as it will be read, and queue it for everyone who is subscribed now.

    Raises ``UsageError`` where it is not approved, or nobody is subscribed.
    """
    at = tools.clock()
    rendered = render_issue(replace(issue, at=at), tools)
    frozen = replace(
        issue, at=at, state="frozen", subject=rendered.subject, html=rendered.html, plain=rendered.plain
    )
    with tools.store.writing() as connection:
        readers = store.subscribers.listing(connection, state="active")
        if not readers:
            raise UsageError("nobody is subscribed: add someone with `aggregator subscribers add ADDRESS`")
        store.issues.freeze(connection, frozen)
        messages = [(one, deliver.message_id(issue.key, one.id, sender=tools.sender)) for one in readers]
        store.deliveries.queue(connection, frozen, messages, at=at)
    return frozen


def send(issue: Issue, tools: Tools) -> Iterator[tuple[Delivery, Outcome]]:
    """Hand over every message of an approved or frozen issue that may go now; yield what became of each.

    Raises ``ServerDown`` where the mail server is not there; what was not handed over stays queued.
    """
    if issue.state == "approved":
        issue = freeze(issue, tools)
    with store.files.lock(tools.lock, purpose="sending"):
        _begin(issue, tools)
        while batch := _claim(issue, tools):
            with deliver.connect(tools.server) as connection:
                for one in batch:
                    yield one, _deliver(one, issue, connection, tools)
        _finish(issue, tools)


def send_test(issue: Issue, address: str, tools: Tools) -> Outcome:
    """Mail an issue as it would look now to one address; nothing is changed or remembered."""
    at = tools.clock()
    rendered = render_issue(issue, tools)
    content = deliver.build(
        _envelope(
            address,
            deliver.message_id(f"test-{at:%Y%m%d%H%M%S%f}", address, sender=tools.sender),
            None,
            at,
            tools,
        ),
        subject=f"[Test] {rendered.subject}",
        html=rendered.html,
        plain=rendered.plain,
    )
    with deliver.connect(tools.server) as connection:
        return connection.send(
            content, sender=deliver.bare(tools.sender), recipient=address, handing_over=lambda: None, later=at
        )


def render_issue(issue: Issue, tools: Tools) -> render.Rendered:
    """Return an issue's subject, HTML and text, with ``TOKEN`` where each reader's own token goes."""
    return render.render(issue, templates=tools.templates, links=links(issue, tools.site_url))


def links(issue: Issue, site_url: str) -> render.Links:
    """Return where an issue leads: its web edition, the feed, the way out."""
    return render.Links(
        site=site_url,
        web=f"{site_url}issues/{issue.digest}/{issue.number}",
        feed=f"{site_url}feed.xml",
        unsubscribe=f"{site_url}unsubscribe/{TOKEN}",
        placeholder=TOKEN,
    )


def _begin(issue: Issue, tools: Tools) -> None:
    at = tools.clock()
    with tools.store.writing() as connection:
        store.issues.move(connection, issue, "sending", expected=["frozen", "sending"])
        store.deliveries.sweep(connection, issue, at=at)
        store.deliveries.withdraw(connection, issue, at=at)


def _claim(issue: Issue, tools: Tools) -> list[Delivery]:
    at = tools.clock()
    with tools.store.writing() as connection:
        return store.deliveries.claim(
            connection, issue, at=at, until=at + tools.limits.lease, limit=tools.limits.batch
        )


def _deliver(one: Delivery, issue: Issue, connection: deliver.Connection, tools: Tools) -> Outcome:
    at = tools.clock()
    next_attempt = schedule.next_attempt(one.attempts + 1, at=at)
    try:
        outcome = connection.send(
            _message(one, issue, tools, at=at),
            sender=deliver.bare(tools.sender),
            recipient=one.address,
            handing_over=partial(_note_handing_over, one, issue, tools),
            later=next_attempt or at,
        )
    except MessageError as error:
        outcome = Never(why=str(error))
    if isinstance(outcome, Later) and next_attempt is None:
        outcome = Never(why=f"{outcome.why}; given up after {one.attempts + 1} attempts")
    with tools.store.writing() as connection_to_store:
        store.deliveries.settle(connection_to_store, issue, one, outcome, at=at, later=next_attempt)
    return outcome


def _note_handing_over(one: Delivery, issue: Issue, tools: Tools) -> None:
    with tools.store.writing() as connection:
        store.deliveries.handing_over(connection, issue, one, at=tools.clock())


def _message(one: Delivery, issue: Issue, tools: Tools, *, at: datetime) -> bytes:
    token = deliver.unsubscribe_token(one.subscriber, secret=tools.secret)
    return deliver.build(
        _envelope(one.address, one.message_id, f"{tools.site_url}unsubscribe/{token}", at, tools),
        subject=issue.subject or issue.title,
        html=(issue.html or "").replace(TOKEN, token),
        plain=(issue.plain or "").replace(TOKEN, token),
    )


def _envelope(
    recipient: str, message_id: str, unsubscribe: str | None, at: datetime, tools: Tools
) -> deliver.Envelope:
    return deliver.Envelope(
        sender=tools.sender,
        recipient=recipient,
        reply_to=tools.reply_to,
        message_id=message_id,
        unsubscribe=unsubscribe,
        list_id=tools.list_id,
        at=at,
    )


def _finish(issue: Issue, tools: Tools) -> None:
    with tools.store.writing() as connection:
        if not store.deliveries.open_count(connection, issue):
            store.issues.move(connection, issue, "sent", expected=["sending"])
