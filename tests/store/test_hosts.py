"""Which hosts want a rest."""

from datetime import timedelta

from aggregator import store as kept

HOUR = timedelta(hours=1)


def test_a_host_is_held_until_the_last_time_that_it_named(store, noon):
    with store.writing() as tx:
        kept.hosts.hold(tx, {"a.example": noon + HOUR, "b.example": noon + HOUR})
        kept.hosts.hold(tx, {"a.example": noon + 3 * HOUR})
        assert kept.hosts.held(tx, at=noon + HOUR) == {"a.example": noon + 3 * HOUR}
        assert kept.hosts.held(tx, at=noon) == {"a.example": noon + 3 * HOUR}
