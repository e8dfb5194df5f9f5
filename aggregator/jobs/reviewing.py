"""Asks editors to approve an issue: a mail with the draft as it will look, and a link good for one click.

::

    draft → CHECK, RENDER → a link for each editor → mail → (its page → a click) → approved

Opening a link changes nothing. What is approved is what its page showed: a draft that has changed since is
shown anew.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from aggregator import deliver, store
from aggregator.digest import dates, fingerprint, words
from aggregator.digest.checks import Finding
from aggregator.errors import MessageError
from aggregator.jobs import checking, letters
from aggregator.model import Digest, Issue, Never, Outcome, Review, Sent
from aggregator.store import Store


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How long a link is good, and after what time an editor who could not be reached is tried again."""

    approve_within: timedelta = timedelta(days=60)
    retry: timedelta = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What asking for approval works with; ``new_id`` gives 16 random hexadecimal digits."""

    store: Store
    server: deliver.Server
    letters: letters.Tools
    checking: checking.Tools
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    limits: Limits = Limits()


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a link leads to: ``issue`` is a draft or has been approved; ``None`` where it is neither any more.

    ``print`` tells the draft from how it is when it has changed.
    """

    review: Review
    issue: Issue | None
    print: str = ""
    findings: tuple[Finding, ...] = ()


def due_of(when: datetime, digest: Digest) -> str:
    """Return a date of a digest by its own clock, under which what was done for it is kept."""
    return when.astimezone(ZoneInfo(digest.timezone)).strftime("%Y-%m-%dT%H:%M")


def notice(issue: Issue, digest: Digest, *, when: datetime, tools: Tools) -> Iterator[tuple[str, Outcome]]:
    """Mail a draft to those of a digest's editors who have not got it for this date; yield what came of each.

    ``when`` is the date at which the issue is to go. Raises ``ServerDown`` where the mail server is not
    there; who was not reached then is when this is called again.
    """
    due = due_of(when, digest)
    with tools.store.reading() as connection:
        asked = store.reviews.asked(connection, digest.key, due, since=tools.clock() - tools.limits.retry)
    waiting = [one for one in digest.rules.editors if deliver.bare(one) not in asked]
    if not waiting:
        return
    with deliver.connect(tools.server) as connection:
        # Its links are asked only where there is somebody to tell.
        draft = _Draft(issue=issue, digest=digest, when=when, findings=checking.check(issue, tools.checking))
        for editor in waiting:
            yield editor, _mail(draft, editor, connection, tools)


def asked(token: str, tools: Tools) -> Asked | None:
    """Return what a link leads to, ``None`` where it is not whole or too old."""
    identity = deliver.tokens.read("approve", token, secret=tools.letters.secret, at=tools.clock())
    if identity is None:
        return None
    with tools.store.reading() as connection:
        review = store.reviews.get(connection, identity)
        issue = store.issues.get(connection, review.digest, review.number) if review else None
    if review is None:
        return None
    if issue is None or issue.state != "draft":
        return Asked(review=review, issue=None if issue and issue.state == "discarded" else issue)
    findings = checking.check(issue, tools.checking, links=False)
    return Asked(review=review, issue=issue, print=fingerprint.of(issue), findings=findings)


def approve(found: Asked, seen: str, tools: Tools) -> Literal["done", "changed", "refused", "lost"]:
    """Approve the draft whose fingerprint was ``seen``; say whether it was, or why it was not."""
    if found.issue is None or found.issue.state != "draft":
        return "done" if found.issue else "lost"
    if found.print != seen:
        return "changed"
    if any(one.level == "error" for one in found.findings):
        return "refused"
    review = found.review
    with tools.store.writing() as connection:
        draft = store.issues.get(connection, review.digest, review.number)
        if draft is None or draft.state != "draft" or fingerprint.of(draft) != seen:
            return "changed"
        if not store.reviews.use(connection, review.id, at=tools.clock()):
            return "lost"
        store.issues.move(connection, draft, "approved", expected=["draft"])
    return "done"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Draft:
    """What is to be approved, by when, and what was noticed in it."""

    issue: Issue
    digest: Digest
    when: datetime
    findings: tuple[Finding, ...]


def _mail(draft: _Draft, editor: str, connection: deliver.Connection, tools: Tools) -> Outcome:
    at = tools.clock()
    review = Review(
        id=tools.new_id(),
        digest=draft.issue.digest,
        number=draft.issue.number,
        due=due_of(draft.when, draft.digest),
        editor=deliver.bare(editor),
        at=at,
    )
    with tools.store.writing() as writing:
        review = store.reviews.keep(writing, review)
    try:
        outcome = connection.send(
            _message(draft, review, tools),
            sender=deliver.bare(tools.letters.bounce or tools.letters.sender),
            recipient=review.editor,
            handing_over=lambda: None,
            later=at,
        )
    except MessageError as error:
        outcome = Never(why=str(error))
    if isinstance(outcome, Sent | Never):
        # Who can never be reached is not tried again for this date; the outcome tells the operator.
        with tools.store.writing() as writing:
            store.reviews.told(writing, review.id, at=at)
    return outcome


def _message(draft: _Draft, review: Review, tools: Tools) -> bytes:
    issue, made = draft.issue, tools.letters
    rendered = letters.render_issue(issue, made)
    found = words.of(issue.language, made.templates)
    until = review.at + tools.limits.approve_within
    token = deliver.tokens.sign("approve", review.id, secret=made.secret, until=until)
    text = made.templates.get_template("mails/review.txt").render(
        gettext=found.gettext,
        ngettext=found.ngettext,
        subject=rendered.subject,
        title=issue.title,
        number=issue.number,
        due=_said(draft.when, issue),
        fallback=draft.digest.rules.fallback,
        findings=[str(one) for one in draft.findings],
        approve=f"{made.site_url}approve/{token}",
    )
    subject, _, body = text.partition("\n")
    envelope = deliver.Envelope(
        sender=made.sender,
        recipient=review.editor,
        reply_to=made.reply_to,
        message_id=deliver.message_id(f"review-{review.id}", review.editor, sender=made.sender),
        unsubscribe=None,
        list_id=None,
        at=review.at,
        is_notice=True,
    )
    attachments = (
        deliver.Attachment(name=f"{issue.key}.html", kind="html", content=rendered.html),
        deliver.Attachment(name=f"{issue.key}.txt", kind="plain", content=rendered.plain),
    )
    content = deliver.build(
        envelope, subject=subject.strip(), html=None, plain=body.lstrip("\n"), attachments=attachments
    )
    return made.signer.signed(content, at=review.at) if made.signer else content


def _said(when: datetime, issue: Issue) -> str:
    local = when.astimezone(ZoneInfo(issue.timezone))
    day = dates.day(when, timezone=issue.timezone, language=issue.language)
    return f"{day}, {local:%H:%M} ({issue.timezone})"
