"""Says of an item whether it is new, known, changed, or the same story from another mouth, and why."""

from aggregator.recognise.decide import Limits, recognise
from aggregator.recognise.identity import Known, title_key
from aggregator.recognise.story import assemble

__all__ = ["Known", "Limits", "assemble", "recognise", "title_key"]
