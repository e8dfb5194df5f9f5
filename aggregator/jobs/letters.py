"""Makes the messages of an issue: a letter for each edition that is wanted, each reader's bytes from it.

::

    issue + wishes → EDITION → RENDER → letter (made once) → tokens written in → signed
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from jinja2 import Environment

from aggregator import deliver, store
from aggregator.digest import edition, render
from aggregator.model import ANYTHING, Delivery, Issue, Preferences
from aggregator.store import Store

TOKEN = "UNSUBSCRIBE-TOKEN"  # noqa: S105  stands in a frozen issue where each reader's token will
"""What a frozen issue holds in place of the reader's own tokens."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Editions kept ready at once, and how long the link to one's preferences is good."""

    letters: int = 64
    preferences_within: timedelta = timedelta(days=90)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What making messages works with.

    ``site_url`` begins the links and ends in a slash, ``secret`` signs them. ``bounce`` is where what
    cannot be delivered comes back to, ``signer`` signs for the sender's domain.
    ``styles`` are those of digests, by key.
    """

    store: Store
    sender: str
    reply_to: str | None
    bounce: str | None
    list_id: str
    site_url: str
    secret: str
    templates: Environment
    styles: Mapping[str, render.Style] = field(default_factory=dict)
    postal_address: str | None = None
    signer: deliver.Signer | None = None
    limits: Limits = Limits()


class Letters:
    """The letters of one issue, each made when the first reader of its edition comes."""

    def __init__(self, issue: Issue, tools: Tools, *, at: datetime) -> None:
        self._issue = issue
        self._tools = tools
        self._at = at
        self._lock = threading.Lock()
        self._kept: OrderedDict[Preferences, deliver.Letter | None] = OrderedDict()

    def has(self, wishes: Preferences) -> bool:
        """Whether the issue holds anything for a reader with these wishes, now."""
        if wishes.monthly and self._month is None:
            return False
        return wishes == ANYTHING or self._edition(wishes) is not None

    def message(self, one: Delivery) -> bytes:
        """Return one reader's message; raises ``MessageError`` where it cannot be made."""
        tools = self._tools
        letter = self._letter(one.preferences)
        tokens = {
            "unsubscribe": deliver.unsubscribe_token(one.subscriber, secret=tools.secret),
            "preferences": self._preferences(one.subscriber),
        }
        content = letter.to(one.address, message_id=one.message_id, tokens=tokens)
        return tools.signer.signed(content, at=self._at) if tools.signer else content

    def envelope_sender(self, one: Delivery) -> str:
        """Return the address that what cannot be delivered comes back to: the reader's own, if it may be."""
        if self._tools.bounce is None:
            return deliver.bare(self._tools.sender)
        return deliver.verp.sender(self._tools.bounce, one.subscriber, secret=self._tools.secret)

    def _letter(self, wishes: Preferences) -> deliver.Letter:
        # An edition that no longer has anything (wishes changed since it was queued) goes whole.
        key = replace(wishes, digests=())
        with self._lock:
            letter = self._kept.get(key)
            if letter is None:
                letter = self._kept[key] = self._made(key)
                while len(self._kept) > self._tools.limits.letters:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return letter

    def _made(self, wishes: Preferences) -> deliver.Letter:
        tools, issue = self._tools, self._issue
        chosen = self._edition(wishes) or issue
        if chosen is issue and issue.html is not None:
            html, plain, subject = issue.html, issue.plain or "", issue.subject or issue.title
        else:
            rendered = render_issue(chosen, tools)
            html, plain, subject = rendered.html, rendered.plain, rendered.subject
        marks = self._marks()
        return deliver.Letter.of(
            envelope(issue, tools, at=self._at, unsubscribe=marks["unsubscribe"]),
            subject=subject,
            html=None if wishes.plain else _marked(html, marks),
            plain=_marked(plain, marks),
            marks=marks,
        )

    def _marks(self) -> dict[str, str]:
        sample = "0" * 16
        lengths = {
            "unsubscribe": len(deliver.unsubscribe_token("0123456789abcdef", secret="")),
            "preferences": len(self._preferences(sample)),
        }
        return {
            name: deliver.mark(name, secret=self._tools.secret, length=length)
            for name, length in lengths.items()
        }

    def _preferences(self, subscriber: str) -> str:
        until = self._at + self._tools.limits.preferences_within
        return deliver.tokens.sign("preferences", subscriber, secret=self._tools.secret, until=until)

    def _edition(self, wishes: Preferences) -> Issue | None:
        if replace(wishes, plain=False, digests=()) == ANYTHING:
            return self._issue
        month = self._issues_of_month if wishes.monthly else [self._issue]
        return edition.of(self._issue, wishes, month=month, labels=self._labels)

    @cached_property
    def _month(self) -> list[int] | None:
        """The issues that a monthly mail tells now, ``None`` if it is not its turn."""
        issue = self._issue
        with self._tools.store.reading() as connection:
            known = store.editions.calendar(connection, issue.digest, until=issue.number - 1)
        return edition.month_of(issue.number, [*known, (issue.number, issue.at)], zone=issue.timezone)

    @cached_property
    def _issues_of_month(self) -> list[Issue]:
        earlier = [number for number in self._month or () if number != self._issue.number]
        with self._tools.store.reading() as connection:
            return [*store.editions.several(connection, self._issue.digest, earlier), self._issue]

    @cached_property
    def _labels(self) -> edition.Labels:
        numbers = self._month or [self._issue.number]
        with self._tools.store.reading() as connection:
            return store.editions.labels(connection, self._issue.digest, numbers)


def render_issue(issue: Issue, tools: Tools) -> render.Rendered:
    """Return an issue's subject, HTML and text, with ``TOKEN`` where each reader's own tokens go."""
    return render.render(
        issue,
        templates=tools.templates,
        links=links(issue, tools.site_url, postal_address=tools.postal_address),
        style=tools.styles.get(issue.digest, render.Style()),
    )


def web_edition(issue: Issue, tools: Tools) -> str:
    """Return an issue's page on the web, as it would look now."""
    return render.web_page(
        issue,
        templates=tools.templates,
        links=links(issue, tools.site_url, postal_address=tools.postal_address),
        style=tools.styles.get(issue.digest, render.Style()),
    )


def links(issue: Issue, site_url: str, *, postal_address: str | None = None) -> render.Links:
    """Return where an issue leads: its web edition, the feeds of news and of issues, the way out."""
    return render.Links(
        site=site_url,
        web=f"{site_url}issues/{issue.digest}/{issue.number}",
        feed=f"{site_url}feed.xml",
        issues=f"{site_url}issues/{issue.digest}/feed.xml",
        unsubscribe=f"{site_url}unsubscribe/{TOKEN}",
        preferences=f"{site_url}preferences/{TOKEN}",
        placeholder=TOKEN,
        postal_address=postal_address,
    )


def envelope(issue: Issue, tools: Tools, *, at: datetime, unsubscribe: str | None) -> deliver.Envelope:
    """Return the head of an issue's messages; ``unsubscribe`` is a token, or none on a test."""
    back = deliver.bare(tools.bounce or tools.reply_to or tools.sender)
    return deliver.Envelope(
        sender=tools.sender,
        recipient="",
        reply_to=tools.reply_to,
        message_id="",
        unsubscribe=f"{tools.site_url}unsubscribe/{unsubscribe}" if unsubscribe else None,
        mailto=f"mailto:{back}?subject=unsubscribe%20{unsubscribe}" if unsubscribe else None,
        list_id=f"{issue.digest}.{tools.list_id}",
        list_name=issue.title,
        at=at,
        help=f"{tools.site_url}about/",
        archive=f"{tools.site_url}issues/",
        archived_at=f"{tools.site_url}issues/{issue.digest}/{issue.number}",
        feedback_id=f"{issue.number}:{issue.digest}:digest:{tools.list_id}",
    )


def _marked(text: str, marks: dict[str, str]) -> str:
    for name, mark in marks.items():
        text = text.replace(f"{name}/{TOKEN}", f"{name}/{mark}")
    return text
