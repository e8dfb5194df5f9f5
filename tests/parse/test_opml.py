"""Lists of feeds are read as every reader writes them, and nothing in them does harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import parse
from aggregator.errors import NotAFeed
from aggregator.parse.opml import Folder, Listed

OURS = 'xmlns:our="urn:x-aggregator:opml"'


def read(body, **limits):
    content = f'<opml version="2.0" {OURS}><head><title>x</title></head><body>{body}</body></opml>'
    return parse.outlines(content.encode(), limits=parse.Limits(**limits))


def feed(url, title="", folder=None, **values):
    return Listed(kind="feed", url=url, title=title, folder=folder, **values)


A = "https://a.example/feed"
FOLDER = Folder(name="Physics")


@pytest.mark.parametrize(
    ("body", "listed"),
    [
        ("", []),
        (f'<outline type="rss" text="A" xmlUrl="{A}"/>', [feed(A, "A")]),
        (f'<outline title="A" xmlURL="{A}"/>', [feed(A, "A")]),
        (f'<OUTLINE TEXT="A" TITLE="B" XMLURL="{A}"/>', [feed(A, "A")]),
        (f'<outline text="Physics"><outline xmlUrl="{A}"/></outline>', [feed(A, folder=FOLDER)]),
        (
            f'<outline text="Science"><outline text="Physics"><outline xmlUrl="{A}"/></outline></outline>',
            [feed(A, folder=FOLDER)],
        ),
        (
            f'<outline text="Physics"><outline xmlUrl="{A}"/></outline><outline xmlUrl="{A}2"/>',
            [feed(A, folder=FOLDER), feed(f"{A}2")],
        ),
        (f'<outline><outline xmlUrl="{A}"/></outline>', [feed(A)]),
        (
            f'<outline xmlUrl="{A}" htmlUrl="https://a.example/" language="de"/>',
            [feed(A, home="https://a.example/", language="de")],
        ),
        ('<outline text="Physics"/>', [Listed(kind="folder", folder=FOLDER)]),
        (
            '<outline type="link" text="B" url="https://b.example/"/>',
            [Listed(kind="link", folder=None, title="B", url="https://b.example/")],
        ),
        (
            '<outline text="B" htmlUrl="https://b.example/"/>',
            [
                Listed(
                    kind="link", folder=None, title="B", url="https://b.example/", home="https://b.example/"
                )
            ],
        ),
        (
            '<outline type="link" text="B" url="https://b.example/" our:key="b-news"/>',
            [Listed(kind="page", folder=None, title="B", url="https://b.example/", key="b-news")],
        ),
        (
            '<outline text="The B" our:key="b" our:acronym="TB" htmlUrl="https://b.example/"/>',
            [
                Listed(
                    kind="folder",
                    folder=Folder(name="The B", key="b", acronym="TB", home="https://b.example/"),
                )
            ],
        ),
        (f'<outline text="A&#10;&#9; B" xmlUrl=" {A}&#10;"/>', [feed(A, "A B")]),
        (f'<outline xmlUrl="{A}?a=1&b=2&amp;c=3&copy=4"/>', [feed(f"{A}?a=1&b=2&c=3&copy=4")]),
        (f'<outline text="R & D" xmlUrl="{A}"/><outline xmlUrl="{A}2"', [feed(A, "R & D"), feed(f"{A}2")]),
        ('<outline text="中华医学会"/>', [Listed(kind="folder", folder=Folder(name="中华医学会"))]),
        ("<outline/><other/><!-- nothing --><?nothing x?>", []),
    ],
)
def test_a_list_is_read_as_it_is_meant(body, listed):
    assert list(read(body)) == listed


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_a_list_is_read_in_whatever_encoding_it_is(encoding):
    label = encoding.removesuffix("-sig")
    text = (
        f'<?xml version="1.0" encoding="{label}"?><opml><body><outline text="Ö" xmlUrl="{A}"/></body></opml>'
    )
    assert list(parse.outlines(text.encode(encoding))) == [feed(A, "Ö")]


LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "it is no OPML"),
        ("nothing", "it is no OPML"),
        ("<rss><channel/></rss>", "it is no OPML: such a file begins with <opml>"),
        ("<html><body><opml/></body></html>", "it is no OPML: such a file begins with <opml>"),
        ("\0" * 100, "it is no OPML"),
        (
            f'<!DOCTYPE opml [<!ENTITY l0 "ha">{LAUGHS}]><opml><body><outline text="&l9;"/></body></opml>',
            "declares a document type|no OPML",
        ),
        (
            '<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body>&x;</body></opml>',
            "it declares a document type",
        ),
        ('<!DOCTYPE opml SYSTEM "http://127.0.0.1/x.dtd"><opml/>', "it declares a document type"),
    ],
    ids=["empty", "words", "feed", "page", "zeros", "laughs", "file", "far"],
)
def test_what_is_no_list_or_declares_entities_is_refused_in_one_line(content, words):
    with pytest.raises(NotAFeed, match=words) as caught:
        parse.outlines(content.encode())
    assert "\n" not in str(caught.value)
    assert "root:" not in str(caught.value)


def test_a_list_that_is_too_long_is_refused():
    body = f'<outline xmlUrl="{A}"/>'
    assert len(read(body * 10, listed=10)) == 10
    with pytest.raises(NotAFeed, match="it lists more than 10 feeds"):
        read(body * 11, listed=10)


def test_a_list_that_nests_without_end_ends():
    depth = 100_000
    try:
        found = read("<outline text='x'>" * depth + f'<outline xmlUrl="{A}"/>' + "</outline>" * depth)
    except NotAFeed:
        found = ()
    assert len(found) <= 1


def test_a_value_is_cut_where_it_is_too_long():
    (found,) = read(f'<outline text="{"x" * 10_000}" xmlUrl="{A}"/>', line=100)
    assert found.title == "x" * 100


@given(st.binary() | st.text(alphabet="<>/=\"'& opmlbodyutinexURL:\0").map(str.encode))
def test_whatever_the_bytes_are_nothing_but_a_refusal_is_raised(content):
    for body in (content, b"<opml><body><outline " + content + b"/></body></opml>"):
        try:
            found = parse.outlines(body)
        except NotAFeed:
            continue
        assert all(isinstance(one, Listed) for one in found)
