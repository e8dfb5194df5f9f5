"""A feed says when it wants to be asked again, and by whom its news are told."""

from datetime import timedelta

import pytest

SY = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'


def rss(inside):
    return f'<rss version="2.0" {SY} xmlns:atom="http://www.w3.org/2005/Atom"><channel>{inside}<item><title>t</title><ttl>5</ttl></item></channel></rss>'


@pytest.mark.parametrize(
    ("inside", "interval"),
    [
        ("<ttl>60</ttl>", timedelta(hours=1)),
        ("<ttl> 1440\n</ttl>", timedelta(days=1)),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl></ttl>", None),
        ("<ttl>9999999</ttl>", timedelta(days=31)),
        (f"<ttl>{'9' * 5000}</ttl>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", timedelta(hours=1)),
        (
            "<sy:updatePeriod> daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            timedelta(hours=6),
        ),
        ("<sy:updateFrequency>2</sy:updateFrequency>", timedelta(hours=12)),
        (
            "<sy:updatePeriod>weekly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
            timedelta(weeks=1),
        ),
        ("<sy:updatePeriod>now and then</sy:updatePeriod>", None),
        ("<ttl>600</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", timedelta(hours=10)),
        ("<ttl>6</ttl><sy:updatePeriod>daily</sy:updatePeriod>", timedelta(days=1)),
        ("", None),
    ],
)
def test_the_longer_wish_is_the_interval(read, inside, interval):
    assert read(rss(inside)).wishes.interval == interval


@pytest.mark.parametrize(
    ("inside", "hours", "days"),
    [
        ("<skipHours><hour>0</hour><hour>23</hour><hour>5</hour></skipHours>", (0, 5, 23), ()),
        ("<skipHours><hour>24</hour><hour>x</hour><hour>5</hour><hour>5</hour></skipHours>", (0, 5), ()),
        ("<skipDays><day>Sunday</day><day>saturday</day><day>Caturday</day></skipDays>", (), (5, 6)),
        (f"<skipHours>{''.join(f'<hour>{n}</hour>' for n in range(24))}</skipHours>", (), ()),
        ("<skipHours/><skipDays/>", (), ()),
    ],
)
def test_hours_and_days_to_be_skipped(read, inside, hours, days):
    wishes = read(rss(inside)).wishes
    assert (wishes.skip_hours, wishes.skip_days) == (hours, days)


@pytest.mark.parametrize("slip", ["", "<description>a & b</description>", "<description>a<br></description>"])
def test_hints_are_read_of_broken_feeds_too(read, slip):
    wishes = read(rss(f"<ttl>60</ttl><skipHours><hour>3</hour></skipHours>{slip}")).wishes
    assert (wishes.interval, wishes.skip_hours) == (timedelta(hours=1), (3,))


def test_hints_of_an_rdf_feed(read):
    body = (
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" {SY}>'
        "<channel><sy:updatePeriod>daily</sy:updatePeriod></channel><item><title>t</title></item></rdf:RDF>"
    )
    assert read(body).wishes.interval == timedelta(days=1)


@pytest.mark.parametrize(
    ("body", "hub"),
    [
        (rss('<atom:link rel="hub" href="https://hub.example/"/>'), "https://hub.example/"),
        (
            '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="hub" href="/hub"/></feed>',
            "https://society.example/hub",
        ),
        (
            '{"version": "https://jsonfeed.org/version/1", "hubs": [{"type": "WebSub", "url": "https://hub.example/"}], "items": []}',
            "https://hub.example/",
        ),
        (rss(""), None),
    ],
)
def test_the_hub_is_named(read, body, hub):
    assert read(body).hub == hub
