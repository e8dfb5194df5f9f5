"""The pages that this product began from, rebuilt as their kinds of site have it, each text on each kind."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from aggregator import parse
from aggregator.model import ArticleRule, Entry, Source, Stamp, Text
from aggregator.refine import refine

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "seeds.json"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not SEEDS.is_file(), reason="the corpus in ../shared is not here"),
    pytest.mark.filterwarnings("ignore"),  # what trafilatura and htmldate find to say of these pages
]
NAMES = list(json.loads(SEEDS.read_text())) if SEEDS.is_file() else []
URL = "https://society.example/news/2020/article-1"
AT = datetime(2026, 11, 10, 12, tzinfo=UTC)
LISTED = ("A forum on imaging was held", "2026-01-20")
"""What the list says of a text that has neither title nor date."""


@dataclass(frozen=True, kw_only=True)
class Seed:
    """A seed's text: what is to come out, and the lines that its own site put around it."""

    title: str | None
    day: str | None
    byline: str | None
    body: list[str]
    captions: list[str]
    boilerplate: list[str]
    repeats_title: bool

    @property
    def byline_line(self):
        """The byline as the site writes it, in brackets."""
        said = [line for line in self.boilerplate if self.byline and self.byline in line]
        return said[0] if said else f"({self.byline})"

    def interleaved(self):
        """Yield the paragraphs, with a picture's caption after some of them."""
        every = max(len(self.body) // (len(self.captions) + 1), 1)
        captions = list(self.captions)
        for number, words in enumerate(self.body, 1):
            yield "words", words
            if captions and number % every == 0:
                yield "caption", captions.pop(0)
        for words in captions:
            yield "caption", words


@pytest.fixture(params=NAMES)
def seed(request):
    said = json.loads(SEEDS.read_text())[request.param]
    return Seed(
        title=said["title"],
        day=said["published"] and said["published"][:10],
        byline=said["byline"],
        body=said["body"],
        captions=said["captions"],
        boilerplate=said["boilerplate"],
        repeats_title="the title stands again" in said.get("note", ""),
    )


def around(seed):
    """Return the seed's own lines around its text, but for its date and byline, which the kinds set."""
    return [line for line in seed.boilerplate if not (seed.byline and seed.byline in line)]


def old_tables(seed):
    """A content-management page of the two thousands: tables in tables, centred pictures, GBK."""
    rows = []
    for number, (kind, words) in enumerate(seed.interleaved()):
        if kind == "words":
            rows.append(f'<p style="text-indent: 2em"><span>&nbsp;&nbsp;{escape(words)}</span></p>')
        elif number % 2:
            rows.append(
                f'<p align="center"><img src="/upload/{number}.jpg" width="500" border="0"></p><p align="center">{escape(words)}</p>'
            )
        else:
            rows.append(
                f'<p align="center"><img src="/upload/{number}.jpg" width="500"><br>{escape(words)}</p>'
            )
    heading = f'<tr><td align="center" class="bt">{escape(seed.title)}</td></tr>' if seed.title else ""
    label = (
        f'<tr><td align="center" class="xx">Release time:{seed.day} 22:47:26 Views:705 TimeSource:</td></tr>'
        if seed.day
        else ""
    )
    byline = f'<p align="right">{escape(seed.byline_line)}</p>' if seed.byline else ""
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>Society of Radiology</title></head>
<body bgcolor="#ffffff"><table width="980" align="center"><tr><td><img src="/images/banner.jpg"></td></tr>
<tr><td><table><tr><td><a href="/">Home</a></td><td><a href="/about">About us</a></td><td><a href="/news">News</a></td><td><a href="/cn/">中文</a></td></tr></table></td></tr>
<tr><td><table width="100%"><tr><td width="200" valign="top"><table><tr><td>Academic events</td></tr><tr><td><a href="/a">Members</a></td></tr><tr><td><a href="/b">Journals</a></td></tr></table></td>
<td valign="top"><table width="100%"><tr><td>International academic events</td></tr><tr><td>Your present position:<a href="/">Home</a>&gt; <a href="/e">International academic events</a></td></tr>
{heading}{label}<tr><td class="content">{"".join(rows)}{byline}</td></tr>
<tr><td>Font size: <a href="#">Big</a> <a href="#">Small</a> <a href="#">Print</a></td></tr>
<tr><td>Previous: <a href="/p">A workshop was held in the north</a></td></tr><tr><td>Next: <a href="/n">A journal has a new editor</a></td></tr></table></td></tr></table></td></tr>
<tr><td align="center">Copyright © 2008-2020 Society of Radiology. All Rights Reserved. ICP 05000000</td></tr></table></body></html>""".encode(
        "gbk", "xmlcharrefreplace"
    )


def blog(seed):
    """A WordPress-like page: figures, a bar to share, related posts, comments, a cookie banner."""
    rows = [
        f"<p>{escape(words)}</p>"
        if kind == "words"
        else f'<figure class="wp-block-image"><img src="/i.jpg" alt=""/><figcaption>{escape(words)}</figcaption></figure>'
        for kind, words in seed.interleaved()
    ]
    title = f'<h1 class="entry-title">{escape(seed.title)}</h1>' if seed.title else ""
    day = date.fromisoformat(seed.day) if seed.day else None
    meta = (
        f"<div class='entry-meta'>Press releases may be edited for formatting or style | {day:%B} {day.day}, {day.year} <a href='/c'>Business Affairs</a></div>"
        if day
        else ""
    )
    byline = f"<p>{escape(seed.byline_line)}</p>" if seed.byline else ""
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(seed.title or "")} - Society</title></head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/join">Join</a></li></ul></nav><form><input><button>Search</button></form></header>
<div class="breadcrumbs"><a href="/">Home</a> » <a href="/news">News</a></div>
<main><article class="post"><header>{title}{meta}</header><div class="sharedaddy"><ul><li><a href="#">Share on Facebook</a></li><li><a href="#">Tweet</a></li></ul></div>
<div class="entry-content">{"".join(rows)}{byline}</div><div class="tags">Tags: <a href="/t/a">imaging</a>, <a href="/t/b">health</a></div></article>
<section class="related"><h3>Related Posts</h3><ul><li><a href="/x">New course for young members begins</a></li><li><a href="/y">Call for abstracts is open until May</a></li></ul></section>
<div id="comments"><p>You Must Be Logged In To Post A Comment</p></div></main>
<aside class="sidebar"><h3>Popular</h3><ul><li><a href="/z">The most read of the month</a></li></ul><form><p>Sign up for our newsletter</p></form></aside>
<div class="cookie-banner"><p>We use cookies to give you the best experience on our website.</p><button>Accept</button></div>
<footer><p>© 2024 Society. All rights reserved.</p></footer></body></html>""".encode()


def newspaper(seed):
    """A newspaper's page: the byline under the headline, the title again over each picture."""
    rows = []
    for kind, words in seed.interleaved():
        if kind == "words":
            rows.append(f"<p>{escape(words)}</p>")
            continue
        again = f"<p><strong>{escape(seed.title)}</strong></p>" if seed.title and seed.repeats_title else ""
        rows.append(
            f'{again}<table class="pic"><tr><td align="center"><img src="a.jpg"/></td></tr><tr><td align="center">{escape(words)}</td></tr></table>'
        )
    title = f"<h1>{escape(seed.title)}</h1>" if seed.title else ""
    byline = f'<div class="info">( {escape(seed.byline)} )</div>' if seed.byline else ""
    updated = f'<div class="info">Updated: {seed.day}</div>' if seed.day else ""
    return f"""<html><head><meta charset="utf-8"><title>{escape(seed.title or "Today")}</title></head><body>
<div class="top"><a href="/cn">中文</a></div><div class="path"><a href="/">Home</a> &gt; <a href="/today">Shanxi Today</a></div>
<div class="main">{title}{byline}{updated}<div id="Content">{"".join(rows)}</div></div>
<div class="foot">Copyright © China Daily. All Rights Reserved.</div></body></html>""".encode()


def bare_blocks(seed):
    """A page of divs and line breaks, whose text stands in no paragraph."""
    rows = [
        f"{escape(words)}<br><br>"
        if kind == "words"
        else f'<div class="photo"><img src="p.jpg"><div class="caption">{escape(words)}</div></div>'
        for kind, words in seed.interleaved()
    ]
    title = f"<h2>{escape(seed.title)}</h2>" if seed.title else ""
    day = f"<div class='date'>{date.fromisoformat(seed.day):%d.%m.%Y}</div>" if seed.day else ""
    byline = f"<div>{escape(seed.byline_line)}</div>" if seed.byline else ""
    return f"""<html><head><meta charset="utf-8"><title>Society | {escape(seed.title or "")}</title></head><body>
<div id="menu"><a href="/">Start</a> | <a href="/board">Board</a> | <a href="/contact">Contact</a></div>
<div id="main">{title}{day}<div class="text">{"".join(rows)}</div>{byline}</div>
<div id="bottom"><a href="#top">Back to top</a> | <a href="/imprint">Imprint</a></div></body></html>""".encode()


KINDS = {"old tables": old_tables, "blog": blog, "newspaper": newspaper, "bare blocks": bare_blocks}


@pytest.fixture(params=KINDS.values(), ids=KINDS)
def item(request, seed):
    """The seed as an item: its page of one kind, gone through parsing and refining."""
    listed = seed.title or LISTED[0]
    dates = () if seed.day else (Stamp(text=LISTED[1], evidence="list page"),)
    entry = Entry(raw_hash="x", base=URL, link=URL, title=Text(value=listed), dates=dates)
    complete = parse.article(
        entry, request.param(seed), url=URL, content_type="text/html", rule=ArticleRule()
    )
    source = Source(key="s", society="s", kind="page", url="https://society.example/", language="en")
    return refine(complete, source=source, topics=(), authority="news.example", at=AT)


def squeezed(words):
    return " ".join(words.split())


def without_captions(item):
    page = BeautifulSoup(item.html, "lxml")
    for caption in page.find_all("figure"):
        caption.decompose()
    return page


def test_the_title_is_the_headline_or_what_the_list_says(seed, item):
    assert item.title == (seed.title or LISTED[0])


def test_the_date_is_the_pages_or_what_the_list_says(seed, item):
    assert item.published.at.date().isoformat() == (seed.day or LISTED[1])


def test_the_body_is_its_paragraphs_and_none_of_the_lines_around(seed, item):
    said = [squeezed(one.get_text()) for one in without_captions(item).find_all("p")]
    assert said == [squeezed(words) for words in seed.body]
    assert not [line for line in around(seed) if line in item.text]


def test_the_captions_are_kept_as_such(seed, item):
    found = BeautifulSoup(item.html, "lxml").find_all("figcaption")
    assert [squeezed(one.get_text()) for one in found] == [squeezed(words) for words in seed.captions]


def test_the_byline_is_the_author_and_not_of_the_text(seed, item):
    assert item.authors == ((squeezed(seed.byline),) if seed.byline else ())
