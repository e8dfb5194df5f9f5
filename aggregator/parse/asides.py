"""Tells which lines of an article's page stand beside it: teasers, invitations, share bars, comments."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice, takewhile

from lxml import html

from aggregator.parse import asidenames, captions, document, metadata, scope, teasers
from aggregator.parse.document import Line

_AGREED = re.compile(
    r"(?:i )?(?:accept|agree|allow|ok|got it|understood)(?: (?:all|cookies|all cookies))?"
    r"|(?:alle )?(?:akzeptieren|zulassen)|alle(?: cookies)? (?:akzeptieren|zulassen)"
    r"|einverstanden|(?:tout )?accepter(?: tout)?|j[’']accepte"
    r"|acept(?:ar|o)(?: todo| todas)?|accett[ao](?: tutti)?|aceitar(?: todos)?|accepteren|akkoord",
    re.IGNORECASE,
)
"""What a reader presses to be done with a word on cookies."""
_COOKIES = re.compile(r"\bcookies?\b", re.IGNORECASE)
_AROUND_PRESSED = 4
"""Elements around what is pressed, of which one holds the word on cookies and nothing else."""
_LONGEST_CONSENT = 2_000
_PIECES = 5
"""Pieces of the words on a button or link that are read."""
_MOST = 0.3
"""The share of a page's prose from which on only what is certain is an aside, whatever its name."""
_SEVERAL = 2
"""Lines that are a text, and no box beside one."""
_LOOKED = 50
"""What is pressed, of the first that agree."""
_LEADS = 1
"""Lines that may be said outside of what holds the text: a lead, or what is said below it."""
_BUILT = frozenset({"widget", "widgets"})
"""Words by which builders of pages call all their blocks."""
_MANY = 5
"""Lines from which on a text below a heading is no box beside one of a single sentence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asides:
    """What stands beside an article: ``words`` are those of the lines that stand only there.

    ``others`` are the elements of which the dates are of something else: other articles, comments. ``at`` is
    the number of the headline's line, and ``scope`` holds it and what is said first below it.
    """

    words: frozenset[str]
    others: frozenset[html.HtmlElement]
    at: int | None = None
    scope: html.HtmlElement | None = None


def found(
    root: html.HtmlElement, said: Sequence[Line], heads: Sequence[int], likely: Sequence[int], url: str
) -> Asides:
    """Return what stands beside the article on a page at ``url``, of which ``said`` are the lines.

    ``heads`` are the numbers of those lines that may be its headline, ``likely`` of those that may be its
    text: where all but a lead or a caption stands in what is called an aside, that is none.
    """
    called = [one for one in root.iter() if asidenames.is_place(one) or one.get("class") or one.get("id")]
    rows = teasers.in_rows(root, url)
    page = _Page(
        root=root,
        said=said,
        heads=heads,
        prose=sum(len(line.words) for line in said if line.block.tag == "p") or 1,
        called=called,
        consent=_all_in(_asking_consent(root)),
        never={one for one in called if asidenames.is_of_others(one)},
        cards=[card for row in rows for card in row],
        teasers=set(teasers.shaped(rows, said, url)),
    )
    first = _told_apart(page, text=())
    text = _text_in(first, page, likely)
    return (_told_apart(page, text=text) if text else first).asides(page)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Page:
    """What is known of a page.

    ``prose`` is how much its paragraphs say, ``called`` are the elements with names. Of those ``never`` hold
    no text though hardly any stands elsewhere, nor do the ``teasers`` and what asks for ``consent``. The
    dates on ``cards`` are of what they lead to, be they of the article.
    """

    root: html.HtmlElement
    said: Sequence[Line]
    heads: Sequence[int]
    prose: int
    called: Sequence[html.HtmlElement]
    consent: set[html.HtmlElement]
    never: set[html.HtmlElement]
    cards: Sequence[html.HtmlElement]
    teasers: set[html.HtmlElement]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Apart:
    """The elements of a page that stand beside its article: ``certain`` ones, and those ``named`` so."""

    at: int | None
    certain: set[html.HtmlElement]
    named: Sequence[html.HtmlElement]
    aside: set[html.HtmlElement]

    def asides(self, page: _Page) -> Asides:
        """Return what is told of them."""
        within = {line.words for line in page.said if line.block in self.aside}
        outside = {line.words for line in page.said if line.block not in self.aside}
        others = (self.certain - _all_in(_own_footers(page.root))) | _all_in(
            one for one in self.named if asidenames.leads_to_others(one) or one in page.teasers
        )
        others |= _all_in(page.cards) | _all_in(_mastheads(page, self.at))
        return Asides(
            words=frozenset(within - outside),
            others=frozenset(others),
            at=self.at,
            scope=None if self.at is None else scope.around(page.said, self.at, without=self.aside),
        )


def _told_apart(page: _Page, *, text: Sequence[Line]) -> _Apart:
    """Return what stands beside the article; what holds one of the lines ``text`` does not."""
    around = _around(text)
    certain = (
        _all_in(one for one in page.called if one not in around and asidenames.is_certain(one)) | page.consent
    )
    outside = _outside_main(page.root)
    certain |= set() if around & outside else outside
    at = scope.headed(page.said, page.heads, without=certain)
    if at is None and not any(scope.says(line) and line.block not in certain for line in page.said):
        # An article may stand in what is called a sidebar, but in no footer: that is a page without a text.
        certain = _all_in(one for one in page.called if asidenames.is_never_text(one))
        at = scope.headed(page.said, page.heads, without=certain)
    named = [
        *(one for one in page.called if one not in around and _is_aside(one, page.prose)),
        *teasers.named(page.called),
        *page.teasers,
    ]
    first = [] if at is None else _first_below(page, at, certain)
    if at is not None and first:
        kinds, own = _own([*first, *text], page, page.said[at])
        named = [
            one
            for one in named
            if asidenames.kind(one) not in kinds
            and not (own and asidenames.words(one) and asidenames.words(one) <= own)
        ]
    return _Apart(at=at, certain=certain, named=named, aside=certain | _all_in(named))


def _first_below(page: _Page, at: int, without: Collection[html.HtmlElement]) -> list[Line]:
    """Return what is said first below a headline; where that may be a caption, also what is no caption."""
    below = scope.said_below(page.said, at, without=without)
    first = next(below, None)
    if first is None:
        return []
    positions = {id(line): number for number, line in enumerate(page.said)}
    never = _all_in(page.never)
    for line in (first, *below):
        if line.block not in never and not captions.may_be_caption(page.said, positions[id(line)]):
            return [first, line]
    return [first]


def _text_in(apart: _Apart, page: _Page, likely: Sequence[int]) -> list[Line]:
    """Return the lines of the text that stand in what is called an aside, where hardly any stands outside."""
    headed = _around(page.said[number] for number in page.heads) if apart.at is None else set()
    never = _all_in(page.never - headed) | _all_in(page.teasers)
    begins = 0 if apart.at is None else apart.at + 1
    outside = (
        number
        for number in sorted({*likely, *range(begins, len(page.said))})
        if page.said[number].block not in apart.aside
        and page.said[number].block.tag not in document.HEADINGS
        and scope.says(page.said[number])
        and not captions.may_be_caption(page.said, number)
    )
    leads = len(list(islice(outside, _LEADS + 1)))
    if leads > _LEADS:
        return []
    held = apart.aside - never - page.consent
    inside = [number for number in likely if number >= begins and page.said[number].block in held]
    text = [number for number in inside if scope.says(page.said[number])]
    if len(text) < _SEVERAL:
        # Beside many teasers a short text of widgets is not found.
        held &= _all_in(one for one in apart.named if asidenames.words(one) <= _BUILT) - apart.certain
        inside = [number for number in range(begins, len(page.said)) if page.said[number].block in held]
        text = [number for number in inside if scope.tells(page.said[number])]
    if len(text) < _SEVERAL or (leads and len(text) < _MANY and _is_titled(page, text[0])):
        return []
    return [page.said[number] for number in text]


def _mastheads(page: _Page, at: int | None) -> Iterator[html.HtmlElement]:
    """Yield the heads of the site: below the headline stand those of articles, which tell their own days."""
    head = None if at is None else page.said[at].block
    own = _article_heads(page)
    for one in takewhile(lambda element: element is not head, page.root.iter()):
        if one.tag in {"header", "div"} and asidenames.is_masthead(one) and own.isdisjoint(one.iter()):
            yield one


def _article_heads(page: _Page) -> set[html.HtmlElement]:
    """Return the blocks of an article's headlines, not of what may be its site's name: the title's end."""
    whole = document.plain(metadata.title(page.root))
    lines = (page.said[number] for number in page.heads)
    return {line.block for line in lines if not whole.endswith(document.plain(line.words))}


def _is_titled(page: _Page, number: int) -> bool:
    """Say whether a line stands below a heading of its own block, as boxes beside an article begin."""
    above, line = page.said[number - 1], page.said[number]
    if not number or above.block.tag not in document.HEADINGS or number - 1 in page.heads:
        return False
    return above.block.getparent() is line.block.getparent()


def _asking_consent(root: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Yield what says that a site uses cookies and asks to agree, whatever it is called."""
    agreeing = (one for one in root.iter("button", "a") if _AGREED.fullmatch(_begins(one)))
    for pressed in islice(agreeing, _LOOKED):
        for element in islice(pressed.iterancestors(), _AROUND_PRESSED):
            said = document.words(element)
            if len(said) > _LONGEST_CONSENT or element.tag in ("body", "main", "article"):
                break
            if _COOKIES.search(said) and element.find(".//h1") is None:
                yield element
                break


def _begins(element: html.HtmlElement) -> str:
    return " ".join("".join(map(str, islice(element.itertext(), _PIECES))).split())


def _all_in(elements: Iterable[html.HtmlElement]) -> set[html.HtmlElement]:
    return {inner for element in elements for inner in element.iter()}


def _own_footers(root: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Yield the footers of articles, which may tell when they came."""
    for element in root.iter("footer"):
        if any(outer.tag in {"article", "main"} for outer in element.iterancestors()):
            yield element


def without(root: html.HtmlElement, asides: Asides) -> html.HtmlElement:
    """Return a copy of a page without what is of something else than its article."""
    copy = deepcopy(root)
    twins = list(zip(root.iter(), copy.iter(), strict=True))
    for element, twin in twins:
        outer = element.getparent()
        is_outermost = element in asides.others and outer not in asides.others
        if is_outermost and outer is not None and element.tag != "script":
            twin.drop_tree()
    return copy


def _outside_main(root: html.HtmlElement) -> set[html.HtmlElement]:
    """Return what stands outside the only ``<main>`` of a page; above it only where the headline is in it."""
    mains = list(root.iter("main"))
    if len(mains) != 1:
        return set()
    if mains[0].find(".//h1") is None:
        chain = (mains[0], *mains[0].iterancestors())
        return _all_in(after for one in chain for after in one.itersiblings())
    around = set(mains[0].iterancestors())
    return {one for body in root.iter("body") for one in body.iter()} - around - set(mains[0].iter())


def _is_aside(element: html.HtmlElement, prose: int) -> bool:
    """Say whether an element is called as asides are, and is not most of the page."""
    if not asidenames.is_called(element):
        return False
    inside = sum(len(document.words(paragraph)) for paragraph in element.iter("p"))
    return inside < _MOST * prose


def _own(text: Sequence[Line], page: _Page, head: Line) -> tuple[set[frozenset[str]], set[str]]:
    """Return the kinds of asides that an article's text stands in, and the words that call most of it so.

    There they are none: builders of pages call all their blocks widgets or modules.
    """
    around, above = _around(text), _around([head])
    words = {word for one in around - above for word in asidenames.words(one)}
    alike = (
        _all_in(one for one in page.called if one not in above and asidenames.words(one) & words)
        if words
        else ()
    )
    held = sum(len(line.words) for line in page.said if line.block.tag == "p" and line.block in alike)
    kinds = {asidenames.kind(one) for one in around} - {frozenset()}
    return kinds, words if held > _MOST * page.prose else set()


def _around(lines: Iterable[Line]) -> set[html.HtmlElement]:
    return {one for line in lines for one in (line.block, *line.block.iterancestors())}
