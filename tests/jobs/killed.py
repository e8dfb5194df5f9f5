"""Does one thing to a store again and again, killed before every so manieth step; run by ``test_killed.py``.

A step is a statement, a commit, or what is done to a file. For each kill one line of JSON: what `check store`
would say, and in which tables doing the thing once more does not make the store what it would have been
without the kill.
"""

import json
import os
import shutil
import signal
import sys
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, event, text

from aggregator import store as kept
from aggregator.jobs.recognising import Offered, recognised
from aggregator.jobs.tidy import Retention, Tools, tidy
from aggregator.model import Dated, Item, Source
from aggregator.recognise import shingles
from aggregator.store import Store, upkeep
from aggregator.store.engine import connecting, migrated
from aggregator.store.retention import Keep

FILES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod", "shutil.move", "shutil.rmtree"}
URL = "sqlite:///store/aggregator.db"
NOON = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)
SOURCES = [
    Source(key=key, society=key, kind="feed", url=f"https://{key}.example/feed") for key in ("one", "two")
]


def item(number, source, words):
    link = f"https://{source.key}.example/news/{number}"
    said = " ".join(f"{word} {number}" for word in ("dose", "limits", "were", "set", "anew") * 8) + words
    return Item(
        id=f"tag:news.example,2026:{source.key}/{number}",
        source=source.key,
        society=source.society,
        guid=f"guid-{number}",
        link=link,
        canonical=link,
        title=f"Limits of the dose, part {number}",
        html=f"<p>{said}</p>",
        text=said,
        summary=said[:50],
        published=Dated(at=NOON - timedelta(days=number * 40), precision="second", evidence="entry"),
        updated=None,
        first_seen=NOON - timedelta(days=number * 40),
        language="en",
        topics=(),
        authors=(),
        image=None,
        fingerprint=f"{source.key} {number} {words}",
        raw_hash=f"{number} {words}",
    )


def poll(site, *, source=SOURCES[0], words="", numbers=range(6)):
    with Store.open(URL, site=site) as store, store.writing() as connection:
        kept.polls.register(connection, SOURCES, at=NOON)
        memory = kept.polls.memory(connection, source.key)
        items = [item(number, source, words) for number in numbers]
        recognised(
            connection,
            [
                Offered(
                    source=source,
                    items=items,
                    shingles={one.raw_hash: shingles(one.text) for one in items},
                    first_poll=memory.first_poll,
                    guids=memory.guids,
                    standing=frozenset(),
                    at=NOON,
                )
            ],
            alone=frozenset(),
            revisions=3,
        )


def poll_what_was_edited(site):
    poll(site, words=" They were corrected.")


def poll_what_another_told(site):
    poll(site, source=SOURCES[1])


def tidy_up(site):
    with Store.open(URL, site=site) as store:
        retention = Retention(each=Keep(most=2), entries=1, windows=())
        tidy(Tools(store=store, clock=lambda: NOON + timedelta(days=100), retention=retention))


def vacuum(site):
    with Store.open(URL, site=site) as store:
        upkeep.vacuum(store)


def migrate(site):
    with Store.open(URL, site=site):
        pass


def restore(site):
    kept.backup.restore(site.parent / "backup.zip", site, force=True)


def of_the_first_version(site):
    """Make a store as the first migration left it, with items in it."""
    with connecting(URL, site) as engine, engine.execution_options(writing=True).begin() as connection:
        migrated(connection, to="0001")
        connection.execute(
            text(
                "INSERT INTO source (key, url, next_at, failures) VALUES ('one', '', '2026-01-01 00:00:00', 0)"
            )
        )
        for number in range(5):
            row = {"id": str(number), "date": f"2026-01-0{number + 1} 00:00:00.000000"}
            connection.execute(
                text(
                    "INSERT INTO item (id, source, society, story, news, why, canonical, title_key, fingerprint, "
                    "title, html, text, summary, date, first_seen, topics, authors, raw_hash) VALUES (:id, "
                    "'one', 'one', :id, 1, '', '', :id, :id, 'Dose', '', 'limits', '', :date, :date, '[]', '[]', :id)"
                ),
                row,
            )


def backed_up(site):
    """Keep a backup beside the site, and something else in the site."""
    (site / "sources.toml").write_text('[site]\ntitle = "News"\n')
    poll(site)
    with Store.open(URL, site=site) as store:
        kept.backup.save(store, site, site.parent / "backup.zip", at=NOON)
    poll_what_was_edited(site)


ACTS = {
    "poll": (migrate, poll),
    "poll what was edited": (poll, poll_what_was_edited),
    "poll what another told": (poll, poll_what_another_told),
    "tidy": (poll, tidy_up),
    "vacuum": (poll_what_was_edited, vacuum),
    "migrate": (of_the_first_version, migrate),
    "restore": (backed_up, restore),
}


def rows(site):
    """Return every row, but for the numbers under which words stand."""
    with Store.open(URL, site=site) as store, store.reading() as connection:
        tables = {name: table for name, table in kept.schema.metadata.tables.items() if name != "searched"}
        return {name: sorted(map(repr, connection.execute(table.select()))) for name, table in tables.items()}


def killed(act, site, step):
    """Do it in a process that is killed before its ``step``-th step; say whether it was."""
    child = os.fork()
    if not child:
        left = count(step, -1)

        def before(*_):
            if next(left) == 1:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "before_cursor_execute", before)
        event.listen(Engine, "commit", before)
        sys.addaudithook(lambda what, _: before() if what in FILES else None)
        act(site)
        os._exit(0)
    return os.waitpid(child, 0)[1] == signal.SIGKILL


def main(name, every, folder):
    prepare, act = ACTS[name]
    first, site = folder / "first" / "site", folder / "tried" / "site"
    first.mkdir(parents=True)
    prepare(first)
    shutil.copytree(first.parent, site.parent)
    act(site)
    expected = rows(site)
    for step in count(1, every):
        shutil.rmtree(site.parent)
        shutil.copytree(first.parent, site.parent)
        if not killed(act, site, step):
            break
        with Store.open(URL, site=site) as store:
            found = upkeep.examine(store).faults
        act(site)
        again = rows(site)
        faults = [one for one in found if not one.startswith("the search misses")]
        wrong = [one for one, said in again.items() if said != expected[one]]
        sys.stdout.write(json.dumps({"step": step, "faults": faults, "wrong": wrong}) + "\n")


def hasty(connection, _record):
    """Spare the disk: a process that is killed leaves to the system what it has written."""
    connection.execute("PRAGMA synchronous = OFF")


event.listen(Engine, "connect", hasty, insert=False)
main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
