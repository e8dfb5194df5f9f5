"""A demo world with a fixed start, and a visitor to it."""

from datetime import UTC, datetime

import pytest

from aggregator.demo.sites import sites
from aggregator.demo.world import World

START = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def world():
    return World(START)


@pytest.fixture
def visit(world):
    """Ask for a source's list as a poll does: a GET, not the first one unless ``hit`` says so."""

    def visit(key, *, step=0, hit=1, port=8080, **headers):
        site = sites()[key]
        asked = {name.replace("_", "-"): value for name, value in headers.items()}
        return world.answer(f"{site.host}:{port}", site.path, step, hit, asked)

    return visit
