"""Polls the corpus over loopback beside ``reader`` (PyPI), in the same run: ``make bench-poll``.

Three polls of each: the first; one that finds the same bytes, without validators; one that finds one
new entry in each feed. Prints the seconds and the ratio of the peer's to ours.
"""

import json
import re
import tempfile
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aggregator.config import Site
from aggregator.jobs.gather import gather

CORPUS = Path(__file__).resolve().parents[1] / ".." / "shared" / "corpus" / "feeds"
NEW = {
    b"rss": b"<item><guid isPermaLink='false'>new-entry</guid><title>A new entry</title><link>https://x.example/new</link></item>",
    b"feed": b"<entry xmlns='http://www.w3.org/2005/Atom'><id>new-entry</id><title>A new entry</title><updated>2026-11-01T00:00:00Z</updated></entry>",
}
PAGES = {}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = PAGES[self.path]
        self.send_response(200)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def with_new_entry(body):
    """Return a feed with one more entry at its top, where one can be put."""
    for end, kind in ((rb"<(?:\w+:)?item[\s>]", b"rss"), (rb"<(?:\w+:)?entry[\s>]", b"feed")):
        if found := re.search(end, body):
            return body[: found.start()] + NEW[kind] + body[found.start() :]
    return body


def main():
    manifest = json.loads((CORPUS / "manifest.json").read_text())
    names = [name for name, truth in manifest.items() if truth["well_formed"]]
    original = {f"/{name}": (CORPUS / name).read_bytes() for name in names}
    server = ThreadingHTTPServer(("", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    # A host each, as in life: a host is asked for one thing at a time.
    urls = [f"http://127.0.0.{number}:{port}/{name}" for number, name in enumerate(names, 2)]
    states = [
        ("first", original),
        ("unchanged", original),
        ("one new entry", {k: with_new_entry(v) for k, v in original.items()}),
    ]
    results = {}
    for peer, run in (("aggregator", ours), ("reader", theirs)):
        with tempfile.TemporaryDirectory() as folder, run(urls, Path(folder)) as poll:
            for phase, pages in states:
                PAGES.clear()
                PAGES.update(pages)
                began = time.perf_counter()
                found = poll()
                results[peer, phase] = time.perf_counter() - began
                print(f"poll  {peer:<11} {phase:<14} {results[peer, phase]:7.2f} s  {found} new", flush=True)
    for phase, _ in states:
        print(f"poll  ratio       {phase:<14} {results['reader', phase] / results['aggregator', phase]:7.1f}")


@contextmanager
def ours(urls, folder):
    sources = "".join(
        f'[[source]]\nkey = "s{n}"\nsociety = "s"\nurl = "{url}"\n' for n, url in enumerate(urls)
    )
    head = (
        '[site]\ntitle = "x"\n[fetch]\nallow_private_addresses = true\n[[society]]\nkey = "s"\nname = "s"\n'
    )
    (folder / "sources.toml").write_text(head + sources)
    with Site(folder, {}) as site:

        def poll():
            polls = list(gather(list(site.configuration.sources.values()), site.gathering, asked=True))
            return sum(one.counts.get(kind, 0) for one in polls for kind in ("new", "retold", "backlog"))

        yield poll


@contextmanager
def theirs(urls, folder):
    from reader import make_reader

    reader = make_reader(str(folder / "reader.sqlite"))
    for url in urls:
        reader.add_feed(url)

    def poll():
        results = [one.value for one in reader.update_feeds_iter(scheduled=False, workers=2)]
        return sum(one.new for one in results if one and not isinstance(one, Exception))

    yield poll
    reader.close()


if __name__ == "__main__":
    main()
