"""Looks what each date of a digest asks for: to tell its editors, to send its issue, or to wait.

::

    due date → draft → RULES → CHECKS → approved, and the decision kept in words

A date is decided once; the decision is kept with what it settles, in one transaction. A date that was missed
while nothing ran is decided at the next look if it is younger than ``grace``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from aggregator import store
from aggregator.digest import rules
from aggregator.digest.dates import day
from aggregator.jobs import calendar
from aggregator.jobs.compose import Making, drafted, look_through
from aggregator.model import Decision, Digest, Issue
from aggregator.store import Store


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How old a missed date may be, how far promises look ahead, when what is held is looked at again."""

    grace: timedelta = timedelta(days=1)
    ahead: timedelta = timedelta(days=400)
    dates_ahead: int = 400
    again: timedelta = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What looking works with.

    ``check`` gives the faults, in words, for which an issue must not go.
    """

    store: Store
    making: Making
    check: Callable[[Issue], Sequence[str]]
    limits: Limits = Limits()


def look(digest: Digest, tools: Tools) -> Decision | None:
    """Decide what is due for a digest now, and return what was decided; mostly that is nothing."""
    at = tools.making.clock()
    with tools.store.reading() as connection:
        last = store.decisions.last(connection, digest.key)
    if last is None:
        return _begin(digest, tools, at=at)
    due = calendar.latest(digest, at=at, grace=tools.limits.grace)
    # An issue that is held goes when it may, however long ago its date was.
    name = due.name if due else last.due if last.outcome == "hold" else None
    return _decide(digest, name, tools, at=at) if name else None


def wants_approval(digest: Digest, tools: Tools) -> tuple[Issue, datetime] | None:
    """Return the draft that its editors are to be asked for now, and the date before which; or ``None``.

    That is so from ``notice`` before a date on, until all of them have been told, where enough stories wait.
    """
    at = tools.making.clock()
    due = calendar.upcoming(digest, at=at, within=digest.rules.notice) if digest.review else None
    if due is None:
        return None
    with tools.store.writing() as connection:
        current = store.issues.current(connection, digest.key)
        told = store.reviews.asked(connection, digest.key, due.name)
        if len(told) >= len(digest.rules.editors) or (current and current.state != "draft"):
            return None
        draft = drafted(connection, digest, making=tools.making)
        if not draft.sections or rules.decide(draft, digest, at=due.at, dates=()).outcome == "wait":
            return None
        store.issues.save_draft(connection, draft)
    return draft, due.at


def ready(kept: Store, digest: Digest) -> Issue | None:
    """Return the approved issue that is to be sent now, as its date has come; or ``None``."""
    with kept.reading() as connection:
        issue = store.issues.current(connection, digest.key)
        if issue is None or issue.state != "approved":
            return None
        said = store.decisions.of_issue(connection, digest.key, issue.number)
    return issue if said and said.outcome == "send" else None


def _begin(digest: Digest, tools: Tools, *, at: datetime) -> Decision:
    """Note that a digest is there: dates before that are not its own."""
    here = at.astimezone(ZoneInfo(digest.timezone)).replace(tzinfo=None).isoformat(timespec="minutes")
    first = calendar.upcoming(digest, at=at, within=tools.limits.ahead)
    when = (
        f"its first date is {day(first.at, timezone=digest.timezone, language='en')}"
        if first
        else "it has no date"
    )
    began = Decision(digest=digest.key, due=here, number=None, outcome="began", why=f"new: {when}", at=at)
    with tools.store.writing() as connection:
        store.decisions.keep(connection, began)
        due = calendar.latest(digest, at=at, grace=tools.limits.grace)
        if due and due.name != here:
            store.decisions.keep(connection, replace(began, due=due.name))
    return began


def _decide(digest: Digest, due: str, tools: Tools, *, at: datetime) -> Decision | None:
    """Decide the date named ``due``; ``None`` where that is done already."""
    look_through(tools.store, digest, making=tools.making)
    with tools.store.reading() as connection:
        before = store.decisions.of(connection, digest.key, due)
        current = store.issues.current(connection, digest.key)
        if before and not _is_open(before, current, tools, at=at):
            return None
        draft = (
            current
            if current and current.state != "draft"
            else drafted(connection, digest, making=tools.making)
        )
    ruling = _ruling(draft, digest, tools, at=at)
    decision = Decision(
        digest=digest.key, due=due, number=draft.number, outcome=ruling.outcome, why=ruling.why, at=at
    )
    if draft.state == "draft" and ruling.outcome == "send":
        if faults := tools.check(draft):
            return _kept(replace(decision, outcome="hold", why=f"not sent: {'; '.join(faults)}"), tools)
        return _settled(draft, decision, digest, tools)
    return _kept(decision, tools) if before is None or before.why != ruling.why else None


def _ruling(issue: Issue, digest: Digest, tools: Tools, *, at: datetime) -> rules.Ruling:
    match issue.state:
        case "draft":
            return rules.decide(issue, digest, at=at, dates=_dates_ahead(digest, tools, at=at))
        case "approved":
            return rules.Ruling(outcome="send", why="sent as it was approved")
        case _:
            return rules.Ruling(outcome="wait", why=f"not made: issue {issue.key} is still being sent")


def _dates_ahead(digest: Digest, tools: Tools, *, at: datetime) -> list[datetime]:
    ahead = calendar.dates(digest, after=at, until=at + tools.limits.ahead)
    return [one.at for one in islice(ahead, tools.limits.dates_ahead)]


def _is_open(before: Decision, current: Issue | None, tools: Tools, *, at: datetime) -> bool:
    """Say whether a date that was decided is decided anew: an issue that was held may go now."""
    is_approved = current is not None and current.state == "approved"
    return before.outcome == "hold" and (is_approved or at - before.at >= tools.limits.again)


def _settled(draft: Issue, decision: Decision, digest: Digest, tools: Tools) -> Decision | None:
    """Approve a draft with the decision to send it; ``None`` where it has changed since it was checked."""
    with tools.store.writing() as connection:
        now = drafted(connection, digest, making=tools.making)
        if replace(now, at=draft.at) != draft:
            return None
        store.issues.save_draft(connection, draft)
        store.issues.move(connection, draft, "approved", expected=["draft"])
        store.decisions.keep(connection, decision)
    return decision


def _kept(decision: Decision, tools: Tools) -> Decision:
    with tools.store.writing() as connection:
        store.decisions.keep(connection, decision)
    return decision
