"""Runs pure functions in processes that can be killed, under limits of time and memory."""

from aggregator.workers.limits import Limits
from aggregator.workers.pool import Workers

__all__ = ["Limits", "Workers"]
