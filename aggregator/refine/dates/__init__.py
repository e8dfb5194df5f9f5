"""Reads the dates that sources write: "Thu, 01 Jan 2004 19:48:21 GMT", "2015年12月10日", "vor 2 Tagen"."""

from aggregator.refine.dates.reading import Customs, ahead, published, read

__all__ = ["Customs", "ahead", "published", "read"]
