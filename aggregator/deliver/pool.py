"""Hands messages over several kept connections at once, and has each step written down in time.

Each connection brings a message up to its last line and asks. The journal is written when three
of four ask: one transaction covers the answers that came since and the last lines that come next, while the
others bring their messages. An answer is written down no later than the next last line of its connection, so
no connection has more than one message in doubt.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from typing import Any, Final

from aggregator.deliver import turns
from aggregator.deliver.pace import Pace
from aggregator.deliver.smtp import Connection, Server, connect
from aggregator.deliver.smtp import Limits as SmtpLimits
from aggregator.errors import MessageError, ServerDown
from aggregator.model import Later, Never, Outcome

_STOP: Final = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Connections at once; how often a message may lose one; how many are looked at ahead; and the waits.

    ``linger`` is how long the first who asks waits for others, ``patience`` how long a run waits for a
    bound on sending before it leaves the rest for later, ``drain`` how long for the messages under way
    when it is told to stop.
    """

    connections: int = 4
    losses: int = 3
    ahead: int = 5000
    linger: timedelta = timedelta(milliseconds=5)
    patience: timedelta = timedelta(seconds=70)
    drain: timedelta = timedelta(seconds=30)
    smtp: SmtpLimits = field(default_factory=SmtpLimits)


@dataclass(frozen=True, kw_only=True, slots=True)
class Parcel:
    """A message to be handed over; ``make`` gives its bytes, ``later`` when it goes again if put off.

    ``key`` is the caller's own.
    """

    key: Any
    sender: str
    recipient: str
    domain: str
    make: Callable[[], bytes]
    later: datetime


class _Gate:
    """Where a connection waits until it may say the last line, or is told that it may not.

    What is decided first stays. A bare lock, which the waiting one cannot get before: an event would
    take as long as writing the message down.
    """

    def __init__(self) -> None:
        self._undecided = threading.Lock()
        self._undecided.acquire()
        self._answers: list[bool] = []

    def decide(self, *, may_go: bool) -> None:
        self._answers.append(may_go)
        with suppress(RuntimeError):  # decided before
            self._undecided.release()

    def may_go(self) -> bool:
        self._undecided.acquire()
        return self._answers[0]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Ready:
    parcel: Parcel
    gate: _Gate


@dataclass(frozen=True, kw_only=True, slots=True)
class _Settled:
    parcel: Parcel
    outcome: Outcome


@dataclass(frozen=True, kw_only=True, slots=True)
class _Lost:
    """A message whose connection went away before it was taken; ``is_gone`` where no new one is to be had."""

    parcel: Parcel
    why: ServerDown
    is_gone: bool


_Event = _Ready | _Settled | _Lost
Withdrawn = Sequence[tuple[Parcel, Outcome]]
Journal = Callable[[Sequence[Parcel], Sequence[tuple[Parcel, Outcome]]], Withdrawn]
"""Writes down, in one transaction, whose last line comes next and what became of which.

Returns those of the first that may not go any more, written down as settled.
"""


class Pool:
    """Connections to one server, each in a thread, while messages are handed over.

    ``signed`` says that messages are signed as they are made, for which all processors are of use.
    """

    def __init__(
        self,
        server: Server,
        *,
        pace: Pace,
        clock: Callable[[], datetime],
        signed: bool = False,
        limits: Limits = Limits(),
    ) -> None:
        self._signed = signed
        self._server = server
        self._pace = pace
        self._clock = clock
        self._limits = limits
        self._events: SimpleQueue[_Event] = SimpleQueue()
        self._todo: SimpleQueue[Parcel | None] = SimpleQueue()
        self._gates: set[_Gate] = set()
        self._is_over = False
        self._is_quiet = False
        self._most = limits.connections
        self._workers = 0
        self._under_way = 0
        self._waiting: deque[Parcel] = deque()
        self._losses: dict[int, int] = {}
        self._ready: list[_Ready] = []
        self._settled: list[tuple[Parcel, Outcome]] = []
        self._down: ServerDown | None = None

    def run(
        self,
        supply: Callable[[], Sequence[Parcel]],
        journal: Journal,
        *,
        stopping: Callable[[], bool] = lambda: False,
    ) -> Iterator[tuple[Parcel, Outcome]]:
        """Hand over what ``supply`` gives until it gives nothing; yield what became of each.

        Ends early where a bound on sending asks for more than patience, or at ``stopping``, once
        what is under way has ended. Raises ``ServerDown`` where no connection is to be had.
        """
        with turns.taken(spread=self._signed) as self._take_turns:
            try:
                yield from self._run(supply, journal, stopping)
            finally:
                self._end()
        if self._down:
            raise self._down

    def _run(
        self, supply: Callable[[], Sequence[Parcel]], journal: Journal, stopping: Callable[[], bool]
    ) -> Iterator[tuple[Parcel, Outcome]]:
        self._exhausted = False
        deadline: datetime | None = None
        while True:
            if stopping() or self._down:
                deadline = deadline or self._clock() + self._limits.drain
                self._waiting.clear()
                self._exhausted = True
            wait = self._feed(supply)
            if not self._under_way and (not self._waiting or wait is None):
                break
            if deadline and self._clock() > deadline:
                break
            self._sort(self._gather(wait))
            if self._is_time_to_write():
                yield from self._write(journal)
        for one in self._ready:  # those that the deadline found asking
            one.gate.decide(may_go=False)
        self._ready = []
        yield from self._write(journal)

    def _end(self) -> None:
        """Let the connections go; a message whose last line was not written down is not ended."""
        self._is_over = True
        for _ in range(self._workers):
            self._todo.put(_STOP)
        for gate in self._gates | {one.gate for one in self._ready}:
            gate.decide(may_go=False)
        while not self._events.empty():
            if isinstance(event := self._events.get(), _Ready):
                event.gate.decide(may_go=False)

    def _feed(self, supply: Callable[[], Sequence[Parcel]]) -> timedelta | None:
        """Give out what may go now; return how long the rest must wait, ``None`` if longer than patience."""
        wait = timedelta()
        while self._under_way < self._most and not self._down:
            if not self._waiting and not self._exhausted:
                self._waiting.extend(supply())
                self._exhausted = not self._waiting
            if not self._waiting:
                break
            at = self._clock()
            if wait := self._pace.wait(at):
                break
            parcel, wait = self._next(at, supply)
            if parcel is None:
                break
            self._pace.note(parcel.domain, at)
            self._give(parcel)
        return wait if wait <= self._limits.patience else None

    def _next(self, at: datetime, supply: Callable[[], Sequence[Parcel]]) -> tuple[Parcel | None, timedelta]:
        """Return the first message whose domain lets it go, or how long the soonest must wait."""
        soonest = timedelta.max
        for _ in range(len(self._waiting)):
            parcel = self._waiting.popleft()
            wait = self._pace.wait_of(parcel.domain, at)
            if not wait:
                return parcel, wait
            soonest = min(soonest, wait)
            self._waiting.append(parcel)
        if self._exhausted or len(self._waiting) >= self._limits.ahead:
            return None, soonest
        more = supply()
        self._exhausted = not more
        self._waiting.extendleft(reversed(more))
        return (None, soonest) if not more else self._next(at, supply)

    def _give(self, parcel: Parcel) -> None:
        self._under_way += 1
        if self._workers < min(self._under_way, self._most):
            self._workers += 1
            # A daemon thread: one that hangs in a dead connection must not hold up the end.
            threading.Thread(target=self._work, name=f"smtp-{self._workers}", daemon=True).start()
        self._todo.put(parcel)

    def _gather(self, wait: timedelta | None) -> list[_Event]:
        """Return all that has happened, waiting for something to happen if nothing has."""
        timeout = min(wait.total_seconds() or 1.0, 1.0) if wait else 1.0
        if self._ready:
            timeout = self._limits.linger.total_seconds()
        events: list[_Event] = []
        try:
            events.append(self._events.get(timeout=timeout))
            while True:
                events.append(self._events.get_nowait())
        except Empty:
            self._is_quiet = not events
            return events

    def _sort(self, events: Sequence[_Event]) -> None:
        """Put what has happened where it is written down from, and lost messages back into the queue."""
        for one in events:
            if isinstance(one, _Ready):
                self._ready.append(one)
                continue
            self._under_way -= 1
            if isinstance(one, _Settled):
                self._settled.append((one.parcel, one.outcome))
            else:
                self._settled += self._take_back(one)

    def _is_time_to_write(self) -> bool:
        """Whether enough connections ask, or nothing more is to be waited for."""
        if self._ready:
            return self._is_quiet or len(self._ready) * 4 >= self._under_way * 3
        return bool(self._settled) and (self._is_quiet or not self._under_way)

    def _write(self, journal: Journal) -> Iterator[tuple[Parcel, Outcome]]:
        ready, self._ready = self._ready, []
        settled, self._settled = self._settled, []
        self._gates = {one.gate for one in ready}
        withdrawn = journal([one.parcel for one in ready], settled) if ready or settled else ()
        held = {id(parcel) for parcel, _ in withdrawn}
        for one in ready:
            one.gate.decide(may_go=id(one.parcel) not in held)
        self._gates = set()
        self._under_way -= len(held)
        yield from settled
        yield from withdrawn

    def _take_back(self, lost: _Lost) -> Iterator[tuple[Parcel, Outcome]]:
        """Queue a message again whose connection was lost; one that loses each is put off."""
        if lost.is_gone:
            self._workers -= 1
            self._most = max(self._workers, 1)  # the server takes no more connections than these
            if not self._workers:
                self._down = lost.why
        count = self._losses[id(lost.parcel)] = self._losses.get(id(lost.parcel), 0) + 1
        if count >= self._limits.losses and not lost.is_gone:
            yield lost.parcel, Later(at=lost.parcel.later, why=str(lost.why))
        else:
            self._waiting.appendleft(lost.parcel)

    def _work(self) -> None:
        """Hand over one message after another, with a new connection for one that was lost."""
        self._take_turns()
        with ExitStack() as open_:
            connection: Connection | None = None
            while (parcel := self._todo.get()) is not _STOP:
                try:
                    if connection is None:
                        connection = open_.enter_context(connect(self._server, self._limits.smtp))
                except ServerDown as error:
                    self._events.put(_Lost(parcel=parcel, why=error, is_gone=True))
                    return
                if not self._hand_over(parcel, connection):
                    open_.close()
                    connection = None

    def _hand_over(self, parcel: Parcel, connection: Connection) -> bool:
        """Hand one message over; return whether the connection is still good."""
        try:
            outcome = connection.begin(
                parcel.make(), sender=parcel.sender, recipient=parcel.recipient, later=parcel.later
            )
        except ServerDown as error:
            self._events.put(_Lost(parcel=parcel, why=error, is_gone=False))
            return False
        except MessageError as error:
            outcome = Never(why=str(error))
        if outcome is None:
            gate = _Gate()
            self._events.put(_Ready(parcel=parcel, gate=gate))
            if self._is_over:  # nobody may look at the events any more
                gate.decide(may_go=False)
            if not gate.may_go():
                return False
            outcome = connection.finish(later=parcel.later)
        self._events.put(_Settled(parcel=parcel, outcome=outcome))
        return connection.is_open
