"""Finds the rows of teasers on a page: links to other articles, with some words below each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice, takewhile
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree, html

from aggregator.parse import asidenames, document, labels
from aggregator.parse.document import Line
from aggregator.parse.textplaces import LINKED, TextPlaces, is_prose

_SEVERAL = 2
"""Headings with links, from which on they are a row."""
_LOOKED = 50
"""Elements called so that are looked at: each may hold the others."""
_MOST = 200
"""Headings of a page that are looked at, and teasers of a row."""
_OF_TEASER = 3
"""Headings and paragraphs for each heading with a link in what is but a row of teasers."""
_LONGEST = 400
"""Characters of a teaser."""
_OF_WORDS = 200
"""Characters of what a teaser says apart from its heading, and of a card that is not one link."""


def named(called: Iterable[html.HtmlElement]) -> Iterator[html.HtmlElement]:
    """Yield what leads to other articles, of the first elements that are called so."""
    looked = (element for element in called if asidenames.leads_to_others(element))
    for element in islice(looked, _LOOKED):
        if _is_of_teasers(element):
            yield element


def _is_of_teasers(element: html.HtmlElement) -> bool:
    """Say whether an element is called as what leads to other articles is, and is but a row of teasers.

    That is headings with links, and some words below each.
    """
    if not asidenames.may_be_aside(element):
        return False
    told = [one for one in element.iter("p", *document.HEADINGS) if document.words(one)]
    linked = [number for number, one in enumerate(told) if one.tag != "p" and _is_linked(one)]
    prose = next((number for number, one in enumerate(told) if one.tag == "p"), len(told))
    return len(linked) >= _SEVERAL and len(told) <= _OF_TEASER * len(linked) and linked[0] < prose


def _is_linked(heading: html.HtmlElement) -> bool:
    return heading.find(".//a") is not None or next(heading.iterancestors("a"), None) is not None


def leads_on(link: html.HtmlElement, url: str) -> bool:
    """Say whether a link on the page ``url`` leads to another page of its site, to no file."""
    try:
        to, own = urlsplit(urljoin(url, (link.get("href") or "#").strip())), urlsplit(url)
    except ValueError:
        return False
    if to.scheme not in {"http", "https"} or _host(to.netloc) != _host(own.netloc):
        return False
    return not document.is_file(to.path) and urldefrag(to.geturl()).url != urldefrag(url).url


def _host(netloc: str) -> str:
    return netloc.lower().removeprefix("www.")


def in_rows(root: html.HtmlElement, url: str) -> list[list[html.HtmlElement]]:
    """Return the rows of cards of a page: each leads on with a picture and with its heading, to one page."""
    rows = defaultdict[html.HtmlElement, list[html.HtmlElement]](list)
    headings = (one for one in root.iter(*document.HEADINGS) if _is_linked(one))
    for heading in islice(headings, _MOST):
        card = _card(heading)
        if card is not None and _is_teaser(card, heading, url) and (row := card.getparent()) is not None:
            rows[row].append(card)
    return [row for row in rows.values() if len(row) >= _SEVERAL]


def shaped(
    rows: Sequence[Sequence[html.HtmlElement]], said: Sequence[Line], url: str
) -> Iterator[html.HtmlElement]:
    """Yield what is plainly of other articles: headings that say so with the row below, cards behind a text.

    ``rows`` are those of cards, ``said`` are the lines of the page at ``url``.
    """
    text = TextPlaces.of(said)
    for ending in islice((line for line in said if labels.is_ending(line.words)), _LOOKED):
        heading = _with_box(ending.block)
        row = _row_below(heading, url) if document.words(heading) == ending.words else []
        if row and not (any(map(_tells, row)) and text.go_on_around(row)):
            yield from (heading, *row)
    for cards in rows:
        if all(map(_is_one, cards)) and text.end_above(cards):
            yield from cards


def _with_box(heading: html.HtmlElement) -> html.HtmlElement:
    """Return a heading with what holds nothing but it."""
    while (outer := heading.getparent()) is not None and len(outer) == 1 and _is_bare(outer):
        heading = outer
    return heading


def _row_below(heading: html.HtmlElement, url: str) -> list[html.HtmlElement]:
    """Return the teasers below a heading of other articles, or the box there that holds nothing else."""
    below = list(islice(heading.itersiblings(etree.Element), _MOST))
    row = list(takewhile(partial(_begins_with_link, url=url), below))
    if len(row) >= _SEVERAL or not below:
        return row if all(map(_stands_apart, row)) else []
    box = below[0]
    while len(box) == 1 and _is_bare(box):
        box = box[0]
    is_row = len(box) in range(_SEVERAL, _MOST) and _is_bare(box)
    is_row = is_row and all(_begins_with_link(one, url) and _stands_apart(one) for one in box)
    return below[:1] if is_row else []


def _is_bare(element: html.HtmlElement) -> bool:
    """Say whether an element says nothing itself, around what it holds."""
    return not any((text or "").strip() for text in (element.text, *(one.tail for one in element)))


def _stands_apart(teaser: html.HtmlElement) -> bool:
    """Say whether what a teaser says besides its link stands apart from it, but for its day."""
    return teaser.tag == "a" or all(map(_may_be_of_teaser, document.lines(teaser)))


def _may_be_of_teaser(line: Line) -> bool:
    if not line.linked:
        return len(line.words) <= _OF_WORDS
    beside = "".join(text for text, around in line.pieces if all(one.tag != "a" for one in around))
    return line.linked >= LINKED or labels.is_date(" ".join(beside.split()))


def _tells(teaser: html.HtmlElement) -> bool:
    return teaser.tag != "a" and any(map(is_prose, document.lines(teaser)))


def _begins_with_link(element: html.HtmlElement, url: str) -> bool:
    if len(document.words(element)) > _LONGEST or element.find(".//h1") is not None:
        return False
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        if event == "start" and inner.tag == "a" and leads_on(inner, url):
            return bool(document.words(inner)) or inner.find(".//img") is not None
        said = ((inner.text if event == "start" else inner.tail) or "").strip()
        if said and not labels.is_date(said):
            return False
    return False


def _is_one(card: html.HtmlElement) -> bool:
    """Say whether a card is an article of its own by its element, or but a link."""
    return card.tag in {"a", "article"} or (len(card) == 1 and card[0].tag == "a")


def _card(heading: html.HtmlElement) -> html.HtmlElement | None:
    """Return what holds a heading with the words below it, but no other heading."""
    card = heading
    for outer in heading.iterancestors():
        if outer.tag in {"body", "main"} or len(list(islice(outer.iter(*document.HEADINGS), _SEVERAL))) > 1:
            break
        card = outer
    is_one = card is not heading and len(document.words(card)) <= _LONGEST
    return card if is_one and card.find(".//h1") is None else None


def _is_teaser(card: html.HtmlElement, heading: html.HtmlElement, url: str) -> bool:
    """Say whether a card leads on with its heading and with a picture, to the same page."""
    around = next(heading.iterancestors("a"), None)
    link = around if around is not None else heading.find(".//a")
    if link is None or not leads_on(link, url):
        return False
    is_one = around is not None and card in {around, around.getparent()}
    if not is_one and len(document.words(card)) > _OF_WORDS:
        return False
    pictured = (one for one in card.iter("a") if next(one.iter("img"), None) is not None)
    return any(one.get("href") == link.get("href") for one in pictured)
