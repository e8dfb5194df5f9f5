"""JSON Feed 1.0 and 1.1 give what any feed gives."""

import json

import pytest

from aggregator.model import Enclosure, Image, Stamp, Text

V1, V11 = "https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1"


@pytest.fixture
def read_items(read):
    def read_feed(*items, version=V11, head=None, **given):
        return read(
            json.dumps({"version": version, "title": "Bells", "items": items} | (head or {})), **given
        )

    return read_feed


@pytest.fixture
def one(read_items):
    def read_item(head=None, **item):
        (entry,) = read_items(item, head=head).entries
        return entry

    return read_item


def test_everything_that_an_item_says(one):
    entry = one(
        id="bell-1",
        url="/1",
        title="A <b> bell",
        summary="It rings.",
        content_html="<p>It rings.</p>",
        content_text="It rings.",
        image="/b.jpg",
        date_published="2026-11-02T10:00:00Z",
        date_modified="2026-11-03T10:00:00Z",
        authors=[{"name": "Ada Bell"}, {"url": "https://a.example"}, {"name": "Bo Chime"}],
        tags=["bells", "bells", " ", "chimes", 7],
        language="de",
        attachments=[{"url": "/b.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 1234}, {"mime_type": "x"}],
    )
    assert (entry.guid, entry.link) == ("bell-1", "https://society.example/1")
    assert entry.title == Text(value="A <b> bell")
    assert entry.summary == Text(value="It rings.")
    assert entry.content == Text(value="<p>It rings.</p>", kind="html")
    assert entry.dates == (Stamp(text="2026-11-02T10:00:00Z", evidence="entry"),)
    assert entry.updated == "2026-11-03T10:00:00Z"
    assert entry.authors == ("Ada Bell", "Bo Chime")
    assert entry.categories == ("bells", "chimes")
    assert entry.language == "de"
    assert entry.image == Image(url="https://society.example/b.jpg")
    assert entry.enclosures == (
        Enclosure(url="https://society.example/b.mp3", type="audio/mpeg", length=1234),
    )


@pytest.mark.parametrize(
    ("said", "guid"),
    [
        ("a", "a"),
        (7, "7"),
        (7.5, "7.5"),
        ("", None),
        (None, None),
        ([], None),
        (True, None),
        ("x" * 5000, None),
    ],
)
def test_an_id_is_a_string_or_a_number(one, said, guid):
    assert one(id=said, title="t").guid == guid


def test_version_1_has_one_author(read_items):
    (entry,) = read_items({"id": "1", "author": {"name": "Ada"}}, version=V1).entries
    assert entry.authors == ("Ada",)


@pytest.mark.parametrize("head", [{"authors": [{"name": "Ada"}]}, {"author": {"name": "Ada"}}])
def test_the_feeds_authors_and_language_are_those_of_items_without(one, head):
    entry = one(head=head | {"language": "fr"}, id="1")
    assert (entry.authors, entry.language) == (("Ada",), "fr")


def test_a_link_elsewhere_counts_where_there_is_none_here(one):
    assert one(id="1", external_url="https://b.example/").link == "https://b.example/"
    assert one(id="1", external_url="https://b.example/", url="/1").link == "https://society.example/1"


@pytest.mark.parametrize(
    ("said", "link"),
    [
        ("https://b.example/1", "https://b.example/1"),
        ("http://b.example/?p=1", "http://b.example/?p=1"),
        ("tag:b.example,2026:1", None),
        ("/1", None),
        ("1", None),
        (1, None),
        ("https://b.example/" + "x" * 5000, None),
    ],
)
def test_an_id_that_is_an_address_is_the_link_where_there_is_no_other(one, said, link):
    assert one(id=said, title="t").link == link
    assert one(id=said, url="/1").link == "https://society.example/1"
    assert one(id=said, external_url="/2").link == "https://society.example/2"


def test_a_change_alone_is_a_date(one):
    assert one(id="1", date_modified="2026-11-03").dates == (Stamp(text="2026-11-03", evidence="entry"),)


def test_plain_content_counts_where_there_is_no_markup(one):
    assert one(id="1", content_text="1 < 2").content == Text(value="1 < 2")


@pytest.mark.parametrize("wrong", [7, [], {}, True, None, [7, None, "x"], {"name": 7}])
def test_a_field_of_another_type_is_as_good_as_missing(one, wrong):
    names = (
        "url",
        "summary",
        "content_html",
        "image",
        "authors",
        "author",
        "tags",
        "attachments",
        "language",
    )
    entry = one(id="1", title="t", **dict.fromkeys(names, wrong))
    assert (entry.link, entry.summary, entry.content, entry.image, entry.authors) == (
        None,
        None,
        None,
        None,
        (),
    )


def test_items_that_are_no_objects_are_passed_over(read_items):
    assert len(read_items("x", None, {"id": "1"}, 7).entries) == 1


def test_only_unseen_items_are_given_and_a_repeated_one_once(read_items):
    items = [{"id": "1"}, {"id": "2"}, {"id": "1"}]
    first = read_items(*items)
    assert (len(first.entries), first.known) == (2, 1)
    again = read_items(*items, seen=[entry.raw_hash for entry in first.entries])
    assert (again.entries, again.known) == ((), 3)


def test_the_order_of_an_items_fields_does_not_matter(read_items):
    first = read_items({"id": "1", "title": "t"})
    assert read_items({"title": "t", "id": "1"}, seen=[first.entries[0].raw_hash]).entries == ()


def test_items_beyond_the_limit_are_said(read_items):
    parsed = read_items({"id": "1"}, {"id": "2"}, {"id": "3"}, entries=2)
    assert (len(parsed.entries), parsed.complete) == (2, False)
    assert parsed.faults == ("the feed has 1 entries more than the 2 that are read at once",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_unicode_encoding_will_do(read, encoding):
    body = json.dumps({"version": V11, "items": [{"id": "1", "title": "Grüße"}]}, ensure_ascii=False).encode(
        encoding
    )
    assert read(body).entries[0].title == Text(value="Grüße")


def test_tabs_and_line_breaks_may_stand_in_strings_as_they_are(read):
    item = '{"id": "1", "content_text": "One\n\ttwo."}'
    (entry,) = read(f'{{"version": "{V11}", "items": [{item}]}}').entries
    assert entry.content == Text(value="One\n\ttwo.")
