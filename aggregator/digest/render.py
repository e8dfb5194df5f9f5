"""Renders an issue: its subject, the HTML and the plain text that are mailed, and its page on the web."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import css_inline
from jinja2 import BaseLoader, Environment, StrictUndefined, select_autoescape

from aggregator.digest import budget, plain, printed, setting, strings, words
from aggregator.digest.colours import Style
from aggregator.digest.printed import Limits, Page
from aggregator.model import Issue

__all__ = ["Limits", "Links", "Rendered", "Style", "environment", "render", "web_page"]

_INLINER: Final = css_inline.CSSInliner(keep_style_tags=False, minify_css=True, load_remote_stylesheets=False)
"""What is not marked to be kept goes into the elements and leaves the head; nothing is ever fetched."""

_KEPT: Final = ' data-css-inline="keep"'

_STYLE: Final = Style()
_LIMITS: Final = Limits()


@dataclass(frozen=True, kw_only=True, slots=True)
class Links:
    """Addresses that an issue prints; what is ``None`` is left out.

    ``feed`` is that of all news, ``issues`` that of the digest's issues. Its page on the web leads to the
    ``archive`` and to the issues ``before`` and ``after`` it.

    ``unsubscribe`` may hold a placeholder that the sender replaces for each reader. Name it as
    ``placeholder`` too: it is then taken out of everything that others wrote.
    """

    site: str
    unsubscribe: str
    web: str | None = None
    feed: str | None = None
    issues: str | None = None
    preferences: str | None = None
    postal_address: str | None = None
    placeholder: str | None = None
    archive: str | None = None
    before: str | None = None
    after: str | None = None

    @property
    def host(self) -> str:
        """The site's host, by which readers know it."""
        return strings.host(self.site) or self.site


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendered:
    """An issue as it is mailed; ``html`` is ASCII, ``subject`` one line."""

    subject: str
    html: str
    plain: str


def environment(loader: BaseLoader) -> Environment:
    """Return the environment of all templates: ``.html`` escapes, an unknown name is an error."""
    templates = Environment(
        loader=loader,
        autoescape=select_autoescape(("html",), default_for_string=True, default=False),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.policies["ext.i18n.trimmed"] = True
    templates.filters |= {
        "fill": plain.fill,
        "paragraphs": plain.paragraphs,
        "row": plain.row,
        "width": plain.width,
        "underlined": plain.underlined,
    }
    return templates


def render(
    issue: Issue, *, templates: Environment, links: Links, style: Style = _STYLE, limits: Limits = _LIMITS
) -> Rendered:
    """Return an issue as it is mailed, its HTML never longer than ``limits.html_bytes``.

    The text is cut where the HTML is: filters take parts of a message that differ for a trick.

    Raises ``ConfigurationError`` where a template, the style or a file of words is wrong.
    """
    page, context = _prepared(issue, templates, links, style, limits)
    subject = strings.line(setting.fill(templates, "digest.subject.txt", context), limit=limits.subject)
    mail = {**context, "subject": subject, "edition": "mail"}
    plan, html = budget.fit(
        lambda plan: _set(setting.fill(templates, "digest.html", {**mail, "page": page.cut(plan)})),
        _ladder(page, links, limits),
        limit=limits.html_bytes,
    )
    text = setting.fill(templates, "digest.txt", {**context, "page": page.cut(plan)})
    return Rendered(subject=subject, html=html, plain=_tidied(text))


def web_page(
    issue: Issue, *, templates: Environment, links: Links, style: Style = _STYLE, limits: Limits = _LIMITS
) -> str:
    """Return an issue as a page of the site: whole however long it is, and without words for one reader."""
    _, context = _prepared(issue, templates, links, style, limits)
    subject = strings.line(setting.fill(templates, "digest.subject.txt", context), limit=limits.subject)
    return _set(setting.fill(templates, "digest.html", {**context, "subject": subject, "edition": "web"}))


def _prepared(
    issue: Issue, templates: Environment, links: Links, style: Style, limits: Limits
) -> tuple[Page, Mapping[str, Any]]:
    """Return an issue's page, and all that its templates know."""
    found = words.of(issue.language, templates)
    page = printed.page(issue, words=found, placeholder=links.placeholder, limits=limits)
    stories = page.stories
    context = {
        "gettext": found.gettext,
        "ngettext": found.ngettext,
        "page": page,
        "links": links,
        "style": style,
        "light": style.light,
        "dark": style.dark,
        "columns": plain.COLUMNS,
        "lead": strings.cut(stories[0].title, limit=limits.subject_headline) if stories else None,
        "preheader": _preheader(page, limits),
    }
    return page, context


def _preheader(page: Page, limits: Limits) -> str:
    """Return what a mailbox shows after the subject: the headlines after the lead."""
    said = (
        [story.title for story in page.stories[1:5]] or [story.text for story in page.stories] or page.intro
    )
    return strings.line(" · ".join(said), limit=limits.preheader)


def _ladder(page: Page, links: Links, limits: Limits) -> list[budget.Plan]:
    numbers = [[story.number for story in part.stories] for part in page.parts]
    long = frozenset(
        story.number
        for story in page.stories
        if _size(story.markup) > limits.web_note + _size(story.url or links.web or "")
    )
    return budget.plans(numbers, long)


def _set(html: str) -> str:
    """Return HTML with its styles inlined, in ASCII, every other letter a numeric entity."""
    inlined = _INLINER.inline(html).replace(_KEPT, "", 1)
    return inlined.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _size(html: str) -> int:
    return len(html.encode("ascii", "xmlcharrefreplace"))


def _tidied(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{4,}", "\n\n\n", lines).strip() + "\n"
