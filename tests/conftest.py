"""What tests of several rooms begin from: a fixed moment, items, and a site with a store."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import hypothesis
import postgres
import pytest

from aggregator.model import Dated, Item
from aggregator.store import Store
from aggregator.store.engine import DEFAULT_URL

# By the clock a busy machine would fail; what must be quick has a test that says so.
hypothesis.settings.register_profile("ours", deadline=None)
hypothesis.settings.load_profile("ours")

NOON = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.begin()
    else:
        # Not far from what stands back (`workers`), which would never come to its turn beside other tests.
        os.nice(10)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.end()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Have one process more than processors: many tests wait for time to pass."""
    return len(os.sched_getaffinity(0)) + 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Have each process begin with its share of the long ones, whole modules, and end with short ones.

    The processes get parts of the list of the same length, and take from each other once they are done.
    """
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    short = [item for item in items if "journeys" not in item.path.parts]
    long = [item for item in items if "journeys" in item.path.parts]
    modules = [list(own) for _, own in groupby(long, lambda item: item.path)]
    shares = [[item for module in modules[start::workers] for item in module] for start in range(workers)]
    size = -(-len(items) // workers)
    for share in shares:
        missing = max(0, size - len(share))
        share.extend(short[:missing])
        del short[:missing]
    items[:] = [*(item for share in shares for item in share), *short]


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture(scope="session")
def a_new_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a store with the newest schema and no rows."""
    folder = tmp_path_factory.mktemp("new")
    with Store.open(DEFAULT_URL, site=folder):
        return folder / "store" / "aggregator.db"


@pytest.fixture
def founded(tmp_path: Path, a_new_database: Path) -> Path:
    """Return a site's folder with a new store in it; to copy one takes a tenth of the time to make one."""
    (tmp_path / "store").mkdir()
    shutil.copy2(a_new_database, tmp_path / "store")
    return tmp_path


@pytest.fixture
def store(founded: Path) -> Iterator[Store]:
    with Store.open(DEFAULT_URL, site=founded) as opened:
        yield opened


@pytest.fixture
def an_item() -> Callable[..., Item]:
    def make(name: str = "one", **values: object) -> Item:
        link = f"https://society.example/news/{name}"
        defaults = {
            "id": f"tag:news.example,2026-11-10:society/{name}",
            "source": "society-news",
            "society": "society",
            "guid": f"guid-{name}",
            "link": link,
            "canonical": link,
            "title": f"Title of {name}",
            "html": f"<p>Text of {name}.</p>",
            "text": f"Text of {name}.",
            "summary": f"Text of {name}.",
            "published": Dated(at=NOON, precision="second", evidence="entry"),
            "updated": None,
            "first_seen": NOON,
            "language": "en",
            "topics": (),
            "authors": (),
            "image": None,
            "fingerprint": f"fingerprint-{name}",
            "raw_hash": f"raw-{name}",
        }
        return Item(**(defaults | values))

    return make
