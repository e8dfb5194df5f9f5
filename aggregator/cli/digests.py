"""``digest``: look at an issue, make it, approve it, send it."""

import os
import webbrowser
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from aggregator import store
from aggregator.cli import checks, previewing
from aggregator.cli.output import AsJson, SiteFolder, count, local, print_json, say, table
from aggregator.cli.progress import hand_over
from aggregator.config import Site
from aggregator.errors import UsageError
from aggregator.jobs import calendar
from aggregator.jobs import compose as composing
from aggregator.jobs import send as sending
from aggregator.model import Decision, Digest, Issue, Sent

app = typer.Typer(help="Look at an issue, make it, approve it, send it.", no_args_is_help=True)
checks.add_to(app)
_FAR = timedelta(days=400)
"""Within which the next date is looked for."""
Key = Annotated[str, typer.Argument(metavar="KEY", help="The digest's key in sources.toml.")]


@app.command()
def preview(
    key: Key,
    *,
    site: SiteFolder = Path(),
    open_: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    watched: Annotated[
        bool, typer.Option("--watch", help="Serve it on this machine, made anew when a file is saved.")
    ] = False,
    port: Annotated[int, typer.Option(help="With --watch, the port; by default a free one.")] = 0,
) -> None:
    """Write the issue as it would look now, as HTML and text; nothing is changed."""
    if watched:
        previewing.watch(
            site,
            lambda opened: _previewed(opened, key),
            port=port,
            shown=webbrowser.open if open_ else lambda _: None,
        )
        return
    with Site(site, os.environ) as opened:
        issue = _previewed(opened, key)
        rendered = sending.render_issue(issue, opened.writing)
        folder = opened.folder / "store" / "preview"
        page = folder / f"{issue.key}.html"
        store.files.replace(page, rendered.html.encode())
        store.files.replace(folder / f"{issue.key}.txt", rendered.plain.encode())
    say(f"{rendered.subject}")
    say(f"{_size(issue)}; {len(rendered.html.encode()) / 1000:.1f} KB of HTML: {page}")
    if open_:
        webbrowser.open(page.resolve().as_uri())


@app.command()
def compose(key: Key, *, site: SiteFolder = Path(), as_json: AsJson = False) -> None:
    """Make the draft of the next issue out of the stories that no earlier one carried."""
    with Site(site, os.environ) as opened:
        draft = _compose(opened, opened.configuration.digest(key), save=True)
    if as_json:
        print_json(_record(draft))
    elif draft.sections:
        say(f"Issue {draft.key} is a draft with {_size(draft)}: `aggregator digest preview {key}` shows it.")
    else:
        say(f"No issue was made: no story is waiting for digest {key}.")


@app.command()
def approve(key: Key, *, site: SiteFolder = Path(), yes: checks.Yes = False) -> None:
    """Settle the draft as it is, once it is checked: it may be sent."""
    with Site(site, os.environ) as opened:
        draft = composing.current(opened.store, opened.configuration.digest(key))
        if draft is not None and draft.state == "draft":
            checks.settle(draft, opened, yes=yes)
        issue = composing.approve(opened.store, opened.configuration.digest(key))
    say(f"Issue {issue.key} is approved with {_size(issue)}. Send it with `aggregator digest send {key}`.")


@app.command()
def send(
    key: Key,
    *,
    site: SiteFolder = Path(),
    to: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Only a test, to this address.")] = None,
    yes: checks.Yes = False,
) -> None:
    """Mail the issue to its subscribers, each once; exit code 1 when a message could not be handed over."""
    with Site(site, os.environ) as opened:
        digest = opened.configuration.digest(key)
        if to is not None:
            _send_test(opened, digest, to)
            return
        upcoming = _upcoming(opened, digest)
        if upcoming.sections and upcoming.state == "draft" and not digest.review:
            checks.settle(upcoming, opened, yes=yes)
        issue = composing.prepare(opened.store, digest, making=opened.making)
        if issue is None:
            say(f"Nothing to send: no story is waiting for digest {key}.")
            return
        with opened.store.reading() as connection:
            waiting = store.deliveries.open_count(connection, issue) or None
        results = hand_over(sending.send(issue, opened.sending), total=waiting, stopping=opened.stopping)
        with opened.store.reading() as connection:
            counts = store.deliveries.counts(connection, issue)
    states = ", ".join(f"{number} {state}" for state, number in sorted(counts.items()))
    say(f"Issue {issue.key}: {results[Sent]} messages handed over now; in all {states}.")
    if counts["sent"] < counts.total():
        raise typer.Exit(1)


@app.command("list")
def list_(*, site: SiteFolder = Path(), as_json: AsJson = False) -> None:
    """List the issues that were made, newest first, and what was decided last of each digest, and why."""
    with Site(site, os.environ) as opened, opened.store.reading() as connection:
        digests = list(opened.configuration.digests.values())
        issues = store.issues.listing(connection)
        rows = [(issue, store.deliveries.counts(connection, issue)) for issue in issues]
        reasons = {
            issue.key: store.decisions.of_issue(connection, issue.digest, issue.number) for issue in issues
        }
        last = {one.key: store.decisions.last(connection, one.key) for one in digests}
        at = opened.clock()
    if as_json:
        print_json(
            [
                _record(issue) | {"deliveries": dict(counts), "decision": _decided(reasons[issue.key])}
                for issue, counts in rows
            ]
        )
        return
    table(
        ("issue", "state", "date", "stories", "messages"),
        [
            (
                issue.key,
                issue.state,
                local(issue.at, issue.timezone),
                len(issue.articles),
                ", ".join(f"{number} {state}" for state, number in sorted(counts.items())),
            )
            for issue, counts in rows
        ],
        right=("stories",),
    )
    say("")
    table(
        ("digest", "next date", "last decision"),
        [(one.key, _next_date(one, at), _reason(last[one.key])) for one in digests],
    )


@app.command()
def decisions(
    key: Key,
    *,
    site: SiteFolder = Path(),
    limit: Annotated[int, typer.Option(min=1, help="How many, latest first.")] = 20,
    as_json: AsJson = False,
) -> None:
    """List what was decided on the dates of a digest, and why."""
    with Site(site, os.environ) as opened, opened.store.reading() as connection:
        digest = opened.configuration.digest(key)
        made = store.decisions.listing(connection, digest.key, limit=limit)
    if as_json:
        print_json([_decided(one) for one in made])
        return
    table(("date", "issue", "decision"), [(one.due.replace("T", " "), one.number, one.why) for one in made])


def _next_date(digest: Digest, at: datetime) -> str:
    if not digest.schedule:
        return "by hand"
    found = calendar.upcoming(digest, at=at, within=_FAR)
    return found.name.replace("T", " ") if found else "never"


def _reason(decision: Decision | None) -> str:
    return f"{decision.due.replace('T', ' ')}: {decision.why}" if decision else ""


def _decided(decision: Decision | None) -> dict[str, Any] | None:
    return asdict(decision) if decision else None


def _compose(site: Site, digest: Digest, *, save: bool) -> Issue:
    return composing.compose(site.store, digest, making=site.making, save=save)


def _upcoming(site: Site, digest: Digest) -> Issue:
    issue = composing.current(site.store, digest)
    return issue if issue and issue.state != "draft" else _compose(site, digest, save=False)


def _previewed(site: Site, key: str) -> Issue:
    issue = _upcoming(site, site.configuration.digest(key))
    if not issue.sections:
        raise UsageError(f"digest {key} has nothing to print: no story is waiting")
    return issue


def _send_test(site: Site, digest: Digest, address: str) -> None:
    issue = _upcoming(site, digest)
    if not issue.sections:
        raise UsageError(f"digest {digest.key} has nothing to print: no story is waiting")
    outcome = sending.send_test(issue, address, site.sending)
    if not isinstance(outcome, Sent):
        raise UsageError(f"the test message to {address} was not taken: {outcome.why}")
    say(f"A test of issue {issue.key} went to {address}; nothing was changed.")


def _size(issue: Issue) -> str:
    stories = count(len(issue.articles), "story", "stories")
    return f"{stories} in {count(len(issue.sections), 'section', 'sections')}"


def _record(issue: Issue) -> dict[str, Any]:
    return {
        "key": issue.key,
        "digest": issue.digest,
        "number": issue.number,
        "state": issue.state,
        "at": issue.at,
        "subject": issue.subject,
        "sections": [
            {
                "key": section.key,
                "name": section.name,
                "articles": [
                    {"story": one.story, "title": one.title, "link": one.link, "also": list(one.also)}
                    for one in section.articles
                ],
            }
            for section in issue.sections
        ],
    }
