"""Polls the corpus over loopback beside ``reader`` (PyPI), in the same run: ``make bench-poll``.

Three polls of each: the first; one that finds the same bytes, without validators; one that finds one
new entry in each feed. Both are warm: each has polled a few small feeds before. Prints the seconds
and the ratio of the peer's to ours.

When a poll of ours is done its items can be searched, and are compared with all others that may tell the
same news. reader makes its entries searchable in a further call, which is left out of its first row and
counted in its second: that is the nearest to the same work (``docs/decisions/0014``).
"""

import asyncio
import json
import multiprocessing
import re
import tempfile
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from aggregator.config import Site
from aggregator.jobs.gather import gather

CORPUS = Path(__file__).resolve().parents[1] / ".." / "shared" / "corpus" / "feeds"
RSS = "<item><guid isPermaLink='false'>{0}</guid><title>News of {0}</title><link>https://x.example/{0}</link></item>"
ATOM = (
    "<entry xmlns='http://www.w3.org/2005/Atom'><id>{0}</id><title>News of {0}</title>"
    "<link href='https://x.example/{0}'/><updated>2026-11-01T00:00:00Z</updated></entry>"
)
WARM = b"""<rss version='2.0'><channel><title>x</title><item><title>Warm</title></item></channel></rss>"""


def serve(port, phases, phase):
    """Be the sites, in a process of their own; ``phases`` are what they hold by path, in turn."""

    class Handler(asyncio.Protocol):
        def connection_made(self, transport):
            self.transport = transport

        def data_received(self, data):
            for request in data.split(b"\r\n\r\n")[:-1]:
                body = phases[phase.value].get(request.split(b" ", 2)[1].decode(), WARM)
                head = (
                    f"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: {len(body)}\r\n\r\n"
                )
                self.transport.write(head.encode() + body)

    async def run():
        server = await asyncio.get_running_loop().create_server(Handler, "0.0.0.0", 0)
        port.value = server.sockets[0].getsockname()[1]
        await server.serve_forever()

    asyncio.run(run())


def with_new_entry(body, path):
    """Return the feed at ``path`` with one more entry at its top, where one can be put."""
    for start, entry in ((rb"<(?:\w+:)?item[\s>]", RSS), (rb"<(?:\w+:)?entry[\s>]", ATOM)):
        if found := re.search(start, body):
            return body[: found.start()] + entry.format(path[1:]).encode() + body[found.start() :]
    return body


def main():
    manifest = json.loads((CORPUS / "manifest.json").read_text())
    names = [name for name, truth in manifest.items() if truth["well_formed"]]
    original = {f"/{name}": (CORPUS / name).read_bytes() for name in names}
    changed = {path: with_new_entry(body, path) for path, body in original.items()}
    phases = {"first": original, "unchanged": original, "one new entry": changed}
    port, phase = multiprocessing.Value("i", 0), multiprocessing.Value("i", 0)
    server = multiprocessing.Process(target=serve, args=(port, list(phases.values()), phase), daemon=True)
    server.start()
    while not port.value:
        time.sleep(0.01)
    # A host each, as in life: a host is asked for one thing at a time.
    hosts = (f"http://127.0.0.{number}:{port.value}" for number in range(2, 250))
    urls = [f"{host}/{name}" for host, name in zip(hosts, names, strict=False)]
    warm = [f"{host}/warm" for host, _ in zip(hosts, range(8), strict=False)]
    results = {}
    for peer, run in PEERS.items():
        with tempfile.TemporaryDirectory() as folder, run(urls, warm, Path(folder)) as poll:
            for phase.value, name in enumerate(phases):
                began = time.perf_counter()
                found = poll()
                results[peer, name] = time.perf_counter() - began
                print(f"poll  {peer:<18} {name:<14} {results[peer, name]:7.2f} s  {found} new", flush=True)
    for peer in list(PEERS)[1:]:
        for name in phases:
            ratio = results[peer, name] / results["aggregator", name]
            print(f"poll  ratio to {peer:<18} {name:<14} {ratio:7.1f}")
    server.kill()


@contextmanager
def ours(urls, warm, folder):
    rows = "".join(
        f'[[source]]\nkey = "s{n}"\nsociety = "s"\nurl = "{url}"\n' for n, url in enumerate((*warm, *urls))
    )
    head = (
        '[site]\ntitle = "x"\n[fetch]\nallow_private_addresses = true\n[[society]]\nkey = "s"\nname = "s"\n'
    )
    (folder / "sources.toml").write_text(head + rows)
    with Site(folder, {}) as site:
        sources = list(site.configuration.sources.values())

        def poll(chosen):
            polls = list(gather(chosen, site.gathering, asked=True))
            return sum(one.counts.get(kind, 0) for one in polls for kind in ("new", "retold", "backlog"))

        poll(sources[: len(warm)])
        yield lambda: poll(sources[len(warm) :])


@contextmanager
def theirs(urls, warm, folder, *, searched=False):
    from reader import make_reader

    reader = make_reader(str(folder / "reader.sqlite"), search_enabled=searched)

    def poll():
        results = [one.value for one in reader.update_feeds_iter(scheduled=False, workers=2)]
        if searched:
            reader.update_search()
        return sum(one.new for one in results if one and not isinstance(one, Exception))

    for url in warm:
        reader.add_feed(url)
    poll()
    for url in warm:
        reader.delete_feed(url)
    for url in urls:
        reader.add_feed(url)
    yield poll
    reader.close()


PEERS = {"aggregator": ours, "reader": theirs, "reader, searchable": partial(theirs, searched=True)}

if __name__ == "__main__":
    main()
