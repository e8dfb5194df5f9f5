"""The visitor's door: the feed, the newest stories, the issues, and the way out of a subscription."""

from aggregator.web.app import app
from aggregator.web.export import Exported, export
from aggregator.web.library import Library
from aggregator.web.server import serving

__all__ = ["Exported", "Library", "app", "export", "serving"]
