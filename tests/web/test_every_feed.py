"""Every feed of a filled site is held against what its format demands, and read back as it was put in."""

from dataclasses import replace
from datetime import timedelta

import feed_rules
import feedparser
import pytest

from aggregator import store
from aggregator.jobs import archive
from aggregator.jobs.publish import publish
from aggregator.model import Dated, Enclosure, Image, Imprint, Verdict

WORDS = ("Größe & <b>Weite</b>", "放射学会议", "مؤتمر الجمعية", "]]> &amp; \x0b end", "İstanbul\u202e")
LANGUAGES = ("de", "zh-Hans", "ar", "en-GB", None)
RULES = {"xml": feed_rules.atom, "rss": feed_rules.rss, "json": feed_rules.json_feed}
FOLDERS = ("", "societies/society/", "societies/other/", "topics/physics/", "languages/zh/", "page/2/")
ADDRESSES = [
    *(f"/{folder}feed.{ending}" for folder in FOLDERS for ending in RULES),
    *(f"/search/feed.{ending}?q=story" for ending in RULES),
    "/archive/2026-11-1/feed.xml",
    "/archive/2026-11-2/feed.xml",
    "/issues/weekly/feed.xml",
]


@pytest.fixture
def filled(site, an_item, noon, monkeypatch):
    """Fill the store with what sources of every kind say; return the items."""
    monkeypatch.setattr(archive, "SIZE", 20)
    toml = site.folder / "sources.toml"
    toml.write_text(toml.read_text() + '[[digest]]\nkey = "weekly"\ntitle = "Weekly"\n[feed]\nentries = 15\n')
    items = [
        an_item(
            f"n{number}",
            title=f"Story {number}: {WORDS[number % 5]}",
            summary=f"A story of {WORDS[number % 5]}",
            html=f"<p>{WORDS[number % 5]}</p>" if number % 7 else "",
            language=LANGUAGES[number % 5],
            society=("society", "other", "gone")[number % 3],
            link=f"https://society.example/{number}?q={WORDS[number % 5]}" if number % 4 else None,
            topics=("physics",) if number % 2 else (),
            authors=("Ann <ann@a.test>", WORDS[number % 5]) if number % 3 else (),
            image=Image(url="https://society.example/1.png") if number % 2 else None,
            enclosures=(Enclosure(url=f"https://a.test/{number}.mp3", type="audio/mpeg", length=number),),
            published=Dated(at=noon - timedelta(hours=44 - number), precision="second", evidence="entry"),
            updated=noon - timedelta(hours=100 - number) if number % 2 else noon,
            first_seen=noon,
        )
        for number in range(45)
    ]
    with site.store.writing() as tx:
        store.naming.say(
            tx, {"society-news": Imprint(id="urn:x:1", title="Says \x01 itself", link="nowhere")}
        )
        tell = [Verdict(item=one, kind="new", story=one.id, why="") for one in items]
        store.items.keep(tx, tell, at=noon)
    publish(replace(site.publishing, entries=15))
    return items


@pytest.fixture
def ask_anew(filled, site, ask_site):
    """Ask the site as it is now configured."""
    with ask_site(site.folder) as ask:
        yield ask


def test_every_feed_is_valid(ask_anew):
    for address in ADDRESSES:
        answer = ask_anew(address)
        assert answer.status == 200, address
        ending = address.partition("?")[0].rpartition(".")[2]
        RULES[ending](answer.body)


def test_what_readers_read_is_what_was_put_in(ask_anew, filled):
    titles = {one.title.replace("\x0b ", "") for one in filled}
    read = set()
    for page in ("", "page/2/", "page/3/", "page/4/"):
        document = feedparser.parse(ask_anew(f"/{page}feed.xml").body, sanitize_html=False)
        assert not document.bozo
        read |= {entry.title for entry in document.entries}
    assert titles <= read


def test_the_feed_of_a_digest_opened_as_a_page_lists_its_issues(ask_anew):
    page = ask_anew("/issues/weekly/feed.xml", Sec_Fetch_Dest="document").text
    assert '<a href="/issues/weekly/1"><bdi lang="en">Weekly: the lead</bdi></a>' in page


def test_the_combined_feed_holds_the_same_in_every_format(ask_anew):
    atom = feed_rules.atom(ask_anew("/feed.xml").body)
    rss = feed_rules.rss(ask_anew("/feed.rss").body)
    ids = [entry.findtext("{*}id") for entry in atom.iterfind("{*}entry")]
    assert len(ids) > 15
    assert [item.findtext("guid") for item in rss.iter("item")] == ids
    assert [item["id"] for item in feed_rules.json_feed(ask_anew("/feed.json").body)["items"]] == ids
