"""Brings bytes from outside: polite, bounded and guarded; it knows HTTP and nothing of feeds."""

from aggregator.fetch.fetcher import Fetcher
from aggregator.fetch.limits import Limits

__all__ = ["Fetcher", "Limits"]
