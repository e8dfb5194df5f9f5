"""Has feedparser begin each entry afresh, so that one it reads oddly takes nothing from those behind it."""

from typing import Any, Final

from feedparser.mixin import _FeedParserMixin

_AT_REST: Final = {
    "hasContent": 0, "inauthor": 0, "incontent": 0, "incontributor": 0, "inimage": 0, "inpublisher": 0,
    "insource": 0, "intextinput": 0, "svgOK": 0, "_summaryKey": None,
}  # fmt: skip
"""What feedparser remembers of where it is, outside of everything.

It counts the starts of some elements and the ends of all: a ``<title>`` in markup that a description holds
without escaping it leaves the count below nothing, and no later entry has a text.
"""


def begin() -> None:
    """Have feedparser do so: an entry says the same whichever others are read before it."""
    start, end = _FeedParserMixin._start_item, _FeedParserMixin._end_item  # noqa: SLF001

    def started(self: Any, attributes: dict[str, str]) -> None:
        vars(self).update(_AT_REST)
        self.contentparams.clear()
        self.sourcedata.clear()
        self.held = _place(self)
        start(self, attributes)

    def ended(self: Any) -> None:
        end(self)
        # In broken XML an entry may end that never began.
        depth, *sizes = getattr(self, "held", _place(self))
        self.depth = min(self.depth, depth)
        for stack, size in zip(_stacks(self), sizes, strict=True):
            del stack[size:]

    _FeedParserMixin._start_item = _FeedParserMixin._start_entry = started  # noqa: SLF001
    _FeedParserMixin._end_item = _FeedParserMixin._end_entry = ended  # noqa: SLF001


def _place(parser: Any) -> tuple[int, ...]:
    return parser.depth, *map(len, _stacks(parser))


def _stacks(parser: Any) -> tuple[list[Any], list[Any], list[Any]]:
    return parser.elementstack, parser.basestack, parser.langstack
