"""What the tests of refining begin from: a source, an entry, a moment."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aggregator.model import Entry, Source, Stamp, Text
from aggregator.refine import refine

AT = datetime(2026, 2, 20, 12, 0, tzinfo=UTC)
SHARED = Path(__file__).resolve().parents[2] / "../shared"


@pytest.fixture
def at():
    return AT


@pytest.fixture
def source():
    return Source(
        key="college-news",
        society="college",
        kind="feed",
        url="https://college.example/feed",
        interval=timedelta(hours=1),
    )


@pytest.fixture
def an_entry():
    def make(**values):
        said = {
            "raw_hash": "0" * 64,
            "base": "https://college.example/news/",
            "guid": "college-17",
            "link": "https://college.example/news/17",
            "title": Text(value="The college elects a president"),
            "content": Text(value="<p>The college has elected its first president.</p>", kind="html"),
            "dates": (Stamp(text="Thu, 19 Feb 2026 09:30:00 GMT", evidence="entry"),),
        }
        return Entry(**{**said, **values})

    return make


@pytest.fixture
def refined(an_entry, source, at):
    def refined(*, source=source, topics=(), at=at, **values):
        return refine(an_entry(**values), source=source, topics=topics, authority="news.example", at=at)

    return refined


@pytest.fixture(scope="session")
def corpus():
    folder = SHARED / "corpus"
    if not folder.is_dir():
        pytest.skip("the corpus in ../shared is not here")
    return folder
