"""What the site shows, read from it as it is at that moment."""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Final
from urllib.parse import quote, urlsplit

from rapidfuzz import fuzz, process

from aggregator import publish, store
from aggregator.config import Site
from aggregator.deliver import read_unsubscribe_token
from aggregator.digest import dates, render
from aggregator.jobs import archive, hubs, reviewing, subscribe
from aggregator.jobs.publish import by_date, combined_stories, imprints, newest_stories
from aggregator.jobs.send import links
from aggregator.model import Issue, Item, Story, Subscriber
from aggregator.recognise import assemble
from aggregator.store import search as searching
from aggregator.store.revisions import Revision
from aggregator.store.search import Hit
from aggregator.web import linked
from aggregator.web.given import Found, Leaf, Visit
from aggregator.web.limits import DEFAULT, Limits
from aggregator.web.news import Newest, News
from aggregator.web.parts import ALL, Part

Stamp = tuple[int, int, int]
"""What tells one version of a published file from the next: time, size, number of its node."""

FORMATS: Final = {"xml": publish.atom, "rss": publish.rss, "json": publish.json_feed}
"""How a feed is written, by what its address ends with."""

_LONGEST_ASKED: Final = 200
_SHORTEST_ASKED: Final = 3


class Library:
    """Reads what a page needs out of an open site; only ``unsubscribe`` changes anything.

    A static one is to be written as files: nothing in it asks for an answer.
    """

    def __init__(self, site: Site, *, limits: Limits = DEFAULT, is_static: bool = False) -> None:
        self._site = site
        self.is_static = is_static
        self._published = str(site.public / "feed.xml")
        self._copied = str(site.public / "pictures")
        self._copies: tuple[int, publish.pictures.Copies] | None = None
        self.limits = limits
        configured = site.configuration
        self.settings = configured.site
        self.societies = configured.societies
        self.sources = configured.sources
        self.topics = configured.topics
        self.digests = configured.digests
        self.templates = site.templates
        self.pictures = configured.feed.pictures
        self._entries = configured.feed.entries
        reach = max(limits.reach, self._entries) + 1
        self._languages = lru_cache(maxsize=1)(self._all_languages)
        self._leaves = lru_cache(maxsize=limits.leaves)(self._stories)
        self._news = News(
            lambda: newest_stories(site.store, self.societies, limit=reach),
            clock=site.clock,
            refresh=limits.refresh_seconds,
        )

    @property
    def stamp(self) -> Stamp | None:
        """What tells the published feed from an earlier one, ``None`` before the first."""
        try:
            # As text: this is asked with every request, and takes a third of the time.
            found = os.stat(self._published)  # noqa: PTH116
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def combined(self) -> bytes:
        """Return the published feed."""
        return (self._site.public / "feed.xml").read_bytes()

    def now(self) -> datetime:
        """Return the time, as the site reads it."""
        return self._site.clock()

    def newest(self) -> Newest:
        """Return the newest stories."""
        stamp = self.stamp
        published = datetime.fromtimestamp(stamp[0] / 1e9, UTC) if stamp else None
        return self._news.newest(stamp, published=published)

    def leaf(self, part: Part, number: int, *, size: int) -> Leaf:
        """Return the stories of one of the pages of ``size`` that a part of the news is divided into."""
        newest = self.newest()
        if part == ALL and number == 1:
            found: Sequence[Story] = newest.stories[: size + 1]
        else:
            found = self._leaves(part, number, size, newest.version)
        return Leaf(stories=tuple(by_date(found[:size])), number=number, is_last=len(found) <= size)

    def _stories(self, part: Part, number: int, size: int, version: int) -> Sequence[Story]:
        """Ask the store for a page's stories and one more; ``version`` is when they were asked for."""
        del version
        offset = (number - 1) * size
        return newest_stories(
            self._site.store, self.societies, limit=size + 1, offset=offset, chosen=part.chosen
        )

    def asked(self, path: str) -> Part | None:
        """Return the part of the news in whose folder an address lies, ``None`` where there is none."""
        _, kind, key, *_ = path.split("/")
        if kind == "societies" and key in self.societies:
            return Part(kind="societies", key=key, name=self.societies[key].name)
        if kind == "topics" and key in self.topics:
            return Part(kind="topics", key=key, name=self.topics[key].name)
        if kind == "languages" and key in self.languages():
            return Part(kind="languages", key=key, name=self.language_name(key))
        return None

    def story(self, source: str, name: str) -> Story | None:
        """Return the story whose page has these two parts in its address, ``None`` where there is none."""
        tail = publish.addresses.tail(source, name)
        if tail is None:
            return None
        with self._site.store.reading() as connection:
            found = store.items.telling(connection, tail, source=source, authority=self._site.authority)
        return assemble(found[1], story=found[0], societies=self.societies) if found else None

    def earlier(self, story: Story) -> list[Revision]:
        """Return what a story's lead said before it was edited, the latest first."""
        with self._site.store.reading() as connection:
            return store.revisions.of(connection, story.lead.id)[: self.limits.revisions]

    def picture(self, name: str) -> bytes:
        """Return our copy of a picture by the name of its file, nothing where there is none."""
        return store.files.content(self._site.public / "pictures" / name)

    def copy_of(self, url: str) -> publish.pictures.Copy | None:
        """Return our copy of the picture at an address, where there is one and it is to be shown."""
        if self.pictures != "serve":
            return None
        try:
            version = os.stat(self._copied).st_mtime_ns  # noqa: PTH116  as the feed's
        except FileNotFoundError:
            return None
        if self._copies is None or self._copies[0] != version:
            self._copies = version, self._site.copies
        copy = self._copies[1](url)
        # On pages by its path: they may be looked at under another address than the site's.
        return replace(copy, address=urlsplit(copy.address).path) if copy else None

    def meant(self, path: str) -> list[Part]:
        """Return the parts of the news that someone may mean who asks for an address that is not there."""
        parts = [Part(kind="societies", key=one.key, name=one.name) for one in self.societies.values()]
        parts += [Part(kind="topics", key=one.key, name=one.name) for one in self.topics.values()]
        asked = path.strip("/")[:_LONGEST_ASKED].rpartition("/")[2]
        names = [f"{part.key} {part.name}".casefold() for part in parts]
        if len(asked) < _SHORTEST_ASKED:
            return []
        near = process.extract(
            asked.replace("-", " ").casefold(), names, scorer=fuzz.partial_ratio, score_cutoff=80, limit=3
        )
        return [parts[place] for _, _, place in near]

    def languages(self) -> list[str]:
        """Return the languages of all news, whatever country's; the commonest of the newest first."""
        told = [story.lead.language for story in self.newest().stories]
        said = [dates.primary(one) for one in told if one and dates.tag(one)]
        # A feed must not end because its language has not been heard for a while.
        known = {*said, *self._languages(self.newest().version)}
        return sorted(known, key=lambda one: (-said.count(one), one))

    def _all_languages(self, version: int) -> frozenset[str]:
        """Ask the store for the languages of all news; ``version`` is when they were asked for."""
        del version
        with self._site.store.reading() as connection:
            found = store.stories.languages(connection)
        return frozenset(dates.primary(one) for one in found if dates.tag(one))

    def language_name(self, language: str) -> str:
        """Return what a language is called in the site's own."""
        return dates.language_name(language, in_language=self.settings.language) or language

    def latest(self) -> dict[str, Item]:
        """Return each society's newest item, where it has told any of the newest stories."""
        voices = (item for story in self.newest().stories for item in (story.lead, *story.others))
        return {item.society: item for item in sorted(voices, key=lambda item: item.date)}

    def visits(self, society: str) -> list[Visit]:
        """Return the sources of a society, and what came of the last visit to each."""
        sources = [one for one in self.sources.values() if one.society == society]
        keys = [one.key for one in sources]
        with self._site.store.reading() as connection:
            polls = store.polls.latest(connection, keys)
            failing = store.polls.failing(connection, keys)
        return [
            Visit(source=one, poll=polls.get(one.key), failing_since=failing.get(one.key)) for one in sources
        ]

    def rendered(self, part: Part, ending: str, number: int) -> bytes | None:
        """Return a page of the feed of a part of the news, in the format that its address ends with.

        ``None`` where it has no such page.
        """
        leaf = self.leaf(part, number, size=self._entries)
        if number > 1 and not leaf.stories:
            return None
        whole = self._site.feed

        def address(page: int) -> str:
            return f"{whole.site_url}{part.leaf(page)}feed.{ending}"

        around = [("first", 1), ("previous", number - 1)] if number > 1 else []
        around += [] if leaf.is_last else [("next", number + 1)]
        feed = replace(
            whole,
            title=f"{whole.title}: {part.name}" if part.name else whole.title,
            url=address(number),
            page=f"{whole.site_url}{part.leaf(number)}" if number == 1 else f"{whole.site_url}{part.path}",
            part=part.path.rstrip("/"),
            contact=self.settings.contact,
            # Hubs are told of the whole only.
            links=(*(whole.links if part == ALL else ()), *((rel, address(page)) for rel, page in around)),
        )
        stories = leaf.stories
        if part == ALL and number == 1:
            stories = combined_stories(self._site.store, self.societies, entries=self._entries)
        return self._written(feed, stories, ending)

    def found(self, words: str, number: int) -> Found:
        """Return a page of the news that fit ``words``, the best first."""
        size = self.limits.hits
        query = searching.Query(words=words, news=True)
        hits, is_last = self._search(query, limit=size, offset=(number - 1) * size)
        return Found(hits=tuple(hits), number=number, is_last=is_last)

    def fitting(self, words: str) -> list[Story]:
        """Return the newest news that fit ``words``, as many as a feed holds, newest first."""
        since = self.now() - timedelta(days=self.limits.search_days)
        query = searching.Query(words=words, news=True, since=since)
        hits, _ = self._search(query, limit=self._entries)
        return by_date([story for _, story in hits])

    def rendered_search(self, words: str, ending: str) -> bytes:
        """Return the newest news that fit ``words`` as a feed in the format that its address ends with."""
        whole, asked = self._site.feed, quote(words, safe="")
        feed = replace(
            whole,
            title=f"{whole.title}: {words}",
            url=f"{whole.site_url}search/feed.{ending}?q={asked}",
            page=f"{whole.site_url}search?q={asked}",
            part=f"search/{asked}",
            links=(),
        )
        return self._written(feed, self.fitting(words), ending)

    def _written(self, feed: publish.Feed, stories: Sequence[Story], ending: str) -> bytes:
        """Return a feed in the format that its address ends with."""
        with self._site.store.reading() as connection:
            feed = replace(feed, imprints=imprints(connection, stories))
        return FORMATS[ending](feed, stories, self.societies, self.sources)

    def _search(
        self, query: searching.Query, *, limit: int, offset: int = 0
    ) -> tuple[list[tuple[Hit, Story]], bool]:
        """Return the stories of the items that fit, each with its best hit, and whether these are all."""
        with self._site.store.reading() as connection:
            best: dict[str, Hit] = {}
            hits = searching.search(connection, query, limit=limit + 1, offset=offset)
            for hit in hits[:limit]:
                best.setdefault(hit.kept.story, hit)
            found = store.items.stories(connection, list(best))
        stories = [assemble(items, story=story, societies=self.societies) for story, items in found]
        return [(best[story.id], story) for story in stories], len(hits) <= limit

    def rendered_archive(self, key: str) -> bytes | None:
        """Return an archive document of the combined feed (RFC 5005 §4), ``None`` where there is none."""
        with self._site.store.reading() as connection:
            volume = archive.volume(connection, key)
            if volume is None:
                return None
            found = store.items.stories(connection, volume.stories)
        whole = self._site.feed
        around = (("prev-archive", volume.before), ("next-archive", volume.after))
        feed = replace(
            whole,
            url=f"{whole.site_url}archive/{key}/feed.xml",
            is_archive=True,
            links=(
                ("current", whole.url),
                *((rel, f"{whole.site_url}{one.path}") for rel, one in around if one),
            ),
        )
        stories = [assemble(items, story=one, societies=self.societies) for one, items in found if items]
        return self._written(feed, by_date(stories), "xml")

    def rendered_issues(self, digest: str, issues: Sequence[Issue]) -> bytes:
        """Return the newest of a digest's issues as a feed."""
        whole = self._site.feed
        feed = replace(
            whole,
            title=f"{whole.title}: {self.digests[digest].title}",
            url=f"{whole.site_url}issues/{digest}/feed.xml",
            page=f"{whole.site_url}issues/",
            part=f"issues/{digest}",
        )
        return publish.issues(feed, issues[: self._entries])

    def opml(self) -> bytes:
        """Return the list of sources."""
        return publish.opml(self._site.feed, self.societies, self.sources)

    def issues(self, digest: str | None = None) -> list[Issue]:
        """Return the issues that were sent or are being sent, all or those of a digest, newest first."""
        with self._site.store.reading() as connection:
            issues = store.issues.published(connection)
        return [issue for issue in issues if digest in {None, issue.digest}]

    def issue_page(self, digest: str, number: int) -> str | None:
        """Return an issue's web edition: its articles as they were frozen, whole, and nobody's token."""
        with self._site.store.reading() as connection:
            found = store.issues.get(connection, digest, number)
            if found is None or found.state not in store.issues.PUBLIC:
                return None
            before, after = store.issues.neighbours(connection, digest, number)
        issues = f"{self.settings.url}issues/"
        around = replace(
            links(found, self.settings.url, postal_address=self._postal_address),
            issues=f"{issues}{digest}/feed.xml" if digest in self.digests else None,
            archive=issues,
            before=f"{issues}{digest}/{before}" if before else None,
            after=f"{issues}{digest}/{after}" if after else None,
        )
        html = render.web_page(found, templates=self.templates, links=around, style=self._style(digest))
        return linked.into(html, linked.issue(found, self.settings))

    def logo(self, digest: str) -> str | None:
        """Return the address of the picture at the head of a digest's issues, where it has one."""
        logo = self._style(digest).logo
        return logo.url if logo else None

    def _style(self, digest: str) -> render.Style:
        return self._site.configuration.styles.get(digest, render.Style())

    @property
    def _postal_address(self) -> str | None:
        mail = self._site.configuration.mail
        return mail.postal_address if mail else None

    def check(self) -> None:
        """See that the store answers; raises ``StoreError`` where it does not."""
        with self._site.store.reading() as connection:
            connection.exec_driver_sql("SELECT 1")

    def subscriber(self, token: str) -> Subscriber | None:
        """Return whose unsubscribe token this is, or ``None``."""
        subscriber_id = read_unsubscribe_token(token, secret=self._site.secret)
        if subscriber_id is None:
            return None
        with self._site.store.reading() as connection:
            return store.subscribers.get(connection, subscriber_id)

    @property
    def hubbing(self) -> hubs.Tools:
        """What talking with hubs works with."""
        return self._site.hubbing

    @property
    def reviewing(self) -> reviewing.Tools:
        """What approving an issue works with; there must be mail."""
        return self._site.reviewing

    @property
    def mails(self) -> bool:
        """Whether one can subscribe here: the site has a digest, and mail to send it with."""
        return not self.is_static and bool(self.digests) and self._site.configuration.mail is not None

    @property
    def membership(self) -> subscribe.Tools:
        """What letting people in and out works with."""
        return self._site.subscribing

    @cached_property
    def word_languages(self) -> dict[str, str]:
        """Return the languages in which there are fixed words, each with its own name for itself."""
        names = self.templates.list_templates(filter_func=lambda name: name.startswith("words/"))
        keys = ["en", *(name.removeprefix("words/").removesuffix(".po") for name in names)]
        return {key: dates.language_name(key, in_language=key) or key for key in dict.fromkeys(keys)}

    def unsubscribe(self, subscriber: Subscriber) -> None:
        """End a subscription; a second time changes nothing."""
        with self._site.store.writing() as connection:
            store.subscribers.unsubscribe(connection, subscriber.id, at=self._site.clock())
