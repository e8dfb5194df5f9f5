"""Puts the editor's words in the place of a source's."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from html import escape

from aggregator.model import Article, Edit


def applied(article: Article, edit: Edit) -> Article:
    """Return an article as the editor has it."""
    return replace(
        article,
        title=article.title if edit.title is None else edit.title,
        html=article.html if edit.text is None else html(edit.text),
        text=article.text if edit.text is None else edit.text,
        section=edit.section or article.section,
        note=edit.note,
        outdated=edit.basis not in {None, article.told},
    )


def by_hand(edits: Iterable[Edit], *, number: int, language: str, at: datetime) -> Iterator[Article]:
    """Give the articles that the editor wrote for issue ``number``."""
    for edit in edits:
        if edit.by_hand and not edit.hidden and (edit.after or 0) < number:
            yield Article(
                story=edit.story,
                item=None,
                section=edit.section or "",
                title=edit.title or "",
                html=html(edit.text or ""),
                text=edit.text or "",
                link=edit.link,
                date=edit.at or at,
                dated=False,
                language=language,
                note=edit.note,
                since=edit.at,
            )


def placed(
    fixed: Sequence[Article], others: Sequence[Article], edits: Mapping[str, Edit]
) -> tuple[Article, ...]:
    """Return articles with the ``fixed`` ones where the editor wants them, the others around them."""
    wanted = sorted(fixed, key=lambda one: (edits[one.story].place or len(fixed) + len(others), one.story))
    order = list(others)
    for one in wanted:
        order.insert((edits[one.story].place or len(order) + 1) - 1, one)
    return tuple(order)


def html(text: str) -> str:
    """Return plain text as paragraphs, and lines that begin with ``-`` or ``*`` as a list."""
    blocks = (block.strip("\n") for block in text.replace("\r\n", "\n").split("\n\n"))
    return "".join(_block(block.splitlines()) for block in blocks if block.strip())


def _block(lines: Sequence[str]) -> str:
    if all(line.lstrip()[:2] in {"- ", "* "} for line in lines):
        entries = "".join(f"<li>{escape(line.lstrip()[2:].strip())}</li>" for line in lines)
        return f"<ul>{entries}</ul>"
    return f"<p>{'<br>'.join(escape(line.strip()) for line in lines)}</p>"
