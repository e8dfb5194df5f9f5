"""Measures publishing with many items stored, and how fast feeds are served beside the bare server.

::

    python benchmarks/publish.py [ITEMS]       100,000 by default; make bench-publish

The bare server is uvicorn with an application that does nothing but answer with the same bytes. Both are
asked over loopback by the same client in a process of its own, with four connections, turn by turn.
"""

import asyncio
import multiprocessing
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from aggregator import store, web
from aggregator.config import Site
from aggregator.jobs.publish import publish
from aggregator.model import Dated, Item, Verdict
from aggregator.web.server import serving

SOCIETIES, SECONDS, ROUNDS, CONNECTIONS, CHANGES = 50, 1.0, 5, 4, 9
NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
WORDS = "The society's congress brings together members from many countries who report on their research. "


def main():
    count = int(sys.argv[1]) if sys.argv[1:] else 100_000
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder))
        with Site(Path(folder), {}, clock=lambda: NOW) as site:
            fill(site, count)
            changed(site, CHANGES)  # what only the first one costs
            took = [changed(site, number) for number in range(CHANGES)]
            print(f"{count:,} items stored; publishing after a poll that brought one story: "
                  f"median {median(took) * 1000:.0f} ms, longest {max(took) * 1000:.0f} ms (bound: 100)")  # fmt: skip
            served(site)
            good = max(took) < 0.1
    return 0 if good else 1


def write(folder):
    text = '[site]\ntitle = "Many"\nurl = "http://news.test/"\n'
    for number in range(SOCIETIES):
        text += f'[[society]]\nkey = "s{number}"\nname = "Society {number}"\n'
        text += f'[[source]]\nkey = "s{number}"\nsociety = "s{number}"\nurl = "http://s{number}.test/"\n'
    (folder / "sources.toml").write_text(text)


def fill(site, count):
    with site.store.writing() as tx:
        store.polls.register(tx, site.configuration.sources.values(), at=NOW)
    for start in range(0, count, 5000):
        with site.store.writing() as tx:
            for society in range(SOCIETIES):
                numbers = range(start + society, min(start + 5000, count), SOCIETIES)
                keep(
                    tx, [item(number, society, NOW - timedelta(minutes=count - number)) for number in numbers]
                )


def keep(tx, items):
    if items:
        store.items.keep(tx, [Verdict(item=one, kind="new", story=one.id, why="") for one in items], at=NOW)


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


def changed(site, number):
    with site.store.writing() as tx:
        keep(tx, [item(10**9 + number, 0, NOW + timedelta(seconds=number))])
    began = time.perf_counter()
    assert publish(site.publishing).changed
    return time.perf_counter() - began


def served(site):
    feed = (site.public / "feed.xml").read_bytes()
    ours, bare = web.app(web.Library(site)), Bare(feed)
    with serving(ours, "127.0.0.1", 0) as address:
        etag = asked(address, "").partition(b"etag: ")[2].split(b"\r\n")[0].decode()
    cases = {
        f"feed.xml, {len(feed):,} bytes": "",
        "feed.xml, gzip": "Accept-Encoding: gzip\r\n",
        "feed.xml, 304": f"If-None-Match: {etag}\r\n",
    }
    before = memory()
    for name, headers in cases.items():
        bare.status = 304 if "None-Match" in headers else 200
        bare.body = b"" if bare.status == 304 else feed if "gzip" not in headers else bodies(ours, headers)
        # Turn by turn, as the machine is not always as quick.
        rounds = [[rate(one, headers) for one in (bare, ours)] for _ in range(ROUNDS)]
        rates = [median(one) for one in zip(*rounds, strict=True)]
        print(f"{name:<28} {rates[1]:>7,.0f} a second, the bare server {rates[0]:>7,.0f}: "
              f"{rates[1] / rates[0]:.2f} of it (bound: 0.5)")  # fmt: skip
    print(f"memory: {before:,} KB at most before, {memory():,} KB after serving")


def bodies(app, headers):
    with serving(app, "127.0.0.1", 0) as address:
        return asked(address, headers).partition(b"\r\n\r\n")[2]


class Bare:
    """The least that an application can do."""

    def __init__(self, body):
        self.body, self.status = body, 200

    async def __call__(self, _scope, _receive, send):
        length = [] if self.status == 304 else [(b"content-length", str(len(self.body)).encode())]
        await send({"type": "http.response.start", "status": self.status, "headers": length})
        await send({"type": "http.response.body", "body": self.body})


def rate(app, headers):
    with serving(app, "127.0.0.1", 0) as address, multiprocessing.get_context("spawn").Pool(1) as pool:
        pool.apply(load, (address, headers, 0.5))
        return pool.apply(load, (address, headers, SECONDS))


def load(address, headers, seconds):
    return asyncio.run(_load(address, headers, seconds))


async def _load(address, headers, seconds):
    host, port = address.removeprefix("http://").rstrip("/").split(":")
    until = time.perf_counter() + seconds
    counts = await asyncio.gather(*(_connection(host, int(port), headers, until) for _ in range(CONNECTIONS)))
    return sum(counts) / seconds


async def _connection(host, port, headers, until):
    reader, writer = await asyncio.open_connection(host, port)
    count = 0
    while time.perf_counter() < until:
        await _exchange(reader, writer, headers)
        count += 1
    writer.close()
    return count


async def _exchange(reader, writer, headers):
    writer.write(f"GET /feed.xml HTTP/1.1\r\nHost: news.test\r\n{headers}\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    length = head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0]
    return head.lower() + b"" + await reader.readexactly(int(length or 0))


def asked(address, headers):
    async def ask():
        host, port = address.removeprefix("http://").rstrip("/").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        answer = await _exchange(reader, writer, headers)
        writer.close()
        return answer

    return asyncio.run(ask())


def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    sys.exit(main())
