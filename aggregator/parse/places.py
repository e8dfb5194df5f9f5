"""Weighs where on a page a link stands: in its content, in its navigation, in its margins."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from bs4 import Tag

from aggregator.parse import newswords

_CLIMB = 6
_ASIDE = {"nav": 0.1, "footer": 0.1, "aside": 0.2, "form": 0.2, "header": 0.6}
_OTHERS = (
    r"events?|calendar|kalender|termine|veranstaltung(?:en)?|agenda|eventos|événements|upcoming|próximos"
    r"|popular|trending|most (?:read|viewed|shared|popular)|meistgelesen|beliebt|les plus lus|más leídas"
)
_NAMED_OTHERS = re.compile(rf"\b(?:{_OTHERS}|mostread)\b")
_HEADED_OTHERS = re.compile(
    rf"\b(?:{_OTHERS}|(?:from )?(?:the|our) journals?|archives?|categories|sponsors|quick ?links"
    r"|related (?:links|sites)|recent comments)\b"
    r"|^(?:\w+ )?(?:meetings|congresses|conferences|courses|webinars|kongresse|tagungen|fortbildungen|congrès"
    r"|congresos|cursos|congressi|corsi|jobs|vacancies|stellen(?:angebote|markt)?|emplois?|empleos?)$|会议日历|热门|点击排行|人気|イベント"
)
_NAMED_NEWS = re.compile("news|press|blog|aktuell|actualit|noticia|notizie")
"""What classes are called whose words run together, too."""
_OF_OTHERS = 0.15
"""Weight of lists that are called events or popular pieces: less than dates make up for."""
_HEADING = re.compile(r"h[2-6]")
_LONGEST_HEADING = 40
_BEFORE = 4
"""Elements before a list among which its heading is looked for."""
_ROWS = 60
"""Rows before one that are passed over on the way to the heading above them."""
_PIECES = {"article", "li"}
_PIECE = re.compile(r"\bhentry\b|\btype post\b")
"""What WordPress calls a piece, beside its kinds and tags."""
_NAMED_FOOT = re.compile(r"\b(footer|colophon|copyright|breadcrumbs?)\b")
_NAMED_MENU = re.compile(r"\b((?:sub|side|main|top|left|right|global)?(?:nav|menu)|navigation|navbar)\b")
_NEAR = 4
"""Elements around a link among which one that is called a menu is one."""
_ABOUT_ITSELF = {"body", "html", "article"}
_NAMED_ASIDE = re.compile(
    r"\b((?:sub|side|main|top|left|right)?(?:nav|menu)|footer|sidebar|breadcrumbs?|crumbs?|pagination|pager|paging|tags?|tagcloud|categor(y|ies)|social"
    r"|share|lang(uages?)?|login|comments?|related|widget|authors?|byline|toolbar|topbar|subjects?|filters?|partners?)\b"
)


def weight(anchor: Tag) -> float:
    """Return a weight for where on the page a link stands: little in navigation and margins."""
    weight = 1.0
    of_others = False
    for depth, parent in enumerate(anchor.parents):
        # A header within a piece is the piece's own, not the site's.
        weight *= 1.0 if parent.name == "header" and is_in_piece(parent) else _ASIDE.get(parent.name, 1.0)
        # What a body or an article is called says what it is about, not what stands in it.
        called = names(parent) if depth < _CLIMB and parent.name not in _ABOUT_ITSELF else ""
        if not called or _PIECE.search(called):
            continue
        weight *= 0.3 if _NAMED_ASIDE.search(called) else 1.0
        of_others = of_others or _is_of_others(called, _NAMED_OTHERS)
    return weight * (_OF_OTHERS if of_others else 1.0)


def is_navigation(anchor: Tag) -> bool:
    """Say whether a link stands in the site's navigation or foot, not in its content or beside it."""
    for depth, parent in enumerate(anchor.parents):
        if parent.name in {"article", "main"}:
            return False
        called = "" if parent.name in _ABOUT_ITSELF else names(parent)
        if (
            parent.name in {"nav", "footer"}
            or parent.get("role") == "navigation"
            or _NAMED_FOOT.search(called)
        ):
            return True
        # Of what is far out, a whole page may be made.
        if depth < _NEAR and (parent.name == "header" or _NAMED_MENU.search(called)):
            return True
    return False


def under_heading(first: Tag, last: Tag) -> float:
    """Return a weight for what the headings above the first and last row of a list call it."""
    beside = first.parent is last.parent
    return _OF_OTHERS if _is_under_others(first) and (beside or _is_under_others(last)) else 1.0


def of_others(rows: Sequence[Tag]) -> list[bool]:
    """Say of each row whether the heading above it calls it an event, a job, an archive: no piece of news."""
    told: dict[int, bool] = {}
    for row in rows:
        before = next((one for one in _back_to_heading(row) if id(one) in told), None)
        told[id(row)] = told[id(before)] if before is not None else _is_under_others(_first_like(row))
    return [told[id(row)] for row in rows]


def _back_to_heading(row: Tag) -> Iterator[Tag]:
    for one in islice((one for one in row.previous_siblings if isinstance(one, Tag)), _BEFORE):
        yield one
        if _HEADING.fullmatch(one.name):
            return


def _first_like(row: Tag) -> Tag:
    """Return the first of the elements beside a row that are like it, in one run."""
    like = takewhile(
        lambda one: _is_like(one, row), (one for one in row.previous_siblings if isinstance(one, Tag))
    )
    return next(iter(deque(islice(like, _ROWS), maxlen=1)), row)


def _is_under_others(row: Tag) -> bool:
    for _, element in zip(range(_CLIMB), [row, *row.parents], strict=False):
        before = (one for one in element.previous_siblings if isinstance(one, Tag))
        for _, sibling in zip(range(_BEFORE), before, strict=False):
            heading = sibling if _HEADING.fullmatch(sibling.name) else sibling.find(_HEADING)
            if isinstance(heading, Tag) and (words := _words(heading)) == _words(sibling):
                return len(words) <= _LONGEST_HEADING and _is_of_others(words.lower(), _HEADED_OTHERS)
    return False


def _is_like(one: Tag, row: Tag) -> bool:
    return one.name == row.name and one.get("class") == row.get("class")


def _is_of_others(called: str, others: re.Pattern[str]) -> bool:
    if not others.search(called):
        return False
    return not (_NAMED_NEWS.search(called) or newswords.NEWS.search(called))


def is_in_piece(header: Tag) -> bool:
    """Say whether a header is that of a piece, and not of its page."""
    return any(one.name in _PIECES for one in header.parents)


def names(element: Tag) -> str:
    """Return an element's classes and id as words."""
    classes = element.get("class") or []
    words = [*classes, str(element.get("id") or "")]
    return " ".join(words).lower().replace("_", " ").replace("-", " ")


def _words(element: Tag) -> str:
    return " ".join(element.get_text(" ").split())
