"""Labels an item by the words that it holds."""

from collections.abc import Sequence

from aggregator.model import Topic
from aggregator.model.phrases import pattern


def topics(
    given: Sequence[str], rules: Sequence[Topic], *, title: str, text: str, limit: int
) -> tuple[str, ...]:
    """Return the source's topics, then those of ``rules`` whose words stand in title or text, each once."""
    words = f"{title}\n{text}"
    matched = (rule.key for rule in rules if rule.match and pattern(rule.match).search(words))
    return tuple(dict.fromkeys([*given, *matched]))[:limit]
