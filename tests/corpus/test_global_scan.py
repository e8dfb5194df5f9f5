"""The page that this product began from: societies as sections, articles without links."""

import json
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest

from aggregator import parse
from aggregator.model import PageRule, Society, Source
from aggregator.refine import refine
from aggregator.refine.speaker import speaker

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
URL = "https://is3r.example/global-scan/"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus in ../shared is not here"),
]


@pytest.fixture(scope="module")
def scan():
    return json.loads((CORPUS / "global_scan.json").read_text())


def blocks(article):
    """Give an article's blocks as HTML: a paragraph or a list each."""
    for block in article["blocks"]:
        ((kind, content),) = block.items()
        if kind == "paragraph":
            yield f"<p>{escape(content)}</p>"
        else:
            yield "<ul>" + "".join(f"<li>{escape(one)}</li>" for one in content) + "</ul>"


def page(scan, *, without_newest=False):
    parts = [f"<h1>{escape(scan['masthead']['title'])}</h1><p>{escape(scan['masthead']['intro'])}</p>"]
    for society in scan["societies"]:
        parts.append(f"<h2>{escape(society['name'])} ({escape(society['acronym'])})</h2>")
        parts += [
            f"<div><h3>{escape(article['title'])}</h3>{''.join(blocks(article))}</div>"
            for article in society["articles"][1 if without_newest else 0 :]
        ]
    return ("<html><body>" + "".join(parts) + "<footer>Imprint</footer></body></html>").encode()


def listing(body, seen=()):
    rule = PageRule(split="h3", group="h2")
    return parse.listing(
        body, url=URL, content_type="text/html; charset=utf-8", rule=rule, seen=frozenset(seen)
    )


def test_the_first_poll_gives_every_article_under_its_society_with_its_paragraphs_and_lists(scan, noon):
    societies = [
        Society(key=one["acronym"].lower(), name=one["name"], acronym=one["acronym"])
        for one in scan["societies"]
    ]
    source = Source(key="scan", society="is3r", kind="page", url=URL)
    entries = listing(page(scan)).entries
    expected = [(society, article) for society in scan["societies"] for article in society["articles"]]
    assert len(entries) == len(expected)
    for entry, (society, article) in zip(entries, expected, strict=True):
        item = refine(entry, source=source, topics=(), authority="news.test", at=noon)
        item = replace(item, society=speaker(entry.group, societies=societies, default="is3r"))
        assert (item.society, item.title) == (society["acronym"].lower(), " ".join(article["title"].split()))
        assert item.html.count("<p>") == sum("paragraph" in block for block in article["blocks"])
        assert item.html.count("<ul>") == sum("paragraph" not in block for block in article["blocks"])


def test_the_second_poll_gives_exactly_the_articles_that_were_added(scan):
    first = listing(page(scan, without_newest=True))
    second = listing(page(scan), seen=[entry.raw_hash for entry in first.entries])
    newest = [society["articles"][0]["title"] for society in scan["societies"] if society["articles"]]
    assert [entry.title.value for entry in second.entries] == [" ".join(title.split()) for title in newest]
    assert len({entry.guid for entry in (*first.entries, *second.entries)}) == len(first.entries) + len(
        newest
    )
