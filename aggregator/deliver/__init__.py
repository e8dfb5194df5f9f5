"""Brings a frozen issue to one subscriber, once: builds the message, and hands it over.

``headers`` and ``message`` make bytes; ``smtp`` hands them to a server and returns what its answer
means; ``tokens`` signs the links that lead back; ``addresses`` checks who is written to. Writing the
outcome down is the job's. ``letter`` makes a message once for many readers, ``dkim`` signs, ``pool`` keeps
several connections busy within the bounds of ``pace``, ``verp`` names the reader to whoever sends back.
"""

from aggregator.deliver import addresses, tokens, verp
from aggregator.deliver.dkim import Signer
from aggregator.deliver.letter import Letter, mark
from aggregator.deliver.message import Attachment, Envelope, bare, build, message_id
from aggregator.deliver.pace import Pace, Rates
from aggregator.deliver.pool import Parcel, Pool
from aggregator.deliver.smtp import Connection, Limits, Server, connect
from aggregator.deliver.tokens import read_unsubscribe_token, unsubscribe_token

__all__ = [
    "Attachment",
    "Connection",
    "Envelope",
    "Letter",
    "Limits",
    "Pace",
    "Parcel",
    "Pool",
    "Rates",
    "Server",
    "Signer",
    "addresses",
    "bare",
    "build",
    "connect",
    "mark",
    "message_id",
    "read_unsubscribe_token",
    "tokens",
    "unsubscribe_token",
    "verp",
]
