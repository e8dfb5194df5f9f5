"""When things happen next."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import schedule

HOUR = timedelta(hours=1)
NOON = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [(0, 60), (1, 60), (2, 120), (3, 240), (5, 960), (6, 1440), (10_000, 1440)],
)
def test_a_failing_source_is_asked_ever_more_rarely_down_to_once_a_day(failures, minutes, noon):
    assert schedule.next_poll(HOUR, at=noon, failures=failures) == noon + timedelta(minutes=minutes)


def test_a_source_that_is_polled_once_a_week_is_not_given_up_sooner_than_that(noon):
    week = timedelta(weeks=1)
    assert schedule.next_poll(week, at=noon, failures=50) == noon + week


def test_the_servers_word_when_to_come_again_is_kept(noon):
    asked = noon + timedelta(days=3)
    assert schedule.next_poll(HOUR, at=noon, failures=1, not_before=asked) == asked


@given(st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=365)), st.integers(0, 10_000))
def test_the_next_poll_always_lies_ahead_and_never_beyond_the_longest_wait(interval, failures):
    due = schedule.next_poll(interval, at=NOON, failures=failures)
    assert NOON < due <= NOON + max(interval, timedelta(days=1))


BETWEEN = (HOUR / 2, 12 * HOUR)


def a_rhythm(*ago, chance=0.5, between=BETWEEN):
    told = [NOON - hours * HOUR for hours in ago]
    return schedule.rhythm(told, at=NOON, usual=HOUR, between=between, chance=chance)


@pytest.mark.parametrize(
    ("ago", "hours"),
    [
        pytest.param((), 1, id="nothing yet"),
        pytest.param((0, 24, 48, 72), 4.5, id="daily"),
        pytest.param((24, 48, 72, 96), 6, id="daily, and silent since yesterday"),
        pytest.param((96, 48, 24, 72), 6, id="in whatever order"),
        pytest.param((24, 48, 72, 96, -24), 6, id="with a date that is still to come"),
        pytest.param((0, 0.1, 0.2), 0.525, id="many at once"),
        pytest.param((9_000, 9_001), 11.4, id="for long nothing"),
        pytest.param((0, 0), 0.525, id="just now"),
    ],
)
def test_a_source_is_asked_four_times_in_the_mean_pause_between_its_news(ago, hours):
    assert a_rhythm(*ago) == hours * HOUR


def test_chance_spreads_the_sources_by_a_tenth():
    assert [a_rhythm(24, 48, 72, 96, chance=chance) / HOUR for chance in (0, 0.5, 1)] == [5.4, 6, 6.6]


@given(
    st.lists(st.floats(-1_000, 100_000)),
    st.floats(0, 1),
    st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)).map(sorted),
)
def test_a_rhythm_stays_within_its_bounds(ago, chance, bounds):
    shortest, longest = (timedelta(seconds=one) for one in bounds)
    assert shortest <= a_rhythm(*ago, chance=chance, between=(shortest, longest)) <= longest


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("*", "*"),
        ("mon-fri", "mon-fri"),
        ("0", "sun"),
        ("7", "sun"),
        ("1", "mon"),
        ("1-5", "mon,tue,wed,thu,fri"),
        ("5-7", "fri,sat,sun"),
        ("mon,3", "mon,wed"),
        ("*/2", "*/2"),
    ],
)
def test_weekdays_are_numbered_as_crontab_numbers_them(field, names):
    assert schedule.weekdays(field) == names


@pytest.mark.parametrize("field", ["8", "5-9", "4-2"])
def test_a_weekday_that_is_none_is_refused(field):
    with pytest.raises(ValueError, match="weekday"):
        schedule.weekdays(field)


@pytest.mark.parametrize(
    ("wishes", "hours"),
    [
        pytest.param({}, 1, id="none"),
        pytest.param({"fresh_until": NOON + 3 * HOUR, "wished": 2 * HOUR}, 3, id="the longer of two"),
        pytest.param({"fresh_until": NOON - HOUR}, 1, id="one that is past"),
        pytest.param({"fresh_until": NOON + timedelta(days=30)}, 24, id="a cache's month, which is too long"),
        pytest.param({"wished": timedelta(days=3)}, 72, id="the feed's own three days"),
        pytest.param({"wished": timedelta(days=30)}, 168, id="the feed's own month, which is too long"),
        pytest.param({"skip_hours": [13, 14]}, 3, id="hours to skip"),
        pytest.param({"skip_hours": range(24)}, 1, id="every hour, which cannot be meant"),
        pytest.param({"skip_days": [1]}, 12, id="Tuesday, which it is"),
        pytest.param({"skip_days": [1, 2, 3], "skip_hours": [0]}, 61, id="days and hours"),
        pytest.param({"skip_days": range(7)}, 1, id="every day, which cannot be meant"),
    ],
)
def test_a_poll_is_put_off_as_the_source_wishes_but_not_for_ever(wishes, hours):
    assert schedule.heed(NOON + HOUR, at=NOON, **wishes) == NOON + hours * HOUR


def test_a_deferred_message_waits_longer_each_time_and_is_given_up_after_two_days(noon):
    waits = [schedule.next_attempt(attempts, at=noon) for attempts in range(1, 19)]
    minutes = [(when - noon) / timedelta(minutes=1) for when in waits if when]
    assert minutes == [5, 10, 20, 40, 80, 160, *[240] * 10]
    assert timedelta(days=1.8) < timedelta(minutes=sum(minutes)) <= timedelta(days=2)
    assert waits[-2:] == [None, None]


def test_messages_that_were_put_off_together_come_back_spread(noon):
    waits = [schedule.next_attempt(1, at=noon, chance=chance) - noon for chance in (0, 0.5, 1)]
    assert waits == [timedelta(minutes=4), timedelta(minutes=5), timedelta(minutes=6)]
