"""``discover URL``: how a site may be polled, ready to paste."""

import html
import json
import tomllib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from aggregator.config import load

PAGE = (
    b"<html><head>%s<title>The Society</title></head><body><nav><ul><li><a href='/about'>About our society</a></li></ul></nav>"
    b"<ul class='news'><li class='item'><h3><a href='/1'>A headline about ants</a></h3><time>2026-11-01</time></li>"
    b"<li class='item'><h3><a href='/2'>A headline about bees</a></h3><time>2026-11-02</time></li></ul></body></html>"
)
LINK = b"<link rel='alternate' type='application/rss+xml' title='News' href='/the-feed'>"


@pytest.fixture
def site(a_site):
    return a_site({})


def test_the_feeds_that_a_page_names_are_tried_and_shown_ready_to_paste(web, rss, site, run):
    web.pages |= {"/": PAGE % LINK, "/the-feed": rss(("a", "First"), ("b", "Second"))}
    ran = run("discover", f"{web.url}/")
    assert ran.code == 0
    assert "# a feed, “A feed”, with 2 entries now" in ran.out
    (source,) = tomllib.loads(ran.out)["source"]
    assert (source["kind"], source["url"]) == ("feed", f"{web.url}/the-feed")


def test_a_feed_that_is_not_named_is_found_where_feeds_often_are(web, rss, site, run):
    web.pages |= {"/": PAGE % b"", "/feed": rss(("a", "First"))}
    assert [one["url"] for one in run("discover", f"{web.url}/", "--json").json["feeds"]] == [
        f"{web.url}/feed"
    ]


def test_an_address_that_is_a_feed_is_shown_as_it_is(web, rss, site, run):
    web.pages["/feed"] = rss(("a", "First"))
    assert [one["url"] for one in run("discover", f"{web.url}/feed", "--json").json["feeds"]] == [
        f"{web.url}/feed"
    ]


def test_a_page_without_a_feed_is_proposed_with_selectors_that_work(web, site, run):
    web.pages["/"] = PAGE % LINK
    ran = run("discover", f"{web.url}/")
    assert ran.code == 0
    (source,) = tomllib.loads(ran.out)["source"]
    configured = load(f'[site]\ntitle = "x"\n{ran.out}', file="x", environ={}).sources[source["key"]]
    assert (configured.kind, configured.page.item, configured.page.title) == ("page", "li.item", "h3")
    assert "A headline about ants" in ran.out


def test_a_page_that_offers_nothing_says_so(web, site, run):
    web.pages["/"] = b"<p>Under construction"
    ran = run("discover", f"{web.url}/")
    assert (ran.code, "offers no feed and no sitemap, and shows no news" in ran.err) == (1, True)


SCAN = b"<h1>Global scan</h1>" + b"".join(
    b"<h2>The %s Society</h2>" % society
    + b"".join(
        b"<h3>%s of %s</h3><p>%s</p>" % (news, society, b"It says that it will meet. " * 6)
        for news in (b"A", b"B")
    )
    for society in (b"Ant", b"Bee", b"Cow")
)


def test_a_page_of_sections_without_links_is_proposed_with_the_headings_that_begin_them(web, site, run):
    web.pages["/"] = SCAN
    ran = run("discover", f"{web.url}/")
    (source,) = tomllib.loads(ran.out)["source"]
    configured = load(f'[site]\ntitle = "x"\n{ran.out}', file="x", environ={}).sources[source["key"]]
    assert (configured.page.split, configured.page.group) == ("h3", "h2")
    assert "6 items now" in ran.out


@pytest.mark.parametrize(
    "page",
    [
        b"<h1>About us</h1><h2>History</h2><p>%s</p><h2>Board</h2><p>%s</p>"
        % (b"It met. " * 30, b"It is. " * 30),
        SCAN.replace(b"<p>", b"<!--").replace(b"</p>", b"-->"),
    ],
    ids=["one thing", "headings only"],
)
def test_a_page_of_few_sections_or_of_no_words_is_no_page_of_news(web, site, run, page):
    web.pages["/"] = page
    assert run("discover", f"{web.url}/").code == 1


NEWS = (
    b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>"
    b"<url><loc>%s/ants</loc><n:news><n:publication_date>2026-11-01</n:publication_date><n:title>A story about ants"
    b"</n:title></n:news></url></urlset>"
)
INDEX = b"<sitemapindex><sitemap><loc>%s/maps/pages.xml</loc></sitemap><sitemap><loc>%s/maps/news.xml</loc></sitemap></sitemapindex>"


def test_the_news_sitemap_that_robots_txt_leads_to_is_proposed_and_can_be_polled(web, site, a_site, run):
    url = web.url.encode()
    web.pages |= {
        "/": b"<p>Under construction",
        "/robots.txt": b"User-agent: *\nAllow: /\nSitemap: %s/maps.xml" % url,
        "/maps.xml": INDEX % (url, url),
        "/maps/news.xml": NEWS % url,
        "/ants": b"<h1>A story about ants</h1><p>All about ants, who build their houses of the needles of trees.</p>",
    }
    ran = run("discover", f"{web.url}/")
    assert ran.code == 0
    assert "a news sitemap of 1 page now" in ran.out
    (source,) = tomllib.loads(ran.out)["source"]
    assert (source["kind"], source["url"]) == ("page", f"{web.url}/maps.xml")
    a_site({}, more=f'[[source]]\nkey = "map"\nsociety = "society"\nkind = "page"\nurl = "{source["url"]}"\n')
    ((item,),) = [one["items"] for one in run("check", "map", "--json").json]
    assert (item["title"], item["link"]) == ("A story about ants", f"{web.url}/ants")


def test_a_page_that_is_not_there_says_so(web, site, run):
    ran = run("discover", f"{web.url}/")
    assert (ran.code, "(404)" in ran.err) == (1, True)


def test_what_a_page_says_of_itself_is_quoted(web, site, run):
    web.pages["/"] = PAGE.replace(b"class='item'", b"class='it&quot;em'") % b""
    tomllib.loads(run("discover", f"{web.url}/").out)


COMMENTS = b"<link rel='alternate' type='application/rss+xml' title='Comments Feed' href='/comments/feed/'>"
SHOWN = b"<a href='/news.rss'>RSS</a> <a href='http://[broken/feed'>RSS</a> <a href='/feed-your-cat'>Cats</a>"


def test_what_is_found_is_pasted_as_it_is_and_works(web, rss, site, run, tmp_path):
    pages = {"/": PAGE % (LINK + COMMENTS) + SHOWN, "/the-feed": rss(("a", "First"))}
    web.pages |= pages | {"/news.rss": rss(("b", "Second")), "/comments/feed/": rss(("c", "Comment"))}
    for _ in range(2):  # what is there already keeps its key
        found = run("discover", f"{web.url}/").out
        with (tmp_path / "sources.toml").open("a") as configured:
            configured.write(f"\n{found}")
    assert "comments" not in found
    checked = run("check", "--json")
    assert checked.code == 0, checked.err
    sources = tomllib.loads((tmp_path / "sources.toml").read_text())["source"]
    assert [one["url"].removeprefix(web.url) for one in sources[-4:]] == ["/the-feed", "/news.rss"] * 2
    assert len({one["key"] for one in sources}) == len(sources)


HOSTILE = "News”\n\n[[source]]\nkey = 'evil'\nsociety = 's'\ncommand = ['evil']\n# \x1b[2J\u202e\x9b\u2028x"


def json_feed(title):
    entries = [{"id": "1", "url": "http://society.test/1", "title": title}]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": title, "items": entries}
    return json.dumps(feed).encode()


def as_page(title):
    return PAGE.replace(b"A headline about ants", html.escape(title).encode()) % b""


@pytest.mark.parametrize("page", [json_feed(HOSTILE), as_page(HOSTILE)], ids=["a feed's title", "a headline"])
@pytest.mark.parametrize("form", [[], ["--json"]], ids=["to paste", "for programs"])
def test_what_a_stranger_writes_neither_gets_into_what_is_pasted_nor_to_the_terminal(
    web, site, run, page, form
):
    web.pages["/"] = page
    out = run("discover", f"{web.url}/", *form).out
    assert "News”" in out
    assert not [sign for sign in out if not sign.isprintable() and sign != "\n"]
    if not form:
        (source,) = tomllib.loads(out)["source"]
        assert (source["key"], "command" in source) == ("127-0-0-1-news", False)


def feeds(run, url):
    return [one["url"].removeprefix(url) for one in run("discover", f"{url}/", "--json").json["feeds"]]


@pytest.mark.parametrize(
    ("head", "there", "found"),
    [
        ("<base href='/sub/'><link rel=alternate type=application/rss+xml href=feed>", ["/sub/feed"], None),
        ("<link rel=alternate type=text/xml href=/n.xml>", ["/n.xml"], None),
        ("<link rel=alternate type=application/json href=/n.json>", ["/n.json"], None),
        ("<link rel=alternate href=/n.xml>", ["/n.xml"], None),
        ("<link rel='feed home' href=/n.xml>", ["/n.xml"], None),
        ("<a rel=alternate type=application/atom+xml href=/n>News</a>", ["/n"], None),
        ("<link rel=alternate type=application/rss+xml href=/a><link rel=alternate href=/b>", ["/b"], None),
        (
            (
                "<link rel=alternate type=application/rss+xml href='/?feed=rss2'>"
                "<link rel=alternate type=application/rss+xml href='/?feed=comments-rss2'>"
            ),
            ["/?feed=rss2", "/?feed=comments-rss2"],
            ["/?feed=rss2"],
        ),
    ],
)
def test_feeds_are_found_however_a_page_names_them(web, rss, site, run, head, there, found):
    web.pages["/"] = PAGE % head.encode()
    web.pages |= {path: rss((path.strip("/?=."), "News")) for path in there}
    assert feeds(run, web.url) == (found or there)


def test_of_feeds_that_tell_the_same_one_is_proposed_and_those_with_entries_come_first(web, rss, site, run):
    links = b"".join(LINK.replace(b"/the-feed", b"/" + name) for name in (b"empty", b"rss", b"atom", b"more"))
    web.pages |= {"/": PAGE % links, "/empty": rss(), "/rss": rss(("a", "A")), "/atom": rss(("a", "A"))}
    web.pages["/more"] = rss(("b", "B"))
    assert feeds(run, web.url) == ["/rss", "/more", "/empty"]


def test_no_more_is_asked_for_than_it_takes_to_find_a_feed(web, rss, site, run):
    web.pages |= {"/": PAGE % b"", "/feed": rss(("a", "A")), "/rss.xml": rss(("b", "B"))}
    assert feeds(run, web.url) == ["/feed"]
    assert web.asked == ["/", "/robots.txt", "/feed"]


def test_what_robots_txt_would_keep_us_from_is_told_with_the_proposal(web, site, run):
    web.pages |= {"/": PAGE % b"", "/robots.txt": b"User-agent: *\nDisallow: /"}
    said = run("discover", f"{web.url}/").out
    assert "# it would not be read as it is: " in said
    assert "or set respect_robots = false if it has agreed" in said
    assert "asks aggregator not to read /" in run("discover", f"{web.url}/", "--json").json["page"]["refused"]


def test_where_robots_txt_forbids_all_only_what_was_named_is_asked_for(web, rss, site, run):
    web.pages |= {
        "/": PAGE % b"" + b"<a href='/news'>News</a>",
        "/feed": rss(("a", "A")),
        "/news": PAGE % b"",
    }
    web.pages["/robots.txt"] = b"User-agent: *\nDisallow: /"
    run("discover", f"{web.url}/")
    assert set(web.asked) == {"/", "/robots.txt"}


def test_a_feed_on_another_host_is_proposed_for_the_society_that_was_asked_for(web, rss, a_site, run):
    elsewhere = web.url.replace("127.0.0.1", "localhost")
    web.pages |= {"/": PAGE % LINK.replace(b"/the-feed", f"{elsewhere}/the-feed".encode())}
    web.pages["/the-feed"] = rss(("a", "A"))
    a_site({}, more=f'[[society]]\nkey = "bell"\nname = "Bell"\nurl = "{web.url}/"\n')
    (source,) = tomllib.loads(run("discover", f"{web.url}/").out)["source"]
    assert (source["society"], source["url"]) == ("bell", f"{elsewhere}/the-feed")


def test_a_site_that_is_named_barely_is_proposed_by_the_scheme_that_answers(web, rss, site, run):
    web.pages |= {"/": PAGE % LINK, "/the-feed": rss(("a", "A"))}
    (society,) = tomllib.loads(run("discover", web.url.removeprefix("http://")).out)["society"]
    assert society["url"] == f"{web.url}/"


def test_a_password_in_the_address_opens_the_sites_feeds_and_is_not_shown(web, rss, site, run):
    def locked(body):
        def answer(handler):
            known = handler.headers["Authorization"] == "Basic dTpnZWhlaW0="
            handler.send_response(200 if known else 401)
            handler.send_header("Content-Length", str(len(body) if known else 0))
            handler.end_headers()
            handler.wfile.write(body if known else b"")

        return answer

    web.pages |= {"/": locked(PAGE % LINK), "/the-feed": locked(rss(("a", "A")))}
    address = web.url.replace("://", "://u:geheim@")
    ran = run("discover", f"{address}/")
    assert (ran.code, tomllib.loads(ran.out)["source"][0]["url"]) == (0, f"{web.url}/the-feed")
    assert "# it wants the user and password that you gave" in ran.out
    web.pages["/"] = locked(b"<p>Under construction")
    nothing = run("discover", f"{address}/"), run("discover", f"{address}/", "--json")
    assert "geheim" not in ran.out + "".join(one.out + one.err for one in nothing)


def test_a_bare_name_is_a_sites_address_too(web, rss, site, run):
    web.pages |= {"/": PAGE % LINK, "/the-feed": rss(("a", "A"))}
    found = run("discover", web.url.removeprefix("http://"), "--json").json["feeds"]
    assert [one["url"] for one in found] == [f"{web.url}/the-feed"]


def answer(status, body=b"", **headers):
    def send(handler):
        handler.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return send


@pytest.mark.parametrize(
    ("comes", "words"),
    [
        (answer(500), "# the page names a feed that cannot be read now: {}/the-feed answered 500"),
        (answer(404), "# the page names a feed that cannot be read now: {}/the-feed is not there (404)"),
        (b"<p>Gone", "# the page names {}/the-feed as a feed, but the answer is an HTML page"),
        (answer(503, Retry_After="60"), "# 127.0.0.1 wants to be asked more rarely and was asked no more"),
    ],
)
def test_a_feed_that_a_page_names_and_that_cannot_be_read_is_told_with_what_is_proposed(
    web, site, run, comes, words
):
    web.pages |= {"/": PAGE % LINK, "/the-feed": comes}
    ran = run("discover", f"{web.url}/")
    assert words.format(web.url) in ran.out
    assert "respect_robots" not in ran.out
    assert tomllib.loads(ran.out)["source"][0]["kind"] == "page"
    assert words.format(web.url)[2:] in " ".join(run("discover", f"{web.url}/", "--json").json["notes"])


@pytest.mark.parametrize("tired", [answer(429), answer(503, Retry_After="60")], ids=["429", "503"])
def test_a_host_that_has_had_enough_is_asked_nothing_more(web, site, run, tired):
    web.pages |= {"/": b"<p>Hello", "/feed": tired}
    ran = run("discover", f"{web.url}/")
    assert (ran.code, web.asked) == (1, ["/", "/robots.txt", "/feed"])
    assert "nothing was found yet" in ran.err
    assert "127.0.0.1 wants to be asked more rarely and was asked no more, so this may not be all" in ran.err


@pytest.mark.parametrize(
    ("status", "proposed"), [(302, "/feed"), (307, "/feed"), (301, "/new"), (308, "/new")]
)
def test_only_where_a_feed_has_moved_for_good_its_new_address_is_proposed(
    web, rss, site, run, status, proposed
):
    web.pages |= {"/feed": answer(status, Location="/new?sig=1"), "/new?sig=1": rss(("a", "A"))}
    web.pages["/new"] = rss(("a", "A"))
    (found,) = run("discover", f"{web.url}/feed", "--json").json["feeds"]
    assert found["url"].removeprefix(web.url).partition("?")[0] == proposed


def test_a_page_behind_a_session_is_proposed_by_the_address_that_lasts(web, site, run):
    web.pages |= {"/news": answer(302, Location="/news;jsessionid=1"), "/news;jsessionid=1": PAGE % b""}
    assert run("discover", f"{web.url}/news", "--json").json["page"]["url"] == f"{web.url}/news"


def test_a_feed_that_is_named_in_a_header_is_found(web, rss, site, run):
    named = '</updates.xml>; rel="alternate"; type="application/rss+xml"'
    web.pages |= {"/": answer(200, b"<p>Hello", Link=named), "/updates.xml": rss(("a", "A"))}
    assert feeds(run, web.url) == ["/updates.xml"]


REFRESH = b"<meta http-equiv='refresh' content='0; url=/en/'>"
FRAMES = b"<frameset cols='1,2'><frame src='/nav'><frame src='/en/'></frameset>"


@pytest.mark.parametrize("first", [REFRESH, FRAMES], ids=["refresh", "frames"])
@pytest.mark.parametrize(
    "then", [PAGE % LINK, PAGE % b"", None], ids=["a page with a feed", "news", "a feed"]
)
def test_a_page_that_holds_nothing_itself_is_followed_to_where_it_sends_its_readers(
    web, rss, site, run, first, then
):
    web.pages |= {"/": first, "/en/": then or rss(("b", "B")), "/the-feed": rss(("a", "A"))}
    found = run("discover", f"{web.url}/", "--json").json
    if then == PAGE % b"":
        assert (found["feeds"], found["page"]["url"]) == ([], f"{web.url}/en/")
    else:
        (feed,) = found["feeds"]
        assert feed["url"] == web.url + ("/the-feed" if then else "/en/")


def test_pages_that_send_their_readers_in_circles_are_followed_once_and_told(web, site, run):
    web.pages |= {"/": REFRESH, "/en/": b"<meta http-equiv='refresh' content='0; url=/'>"}
    ran = run("discover", f"{web.url}/")
    assert (ran.code, web.asked[:2], web.asked.count("/")) == (1, ["/", "/en/"], 1)
    assert f"shows no news: the page sends its readers on to {web.url}/en/" in ran.err
    del web.pages["/en/"]
    assert (
        f"leads on to a page that cannot be seen: {web.url}/en/ is not there"
        in run("discover", f"{web.url}/").err
    )


HOME = b"<html><head>%s</head><body><nav><a href='/'>Home</a> <a href='/aktuelles'>Aktuelles</a></nav><h1>Welcome</h1><p>We are a learned society.</p></body></html>"


def day(ago):
    return (datetime.now(UTC) - timedelta(days=ago)).date().isoformat()


def shown(ago, head=b""):
    """A page whose newest item is of so many days ago."""
    return (PAGE % head).replace(b"2026-11-02", day(ago).encode()).replace(b"2026-11-01", b"2014-01-01")


def test_a_page_without_news_is_followed_to_the_page_of_news_in_its_menu(web, site, run):
    web.pages |= {"/": HOME % b"", "/aktuelles": shown(5)}
    ran = run("discover", f"{web.url}/")
    (source,) = tomllib.loads(ran.out)["source"]
    assert (source["kind"], source["url"], source["item"]) == ("page", f"{web.url}/aktuelles", "li.item")
    assert (
        f"# the page of news is {web.url}/aktuelles, to which {web.url}/ has a link, “Aktuelles”" in ran.out
    )
    assert f"2 items now, the newest of {day(5)}:" in ran.out


@pytest.mark.parametrize("there", [HOME % LINK, None], ids=["named there", "itself"])
def test_the_feed_of_the_page_of_news_is_found(web, rss, site, run, there):
    web.pages |= {"/": HOME % b"", "/aktuelles": there or rss(("a", "A")), "/the-feed": rss(("b", "B"))}
    assert feeds(run, web.url) == ["/the-feed" if there else "/aktuelles"]


TEASERS = b"<ul>%s</ul>" % b"".join(
    b"<li class='card'><h3><a href='/%d'>The society's great prize number %d</a></h3></li>" % (one, one)
    for one in range(4)
)


@pytest.mark.parametrize(
    ("asked", "found"), [("/", "/aktuelles"), ("/en/index.html", "/aktuelles"), ("/press", "/press")]
)
def test_a_home_page_with_undated_teasers_gives_way_to_a_page_of_dated_news(web, site, run, asked, found):
    web.pages |= {asked: HOME % b"" + TEASERS, "/aktuelles": shown(5)}
    assert run("discover", web.url + asked, "--json").json["page"]["url"] == web.url + found


def test_a_home_page_with_old_news_gives_way_to_a_page_of_newer_news(web, site, run):
    web.pages |= {"/": shown(300) + HOME, "/aktuelles": shown(200)}
    assert run("discover", f"{web.url}/", "--json").json["page"]["url"] == f"{web.url}/aktuelles"
    web.pages["/aktuelles"] = shown(400)
    assert run("discover", f"{web.url}/", "--json").json["page"]["url"] == f"{web.url}/"


def test_of_two_pages_of_news_the_one_with_dates_is_proposed(web, site, run):
    both = (
        HOME.replace(b"<a href='/aktuelles'>Aktuelles", b"<a href='/news'>News</a> <a href='/press'>Press")
        % b""
    )
    web.pages |= {"/": both, "/news": TEASERS, "/press": shown(5)}
    assert run("discover", f"{web.url}/", "--json").json["page"]["url"] == f"{web.url}/press"
    assert web.asked[:4] == ["/", "/robots.txt", "/news", "/press"]
    web.pages["/press"] = TEASERS
    assert run("discover", f"{web.url}/", "--json").json["page"]["url"] == f"{web.url}/news"


def test_a_page_of_news_where_nothing_is_found_is_named(web, site, run):
    web.pages |= {"/": HOME % b"", "/aktuelles": b"<p>Nothing yet"}
    ran = run("discover", f"{web.url}/")
    assert (ran.code, f"no news are found on {web.url}/aktuelles, to which" in ran.err) == (1, True)
    del web.pages["/aktuelles"]
    assert "what may be the page of news cannot be seen" in run("discover", f"{web.url}/").err


def test_what_a_stranger_calls_its_news_does_not_get_to_the_terminal(web, site, run):
    words = b"News \x1b[2J\xe2\x80\xae\n[[source]]"
    web.pages |= {"/": b"<a href='/n'>%s</a>" % words, "/n": PAGE % b""}
    out = run("discover", f"{web.url}/").out
    assert len(tomllib.loads(out)["source"]) == 1
    assert not [sign for sign in out if not sign.isprintable() and sign != "\n"]


def test_feeds_that_a_page_lists_to_which_a_link_leads_are_found(web, rss, site, run):
    web.pages |= {"/": HOME % b"" + b"<a href='/rss'>RSS feeds</a>", "/rss/news.xml": rss(("a", "A"))}
    web.pages |= {"/rss": b"<a href='/rss/news.xml'>News</a> <a href='/rss/jobs.xml'>Jobs</a>"}
    web.pages |= {"/rss/jobs.xml": rss(("b", "B")), "/aktuelles": PAGE % b""}
    assert feeds(run, web.url) == ["/rss/news.xml", "/rss/jobs.xml"]
    assert web.asked == ["/", "/rss", "/rss/news.xml", "/rss/jobs.xml"]


def test_no_more_than_ten_links_are_tried_and_two_lists_of_feeds_are_opened(web, site, run):
    links = b"".join(b"<a href='/%d'>RSS</a>" % one for one in range(30))
    web.pages |= {f"/{one}": b"<a href='/list-%d.rss'>x</a>" % one for one in range(30)}
    web.pages["/"] = links
    run("discover", f"{web.url}/")
    tried = [one for one in web.asked if one.strip("/").isdigit() or "list" in one]
    assert tried == ["/0", "/list-0.rss", "/1", "/list-1.rss", "/2", "/3", "/4", "/5", "/6", "/7"]


def test_feeds_that_are_named_beyond_ten_are_told_of(web, rss, site, run):
    named = b"".join(
        b"<link rel='alternate' type='application/rss+xml' href='/%d'>" % one for one in range(12)
    )
    web.pages |= {"/": PAGE % named} | {f"/{one}": rss((str(one), "A")) for one in range(12)}
    found = run("discover", f"{web.url}/", "--json").json
    assert len(found["feeds"]) == 10
    assert found["notes"] == [f"it names more feeds than are tried at once: {web.url}/10 and 1 more were not"]


def told(*days):
    """A feed with an entry of each of these many days ago."""
    now = datetime.now(UTC)
    items = b"".join(
        b"<item><title>Told %d</title><link>http://society.test/%d</link><pubDate>%s</pubDate></item>"
        % (ago, ago, format_datetime(now - timedelta(days=ago)).encode())
        for ago in days
    )
    return b"<rss version='2.0'><channel><title>A feed</title>%s</channel></rss>" % items


@pytest.mark.parametrize(
    ("feed", "page", "kinds"),
    [
        (told(), shown(5, LINK), ["feed", "page"]),
        (told(4_000), shown(5, LINK), ["feed", "page"]),
        (told(200), shown(5, LINK), ["feed", "page"]),
        (told(4_000), shown(600, LINK), ["feed", "page"]),
        (told(200), shown(190, LINK), ["feed"]),
        (told(4_000), HOME % LINK + TEASERS, ["feed"]),
        (told(20), shown(5, LINK), ["feed"]),
        (told(4_000, 5), shown(1, LINK), ["feed"]),
        (told(4_000), HOME % LINK, ["feed", "page"]),
        (b"", HOME % b"", ["feed", "page"]),
    ],
    ids=[
        "empty", "long ago", "half a year behind", "both old", "old as the page", "undated teasers", "living",
        "living by one entry", "news one click away",
        "guessed and empty",
    ],
)  # fmt: skip
def test_a_feed_that_has_fallen_behind_does_not_hide_living_news(web, site, run, feed, page, kinds):
    web.pages |= {"/": page, "/the-feed": feed, "/feed": told()}
    if kinds[-1] == "page":
        web.pages["/aktuelles"] = shown(5)
    ran = run("discover", f"{web.url}/")
    assert [one["kind"] for one in tomllib.loads(ran.out)["source"]] == kinds
    assert ("# a page that is ahead of the feeds, on which" in ran.out) == (kinds[-1] == "page")
    assert web.asked.count("/the-feed") <= 1


def test_the_day_of_a_feeds_newest_entry_is_shown(web, site, run):
    web.pages |= {"/": PAGE % LINK, "/the-feed": told(4_000, 3_000)}
    newest = day(3_000)
    assert f"with 2 entries now, the newest of {newest}, long ago\n" in run("discover", f"{web.url}/").out
    assert run("discover", f"{web.url}/", "--json").json["feeds"][0]["newest"] == newest
    web.pages["/the-feed"] = told(1)
    assert "long ago" not in run("discover", f"{web.url}/").out
