"""Makes figures of the boxes in which blogs' software keeps pictures with their captions."""

from lxml import etree


def mend_div(div: etree._Element, classes: str) -> None:
    """Make a figure of WordPress's box, and captions of its paragraphs."""
    if "wp-caption" in classes.split():
        div.tag = "figure"
        for part in div.iterchildren("div", "p"):
            if next(part.iter("img"), None) is None:
                _make_caption(part)


def mend_table(table: etree._Element, classes: str, unwrapped: str) -> None:
    """Make a figure of Blogger's table of a picture and its caption; the rest of it becomes ``unwrapped``."""
    if "tr-caption-container" in classes.split():
        table.tag = "figure"
        for part in table.iterdescendants("tbody", "tr", "td"):
            if "tr-caption" in part.attrib.pop("class", "").split():
                _make_caption(part)
            elif part.tag == "td" and any(str(words).strip() for words in part.itertext()):
                part.tag = "div"
            else:
                part.tag = unwrapped


def _make_caption(part: etree._Element) -> None:
    part.attrib.clear()
    part.tag = "figcaption"
