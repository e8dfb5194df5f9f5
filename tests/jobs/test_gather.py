"""A source on its way down the line, over real HTTP."""

import threading
import time
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import event

from aggregator import store
from aggregator.fetch import Fetcher
from aggregator.jobs import articles, line
from aggregator.jobs import gather as gathering
from aggregator.model import Access, ArticleRule, Imprint, PageRule, Source
from aggregator.workers import Workers

LIST = "<ul>{rows}</ul>"
ROW = "<li><a href='/{name}'>The story of {name}</a> <time>2026-11-0{day}</time></li>"
ARTICLE = "<h1>The story of {name}</h1><div id='text'><p>All about {name}, from beginning to end.</p></div>"


@pytest.fixture(scope="module")
def workers():
    with Workers() as shared:
        yield shared


@pytest.fixture
def pages():
    """Serve what ``pages`` holds by path: a text, or a status in place of one."""
    held = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            held.setdefault("asked", []).append(self.path)
            held.setdefault("keys", []).append((self.path, self.headers.get("X-Key")))
            page = held.get(self.path, 404)
            if callable(page):
                page(self)
                return
            self.send_response(page if isinstance(page, int) else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            for name, value in held.get("headers", {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"" if isinstance(page, int) else page.encode())

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    held["url"] = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield held
    server.shutdown()
    server.server_close()


class Clock:
    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def clock(noon):
    return Clock(noon)


@pytest.fixture
def tools(store, workers, clock, tmp_path):
    with Fetcher(user_agent="test", clock=clock, allow_private_addresses=True) as fetcher:
        taking = line.Tools(
            fetcher=fetcher,
            workers=workers,
            topics=(),
            societies=(),
            authority="news.test",
            clock=clock,
        )
        yield gathering.Tools(
            store=store, line=taking, clock=clock, chance=lambda: 0.5, pages=tmp_path / "pages"
        )


@pytest.fixture
def source(pages):
    rule = PageRule(item="li", date="time", article=ArticleRule(body="#text"))
    return Source(
        key="page",
        society="society",
        kind="page",
        url=f"{pages['url']}/news",
        page=rule,
        interval=timedelta(hours=1),
    )


def fill(pages, *names):
    pages["/news"] = LIST.format(
        rows="".join(ROW.format(name=name, day=day + 1) for day, name in enumerate(names))
    )
    pages |= {f"/{name}": ARTICLE.format(name=name) for name in names}


def poll(source, tools, **options):
    return next(iter(gathering.gather([source], tools, asked=True, **options)), None)


def kept(tools):
    with tools.store.reading() as tx:
        return {one.item.title: one.item.text for one in store.items.listing(tx, limit=100)}


def test_a_page_brings_each_articles_own_text(pages, source, tools):
    fill(pages, "ants", "bees")
    assert poll(source, tools).counts["new"] == 2
    assert kept(tools) == {
        "The story of ants": "All about ants, from beginning to end.",
        "The story of bees": "All about bees, from beginning to end.",
    }


def test_an_article_is_fetched_once_only(pages, source, tools):
    fill(pages, "ants")
    poll(source, tools)
    fill(pages, "ants", "bees")
    poll(source, tools)
    assert sorted(pages["asked"]) == ["/ants", "/bees", "/news", "/news", "/robots.txt"]


def test_an_article_that_cannot_be_had_is_not_told_half_but_tried_again(pages, source, tools):
    fill(pages, "ants", "bees")
    pages["/bees"] = 503
    first = poll(source, tools)
    assert (first.counts["new"], list(kept(tools))) == (1, ["The story of ants"])
    assert "an article is missing and will be tried again" in first.faults[0]
    fill(pages, "ants", "bees")
    second = poll(source, tools)
    assert (second.counts["new"], second.counts["known"]) == (1, 1)
    assert kept(tools)["The story of bees"] == "All about bees, from beginning to end."


def test_after_three_polls_the_lists_word_is_taken(pages, source, tools):
    fill(pages, "ants")
    pages["/ants"] = 404
    assert [poll(source, tools).counts.get("new", 0) for _ in range(4)] == [0, 0, 1, 0]
    assert list(kept(tools)) == ["The story of ants"]


UNDATED = "<li><a href='{href}'>The story of {name}</a></li>"


def fill_undated(pages, *names, host=""):
    rows = "".join(UNDATED.format(href=f"{host}/{name}", name=name) for name in names)
    pages["/news"] = LIST.format(rows=rows)
    pages |= {f"/{name}": ARTICLE.format(name=name) for name in names}


def test_what_leaves_its_list_while_its_article_is_missing_is_not_lost(pages, source, tools):
    fill(pages, "ants", "bees")
    pages["/bees"] = 503
    poll(source, tools)
    fill(pages, "ants", "cats")
    assert "an article is missing" in poll(source, tools).faults[0]
    pages["/bees"] = ARTICLE.format(name="bees")
    assert poll(source, tools).counts["new"] == 1
    assert kept(tools)["The story of bees"] == "All about bees, from beginning to end."
    assert poll(source, tools).faults == ()


def test_a_dead_link_does_not_make_old_news_of_what_comes_after_the_first_poll(pages, source, tools):
    fill_undated(pages, "ants", "bees")
    pages["/bees"] = 404
    assert poll(source, tools).counts["backlog"] == 1
    fill_undated(pages, "cats", "ants", "bees")
    pages["/bees"] = 404
    assert poll(source, tools).counts["new"] == 1


def test_what_comes_late_of_a_first_poll_is_no_news(pages, source, tools):
    fill_undated(pages, "ants", "bees")
    pages["/bees"] = 503
    poll(source, tools)
    fill_undated(pages, "ants", "bees")
    second = poll(source, tools)
    assert (second.counts["backlog"], second.counts["new"]) == (1, 0)


def elsewhere(pages):
    return pages["url"].replace("127.0.0.1", "localhost")


def test_another_host_that_wants_a_rest_does_not_put_the_source_off(pages, source, tools, noon):
    fill_undated(pages, "ants", "bees", host=elsewhere(pages))
    pages["/ants"] = busy(600_000)
    assert poll(source, tools).next_at == noon + source.interval


def test_an_article_that_was_not_asked_for_has_not_failed(pages, source, tools, clock):
    fill_undated(pages, "ants", "bees", host=elsewhere(pages))
    pages["/ants"] = busy(20_000)
    assert {poll(source, tools).counts["backlog"] for _ in range(5)} == {0}
    clock.now += timedelta(seconds=20_000)
    pages["/ants"] = ARTICLE.format(name="ants")
    assert poll(source, tools).counts["backlog"] == 2
    assert kept(tools)["The story of bees"] == "All about bees, from beginning to end."


def test_a_poll_without_room_for_all_articles_is_soon_followed_by_the_next(pages, source, tools, noon):
    fill(pages, "ants", "bees")
    few = line.Limits(articles=articles.Limits(most=1))
    tools = replace(tools, line=replace(tools.line, limits=few))
    slow = replace(source, interval=timedelta(hours=6), between=(timedelta(minutes=30), timedelta(days=7)))
    first, second = poll(slow, tools), poll(slow, tools)
    assert first.next_at == noon + timedelta(minutes=30) < second.next_at
    assert "left to the next poll" in first.faults[0]
    assert len(kept(tools)) == 2


def test_no_entry_waits_for_its_article_for_ever(pages, source, tools, clock):
    fill_undated(pages, "ants", host=elsewhere(pages))
    pages["/ants"] = busy(600_000)
    poll(source, tools)
    clock.now += timedelta(days=7)
    assert poll(source, tools).counts["backlog"] == 1


@pytest.mark.parametrize("locked", [401, 402, "robots.txt"])
def test_an_article_that_will_not_be_had_is_told_by_the_lists_word_at_once(pages, source, tools, locked):
    fill(pages, "ants")
    if locked == "robots.txt":
        pages["/robots.txt"] = "User-agent: *\nDisallow: /ants"
    else:
        pages["/ants"] = locked
    told = poll(source, tools)
    assert told.counts["new"] == 1
    assert told.faults[0].startswith("an article's text will not come, and the list's word is taken:")


def test_pages_that_all_say_the_same_are_no_articles(pages, source, tools):
    names = ("ants", "bees", "cats")
    fill(pages, *names)
    pages |= {f"/{name}": ARTICLE.format(name="signing in") for name in names}
    told = poll(source, tools)
    assert told.counts["new"] == 3
    assert told.faults[0].startswith("the pages of 3 articles say the same ('All about signing in")
    assert set(kept(tools).values()) == {""}


def test_a_further_page_that_cannot_be_had_is_told_of_and_asked_for_again(pages, source, tools):
    fill(pages, "ants", "bees")
    pages["/page1"] = LIST.format(rows=ROW.format(name="ants", day=1)) + "<a rel='next' href='/page2'>2</a>"
    pages["/page2"] = 503
    rule = replace(source.page, next="a[rel=next]", pages=2)
    paged = replace(source, url=f"{pages['url']}/page1", page=rule)
    assert poll(paged, tools).faults[0].startswith("page 2 of the list was not read and will be tried again:")
    pages["/page2"] = LIST.format(rows=ROW.format(name="bees", day=2))
    assert poll(paged, tools).counts["new"] == 1
    assert len(kept(tools)) == 2


def test_what_robots_txt_forbids_is_not_asked_for_unless_the_operator_says_so(pages, source, tools):
    fill(pages, "ants")
    pages["/robots.txt"] = "User-agent: *\nDisallow: /news"
    heeding = poll(source, tools)
    assert heeding.outcome == "failed"
    assert "robots.txt" in heeding.error
    assert poll(replace(source, respect_robots=False), tools).outcome == "fetched"


def test_a_list_of_several_pages_is_read_as_far_as_the_rule_wants(pages, source, tools):
    fill(pages, "ants", "bees", "cats")
    for number, name in enumerate(("ants", "bees", "cats"), start=1):
        following = f"<a rel='next' href='/page{number + 1}'>Older</a>"
        pages[f"/page{number}"] = LIST.format(rows=ROW.format(name=name, day=number)) + following
    paged = replace(
        source, url=f"{pages['url']}/page1", page=replace(source.page, next="a[rel=next]", pages=2)
    )
    assert poll(paged, tools).counts["new"] == 2
    assert "/page3" not in pages["asked"]


def test_the_same_bytes_go_no_further(pages, source, tools):
    fill(pages, "ants")
    assert [poll(source, tools).outcome for _ in range(2)] == ["fetched", "unchanged"]


def test_what_is_not_due_is_passed_over_unless_the_operator_asks(pages, source, tools):
    fill(pages, "ants")
    poll(source, tools)
    assert list(gathering.gather([source], tools)) == []


def test_a_failing_source_is_asked_ever_more_rarely_but_never_sooner_than_may_be(pages, source, tools, noon):
    own = replace(source, interval=timedelta(hours=6), between=(timedelta(minutes=30), timedelta(hours=12)))
    assert poll(own, tools).next_at == noon + timedelta(minutes=30)
    assert poll(own, tools).next_at == noon + timedelta(hours=1)
    assert poll(source, tools).next_at == noon + timedelta(hours=4)
    fill(pages, "ants")
    assert poll(source, tools).next_at == noon + timedelta(hours=1)


def test_a_failing_feed_is_not_asked_sooner_than_it_wished_while_it_worked(pages, tools, noon, clock):
    wishes = "<ttl>240</ttl><skipHours><hour>17</hour></skipHours>"
    pages["/feed"] = f"<rss version='2.0'><channel>{wishes}<item><title>t</title></item></channel></rss>"
    feed = Source(key="feed", society="society", kind="feed", url=f"{pages['url']}/feed")
    poll(feed, tools)
    pages["/feed"] = 500
    assert poll(feed, tools).next_at == noon + timedelta(hours=4)
    clock.now = noon + timedelta(hours=5)
    assert list(gathering.gather([feed], tools)) == [], "due, but this is the hour to skip"
    clock.now = noon + timedelta(hours=6)
    assert len(list(gathering.gather([feed], tools))) == 1


def test_a_source_is_polled_by_the_rhythm_of_its_news(pages, source, tools, noon):
    fill(pages, "ants", "bees", "cats", "dogs")  # one each day from the first of November on
    own = replace(source, between=(timedelta(minutes=30), timedelta(days=7)))
    # Nine and a half days to the tenth at noon, four news: asked four times in their mean pause.
    assert poll(own, tools).next_at == noon + timedelta(days=9.5) / 4 / 4
    assert poll(own, tools).outcome == "unchanged"
    assert poll(own, tools).next_at == noon + timedelta(days=9.5) / 4 / 4
    within = replace(own, between=(timedelta(minutes=30), timedelta(hours=2)))
    assert poll(within, tools).next_at == noon + timedelta(hours=2) * 0.95


def test_what_a_source_asks_for_goes_to_its_list_and_its_articles(pages, source, tools):
    fill(pages, "ants")
    access = Access(headers=(("X-Key", "k3y"),), origin=source.url)
    poll(replace(source, access=access, respect_robots=False), tools)
    assert pages["keys"] == [("/news", "k3y"), ("/ants", "k3y")]


def test_a_source_that_says_how_long_it_stays_fresh_is_not_asked_before(pages, source, tools, noon):
    fill(pages, "ants")
    pages["headers"] = {"Cache-Control": "max-age=7200"}
    assert poll(source, tools).next_at == noon + timedelta(hours=2)
    assert poll(source, tools).next_at == noon + timedelta(hours=2)


def test_a_source_that_is_gone_for_good_is_hardly_asked_again(pages, source, tools, noon):
    pages["/news"] = 410
    gone = poll(source, tools)
    assert gone.next_at == noon + timedelta(days=30)
    assert "gone for good (410): remove the source" in gone.error


def redirecting(status, to):
    def answer(handler):
        handler.send_response(status)
        handler.send_header("Location", to)
        handler.end_headers()

    return answer


def polled(pages, source, tools, clock, *, days):
    """Poll after so many days; return what was asked for, but for articles and robots.txt, and the poll."""
    clock.now += timedelta(days=days)
    before = len(pages.setdefault("asked", []))
    poll_now = poll(source, tools)
    return [path for path in pages["asked"][before:] if path in {"/news", "/moved"}], poll_now


def test_an_address_has_moved_once_that_has_held_for_days(pages, source, tools, clock):
    fill(pages, "ants")
    pages |= {"/moved": pages["/news"], "/news": redirecting(301, "/moved"), "asked": []}
    assert polled(pages, source, tools, clock, days=0)[0] == ["/news", "/moved"]
    assert polled(pages, source, tools, clock, days=2)[0] == ["/news", "/moved"]
    asked, last = polled(pages, source, tools, clock, days=1)
    assert asked == ["/moved"]
    assert last.faults == (f"the address has moved for good to {pages['url']}/moved: change url",)


def test_an_address_that_has_moved_and_fails_is_looked_for_at_both_places(pages, source, tools, clock):
    fill(pages, "ants")
    list_page = pages["/news"]
    pages |= {"/moved": list_page, "/news": redirecting(308, "/moved"), "asked": []}
    polled(pages, source, tools, clock, days=0)
    pages |= {"/moved": 404, "/news": 404}
    asked = [polled(pages, source, tools, clock, days=days)[0] for days in (4, 1, 1)]
    assert asked == [["/moved"], ["/news"], ["/moved"]]
    pages["/news"] = list_page
    asked = [polled(pages, source, tools, clock, days=1)[0] for _ in range(2)]
    assert asked == [["/news"], ["/news"]], "it is back, and asked as before"


def test_a_place_that_it_had_moved_to_does_not_end_a_source_that_is_there(pages, source, tools, clock):
    fill(pages, "ants")
    list_page = pages["/news"]
    pages |= {"/moved": list_page, "/news": redirecting(301, "/moved"), "asked": []}
    polled(pages, source, tools, clock, days=0)
    pages |= {"/moved": 410, "/news": list_page}
    asked, failed = polled(pages, source, tools, clock, days=4)
    assert (asked, failed.next_at) == (["/moved"], failed.at + timedelta(hours=1))
    assert failed.error == (
        f"{pages['url']}/moved is gone for good (410); it had moved there from {source.url}, which is asked next"
    )
    asked, found = polled(pages, source, tools, clock, days=1)
    assert (asked, found.outcome) == (["/news"], "unchanged")


def test_a_source_whose_server_was_down_for_weeks_is_not_given_up_by_its_first_404(
    pages, source, tools, clock
):
    pages["/news"] = 500
    for _ in range(15):
        polled(pages, source, tools, clock, days=1)
    pages["/news"] = 404
    polls = [polled(pages, source, tools, clock, days=1)[1] for _ in range(15)]
    assert [one.faults for one in polls[:13]] == [()] * 13
    assert polls[13].faults == ("it is asked once in 30 days from now on",)


def busy(seconds):
    def answer(handler):
        handler.send_response(429)
        handler.send_header("Retry-After", str(seconds))
        handler.end_headers()

    return answer


def test_a_host_that_wants_a_rest_at_an_article_is_left_in_peace_by_its_source(pages, source, tools, noon):
    fill(pages, "ants", "bees")
    pages["/ants"] = busy(20_000)
    assert poll(source, tools).next_at == noon + timedelta(seconds=20_000)
    assert "/bees" not in pages["asked"]


def test_a_host_that_wants_a_rest_at_its_robots_txt_is_left_in_peace_too(pages, source, tools, noon):
    pages["/robots.txt"] = busy(20_000)
    assert poll(source, tools).next_at == noon + timedelta(seconds=20_000)


def test_a_host_that_wants_a_rest_gets_it_from_the_next_process_too(pages, source, tools, noon):
    pages["/busy"] = busy(600)
    poll(replace(source, key="busy", url=f"{pages['url']}/busy"), tools)
    with Fetcher(user_agent="test", clock=tools.clock, allow_private_addresses=True) as fetcher:
        later = replace(tools, line=replace(tools.line, fetcher=fetcher))
        assert poll(source, later).outcome == "put off"
    assert "/news" not in pages["asked"]


def test_a_host_that_is_asked_too_much_is_left_alone_though_it_does_not_say_for_how_long(
    pages, source, tools, noon
):
    fill(pages, "ants", "bees")
    pages["/ants"] = 429
    assert poll(source, tools).outcome == "fetched"
    assert poll(source, tools).next_at == noon + timedelta(minutes=10)
    assert pages["asked"] == ["/robots.txt", "/news", "/ants"]


def failures(tools, keys):
    with tools.store.reading() as tx:
        return {key: store.polls.memory(tx, key).failures for key in keys}


def test_where_nobody_can_be_reached_no_source_is_to_blame(pages, source, tools, noon):
    source = replace(source, respect_robots=False)
    silent = [replace(source, key=f"s{n}", url=f"http://127.0.0.{n}:9/") for n in range(2, 7)]
    keys = [one.key for one in silent]
    for _ in range(5):
        polls = list(gathering.gather(silent, tools, asked=True))
    assert all("look whether this machine has a network" in one.error for one in polls)
    assert {one.next_at for one in polls} == {noon + source.interval}
    assert set(failures(tools, keys).values()) <= {0, 1}
    fill(pages, "ants")
    assert poll(source, tools).outcome == "fetched"
    assert "network" not in poll(silent[0], tools).error


def test_a_source_that_was_not_asked_has_not_failed(pages, source, tools, clock, noon):
    fill(pages, "ants")
    pages["/busy"] = busy(600)
    other = replace(source, key="busy", url=f"{pages['url']}/busy")
    first, second = gathering.gather([other, source], tools, asked=True)
    assert (first.outcome, second.outcome, second.error) == ("failed", "put off", None)
    assert second.next_at == noon + timedelta(minutes=10)
    assert second.faults[0].startswith("127.0.0.1 wants not to be asked before")
    with tools.store.reading() as tx:
        assert store.polls.memory(tx, "page").failures == 0
        assert list(store.polls.latest(tx, ["page", "busy"])) == ["busy"]
    clock.now = second.next_at
    (third,) = [one for one in gathering.gather([source], tools) if one.source == "page"]
    assert third.outcome == "fetched"


def test_an_article_that_is_gone_for_good_is_told_by_the_lists_word_at_once(pages, source, tools):
    fill(pages, "ants")
    pages["/ants"] = 410
    polls = [poll(source, tools) for _ in range(2)]
    assert [(one.counts.get("new", 0), one.faults) for one in polls] == [(1, ()), (0, ())]
    assert pages["asked"].count("/ants") == 1


def test_what_is_wrong_with_an_article_is_not_said_of_the_source(pages, source, tools):
    fill(pages, "ants")
    pages["/ants"] = 404
    (fault,) = poll(source, tools).faults
    assert fault.endswith(f"will be tried again: {pages['url']}/ants is not there (404)")


@pytest.mark.parametrize(
    ("status", "polls", "said"),
    [
        (
            404,
            1,
            "an article is missing and will be tried again: {url}/ants is not there (404) (and 2 others)",
        ),
        (
            404,
            3,
            "an article's text will not come, and the list's word is taken: {url}/ants is not there (404)",
        ),
        (401, 1, "an article's text will not come, and the list's word is taken: {url}/ants wants a user"),
    ],
)
def test_what_is_wrong_with_several_articles_is_said_once(pages, source, tools, status, polls, said):
    fill(pages, "ants", "bees", "cats")
    pages |= dict.fromkeys(("/ants", "/bees", "/cats"), status)
    (fault,) = [poll(source, tools) for _ in range(polls)][-1].faults
    assert fault.startswith(said.format(url=pages["url"]))
    assert fault.endswith(" (and 2 others)")


def test_articles_that_robots_txt_keeps_from_us_are_said_once(pages, source, tools):
    fill(pages, "ants", "bees", "cats")
    pages["/robots.txt"] = "User-agent: *\n" + "".join(
        f"Disallow: /{name}\n" for name in ("ants", "bees", "cats")
    )
    (fault,) = poll(source, tools).faults
    assert "not to read /ants: " in fault
    assert fault.endswith(" (and 2 others)")


LOGIN = "<title>Sign in</title><form><input name='user'><input type='password'></form>"
MEMBERS = "<h1>The story of {name}</h1><p>You must be logged in to view this content.</p>" + LOGIN
GATE = "<title>Just a moment...</title><h1>Checking your browser</h1>"


@pytest.mark.parametrize("page", [LOGIN, MEMBERS, "elsewhere"])
def test_articles_behind_a_login_are_told_by_the_lists_word_at_once(pages, source, tools, page):
    open_source = replace(source, page=replace(source.page, article=ArticleRule()))
    fill(pages, "ants", "bees")
    for name in ("ants", "bees"):
        there = redirecting(302, f"/login?return={name}")
        pages[f"/{name}"] = there if page == "elsewhere" else page.format(name=name)
        pages[f"/login?return={name}"] = (
            "<h1>Welcome</h1>" + "<p>All members of the society may log in.</p>" * 9
        )
    done = poll(open_source, tools)
    assert done.counts["new"] == 2
    (fault,) = done.faults
    assert fault.startswith("an article's text will not come, and the list's word is taken: ")
    assert "wants a login: look for an address that is public" in fault
    assert fault.endswith("(and 1 other)")
    assert set(kept(tools).values()) == {""}


BOX = "<form><input name='user'><input type='password'><button>Sign in</button></form>"


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Sign in", "All about ants, from beginning to end."),
        ("The society", "The treaty on ants was signed in Vienna. Members only."),
        ("Airport security check: ants", "A lecture on ants at the gate."),
        ("Are you human? A lecture", "A lecture on ants and robots."),
        ("The society", "The film on ants is online. Sign in to watch it."),
    ],
)
@pytest.mark.parametrize(
    "box", ["{}", "<div><h2>Login</h2>{}</div>", "<div><fieldset><legend>Login</legend>{}</fieldset></div>"]
)
def test_a_short_article_beside_a_field_for_a_password_is_an_article(pages, source, tools, title, words, box):
    fill(pages, "ants")
    box = box.format(BOX)
    pages["/ants"] = f"<title>{title}</title>{box}<h1>The story of ants</h1><p>{words}</p>"
    done = poll(replace(source, page=replace(source.page, article=ArticleRule())), tools)
    assert (done.faults, list(kept(tools).values())) == ((), [words])


def test_an_article_of_but_a_picture_beside_a_field_for_a_password_is_an_article(pages, source, tools):
    fill(pages, "ants")
    pages["/ants"] = f"<title>The society</title>{BOX}<h1>The story of ants</h1><img src='/ants.jpg'>"
    done = poll(replace(source, page=replace(source.page, article=ArticleRule())), tools)
    assert (done.counts["new"], done.faults) == (1, ())


def test_a_challenge_in_place_of_an_article_is_tried_again(pages, source, tools):
    fill(pages, "ants")
    pages["/ants"] = GATE
    done = poll(replace(source, page=replace(source.page, article=ArticleRule())), tools)
    assert (done.counts.get("new", 0), kept(tools)) == (0, {})
    assert "will be tried again" in done.faults[0]
    assert "wants visitors to prove that they are people" in done.faults[0]


@pytest.mark.parametrize("headline", ["Are you human? – On ants", "Anmelden zum Kurs", "Log in to the ants"])
def test_what_its_list_calls_like_a_challenge_or_a_login_is_an_article(pages, source, tools, headline):
    fill(pages, "ants")
    pages["/news"] = pages["/news"].replace("The story of ants", headline)
    pages["/ants"] = (
        f"<title>{headline}</title><h1>{headline}</h1><p>All ants are told of who log in.</p>{BOX}"
    )
    done = poll(replace(source, page=replace(source.page, article=ArticleRule())), tools)
    assert (done.faults, kept(tools)) == ((), {headline: "All ants are told of who log in."})


def feed_page(*hrefs):
    links = "".join(f"<link rel='alternate' type='application/rss+xml' href='{href}'>" for href in hrefs)
    return f"<html><head><title>Sign in</title>{links}</head><body><p>Hello</p></body></html>"


FEED = "<rss version='2.0'><channel><item><title>News</title><guid>1</guid></item></channel></rss>"


def test_of_the_feeds_that_a_page_names_the_first_that_is_one_is_read(pages, source, tools):
    feed = replace(source, kind="feed", page=PageRule())
    pages |= {"/news": feed_page("/dead", "/living"), "/living": FEED}
    done = poll(feed, tools)
    assert list(kept(tools)) == ["News"]
    assert done.faults[0].endswith(f"set url to {pages['url']}/living")


def test_a_page_that_a_feed_has_moved_to_is_not_the_feeds_new_address(pages, source, tools, clock):
    feed = replace(source, kind="feed", page=PageRule())
    pages |= {"/news": redirecting(301, "/moved"), "/moved": feed_page("/living"), "/living": FEED}
    faults = polled(pages, feed, tools, clock, days=0)[1].faults
    assert faults == (
        f"a page came in place of the feed, and the feed that it names was read: set url to {pages['url']}/living",
    )
    assert polled(pages, feed, tools, clock, days=5)[0] == ["/news", "/moved"]


def test_where_a_page_came_from_that_came_in_place_of_a_feed_is_said(pages, source, tools):
    feed = replace(source, kind="feed", page=PageRule())
    pages |= {"/news": redirecting(302, "/moved"), "/moved": feed_page()}
    assert poll(feed, tools).error.startswith(
        f"{source.url} leads to {pages['url']}/moved: the answer is an HTML page titled “Sign in”, not a feed"
    )


def test_a_redirect_that_changes_its_mind_begins_anew(pages, source, tools, clock):
    fill(pages, "ants")
    pages |= {"/moved": pages["/news"], "asked": []}
    asked = []
    for status in (301, 302, 301, 301):
        pages["/news"] = redirecting(status, "/moved")
        asked += polled(pages, source, tools, clock, days=2)[0]
    assert asked == ["/news", "/moved"] * 4


def test_what_a_feed_wishes_holds_while_it_is_unchanged(pages, source, tools, noon):
    pages["/feed"] = "<rss version='2.0'><channel><ttl>240</ttl><item><title>t</title></item></channel></rss>"
    feed = Source(key="feed", society="society", kind="feed", url=f"{pages['url']}/feed")
    polls = [poll(feed, tools) for _ in range(2)]
    assert [one.outcome for one in polls] == ["fetched", "unchanged"]
    assert [one.next_at for one in polls] == [noon + timedelta(hours=4)] * 2


def test_a_source_that_is_lost_for_two_weeks_is_hardly_asked_again(pages, source, tools, clock):
    first = polled(pages, source, tools, clock, days=0)[1]
    last = polled(pages, source, tools, clock, days=14)[1]
    assert (first.next_at, first.faults) == (first.at + timedelta(hours=1), ())
    assert (last.next_at, last.faults) == (
        last.at + timedelta(days=30),
        ("it is asked once in 30 days from now on",),
    )
    fill(pages, "ants")
    assert polled(pages, source, tools, clock, days=30)[1].outcome == "fetched"
    pages["/news"] = 404
    again = polled(pages, source, tools, clock, days=0)[1]
    assert again.next_at == again.at + timedelta(hours=1)


def test_sources_on_one_host_go_one_after_another_and_all_are_told(pages, source, tools):
    fill(pages, "ants")
    sources = [replace(source, key=f"page-{number}") for number in range(5)]
    polls = list(gathering.gather(sources, tools, asked=True))
    assert [one.source for one in polls] == [one.key for one in sources]


@pytest.fixture
def slow():
    """Serve nothing on every address of this machine, after as many milliseconds as the path says."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            time.sleep(int(self.path[1:]) / 1_000)
            self.send_error(404)

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("0.0.0.0", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def test_sources_are_claimed_several_together_as_hosts_become_free(source, tools, slow):
    tools = replace(tools, limits=gathering.Limits(hosts=8, together=4))
    sources = [
        replace(source, key=f"s{n}", kind="feed", url=f"http://127.0.0.{n}:{slow}/{15 * (n % 8)}")
        for n in range(2, 26)
    ]
    claims = []

    def asked(_connection, _cursor, statement, *_):
        if statement.startswith("UPDATE source") and "RETURNING" in statement:
            claims.append(statement)

    event.listen(tools.store.engine, "before_cursor_execute", asked)
    assert len(list(gathering.gather(sources, tools, asked=True))) == len(sources)
    event.remove(tools.store.engine, "before_cursor_execute", asked)
    assert len(claims) <= 1 + (24 - 8) / 4


def test_the_program_failing_on_one_source_does_not_stop_the_others(pages, source, tools):
    fill(pages, "ants")
    broken = replace(source, key="broken", backlog="not a length of time")
    polls = {one.source: one for one in gathering.gather([broken, source], tools, asked=True)}
    assert polls["page"].outcome == "fetched"
    assert polls["broken"].outcome == "failed"
    assert "the program failed (TypeError" in polls["broken"].error


REBUILT = "<p>We have a new site!</p>"


def test_a_page_that_has_been_rebuilt_raises_the_alarm_until_it_is_read_again_and_forgets_nothing(
    pages, source, tools
):
    fill(pages, "ants")
    good = pages["/news"]
    assert poll(source, tools).faults == ()
    pages["/news"] = REBUILT
    for _ in range(2):
        assert "finds no news on the page" in poll(source, tools).faults[0]
    assert list(kept(tools)) == ["The story of ants"]
    pages["/news"] = good
    assert poll(source, tools).faults == ()


def test_with_an_alarm_the_last_good_page_and_the_present_one_are_kept(pages, source, tools):
    fill(pages, "ants")
    good = pages["/news"]
    poll(source, tools)
    pages["/news"] = REBUILT
    told = poll(source, tools).faults[1]
    paths = {name: tools.pages / f"page.{name}.html.txt" for name in ("good", "now")}
    assert {name: path.read_text() for name, path in paths.items()} == {"good": good, "now": REBUILT}
    assert all(str(path) in told for path in paths.values())
    assert "aggregator check page" in told


NEWS = "".join(
    f"<li><i>0{n} November 2026</i> <a href='/art/{n}'>A headline of the society, number {n}</a></li>"
    for n in range(1, 5)
)
PARKED = "".join(f"<li><a href='/s/{n}'>Courses in radiology online, number {n}</a></li>" for n in range(4))


@pytest.fixture
def bare(pages, source):
    """Return a page source without selectors, of which the news and then something else were polled."""
    pages["/news"] = f"<ul>{NEWS}</ul>"
    pages |= {f"/art/{n}": f"<h1>News {n}</h1><p>All about number {n}.</p>" for n in range(1, 5)}
    return replace(source, page=PageRule())


def test_a_page_that_shows_something_else_raises_the_alarm_and_brings_none_of_it(pages, bare, tools):
    assert poll(bare, tools).counts["new"] == 4
    titles = list(kept(tools))
    pages["/news"] = f"<ul>{PARKED}</ul>"
    for _ in range(2):
        done = poll(bare, tools)
        assert "the page shows something else than before" in done.faults[0]
        assert str(tools.pages / "page.now.html.txt") in done.faults[1]
    assert list(kept(tools)) == titles
    assert not [path for path in pages["asked"] if path.startswith("/s/")]
    pages["/news"] = f"<ul>{NEWS}</ul>"
    done = poll(bare, tools)
    assert (done.faults, done.counts["known"]) == ((), 4)


def test_a_site_that_was_rebuilt_is_read_again_once_news_come_above_those_there(pages, bare, tools):
    poll(bare, tools)
    pages["/news"] = f"<ul>{PARKED}</ul>"
    poll(bare, tools)
    pages["/news"] = (
        f"<ul><li><a href='/s/9'>The society has a new site and tells of it</a></li>{PARKED}</ul>"
    )
    pages |= {f"/s/{n}": f"<h1>News {n}</h1><p>All about number {n}.</p>" for n in (0, 1, 2, 3, 9)}
    done = poll(bare, tools)
    assert done.faults == ()
    assert {"The society has a new site and tells of it", "Courses in radiology online, number 3"} < set(
        kept(tools)
    )
    assert poll(bare, tools).faults == ()


@pytest.mark.parametrize("change", [{"page": PageRule(item="li")}, {"url": "{url}/elsewhere"}])
def test_what_the_operator_has_said_is_not_doubted(pages, bare, tools, change):
    poll(bare, tools)
    pages["/news"] = pages["/elsewhere"] = f"<ul>{PARKED}</ul>"
    assert "something else" in poll(bare, tools).faults[0]
    changed = {name: one.format(**pages) if name == "url" else one for name, one in change.items()}
    assert not any("something else" in told for told in poll(replace(bare, **changed), tools).faults)


def test_a_page_that_cannot_be_kept_stops_no_poll(pages, source, tools):
    fill(pages, "ants")
    tools.pages.write_text("a file where the folder should be")
    done = poll(source, tools)
    assert (done.outcome, done.counts["new"]) == ("fetched", 1)
    assert "the page could not be kept" in done.faults[0]


def test_a_selector_that_finds_nothing_on_any_article_raises_the_alarm(pages, source, tools):
    fill(pages, "ants", "bees")
    blind = replace(source, page=replace(source.page, article=ArticleRule(body="#gone")))
    done = poll(blind, tools)
    assert done.counts["new"] == 2
    assert "the selector article.body = '#gone' finds nothing" in done.faults[0]


def pdf(request):
    request.send_response(200)
    request.send_header("Content-Type", "application/pdf")
    request.end_headers()
    request.wfile.write(b"%PDF-1.4")


def test_an_article_that_is_no_page_does_not_hide_that_a_selector_finds_nothing(pages, source, tools):
    fill(pages, "ants", "bees")
    pages["/bees"] = pdf
    blind = replace(source, page=replace(source.page, article=ArticleRule(body="#gone")))
    assert "the selector article.body = '#gone' finds nothing" in poll(blind, tools).faults[0]


def test_a_selector_that_one_article_has_raises_none(pages, source, tools):
    fill(pages, "ants", "bees")
    pages["/bees"] = "<h1>The story of bees</h1><p>All about bees, set in another way for once.</p>"
    assert poll(source, tools).faults == ()


def test_a_poll_that_finds_no_room_is_due_again_at_its_next_time(source, tools, pages, clock):
    fill(pages, "a", "b")
    source = replace(source, interval=timedelta(minutes=10))
    pages["/a"] = ARTICLE.format(name="a" * 200_000)
    with tools.store.reading() as connection:
        pages_now = connection.exec_driver_sql("PRAGMA page_count").scalar()

    def no_room(connection, _record, _proxy):
        connection.execute(f"PRAGMA max_page_count = {pages_now + 8}")

    event.listen(tools.store.engine, "checkout", no_room)
    (full,) = gathering.gather([source], tools)
    assert "the disk is full" in full.error
    event.remove(tools.store.engine, "checkout", no_room)
    tools.store.engine.dispose()
    assert list(gathering.gather([source], tools)) == []
    clock.now += timedelta(minutes=11)  # long before the lease of a poller that died ends
    (poll,) = gathering.gather([source], tools)
    assert (poll.outcome, poll.counts["new"]) == ("fetched", 2)


def test_what_a_feed_says_of_itself_is_kept_with_its_items_and_with_none_stays_as_it_was(pages, tools):
    feed = Source(key="feed", society="society", kind="feed", url=f"{pages['url']}/feed")
    said = []
    for title, entry in (("First", "a"), ("Renamed", "a"), ("Renamed", "b")):
        pages["/feed"] = (
            f"<feed xmlns='http://www.w3.org/2005/Atom'><id>urn:feed</id><title>{title}</title>"
            f"<link href='/'/><entry><id>urn:{entry}</id><title>Entry {entry}</title></entry></feed>"
        )
        assert poll(feed, tools).outcome == "fetched"
        with tools.store.reading() as tx:
            said.append(store.naming.imprints(tx, ["feed"])["feed"])
    assert [one.title for one in said] == ["First", "First", "Renamed"]
    assert said[0] == Imprint(id="urn:feed", title="First", link=f"{pages['url']}/")
