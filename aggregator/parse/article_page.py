"""Completes a list page's entry from the page of its article: text, title, date and author."""

from dataclasses import replace
from html import escape

import htmldate
import trafilatura
from bs4 import BeautifulSoup, Tag

from aggregator.model import ArticleRule, Entry, Stamp, Text
from aggregator.parse.decode import decode
from aggregator.parse.labels import labelled_date, without_labels
from aggregator.parse.limits import Limits
from aggregator.parse.metadata import Declared, declared

_HALF = 0.6
_HTML = ("html", "xml", "text/plain")


def complete(
    entry: Entry, body: bytes, *, url: str, content_type: str | None, rule: ArticleRule, limits: Limits
) -> Entry:
    """Return ``entry`` with what its article's page says; what the page does not say stays as it was.

    An article that is no page (a PDF, a picture) leaves the entry as the list gave it.
    """
    if content_type and not any(kind in content_type.lower() for kind in _HTML):
        return entry
    text = decode(body, content_type)
    page = BeautifulSoup(text, "lxml")
    says = declared(page)
    for selector in rule.remove:
        for element in page.select(selector):
            element.decompose()
    content = _body(page, text, rule, url, says)
    found = _found_date(page, text, url)
    dates = [*_said_date(page, rule), *found, *entry.dates]
    if not dates:
        dates = _guessed_date(text, url)
    return replace(
        entry,
        base=url,
        title=_title(page, rule) or entry.title or _page_title(page, says),
        content=Text(value=content[: limits.field], kind="html") if content else None,
        dates=tuple(dict.fromkeys(dates)),
        authors=_authors(page, rule) or entry.authors or says.authors,
        language=entry.language or _language(page),
    )


def _body(page: BeautifulSoup, text: str, rule: ArticleRule, url: str, says: Declared) -> str:
    if rule.body:
        return "\n".join(without_labels(element) for element in page.select(rule.body))
    found = trafilatura.extract(
        text, url=url, fast=True, output_format="html", include_formatting=True, include_links=True
    )
    extracted = BeautifulSoup(found, "lxml").body if found else None
    words = _words(extracted)
    # What the page declares as its text wins where the extraction has lost half of it; the other way
    # round tells nothing, since many declare a teaser only.
    if says.body and len(words) < _HALF * len(says.body):
        return "".join(f"<p>{escape(line)}</p>" for line in says.body.splitlines() if line.strip())
    return without_labels(extracted) if extracted else ""


def _title(page: BeautifulSoup, rule: ArticleRule) -> Text | None:
    element = page.select_one(rule.title) if rule.title else None
    words = _words(element)
    return Text(value=words) if words else None


def _page_title(page: BeautifulSoup, says: Declared) -> Text | None:
    words = says.headline or _words(page.h1) or _words(page.title)
    return Text(value=words) if words else None


def _said_date(page: BeautifulSoup, rule: ArticleRule) -> list[Stamp]:
    element = page.select_one(rule.date) if rule.date else None
    if element is None:
        return []
    machine = element.get("datetime")
    written = (
        machine if isinstance(machine, str) and machine else labelled_date(_words(element)) or _words(element)
    )
    return [Stamp(text=written, evidence="article")] if written else []


def _found_date(page: BeautifulSoup, text: str, url: str) -> list[Stamp]:
    """Return the dates that the page shows without a rule: labelled lines, then what htmldate finds."""
    labelled = labelled_date(_words(page.body)) if page.body else None
    found = htmldate.find_date(text, url=url, extensive_search=False, original_date=True)
    return [Stamp(text=one, evidence="article") for one in (labelled, found) if one]


def _guessed_date(text: str, url: str) -> list[Stamp]:
    """Return the date that the words of the page suggest, but not 1 January: that is a copyright year."""
    guessed = htmldate.find_date(text, url=url, extensive_search=True, original_date=True)
    return [Stamp(text=guessed, evidence="article")] if guessed and not guessed.endswith("-01-01") else []


def _authors(page: BeautifulSoup, rule: ArticleRule) -> tuple[str, ...]:
    if not rule.author:
        return ()
    names = (_words(element) for element in page.select(rule.author))
    return tuple(dict.fromkeys(name for name in names if name))


def _language(page: BeautifulSoup) -> str | None:
    declared = page.html.get("lang") if page.html else None
    return declared if isinstance(declared, str) and declared else None


def _words(element: Tag | None) -> str:
    return " ".join(element.get_text(" ").split()) if element is not None else ""
