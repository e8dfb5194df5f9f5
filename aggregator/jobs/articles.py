"""Completes the entries of a list page from their articles' pages.

An article that cannot be had is not told half: its entry waits and is tried again at later polls, whether
its list still holds it or not. Once it has failed too often, or waited too long, the list's word is taken.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from aggregator.fetch import addresses
from aggregator.jobs.reading import Desk, ReadArticle, Refined
from aggregator.model import Entry, Failed, Item, Parsed
from aggregator.store.deferrals import Deferred

_LATER: Final = "left to the next poll"
_GONE: Final = 410
_FOR_GOOD: Final = frozenset({401, 402, _GONE, 451})
"""What a server that answers so will answer next time as well."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Bounds of completing.

    ``most`` articles are asked for at one poll. An article that cannot be had is tried at ``tries`` polls;
    no entry ``waits`` longer. Pages that say the same under ``alike`` titles are no articles.
    """

    most: int = 100
    tries: int = 3
    waits: timedelta = timedelta(days=7)
    alike: int = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What completing works with.

    ``ask`` gives the item of an entry with its article's page, or why that cannot be had; ``alone`` gives
    entries as they are as items. ``goes_on`` says whether the poll may take longer.
    """

    ask: Callable[[Entry, str], ReadArticle | Failed]
    alone: Callable[[Sequence[Entry]], Sequence[Refined]]
    goes_on: Callable[[], bool]
    limits: Limits = Limits()


@dataclass(kw_only=True, slots=True)
class Completed:
    """Items as far as their articles could be had, and the entries whose could not: those were ``missed``.

    ``late`` are the raw hashes of entries that have waited since their source's first poll, ``lacking`` tells
    of texts that will not come, ``files`` are the raw hashes of entries whose articles are no pages,
    ``not_before`` is when the source's own host wants to be asked again. The poll ``is_full`` where there was
    no room for all.
    """

    refined: list[Refined]
    missed: dict[str, Deferred] = field(default_factory=dict)
    late: set[str] = field(default_factory=set)
    lacking: list[str] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    told: list[frozenset[str]] = field(default_factory=list)
    not_before: datetime | None = None
    is_full: bool = False

    @property
    def alarms(self) -> tuple[str, ...]:
        """What was found on the page of none of the articles."""
        return tuple(sorted(frozenset.intersection(*self.told))) if self.told else ()


def completed(
    parsed: Parsed, tools: Tools, *, desk: Desk, waiting: Mapping[str, Deferred], first_poll: bool
) -> Completed:
    """Return the items of a list page's entries and of those ``waiting`` since earlier polls, by raw hash."""
    done = Completed(refined=[])
    read: list[tuple[Entry, ReadArticle]] = []
    alone: list[Entry] = []
    by_link = {one.entry.link: one for one in waiting.values() if one.entry}
    for number, entry in enumerate((*parsed.entries, *_left(parsed, waiting))):
        before = waiting.get(entry.raw_hash) or by_link.get(entry.link)
        if before and before.first:
            done.late.add(entry.raw_hash)
        if entry.link is None or entry.content is not None:
            alone.append(entry)
            continue
        made = tools.ask(entry, entry.link) if number < tools.limits.most and tools.goes_on() else None
        done.is_full = done.is_full or made is None
        if isinstance(made, ReadArticle):
            read.append((entry, made))
            continue
        # Another host than the source's may want a rest by itself.
        if made and made.retry_at and addresses.host(entry.link) == addresses.host(desk.source.url):
            done.not_before = max(made.retry_at, done.not_before or made.retry_at)
        missed = _missed(entry, made, before, at=desk.at, first_poll=first_poll)
        if not _is_given_up(missed, made, tools.limits, at=desk.at):
            done.missed[entry.raw_hash] = missed
            continue
        alone.append(entry)
        if made and made.status != _GONE:
            done.lacking.append(f"an article's text will not come, and the list's word is taken: {made.why}")
    alone += _told_apart(read, done, tools.limits)
    if alone:
        done.refined += tools.alone(alone)
    return done


def _left(parsed: Parsed, waiting: Mapping[str, Deferred]) -> Iterator[Entry]:
    """Yield the entries that wait and that their list does not hold any more."""
    there = {one.raw_hash for one in parsed.entries} | parsed.standing
    links = {one.link for one in parsed.entries}
    for raw_hash, one in waiting.items():
        if one.entry and raw_hash not in there and one.entry.link not in links:
            yield one.entry


def _missed(
    entry: Entry, made: Failed | None, before: Deferred | None, *, at: datetime, first_poll: bool
) -> Deferred:
    """Return what is to be remembered of an entry without its article; what was not asked has not failed."""
    failed = made is not None and not made.unasked
    return Deferred(
        entry=entry,
        why=made.why if made else _LATER,
        tries=(before.tries if before else 0) + failed,
        since=before.since if before else at,
        first=before.first if before else first_poll,
    )


def _is_given_up(missed: Deferred, made: Failed | None, limits: Limits, *, at: datetime) -> bool:
    """Say whether an article is not tried again: nothing tells that it will ever be had."""
    if made and (made.status in _FOR_GOOD or made.forbidden or made.private):
        return True
    return missed.tries >= limits.tries or at - missed.since >= limits.waits


def _told_apart(
    read: Sequence[tuple[Entry, ReadArticle]], done: Completed, limits: Limits
) -> Iterator[Entry]:
    """Take the items that were read, but yield the entries whose pages are none of theirs.

    Where several pages say the same words, a site has sent us elsewhere: to sign in, or to its front page.
    """
    texts = Counter(text for _, made in read if (text := _text(made)))
    for entry, made in read:
        if texts[_text(made)] >= limits.alike:
            yield entry
        else:
            done.refined.append(made.refined)
            if made.is_page:
                done.told.append(frozenset(made.alarms))
            else:
                done.files.add(entry.raw_hash)
    for text, times in texts.items():
        if times >= limits.alike:
            done.lacking.append(
                f"the pages of {times} articles say the same ({text[:60]!r}…), so the list's word is taken:"
                " look at one of them without signing in"
            )


def _text(made: ReadArticle) -> str:
    return made.refined.made.text if isinstance(made.refined.made, Item) else ""
