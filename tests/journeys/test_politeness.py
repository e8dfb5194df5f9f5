"""A week of 200 sources on 20 hosts, against a server that notes each request: no site has a reason to block us."""

import asyncio
import random
import threading
from collections import Counter, defaultdict
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from aggregator.fetch import Fetcher, Limits
from aggregator.jobs import gather, line
from aggregator.model import Source
from aggregator.store import Store, schema
from aggregator.workers import Workers

START = datetime(2026, 11, 9, 0, 0, tzinfo=UTC)
WEEK = timedelta(weeks=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TICK = timedelta(minutes=30)
BETWEEN = (HOUR / 2, 12 * HOUR)
HOSTS, SOURCES, GAP = 20, 200, 1.0
SY = "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"


class Time:
    """Simulated time; who waits makes it later, as if nothing else took any."""

    def __init__(self):
        self.now = START

    def __call__(self):
        return self.now

    async def pause(self, seconds):
        until = self.now + timedelta(seconds=seconds)
        await asyncio.sleep(0)
        self.now = max(self.now, until)


@dataclass
class Visit:
    """One request: by how much sooner than wished it came, and whether it told the validators it was given."""

    host: str
    path: str
    at: datetime
    status: int
    early: timedelta
    echoed: bool


@dataclass
class Answer:
    """What a source says; ``rest`` is how long from then it wants to be left in peace."""

    status: int = 200
    headers: dict = field(default_factory=dict)
    channel: str = ""
    news: int = 0
    rest: timedelta = BETWEEN[0]
    host_rests: bool = False


def http_date(at):
    return format_datetime(at, usegmt=True)


def steady(channel="", rest=BETWEEN[0], **headers):
    """Make a source that never changes, with these headers and words in its channel."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named.setdefault("ETag", '"one"')
    return lambda _at, _visits: Answer(headers=named, channel=channel, rest=rest)


def renewing(_at, visits):
    return Answer(headers={"ETag": f'W/"{visits}"', "Last-Modified": http_date(START + visits * HOUR)})


def expiring(at, _visits):
    headers = {"Date": http_date(at), "Expires": http_date(at + 8 * HOUR), "Age": "7200", "ETag": '"e"'}
    return Answer(headers=headers, rest=6 * HOUR)


def busy(header):
    """Make a source that wants a rest for its whole host at its third and fourth visit."""

    def answer(at, visits):
        if visits not in {2, 3}:
            return Answer(headers={"ETag": '"busy"'})
        wait = header(at)
        return Answer(
            status=429 + 74 * (visits - 2), headers={"Retry-After": wait}, rest=5 * HOUR, host_rests=True
        )

    return answer


def not_then(hours=(), days=()):
    """Make a source that does not want to be asked at these hours and on these days of the week."""
    channel = f"<skipHours>{''.join(f'<hour>{hour}</hour>' for hour in hours)}</skipHours>"
    channel += f"<skipDays>{''.join(f'<day>{day}</day>' for day in days)}</skipDays>"
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

    def answer(at, visits):
        unwanted = at.hour in hours or names[at.weekday()] in days
        # The first visit cannot know.
        status = 418 if unwanted and visits else 200
        return Answer(status=status, headers={"ETag": '"s"'}, channel=channel)

    return answer


def in_trouble(at, _visits):
    return Answer(
        status=500 if START + 60 * HOUR <= at < START + 132 * HOUR else 200, headers={"ETag": '"t"'}
    )


def telling(at, _visits):
    return Answer(news=(at - START) // DAY, headers={"ETag": f'"{(at - START) // DAY}"'})


def moved(status):
    def answer(_at, _visits):
        return Answer(status=status, headers={"Location": "new"})

    return answer


def leaving(status):
    """Make a source that is there on two days, and again after two months."""

    def answer(at, _visits):
        away = START + 2 * DAY <= at < START + 60 * DAY
        return Answer(status=status if away else 200, headers={"ETag": '"l"'})

    return answer


KINDS = {
    "strong": steady(ETag='"strong"'),
    "weak": steady(ETag='W/"weak"'),
    "odd": steady(ETag='"na\u00efve, W/\\"x\\" \u65b0'),
    "bare": steady(ETag="no-quotes"),
    "modified": steady(ETag=None, Last_Modified="Sun, 08-Nov-26 10:00:00 GMT"),
    "renewing": renewing,
    "max-age": steady(Cache_Control="public, max-age=32400", Age="3600", rest=8 * HOUR),
    "expires": expiring,
    "ttl": steady("<ttl>840</ttl>", rest=14 * HOUR),
    "daily": steady("<sy:updatePeriod>daily</sy:updatePeriod>", rest=DAY),
    "thrice a week": steady(
        "<sy:updatePeriod>weekly</sy:updatePeriod><sy:updateFrequency>3</sy:updateFrequency>", rest=56 * HOUR
    ),
    "skip hours": not_then(hours=(0, 1, 2, 3, 4, 5, 12)),
    "skip days": not_then(days=("Wednesday", "Saturday", "Sunday")),
    "busy for seconds": busy(lambda _at: "18000"),
    "busy until a date": busy(lambda at: http_date(at + 5 * HOUR)),
    "in trouble": in_trouble,
    "telling": telling,
    "moved 301": moved(301),
    "moved 308": moved(308),
    "gone": leaving(410),
    "lost": leaving(404),
}
UNCHANGED = tuple(KINDS)[:11]


def rss(answer):
    dates = [START - days * DAY for days in (2, 9, 16)] + [
        START + day * DAY for day in range(answer.news + 1)
    ]
    items = "".join(
        f"<item><guid isPermaLink='false'>{date.day}</guid><title>News of {date:%d %B}</title>"
        f"<pubDate>{http_date(date)}</pubDate><description>It was told.</description></item>"
        for date in dates
    )
    return (
        f"<rss version='2.0' {SY}><channel><title>A</title>{answer.channel}{items}</channel></rss>".encode()
    )


class World:
    """The web server of all hosts; it knows when it is asked too much."""

    def __init__(self, time):
        self.time, self.visits, self.behaviours = time, [], {}
        self.most_at_once, self._under_way = Counter(), Counter()
        self._given = defaultdict(dict)
        self._rests = defaultdict(lambda: START)
        self._counts = Counter()

    async def serve(self, reader, writer):
        with closing(writer), suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
                asked = dict(one.split(": ", 1) for one in lines if one)
                host, path = asked["Host"].partition(":")[0], first.split(" ")[1]
                self._under_way[host] += 1
                self.most_at_once[host] = max(self.most_at_once[host], self._under_way[host])
                # A second request would come while this one is answered.
                await asyncio.sleep(0.001)
                answer = self._answer(host, path, asked)
                self._under_way[host] -= 1
                writer.write(answer)

    def _answer(self, host, path, asked):
        at, place = self.time(), (host, path)
        behaviour = steady() if path.endswith("/new") else self.behaviours[place]
        answer = behaviour(at, self._counts[place])
        self._counts[place] += 1
        told = {name: asked.get(name) for name in ("If-None-Match", "If-Modified-Since")}
        known = self._given[place]
        expected = {"If-None-Match": known.get("ETag"), "If-Modified-Since": known.get("Last-Modified")}
        status = answer.status
        if status == 200 and any(told.values()) and told == expected:
            status = 304
        if path.endswith("/telling") and known.get("ETag") != answer.headers["ETag"]:
            status = 200
        early = max(self._rests[place], self._rests[host]) - at
        self.visits.append(Visit(host, path, at, status, early, told == expected))
        self._rests[host if answer.host_rests else place] = at + answer.rest
        if status in {200, 304}:
            self._given[place] = answer.headers
        body = rss(answer) if status == 200 else b""
        given = answer.headers | {"Content-Length": None if status == 304 else str(len(body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in given.items() if value is not None)
        return f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode() + body


@dataclass
class Journey:
    """What came of it: the server's notes, and ours."""

    world: World
    tools: gather.Tools
    sources: list
    kinds: dict
    polls: dict = field(default_factory=lambda: defaultdict(list))

    def go_on(self, until, *kinds):
        """Poll what is due, of all kinds or of these, as the time comes."""
        time, chosen = (
            self.world.time,
            [one for one in self.sources if self.kinds[one.key] in (kinds or KINDS)],
        )
        while time() < until:
            for poll in gather.gather(chosen, self.tools):
                self.polls[poll.source].append(poll)
            with self.tools.store.reading() as connection:
                keys = [one.key for one in chosen]
                query = select(func.min(schema.source.c.next_at, type_=schema.Moment))
                due = connection.execute(query.where(schema.source.c.key.in_(keys))).scalar_one()
            time.now = max(START + -((START - due) // TICK) * TICK, time.now + TICK)

    def visits(self, *kinds):
        """Return the visits of the sources of these kinds, source by source."""
        wanted = {key for key, kind in self.kinds.items() if kind in kinds}
        found = defaultdict(list)
        for one in self.world.visits:
            key = one.path.split("/")[1]
            if key in wanted:
                found[key].append(one)
        return list(found.values())


@pytest.fixture(scope="module")
def world():
    time = Time()
    made = World(time)
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(made.serve, "127.0.0.1", 0))
    made.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield made
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    server.close()
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0.01))
    loop.close()


def sources(world):
    """Return the sources, their kinds spread over the hosts."""
    made, kinds = [], {}
    names = list(KINDS)
    for number in range(SOURCES):
        kind, host, key = names[number % len(names)], f"host-{number % HOSTS}.test", f"s{number}"
        path = f"/{key}/{kind.replace(' ', '-')}"
        world.behaviours[host, path] = KINDS[kind]
        kinds[key] = kind
        made.append(
            Source(
                key=key,
                society="society",
                kind="feed",
                url=f"http://{host}:{world.port}{path}",
                interval=HOUR,
                between=BETWEEN,
                respect_robots=False,
            )
        )
    return made, kinds


@pytest.fixture(scope="module")
def week(world, tmp_path_factory):
    limits = Limits(gap=GAP)
    hosts = {f"host-{number}.test": "127.0.0.1" for number in range(HOSTS)}
    folder = tmp_path_factory.mktemp("site")
    with (
        Store.open("sqlite:///aggregator.db", site=folder) as store,
        Workers() as workers,
        Fetcher(
            limits,
            user_agent="test",
            clock=world.time,
            pause=world.time.pause,
            allow_private_addresses=True,
            hosts=hosts,
        ) as fetcher,
    ):
        taking = line.Tools(
            fetcher=fetcher, workers=workers, topics=(), societies=(), authority="news.test", clock=world.time
        )
        chance = random.Random(7).random
        tools = gather.Tools(
            store=store, line=taking, clock=world.time, chance=chance, pages=folder / "pages"
        )
        journey = Journey(world, tools, *sources(world))
        journey.go_on(START + WEEK)
        yield journey


def test_all_were_asked_all_week(week):
    assert len(week.polls) == SOURCES
    assert {one.host for one in week.world.visits} == {f"host-{number}.test" for number in range(HOSTS)}
    assert all(visits[-1].at > START + 4 * DAY for visits in week.visits(*UNCHANGED))


def test_no_host_is_asked_two_things_at_once(week):
    assert set(week.world.most_at_once.values()) == {1}


def test_between_two_requests_to_a_host_there_is_the_pause(week):
    by_host = defaultdict(list)
    for one in week.world.visits:
        by_host[one.host].append(one.at)
    pauses = [later - earlier for times in by_host.values() for earlier, later in pairwise(times)]
    assert min(pauses) >= timedelta(seconds=GAP)


@pytest.mark.parametrize("kind", KINDS)
def test_no_source_is_asked_sooner_than_it_wants(week, kind):
    visits = [one for of_source in week.visits(kind) for one in of_source]
    assert len(visits) >= 18
    assert [one for one in visits if one.early > timedelta()] == []
    assert [one for one in visits if one.status == 418] == []


def test_what_is_unchanged_is_answered_so(week):
    again = [one.status for visits in week.visits(*UNCHANGED) for one in visits[1:]]
    assert len(again) > 1_000
    assert again.count(304) / len(again) > 0.95


def test_validators_come_back_as_they_were_given_last(week):
    assert [one for one in week.world.visits if not one.echoed] == []


def test_news_are_told_as_they_come(week):
    told = Counter()
    for key in [key for key, kind in week.kinds.items() if kind == "telling"]:
        counts = [poll.counts for poll in week.polls[key]]
        told[key] = sum(one.get("new", 0) + one.get("retold", 0) for one in counts)
    assert set(told.values()) == {9}


def test_a_source_in_trouble_is_asked_ever_more_rarely_and_comes_back(week):
    for visits in week.visits("in trouble"):
        troubled = [one.at for one in visits if one.status == 500]
        pauses = [later - earlier for earlier, later in pairwise(troubled)]
        assert all(later >= earlier - TICK for earlier, later in pairwise(pauses))
        assert pauses[0] <= HOUR
        assert 12 * HOUR < pauses[-1] <= DAY + 2 * TICK
        assert visits[-1].status == 304


@pytest.mark.parametrize("kind", ["moved 301", "moved 308"])
def test_an_address_has_moved_once_that_has_held_for_days(week, kind):
    for visits in week.visits(kind):
        old = [one.at for one in visits if not one.path.endswith("/new")]
        new = [one.at for one in visits if one.path.endswith("/new")]
        assert START + 2 * DAY < old[-1] < START + 4 * DAY
        assert new[-1] > START + 6 * DAY


def test_what_is_gone_or_long_lost_is_retired_with_a_notice_and_comes_back(week):
    away = [key for key, kind in week.kinds.items() if kind in {"gone", "lost"}]
    week.go_on(START + 78 * DAY, "gone", "lost")
    for visits in week.visits("gone"):
        assert [one.status for one in visits].count(410) == 2
    for visits in week.visits("lost"):
        missing = [one.at for one in visits if one.status == 404]
        assert missing[-1] - missing[-2] > 29 * DAY
    for key in away:
        told = [poll.faults for poll in week.polls[key] if poll.outcome == "failed" and poll.faults]
        assert set(told) == {("it is asked once in 30 days from now on",)}
        assert week.polls[key][-1].outcome == "unchanged"
        assert week.polls[key][-1].next_at - week.polls[key][-1].at <= BETWEEN[1]
