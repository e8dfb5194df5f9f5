"""Only unseen entries are read, and an entry's hash is its own."""

import pytest

RSS = '<rss version="2.0"{}><channel><title>{}</title>{}</channel></rss>'
ITEMS = [f"<item><title>Title {n}</title><link>https://a.example/{n}</link></item>" for n in range(5)]


def rss(*items, names="", title="Bells"):
    return RSS.format(names, title, "".join(items))


def hashes(parsed):
    return [entry.raw_hash for entry in parsed.entries]


def titles(parsed):
    return [entry.title.value for entry in parsed.entries]


def test_a_second_reading_with_all_seen_gives_nothing(read):
    seen = hashes(read(rss(*ITEMS)))
    parsed = read(rss(*ITEMS), seen=seen)
    assert (parsed.entries, parsed.known) == ((), 5)
    assert (parsed.title, parsed.complete) == ("Bells", True)


def test_only_what_is_unseen_is_given(read):
    seen = hashes(read(rss(*ITEMS[1:4])))
    parsed = read(rss(*ITEMS), seen=seen)
    assert (titles(parsed), parsed.known) == (["Title 0", "Title 4"], 3)


def test_an_edited_entry_is_unseen(read):
    seen = hashes(read(rss(*ITEMS)))
    parsed = read(rss(*ITEMS[:4], ITEMS[4].replace("Title", "New title")), seen=seen)
    assert (titles(parsed), parsed.known) == (["New title 4"], 4)


def test_hashes_are_sha256_in_hex(read):
    (one, *_) = hashes(read(rss(*ITEMS)))
    assert len(one) == 64
    assert int(one, 16) >= 0


@pytest.mark.parametrize(
    "body",
    [
        rss(*reversed(ITEMS)),
        rss(*ITEMS, title="Another"),
        rss("<lastBuildDate>now</lastBuildDate>", *ITEMS),
        rss(*ITEMS, names=' xmlns:x="https://x.example/"'),
        "<!-- cached -->" + rss(*ITEMS),
        rss("\n\n", *[f"\n  {item}<!-- views: 7 -->" for item in ITEMS]),
        rss(*[item.replace("<title>", "<title><!-- views: 7 -->") for item in ITEMS]),
        rss(
            *[
                item.replace("<title>Title", "<title><![CDATA[Title").replace("</title>", "]]></title>")
                for item in ITEMS
            ]
        ),
        rss(*[item.replace("Title", "&#84;itle") for item in ITEMS]),
        '<?xml version="1.0" encoding="iso-8859-1"?>' + rss(*ITEMS),
        rss(*ITEMS) + "junk",
        rss("<description>a & b</description>", *ITEMS),
    ],
)
def test_nothing_outside_an_entry_changes_its_hash(read, body):
    assert read(body, seen=hashes(read(rss(*ITEMS)))).entries == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<a>x</a><b/>", "<a>x<b/></a>"),
        ("<a>x</a>", "<a/>x"),
        ('<a b="x"/>', "<a>bx</a>"),
        ('<a b="x" c=""/>', '<a b="" c="x"/>'),
        ("<a>x</a>y", "<a>xy</a>"),
        ("<a><b/></a><c/>", "<a><b/><c/></a>"),
        ('<p:a xmlns:p="u1"/>', '<p:a xmlns:p="u2"/>'),
    ],
)
def test_entries_that_say_different_things_have_different_hashes(read, one, other):
    assert len(read(rss(f"<item>{one}</item>", f"<item>{other}</item>")).entries) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('<a b="1" c="2"/>', '<a c="2" b="1"/>'),
        ("<a></a>", "<a/>"),
        ('<p:a xmlns:p="u"/>', '<q:a xmlns:q="u"/>'),
    ],
)
def test_entries_that_say_the_same_have_one_hash(read, one, other):
    parsed = read(rss(f"<item>{one}</item>", f"<item>{other}</item>"))
    assert (len(parsed.entries), parsed.known) == (1, 1)


def test_an_entry_that_repeats_another_is_known(read):
    parsed = read(rss(ITEMS[0], ITEMS[1], ITEMS[0]))
    assert (titles(parsed), parsed.known) == (["Title 0", "Title 1"], 1)
    assert read(rss(ITEMS[0], ITEMS[1], ITEMS[0]), seen=hashes(parsed)).known == 3


def test_entries_beyond_the_limit_come_at_the_next_readings(read):
    seen, given = [], []
    for _ in range(3):
        parsed = read(rss(*ITEMS), seen=seen, entries=2)
        seen += hashes(parsed)
        given.append((titles(parsed), parsed.known, parsed.complete))
    assert given == [
        (["Title 0", "Title 1"], 0, False),
        (["Title 2", "Title 3"], 2, False),
        (["Title 4"], 4, True),
    ]


def test_what_was_left_is_said(read):
    assert read(rss(*ITEMS), entries=2).faults == (
        "the feed has 3 entries more than the 2 that are read at once",
    )


@pytest.mark.parametrize("name", ["item", "Item", "ITEM", "entry"])
def test_names_count_in_any_case(read, name):
    body = rss(f"<{name}><title>One</title></{name}>")
    parsed = read(body)
    assert titles(parsed) == ["One"]
    assert read(body, seen=hashes(parsed)).known == 1


def test_what_feedparser_takes_for_an_entry_and_we_do_not_is_hashed_by_what_it_says(read):
    body = rss("<item><title>Outer</title><item><title>Inner</title></item></item>", ITEMS[0])
    first = read(body)
    assert titles(first) == ["Outer", "Inner", "Title 0"]
    assert read(body, seen=hashes(first)).entries == ()


def test_an_entry_of_another_vocabulary_is_none(read):
    assert titles(read(rss('<x:item xmlns:x="urn:x"><title>X</title></x:item>', ITEMS[0]))) == ["Title 0"]


def test_broken_feeds_have_steady_hashes_too(read):
    body = rss("<item><title>One<br></title></item>", *ITEMS)
    first = read(body)
    assert (len(first.entries), read(body, seen=hashes(first)).entries) == (6, ())
    assert read(body, seen=hashes(first)).known == 6


def test_what_a_podcast_says_of_itself_changes_none_of_its_episodes(read):
    itunes = ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    about = "<itunes:summary>About</itunes:summary><description>About</description>"
    episodes = [
        f"<item><description>Notes {n}</description><itunes:summary>Teaser {n}</itunes:summary></item>"
        for n in range(3)
    ]
    body = rss(about, *episodes, names=itunes)
    whole = read(body)
    assert [(one.summary.value, one.content.value) for one in whole.entries] == [
        (f"Notes {n}", f"Teaser {n}") for n in range(3)
    ]
    for one in whole.entries:
        assert read(body, seen=set(hashes(whole)) - {one.raw_hash}).entries == (one,)


@pytest.mark.parametrize(
    "odd",
    [
        "<description><html><head><title>Odd</title></head><body>Words</body></html></description>",
        "<description><details><summary>More</summary>Words</details></description>",
        "<description>A <content>few</content> words</description>",
        "<description>A <source><title>few</title></source> words</description>",
        "<description><image><title>Odd</title></image>Words</description>",
        "<description>A <description>few</description> words</description>",
        "<title>Odd <title>words</title></title>",
        "<description xml:base='/odd/'><div>A</div><div>few</div> words</description>",
    ],
)
def test_an_entry_that_is_read_oddly_changes_none_behind_it(read, odd):
    others = [
        item.replace("</item>", f"<description>Words {n}</description><enclosure url='{n}.pdf'/></item>")
        for n, item in enumerate(ITEMS)
    ]
    whole, usual = read(rss(f"<item>{odd}</item>", *others)), read(rss(*others))
    assert whole.entries[1:] == usual.entries
    for one in whole.entries:
        assert read(
            rss(f"<item>{odd}</item>", *others), seen=set(hashes(whole)) - {one.raw_hash}
        ).entries == (one,)


@pytest.mark.parametrize(
    "markup",
    [
        "<html><head><title>Letter</title></head><body>Words &amp; more</body></html>",
        "<details><summary>More</summary><p>Words</p></details>",
        'A <picture><source srcset="/a.webp"/><img src="/a.jpg"/></picture> words',
        "A <content>few</content> words",
    ],
)
def test_markup_that_was_not_escaped_is_read_to_its_end(item, markup):
    assert item(f"<description>{markup}</description>").summary.value == markup


def test_a_forged_mark_hides_no_entry(read):
    genuine = hashes(read(rss(ITEMS[0])))[0]
    forged = f"<item><aggregatorrawhash>{genuine}</aggregatorrawhash><title>Forged</title></item>"
    assert titles(read(rss(ITEMS[0], forged))) == ["Title 0", "Forged"]
