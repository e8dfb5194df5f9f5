"""Says of pages, in schema.org's words for JSON-LD, what they are and whose."""

from datetime import UTC
from typing import Any

from jinja2.utils import htmlsafe_json_dumps

from aggregator.config.values import SiteSettings
from aggregator.model import Issue, Society
from aggregator.web.parts import ALL, Part


def part(part: Part, society: Society | None, settings: SiteSettings, *, searches: bool) -> dict[str, Any]:
    """Return all the news as the site itself, a part of it as a collection, of a ``society`` as about it."""
    site = {"@type": "WebSite", "name": settings.title, "url": settings.url}
    if part == ALL:
        return {"@context": "https://schema.org"} | site | _said({
            "inLanguage": settings.language,
            "potentialAction": _search(settings.url) if searches else None,
        })  # fmt: skip
    return _said({
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "name": part.name,
        "url": f"{settings.url}{part.path}",
        "inLanguage": settings.language,
        "isPartOf": site,
        "about": _organisation(society) if society else None,
    })  # fmt: skip


def page(name: str, path: str, settings: SiteSettings) -> dict[str, Any]:
    """Return one of the site's own pages."""
    return {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": name,
        "url": f"{settings.url}{path}",
        "inLanguage": settings.language,
        "isPartOf": {"@type": "WebSite", "name": settings.title, "url": settings.url},
    }


def issue(issue: Issue, settings: SiteSettings) -> dict[str, Any]:
    """Return an issue of a digest."""
    return {
        "@context": "https://schema.org",
        "@type": "PublicationIssue",
        "name": issue.subject or f"{issue.title} {issue.number}",
        "issueNumber": issue.number,
        "datePublished": issue.at.astimezone(UTC).isoformat(),
        "url": f"{settings.url}issues/{issue.digest}/{issue.number}",
        "inLanguage": issue.language,
        "isPartOf": {"@type": "Periodical", "name": issue.title},
        "publisher": {"@type": "Organization", "name": settings.title, "url": settings.url},
    }


def into(html: str, data: dict[str, Any]) -> str:
    """Return a page with ``data`` at the end of its head."""
    element = f'<script type="application/ld+json">{htmlsafe_json_dumps(data)}</script>\n</head>'
    return html.replace("</head>", element, 1)


def _search(url: str) -> dict[str, Any]:
    return {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{url}search?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }


def _organisation(society: Society) -> dict[str, Any]:
    return _said({
        "@type": "Organization",
        "name": society.name,
        "alternateName": society.acronym,
        "url": society.url,
    })  # fmt: skip


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Return ``values`` without those that say nothing."""
    return {name: value for name, value in values.items() if value}
