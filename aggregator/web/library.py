"""What the pages show, read from the site as it is at that moment."""

from datetime import UTC, datetime

from aggregator import store
from aggregator.config import Site
from aggregator.deliver import read_unsubscribe_token
from aggregator.digest import render
from aggregator.jobs.publish import newest_stories
from aggregator.jobs.send import links
from aggregator.model import Issue, Story, Subscriber

FRONT_PAGE = 40
"""Stories on the front page."""


class Library:
    """Reads what a page needs out of an open site; only ``unsubscribe`` changes anything."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.settings = site.configuration.site
        self.societies = site.configuration.societies
        self.templates = site.templates

    def feed(self) -> tuple[bytes, datetime] | None:
        """Return the published feed and when it was written, or ``None`` before the first time."""
        path = self._site.public / "feed.xml"
        try:
            return path.read_bytes(), datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except FileNotFoundError:
            return None

    def stories(self) -> list[Story]:
        """Return the newest stories."""
        return newest_stories(self._site.store, self.societies, limit=FRONT_PAGE)

    def issues(self) -> list[Issue]:
        """Return the issues that were sent or are being sent, newest first."""
        with self._site.store.reading() as connection:
            return store.issues.published(connection)

    def issue_page(self, digest: str, number: int) -> str | None:
        """Return an issue's web edition: its articles as they were frozen, whole, and nobody's token."""
        with self._site.store.reading() as connection:
            found = store.issues.get(connection, digest, number)
        if found is None or found.state not in store.issues.PUBLIC:
            return None
        return render.web_page(found, templates=self.templates, links=links(found, self.settings.url))

    def subscriber(self, token: str) -> Subscriber | None:
        """Return whose unsubscribe token this is, or ``None``."""
        subscriber_id = read_unsubscribe_token(token, secret=self._site.secret)
        if subscriber_id is None:
            return None
        with self._site.store.reading() as connection:
            return store.subscribers.get(connection, subscriber_id)

    def unsubscribe(self, subscriber: Subscriber) -> None:
        """End a subscription; a second time changes nothing."""
        with self._site.store.writing() as connection:
            store.subscribers.unsubscribe(connection, subscriber.id, at=self._site.clock())
