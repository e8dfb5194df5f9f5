"""Makes text well-formed that was meant as XML: what stands around it, its entities and its slips."""

import re
from dataclasses import dataclass
from html.entities import html5

_ROOT = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<name>(?:[\w.-]{1,40}:)?(?:rss|feed|rdf|channel))(?=[\s/>])",
    re.IGNORECASE | re.DOTALL,
)
_PROLOG = re.compile(
    r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<!DOCTYPE[^<>\[]*(?:\[.*?(?:\]\s*>|\Z)|>)?|\s+",
    re.IGNORECASE | re.DOTALL,
)
_ENTRY = re.compile(r"\s*<(item|entry)(?=[\s/>])", re.IGNORECASE)
_NAMED = re.compile(r"<(?:item|entry)[\s/>]", re.IGNORECASE)
_WRAPPED = {
    "item": ("rss", '<rss version="2.0"><channel>{}</channel></rss>'),
    "entry": ("feed", '<feed xmlns="http://www.w3.org/2005/Atom">{}</feed>'),
}
"""The feed around entries that come without one."""
_BEFORE = re.compile(r"(?:\s+|<\?[^<>]*\?>|<!--.*?-->)*", re.DOTALL)
_ENTITY_DECLARED = re.compile(r"<!ENTITY\s", re.IGNORECASE)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TOKEN = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
    r"|(?P<tag></?[A-Za-z_][^<>]*>)"
    r"|(?P<reference>&(?:\#[0-9]{1,8};|\#[xX][0-9a-fA-F]{1,7};|[A-Za-z][A-Za-z0-9]{0,31};)?)"
    r"|(?P<lone><)",
    re.DOTALL,
)
_BEGIN, _END, _REST = (
    r"<!\[CDATA\[",
    r"\]\]>",
    r"</(?:item|entry|title|description|summary|content)\b|</[\w.-]{1,40}:",
)
_WORDS = rf"[^\]<]*+(?:(?!{_BEGIN}|{_END})[\]<][^\]<]*+)*+"
_MORE = rf"[^\]<]*+(?:(?!{_BEGIN}|{_END}|{_REST})[\]<][^\]<]*+)*+"
_NESTED = re.compile(
    rf"({_BEGIN}{_WORDS})((?:{_BEGIN}{_WORDS}{_END}{_MORE})++){_END}",
    re.IGNORECASE,
)
"""A CDATA section with others in it, which XML does not know: it ends where the first of them does."""
_MARKS = re.compile(f"{_BEGIN}|{_END}")
_BARE_VALUE = re.compile(r"""("[^"]*"|'[^']*')|(\s[\w:.-]+)=([^\s"'<>]+?)(?=\s|/?>)""")
_IN_TAG = re.compile(r"&(?:\#[0-9]{1,8};|\#[xX][0-9a-fA-F]{1,7};|[A-Za-z][A-Za-z0-9]{0,31};)?")
_PAIR = re.compile(
    r"&#(?:5[56]\d{3}|[xX][dD][89abAB][0-9a-fA-F]{2});&#(?:5[67]\d{3}|[xX][dD][c-fC-F][0-9a-fA-F]{2});"
)
_PREFIX = re.compile(r"[\s</]([A-Za-z_][\w.-]{0,30}):[A-Za-z_]")
_LONG_NAME = re.compile(
    r"(<(?:[\w.-]{1,40}:)?(?:author|creator|managingeditor|webmaster|publisher|contributor|name|email|tags|keywords)"
    r"\b[^<>]*>(?:<!\[CDATA\[)?[^<]{300})[^<]+",
    re.IGNORECASE,
)
_LEGAL = ((0x9, 0xA), (0xD, 0xD), (0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF))
_FIRST_SIGN = 0x20
_XML_NAMES = {"amp", "lt", "gt", "quot", "apos"}
_MOST_PREFIXES = 60
# What a prefix means by custom, for feeds that use it and forget to declare it.
_CUSTOMARY = {
    "atom": "http://www.w3.org/2005/Atom",
    "atom10": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "georss": "http://www.georss.org/georss",
    "itunes": "http://www.itunes.com/DTDs/PodCast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "prism": "http://prismstandard.org/namespaces/1.2/basic/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rss": "http://backend.userland.com/rss2",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "xhtml": "http://www.w3.org/1999/xhtml",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A feed within a text: from its root's start tag on, what stray text stood before, and what is odd."""

    text: str
    root: str
    stray: str = ""
    faults: tuple[str, ...] = ()


def find(text: str) -> Found | None:
    """Return the feed in ``text`` without what precedes its root, or ``None`` where there is none.

    The document type goes with it: without declarations there is no entity that could be expanded.
    """
    start = next((match for match in _ROOT.finditer(text) if match["name"]), None)
    if start is None:
        return _bare(text)
    before = text[: start.start()]
    stray = _PROLOG.sub("", before).strip("\ufeff")
    faults = []
    if stray:
        faults.append("something else stands before the feed")
    if _ENTITY_DECLARED.search(before):
        faults.append("the feed declares entities of its own, which are never expanded")
    # Lines keep their numbers, for the messages; mostly their ends stand there already.
    lines = "\n" * before.count("\n")
    end = len(before)
    found = text[end - len(lines) :] if before.endswith(lines) else lines + text[end:]
    return Found(text=found, root=start["name"], stray=stray, faults=tuple(faults))


def _bare(text: str) -> Found | None:
    """Return the feed of entries that come without one, as a single entry of Atom does."""
    text = _BEFORE.sub("", text.lstrip("\ufeff"), count=1)
    entry = _ENTRY.match(text)
    if entry is None:
        return None
    root, around = _WRAPPED[entry[1].lower()]
    return Found(text=around.format(text), root=root)


def is_cut_off(found: Found) -> bool:
    """Say whether the root's end tag is missing."""
    return _end(found.text, found.root) < 0


def entries(text: str) -> int:
    """Return how many entries begin in ``text``, those that it speaks of in CDATA left out."""
    return sum(bool(token["tag"] and _ENTRY.match(token["tag"])) for token in _TOKEN.finditer(text))


def names_entry(text: str) -> bool:
    """Say whether an entry seems to begin anywhere in ``text``, be it in what never ends."""
    return _NAMED.search(text) is not None


def mend(found: Found) -> str:
    """Return the feed with the usual slips put right.

    What follows the root goes; where the root does not end, the text ends after the last end tag,
    so that no half address is taken for a whole one. Bare ampersands and angle brackets, HTML's
    entities, CDATA sections in others, attribute values without quotes, prefixes without declaration
    and characters that XML forbids become what was meant.
    """
    text = _PAIR.sub(_joined, _ILLEGAL.sub("", found.text))
    text = _NESTED.sub(lambda nested: f"{nested[1]}{_MARKS.sub('', nested[2])}]]>", text)
    end = _end(text, found.root)
    if end >= 0:
        return _declare_prefixes(_TOKEN.sub(_mended, text[:end]) + f"</{found.root}>")
    # The last ">" that there is closes the last tag that does.
    last = text.rfind("</", 0, text.rfind(">") + 1)
    return _declare_prefixes(_TOKEN.sub(_mended, text[: text.find(">", last) + 1] if last >= 0 else text))


def shortened(text: str, most: int) -> str:
    """Return a feed of at most ``most`` characters, cut after a whole entry where it is longer.

    Names of hundreds of characters, which feedparser reads in quadratic time, are cut as well.
    """
    text = _LONG_NAME.sub(r"\1", text)
    if len(text) <= most:
        return text
    ends = [text.rfind(tag, 0, most - len(tag)) + len(tag) for tag in ("</item>", "</entry>")]
    return text[: max(ends)] if max(ends) > len("</entry>") else text[:most]


def _end(text: str, root: str) -> int:
    """Return where the root's end tag begins, whether it is itself complete or not, or -1."""
    tag = f"</{root}"
    at = text.rfind(tag)
    rest = text[at + len(tag) : at + len(tag) + 20].lstrip()
    return at if at >= 0 and (not rest or rest.startswith(">")) else -1


def _mended(token: re.Match[str]) -> str:
    if token["lone"]:
        return "&lt;"
    if token["reference"]:
        return _reference(token["reference"])
    if token["tag"]:
        quoted = _BARE_VALUE.sub(lambda part: part[1] or f'{part[2]}="{part[3]}"', token["tag"])
        return _IN_TAG.sub(lambda reference: _reference(reference[0]), quoted)
    return token[0]


def _reference(written: str) -> str:
    name = written[1:-1]
    if name in _XML_NAMES:
        return written
    if name.startswith("#"):
        number = _number(name)
        # Control characters that stand there as such go, too.
        return "" if number < _FIRST_SIGN and not _is_legal(number) else f"&#{_legal(number)};"
    characters = html5.get(f"{name};") if name else None
    return "".join(f"&#{ord(one)};" for one in characters) if characters else f"&amp;{written[1:]}"


def _number(name: str) -> int:
    return int(name[2:], 16) if name[1] in "xX" else int(name[1:])  # noqa: FURB166  the text says &#x, not 0x


def _legal(number: int) -> int:
    """Return the character's number if XML allows it (XML 1.0 §2.2), else that of U+FFFD."""
    return number if _is_legal(number) else 0xFFFD


def _is_legal(number: int) -> bool:
    return any(first <= number <= last for first, last in _LEGAL)


def _joined(pair: re.Match[str]) -> str:
    """Return the one character that two references to UTF-16 surrogates mean."""
    high, low = (_number(name) for name in pair[0].replace("&", "").rstrip(";").split(";"))
    if not (0xD800 <= high < 0xDC00 <= low < 0xE000):  # noqa: PLR2004  Unicode's own figures
        return pair[0]
    return f"&#{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)};"


def _declare_prefixes(text: str) -> str:
    tags = (token["tag"] for token in _TOKEN.finditer(text))
    used = dict.fromkeys(prefix for tag in tags if tag and ":" in tag for prefix in _PREFIX.findall(tag))
    end = text.find(">")
    root = text[:end]
    missing = [one for one in used if one not in ("xml", "xmlns") and f"xmlns:{one}" not in root]
    declared = "".join(
        f' xmlns:{one}="{_CUSTOMARY.get(one.lower(), f"urn:undeclared:{one}")}"'
        for one in missing[:_MOST_PREFIXES]
    )
    place = end - 1 if root.endswith("/") else end
    return text[:place] + declared + text[place:]
