"""Measures composing and rendering an issue of 40 stories, with few and with many items stored.

::

    python benchmarks/compose.py [ITEMS]       100,000 by default; make bench-compose

Both stores are asked turn by turn. All but forty stories stand in an issue that was sent.
"""

import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from aggregator import store
from aggregator.config import Site
from aggregator.jobs import compose
from aggregator.jobs.letters import render_issue
from aggregator.model import Dated, Item, Verdict

SOCIETIES, ROUNDS, STORIES, BOUND = 50, 15, 40, 0.1
NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
WORDS = "The society's congress brings together members from many countries who report on their research. "
TOML = """
[site]
title = "Many"
url = "http://news.test/"
[[digest]]
key = "weekly"
title = "Weekly"
[mail]
from = "News <news@news.test>"
"""


def main():
    most = int(sys.argv[1]) if sys.argv[1:] else 100_000
    with prepared(1_000) as small, prepared(most) as large:
        # Turn by turn, as the machine is not always as quick.
        rounds = [(once(small), once(large)) for _ in range(ROUNDS)]
    took = [[median(one) for one in zip(*of, strict=True)] for of in zip(*rounds, strict=True)]
    for count, (composing, rendering) in zip((1_000, most), took, strict=True):
        print(f"{count:>7,} items stored; an issue of {STORIES} stories: composed in {composing * 1000:.0f} ms, "
              f"rendered in {rendering * 1000:.0f} ms; together {(composing + rendering) * 1000:.0f} ms "
              f"(bound: {BOUND * 1000:.0f})")  # fmt: skip
    few, many = map(sum, took)
    print(f"with so many more stored it takes {many / few:.2f} times as long (bound: 1.5)")
    return 0 if many < BOUND and many / few < 1.5 else 1


@contextmanager
def prepared(count):
    """Give a site of so many items, of which all but the last forty stand in an issue that was sent."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder))
        with Site(Path(folder), {}, clock=lambda: NOW) as site:
            fill(site, count)
            began = time.perf_counter()
            once(site, size=0)
            print(f"{count:>7,} items stored; a digest that is new looks at them once: "
                  f"{time.perf_counter() - began:.1f} s")  # fmt: skip
            carried(site)
            keep(site, [item(10**9 + number, number % SOCIETIES, NOW) for number in range(STORIES)])
            once(site)
            yield site


def once(site, size=STORIES):
    """Return the seconds that composing and rendering took."""
    digest = site.configuration.digests["weekly"]
    began = time.perf_counter()
    draft = compose.compose(site.store, digest, making=site.making)
    composed = time.perf_counter()
    rendered = render_issue(draft, site.writing)
    assert len(draft.articles) == size or not size
    assert len(rendered.html) > size * 1000
    return composed - began, time.perf_counter() - composed


def write(folder):
    text = TOML
    for number in range(SOCIETIES):
        text += f'[[society]]\nkey = "s{number}"\nname = "Society {number}"\n'
        text += f'[[source]]\nkey = "s{number}"\nsociety = "s{number}"\nurl = "http://s{number}.test/"\n'
    (folder / "sources.toml").write_text(text)


def fill(site, count):
    """Keep so many items, the last year's."""
    with site.store.writing() as tx:
        store.polls.register(tx, site.configuration.sources.values(), at=NOW)
    step = timedelta(days=365) / count
    for start in range(0, count, 5000):
        numbers = range(start, min(start + 5000, count))
        keep(site, [item(number, number % SOCIETIES, NOW - step * (count - number)) for number in numbers])


def keep(site, items):
    with site.store.writing() as tx:
        for society in range(SOCIETIES):
            told = [one for one in items if one.society == f"s{society}"]
            if told:
                store.items.keep(
                    tx, [Verdict(item=one, kind="new", story=one.id, why="") for one in told], at=NOW
                )


def carried(site):
    """Have earlier issues carry all that is stored, as they would have in the years before."""
    with site.store.writing() as tx:
        tx.exec_driver_sql(
            "INSERT INTO issue (digest, number, state, at, title, language, timezone) "
            "VALUES ('weekly', 1, 'draft', '2026-11-01 00:00:00.000000', 'W', 'en', 'UTC') "
            "ON CONFLICT DO UPDATE SET state = 'sent'"
        )
        tx.exec_driver_sql("UPDATE issue SET state = 'sent'")
        tx.exec_driver_sql("DELETE FROM article")
        tx.exec_driver_sql(
            "INSERT INTO article (digest, story, number, position, item, section, section_name, title, html, "
            "text, date, dated, also) SELECT 'weekly', story, 1, row_number() OVER (ORDER BY id), id, society, "
            "society, title, '', '', date, 1, '[]' FROM item"
        )


def item(number, society, at):
    text = WORDS * 8
    key = f"s{society}"
    return Item(
        id=f"tag:news.test,{at:%Y-%m-%d}:{key}/{number:020x}", source=key, society=key, guid=str(number),
        link=f"http://{key}.test/{number}", canonical=f"http://{key}.test/{number}",
        title=f"Report number {number} of the congress", html=f"<p>{text}</p>", text=text, summary=text[:300],
        published=Dated(at=at, precision="second", evidence="entry"), updated=None, first_seen=at, language="en",
        topics=(), authors=(), image=None, fingerprint=f"f{number}", raw_hash=f"r{number}",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
