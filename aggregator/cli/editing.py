"""The commands of ``digest`` by which an editor changes the next issue."""

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from aggregator import store
from aggregator.cli.output import AsJson, SiteFolder, count, print_json, say, table
from aggregator.config import Site
from aggregator.digest import draft_file
from aggregator.errors import UsageError
from aggregator.jobs import edit
from aggregator.model import Article, Digest, Issue

Key = Annotated[str, typer.Argument(metavar="KEY", help="The digest's key in sources.toml.")]
Story = Annotated[
    str, typer.Argument(metavar="STORY", help="Its number in `digest show KEY`, its id, or the end of it.")
]
Words = Annotated[
    str, typer.Argument(metavar="TEXT", help="What is written; - reads it from standard input.")
]


def add_to(app: typer.Typer) -> None:
    """Add the editor's commands to those of ``digest``."""
    for command in (
        show,
        edit_,
        pin,
        hide,
        later,
        move,
        retitle,
        rewrite,
        note,
        add,
        intro,
        banner,
        undo,
        reopen,
    ):
        app.command(command.__name__.rstrip("_"))(command)


def show(key: Key, *, site: SiteFolder = Path(), as_json: AsJson = False) -> None:
    """List the stories of the next issue, with their numbers and what you said of them."""
    with Site(site, os.environ) as opened:
        digest = opened.configuration.digest(key)
        now = edit.draft(opened.store, digest, making=opened.making)
    out = {story: one for story, one in now.edits.items() if one.hidden or one.after == now.issue.number}
    if as_json:
        print_json(
            {
                "issue": now.issue.key,
                "intro": now.issue.intro,
                "banner": now.issue.banner,
                "stories": [_record(one, now) for one in now.issue.articles],
                "left_out": [{"story": story, "hidden": one.hidden} for story, one in out.items()],
            }
        )
        return
    for name, words in (("banner", now.issue.banner), ("intro", now.issue.intro)):
        if words:
            say(f"{name}: {words}")
    table(
        ("", "section", "story", "you said"),
        [
            (number, one.section, one.title, ", ".join(_said(one, now)))
            for number, one in enumerate(now.issue.articles, 1)
        ],
        right=("",),
    )
    for story, one in out.items():
        said = "hidden" if one.hidden else "left for the next issue"
        say(f"{said}: {story} (`aggregator digest undo {key} {story}` takes that back)")
    if not now.issue.articles:
        say(f"No story is waiting for digest {key}.")


def edit_(
    key: Key,
    *,
    site: SiteFolder = Path(),
    from_: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="Take this file instead of opening an editor."),
    ] = None,
) -> None:
    """Open the draft as a file in $EDITOR, and take it back checked."""
    with Site(site, os.environ) as opened:
        digest = opened.configuration.digest(key)
        making = opened.making
        given = edit.draft(opened.store, digest, making=making).issue
        known = edit.sections(digest, making)
        path = from_ or opened.folder / "store" / "drafts" / f"{given.key}.toml"
        if from_ is None:
            store.files.replace(path, draft_file.written(given, sections=known).encode())
            _open_editor(path)
        taken = _taken(path, given, key)
        try:
            issue = edit.take(opened.store, digest, draft_file.sheet(given), taken, making=making)
        except UsageError as error:
            raise _kept(error, path, key) from error
        if from_ is None:
            path.unlink()
    _tell(issue)


def pin(
    key: Key,
    story: Story,
    *,
    place: Annotated[int, typer.Option(min=1, help="Its place in its section.")] = 1,
    site: SiteFolder = Path(),
) -> None:
    """Keep a story in the issue, at a place in its section."""
    _do(
        site,
        key,
        lambda opened, digest: edit.pin(opened.store, digest, story, place=place, making=opened.making),
    )


def hide(key: Key, story: Story, *, site: SiteFolder = Path()) -> None:
    """Never print a story."""
    _do(site, key, lambda opened, digest: edit.hide(opened.store, digest, story, making=opened.making))


def later(key: Key, story: Story, *, site: SiteFolder = Path()) -> None:
    """Leave a story for the next issue."""
    _do(site, key, lambda opened, digest: edit.put_off(opened.store, digest, story, making=opened.making))


def move(
    key: Key,
    story: Story,
    section: Annotated[str, typer.Argument(metavar="SECTION", help="The key of a society or topic.")],
    *,
    site: SiteFolder = Path(),
) -> None:
    """Put a story into another section."""
    _do(
        site,
        key,
        lambda opened, digest: edit.move(opened.store, digest, story, section, making=opened.making),
    )


def retitle(key: Key, story: Story, title: Words, *, site: SiteFolder = Path()) -> None:
    """Give a story another headline; an empty one gives back its source's."""
    said = _said_here(title)
    _do(
        site,
        key,
        lambda opened, digest: edit.retitle(opened.store, digest, story, said, making=opened.making),
    )


def rewrite(key: Key, story: Story, text: Words, *, site: SiteFolder = Path()) -> None:
    """Tell a story in your own words; empty ones give back its source's."""
    said = _said_here(text)
    _do(
        site,
        key,
        lambda opened, digest: edit.rewrite(opened.store, digest, story, said, making=opened.making),
    )


def note(key: Key, story: Story, text: Words, *, site: SiteFolder = Path()) -> None:
    """Write a note below a story; an empty one takes it away."""
    said = _said_here(text)
    _do(site, key, lambda opened, digest: edit.note(opened.store, digest, story, said, making=opened.making))


def add(
    key: Key,
    text: Words,
    *,
    title: Annotated[str, typer.Option(help="Its headline.")],
    section: Annotated[str, typer.Option(help="The key of the society or topic that it stands under.")],
    link: Annotated[str | None, typer.Option(metavar="URL", help="Where its headline leads.")] = None,
    site: SiteFolder = Path(),
) -> None:
    """Add an article of your own."""
    said = _said_here(text)
    _do(
        site,
        key,
        lambda opened, digest: edit.write(
            opened.store, digest, section=section, title=title, text=said, link=link, making=opened.making
        ),
    )


def intro(key: Key, text: Words, *, site: SiteFolder = Path()) -> None:
    """Write the paragraph that begins the next issue; an empty one prints none."""
    said = _said_here(text)
    _do(site, key, lambda opened, digest: edit.head(opened.store, digest, intro=said, making=opened.making))


def banner(key: Key, text: Words, *, site: SiteFolder = Path()) -> None:
    """Write the line above the next issue, such as a meeting; an empty one prints none."""
    said = _said_here(text)
    _do(site, key, lambda opened, digest: edit.head(opened.store, digest, banner=said, making=opened.making))


def undo(key: Key, story: Story, *, site: SiteFolder = Path()) -> None:
    """Take back all that you said of a story."""
    _do(site, key, lambda opened, digest: edit.undo(opened.store, digest, story, making=opened.making))


def reopen(key: Key, *, site: SiteFolder = Path()) -> None:
    """Take an approval back: the issue is a draft again."""
    _do(site, key, lambda opened, digest: edit.reopen(opened.store, digest, making=opened.making))


def _do(site: Path, key: str, change: Callable[[Site, Digest], Issue]) -> None:
    with Site(site, os.environ) as opened:
        issue = change(opened, opened.configuration.digest(key))
    _tell(issue)


def _tell(issue: Issue) -> None:
    stories = count(len(issue.articles), "story", "stories")
    say(f"Issue {issue.key} has {stories} now: `aggregator digest preview {issue.digest}` shows it.")


def _said_here(text: str) -> str:
    return sys.stdin.read() if text == "-" else text


def _open_editor(path: Path) -> None:
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        ended = subprocess.run([*shlex.split(editor), str(path)], check=False).returncode  # noqa: S603  the operator's own editor
    except (OSError, ValueError) as error:
        raise UsageError(
            f"the editor {editor!r} could not be started: set EDITOR to one ({error})"
        ) from error
    if ended:
        raise UsageError(
            f"the editor {editor!r} ended with {ended}: nothing was changed; the draft is {path}"
        )


def _taken(path: Path, given: Issue, key: str) -> draft_file.Sheet:
    try:
        return draft_file.read(path.read_text("utf-8"), issue=given.key)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} could not be read: {error}") from error
    except UsageError as error:
        raise _kept(error, path, key) from error


def _kept(error: UsageError, path: Path, key: str) -> UsageError:
    line = draft_file.line_of(str(error), path.read_text("utf-8", errors="replace"))
    return UsageError(
        f"{path}:{line}: {error}. Nothing was changed; what you wrote is kept: "
        f"set it right and take it with `aggregator digest edit {key} --from {path}`"
    )


def _said(one: Article, now: edit.Draft) -> list[str]:
    said = now.edits.get(one.story)
    if said is None:
        return []
    found = ["your own"] if said.by_hand else []
    found += [f"place {said.place}"] if said.place else []
    words = (("title", said.title), ("text", said.text), ("note", said.note), ("section", said.section))
    found += [name for name, value in words if value and not said.by_hand]
    return [*found, "its source has changed since"] if one.outdated else found


def _record(one: Article, now: edit.Draft) -> dict[str, Any]:
    return {
        "story": one.story,
        "section": one.section,
        "title": one.title,
        "text": one.text,
        "note": one.note,
        "link": one.link,
        "said": _said(one, now),
        "source_changed": one.outdated,
    }
