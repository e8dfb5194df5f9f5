"""Finds the rows of teasers on a page: headings that lead to other articles, with some words below each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, takewhile
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import etree, html

from aggregator.parse import asidenames, document, labels
from aggregator.parse.document import Line

_SEVERAL = 2
"""Headings with links, from which on they are a row."""
_LOOKED = 50
"""Elements called so that are looked at: each may hold the others."""
_MOST = 200
"""Headings of a page that are looked at."""
_OF_TEASER = 3
"""Headings and paragraphs for each heading with a link in what is but a row of teasers."""
_LONGEST = 400
_OF_WORDS = 200
"""Characters of a teaser that is one link or below its heading, and of one that its picture alone tells."""
_MORE = 2
"""How much more than the paragraphs of an article its teasers may say, headings and short words included."""
_PROSE = 80
_LINKED = 0.8
"""Characters of a paragraph of the article itself, and the share of links from which on it is none."""


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


def shaped(root: html.HtmlElement, said: Sequence[Line], url: str) -> Iterator[html.HtmlElement]:
    """Yield the teasers in a row that are told by their shape alone; ``said`` are the lines of the page.

    That is below a heading of other articles, or each with a picture that leads where its heading does.
    """
    endings = (line.block for line in said if labels.is_ending(line.words))
    for ending in islice(endings, _LOOKED):
        yield from _row_below(ending)
    rows = defaultdict[html.HtmlElement, list[html.HtmlElement]](list)
    headings = (one for one in root.iter(*document.HEADINGS) if _is_linked(one))
    for heading in islice(headings, _MOST):
        card = _card(heading)
        if card is not None and _is_teaser(card, heading, url) and (row := card.getparent()) is not None:
            rows[row].append(card)
    yield from _beside_more(
        [card for cards in rows.values() if len(cards) >= _SEVERAL for card in cards], said
    )


def _beside_more(cards: Sequence[html.HtmlElement], said: Sequence[Line]) -> list[html.HtmlElement]:
    """Return the cards that stand beside an article; those that say more than it are its parts.

    What is all one link is none, however much it says.
    """
    links = [card for card in cards if card.tag == "a" or (len(card) == 1 and card[0].tag == "a")]
    others = [card for card in cards if card not in links]
    prose = [line for line in said if is_prose(line)]
    linked, told = (_said_in(some, prose) for some in (links, others))
    own = sum(len(line.words) for line in prose) - linked - told
    size = sum(len(document.words(card)) for card in others)
    return [*(links if own > 0 else []), *(others if told < own and size <= _MORE * own else [])]


def _said_in(cards: Sequence[html.HtmlElement], prose: Sequence[Line]) -> int:
    within = {element for card in cards for element in card.iter()}
    return sum(len(line.words) for line in prose if line.block in within)


def is_prose(line: Line) -> bool:
    """Say whether a line is a paragraph of the article itself."""
    return line.size >= _PROSE and line.linked < _LINKED and line.block.tag not in document.HEADINGS


def _row_below(ending: html.HtmlElement) -> list[html.HtmlElement]:
    """Return what stands below a heading of other articles and begins with a link each."""
    below = list(ending.itersiblings(etree.Element))
    if len(below) == 1:
        below = list(below[0])
    row = list(takewhile(_begins_with_link, below))
    return row if len(row) >= _SEVERAL else []


def _begins_with_link(element: html.HtmlElement) -> bool:
    if len(document.words(element)) > _LONGEST or element.find(".//h1") is not None:
        return False
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        if event == "start" and inner.tag == "a" and not (inner.get("href") or "#").startswith("#"):
            return bool(document.words(inner)) or inner.find(".//img") is not None
        if ((inner.text if event == "start" else inner.tail) or "").strip():
            return False
    return False


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
