"""Writes a draft as a TOML file that an editor changes, and reads what was changed."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import tomlkit
from tomlkit.items import String

from aggregator.errors import UsageError
from aggregator.model import Edit, Head, Issue

_KEYS = {
    "id": str,
    "section": str,
    "title": str,
    "text": str,
    "note": str,
    "link": str,
    "hide": bool,
    "later": bool,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One story of a draft as it stands in the file; ``told`` is what its source told then."""

    story: str
    section: str
    title: str
    text: str
    note: str = ""
    link: str = ""
    hide: bool = False
    later: bool = False
    told: str | None = None
    outdated: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A draft as it stands in the file."""

    issue: str
    intro: str
    banner: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Own:
    """An article that the editor wrote into the file."""

    section: str
    title: str
    text: str
    link: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """What the editor changed in the file; ``head`` is ``None`` where that is as it was."""

    edits: tuple[Edit, ...]
    own: tuple[Own, ...]
    head: Head | None


def sheet(issue: Issue) -> Sheet:
    """Return a draft as it stands in its file."""
    return Sheet(
        issue=issue.key,
        intro=issue.intro or "",
        banner=issue.banner or "",
        rows=tuple(
            Row(
                story=one.story,
                section=one.section,
                title=one.title,
                text=one.text,
                note=one.note or "",
                link=one.link or "",
                told=one.told,
                outdated=one.outdated,
            )
            for one in issue.articles
        ),
    )


def written(issue: Issue, *, sections: Sequence[str]) -> str:
    """Return a draft as a TOML file, with what may be done with it said at its head."""
    given = sheet(issue)
    document = tomlkit.document()
    for line in _ABOUT.format(title=issue.title, key=issue.key, sections=", ".join(sections)).splitlines():
        document.add(tomlkit.comment(line) if line else tomlkit.nl())
    document.add("issue", tomlkit.string(given.issue))
    document.add("intro", _text(given.intro))
    document.add("banner", _text(given.banner))
    stories = tomlkit.aot()
    for row in given.rows:
        table = tomlkit.table()
        if row.outdated:
            table.add(tomlkit.comment("Its source has changed it since you did."))
        table.add("id", row.story)
        table.add("section", row.section)
        table.add("title", _text(row.title))
        table.add("text", _text(row.text))
        table.add("note", _text(row.note))
        stories.append(table)
    if given.rows:
        document.add("story", stories)
    return tomlkit.dumps(document)


_ABOUT = """{title}: the draft of issue {key}.

Change titles and texts, write notes below stories, move tables to change their order, change a
section to move a story there. An empty title or text gives back the source's.
With hide = true a story is never printed, with later = true not before the next issue; what you take
out of the file stays as it is. A table without id, with section, title, text and link, is an article
of your own.
Sections: {sections}
"""


def read(content: str, *, issue: str) -> Sheet:
    """Return what stands in the file of an issue; raises ``UsageError`` with the place that is wrong."""
    try:
        document = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"the draft is no TOML any more: {error}") from error
    unknown = sorted(set(document) - {"issue", "intro", "banner", "story"})
    if unknown:
        raise UsageError(
            f"the draft holds an unknown key {unknown[0]!r}: known are issue, intro, banner and story"
        )
    stories = document.get("story", [])
    if not isinstance(stories, list) or not all(isinstance(one, dict) for one in stories):
        raise UsageError("the draft's stories are no tables: each begins with [[story]]")
    for key in ("issue", "intro", "banner"):
        if not isinstance(document.get(key, ""), str):
            raise UsageError(f"{key} of the draft is no text: write it between quotes")
    if document.get("issue", issue) != issue:
        raise UsageError(
            f"this is the draft of issue {document['issue']}, and issue {issue} is being made now"
        )
    return Sheet(
        issue=issue,
        intro=document.get("intro", "").strip(),
        banner=document.get("banner", "").strip(),
        rows=tuple(_row(one, place) for place, one in enumerate(stories, 1)),
    )


def line_of(said: str, content: str) -> int:
    """Return the line of a file that is meant by what is said of it; its last, if it ends too early."""
    lines = content.splitlines()
    if named := re.search(r"\(at line (\d+)", said):
        return int(named[1])
    if story := re.search(r"\bstory (\d+)\b", said):
        begun = [number for number, line in enumerate(lines, 1) if line.strip() == "[[story]]"]
        first = begun[int(story[1]) - 1] if int(story[1]) <= len(begun) else len(lines)
        until = next((one for one in begun if one > first), len(lines) + 1)
        key = re.search(r"\b(section|hide|later)\b|key '(\w+)'", said.partition(")")[2] or said)
        wanted = (key[1] or key[2]) if key else "id"
        inside = range(first, min(until, len(lines) + 1))
        return next((one for one in inside if re.match(rf"\s*{wanted}\s*=", lines[one - 1])), first)
    if key := re.search(r"key '(\w+)'|^(\w+) of the draft|\b(issue) \S+, and", said):
        wanted = key[1] or key[2] or key[3]
        return next((one for one, line in enumerate(lines, 1) if line.startswith(wanted)), 1)
    return max(len(lines), 1)


def changes(
    given: Sheet, taken: Sheet, edits: Mapping[str, Edit], *, number: int, sections: Sequence[str]
) -> Changes:
    """Return what was changed between a draft that was given out and the file that came back.

    Raises ``UsageError`` for a story that was not given out, one that stands there twice, and a section
    that there is not.
    """
    before = {row.story: row for row in given.rows}
    _check(taken.rows, before, sections)
    changed: dict[str, Edit] = {}
    for row in taken.rows:
        if row.story and (edit := _edit(before[row.story], row, edits, number=number)):
            changed[row.story] = edit
    for story, place in _places(given.rows, taken.rows):
        changed[story] = replace(changed.get(story) or edits.get(story) or Edit(story=story), place=place)
    own = tuple(
        Own(section=row.section, title=row.title, text=row.text, link=row.link or None)
        for row in taken.rows
        if not row.story
    )
    is_same = (given.intro.strip(), given.banner.strip()) == (taken.intro, taken.banner)
    return Changes(
        edits=tuple(changed.values()),
        own=own,
        head=None if is_same else Head(intro=taken.intro, banner=taken.banner),
    )


def _check(rows: Iterable[Row], before: Mapping[str, Row], sections: Sequence[str]) -> None:
    met: set[str] = set()
    for place, row in enumerate(rows, 1):
        named = f"story {place} ({row.title or row.story})"
        if row.story and row.story not in before:
            raise UsageError(f"{named} was not in the draft: leave id out of an article of your own")
        if row.story and row.story in met:
            raise UsageError(f"{named} stands there twice: take one of the two out")
        if row.section not in sections:
            raise UsageError(f"{named} stands in section {row.section!r}; there is: {', '.join(sections)}")
        if not row.story and not row.title:
            raise UsageError(f"story {place} has neither id nor title: an article of your own needs a title")
        met.add(row.story)


def _edit(before: Row, after: Row, edits: Mapping[str, Edit], *, number: int) -> Edit | None:
    """Return what is said of a story now, or ``None`` where nothing was changed."""
    was = edits.get(before.story) or Edit(story=before.story)
    edit = was
    if after.title != before.title.strip():
        edit = replace(edit, title=after.title or None, basis=before.told)
    if after.text != before.text.strip():
        edit = replace(edit, text=after.text or None, basis=before.told)
    if after.note != before.note.strip():
        edit = replace(edit, note=after.note or None)
    if after.section != before.section:
        edit = replace(edit, section=after.section)
    if after.hide:
        edit = replace(edit, hidden=True)
    if after.later:
        edit = replace(edit, after=number)
    return edit if edit != was else None


def _places(before: Iterable[Row], after: Iterable[Row]) -> list[tuple[str, int]]:
    """Return the places of the stories in the sections whose order was changed."""
    was, now = _by_section(before), _by_section(row for row in after if not (row.hide or row.later))
    moved: list[tuple[str, int]] = []
    for section, stories in now.items():
        if stories != [one for one in was.get(section, []) if one in stories]:
            moved += [(story, place) for place, story in enumerate(stories, 1)]
    return moved


def _by_section(rows: Iterable[Row]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.story:
            found[row.section].append(row.story)
    return found


def _row(table: Mapping[str, object], place: int) -> Row:
    for key, value in table.items():
        if key not in _KEYS:
            raise UsageError(f"story {place} holds an unknown key {key!r}: known are {', '.join(_KEYS)}")
        if not isinstance(value, _KEYS[key]):
            wanted = "true or false" if _KEYS[key] is bool else "a text between quotes"
            raise UsageError(f"{key} of story {place} is not {wanted}")
    said = {key: str(table.get(key, "")).strip() for key, kind in _KEYS.items() if kind is str}
    return Row(
        story=said["id"],
        section=said["section"],
        title=said["title"],
        text=said["text"],
        note=said["note"],
        link=said["link"],
        hide=bool(table.get("hide", False)),
        later=bool(table.get("later", False)),
    )


def _text(value: str) -> String:
    return tomlkit.string(f"\n{value}\n" if "\n" in value else value, multiline="\n" in value)
