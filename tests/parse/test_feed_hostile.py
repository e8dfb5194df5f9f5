"""What is made to hurt ends soon, with a reason or with entries."""

import time

import pytest

from aggregator import parse
from aggregator.model import Text

RSS = '<rss version="2.0"><channel>{}</channel></rss>'
ITEM = "<item><title>t</title><link>https://a.example/1</link></item>"
SOON = 4.0


def doctype(entities):
    return f"<!DOCTYPE rss [{entities}]>"


LAUGHS = doctype(
    '<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
) + RSS.format("<item><title>&l11;</title></item>")
QUADRATIC = doctype(f'<!ENTITY a "{"x" * 50_000}">') + RSS.format(
    f"<item><title>{'&a;' * 50_000}</title></item>"
)
FILE = doctype('<!ENTITY a SYSTEM "file:///etc/passwd">') + RSS.format("<item><title>&a;</title></item>")
PARAMETER = doctype('<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;') + RSS.format(ITEM)


def attributes(form, number=100_000):
    return " ".join(form.format(n) for n in range(number))


HOSTILE = {
    "laughs": LAUGHS,
    "quadratic": QUADRATIC,
    "file": FILE,
    "parameter": PARAMETER,
    "100,000 nested elements": RSS.format(f"<item>{'<a>' * 100_000}{'</a>' * 100_000}</item>"),
    "100,000 open elements": RSS.format(f"<item>{'<a>' * 100_000}"),
    "nested in broken": RSS.format(f"{ITEM}<br>{'<div>' * 100_000}"),
    "100,000 nested items": RSS.format("<item>" * 100_000 + "</item>" * 100_000),
    "100,000 attributes": RSS.format("<item " + attributes('a{}="1"') + "/>"),
    "100,000 bare attributes": RSS.format("<item " + attributes("a{}=1") + "/>"),
    "100,000 equal attributes": RSS.format("<item " + attributes('a="1"') + "/>"),
    "100,000 namespaces": RSS.format("<item " + attributes('xmlns:a{0}="u{0}"') + "/>"),
    "100,000 categories": RSS.format(
        f"<item>{''.join(f'<category>{n}</category>' for n in range(100_000))}</item>"
    ),
    "a long name": RSS.format(f"<item><author>{'a' * 200_000}@{'a.' * 200_000}</author></item>"),
    "a long name in broken": RSS.format(
        f"<br><item><author>{'a' * 200_000}@{'a.' * 200_000}</author></item>"
    ),
    "angles": RSS.format(f"<item><title>{'<' * 500_000}</title></item>"),
    "ampersands": RSS.format(f"<item><title>{'&' * 300_000}</title></item>"),
    "quotes": RSS.format(f"<item><title a='{chr(34) * 500_000}</title></item>"),
    "open comments": "<!--" * 500_000 + RSS.format(ITEM),
    "open sections": RSS.format(f"<item>{'<![CDATA[' * 200_000}</item>"),
    "open doctypes": "<!DOCTYPE x [" * 300_000 + RSS.format(ITEM),
    "instructions": RSS.format("<?x" * 300_000 + ITEM),
    "a long text": RSS.format(f"<item><title>{'x' * 11_000_000}</title></item>"),
    "a long date": RSS.format(f"<item><pubDate>{'2026-' * 100_000}</pubDate></item>"),
    "deep JSON": '{"version": "https://jsonfeed.org/version/1.1", "items": ' + "[" * 100_000,
    "a long number": '{"version": "https://jsonfeed.org/version/1", "items": [{"id": ' + "9" * 5_000 + "}]}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_ends_soon_with_a_reason_or_with_entries(read, name):
    started = time.process_time()
    try:
        parsed = read(HOSTILE[name])
    except parse.NotAFeed as error:
        said = str(error)
    else:
        said = parsed.entries or parsed.faults
    assert said
    assert time.process_time() - started < SOON


@pytest.mark.parametrize(("name", "written"), [("laughs", "&l11;"), ("file", "&a;")])
def test_entities_are_never_expanded_and_the_operator_is_told(read, name, written):
    parsed = read(HOSTILE[name])
    assert parsed.entries[0].title == Text(value=written)
    assert "the feed declares entities of its own, which are never expanded" in parsed.faults


def test_an_entity_told_often_stays_as_long_as_it_was_written(read):
    (entry,) = read(QUADRATIC).entries
    assert len(entry.title.value) == 150_000


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("100,000 nested elements", "Excessive depth"),
        ("100,000 attributes", "an element of 100000 attributes"),
        ("a long text", "Text node too long"),
        ("deep JSON", "nested too deeply"),
        ("a long number", "a number too long"),
    ],
)
def test_what_goes_beyond_the_bounds_is_refused_in_words(read, name, reason):
    with pytest.raises(parse.NotAFeed, match=reason):
        read(HOSTILE[name])


def test_short_bytes_that_name_a_file_open_none(read, tmp_path):
    file = tmp_path / "feed.xml"
    file.write_text(RSS.format(ITEM))
    with pytest.raises(parse.NotAFeed, match="plain text"):
        read(str(file))


def test_a_network_address_as_a_body_is_not_fetched(read):
    with pytest.raises(parse.NotAFeed, match="plain text"):
        read("http://127.0.0.1:9/feed.xml")
