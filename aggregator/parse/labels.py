"""Knows the label lines that content-management systems write around a text, and takes them out."""

import re

from bs4 import Tag

_DATE = r"(\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?)"
_LABELS = (
    "release time|released|published(?: on)?|updated|posted(?: on)?|date|发布时间|发布日期|更新时间|日期"
)
_LABELLED = re.compile(rf"(?:{_LABELS})\s*[:：]\s*{_DATE}", re.IGNORECASE)
_LINE = re.compile(
    r"^\W*(?:release time\s*[:：].*"
    r"|your present position\s*[:：].*"
    r"|home\s*>.*"
    r"|views?\s*[:：]\s*\d+.*"
    r"|you must be logged in to post a comment.*"
    r"|copyright\s*©.*all rights reserved\W*"
    r"|(?:发布时间|浏览次数|点击数|当前位置|您的位置)\s*[:：].*)$",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_LABEL = 300


def labelled_date(words: str) -> str | None:
    """Return the first labelled date in ``words``, such as ``Release time:2015-12-10 22:47:26``."""
    found = _LABELLED.search(words)
    return found[1] if found else None


def without_labels(element: Tag) -> str:
    """Return the markup inside ``element`` without the lines that are labels, breadcrumbs or notices."""
    for child in list(element.find_all(True)):
        if child.parent is None or child.find(["p", "div", "table", "ul"]):
            continue
        words = " ".join(child.get_text(" ").split())
        if len(words) <= _LONGEST_LABEL and _LINE.match(words):
            child.decompose()
    return element.decode_contents()
