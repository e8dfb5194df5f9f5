"""``run`` is the daemon with the web pages; ``demo`` shows the whole way on an invented world."""

import os
import signal
import socket
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Annotated

import structlog
import typer

from aggregator import daemon, store, web
from aggregator.cli.gathering import poll_with_progress, show
from aggregator.cli.output import SiteFolder, say
from aggregator.config import Site
from aggregator.demo.inbox import Inbox
from aggregator.demo.server import Server, serve
from aggregator.demo.site import write_site
from aggregator.demo.world import World
from aggregator.errors import AggregatorError
from aggregator.jobs import compose, send
from aggregator.jobs.gather import gather
from aggregator.jobs.publish import publish
from aggregator.model import Issue, Subscriber

_READERS = ("ada@reader.example", "ben@reader.example", "chen@reader.example")
_STEP = 60.0


def run(*, site: SiteFolder = Path()) -> None:
    """Run the daemon: polls, publishes and sends on schedule, and serves the web pages."""
    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.add_log_level,
            structlog.dev.ConsoleRenderer(colors=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(),
    )
    with Site(site, os.environ) as opened:
        configured = opened.configuration.web
        library = web.Library(opened)
        with opened.store.reading():
            pass  # before a door opens: a store that cannot be used is said, and nothing is served
        with web.serving(web.app(library), configured.host, configured.port) as address:
            say(f"Serving {address}; Ctrl-C ends.")
            daemon.run(opened)


def demo(*, once: Annotated[bool, typer.Option("--once", help="Stop when all is shown.")] = False) -> None:
    """Show the whole way, from invented societies on this machine to a mailbox."""
    folder = Path(tempfile.mkdtemp(prefix="aggregator-demo-"))
    port = _free_port(preferred=8080)
    with serve(World(datetime.now(UTC))) as world, Inbox(folder / "inbox") as inbox:
        write_site(folder, world, inbox, url=f"http://127.0.0.1:{port}/")
        with Site(folder, os.environ) as site:
            issue = _tell(site, world)
            with web.serving(web.app(web.Library(site)), "127.0.0.1", port) as address:
                _check(inbox)
                if not once:
                    _say_where(site, issue, feed=f"{address}feed.xml", digest=f"{address}issues/")
                    say("To stop:     Ctrl-C")
                    _go_on(site, world)
            if once:
                # Nobody serves addresses any more by the time that they are read.
                _say_where(site, issue, feed=str(site.public / "feed.xml"), digest="")
                say("To browse:   aggregator demo, which serves all this until Ctrl-C")


def _tell(site: Site, world: Server) -> Issue:
    """Poll twice, publish, and send the first issue to three readers."""
    for world.step, words in enumerate(
        ("The first poll of eight invented societies:", "The second poll, later:")
    ):
        say(words)
        show(poll_with_progress(site, []))
        say("")
    with site.store.writing() as connection:
        for number, address in enumerate(_READERS):
            reader = Subscriber(
                id=f"{number:016}", address=address, name=None, state="active", since=site.clock()
            )
            store.subscribers.add(connection, reader, consent="invented for the demo")
    publish(site.publishing)
    digest = next(iter(site.configuration.digests.values()))
    compose.compose(site.store, digest, making=site.making)
    issue = compose.approve(site.store, digest)
    for _ in send.send(issue, site.sending):
        pass
    return issue


def _check(inbox: Inbox) -> None:
    """See that every reader has the issue; raises ``AggregatorError`` otherwise."""
    arrived = sorted(recipient for message in inbox.messages() for recipient in message.recipients)
    if arrived != sorted(_READERS):
        raise AggregatorError(f"the issue should have reached {len(_READERS)} readers, and reached {arrived}")


def _say_where(site: Site, issue: Issue, *, feed: str, digest: str) -> None:
    say(f"The feed:    {feed}")
    say(f"The digest:  {digest}{issue.digest}/{issue.number}  ({len(issue.articles)} stories)")
    say(f"The inbox:   {site.folder / 'inbox'}  (one .eml for each of {len(_READERS)} readers)")
    say(f"The site:    {site.folder}  (sources.toml, store/, public/)")


def _go_on(site: Site, world: Server) -> None:
    """Let the world's time go by, polling and publishing, until the operator has seen enough."""
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    while not stop.wait(_STEP):
        world.step += 1
        for _ in gather(list(site.configuration.sources.values()), site.gathering, asked=True):
            pass
        publish(site.publishing)


def _free_port(*, preferred: int) -> int:
    """Return the preferred port if nothing listens on it, else one that the system chooses."""
    for port in (preferred, 0):
        try:
            with socket.create_server(("127.0.0.1", port)) as listening:
                return int(listening.getsockname()[1])
        except OSError:
            continue
    raise AggregatorError("no port is free on 127.0.0.1")


def add_to(app: typer.Typer) -> None:
    """Register these commands."""
    app.command()(run)
    app.command()(demo)
