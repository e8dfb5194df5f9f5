"""The clock: polls what is due, publishes what is new, and sends each digest on its schedule."""

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from threading import Event, Lock
from types import FrameType

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from aggregator import schedule, store
from aggregator.config import Site
from aggregator.deliver.returned import listening
from aggregator.errors import AggregatorError
from aggregator.jobs import bounces, checking, compose, hubs, pictures, send
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
    """Seconds between two looks at what is due, until a missed digest is let be, and to the first tidying.

    At most ``runs`` of polling go on at once.
    """

    tick: int = 30
    runs: int = 8
    retry_deliveries: int = 300
    notices: int = 5
    hubs: int = 60
    returned: int = 60
    digest_grace: int = 86_400
    first_tidying: int = 600


def run(site: Site, *, limits: Limits = Limits()) -> None:
    """Work until SIGTERM or SIGINT; what is under way then is finished first.

    Raises ``StoreError`` where another daemon runs on the same site.
    """
    stop = Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        site.stopping.set()
        stop.set()

    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, end)
    lock = files.lock(site.folder / "store" / "daemon.lock", purpose="running as the daemon")
    with lock, ExitStack() as doors:
        with site.store.writing() as connection:
            store.polls.release(connection)
        clock = _clock(site, limits)
        door = doors.enter_context(_listening(site))
        if door:
            log.info("listening for what comes back", port=door)
        clock.start()
        log.info("started", sources=len(site.configuration.sources), digests=len(site.configuration.digests))
        stop.wait()
        log.info("stopping")
        clock.shutdown(wait=True)


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
            clock.add_job(
                _guarded(issue, site, digest), trigger(digest), misfire_grace_time=limits.digest_grace
            )
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
    return polls


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
    """Send the digest's issue, or make its draft where a person must approve it first."""
    under_way = compose.current(site.store, digest)
    if digest.review and (under_way is None or under_way.state == "draft"):
        draft = compose.compose(site.store, digest, making=site.making)
        log.info("waiting for approval", issue=draft.key, stories=len(draft.articles))
        return
    if under_way is None or under_way.state == "draft":
        draft = compose.compose(site.store, digest, making=site.making, save=False)
        if draft.sections and not _passes(site, draft):
            return
    ready = compose.prepare(site.store, digest, making=site.making)
    if ready is None:
        log.info("nothing to send", digest=digest.key)
    else:
        _send(site, ready)


def _passes(site: Site, draft: Issue) -> bool:
    """Check an issue that nobody looks at, and tell the operator what was found."""
    found = checking.check(draft, site.checking, watched=False)
    for one in found:
        tell = log.error if one.level == "error" else log.warning
        tell("not sent" if one.level == "error" else "sent in spite of", issue=draft.key, why=str(one))
    return not any(one.level == "error" for one in found)


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

    def take(raw: bytes, recipients: tuple[str, ...]) -> None:
        taken = bounces.take(raw, recipients, tools)
        log.info("came back", kind=taken.kind, what=taken.what, address=taken.address, why=taken.why)

    tools = site.returning
    with listening(mail.returns, bounce=mail.bounce, take=take) as port:
        yield port


def _send(site: Site, ready: Issue) -> None:
    outcomes = [outcome for _, outcome in send.send(ready, site.sending)]
    if outcomes:
        log.info(
            "sent", issue=ready.key, taken=sum(isinstance(one, Sent) for one in outcomes), tried=len(outcomes)
        )


def _tidy(site: Site) -> None:
    if site.configuration.mail and site.configuration.mail.returns:
        log.info("healed", subscribers=bounces.heal(site.returning))
    tidied = tidy(site.tidying)
    log.info("tidied", rows=tidied.rows, texts=tidied.texts)


def trigger(digest: Digest) -> CronTrigger:
    """Return when the digest goes out: its cron line, read as crontab(5) reads it, in its time zone."""
    minute, hour, day, month, weekday = (digest.schedule or "").split()
    return CronTrigger(
        minute=minute,
        hour=hour,
        day=day,
        month=month,
        day_of_week=schedule.weekdays(weekday),
        timezone=digest.timezone,
    )


def _guarded(work: Callable[..., object], *arguments: object) -> Callable[[], None]:
    """Return ``work`` with what it raises told to the operator, so that the clock goes on."""

    def guarded() -> None:
        try:
            work(*arguments)
        except AggregatorError as error:
            log.error("failed", work=work.__name__, why=str(error))  # noqa: TRY400  no traceback reaches a user

    return guarded
