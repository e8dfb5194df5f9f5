"""The bounds of refining, each named, with its unit."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How much of what a source says is kept; whatever is longer is cut, at a word where it is prose."""

    title: int = 300
    """Characters of a title."""
    made_title: int = 80
    """Characters of a title made from an untitled entry's first sentence."""
    html: int = 500_000
    """Characters of an entry's markup that are read, and that may be kept."""
    shallow_tags: int = 6_000
    """Start tags below which markup is never too deep: nh3 takes 50 ms for 6,000 nested ones."""
    depth: int = 100
    """Levels to which deeper markup is flattened, far under libxml2's own 256, where it gives up."""
    rounds: int = 4
    """Times that markup is cleaned until it stays the same, before it is reduced to paragraphs."""
    text: int = 300_000
    """Characters of plain text."""
    least_words: int = 60
    """Words at which a summary is long enough (two Chinese or Japanese characters are one word)."""
    most_words: int = 90
    """Words that a summary never exceeds."""
    url: int = 2_000
    """Characters of an address; a longer one is dropped, as a cut one leads elsewhere."""
    guid: int = 1_000
    """Characters of a guid that is kept as it is; of a longer one its SHA-256 is."""
    names: int = 20
    """Authors, and topics, of an item."""
    name: int = 100
    """Characters of an author's name."""
    enclosures: int = 10
    """Files that go with an item."""
    sample: int = 300
    """Characters of text by which its language is told."""
    pixels: int = 20_000
    """Largest believable side of a picture."""
