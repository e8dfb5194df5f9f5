"""Renders what feed readers read, in every format; pure, so that the same stories give the same bytes."""

from aggregator.publish import addresses, delta, history, pictures
from aggregator.publish.atom import atom
from aggregator.publish.feed import Feed
from aggregator.publish.issues import issues
from aggregator.publish.json_feed import json_feed
from aggregator.publish.opml import opml
from aggregator.publish.rss import rss

__all__ = ["Feed", "addresses", "atom", "delta", "history", "issues", "json_feed", "opml", "pictures", "rss"]
