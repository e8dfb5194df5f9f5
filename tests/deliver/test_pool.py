"""Several connections at once: what was asked before each last line, and what becomes of each message."""

import asyncio
import socket
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from aiosmtpd.controller import Controller

from aggregator.deliver import Pace, Parcel, Pool, Rates, Server, pace
from aggregator.deliver.pool import Limits
from aggregator.deliver.smtp import Limits as SmtpLimits
from aggregator.errors import MessageError, ServerDown
from aggregator.model import Later, Never, Sent, Unknown

LATER = datetime(2026, 11, 11, tzinfo=UTC)
CONTENT = b"Subject: Hello\r\n\r\nHello\r\n"


class Fickle:
    """Does to each message what its address says: defers, drops, refuses, hangs, or takes it."""

    def __init__(self):
        self.taken = []
        self.connections = set()

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.connections.add(session.peer)
        session.host_name = hostname
        return [responses[0], "250-PIPELINING", *responses[1:]]

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        name = address.partition("@")[0].partition("-")[0]
        if name == "drop":
            server.transport.abort()
        if name in {"421", "450", "452", "550", "551"}:
            return f"{name} so it is"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        name = envelope.rcpt_tos[0].partition("@")[0].partition("-")[0]
        if name == "hang":
            await asyncio.sleep(5)
        self.taken.append(envelope.rcpt_tos[0])
        if name == "closes":
            server.transport.abort()
        return {"451": "451 later", "554": "554 no", "421dot": "421 closing"}.get(name, "250 taken")


@pytest.fixture
def sink():
    handler = Fickle()
    with socket.create_server(("127.0.0.1", 0)) as free:
        handler.port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port, enable_SMTPUTF8=False)
    controller.start()
    yield handler
    controller.stop()


class Ledger:
    """Keeps what the journal was told, and how many were in doubt at once."""

    def __init__(self):
        self.open, self.most, self.writes = set(), 0, 0

    def __call__(self, handing, settled):
        self.writes += 1
        self.open -= {parcel.key for parcel, _ in settled}
        self.open |= {parcel.key for parcel in handing}
        self.most = max(self.most, len(self.open))
        return []


def parcels(*names, make=lambda: CONTENT):
    return [
        Parcel(
            key=place,
            sender="news@example.org",
            recipient=name if "@" in name else f"{name}@example.com",
            domain=name.partition("@")[2] or "example.com",
            make=make,
            later=LATER,
        )
        for place, name in enumerate(names)
    ]


@pytest.fixture
def hand_over(sink):
    """Hand messages over; return what became of each by address, and the ledger."""

    def hand_over(some, *, rates=None, limits=None, journal=None, **options):
        ledger = journal or Ledger()
        batches = [some[place : place + 7] for place in range(0, len(some), 7)]
        pool = Pool(
            Server.of(f"smtp://127.0.0.1:{sink.port}"),
            pace=Pace(rates or Rates()),
            clock=lambda: datetime.now(UTC),
            limits=limits or Limits(connections=4, smtp=SmtpLimits(timeout=1.0)),
        )
        outcomes = {
            parcel.recipient: outcome
            for parcel, outcome in pool.run(lambda: batches.pop(0) if batches else [], ledger, **options)
        }
        return outcomes, ledger

    return hand_over


def test_every_message_goes_once_over_a_few_connections_that_are_kept(sink, hand_over):
    outcomes, ledger = hand_over(parcels(*(f"r{number}" for number in range(200))))
    assert Counter(map(type, outcomes.values())) == {Sent: 200}
    assert Counter(sink.taken) == dict.fromkeys(outcomes, 1)
    assert len(sink.connections) <= 4
    assert ledger.open == set()
    assert ledger.most <= 4
    assert ledger.writes < 400


@pytest.mark.parametrize(
    ("name", "outcome", "taken"),
    [
        ("452", Later, False),
        ("450", Later, False),
        ("550", Never, False),
        ("451", Later, True),
        ("554", Never, True),
        ("421dot", Later, True),
        ("closes", Unknown, True),
        ("hang", Unknown, False),
        ("drop", Later, False),
        ("421", Later, False),
    ],
)
def test_whatever_the_server_does_to_one_the_others_go_and_the_ledger_is_true(
    sink, hand_over, name, outcome, taken
):
    some = parcels("a", "b", name, "c", "d", "e", "f", "g", "h")
    outcomes, ledger = hand_over(some)
    assert {who: type(one) for who, one in outcomes.items()} == {
        one.recipient: outcome if one.recipient.startswith(name) else Sent for one in some
    }
    assert (f"{name}@example.com" in sink.taken) == taken
    assert ledger.open == set()


def test_a_message_that_cannot_be_made_fails_by_itself(hand_over):
    def broken():
        raise MessageError("the To header would hold a line break")

    some = [*parcels("a"), *parcels("b", make=broken), *parcels("c")]
    outcomes, _ = hand_over(some)
    assert {who: type(one) for who, one in outcomes.items()} == {
        "a@example.com": Sent,
        "b@example.com": Never,
        "c@example.com": Sent,
    }


def test_a_server_that_is_not_there_is_said_and_nothing_is_written_down(sink, hand_over):
    with socket.create_server(("127.0.0.1", 0)) as free:
        sink.port = free.getsockname()[1]
    ledger = Ledger()
    with pytest.raises(ServerDown, match="cannot be used"):
        hand_over(parcels("a", "b"), journal=ledger)
    assert ledger.writes == 0


def test_a_journal_that_cannot_be_written_stops_every_last_line(sink, hand_over):
    def broken(handing, settled):
        raise OSError("the disk is full")

    before = threading.active_count()
    with pytest.raises(OSError, match="the disk is full"):
        hand_over(parcels("a", "b", "c"), journal=broken)
    for thread in threading.enumerate():
        if thread.name.startswith("smtp-"):
            thread.join(5)
    assert sink.taken == []
    assert threading.active_count() <= before


def test_what_the_journal_withdraws_does_not_go_and_the_others_do(sink, hand_over):
    def journal(handing, settled):
        return [(one, Never(why="left")) for one in handing if one.recipient.startswith("left")]

    outcomes, _ = hand_over(parcels("a", "left", "b", "left-too", "c", "d", "left-three"), journal=journal)
    gone = ["left-three@example.com", "left-too@example.com", "left@example.com"]
    assert sorted(who for who, one in outcomes.items() if one == Never(why="left")) == gone
    assert sorted(sink.taken) == [f"{name}@example.com" for name in "abcd"]
    assert len(outcomes) == 7


def test_a_domain_has_its_own_bound_and_the_others_go_past_it(sink, hand_over):
    some = parcels(*(f"r{number}@slow.test" for number in range(5)), "x@fast.test", "y@quick.test")
    outcomes, _ = hand_over(
        some,
        rates=Rates(per_domain=2),
        limits=Limits(connections=2, patience=timedelta(seconds=1)),
    )
    assert sorted(outcomes) == ["r0@slow.test", "r1@slow.test", "x@fast.test", "y@quick.test"]


def test_an_address_beyond_ascii_goes_where_the_server_takes_it(sink, hand_over):
    outcomes, _ = hand_over(parcels("用户@例子.test", "ann@bücher.test"))
    assert isinstance(outcomes["用户@例子.test"], Never)
    assert isinstance(outcomes["ann@bücher.test"], Sent)
    assert sink.taken == ["ann@xn--bcher-kva.test"]


SECOND, NOW = timedelta(seconds=1), datetime(2026, 11, 10, 12, tzinfo=UTC)


def test_messages_go_as_often_as_the_windows_let_them():
    counting = pace.Pace(Rates(per_second=2, per_hour=3))
    waits = []
    for moment in (NOW, NOW, NOW, NOW + SECOND, NOW + 2 * SECOND):
        waits.append(counting.wait(moment))
        if not waits[-1]:
            counting.note("x.test", moment)
    assert waits == [timedelta(), timedelta(), SECOND, timedelta(), timedelta(hours=1) - 2 * SECOND]


def test_what_an_earlier_run_sent_counts():
    counting = pace.Pace(Rates(per_hour=2))
    counting.remember([NOW - timedelta(minutes=50), NOW - timedelta(minutes=10)])
    assert counting.wait(NOW) == timedelta(minutes=10)


@pytest.mark.parametrize(("days", "bound"), [(None, 10), (0.5, 10), (1, 100), (1.9, 100), (2, 0), (99, 0)])
def test_the_first_days_have_bounds_of_their_own(days, bound):
    first = NOW - timedelta(days=days) if days is not None else None
    assert Rates(warm_up=(10, 100)).of_day(first, NOW) == bound
