"""The clock: polls what is due, publishes what is new, and sends each digest on its schedule."""

import contextlib
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from queue import Empty, SimpleQueue
from threading import Lock
from types import FrameType

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from aggregator import store
from aggregator.config import Site
from aggregator.deliver.returned import listening
from aggregator.errors import AggregatorError
from aggregator.jobs import bounces, checking, compose, hubs, issuing, pictures, reviewing, send
from aggregator.jobs.gather import gather
from aggregator.jobs.notify import notify
from aggregator.jobs.publish import Published, publish
from aggregator.jobs.tidy import tidy
from aggregator.model import Digest, Issue, Poll, Sent
from aggregator.store import files

log = structlog.get_logger()

_OTHER_JOBS = 10
"""Threads for all that is not polling."""

_PUBLISHING = Lock()
"""One run publishes at a time: who read the store last must write last."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Seconds between two looks at what is due, and to the first tidying.

    At most ``runs`` of polling go on at once; ``waking`` is how long a signal may go unnoticed.
    """

    tick: int = 30
    runs: int = 8
    retry_deliveries: int = 300
    notices: int = 5
    hubs: int = 60
    returned: int = 60
    first_tidying: int = 600
    waking: float = 1.0


def run(site: Site, *, limits: Limits = Limits()) -> None:
    """Work until SIGTERM or SIGINT; what is under way then is finished first.

    Raises ``StoreError`` where another daemon runs on the same site.
    """
    # Unlike an event's, its put may come while this same thread is at its get: a handler runs anywhere.
    told: SimpleQueue[int] = SimpleQueue()

    def end(number: int, _frame: FrameType | None) -> None:
        site.stopping.set()
        told.put(number)

    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, end)
    lock = files.lock(site.folder / "store" / "daemon.lock", purpose="running as the daemon")
    with lock, ExitStack() as doors:
        with site.store.writing() as connection:
            store.claims.release(connection)
        clock = _clock(site, limits)
        door = doors.enter_context(_listening(site))
        if door:
            log.info("listening for what comes back", port=door)
        clock.start()
        log.info("started", sources=len(site.configuration.sources), digests=len(site.configuration.digests))
        _wait(told, limits)
        log.info("stopping")
        clock.shutdown(wait=True)


def _wait(told: "SimpleQueue[int]", limits: Limits) -> None:
    """Wait until a signal has told us to stop.

    The system may hand a signal to another thread; Python then runs its handler here once we wake.
    """
    while True:
        with contextlib.suppress(Empty):
            told.get(timeout=limits.waking)
            return


def _clock(site: Site, limits: Limits) -> BackgroundScheduler:
    clock = BackgroundScheduler(
        timezone="UTC",
        executors={"default": ThreadPoolExecutor(limits.runs + _OTHER_JOBS)},
        job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
    )
    now = site.clock()
    # A run lasts as long as its slowest source; what falls due meanwhile does not wait for that.
    polling = {"seconds": limits.tick, "next_run_time": now, "max_instances": limits.runs}
    clock.add_job(_guarded(gather_and_publish, site), "interval", **polling)
    clock.add_job(
        _guarded(send_waiting, site), "interval", seconds=limits.retry_deliveries, next_run_time=now
    )
    if site.configuration.mail:
        clock.add_job(_guarded(send_notices, site), "interval", seconds=limits.notices, next_run_time=now)
        place = site.configuration.mail.returns
        if place and not place.is_listened_at:
            clock.add_job(
                _guarded(read_returned, site), "interval", seconds=limits.returned, next_run_time=now
            )
    clock.add_job(_guarded(ask_hubs, site), "interval", seconds=limits.hubs, next_run_time=now)
    # A while after each start: a daemon that is started anew every day tidies too.
    first = now + timedelta(seconds=limits.first_tidying)
    clock.add_job(_guarded(_tidy, site), "interval", days=1, next_run_time=first)
    for digest in site.configuration.digests.values():
        if digest.schedule:
            clock.add_job(_guarded(issue, site, digest), "interval", seconds=limits.tick, next_run_time=now)
    return clock


def gather_and_publish(site: Site) -> list[Poll]:
    """Poll the sources that are due, and write the feed anew when one of them brought something."""
    polls: list[Poll] = []
    for poll in gather(list(site.configuration.sources.values()), site.gathering):
        log.info(
            "polled", source=poll.source, outcome=poll.outcome, counts=dict(poll.counts), error=poll.error
        )
        for fault in poll.faults:
            log.warning("fault", source=poll.source, why=fault)
        polls.append(poll)
    if polls:
        with _PUBLISHING:
            if site.configuration.feed.pictures == "serve" and (copied := pictures.copy(site.picturing)):
                log.info("copied pictures", count=copied)
            published = publish(site.publishing)
        if published.changed:
            log.info("published", stories=published.stories)
        _ping(site, published)
        if any(poll.counts.get("new") or poll.counts.get("changed") for poll in polls):
            _grow(site)
    return polls


def _grow(site: Site) -> None:
    """Let the drafts of the digests take in what has come."""
    for digest in site.configuration.digests.values():
        under_way = compose.current(site.store, digest)
        if under_way is None or under_way.state == "draft":
            compose.compose(site.store, digest, making=site.making)


def _ping(site: Site, published: Published) -> None:
    """Tell our hubs of what they do not know yet."""
    topics = [f"{site.configuration.site.url}feed.{ending}" for ending in ("xml", "rss", "json")]
    for said in hubs.ping(files.content(published.path), topics, site.hubbing):
        log.info("pinged", hub=said.hub, why=said.why)


def ask_hubs(site: Site) -> None:
    """Ask the hubs of sources to tell us of news, where they can reach us."""
    if site.configuration.fetch.websub and not site.is_local:
        for said in hubs.subscribe(site.hubbing):
            log.info("asked a hub", hub=said.hub, topic=said.topic, why=said.why)


def issue(site: Site, digest: Digest) -> None:
    """Do what is due for a digest: ask its editors, decide, and send its issue where that is decided."""
    tools = site.issuing(partial(_faults, site))
    if site.configuration.mail and (wanted := issuing.wants_approval(digest, tools)):
        draft, when = wanted
        for editor, outcome in reviewing.notice(draft, digest, when=when, tools=site.reviewing):
            log.info("asked for approval", issue=draft.key, editor=editor, taken=isinstance(outcome, Sent))
    decision = issuing.look(digest, tools)
    if decision:
        log.info("decided", digest=digest.key, due=decision.due, outcome=decision.outcome, why=decision.why)
    ready = issuing.ready(site.store, digest)
    if ready:
        _send(site, ready)


def _faults(site: Site, draft: Issue) -> list[str]:
    """Return for what an issue that nobody looks at must not go, and log what it goes in spite of."""
    if site.configuration.mail is None:
        return ["there is no [mail] in sources.toml to send it by"]
    found = checking.check(draft, site.checking, watched=False)
    for one in found:
        if one.level != "error":
            log.warning("sent in spite of", issue=draft.key, why=str(one))
    return [str(one) for one in found if one.level == "error"]


def send_waiting(site: Site) -> None:
    """Go on with the issues whose messages have not all gone: deferred ones, or those of a killed run."""
    for digest in site.configuration.digests.values():
        under_way = compose.current(site.store, digest)
        if under_way is not None and under_way.state in {"frozen", "sending"}:
            _send(site, under_way)


def send_notices(site: Site) -> None:
    """Mail the links that people asked for on the public pages."""
    for notice, outcome in notify(site.notifying):
        log.info("notice", kind=notice.kind, taken=isinstance(outcome, Sent))


def read_returned(site: Site) -> None:
    """Read what came back to the mailbox."""
    for taken in bounces.gather(site.returning):
        log.info("came back", kind=taken.kind, what=taken.what, address=taken.address, why=taken.why)


@contextmanager
def _listening(site: Site) -> Iterator[int | None]:
    """Listen for what comes back, where the site is told to; gives the port."""
    mail = site.configuration.mail
    if mail is None or mail.returns is None or not mail.returns.is_listened_at or mail.bounce is None:
        yield None
        return

    def take(raw: bytes, recipients: tuple[str, ...]) -> bool:
        taken = bounces.take(raw, recipients, tools)
        log.info("came back", kind=taken.kind, what=taken.what, address=taken.address, why=taken.why)
        return taken.what != "left"

    tools = site.returning
    with listening(mail.returns, bounce=mail.bounce, take=take) as port:
        yield port


def _send(site: Site, ready: Issue) -> None:
    counts = Counter(isinstance(outcome, Sent) for _, outcome in send.send(ready, site.sending))
    if counts:
        log.info("sent", issue=ready.key, taken=counts[True], tried=counts.total())


def _tidy(site: Site) -> None:
    if site.configuration.mail and site.configuration.mail.returns:
        log.info("healed", subscribers=bounces.heal(site.returning))
    tidied = tidy(site.tidying)
    log.info("tidied", rows=tidied.rows, texts=tidied.texts)


def _guarded(work: Callable[..., object], *arguments: object) -> Callable[[], None]:
    """Return ``work`` with what it raises told to the operator, so that the clock goes on."""

    def guarded() -> None:
        try:
            work(*arguments)
        except AggregatorError as error:
            log.error("failed", work=work.__name__, why=str(error))  # noqa: TRY400  no traceback reaches a user

    return guarded
