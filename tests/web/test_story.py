"""The page of one story: its whole text, every voice, and what machines are told of it."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator import store
from aggregator.model import Verdict

TWICE = "/stories/society-news/2026-11-10-0123456789abcdef0123/"
HOSTILE = "/stories/society-news/2026-11-10-hostile/"


def test_the_front_page_leads_to_the_page_of_each_story(ask):
    assert re.search(
        f'<a href="{TWICE}" aria-describedby="(.*?)">read here</a>.*?<h3 id="\\1"', ask("/").text, re.DOTALL
    )


def test_a_story_is_found_though_its_id_was_made_under_another_host(ask):
    page = ask(TWICE)
    assert (page.status, "<h1>Title of own</h1>" in page.text) == (200, True)
    assert '<link rel="canonical" href="http://news.test/stories/society-news/' in page.text


def test_a_story_is_shown_whole_with_its_headings_under_its_own(ask):
    page = ask(TWICE).text
    assert "<h2>Part</h2><p>Whole text.</p>" in page
    assert page.count("Title of own</h1>") == 1
    assert "Ann B" in page


def test_every_voice_is_named_with_its_day_and_its_own_headline(ask):
    voices = ask(TWICE).text.partition('id="voices"')[2]
    assert re.findall(r'class="society" href="([^"]+)"', voices) == [
        "/societies/society/",
        "/societies/other/",
    ]
    assert "What they said" in voices
    assert '<time datetime="2026-11-11">Wednesday, 11 November 2026</time>' in voices


def test_a_story_of_one_voice_has_no_list_of_them(ask):
    assert 'id="voices"' not in ask(HOSTILE).text


def test_what_a_source_wrote_stays_in_its_box_and_its_pictures_are_links(ask):
    page = ask(HOSTILE).text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert '<a href="https://spy.test/1.gif"' in page
    assert "[A spy]</a>" in page


def test_machines_are_told_what_people_read(ask):
    page = ask(TWICE).text
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    said = json.loads(data)
    assert (said["@type"], said["headline"], said["datePublished"]) == (
        "NewsArticle",
        "Title of own",
        "2026-11-10T12:00:00+00:00",
    )
    assert said["author"] == [{"@type": "Person", "name": "Ann B"}]
    assert '<meta property="og:type" content="article">' in page
    assert '<meta property="og:description" content="Text of own.">' in page
    assert 'href="/societies/society/feed.xml"' in page


def test_data_for_machines_cannot_end_its_element(ask):
    page = ask(HOSTILE).text
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert json.loads(data)["headline"] == "<script>alert(1)</script> & co"


@pytest.mark.parametrize(
    "path",
    [
        "/stories/society-news/2026-11-10-nothing/",
        "/stories/society-news/x/",
        "/stories/other/2026-11-10-hostile/",
        "/stories/%25/2026-11-10-%25/",
    ],
)
def test_a_story_that_is_not_there_is_missing(ask, path):
    assert ask(path).status == 404


def test_a_story_has_one_address(ask):
    answer = ask(TWICE.rstrip("/"))
    assert (answer.status, answer.headers["location"]) == (308, TWICE)


def test_an_address_that_is_nearly_right_leads_on(ask):
    page = ask("/societies/sociaty/").text
    assert "Did you mean this?" in page
    assert '<a href="/societies/society/">The Society</a>' in page
    assert "Did you mean" not in ask("/xyzzy").text


def test_a_story_that_was_edited_shows_what_it_said_before(ask, site, noon):
    assert "What it said before" not in ask(TWICE).text
    with site.store.reading() as tx:
        ((_, items),) = store.stories.newest(tx, limit=1)
    later = noon + timedelta(days=2)
    edited = replace(
        items[0], title="Edited", text="Other <words>.", html="<p>Other</p>", fingerprint="e", updated=later
    )
    with site.store.writing() as tx:
        store.revisions.remember(tx, [edited.id], until=later, most=5)
        store.items.keep(tx, [Verdict(item=edited, kind="changed", story=items[0].id, why="")], at=later)
    page = ask(TWICE).text
    before = page.partition('id="earlier"')[2].partition("</section>")[0]
    assert "<h1>Edited</h1>" in page
    assert "Thursday, 12 November 2026, 12:00" in before
    assert "Title of own" in before
    assert "<p>Text of own.</p>" in before


def test_a_story_leads_to_its_topics_and_to_the_files_that_go_with_it(ask):
    page = ask(TWICE).text
    assert re.findall(r'<a href="/topics/(.*?)/">(.*?)</a>', page) == [("physics", "Physics &amp; more")]
    assert '<meta property="article:tag" content="Physics &amp; more">' in page
    files = page.partition('class="files"')[2].partition("</ul>")[0]
    assert re.findall(r'<a href="(.*?)".*?><bdi>(.*?)</bdi></a>(.*?)</li>', files) == [
        (
            "https://society.test/a%20talk.mp3",
            "a talk.mp3",
            ' <span class="facts">audio/mpeg · 12.3 MB</span>',
        ),
        ("https://society.test/", "https://society.test/", ""),
    ]
    assert 'class="files"' not in ask(HOSTILE).text
