"""Recognises new items in stores of 1,000, 100,000 and 1,000,000: ``make bench-recognise``.

Prints the milliseconds that one new item takes, of them the store's, the memory of the process, and
each size's ratio to the smallest store (the commit, which waits for the disk, left out); and the
statements that it costs to know thirty entries again. Each store is filled by one process and asked by
another, which begins with nothing of it in memory.
The stored items' words are drawn from a vocabulary with a natural distribution, so that some shingles
are common; a fifth of the new ones tell a stored item's news again.
"""

import itertools
import random
import resource
import sys
import tempfile
import time
from array import array
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import event

from aggregator import store
from aggregator.jobs.recognising import Offered, recognised
from aggregator.model import Dated, Item, Source, Verdict
from aggregator.recognise import Telling, shingles
from aggregator.store import Store
from aggregator.store.tellings import Told

SIZES = (1_000, 100_000, 1_000_000)
SOURCES = 30
WORDS = 120
NEW = 200
AT = datetime(2026, 3, 1, tzinfo=UTC)


def main():
    sizes = [int(one) for one in sys.argv[1:]] or SIZES
    results = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            in_a_process_of_its_own(fill, folder, size)
            results[size] = in_a_process_of_its_own(measured, folder, size)
        whole, inside, memory, statements = results[size]
        print(
            f"recognise  {size:>9,} items: {whole:6.2f} ms a new item, of them {inside:5.2f} in the database;"
            f" {memory:,.0f} MB; {statements} statement(s) to know thirty entries again",
            flush=True,
        )
    least = results[sizes[0]][0]
    for size in sizes[1:]:
        print(f"recognise  {size:>9,} items: {results[size][0] / least:.2f} times the time of {sizes[0]:,}")


def in_a_process_of_its_own(function, folder, size):
    with get_context("spawn").Pool(1) as one:
        return one.apply(function, (Path(folder), size))


def texts(size):
    """Return what gives the text of an item by its number."""
    chance = random.Random(7)
    vocabulary = [f"{a}{b}{c}" for a, b, c in itertools.product("bdfglmnprst", "aeiou", "bdklmnprst")] + [
        f"{a}{b}" for a, b in itertools.product("bcdfghklmnprstvw", "aeiou")
    ]
    weights = [1 / rank for rank in range(1, len(vocabulary) + 1)]
    drawn = array("H")
    for _ in range(size * 4 // 100_000 + 1):
        drawn.extend(chance.choices(range(len(vocabulary)), weights, k=100_000))

    def text(number):
        # Windows of a long text with names of its own: alike in style, and not in words.
        start = number * 3 % (len(drawn) - WORDS)
        words = [vocabulary[one] for one in drawn[start : start + WORDS]]
        words[::3] = [f"n{number}w{place}" for place in range(len(words[::3]))]
        return " ".join(words)

    return text


def the_sources():
    return [
        Source(key=f"s{number}", society="s", kind="feed", url=f"https://s{number}.example/feed")
        for number in range(SOURCES)
    ]


def measured(folder, size):
    text, sources, chance = texts(size), the_sources(), random.Random(8)
    with Store.open("sqlite:///store/aggregator.db", site=folder) as kept:
        spent = Spent(kept)
        new = [
            item(size + number, text(chance.randrange(size) if number % 5 == 0 else size + number))
            for number in range(NEW)
        ]
        times = [poll(kept, sources, [one], spent) for one in new]
        times = sorted(times[NEW // 4 :])
        inside = sorted(spent.polls[NEW // 4 :])
        thirty = [item(number, text(number)) for number in range(0, 30 * SOURCES, SOURCES)]
        spent.statements = 0
        with kept.reading() as connection:
            assert len(store.items.known(connection, thirty)) == 30
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return times[len(times) // 2] * 1000, inside[len(inside) // 2] * 1000, memory, spent.statements


class Spent:
    """The time that the database takes."""

    def __init__(self, kept):
        self.now, self.polls, self.statements = 0.0, [], 0
        engine = kept._engine  # noqa: SLF001  there is no other way to listen
        event.listen(engine, "before_cursor_execute", self.before)
        event.listen(engine, "after_cursor_execute", self.after)

    def before(self, _connection, _cursor, statement, *_):
        self.statements += statement.startswith("SELECT")
        self.began = time.perf_counter()

    def after(self, *_):
        self.now += time.perf_counter() - self.began


def poll(kept, sources, items, spent):
    source = next(one for one in sources if one.key == items[0].source)
    cut = {one.raw_hash: shingles(one.text) for one in items}
    with kept.writing() as connection:
        spent.now = 0.0
        began = time.perf_counter()
        recognised(
            connection,
            [
                Offered(
                    source=source,
                    items=items,
                    shingles=cut,
                    first_poll=False,
                    guids="unknown",
                    standing=frozenset(),
                    at=AT,
                )
            ],
            alone=frozenset(),
            revisions=10,
        )
        taken = time.perf_counter() - began
        spent.polls.append(spent.now)
    return taken


def item(number, text):
    source = f"s{number % SOURCES}"
    link = f"https://{source}.example/news/{number}"
    return Item(
        id=f"tag:bench.example,2026-03-01:{source}/{number}",
        source=source,
        society="s",
        guid=f"guid-{number}",
        link=link,
        canonical=link,
        title=f"{' '.join(text.split()[:7])} {number}",
        html=f"<p>{text}</p>",
        text=text,
        summary=text[:200],
        published=Dated(at=AT - timedelta(minutes=number % 500_000), precision="second", evidence="entry"),
        updated=None,
        first_seen=AT,
        language="en",
        topics=(),
        authors=(),
        image=None,
        fingerprint=f"fingerprint-{number}",
        raw_hash=f"raw-{number}",
    )


def fill(folder, size):
    text, sources = texts(size), the_sources()
    with Store.open("sqlite:///store/aggregator.db", site=folder) as kept:
        with kept.writing() as connection:
            store.polls.register(connection, sources, at=AT)
        for start in range(0, size, 20_000):
            fill_some(kept, range(start, min(size, start + 20_000)), text)


def fill_some(kept, numbers, text):
    with kept.writing() as connection:
        for key in range(SOURCES):
            items = [item(number, text(number)) for number in numbers if number % SOURCES == key]
            if not items:
                continue
            verdicts = [Verdict(item=one, kind="new", story=one.id, why="") for one in items]
            store.items.keep(connection, verdicts, at=AT)
            tellings = [
                Telling.of(one, shingles(one.text), story=one.id, common=frozenset()) for one in items
            ]
            source = items[0].source
            around = store.tellings.own(connection, [source])[source]
            store.tellings.keep(connection, [Told(tellings=tellings, at=AT, around=around)])


if __name__ == "__main__":
    main()
