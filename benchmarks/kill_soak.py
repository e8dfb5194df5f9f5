"""Kills the sender at random instants while messages go to a real SMTP server, and counts what arrived.

    make soak-kill ARGS="[KILLS] [MESSAGES]"       (200 and 2000 by default; about an hour)

None may be missing; doubles are at most one for each connection and kill, each under the Message-ID of the
first and listed in doubt in between.
"""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from aggregator.demo.inbox import Inbox

sys.path.insert(0, str(Path(__file__).parent))
import delivery

CONNECTIONS = 4


def command(folder, *words):
    return [sys.executable, "-m", "aggregator.cli", *words, "--site", str(folder)]


def doubtful(folder):
    """Return whose messages are in doubt or were being ended, and how many were being ended."""
    with sqlite3.connect(folder / "store" / "aggregator.db", timeout=60) as database:
        rows = database.execute(
            "SELECT address, state FROM delivery WHERE state IN ('sending', 'in doubt')"
        ).fetchall()
    database.close()
    return {address for address, _ in rows}, sum(state == "sending" for _, state in rows)


def waiting(folder):
    with sqlite3.connect(folder / "store" / "aggregator.db", timeout=60) as database:
        count = database.execute("SELECT count(*) FROM delivery WHERE state != 'sent'").fetchone()[0]
    database.close()
    return count


def soak(folder, kills, messages, dice):
    """Kill and start again; return how many died and who was in doubt after any of it."""
    ever, died, round_ = set(), 0, 0
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "aggregator.cli", "digest", "--help"], capture_output=True, check=True
    )
    starting = time.monotonic() - began
    while died < kills:
        round_ += 1
        with (
            delivery.a_site(folder, inbox.port, messages)
            if round_ == 1
            else delivery.Site(folder, delivery_environ) as site
        ):
            delivery.an_issue(site, round_, 10)
        while waiting(folder) and died < kills:
            process = subprocess.Popen(
                command(folder, "digest", "send", "weekly"),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=os.environ | delivery_environ,
            )
            time.sleep(starting * 0.8 + dice.uniform(0, starting * 0.4 + messages / 1000))
            process.send_signal(signal.SIGKILL)
            process.wait()
            died += 1
            names, ending = doubtful(folder)
            assert ending <= CONNECTIONS, f"{ending} messages were being ended over {CONNECTIONS} connections"
            ever |= {(round_, name) for name in names}
        finish = subprocess.run(
            command(folder, "digest", "send", "weekly"),
            capture_output=True,
            check=False,
            env=os.environ | delivery_environ,
        )
        assert waiting(folder) == 0, finish.stderr.decode()
        print(f"issue {round_}: {died} kills so far, {len(ever)} messages in doubt at some time", flush=True)
    return round_, died, ever


delivery_environ = {"AGGREGATOR_SECRET_KEY": "secret"}

if __name__ == "__main__":
    kills, messages = (int(one) for one in (sys.argv[1:] + ["200", "2000"][len(sys.argv) - 1 :])[:2])
    delivery.CONNECTIONS = CONNECTIONS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Inbox(folder / "inbox") as inbox:
            rounds, died, ever = soak(folder, kills, messages, random.Random(7))
            arrived = Counter((one.recipients[0], one.message["Message-ID"]) for one in inbox.messages())
    doubles = {key: times for key, times in arrived.items() if times > 1}
    print(
        f"{died} kills, {rounds} issues of {messages}: {rounds * messages - len(arrived)} missing, {sum(doubles.values()) - len(doubles)} doubled"
    )
    assert len(arrived) == rounds * messages
    assert {address for address, _ in doubles} <= {address for _, address in ever}
    assert sum(doubles.values()) - len(doubles) <= died * CONNECTIONS
