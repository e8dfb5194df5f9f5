"""The values that travel down the straight line, one for each stage, named by what was done to it.

All are frozen and keyword-only; every ``datetime`` is aware and in UTC.
"""

from aggregator.model.access import Access
from aggregator.model.answers import Failed, Fetched, Request, Unchanged, Validators
from aggregator.model.digests import Decision, Digest, Review, Rules, Selection
from aggregator.model.edits import AS_CONFIGURED, Edit, Head
from aggregator.model.entries import (
    Enclosure,
    Entry,
    Evidence,
    Image,
    Imprint,
    Parsed,
    Stamp,
    Text,
    Wishes,
)
from aggregator.model.issues import (
    Article,
    Delivery,
    Issue,
    Later,
    Never,
    Outcome,
    Section,
    Sent,
    State,
    Unknown,
)
from aggregator.model.items import Dated, Item, Kind, Poll, Refused, Story, Verdict
from aggregator.model.sources import OPML_NAMESPACE, ArticleRule, PageRule, Society, Source, Topic
from aggregator.model.subscribers import (
    ANYTHING,
    Bounce,
    Consent,
    Notice,
    Preferences,
    Standing,
    Subscriber,
    Suppression,
)

__all__ = [
    "ANYTHING",
    "AS_CONFIGURED",
    "OPML_NAMESPACE",
    "Access",
    "Article",
    "ArticleRule",
    "Bounce",
    "Consent",
    "Dated",
    "Decision",
    "Delivery",
    "Digest",
    "Edit",
    "Enclosure",
    "Entry",
    "Evidence",
    "Failed",
    "Fetched",
    "Head",
    "Image",
    "Imprint",
    "Issue",
    "Item",
    "Kind",
    "Later",
    "Never",
    "Notice",
    "Outcome",
    "PageRule",
    "Parsed",
    "Poll",
    "Preferences",
    "Refused",
    "Request",
    "Review",
    "Rules",
    "Section",
    "Selection",
    "Sent",
    "Society",
    "Source",
    "Stamp",
    "Standing",
    "State",
    "Story",
    "Subscriber",
    "Suppression",
    "Text",
    "Topic",
    "Unchanged",
    "Unknown",
    "Validators",
    "Verdict",
    "Wishes",
]
