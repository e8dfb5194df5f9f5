"""Takes down what an editor says of a digest's next issue; polls go on below it and never change it.

Each function returns the draft as it is afterwards. They raise ``UsageError`` where the issue is approved
already, or holds no such story or section.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from sqlalchemy import Connection

from aggregator import store
from aggregator.digest import draft_file
from aggregator.errors import UsageError
from aggregator.jobs.compose import Making, drafted, look_through
from aggregator.model import Article, Digest, Edit, Head, Issue
from aggregator.refine import hygiene
from aggregator.store import Store


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Characters of what an editor writes: a line, and a text."""

    line: int = 500
    text: int = 20_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """An issue that is being made, what the editor said of its stories, and what he wrote above it."""

    issue: Issue
    edits: Mapping[str, Edit]
    head: Head


_LIMITS = Limits()


def draft(kept: Store, digest: Digest, *, making: Making) -> Draft:
    """Return the digest's next issue as it stands; raises ``UsageError`` where it is approved."""
    look_through(kept, digest, making=making)
    with kept.reading() as connection:
        return _draft(connection, digest, making)


def pin(kept: Store, digest: Digest, story: str, *, place: int = 1, making: Making) -> Issue:
    """Keep a story in the issue, at a place in its section counted from 1."""
    return _say(
        kept, digest, story, lambda edit, _: replace(edit, place=place, hidden=False, after=None), making
    )


def hide(kept: Store, digest: Digest, story: str, *, making: Making) -> Issue:
    """Leave a story out of this issue and of all others."""
    return _say(kept, digest, story, lambda edit, _: replace(edit, hidden=True), making)


def put_off(kept: Store, digest: Digest, story: str, *, making: Making) -> Issue:
    """Leave a story for the next issue."""
    with kept.reading() as connection:
        number = store.issues.next_number(connection, digest.key)
    return _say(kept, digest, story, lambda edit, _: replace(edit, after=number), making)


def move(kept: Store, digest: Digest, story: str, section: str, *, making: Making) -> Issue:
    """Put a story into another section."""
    known = sections(digest, making)
    if section not in known:
        raise UsageError(f"there is no section {section!r}; there is: {', '.join(known)}")
    return _say(kept, digest, story, lambda edit, _: replace(edit, section=section), making)


def retitle(kept: Store, digest: Digest, story: str, title: str, *, making: Making) -> Issue:
    """Give a story another headline; an empty one gives back its source's."""
    said = hygiene.line(title, limit=_LIMITS.line) or None
    return _say(
        kept, digest, story, lambda edit, now: replace(edit, title=said, basis=_basis(edit, now)), making
    )


def rewrite(kept: Store, digest: Digest, story: str, text: str, *, making: Making) -> Issue:
    """Tell a story in other words; empty ones give back its source's."""
    said = hygiene.clean(text, limit=_LIMITS.text).strip() or None
    return _say(
        kept, digest, story, lambda edit, now: replace(edit, text=said, basis=_basis(edit, now)), making
    )


def note(kept: Store, digest: Digest, story: str, text: str, *, making: Making) -> Issue:
    """Write a note below a story; an empty one takes it away."""
    said = hygiene.clean(text, limit=_LIMITS.text).strip() or None
    return _say(kept, digest, story, lambda edit, _: replace(edit, note=said), making)


def undo(kept: Store, digest: Digest, story: str, *, making: Making) -> Issue:
    """Take back all that was said of a story; an article of the editor's own is gone then."""
    with kept.writing() as connection:
        now = _draft(connection, digest, making)
        store.edits.forget(connection, digest.key, find(now, story))
        return _saved(connection, digest, making)


def write(
    kept: Store, digest: Digest, *, section: str, title: str, text: str, link: str | None, making: Making
) -> Issue:
    """Add an article of the editor's own."""
    known = sections(digest, making)
    if section not in known:
        raise UsageError(f"there is no section {section!r}; there is: {', '.join(known)}")
    if link and urlsplit(link).scheme not in {"http", "https", "mailto"}:
        raise UsageError(f"{link!r} is no link: it begins with https://, http:// or mailto:")
    with kept.writing() as connection:
        now = _draft(connection, digest, making)
        own = own_article(now, section=section, title=title, text=text, link=link, making=making)
        store.edits.keep(connection, digest.key, [own])
        return _saved(connection, digest, making)


def head(
    kept: Store, digest: Digest, *, intro: str | None = None, banner: str | None = None, making: Making
) -> Issue:
    """Write what stands above the issue; ``None`` stays as it is, an empty text prints nothing."""
    with kept.writing() as connection:
        now = _draft(connection, digest, making)
        said = Head(
            intro=now.head.intro if intro is None else hygiene.clean(intro, limit=_LIMITS.text).strip(),
            banner=now.head.banner if banner is None else hygiene.clean(banner, limit=_LIMITS.text).strip(),
        )
        store.edits.keep_head(connection, digest.key, now.issue.number, said)
        return _saved(connection, digest, making)


def take(
    kept: Store, digest: Digest, given: draft_file.Sheet, taken: draft_file.Sheet, *, making: Making
) -> Issue:
    """Take back a draft that was ``given`` out to be edited as a file.

    What came meanwhile stays. Raises ``UsageError`` where the issue has been approved or sent since, or a
    story that was changed is not in it any more.
    """
    with kept.writing() as connection:
        now = _draft(connection, digest, making)
        if now.issue.key != given.issue:
            raise UsageError(f"issue {given.issue} has been sent meanwhile")
        changed = draft_file.changes(
            given, taken, now.edits, number=now.issue.number, sections=sections(digest, making)
        )
        waiting = {one.story for one in now.issue.articles} | set(now.edits)
        gone = [one.story for one in changed.edits if one.story not in waiting]
        if gone:
            raise UsageError(f"story {gone[0]} is not in the draft any more: take its table out of the file")
        own = [
            own_article(
                now,
                section=one.section,
                title=one.title,
                text=one.text,
                link=one.link,
                making=making,
                nth=nth,
            )
            for nth, one in enumerate(changed.own)
        ]
        at = making.clock()
        store.edits.keep(connection, digest.key, [*(replace(one, at=at) for one in changed.edits), *own])
        if changed.head:
            store.edits.keep_head(connection, digest.key, now.issue.number, changed.head)
        return _saved(connection, digest, making)


def reopen(kept: Store, digest: Digest, *, making: Making) -> Issue:
    """Take an approval back; raises ``UsageError`` where no issue is approved."""
    with kept.writing() as connection:
        approved = store.issues.current(connection, digest.key)
        if approved is None or approved.state != "approved":
            raise UsageError(f"digest {digest.key} has no approved issue")
        store.issues.move(connection, approved, "draft", expected=["approved"])
        return _saved(connection, digest, making)


def sections(digest: Digest, making: Making) -> tuple[str, ...]:
    """Return the keys of the sections that a story may stand in."""
    return (*making.topics, "other") if digest.sections == "topic" else tuple(making.societies)


def find(now: Draft, named: str) -> str:
    """Return the story that is named by its number in the draft, by its id, or by the end of it."""
    articles = now.issue.articles
    if named.isdecimal() and 1 <= int(named) <= len(articles):
        return articles[int(named) - 1].story
    known = dict.fromkeys([*(one.story for one in articles), *now.edits])
    found = [story for story in known if story == named] or [one for one in known if one.endswith(named)]
    if len(found) != 1:
        many = "several stories of it end" if found else "it has no story that ends"
        raise UsageError(
            f"which story of {now.issue.key}? {many} with {named!r}: "
            f"`aggregator digest show {now.issue.digest}` numbers them"
        )
    return found[0]


def own_article(
    now: Draft, *, section: str, title: str, text: str, link: str | None, making: Making, nth: int = 0
) -> Edit:
    """Return an article of the editor's own, under a name that no other has."""
    said = hygiene.line(title, limit=_LIMITS.line)
    if not said:
        raise UsageError("an article of your own needs a title")
    number = sum(one.by_hand for one in now.edits.values()) + nth + 1
    name = f"own:{now.issue.key}:{number}"
    while name in now.edits:
        number += 1
        name = f"own:{now.issue.key}:{number}"
    return Edit(
        story=name,
        by_hand=True,
        section=section,
        title=said,
        text=hygiene.clean(text, limit=_LIMITS.text).strip(),
        link=link or None,
        at=making.clock(),
    )


def _say(
    kept: Store, digest: Digest, named: str, change: Callable[[Edit, Article | None], Edit], making: Making
) -> Issue:
    with kept.writing() as connection:
        now = _draft(connection, digest, making)
        story = find(now, named)
        article = next((one for one in now.issue.articles if one.story == story), None)
        edit = change(now.edits.get(story) or Edit(story=story), article)
        store.edits.keep(connection, digest.key, [replace(edit, at=making.clock())])
        return _saved(connection, digest, making)


def _basis(edit: Edit, now: Article | None) -> str | None:
    return now.told if now else edit.basis


def _draft(connection: Connection, digest: Digest, making: Making) -> Draft:
    current = store.issues.current(connection, digest.key)
    if current is not None and current.state == "approved":
        raise UsageError(
            f"issue {current.key} is approved: take that back with `aggregator digest reopen {digest.key}`"
        )
    issue = drafted(connection, digest, making=making)
    return Draft(
        issue=issue,
        edits=store.edits.of(connection, digest.key, number=issue.number),
        head=store.edits.head_of(connection, digest.key, issue.number),
    )


def _saved(connection: Connection, digest: Digest, making: Making) -> Issue:
    issue = drafted(connection, digest, making=making)
    if issue.sections:
        store.issues.save_draft(connection, issue)
    else:
        store.issues.discard_draft(connection, digest.key, issue.number)
    return issue
