"""What the tests of the digest render: the invented issues of ``tests/samples``, by the shipped templates."""

from collections.abc import Callable
from pathlib import Path

import invented
import pytest
from jinja2 import Environment, FileSystemLoader

from aggregator.digest import render
from aggregator.model import Article, Issue

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

Make = Callable[..., Issue]


@pytest.fixture(scope="session")
def templates() -> Environment:
    return render.environment(FileSystemLoader(TEMPLATES))


@pytest.fixture(scope="session")
def links() -> render.Links:
    return invented.LINKS


@pytest.fixture(scope="session")
def article() -> Callable[..., Article]:
    return invented.an_article


@pytest.fixture(scope="session")
def issue() -> Make:
    return invented.an_issue
