"""Sends 5,000 messages of 35 KB to Postfix's smtp-sink, beside Postfix's own smtp-source in the same run.

    .venv/bin/python benchmarks/delivery.py [MESSAGES] [--readers 100000]

Prints messages a second and the ratio to smtp-source, with and without DKIM, all states journalled in a
SQLite store on this disk; with --readers also the memory that a list of that length takes.
"""

import argparse
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from aggregator import deliver, store
from aggregator.config import Site
from aggregator.jobs import send as sending
from aggregator.model import Article, Issue, Section, Source
from aggregator.store.schema import subscriber

BYTES, CONNECTIONS, ROUNDS = 35_000, 64, 3
TOML = """
[site]
title = "News"
url = "https://news.test/"
[[society]]
key = "society"
name = "The Society"
[[source]]
key = "news"
society = "society"
url = "https://society.test/feed"
[[digest]]
key = "weekly"
title = "Weekly"
[mail]
smtp = "smtp://127.0.0.1:{port}"
from = "News <news@news.test>"
bounce = "back@news.test"
connections = {connections}
"""


def tool(name):
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if found is None:
        sys.exit(f"{name} is not here: apt-get install postfix brings it")
    return found


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def sink():
    """Start smtp-sink; return the process and its port."""
    port = free_port()
    user = ["-u", "nobody"] if os.getuid() == 0 else []
    process = subprocess.Popen(
        [tool("smtp-sink"), *user, f"127.0.0.1:{port}", "500"], stderr=subprocess.DEVNULL
    )
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return process, port
    sys.exit("smtp-sink does not listen")


def smtp_source(port, messages):
    """Return Postfix's messages a second, with as many connections as ours, kept as ours are."""
    began = time.perf_counter()
    subprocess.run(
        [
            tool("smtp-source"),
            "-d",
            "-s",
            str(CONNECTIONS),
            "-m",
            str(messages),
            "-l",
            str(BYTES),
            "-f",
            "a@x.test",
            "-t",
            "b@x.test",
            f"127.0.0.1:{port}",
        ],
        check=True,
    )
    return messages / (time.perf_counter() - began)


def a_site(folder, port, readers):
    """Return an open site with subscribers and an approved issue of 35 KB."""
    (folder / "sources.toml").write_text(TOML.format(port=port, connections=CONNECTIONS))
    site = Site(folder, {"AGGREGATOR_SECRET_KEY": "secret"})
    now = datetime.now(UTC)
    with site.store.writing() as tx:
        store.polls.register(
            tx, [Source(key="news", society="society", kind="feed", url="https://society.test/feed")], at=now
        )
        rows = (
            {
                "id": f"{number:016x}",
                "address": f"reader-{number:07}@d{number % 500}.test",
                "state": "active",
                "since": now,
                "consent": "",
            }
            for number in range(readers)
        )
        while some := list(islice(rows, 5000)):
            tx.execute(subscriber.insert(), some)
    return site


def an_issue(site, number, sized):
    now = datetime.now(UTC)
    article = Article(
        story=f"s{number}",
        item="i",
        section="society",
        title="A story",
        html="<p>x</p>",
        text="x",
        link=None,
        date=now,
        dated=True,
        language="en",
    )
    issue = Issue(
        digest="weekly",
        number=number,
        state="approved",
        at=now,
        title="Weekly",
        language="en",
        timezone="UTC",
        intro="x " * sized,
        banner=None,
        sections=(Section(key="society", name="The Society", acronym="TS", articles=(article,)),),
    )
    with site.store.writing() as tx:
        store.issues.save_draft(tx, replace(issue, state="draft", sections=()))
        store.issues.move(tx, issue, "approved", expected=["draft"])
    frozen = sending.freeze(replace(issue), site.sending)
    html = frozen.html.replace("</body>", f"<p>{'Lorem ipsum dolor. ' * 1500}</p></body>")
    return replace(frozen, html=html)


def ours(folder, port, messages, *, number, signer):
    """Return our messages a second, freezing and queueing not counted, as smtp-source has none."""
    with (
        a_site(folder, port, messages)
        if number == 1
        else Site(folder, {"AGGREGATOR_SECRET_KEY": "secret"}) as site
    ):
        issue = an_issue(site, number, 10)
        tools = site.sending
        tools = replace(tools, letters=replace(tools.letters, signer=signer))
        began = time.perf_counter()
        sent = sum(1 for _ in sending.send(issue, tools))
        took = time.perf_counter() - began
        with site.store.reading() as tx:
            counts = dict(store.deliveries.counts(tx, issue))
    assert counts == {"sent": messages}, counts
    return sent / took


def memory(readers):
    """Print how much memory freezing and sending to a long list takes beyond a short one."""
    process, port = sink()
    for count in (1000, readers):
        with tempfile.TemporaryDirectory() as folder:
            code = f"from pathlib import Path; import sys; sys.argv = ['x']; sys.path.insert(0, {str(Path(__file__).parent)!r}); import delivery; delivery.one({folder!r}, {port}, {count})"
            subprocess.run([sys.executable, "-c", code], check=True)
    process.kill()


def one(folder, port, count):
    rate = ours(Path(folder), port, count, number=1, signer=None)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count:>8} readers: {rate:6.0f} messages a second, {peak:5.0f} MB at most")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("messages", nargs="?", type=int, default=5000)
    parser.add_argument("--readers", type=int, default=0)
    given = parser.parse_args()
    process, port = sink()
    key = deliver.Signer(domain="news.test", selector="mail", key=generate_private_key(65537, 2048))
    number = 0
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as folder:
        for round_ in range(ROUNDS):
            postfix = smtp_source(port, given.messages)
            print(f"round {round_ + 1}: smtp-source {postfix:6.0f} messages a second")
            for name, signer in (("unsigned", None), ("signed", key)):
                number += 1
                rate = ours(Path(folder), port, given.messages, number=number, signer=signer)
                print(
                    f"         {name:<11} {rate:6.0f} messages a second, {rate / postfix:.2f} of smtp-source"
                )
    process.kill()
    if given.readers:
        memory(given.readers)


if __name__ == "__main__":
    main()
