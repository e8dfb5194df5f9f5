"""Completes a list page's entry from the page of its article: text, title, date and author."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import takewhile

from bs4 import BeautifulSoup, Tag
from lxml import html

from aggregator.model import ArticleRule, Entry, Stamp, Text, shortyears
from aggregator.parse import (
    asides,
    bylines,
    captions,
    choosing,
    cleaning,
    dayorder,
    document,
    headline,
    labels,
    net,
    pagedates,
    pageyears,
    selecting,
    withheld,
)
from aggregator.parse.decode import decode
from aggregator.parse.document import Line
from aggregator.parse.limits import Limits
from aggregator.parse.metadata import Declared, declared
from aggregator.parse.soup import soup
from aggregator.parse.writing import Said, written

_HALF = 0.6
_HTML = ("html", "xml", "text/plain")
_ENDING = 3
_SIGNED = 3
"""Last lines of a text among which the day of its signature stands, and what stands above it."""
_PROSE = 60


def complete(
    entry: Entry, body: bytes, *, url: str, content_type: str | None, rule: ArticleRule, limits: Limits
) -> Entry:
    """Return ``entry`` with what its article's page says; what the page does not say stays as it was.

    An article that is no page (a PDF, a picture) leaves the entry as the list gave it.
    """
    if not is_page(content_type):
        return entry
    text = decode(body, content_type)
    selecting = any((rule.body, rule.title, rule.date, rule.author, rule.remove))
    chosen = _Chosen.of(soup(text, limits=limits), rule, url) if selecting else _Chosen()
    page = _page(document.tree(chosen.page or text, limits=limits), entry, url, limits)
    content = _selected_text(chosen.body, limits) or written(page.text)
    if not chosen.body:
        withheld.refuse_article(text, content, entry, url=url, limits=limits)
    listed = entry.title.value if entry.title else None
    title = chosen.title or headline.title(listed, page.lines, page.at, page.says, page.names)
    return replace(
        entry,
        base=url,
        title=Text(value=title[: limits.field]) if title else None,
        content=Text(value=content[: limits.field], kind="html") if content else None,
        dates=_dates(entry, page, chosen, url),
        authors=chosen.authors or entry.authors or page.authors,
        language=entry.language or page.says.language,
        image=entry.image or page.says.image,
        alarms=tuple(_unfound(chosen, rule)),
    )


def is_page(content_type: str | None) -> bool:
    """Say whether what is called so may be a page; what is called nothing may."""
    return not content_type or any(kind in content_type.lower() for kind in _HTML)


def _unfound(chosen: "_Chosen", rule: ArticleRule) -> Iterator[str]:
    """Yield in words which of the operator's selectors find nothing."""
    for name, selector, found in (
        ("body", rule.body, chosen.body),
        ("title", rule.title, chosen.title),
        ("date", rule.date, chosen.date),
        ("author", rule.author, chosen.authors),
    ):
        if selector and not found:
            yield f"the selector article.{name} = {selector!r} finds nothing on any article's page"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Chosen:
    """What the operator's selectors find, and the page without what they remove."""

    page: str | None = None
    body: tuple[str, ...] = ()
    title: str = ""
    date: str = ""
    authors: tuple[str, ...] = ()

    @classmethod
    def of(cls, page: BeautifulSoup, rule: ArticleRule, url: str) -> "_Chosen":
        language = pageyears.of_page(page, url)
        for selector in rule.remove:
            for element in page.select(selector):
                element.decompose()
        title, date = (
            page.select_one(selector) if selector else None for selector in (rule.title, rule.date)
        )
        names = map(selecting.words, page.select(rule.author)) if rule.author else ()
        return cls(
            page=str(page),
            body=tuple(str(element) for element in page.select(rule.body)) if rule.body else (),
            title=selecting.words(title),
            date=_date(date, language),
            authors=tuple(dict.fromkeys(bylines.name(name) for name in names if name)),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Page:
    """An article's page taken apart without selectors.

    ``root`` is the page without its asides, ``at`` the number of the headline's line; ``near`` are the
    lines by it, ``within`` those taken out of the text, ``ending`` the last of it, ``after`` those right
    below it, ``around`` all that are not of it, ``beside`` those of them that no heading gives to something
    else; ``names`` are what the article may be called; ``tongue`` is the language of its dates.
    """

    root: html.HtmlElement
    lines: list[Line]
    says: Declared
    names: list[str]
    text: list[Said]
    at: int | None
    near: list[Line]
    within: list[Line]
    ending: list[Line]
    after: list[Line]
    around: list[Line]
    beside: list[Line]
    authors: tuple[str, ...]
    tongue: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Choice:
    """What is chosen of a page for its text: ``numbers`` of lines, those of its ``lead`` among them.

    ``found`` is what trafilatura takes for the text, ``beside`` what stands there that is none of it.
    """

    numbers: list[int]
    lead: list[int]
    found: str
    beside: asides.Asides

    @classmethod
    def of(
        cls, root: html.HtmlElement, own: list[Line], lines: list[Line], headed: list[int], url: str
    ) -> "_Choice":
        found = choosing.extracted(root, url)
        again = choosing.found_again(found, own)
        beside = asides.found(root, lines, headed, again, url)
        below = choosing.chosen(own, found=found, again=again, beside=beside)
        lead = choosing.lead(below, own, beside)
        return cls(numbers=sorted({*lead, *below}), lead=lead, found=found, beside=beside)


def _page(root: html.HtmlElement, entry: Entry, url: str, limits: Limits) -> _Page:
    own = document.lines(root)
    says = declared(root, base=url)
    tongue = pageyears.language(says.language, url, "\n".join(line.words for line in own))
    # Dates with their whole years tell what is around a text; the text itself stays as it is written.
    lines = pageyears.told(own, tongue)
    names, sites = headline.titles(root, says, entry.title.value if entry.title else None)
    choice = _Choice.of(root, own, lines, headline.marked(lines, names), url)
    beside, numbers = choice.beside, choice.numbers
    begins = next((number for number in numbers if lines[number].size >= _PROSE), None)
    at = headline.find(lines, names, text_at=begins)
    if at is not None and at == begins:
        begins = next((number for number in numbers if number > at), None)
    titles = [*names, *sites, *([lines[at].words] if at is not None else ())]
    marked = says.authors or bylines.declared(root)
    cleaned = partial(
        cleaning.cleaned, titles=titles, authors=marked, aside=beside.words, headed=at is not None
    )
    kept = cleaned([lines[number] for number in numbers])
    lost = cleaned(net.caught(kept, choice.found, without=beside.words, limits=limits))
    held = {id(line) for line in kept}
    text = {number for number in numbers if id(lines[number]) in held}
    last = max(text, default=0)
    after = _after(lines[last + 1 : last + 1 + _ENDING], beside)
    near, within = headline.near(lines, at, text_at=begins, text=text, chosen=numbers, others=beside.others)
    return _Page(
        root=asides.without(root, beside),
        lines=lines,
        says=says,
        names=names,
        text=_mended(
            [Said(line=line) for line in lost]
            or _with_pictures([own[number] for number in sorted(text)], own, titles, choice.lead),
            says,
            limits,
        ),
        tongue=tongue,
        at=at,
        near=near,
        within=within,
        ending=kept[-_SIGNED:],
        after=after,
        around=[line for line in lines if id(line) not in held and line.block not in beside.others],
        beside=[
            lines[number]
            for number in sorted(headline.beside(lines, at, text=text))
            if lines[number].block not in beside.others
        ],
        authors=marked or bylines.names([*near, *within], kept[-_ENDING:], after=after),
    )


def _with_pictures(
    kept: Sequence[Line], lines: Sequence[Line], titles: Sequence[str], lead: Sequence[int]
) -> list[Said]:
    """Return a text with its pictures, which stand among and below the paragraphs, not about its lead."""
    led = {id(lines[number]) for number in lead}
    apart = frozenset([*titles, *(lines[number].words for number in lead)])
    rest = captions.with_pictures([line for line in kept if id(line) not in led], lines, titles=apart)
    return [*(Said(line=line) for line in kept if id(line) in led), *rest]


def _after(lines: Sequence[Line], beside: asides.Asides) -> list[Line]:
    """Return of the lines below a text those that may be of it: none from a heading on."""
    own = takewhile(lambda line: line.block.tag not in document.HEADINGS, lines)
    return [line for line in own if line.block not in beside.others]


def _mended(text: list[Said], says: Declared, limits: Limits) -> list[Said]:
    """Return the text that the page declares where the lines found have lost half of it.

    The other way round tells nothing, since many declare a teaser only.
    """
    if says.body and sum(len(said.line.words) for said in text) < _HALF * len(says.body):
        told = (line for line in says.body.splitlines() if line.strip())
        return [Said(line=line) for line in document.paragraphs(told, limits=limits)]
    return text


def _selected_text(parts: Sequence[str], limits: Limits) -> str:
    """Return the text of the elements that the operator chose, without the lines that systems write."""
    text = []
    for part in parts:
        lines = document.lines(document.tree(part, limits=limits))
        kept = cleaning.without_labels([line for line in lines if line.image is None])
        text.append(written(captions.with_pictures(kept, lines, titles=frozenset())))
    return "\n".join(text)


def _dates(entry: Entry, page: _Page, chosen: _Chosen, url: str) -> tuple[Stamp, ...]:
    if chosen.date:
        return tuple(dict.fromkeys([Stamp(text=chosen.date, evidence="article"), *entry.dates]))
    around = pagedates.Around(
        near=pageyears.completed(page.near, page.tongue),
        within=pageyears.completed(page.within, page.tongue),
        ending=pageyears.completed(page.ending, page.tongue),
        after=pageyears.completed(page.after, page.tongue),
        elsewhere=pageyears.completed(page.around, page.tongue),
        beside=pageyears.completed(page.beside, page.tongue),
    )
    surest, others, updates = pagedates.found(page.root, around, says=page.says, url=url)
    dates = [*surest, *entry.dates, *others]
    known = _ordered([*dates, *updates])
    # An edit dates nothing that says when it was published, be it in a form that cannot be read.
    dates = known[: len(dates)] or known
    if not dates:
        lines = pageyears.completed(page.lines, page.tongue)
        dates = pagedates.guessed(around, lines, says=page.says, url=url)
    return tuple(dict.fromkeys(dates))


def _ordered(dates: Sequence[Stamp]) -> list[Stamp]:
    """Return dates, those in numbers in the order of days and months that the others tell."""
    written = dayorder.settled([one.text for one in dates])
    return [replace(one, text=text or one.text) for one, text in zip(dates, written, strict=True)]


def _date(element: Tag | None, language: str | None) -> str:
    """Return a date as written: the machine's form, or the day in the words."""
    told, words = (
        shortyears.completed(one, language)
        for one in (selecting.date(element) or "", selecting.words(element))
    )
    if told != words:
        return told
    said = labels.dates(words)
    return next(iter((*said.published, *said.bare, *said.amid, *said.updated)), words)
