"""Brings a frozen issue to one subscriber, once: builds the message, and hands it over.

``headers`` and ``message`` make bytes; ``smtp`` hands them to a server and returns what its answer
means; ``tokens`` signs the links that lead back; ``addresses`` checks who is written to. Writing the
outcome down is the job's.
"""

from aggregator.deliver import addresses, tokens
from aggregator.deliver.message import Envelope, bare, build, message_id
from aggregator.deliver.smtp import Connection, Limits, Server, connect
from aggregator.deliver.tokens import read_unsubscribe_token, unsubscribe_token

__all__ = [
    "Connection",
    "Envelope",
    "Limits",
    "Server",
    "addresses",
    "bare",
    "build",
    "connect",
    "message_id",
    "read_unsubscribe_token",
    "tokens",
    "unsubscribe_token",
]
