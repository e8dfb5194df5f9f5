"""Killed at any instant, the next start goes on: every item and every message is there once."""

import random
import sqlite3
import time
from collections import Counter

import pytest

from aggregator.demo.inbox import Inbox

KILLS, CONNECTIONS = 20, 4
DIGEST = '[[digest]]\nkey = "weekly"\ntitle = "Weekly"\nmax_per_section = 20\n[mail]\nsmtp = "{smtp}"\nfrom = "News <n@example.org>"\n'


def kill_at_random_moments(start, *command, longest, dice):
    """Run a command again and again, killing it after ever another time; return the moments."""
    for _ in range(KILLS):
        process = start(*command)
        time.sleep(dice.uniform(0.0, longest))
        process.kill()
        process.communicate()


def intact(tmp_path):
    with sqlite3.connect(tmp_path / "store" / "aggregator.db") as database:
        answer = database.execute("PRAGMA integrity_check").fetchone()[0]
    database.close()
    return answer == "ok"


def test_a_poll_killed_at_random_moments_loses_and_doubles_no_item(web, start, run, rss, a_site, tmp_path):
    expected = set()
    for number in range(8):
        entries = [(f"{number}-{entry}", f"Title {number} {entry}") for entry in range(40)]
        web.pages[f"/{number}"] = rss(*entries)
        expected |= {title for _, title in entries}
    a_site({f"source-{number}": f"{web.url}/{number}" for number in range(8)})
    began = time.monotonic()
    assert run("check").code == 0
    longest = time.monotonic() - began
    kill_at_random_moments(start, "poll", longest=longest, dice=random.Random(4))
    assert intact(tmp_path)
    assert run("poll").code == 0
    titles = Counter(one["title"] for one in run("items", "--json", "--limit", "1000").json)
    assert titles == dict.fromkeys(expected, 1)


def test_a_send_killed_at_random_moments_brings_every_message_once(web, start, run, rss, a_site, tmp_path):
    readers = 200
    web.pages["/feed"] = rss(*((str(number), f"Title {number}") for number in range(12)))
    with Inbox(tmp_path / "inbox") as inbox:
        a_site({"news": f"{web.url}/feed"}, more=DIGEST.format(smtp=inbox.url))
        assert run("poll").code == 0
        subscribe(tmp_path, readers)
        run("digest", "compose", "weekly")
        run("digest", "approve", "weekly", "--yes")
        doubtful = set()
        dice = random.Random(5)
        for _ in range(KILLS):
            process = start("digest", "send", "weekly")
            time.sleep(dice.uniform(0.0, 1.0))
            process.kill()
            process.communicate()
            doubtful |= in_doubt(tmp_path)
            assert len(in_doubt(tmp_path, "sending")) <= CONNECTIONS
        assert intact(tmp_path)
        final = run("digest", "send", "weekly")
        assert final.code == 0, final.err
        (issue,) = run("digest", "list", "--json").json
        arrived = Counter((one.recipients[0], one.message["Message-ID"]) for one in inbox.messages())
    assert (issue["state"], issue["deliveries"]) == ("sent", {"sent": readers})
    assert len(arrived) == readers
    assert {address for address, _ in arrived} == {
        f"reader-{number}@example.org" for number in range(readers)
    }
    doubled = {address for (address, _), times in arrived.items() if times > 1}
    assert doubled <= doubtful
    assert max(arrived.values()) <= 2


def subscribe(tmp_path, readers):
    with sqlite3.connect(tmp_path / "store" / "aggregator.db") as database:
        database.executemany(
            "INSERT INTO subscriber (id, address, state, since, consent) VALUES (?, ?, 'active', '2026-01-01 00:00:00', '')",
            [(f"{number:016}", f"reader-{number}@example.org") for number in range(readers)],
        )
    database.close()


def in_doubt(tmp_path, *states):
    """Return who was being handed a message when the process was killed, then or before."""
    with sqlite3.connect(tmp_path / "store" / "aggregator.db", timeout=30) as database:
        rows = database.execute(
            "SELECT address, state FROM delivery WHERE state IN ('sending', 'in doubt')"
        ).fetchall()
    database.close()
    return {address for address, state in rows if state in (states or ("sending", "in doubt"))}


pytestmark = pytest.mark.timeout(180)
