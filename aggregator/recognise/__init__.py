"""Says of an item whether it is new, known, changed, or the same story from another mouth, and why."""

from aggregator.recognise.decide import Limits, recognise
from aggregator.recognise.identity import Guids, Known, proved, title_key
from aggregator.recognise.retell import retold
from aggregator.recognise.shingles import common, shingles
from aggregator.recognise.story import assemble
from aggregator.recognise.telling import Telling

__all__ = [
    "Guids",
    "Known",
    "Limits",
    "Telling",
    "assemble",
    "common",
    "proved",
    "recognise",
    "retold",
    "shingles",
    "title_key",
]
