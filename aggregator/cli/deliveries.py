"""``deliveries``: who got what and when, the server's last words, and sending again what did not go."""

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from aggregator import store
from aggregator.cli.output import AsJson, SiteFolder, count, local, print_json, say, table
from aggregator.config import Site
from aggregator.errors import UsageError
from aggregator.jobs import bounces
from aggregator.model import Delivery, Issue
from aggregator.web import sending

app = typer.Typer(help="Who got what and when, and what the server said.", no_args_is_help=True)
Key = Annotated[str, typer.Argument(metavar="ISSUE", help="The issue, as weekly-12.")]
_STATES = ("queued", "sending", "sent", "deferred", "failed", "in doubt")


@app.command("list")
def list_(
    key: Annotated[str | None, typer.Argument(metavar="[ISSUE]", help="The issue, as weekly-12.")] = None,
    *,
    site: SiteFolder = Path(),
    state: Annotated[str | None, typer.Option(help="Only those in this state.")] = None,
    limit: Annotated[int, typer.Option(help="How many at most, the newest.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List messages, the newest first: of all issues or of one."""
    if state is not None and state not in _STATES:
        raise UsageError(f"there is no state {state!r}; there are {', '.join(_STATES)}")
    with Site(site, os.environ) as opened, opened.store.reading() as connection:
        issue = _issue(opened, key) if key else None
        zone = opened.configuration.site.timezone
        found = store.deliveries.found(connection, issue=issue, state=state, limit=limit)
    if as_json:
        print_json([_record(one) for one in found])
        return
    table(
        ("issue", "address", "state", "since", "tries", "next", "the server's last words"),
        [
            (
                one.issue,
                one.address,
                one.state,
                local(one.changed_at, zone),
                one.attempts,
                _next(one, zone),
                one.answer,
            )
            for one in found
        ],
        right=("tries",),
    )


@app.command()
def show(
    address: Annotated[str, typer.Argument(help="The mail address.")],
    *,
    site: SiteFolder = Path(),
    as_json: AsJson = False,
) -> None:
    """Show what became of every message to one address, and what came back from it."""
    with Site(site, os.environ) as opened, opened.store.reading() as connection:
        zone = opened.configuration.site.timezone
        there = store.subscribers.find(connection, address)
        if there is None:
            raise UsageError(f"{address} is not on the list: `aggregator subscribers list` shows who is")
        found = store.deliveries.found(connection, address=there.address)
        back = store.bounces.of(connection, there.id)
    if as_json:
        bounces = [
            {
                "at": one.at,
                "kind": one.kind,
                "status": one.status,
                "why": one.why,
                "message_id": one.message_id,
            }
            for one in back
        ]
        print_json({"messages": [_record(one) for one in found], "returned": bounces})
        return
    say(f"{there.address} is {there.state}{': ' + there.why if there.why else ''}.")
    table(
        ("when", "what", "which", "words"),
        [
            *((local(one.changed_at, zone), one.state, one.issue, one.answer) for one in found),
            *((local(one.at, zone), f"{one.kind} bounce", one.status, one.why) for one in back),
        ],
    )


@app.command()
def retry(
    key: Key,
    *,
    site: SiteFolder = Path(),
    address: Annotated[str | None, typer.Option("--to", help="Only the message to this address.")] = None,
    doubtful: Annotated[
        bool, typer.Option("--in-doubt", help="Those in doubt, in place of those that failed.")
    ] = False,
) -> None:
    """Queue the messages of an issue again that failed; nobody who has their copy gets another."""
    states = ["in doubt"] if doubtful else ["failed", "deferred"]
    with Site(site, os.environ) as opened:
        issue = _issue(opened, key)
        with opened.store.writing() as connection:
            queued = store.deliveries.requeue(connection, issue, states=states, address=address)
            if queued:
                store.issues.move(connection, issue, "sending", expected=["frozen", "sending", "sent"])
    if not queued:
        raise UsageError(f"no message of {key} is {' or '.join(states)}{f' to {address}' if address else ''}")
    say(f"{count(queued, 'message waits', 'messages wait')}: `aggregator digest send {issue.digest}` sends.")


@app.command()
def page(key: Key, *, site: SiteFolder = Path()) -> None:
    """Print the address of a page that counts an issue's messages while they go; it is good for 30 days."""
    with Site(site, os.environ) as opened:
        token = sending.token(_issue(opened, key), secret=opened.secret, at=opened.clock())
        say(f"{opened.configuration.site.url}sending/{token}")


def returned(*, site: SiteFolder = Path(), as_json: AsJson = False) -> None:
    """Read what came back to the mailbox of [mail] returns, and say what each message did."""
    with Site(site, os.environ) as opened:
        taken = list(bounces.gather(opened.returning))
    if as_json:
        print_json([asdict(one) for one in taken])
        return
    table(("kind", "address", "what", "why"), [(one.kind, one.address, one.what, one.why) for one in taken])
    say(f"{count(len(taken), 'message', 'messages')} came back.")


def add_to(commands: typer.Typer) -> None:
    """Register the command that stands by itself."""
    commands.command("bounces")(returned)


def _issue(site: Site, key: str) -> Issue:
    digest, _, number = key.rpartition("-")
    with site.store.reading() as connection:
        issue = store.issues.get(connection, digest, int(number)) if number.isdecimal() else None
    if issue is None:
        raise UsageError(f"there is no issue {key!r}: `aggregator digest list` shows which there are")
    return issue


def _next(one: Delivery, zone: str) -> str:
    if one.next_at == store.deliveries.NEVER:
        return "at your word"
    return local(one.next_at, zone)


def _record(one: Delivery) -> dict[str, Any]:
    return {
        "issue": one.issue,
        "address": one.address,
        "state": one.state,
        "attempts": one.attempts,
        "since": one.changed_at,
        "next": None if one.next_at == store.deliveries.NEVER else one.next_at,
        "answer": one.answer,
        "message_id": one.message_id,
    }
