"""On which dates a digest goes out."""

from datetime import UTC, datetime, timedelta

import pytest

from aggregator.jobs import calendar
from aggregator.model import Digest


def utc(year, month, day, hour, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def dates(schedule, zone, after, days=3):
    digest = Digest(key="d", title="D", timezone=zone, language="en", schedule=schedule)
    return list(calendar.dates(digest, after=after, until=after + timedelta(days=days)))


@pytest.mark.parametrize(
    ("schedule", "zone", "after", "at", "name"),
    [
        pytest.param(
            "0 7 * * 1",
            "UTC",
            utc(2026, 11, 14, 12),
            utc(2026, 11, 16, 7),
            "2026-11-16T07:00",
            id="1 is Monday",
        ),
        pytest.param(
            "0 7 * * 0",
            "UTC",
            utc(2026, 11, 13, 12),
            utc(2026, 11, 15, 7),
            "2026-11-15T07:00",
            id="0 is Sunday",
        ),
        pytest.param(
            "0 7 1 * *", "UTC", utc(2026, 11, 29, 12), utc(2026, 12, 1, 7), "2026-12-01T07:00", id="monthly"
        ),
        pytest.param(
            "0 7 * * *",
            "Europe/Vienna",
            utc(2026, 10, 24, 12),
            utc(2026, 10, 25, 6),
            "2026-10-25T07:00",
            id="winter time",
        ),
        pytest.param(
            "0 7 * * *",
            "Europe/Vienna",
            utc(2026, 3, 28, 12),
            utc(2026, 3, 29, 5),
            "2026-03-29T07:00",
            id="summer time",
        ),
        pytest.param(
            "0 7 * * mon",
            "America/New_York",
            utc(2026, 11, 15, 12),
            utc(2026, 11, 16, 12),
            "2026-11-16T07:00",
            id="far away",
        ),
    ],
)
def test_a_schedule_is_read_as_crontab_reads_it_on_the_digests_clock(schedule, zone, after, at, name):
    assert dates(schedule, zone, after)[0] == calendar.Date(name=name, at=at)


def test_a_time_that_the_clock_shows_twice_is_one_date_the_first():
    found = dates("30 2 * * *", "Europe/Vienna", utc(2026, 10, 24, 12))
    assert [one.at for one in found] == [
        utc(2026, 10, 25, 0, 30),
        utc(2026, 10, 26, 1, 30),
        utc(2026, 10, 27, 1, 30),
    ]
    between = utc(2026, 10, 25, 1)
    assert dates("30 2 * * *", "Europe/Vienna", between, days=1) == []


def test_a_time_that_the_clock_jumps_over_comes_as_much_later():
    (first, second) = dates("30 2 * * *", "Europe/Vienna", utc(2026, 3, 28, 12), days=2)
    assert (first.at, second.at) == (utc(2026, 3, 29, 1, 30), utc(2026, 3, 30, 0, 30))


def test_the_last_date_counts_while_it_is_young_enough():
    digest = Digest(key="d", title="D", timezone="UTC", language="en", schedule="0 7 * * mon")
    monday = utc(2026, 11, 16, 7)
    for hours, expected in ((0, monday), (23, monday), (24, None), (-1, None)):
        found = calendar.latest(digest, at=monday + timedelta(hours=hours), grace=timedelta(days=1))
        assert (found and found.at) == expected
