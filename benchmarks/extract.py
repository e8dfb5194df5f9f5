"""Measures article text, dates and lists against their peers on the corpus; run by hand: ``make bench-extract``.

Text: macro F1 over multisets of 4-word shingles, as scrapinghub's article-extraction-benchmark counts
it. Dates: share right of all pages, and of the answers given. Lists: mean F1 of item addresses.
"""

import gzip
import json
import re
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import htmldate
import trafilatura

from aggregator import parse
from aggregator.model import ArticleRule, Entry, PageRule, Source
from aggregator.parse.decode import decode
from aggregator.refine import dates, plain
from aggregator.refine.dates import Customs

CORPUS = Path(__file__).resolve().parents[1] / ".." / "shared" / "corpus"
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def main():
    wanted = sys.argv[1:] or ["lists", "pages", "dates"]
    for name in wanted:
        {"lists": lists, "pages": pages, "dates": find_dates}[name]()


def shingles(text):
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(len(words) - 3, min(1, len(words)))))


def text_scores(expected, found):
    truth, answer = shingles(expected), shingles(found)
    right = sum((truth & answer).values())
    precision = right / sum(answer.values()) if answer else 0.0
    recall = right / sum(truth.values()) if truth else 0.0
    return precision, recall


def f1(precision, recall):
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def pages():
    peers = {
        "aggregator": ours,
        "trafilatura fast": peer_fast,
        "trafilatura": peer_full,
        "readability-lxml": peer_readability,
    }
    for name, extract in peers.items():
        began = time.perf_counter()
        try:
            score = text_score(extract)
        except ImportError:
            print(f"pages  {name:<20} not installed")
            continue
        print(f"pages  {name:<20} F1 {score:.3f}  {time.perf_counter() - began:.1f} s")


def ours(body, url):
    entry = parse.article(Entry(raw_hash="", base=url), body, url=url, content_type=None, rule=ArticleRule())
    return plain.text(entry.content.value) if entry.content else ""


def peer_fast(body, url):
    return trafilatura.extract(decode(body, None), url=url, fast=True) or ""


def peer_full(body, url):
    return trafilatura.extract(decode(body, None), url=url) or ""


def peer_readability(body, _url):
    import readability
    from lxml import html

    summary = readability.Document(decode(body, None)).summary()
    return html.fromstring(summary).text_content()


def date_scores(find):
    """Return the share of pages with the right date, and of answers that are right, in per cent."""
    folder = CORPUS / "dates"
    expected = json.loads((folder / "expected.json").read_text())
    answers = {
        key: find(gzip.decompress((folder / key).read_bytes()), truth["url"])
        for key, truth in expected.items()
    }
    right = sum(answers[key] == truth["date"] for key, truth in expected.items())
    given = sum(answer is not None for answer in answers.values())
    return 100 * right / len(expected), 100 * right / given


def text_score(extract):
    """Return the macro F1 of a text extraction over all pages."""
    folder = CORPUS / "pages"
    expected = json.loads((folder / "expected.json").read_text())
    scores = [
        text_scores(
            truth["articleBody"],
            extract(gzip.decompress((folder / f"{key}.html.gz").read_bytes()), truth["url"]),
        )
        for key, truth in expected.items()
    ]
    return f1(*(sum(column) / len(scores) for column in zip(*scores, strict=True)))


def mean_list_score(find):
    """Return the mean F1 of the item addresses over all list pages."""
    folder = CORPUS / "lists"
    expected = json.loads((folder / "expected.json").read_text())
    scores = []
    for key, truth in expected.items():
        found = set(find(gzip.decompress((folder / key).read_bytes()), truth["base"]))
        wanted = set(truth["items"])
        right = len(found & wanted)
        scores.append(f1(right / len(found) if found else 0, right / len(wanted)))
    return sum(scores) / len(scores)


def find_dates():
    for name, find in {
        "aggregator": our_date,
        "htmldate extensive": peer_extensive,
        "htmldate fast": peer_fast_date,
    }.items():
        right, of_given = date_scores(find)
        print(f"dates  {name:<20} right {right:.1f} %  of answers {of_given:.1f} %")


def our_date(body, url):
    entry = parse.article(Entry(raw_hash="", base=url), body, url=url, content_type=None, rule=ArticleRule())
    source = Source(key="", society="", kind="page", url=url)
    customs = Customs.of(source, declared=entry.language)
    found = dates.published(entry.dates, at=NOW, customs=customs)
    return found.at.date().isoformat() if found else None


def peer_extensive(body, url):
    return htmldate.find_date(decode(body, None), url=url, extensive_search=True, original_date=True)


def peer_fast_date(body, url):
    return htmldate.find_date(decode(body, None), url=url, extensive_search=False, original_date=True)


def lists():
    for name, find in {"aggregator": our_list, "courlan": peer_courlan}.items():
        print(f"lists  {name:<20} mean F1 {mean_list_score(find):.3f}")


def our_list(body, base):
    parsed = parse.listing(body, url=base, content_type=None, rule=PageRule(), seen=frozenset())
    return [entry.link for entry in parsed.entries]


def peer_courlan(body, base):
    from courlan import extract_links

    return extract_links(decode(body, None), url=base, external_bool=False)


if __name__ == "__main__":
    main()
