"""The store's tests run on SQLite and on PostgreSQL alike."""

from pathlib import Path

import postgres
import pytest

from aggregator.store import Store


def _migrate(url):
    with Store.open(url, site=Path("/")):
        pass


@pytest.fixture
def a_postgres():
    """The address of a PostgreSQL database with the newest schema."""
    with postgres.kept(_migrate) as url:
        yield url


@pytest.fixture
def an_empty_postgres():
    """The address of a PostgreSQL database without tables."""
    with postgres.empty() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request):
    """The address of a store: a new file in the site's folder, or a PostgreSQL database."""
    return (
        request.getfixturevalue("a_postgres")
        if request.param == "postgresql"
        else "sqlite:///store/aggregator.db"
    )


@pytest.fixture
def store(request, url):
    folder = request.getfixturevalue("tmp_path" if url.startswith("postgresql") else "founded")
    with Store.open(url, site=folder) as opened:
        yield opened
