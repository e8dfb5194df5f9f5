"""What is broken is read as far as it goes, and the operator is told."""

import pytest

from aggregator import parse

RSS = '<rss version="2.0"><channel><title>Bells</title>{}</channel></rss>'
ONE = "<item><title>One</title><link>https://a.example/1</link></item>"
TWO = "<item><title>Two</title><link>https://a.example/2</link></item>"


def titles(parsed):
    return [entry.title.value for entry in parsed.entries]


@pytest.mark.parametrize(
    "before",
    [
        "\ufeff",
        "\n\n  \t",
        "<!-- made by hand -->",
        '<?xml version="1.0"?>\n<?xml-stylesheet href="x.xsl"?>',
        '\n<?xml version="1.0" encoding="utf-8"?>',
        "<!-- <rss> is what follows -->",
        "<!DOCTYPE rss [<!ELEMENT rss ANY>]>",
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://www.w3.org/TR/xhtml1.dtd">',
    ],
)
def test_what_may_stand_before_a_feed_is_passed_over(read, before):
    parsed = read(before + RSS.format(ONE))
    assert (titles(parsed), parsed.faults) == (["One"], ())


@pytest.mark.parametrize(
    "before",
    [
        "<br />\n<b>Warning</b>: Cannot modify header information in <b>/srv/feed.php</b><br />",
        "HTTP/1.1 200 OK\n\n",
        '<?xml?xml version="1.0" encoding="UTF-8" ??>,',
        "\x00\x01",
    ],
)
def test_junk_before_a_feed_is_passed_over_and_said(read, before):
    parsed = read(before + RSS.format(ONE))
    assert titles(parsed) == ["One"]
    assert parsed.faults == ("something else stands before the feed",)


@pytest.mark.parametrize(
    "after", ["<!-- cached -->", "\n\n", "<script>x</script>", "</body></html>", "\0\0", RSS.format(TWO)]
)
def test_what_follows_a_feed_is_passed_over(read, after):
    assert titles(read(RSS.format(ONE) + after))[:1] == ["One"]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Bells & chimes", "Bells & chimes"),
        ("R&D; more", "R&D; more"),
        ("Caf&eacute;&nbsp;&mdash; bar", "Café\xa0— bar"),
        ("1 < 2", "1 < 2"),
        ("be\x0bll\x00s\x1f", "bells"),
        ("be&#11;ll", "bell"),
        ("effi&#x2;ci&#0;ent", "efficient"),
        ("&#55357;&#56832;", "\U0001f600"),
        ("&#xD83D;&#xDE00; &#xDE00;", "\U0001f600 \ufffd"),
        ("&#99999999;", "\ufffd"),
        ("bells \ufffe", "bells"),
        ("<![CDATA[a & b < c\x0b]]>", "a & b < c"),
        ("<![CDATA[a <![CDATA[b]]> c]]>", "a b c"),
        ("<![CDATA[<![CDATA[a]]> <i>b</i> <![CDATA[c]]>]]>", "a <i>b</i> c"),
    ],
)
def test_the_usual_slips_are_mended(read, written, title):
    parsed = read(RSS.format(f"<item><title>{written}</title><link>/1</link></item>{TWO}"))
    assert titles(parsed) == [title, "Two"]
    assert len(parsed.faults) == 1
    assert parsed.faults[0].startswith("the feed is not well-formed (")


@pytest.mark.parametrize(
    "broken",
    [
        "<item><title>One</title><enclosure url=/a.mp3 length=12 type=audio/mpeg /></item>",
        "<item><title>One</title><media:thumbnail url='/a.jpg'/><x:y>z</x:y></item>",
        "<item><title>One</title><link>https://a.example/?a=1&b=2</link></item>",
        '<item><title>One</title><enclosure url="/a?b=1&c=2"/></item>',
        "<item><title>One</title><description>a<br>b</description></item>",
        "<item><title>One</title><description>a</p></description></item>",
        "<item><title>One</title><description><b><i>a</b></i></description></item>",
        '<item><title a="1" a="2">One</title></item>',
        "<item><title>One</TITLE></item>",
    ],
)
def test_broken_markup_costs_no_entry(read, broken):
    parsed = read(RSS.format(broken + TWO))
    assert titles(parsed) == ["One", "Two"]
    assert "not well-formed" in parsed.faults[0]
    assert parsed.complete


@pytest.mark.parametrize("name", ["description", "summary", "itunes:summary", "copyright", "image"])
@pytest.mark.parametrize("within", ["All the news", "All the <p>news", "<language>en</language>"])
def test_a_missing_end_tag_at_the_head_of_a_feed_costs_no_entry(read, name, within):
    body = RSS.format(f"<{name}>{within}{ONE}{TWO}")
    whole = read(body)
    assert titles(whole) == ["One", "Two"]
    for one in whole.entries:
        others = {entry.raw_hash for entry in whole.entries if entry is not one}
        assert read(body, seen=others).entries == (one,)


@pytest.mark.parametrize("opened", ["<description><![CDATA[All the news</description>", "<!-- All the news"])
def test_a_broken_feed_none_of_whose_entries_can_be_read_is_no_success(read, opened):
    with pytest.raises(parse.NotAFeed, match="no entry can be read"):
        read(RSS.format(opened + ONE + TWO))


def test_a_broken_feed_without_entries_is_empty(read):
    assert read(RSS.format("<description>a<br>b</description>")).entries == ()


def test_a_cdata_section_begun_twice_takes_nothing_beside_its_element_in(read):
    begun = "<item><title><![CDATA[<![CDATA[One]]></title></item>"
    ended = "<item><title><![CDATA[Two]]>]]></title></item>"
    assert len(read(RSS.format(begun + ended)).entries) == 2


def test_an_undeclared_prefix_means_what_it_does_by_custom(read):
    (entry,) = read(
        RSS.format("<item><dc:creator>Ada</dc:creator><content:encoded>x</content:encoded></item>")
    ).entries
    assert (entry.authors, entry.content.value) == (("Ada",), "x")


def test_a_fault_names_the_line(read):
    parsed = read(
        '<?xml version="1.0"?>\n<!-- x -->\n<rss><channel><item>\n<title>a & b</title></item></channel></rss>'
    )
    assert "line 4" in parsed.faults[0]


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("<item><title>Thr", ["One", "Two", None]),
        ("<item><title>Three</title><link>https://a.exam", ["One", "Two", "Three"]),
        ("<item><title>Three</title><description><![CDATA[<p>half", ["One", "Two", "Three"]),
        ("<ite", ["One", "Two"]),
        ("", ["One", "Two"]),
    ],
)
def test_a_feed_cut_off_gives_what_came_and_no_half_address(read, end, expected):
    parsed = read(f'<rss version="2.0"><channel>{ONE}{TWO}{end}')
    assert [entry.title and entry.title.value for entry in parsed.entries] == [one for one in expected if one]
    assert all(entry.link is None or entry.link.startswith("https://a.example/") for entry in parsed.entries)
    assert parsed.faults == ("the feed is cut off; the entries up to there were read",)
    assert not parsed.complete


def test_a_missing_quotation_mark_costs_a_feed_cut_off_no_entries(read):
    odd = '<item><title>Odd</title><description><a href="/x>y</a></description></item>'
    many = "".join(f"<item><title>{number}</title></item>" for number in range(20))
    parsed = read(f'<rss version="2.0"><channel>{ONE}{odd}{many}<item><title>Thr')
    assert len(parsed.entries) >= 20
    assert not parsed.complete


def test_an_entry_named_in_a_text_is_not_missed_in_a_feed_cut_off(read):
    told = "<item><title>Told</title><description><![CDATA[Write <item> here.]]></description></item>"
    parsed = read(f'<rss version="2.0"><channel>{told}{TWO}<item><title>Thr')
    assert titles(parsed) == ["Told", "Two"]


@pytest.mark.parametrize("before", ["", '<?xml version="1.0"?>\n', "\ufeff<!-- one -->\n "])
def test_entries_without_a_feed_around_them_are_read(read, before):
    assert titles(read(before + ONE + TWO)) == ["One", "Two"]
    atom = (
        '<entry xmlns="http://www.w3.org/2005/Atom"><title>One</title><updated>2026-11-02</updated></entry>'
    )
    (entry,) = read(before + atom).entries
    assert (entry.title.value, entry.updated) == ("One", "2026-11-02")


def test_the_whole_entries_of_a_feed_cut_off_are_known_when_it_comes_in_full(read):
    cut = read(f'<rss version="2.0"><channel>{ONE}{TWO}<item><title>Thr')
    full = read(
        RSS.format(ONE + TWO + "<item><title>Three</title></item>"),
        seen=[entry.raw_hash for entry in cut.entries],
    )
    assert (titles(full), full.known) == (["Three"], 2)


def test_a_feed_inside_a_page_is_read(read):
    assert titles(read(f"<html><body>{RSS.format(ONE)}</body></html>")) == ["One"]


def test_a_feed_that_is_too_broken_and_too_long_is_read_from_its_beginning(read):
    body = RSS.format("".join(f"<item><title>{n}<br></title></item>" for n in range(100)))
    parsed = read(body, broken=1000)
    assert len(parsed.entries) > 15
    assert not parsed.complete


def test_an_entry_that_makes_the_parser_fail_costs_only_itself(read):
    poison = '<item><authors a="b"/><author>a</author></item>'
    parsed = read(RSS.format(ONE + poison + TWO))
    assert titles(parsed) == ["One", "Two"]
    assert parsed.faults == ("1 of its entries cannot be read: the parser fails on them",)


@pytest.mark.parametrize(
    "name",
    ["links", "tags", "content", "title_detail", "enclosures", "media_content", "id", "summary_detail"],
)
@pytest.mark.parametrize("shape", ['<{0} a="b">x</{0}>', "<{0}>x</{0}>", "<{0}><a>x</a></{0}>"])
def test_names_that_feedparser_uses_itself_do_no_harm(read, name, shape):
    parsed = read(RSS.format(f"<item>{shape.format(name)}<title>One</title></item>{TWO}"))
    assert titles(parsed)[-1] == "Two"


def test_a_feed_whose_envelope_makes_the_parser_fail_is_refused_in_words(read):
    with pytest.raises(parse.NotAFeed, match="something outside its entries"):
        read('<rss><channel><authors a="b"/><managingEditor>a</managingEditor>' + ONE + "</channel></rss>")
