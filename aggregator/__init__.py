"""Aggregator gathers the news of learned societies, publishes it as one feed and mails it as a digest."""

__version__ = "0.1.0"
