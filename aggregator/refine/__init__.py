"""Refines an entry into an item: clean HTML, plain text, true links and dates, language, summary, topics."""

from aggregator.refine import links
from aggregator.refine.item import refine
from aggregator.refine.limits import Limits

__all__ = ["Limits", "links", "refine"]
