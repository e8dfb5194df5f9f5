"""Says of the pages of many stories, in schema.org's words for JSON-LD, what they are and whose."""

from typing import Any

from aggregator.config.values import SiteSettings
from aggregator.model import Society
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
