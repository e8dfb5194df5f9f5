"""Renders what the outside reads: the combined feed; pure, so that the same stories give the same bytes."""

from aggregator.publish.atom import Feed, atom

__all__ = ["Feed", "atom"]
