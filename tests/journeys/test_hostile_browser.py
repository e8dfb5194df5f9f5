"""A thousand hostile entries through polling to pages and feeds: in Chromium none runs, none makes a request."""

import json
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle, islice, product
from urllib.parse import urlsplit
from urllib.request import urlopen

import feedparser
import pytest
from lxml import etree

from aggregator import web as pages
from aggregator.config import Site
from aggregator.jobs.gather import gather
from aggregator.jobs.publish import publish

playwright = pytest.importorskip(
    "playwright.sync_api", reason="Playwright is not installed: make check-pages gets it"
)
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
    pytest.mark.timeout(300),
]

COUNT, SOURCES = 1000, 5
SPY = "http://127.0.0.1:9/spy"
"""Where a request would go; nothing listens there, and the browser tells of every attempt."""

RUN = "window.__ran=(window.__ran||0)+1"

ACTS = [
    "<script>{run}</script>",
    "<script src={spy}.js></script>",
    "<scr<script>ipt>{run}</scr</script>ipt>",
    "<img src=x onerror={run}>",
    "<img src={spy}.gif>",
    "<img srcset='{spy}.png 1x, {spy}2.png 2x'>",
    "<picture><source srcset={spy}.webp><img src={spy}.png></picture>",
    "<svg onload={run}></svg>",
    "<svg><script>{run}</script></svg>",
    "<svg><image href={spy}.svg /></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload={run}>#x'/></svg>",
    "<svg><animate onbegin={run} attributeName=x dur=1s>",
    "<svg><foreignObject><iframe src={spy}></iframe></foreignObject></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror={run}></style></mglyph></table></mtext></math>",
    "<math href='javascript:{run}'>click</math>",
    "<math><annotation-xml encoding='text/html'><script>{run}</script></annotation-xml></math>",
    "<noscript><p title='</noscript><img src=x onerror={run}>'>",
    "<style><!--</style><img src=x onerror={run}>--></style>",
    "<style>@import '{spy}.css'; body{{background:url({spy}.gif)}}</style>",
    "<p style='background:url({spy}.gif);position:fixed;inset:0;z-index:99'>over all</p>",
    "<link rel=stylesheet href={spy}.css>",
    "<link rel=prefetch href={spy}>",
    "<meta http-equiv=refresh content='0;url={spy}'>",
    "<base href={spy}/>",
    "<iframe src={spy}></iframe>",
    "<iframe srcdoc='<script>parent.{run}</script>'></iframe>",
    "<object data={spy}.swf></object>",
    "<embed src={spy}.swf>",
    "<video src={spy}.mp4 autoplay onloadstart={run}></video>",
    "<video poster={spy}.jpg></video>",
    "<audio src={spy}.mp3 autoplay></audio>",
    "<form action={spy}><input name=x autofocus onfocus={run}></form>",
    "<button onclick={run} autofocus>go</button>",
    "<details open ontoggle={run}>x</details>",
    "<marquee onstart={run}>x</marquee>",
    "<body onload={run} background={spy}.gif>",
    "<table background={spy}.gif><td background={spy}2.gif>x</table>",
    "<a href='javascript:{run}'>link</a>",
    "<a href=' jav&#x09;ascript:{run}'>link</a>",
    "<a href='data:text/html,<script>{run}</script>'>link</a>",
    "<a href={spy} ping={spy}>link</a>",
    "<xmp><img src=x onerror={run}></xmp>",
    "<textarea><img src=x onerror={run}></textarea>",
    "<template><script>{run}</script></template>",
    "<select><iframe srcdoc='<img src=x onerror={run}>'></select>",
    "<p title='--><img src=x onerror={run}>'>x</p>",
    "<!--><img src=x onerror={run}>-->",
    "<![CDATA[><img src=x onerror={run}>]]>",
    "<?xml-stylesheet href='{spy}.xsl'?>",
    "<input type=image src={spy}.gif>",
    "<isindex action={spy} type=image src={spy}.gif>",
    "<keygen autofocus onfocus={run}>",
    "<div id=main><a id=location name=location href={spy}>clobber</a></div>",
    "<a href='//127.0.0.1:9/spy'><img src='//127.0.0.1:9/spy.gif'></a>",
]
WRAPS = [
    "{act}",
    "<p>Words before {act} and after.</p>",
    "</article></main></body></html>{act}",
    "<table><tr><td>{act}",
    "<b><i><a><p><div>{act}",
    "<svg><desc>{act}</desc></svg>",
    "<math><mi>{act}</mi></math>",
    "<noembed>{act}</noembed>",
    "</title></textarea></style></script>{act}",
    "<!-- {act} -->{act}",
    "&lt;b&gt;{act}",
    "<p>\u202e{act}<p>",
    "]]>{act}",
    "<ul><li><ul><li>{act}",
    "<plaintext>{act}",
    "<option>{act}",
    "<form><form>{act}</form>",
    "<h1>{act}</h1>",
    "<a href='https://a.test/'>{act}</a>",
]
SPOTS = ("title", "content", "both")


def payloads(count: int) -> Iterator[tuple[str, str]]:
    """Give ``count`` pairs of title and content."""
    pairs = islice(zip(product(WRAPS, ACTS), cycle(SPOTS), strict=False), count)
    for number, ((wrap, act), spot) in enumerate(pairs):
        markup = wrap.replace("{act}", act).format(run=RUN, spy=f"{SPY}/{number}")
        title = markup if spot != "content" else f"Entry {number}"
        yield f"{number} {title}", markup if spot != "title" else f"<p>Text of {number}</p>"


def feed(entries, start):
    items = "".join(
        f"<item><title>{escape(title)}</title><guid>{number}</guid><link>https://a.test/{number}</link>"
        f"<pubDate>{format_datetime(start - timedelta(minutes=number))}</pubDate>"
        f"<description>{escape(markup)}</description>{files(markup)}</item>"
        for number, (title, markup) in entries
    )
    title = escape(f"Hostile <script>{RUN}</script>")
    return f"<rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>".encode()


def files(markup):
    """Return files that go with an entry: one that would run, and one of a hostile name."""
    named = escape(f"https://a.test/{markup}.mp3", quote=True)
    return (
        f"<enclosure url='javascript:{escape(RUN, quote=True)}' type='text/html' length='1'/>"
        f"<enclosure url=\"{named}\" type='{escape(markup, quote=True)}' length='1'/>"
    )


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The address of a site that has polled the thousand and shows them."""
    folder = tmp_path_factory.mktemp("hostile")
    now = datetime.now(UTC)
    numbered = list(enumerate(payloads(COUNT)))
    feeds = [feed(numbered[place::SOURCES], now) for place in range(SOURCES)]
    with served(feeds) as root:
        toml = (
            '[site]\ntitle = "Hostile"\nurl = "http://news.test/"\n[fetch]\nallow_private_addresses = true\n'
        )
        for place in range(SOURCES):
            toml += f'[[society]]\nkey = "s{place}"\nname = "S"\n[[source]]\nkey = "s{place}"\nsociety = "s{place}"\n'
            toml += f'url = "{root}/{place}"\n'
        (folder / "sources.toml").write_text(toml)
        with Site(folder, {}) as site:
            polls = list(gather(list(site.configuration.sources.values()), site.gathering, asked=True))
            assert [poll.error for poll in polls] == [None] * SOURCES
            assert publish(site.publishing).stories >= 100
            with pages.serving(pages.app(pages.Library(site)), "127.0.0.1", 0) as served_at:
                yield served_at


@contextmanager
def served(bodies):
    """Serve bodies by number."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml")
            self.end_headers()
            self.wfile.write(bodies[int(self.path.strip("/"))])

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def watched(browser):
    """A page of the browser, and what it did that it should not have."""
    page, deeds = browser.new_page(), []
    page.watch = urlsplit("")

    def asked(request):
        if urlsplit(request.url).netloc != page.watch.netloc and not request.url.startswith("about:"):
            deeds.append(f"asked for {request.url}")

    page.on("request", asked)
    page.on("dialog", lambda dialog: deeds.append(dialog.message))
    page.on("pageerror", lambda error: deeds.append(str(error)))
    page.on("console", lambda message: deeds.append(message.text))
    page.on("popup", lambda popup: deeds.append(popup.url))
    yield page, deeds
    page.close()


def read(address):
    with urlopen(address, timeout=20) as answer:
        return answer.read()


def leaves(address):
    """Give the pages of the site that list stories."""
    path = ""
    while path is not None:
        page = etree.fromstring(read(address + path), etree.HTMLParser(encoding="utf-8"))
        yield path, page
        following = page.find(".//a[@rel='next']")
        path = following.get("href").lstrip("/") if following is not None else None


def entries(address):
    """Give the entries of all pages of the feed."""
    path = "feed.xml"
    while path:
        feed = feedparser.parse(read(address + path), sanitize_html=False, resolve_relative_uris=False)
        assert not feed.bozo
        yield from feed.entries
        path = next(
            (urlsplit(one.href).path.lstrip("/") for one in feed.feed.links if one.rel == "next"), None
        )


def test_the_pages_run_nothing_ask_for_nothing_and_keep_each_entry_in_its_box(address, watched):
    page, deeds = watched
    page.watch = urlsplit(address)
    shown, stories = 0, []
    for path, document in leaves(address):
        page.goto(address + path)
        assert page.evaluate("window.__ran") is None
        boxes = page.evaluate("document.querySelectorAll('main > .day > div > article').length")
        assert boxes == len(document.findall(".//article")) == page.locator("article").count()
        shown += boxes
        stories += [
            link.get("href")
            for link in document.iterfind(".//article//a")
            if "/stories/" in link.get("href", "")
        ]
    assert (shown, deeds) == (COUNT, [])
    for path in stories[::25]:
        page.goto(address + path.lstrip("/"))
        assert page.evaluate("window.__ran") is None
        assert (
            page.evaluate("[...document.body.children].map(one => one.tagName).join()")
            == "A,HEADER,MAIN,FOOTER"
        )
    assert deeds == []


def test_what_the_feeds_say_is_harmless_even_in_a_reader_that_trusts_it(address, watched):
    page, deeds = watched
    found = {entry.id: entry for entry in entries(address)}
    assert len(found) == COUNT
    boxes = [one.content[0].value if "content" in one else "" for one in found.values()]
    boxes += [item.get("content_html", "") for item in json.loads(read(address + "feed.json"))["items"]]
    rss = etree.fromstring(read(address + "feed.rss"))
    boxes += [item.findtext("description") or "" for item in rss.iter("item")]
    files = [link.href for entry in found.values() for link in entry.get("enclosures", ())]
    assert [one for one in files if not one.startswith("https://a.test/")] == []
    assert len(files) > COUNT / 2
    assert deeds == []
    page.set_content(
        "<!doctype html><main>" + "".join(f"<div class=box>{box}</div>" for box in boxes) + "</main>",
        wait_until="load",
    )
    page.wait_for_timeout(500)
    assert page.evaluate("window.__ran") is None
    assert page.evaluate("document.querySelectorAll('main > .box').length") == len(boxes)
    assert page.evaluate("document.body.children.length") == 1
    links = page.evaluate("[...document.links].map(one => one.protocol)")
    assert set(links) <= {"http:", "https:", "mailto:"}
    over = "[...document.querySelectorAll('.box *')].filter(one => getComputedStyle(one).position !== 'static').length"
    assert page.evaluate(over) == 0
    assert deeds == []


def test_the_thousand_would_do_harm_if_nothing_were_done(watched):
    page, deeds = watched
    # A few that need no click, to see that this test can see.
    for act in (f"<img src=x onerror={RUN}>", f"<img src={SPY}.gif>"):
        page.set_content(f"<!doctype html>{act}")
        page.wait_for_timeout(200)
    assert any(SPY in deed for deed in deeds)
    assert page.evaluate("window.__ran") == 1
