"""A store of every released version is brought up to date with all that stands in it."""

from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

import aggregator.store
from aggregator import store as kept
from aggregator.errors import StoreError
from aggregator.store import Store
from aggregator.store.engine import HEAD

MIGRATIONS = Path(aggregator.store.__file__).parent / "migrations"
MOMENT = datetime(2026, 3, 1, 8, 30, 15, 250_000, tzinfo=UTC)
COUNT = 40

pytestmark = pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")


def configuration():
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    return made


VERSIONS = [one.revision for one in ScriptDirectory.from_config(configuration()).walk_revisions()][:0:-1]
"""All but the newest, the oldest first."""


SAID = {
    ("source", "key"): "source-{}",
    ("poll", "outcome"): "fetched",
    ("item", "id"): "tag:a.example,2026:{}",
    ("issue", "state"): "sent",
    ("subscriber", "state"): "active",
}
"""What must read as the program writes it."""


def a_value(column, number):
    """Return a value as the version's own code would have written it, another one in each row."""
    for reference in column.foreign_keys:
        return a_value(reference.column, number)
    if (column.table.name, column.name) in SAID:
        return SAID[column.table.name, column.name].format(number)
    if column.name == "enclosures":
        return [{"url": f"https://a.example/{number}.mp3", "type": None, "length": number}]
    if column.name == "image":
        return {"url": f"https://a.example/{number}.png", "alt": "放射学", "width": number, "height": None}
    made = {
        sa.Boolean: number % 2 == 0,
        sa.Integer: number + 1,
        sa.Float: number + 0.5,
        sa.DateTime: MOMENT + timedelta(days=number),
        sa.JSON: [f"Ümläut {number}", "放射学"] if number % 3 else None if column.nullable else [],
        sa.LargeBinary: bytes([number, 0, 255]),
        sa.String: f"{column.name} {number} – “naïve” 放射学 𝔘 '; --",
    }
    return next(value for kind, value in made.items() if isinstance(column.type, kind))


def fill(engine):
    """Write rows into every table as the database itself describes them; return what it then holds."""
    found = sa.MetaData()
    found.reflect(engine)
    with engine.begin() as connection:
        for table in found.sorted_tables:
            if table.name != "alembic_version" and not table.name.startswith("search"):
                rows = [{one.name: a_value(one, number) for one in table.columns} for number in range(COUNT)]
                connection.execute(table.insert(), rows)
    return contents(engine, found)


LAID_ANEW = {
    "story_key": (
        "sketch",
        "SELECT story_key.key, sketch.item FROM story_key JOIN sketch ON sketch.number = story_key.sketch",
    ),
}
"""How the rows of a table as it was are read, where it has this column now."""


def contents(engine, found):
    now = sa.inspect(engine)

    def reading(table):
        column, query = LAID_ANEW.get(table.name, (None, None))
        if column in {one["name"] for one in now.get_columns(table.name)} - set(table.columns.keys()):
            return sa.text(query)
        return sa.select(*table.columns)

    with engine.connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(reading(table))), key=repr)
            for table in found.sorted_tables
            if table.name != "alembic_version" and not table.name.startswith("search")
        }, found


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request, tmp_path):
    """The address of a database without tables."""
    if request.param == "postgresql":
        return request.getfixturevalue("an_empty_postgres")
    return f"sqlite:///{tmp_path / 'old.db'}"


@pytest.mark.parametrize("version", VERSIONS)
def test_all_that_stood_in_an_older_store_stands_in_the_new_one(empty, tmp_path, version):
    engine = sa.create_engine(empty)
    made = configuration()
    with engine.begin() as connection:
        made.attributes["connection"] = connection
        command.upgrade(made, version)
    before, found = fill(engine)
    assert {len(rows) for rows in before.values()} == {COUNT}
    with Store.open(empty, site=tmp_path):
        pass
    assert contents(engine, found)[0] == before
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() == HEAD
    engine.dispose()


def test_what_the_first_version_wrote_is_read_by_this_one(empty, tmp_path):
    begin_with(empty, "0001")
    with Store.open(empty, site=tmp_path) as store, store.reading() as connection:
        items = kept.items.listing(connection, limit=100)
        assert [one.item.id for one in items] == [
            f"tag:a.example,2026:{number}" for number in reversed(range(COUNT))
        ]
        assert items[0].item.first_seen == MOMENT + timedelta(days=COUNT - 1)
        assert len(kept.stories.newest(connection, limit=100)) == COUNT / 2
        assert len(kept.issues.published(connection)) == COUNT
        assert len(kept.subscribers.listing(connection, state="active")) == COUNT
        assert kept.polls.memory(connection, "source-1").seen == {"raw_hash 1 – “naïve” 放射学 𝔘 '; --"}


def begin_with(url, version):
    """Make a store of an older version, with rows in every table; return what it holds."""
    engine = sa.create_engine(url)
    made = configuration()
    with engine.begin() as connection:
        made.attributes["connection"] = connection
        command.upgrade(made, version)
    before, found = fill(engine)
    engine.dispose()
    return before, found


def start(url, folder):
    with Store.open(url, site=folder):
        pass


def test_of_processes_that_start_at_once_on_an_older_store_one_migrates_and_the_others_wait(empty, tmp_path):
    before, found = begin_with(empty, "0001")
    context = get_context("forkserver")
    processes = [context.Process(target=start, args=(empty, tmp_path)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 3
    engine = sa.create_engine(empty)
    assert contents(engine, found)[0] == before
    engine.dispose()


def test_a_migration_that_fails_leaves_the_older_store_as_it_was(empty, tmp_path):
    before, found = begin_with(empty, "0004")
    engine = sa.create_engine(empty)
    with engine.begin() as connection:  # in the way of a later migration
        connection.execute(sa.text("CREATE TABLE hub (something TEXT)"))
    with pytest.raises(StoreError, match="hub") as caught:
        Store.open(empty, site=tmp_path)
    assert "\n" not in str(caught.value)
    with engine.begin() as connection:
        assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() == "0004"
        connection.execute(sa.text("DROP TABLE hub"))
    assert contents(engine, found)[0] == before
    engine.dispose()
    start(empty, tmp_path)
