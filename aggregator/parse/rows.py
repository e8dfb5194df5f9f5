"""Finds the news of a page that nobody has described: links of one shape that look like headlines.

Pages of news repeat one structure for each piece. Links that nest alike, by tags and first classes,
form a group; the group that looks most like a list of headlines is taken, and around each of its
links the largest element that holds no other of them is the row.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from aggregator.parse import (
    categories,
    content,
    daywords,
    headings,
    kin,
    lone,
    paging,
    pictures,
    pieces,
    places,
    services,
    shapes,
)
from aggregator.parse.content import Content
from aggregator.parse.limits import Limits
from aggregator.parse.pieces import Row

_HEADLINE = 80
"""Columns of a headline that count; more would let one teaser outweigh a list."""

_FEW = 0.3
"""How much less each further link counts: menus may be long, and news few."""
_SAMPLE = 30
"""Links of a group by which the rest are judged."""
_LABELS = 1.8
"""Weight of headings whose links stand beside them; where they are links themselves those are taken."""
_CALLED = re.compile(r"\b(title|headline|heading|ttl|subject|titre|titel|titulo|titolo)\b")
_NAMED = 1.5
"""Weight of links that the page calls headlines."""
_DATED = 3
"""Weight of rows with dates."""
_AROUND = 0.3
"""Weight of rows without dates in menus that fold out, and of many outside of what is called the content."""
_TEASER, _TELLING = 60, 1.5
"""Characters beside a headline that tell more of it, and their weight."""
_LISTS = ("table", "ul", "ol", "dl")
_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|p[aá]gina|strona|第)\W*)?\d{1,4}(?:\W*(?:of|von|de|di|sur|/)\W*\d{1,5})?\W*页?\W*",
    re.IGNORECASE,
)
"""What links say to pages of a list, or to years of an archive."""
_ABOUT = re.compile(
    r"/(?:authors?|auteurs?|autor|users?|members?|profiles?|categor(?:y|ies)|kategorien?|tags?|labels?)[/\d?=]",
    re.IGNORECASE,
)
"""Addresses of those who write and of kinds of news."""
_BYLINED = 0.4
_SHOWN = 0.5
"""Weight of pictures without words, by what they are said to show: often they are logos."""
_NEWS = 3
"""Links of a language that may be news; fewer lead to the page in another."""
_WAYS = 3
"""Ways in which a page may say "read more"."""
_MENU = 30
"""Columns of a menu's links; longer ones are headlines, wherever they stand."""
_LONE = 1.8
"""Weight of a headline that repeats nothing, in a heading and with a date: a list of few words is none."""
_LEAST = 1.0
"""Columns that a page's best links weigh at least, where they say short words in a margin."""
_AMID = 3
"""Times that a paragraph says more than a link within its sentences."""
_NO_PAGE = re.compile(r"#|(javascript|mailto|tel):", re.IGNORECASE)


def find(page: BeautifulSoup, base: str, *, limits: Limits) -> list[Row]:
    """Return the rows of the page's list of news, in its order; none where nothing looks like one."""
    usable = list(_usable(page, base, limits))
    serving = {id(anchor) for anchor in usable if services.is_service(_said(anchor))}
    lists = ((group, _heads(group)) for group in _lists(usable) if not _is_navigation(group))
    around = content.of(page)
    scored = (
        (_score(kept, heads, around, base), kept, heads)
        for group, heads in lists
        if (kept := group if heads else _without_services(group, serving))
    )
    score, best, heads = max(scored, key=lambda one: one[0], default=(0.0, [], {}))
    alone = lone.found([one for one in usable if id(one) not in serving])
    if alone and _stands_alone(alone, best, score, base):
        return [alone]
    if 0 < score < _LEAST and not _are_long(best) and (places.weight(best[0]) < 1 or _are_amid_words(best)):
        return []
    larger = shapes.with_kin(best, usable)
    best, heads = (best, heads) if larger is best else (larger, _heads(larger))
    best = best if heads else kin.completed(best, usable, base)
    rows = [
        Row(element=row.element, anchor=row.anchor, heading=heads.get(id(row.anchor)))
        for row in pieces.around(best)
    ]
    found = pieces.headed(_where_dated(_of_news(rows))[: limits.entries])
    news = [row for row in found if not _is_service(row)]
    return news if _are_told_apart(news) or pieces.are_dated(news) else []


def _are_amid_words(group: Sequence[Tag]) -> bool:
    """Say whether links all stand within the sentences of paragraphs."""
    held = [(anchor, anchor.find_parent("p")) for anchor in group]
    return all(
        around is not None and len(around.get_text()) > _AMID * len(anchor.get_text())
        for anchor, around in held
    )


def _are_told_apart(rows: Sequence[Row]) -> bool:
    """Say whether rows have titles, and not all the same one: "add to shortlist", a logo."""
    titles = map(_title, rows)
    first = next(titles, "")
    return any(title != first for title in titles) or (len(rows) == 1 and bool(first))


def _title(row: Row) -> str:
    if row.heading:
        return headings.of_heading(row.heading)
    if row.anchor is None:
        return ""
    return headings.said(row.anchor) or pictures.said(row.anchor) or str(row.anchor.get("title") or "")


def _is_navigation(group: Sequence[Tag]) -> bool:
    """Say whether a group is a menu or a foot in which nothing looks like news."""
    if not all(map(places.is_navigation, (group[0], group[-1]))) or pieces.in_heading(group[0]):
        return False
    if _are_long(group):
        return False
    rows = list(pieces.around(group[:_SAMPLE]))
    return not (pieces.are_dated(rows) or _are_telling(rows))


def _are_long(group: Sequence[Tag]) -> bool:
    return sum(_columns(anchor.get_text(" ", strip=True)) for anchor in group) >= _MENU * len(group)


def _without_services(group: list[Tag], serving: Collection[int]) -> list[Tag]:
    """Return a group; of one that mostly serves visitors what is long, or stands in other lists."""
    rest = [anchor for anchor in group if id(anchor) not in serving]
    if len(rest) * 2 > len(group) or pieces.are_dated(list(pieces.around(group[:_SAMPLE]))):
        return group
    if sum(_columns(_said(anchor)) for anchor in rest) < _MENU * len(rest):
        around = {id(_list_of(anchor)) for anchor in group if id(anchor) in serving}
        rest = [anchor for anchor in rest if id(_list_of(anchor)) not in around]
    return rest if len({anchor["href"] for anchor in rest}) > 1 else []


def _list_of(anchor: Tag) -> Tag | None:
    return anchor.find_parent(_LISTS) or anchor.parent


def _is_service(row: Row) -> bool:
    if row.anchor is None:
        return False
    words = headings.of_heading(row.heading) if row.heading else _said(row.anchor)
    return services.is_service(words) and not pieces.is_dated(row)


def _said(anchor: Tag) -> str:
    """Return what a link says, or what its picture is said to show."""
    return anchor.get_text(" ", strip=True) or pictures.said(anchor)


def _stands_alone(row: Row, best: Sequence[Tag], score: float, base: str) -> bool:
    """Say whether a piece of news that repeats nothing is the page's news, rather than the best list."""
    if row.anchor is None:
        return False
    address, columns = urljoin(base, str(row.anchor["href"])), _columns(row.anchor.get_text(" ", strip=True))
    kinds = {kin.kind(urljoin(base, str(anchor["href"]))) for anchor in best}
    return score < _LONE * min(columns, _HEADLINE) and kin.kind(address) not in kinds


def _of_news(rows: list[Row]) -> list[Row]:
    """Return the rows without those of the same shape that a heading of their own calls something else."""
    others = places.of_others([row.element for row in rows])
    return [row for row, is_other in zip(rows, others, strict=True) if not is_other] or rows


def _where_dated(rows: list[Row]) -> list[Row]:
    """Return the rows without those of other tables and lists where most have dates and theirs have none.

    What stands in a heading and in no list may be a lead, of which only its own page says the date.
    """
    dated = [pieces.is_dated(row) for row in rows]
    if sum(dated) * 2 <= len(rows):
        return rows
    holders = {id(row.element.find_parent(_LISTS)) for row, one in zip(rows, dated, strict=True) if one}
    return [
        row
        for row, one in zip(rows, dated, strict=True)
        if one or id(row.element.find_parent(_LISTS)) in holders or _is_lead(row)
    ]


def _is_lead(row: Row) -> bool:
    return bool(row.anchor and pieces.in_heading(row.anchor)) and row.element.find_parent(_LISTS) is None


def _lists(usable: Sequence[Tag]) -> Iterator[list[Tag]]:
    for alike in shapes.groups(usable):
        group = shapes.telling(alike)
        for one in (group, shapes.leading(group)):
            if len({anchor["href"] for anchor in one}) > 1:
                yield one


def _heads(group: Sequence[Tag]) -> dict[int, Tag]:
    """Return the headings of links that say the same again and again, by the links' ids."""
    said = {anchor.get_text(" ", strip=True) for anchor in group[:_SAMPLE]}
    if not group or (len(said) > 1 and (len(said) > _WAYS or len(said) * 2 > len(group[:_SAMPLE]))):
        return {}
    rows = list(pieces.around(group))
    linked = [(row.element, row.anchor) for row in rows if row.anchor]
    if not any(headings.of_labels(linked[:_SAMPLE])):
        return {}
    found = headings.of_labels(linked)
    heads = {id(row.anchor): one for row, one in zip(rows, found, strict=True) if one is not None}
    return heads if len({one.get_text() for one in heads.values()}) * 2 > len(rows) else {}


def _usable(page: BeautifulSoup, base: str, limits: Limits) -> Iterator[Tag]:
    """Yield the links that may be headlines; those without words only where no other leads there too."""
    links = list(_leading_on(page, base, limits))
    told = {address for anchor, address in links if _is_telling(anchor)}
    usable = [anchor for anchor, address in links if address not in told or _is_telling(anchor)]
    yield from categories.without(usable)


def _is_telling(anchor: Tag) -> bool:
    """Say whether a link says more than when something came."""
    words = " ".join(anchor.get_text().split())
    day = daywords.find(words) if len(words) <= _MENU else None
    return any(map(str.isalnum, words if day is None else words[: day.start()] + words[day.end() :]))


def _leading_on(page: BeautifulSoup, base: str, limits: Limits) -> Iterator[tuple[Tag, str]]:
    """Yield the links to other pages of the page's language, each with its address."""
    here = base.split("#", maxsplit=1)[0].rstrip("/")
    anchors = page.find_all("a", href=True, limit=limits.headlines)
    languages = _languages(page, anchors) | {""}
    further = paging.links(str(anchor["href"]).strip() for anchor in anchors)
    for anchor in anchors:
        href = str(anchor["href"]).strip()
        words = anchor.get_text(strip=True)
        if not href or _NO_PAGE.match(href) or href in further or _is_number(words):
            continue
        if _code(anchor.get("hreflang")) not in languages:
            continue
        try:
            address = urljoin(base, href)
        except ValueError:
            continue
        if address.split("#")[0].rstrip("/") != here:
            yield anchor, address


def _is_number(words: str) -> bool:
    return len(words) <= _MENU and bool(_NUMBER.fullmatch(words))


def _languages(page: BeautifulSoup, anchors: Sequence[Tag]) -> set[str]:
    """Return the codes of the page's languages: the declared one, and that which most links say."""
    told = Counter(code for anchor in anchors if (code := _code(anchor.get("hreflang"))))
    most = {code for code, times in told.items() if times >= _NEWS and times * 2 > told.total()}
    return {_code(page.html.get("lang") if page.html else None), *most}


def _code(tag: object) -> str:
    """Return a language's code without its region."""
    return re.split("[-_]", tag.strip().lower())[0] if isinstance(tag, str) else ""


def _score(group: Sequence[Tag], heads: Mapping[int, Tag], around: Content, base: str) -> float:
    """Return how much a group looks like headlines: their text, weighed by where and how they stand."""
    texts = {
        str(anchor["href"]): _columns(heads.get(id(anchor), anchor).get_text(" ", strip=True))
        for anchor in group
    }
    is_told = any(texts.values())
    if not is_told:
        texts = {str(anchor["href"]): _columns(pictures.said(anchor)) for anchor in group}
    mean = sum(texts.values()) / len(texts)
    score = float(sum(min(columns, _HEADLINE) for columns in texts.values()) / len(texts) ** _FEW)
    score *= 0.1 if mean < 8 else 0.6 if mean < 15 else 1.0  # noqa: PLR2004  columns of a headline
    score *= places.weight(group[0]) * (1.0 if is_told else _SHOWN)
    if shapes.is_crowded(group):
        score *= 0.15
    if sum(bool(_ABOUT.search(href)) for href in texts) * 2 > len(texts):
        score *= _BYLINED
    if heads:
        score *= _LABELS
    elif pieces.in_heading(group[0]):
        score *= 2
    elif any(_CALLED.search(places.names(one)) for one in (group[0], group[0].parent) if one):
        score *= _NAMED
    rows = list(pieces.around(group[:_SAMPLE]))
    score *= places.under_heading(rows[0].element, rows[-1].element)
    if pieces.are_dated(rows):
        score *= _DATED
    elif not around.holds(group):
        score *= _AROUND
    if _are_telling(rows):
        score *= _TELLING
    inside = sum(_host(urljoin(base, href)) == _host(base) for href in texts)
    return score * (1.0 if inside * 2 > len(texts) else 0.6)


def _are_telling(rows: Sequence[Row]) -> bool:
    return sum(pieces.told(row) >= _TEASER for row in rows) * 2 > len(rows)


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text[:200])


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
