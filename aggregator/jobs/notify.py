"""Mails the notices that wait: a link to confirm with, or to one's preferences.

::

    queued notice → claim → words in the site's language → message, signed → hand over → settle
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from jinja2 import Environment

from aggregator import deliver, schedule, store
from aggregator.digest import words
from aggregator.errors import MessageError
from aggregator.model import Later, Never, Notice, Outcome, Sent
from aggregator.store import Store


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Notices claimed at once, how long a claim holds, and how long the links in them are good."""

    batch: int = 20
    lease: timedelta = timedelta(minutes=10)
    confirm_within: timedelta = timedelta(days=7)
    preferences_within: timedelta = timedelta(days=90)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What mailing notices works with; ``title`` is the site's, ``language`` that of its words.

    ``bounce`` is where what cannot be delivered comes back to, ``signer`` signs for the sender's domain.
    """

    store: Store
    server: deliver.Server
    sender: str
    reply_to: str | None
    site_url: str
    title: str
    language: str
    secret: str
    templates: Environment
    clock: Callable[[], datetime]
    bounce: str | None = None
    signer: deliver.Signer | None = None
    limits: Limits = Limits()


def notify(tools: Tools) -> Iterator[tuple[Notice, Outcome]]:
    """Hand over every notice that may go now; yield what became of each.

    Raises ``ServerDown`` where the mail server is not there; what was not handed over goes later.
    """
    while batch := _claim(tools):
        with deliver.connect(tools.server) as connection:
            for one in batch:
                yield one, _hand_over(one, connection, tools)


def _claim(tools: Tools) -> list[Notice]:
    at = tools.clock()
    with tools.store.reading() as connection:  # mostly there is none, and no writer need wait for that
        if not store.notices.is_due(connection, at=at):
            return []
    with tools.store.writing() as connection:
        return store.notices.claim(connection, at=at, until=at + tools.limits.lease, limit=tools.limits.batch)


def _hand_over(one: Notice, connection: deliver.Connection, tools: Tools) -> Outcome:
    at = tools.clock()
    next_attempt = schedule.next_attempt(one.attempts + 1, at=at)
    try:
        outcome = connection.send(
            message(one, tools, at=at),
            sender=envelope_sender(one, tools),
            recipient=one.address,
            handing_over=lambda: None,
            later=next_attempt or at,
        )
    except MessageError as error:
        outcome = Never(why=str(error))
    _settle(one, outcome, next_attempt, tools)
    return outcome


def _settle(one: Notice, outcome: Outcome, next_attempt: datetime | None, tools: Tools) -> None:
    match outcome:
        case Sent(answer=answer):
            state, words_of_server, due = "sent", answer, None
        case Later(why=why) if next_attempt:
            state, words_of_server, due = "queued", why, next_attempt
        case Later(why=why) | Never(why=why):
            state, words_of_server, due = "failed", why, None
        case _:  # in doubt: another copy of a link does no harm, a lost one does
            state, words_of_server, due = "queued", outcome.why, next_attempt
    with tools.store.writing() as connection:
        store.notices.settle(connection, one.id, state=state, answer=words_of_server, next_at=due)


def message(one: Notice, tools: Tools, *, at: datetime) -> bytes:
    """Return a notice as it is mailed."""
    found = words.of(tools.language, tools.templates)
    text = tools.templates.get_template(f"mails/{one.kind}.txt").render(
        gettext=found.gettext,
        ngettext=found.ngettext,
        title=tools.title,
        site=tools.site_url,
        confirm=f"{tools.site_url}confirm/{_confirm(one, tools, at=at)}",
        preferences=f"{tools.site_url}preferences/{_preferences(one, tools, at=at)}",
        days=tools.limits.confirm_within.days,
    )
    subject, _, body = text.partition("\n")
    envelope = deliver.Envelope(
        sender=tools.sender,
        recipient=one.address,
        reply_to=tools.reply_to,
        message_id=deliver.message_id(f"notice-{one.id}", one.id, sender=tools.sender),
        unsubscribe=None,
        list_id=None,
        at=at,
        is_notice=True,
    )
    content = deliver.build(envelope, subject=subject.strip(), html=None, plain=body.lstrip("\n"))
    return tools.signer.signed(content, at=at) if tools.signer else content


def envelope_sender(one: Notice, tools: Tools) -> str:
    """Return the address that a notice comes back to, which says whose it is where that may be."""
    if tools.bounce is None:
        return deliver.bare(tools.sender)
    return deliver.verp.sender(tools.bounce, one.subscriber, secret=tools.secret)


def _confirm(one: Notice, tools: Tools, *, at: datetime) -> str:
    return deliver.tokens.sign("confirm", one.id, secret=tools.secret, until=at + tools.limits.confirm_within)


def _preferences(one: Notice, tools: Tools, *, at: datetime) -> str:
    return deliver.tokens.sign(
        "preferences", one.subscriber, secret=tools.secret, until=at + tools.limits.preferences_within
    )
