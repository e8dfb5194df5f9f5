"""What the demo world's servers answer: each dialect, and each trouble of real life."""

import gzip
import json
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qsl, urljoin, urlsplit

import feedparser
import pytest
from bs4 import BeautifulSoup

from aggregator.demo.sites import sites
from aggregator.demo.world import World, addresses

FEEDS = ["heartwood", "caves", "errantmaps", "water", "siao"]
PAGES = {"bells": ("article.post", "h2 a", "time"), "inkstick": ("table.newslist tr", "td a", "td.d")}
FAR = range(13)


def parsed(answer):
    return feedparser.parse(answer.body, response_headers={"content-type": answer.headers["Content-Type"]})


def soup(answer, encoding="utf-8"):
    return BeautifulSoup(answer.body.decode(encoding, "replace"), "lxml")


def entries(key, answer):
    """Return (title, link) of what a list offers, in its order, read by independent parsers."""
    if key == "pollen":
        return [(item["title"], item["url"]) for item in json.loads(answer.body)["items"]]
    if key in FEEDS:
        return [(entry.title, entry.link) for entry in parsed(answer).entries]
    rows, link, _ = PAGES[key]
    page = soup(answer, sites()[key].charset)
    base = addresses(8080)[key] + sites()[key].path
    found = [row.select_one(link) for row in page.select(rows)]
    return [(anchor.get_text(), urljoin(base, anchor["href"])) for anchor in found]


@pytest.mark.parametrize(
    ("key", "version"),
    [
        ("heartwood", "rss20"),
        ("caves", "atom10"),
        ("siao", "atom10"),
        ("errantmaps", "rss10"),
        ("water", "rss20"),
    ],
)
def test_each_feed_is_of_its_dialect(visit, key, version):
    assert parsed(visit(key)).version == version


@pytest.mark.parametrize("key", ["heartwood", "caves", "siao", "water"])
def test_a_sound_feed_parses_without_complaint_at_every_step(visit, key):
    assert [step for step in FAR if parsed(visit(key, step=step)).bozo] == []


def test_the_json_feed_is_one(visit):
    feed = json.loads(visit("pollen").body)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert all(item["content_html"].startswith("<p>") for item in feed["items"])
    assert all(datetime.fromisoformat(item["date_published"]).tzinfo for item in feed["items"])


@pytest.mark.parametrize("key", sites())
def test_a_list_offers_what_the_truth_counts(world, visit, key):
    for step in FAR:
        truth = world.expected(step).sources[key]
        if not truth.unchanged and not truth.failed:
            offered = entries(key, visit(key, step=step))
            assert len(offered) == truth.new + truth.changed + truth.known


@pytest.mark.parametrize("key", sites())
def test_titles_and_links_are_all_different(visit, key):
    offered = entries(key, visit(key, step=8))
    assert len({title for title, _ in offered}) == len({link for _, link in offered}) == len(offered)


@pytest.mark.parametrize("key", sites())
def test_every_link_leads_to_a_page_with_the_story(world, visit, key):
    for title, link in entries(key, visit(key, step=4)):
        parts = urlsplit(link)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        answer = world.answer(parts.netloc, path, 4, 0, {})
        assert answer.status == 200, link
        if parts.hostname == sites()[key].host:
            assert title in soup(answer, sites()[key].charset).get_text()


def test_a_story_dropped_from_the_list_keeps_its_page(world, visit):
    (_, link) = next(pair for pair in entries("water", visit("water")) if "proceedings" in pair[0])
    assert link not in [later for _, later in entries("water", visit("water", step=1))]
    assert world.answer("water.example:8080", urlsplit(link).path, 1, 0, {}).status == 200


@pytest.mark.parametrize("offset", [-11, 0, 5, 13])
@pytest.mark.parametrize("day", ["2026-03-30", "2026-10-26", "2028-02-29", "2027-01-01"])
def test_dates_lie_in_the_two_weeks_before_the_start_but_for_the_backlog(day, offset):
    start = datetime.fromisoformat(f"{day}T01:30").replace(tzinfo=timezone(timedelta(hours=offset)))
    world = World(start)
    for key, site in sites().items():
        ages = [start - story.at for story in world.told(site, 20)]
        assert min(ages) > timedelta(0), key
        assert sum(age > timedelta(days=14) for age in ages) == (key in {"heartwood", "caves", "inkstick"})


# ── troubles of real life ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("step", "original", "title"), [(0, "heartwood", "church door"), (1, "inkstick", "ink stick")]
)
def test_a_story_told_by_two_societies_has_one_link_but_for_tracking(visit, step, original, title):
    (told,) = [link for name, link in entries("siao", visit("siao", step=step)) if title in name]
    address, _, query = told.partition("?")
    kept = [pair for pair in parse_qsl(query) if not pair[0].startswith("utm_")]
    tracking = [pair for pair in parse_qsl(query) if pair[0].startswith("utm_")]
    bare = address + ("?" + "&".join("=".join(pair) for pair in kept) if kept else "")
    assert tracking
    assert bare in [link for _, link in entries(original, visit(original))]


def test_an_entry_changes_its_guid_between_polls_and_nothing_else(visit):
    before, after = (parsed(visit("water", step=step)).entries for step in (0, 1))
    old, new = before[0], after[0]
    assert old.id != new.id
    assert (old.title, old.link, old.summary) == (new.title, new.link, new.summary)
    assert [entry.id for entry in before[1:3]] == [entry.id for entry in after[1:3]]


def test_an_entry_is_edited_between_polls_and_keeps_its_id_and_date(visit):
    before, after = (
        next(entry for entry in parsed(visit("caves", step=step)).entries if "one clap" in entry.title)
        for step in (0, 1)
    )
    assert (before.id, before.link, before.published) == (after.id, after.link, after.published)
    assert before.title != after.title
    assert "Correction" not in before.content[0].value
    assert "Correction" in after.content[0].value
    assert before.updated < after.updated


def test_a_page_fails_when_it_is_asked_for_the_first_time(visit):
    first, second = visit("bells", hit=0), visit("bells", hit=1)
    assert (first.status, second.status) == (503, 200)


def test_a_feed_has_bytes_that_are_no_utf8_and_a_control_character(visit):
    body = visit("errantmaps").body
    assert b"captain\x92s" in body
    assert b"\x0b" in body
    assert parsed(visit("errantmaps")).bozo
    with pytest.raises(UnicodeDecodeError):
        body.decode()


@pytest.mark.parametrize(
    "attack",
    ["<script>", "onerror=", "onclick=", "javascript:", "<iframe", "<svg onload", "data:text/html", "<form"],
)
def test_an_item_tries_to_run_script_in_many_ways(visit, attack):
    (entry,) = [one for one in entries_with_html(visit("water").body) if "Walk the aqueduct" in one]
    assert attack in entry


def entries_with_html(body):
    page = BeautifulSoup(body.decode(), "xml")
    return [item.title.text + item.description.text for item in page.find_all("item")]


def test_items_in_arabic_and_chinese_keep_their_script(visit):
    titles = [title for key in ("water", "inkstick") for title, _ in entries(key, visit(key))]
    assert "ورشة عمل حول صيانة القنوات الجوفية القديمة" in titles
    assert "第九届云溪笔会征文通知" in titles


def test_the_old_page_is_in_gbk_beyond_what_it_declares(world, visit):
    answer = world.answer("inkstick.example", "/en/show.asp?id=1185", 0, 0, {})
    assert b"charset=gb2312" in answer.body
    assert answer.headers["Content-Type"] == "text/html"
    assert "喆".encode("gbk") in answer.body
    with pytest.raises(UnicodeDecodeError):
        answer.body.decode("gb2312")
    with pytest.raises(UnicodeDecodeError):
        answer.body.decode()


def test_the_old_page_runs_date_views_and_source_together_in_its_own_time_zone(world):
    page = soup(world.answer("inkstick.example", "/en/show.asp?id=1188", 0, 0, {}), "gbk")
    assert page.select_one("td.i").get_text() == "Release time:2026-11-20 16:42:21Views:705TimeSource:"


@pytest.mark.parametrize("key", PAGES)
def test_the_rows_of_a_page_stay_the_same_while_its_counters_run(visit, key):
    first, second = visit(key, hit=1), visit(key, hit=2)
    rows = [
        [str(row) for row in soup(answer, sites()[key].charset).select(PAGES[key][0])]
        for answer in (first, second)
    ]
    assert first.body != second.body
    assert rows[0] == rows[1]


@pytest.mark.parametrize("key", PAGES)
def test_a_date_on_the_list_is_the_date_on_the_article(world, key):
    for story in world.told(sites()[key], 3):
        path = urlsplit(world.address(sites()[key], story, addresses(80)))
        answer = world.answer(sites()[key].host, f"{path.path}?{path.query}".rstrip("?"), 3, 0, {})
        day = story.at.strftime("%Y-%m-%d")
        assert day in answer.body.decode(sites()[key].charset)


# ── conditional requests ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("key", "header", "question"),
    [
        ("heartwood", "ETag", "if_none_match"),
        ("pollen", "ETag", "if_none_match"),
        ("caves", "Last-Modified", "if_modified_since"),
        ("siao", "Last-Modified", "if_modified_since"),
    ],
)
def test_who_holds_the_current_list_is_answered_304_and_who_holds_another_is_not(
    visit, key, header, question
):
    for before in range(6):
        old = visit(key, step=before)
        for step in range(6):
            answer = visit(key, step=step, **{question: old.headers[header]})
            same = visit(key, step=step).body == old.body
            assert (answer.status, answer.body == b"") == ((304, True) if same else (200, False))


@pytest.mark.parametrize("key", ["errantmaps", "water", "bells", "inkstick"])
def test_a_site_without_validators_never_sends_the_same_bytes_twice(visit, key):
    assert visit(key, hit=1).body != visit(key, hit=2).body


def test_a_weak_etag_and_a_compressed_answer_come_from_one_site(visit):
    plain, packed = visit("pollen"), visit("pollen", accept_encoding="gzip, deflate")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert plain.headers["ETag"].startswith('W/"')


# ── elsewhere ────────────────────────────────────────────────────────────────────────────────────


def test_unknown_hosts_and_pages_are_not_found(world):
    assert world.answer("nobody.example:80", "/", 0, 0, {}).status == 404
    assert world.answer("caves.example:80", "/nothing", 0, 0, {}).status == 404


@pytest.mark.parametrize("key", sites())
def test_every_front_page_names_its_society_and_its_feed(world, key):
    site = sites()[key]
    page = soup(world.answer(site.host, "/", 0, 0, {}), site.charset)
    assert site.society in page.h1.get_text()
    alternate = page.select_one("link[rel=alternate]")
    assert (alternate and alternate["href"]) == (None if site.is_page else site.path)


def test_pictures_and_robots_are_served(world):
    assert world.answer("bells.example", "/images/margit.svg", 0, 0, {}).body.startswith(b"<svg")
    assert b"Allow: /" in world.answer("bells.example", "/robots.txt", 0, 0, {}).body


def test_a_page_not_told_yet_is_not_there_yet(world):
    path = "/2026/frost-rings/"
    assert world.answer("heartwood.example", path, 0, 0, {}).status == 404
    assert world.answer("heartwood.example", path, 1, 0, {}).status == 200


def test_a_start_without_zone_is_refused():
    with pytest.raises(ValueError, match="aware"):
        World(datetime(2026, 11, 23))  # noqa: DTZ001 — that is the point
