"""What comes back: ``reading`` says what a message is, ``mailboxes`` and ``listener`` bring it in."""

from aggregator.deliver.returned.listener import listening
from aggregator.deliver.returned.mailboxes import Mailbox, Place, opened
from aggregator.deliver.returned.reading import Limits, Returned, read

__all__ = ["Limits", "Mailbox", "Place", "Returned", "listening", "opened", "read"]
