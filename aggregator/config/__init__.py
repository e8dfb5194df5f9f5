"""Turns ``sources.toml`` into values, and opens what they name; only the doors read it."""

from aggregator.config.load import FILE, load, read
from aggregator.config.site import Site
from aggregator.config.values import Configuration

__all__ = ["FILE", "Configuration", "Site", "load", "read"]
