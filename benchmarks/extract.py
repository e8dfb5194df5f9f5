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
from aggregator.model import ArticleRule, Entry, PageRule
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
    folder = CORPUS / "pages"
    expected = json.loads((folder / "expected.json").read_text())
    peers = {
        "aggregator": ours,
        "trafilatura fast": peer_fast,
        "trafilatura": peer_full,
        "readability-lxml": peer_readability,
    }
    for name, extract in peers.items():
        scores, worst = [], []
        began = time.perf_counter()
        for key, truth in expected.items():
            body = gzip.decompress((folder / f"{key}.html.gz").read_bytes())
            try:
                found = extract(body, truth["url"])
            except ImportError:
                break
            score = text_scores(truth["articleBody"], found)
            scores.append(score)
            worst.append((f1(*score), key, score))
        if not scores:
            print(f"pages  {name:<20} not installed")
            continue
        spent = (time.perf_counter() - began) / len(scores) * 1000
        precision, recall = (sum(column) / len(scores) for column in zip(*scores, strict=True))
        print(
            f"pages  {name:<20} F1 {f1(precision, recall):.3f}  precision {precision:.3f}  recall {recall:.3f}  {spent:.0f} ms a page"
        )
        if "-v" in sys.argv or name == "aggregator":
            for row in sorted(worst)[:8]:
                print("   ", f"{row[0]:.2f}", row[1][:16], "p={:.2f} r={:.2f}".format(*row[2]))


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


def find_dates():
    folder = CORPUS / "dates"
    expected = json.loads((folder / "expected.json").read_text())
    peers = {"aggregator": our_date, "htmldate extensive": peer_extensive, "htmldate fast": peer_fast_date}
    for name, find in peers.items():
        right = given = 0
        wrong = []
        began = time.perf_counter()
        for key, truth in expected.items():
            body = gzip.decompress((folder / key).read_bytes())
            answer = find(body, truth["url"])
            given += answer is not None
            right += answer == truth["date"]
            if answer != truth["date"]:
                wrong.append((key, truth["url"][:60], truth["date"], answer))
        spent = (time.perf_counter() - began) / len(expected) * 1000
        print(
            f"dates  {name:<20} right {100 * right / len(expected):.1f} %  of answers {100 * right / given:.1f} %  {spent:.0f} ms a page"
        )
        if name == "aggregator":
            for row in wrong:
                print("   ", *row)


def our_date(body, url):
    entry = parse.article(Entry(raw_hash="", base=url), body, url=url, content_type=None, rule=ArticleRule())
    found = dates.published(entry.dates, at=NOW, customs=Customs())
    return found.at.date().isoformat() if found else None


def peer_extensive(body, url):
    return htmldate.find_date(decode(body, None), url=url, extensive_search=True, original_date=True)


def peer_fast_date(body, url):
    return htmldate.find_date(decode(body, None), url=url, extensive_search=False, original_date=True)


def lists():
    folder = CORPUS / "lists"
    expected = json.loads((folder / "expected.json").read_text())
    for name, find in {"aggregator": our_list, "courlan": peer_courlan}.items():
        scores = []
        for key, truth in expected.items():
            body = gzip.decompress((folder / key).read_bytes())
            found, wanted = set(find(body, truth["base"])), set(truth["items"])
            right = len(found & wanted)
            score = f1(right / len(found) if found else 0, right / len(wanted))
            scores.append(score)
            if name == "aggregator":
                print(
                    "   ",
                    f"{score:.2f}",
                    key[:44],
                    len(wanted),
                    len(found),
                    list(found - wanted)[:2],
                    list(wanted - found)[:2],
                )
        print(f"lists  {name:<20} mean F1 {sum(scores) / len(scores):.3f}")


def our_list(body, base):
    parsed = parse.listing(body, url=base, content_type=None, rule=PageRule(), seen=frozenset())
    return [entry.link for entry in parsed.entries]


def peer_courlan(body, base):
    from courlan import extract_links

    return extract_links(decode(body, None), url=base, external_bool=False)


if __name__ == "__main__":
    main()
