"""A site: its folder, its configuration, and what they name, opened when it is first needed."""

import random
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Self

from jinja2 import ChoiceLoader, Environment, FileSystemLoader

import aggregator
from aggregator import digest, fetch, publish, workers
from aggregator.config.load import read
from aggregator.config.values import Configuration, MailSettings
from aggregator.deliver import Signer, addresses, bare, pool, standing
from aggregator.errors import UsageError
from aggregator.jobs import (
    bounces,
    checking,
    compose,
    enlist,
    gather,
    hubs,
    issuing,
    letters,
    line,
    notify,
    reviewing,
    send,
    subscribe,
    tidy,
)
from aggregator.jobs import pictures as picturing
from aggregator.jobs import publish as publishing
from aggregator.model import Issue
from aggregator.store import Store, files, naming
from aggregator.store.pictures import Pictures

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the time, aware and in UTC; the only place where the product reads it."""
    return datetime.now(UTC)


def shipped(name: str) -> Path:
    """Return a folder or file that comes with the program: in the wheel, or in a working tree."""
    package = Path(aggregator.__file__).parent
    installed = package / "shipped" / name
    return installed if installed.exists() else package.parent / name


class Site:
    """A folder with a ``sources.toml``; everything that it opens is closed when it is left."""

    def __init__(self, folder: Path, environ: Mapping[str, str], *, clock: Clock = system_clock) -> None:
        self.folder = folder
        self.clock = clock
        self.configuration: Configuration = read(folder, environ)
        self._chance = random.Random()  # noqa: S311  it spreads polls in time, and keeps no secret
        self.stopping = Event()
        """Set when it is time to end: what is under way is finished, nothing new is begun."""
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    @cached_property
    def store(self) -> Store:
        """The site's database, brought up to date."""
        return self._open.enter_context(Store.open(self.configuration.store_url, site=self.folder))

    @cached_property
    def templates(self) -> Environment:
        """The templates: the operator's own before the shipped ones."""
        folders = [self.folder / "templates", shipped("templates")]
        return digest.render.environment(ChoiceLoader([FileSystemLoader(folder) for folder in folders]))

    @property
    def public(self) -> Path:
        """The folder that what is published is written to."""
        return self.folder / "public"

    @property
    def gathering(self) -> gather.Tools:
        """What polling works with."""
        return gather.Tools(
            store=self.store,
            line=self.looking,
            clock=self.clock,
            chance=self._chance.random,
            pages=self.folder / "store" / "pages",
            alone=frozenset(key for key, one in self.configuration.sources.items() if not one.stories),
            limits=gather.Limits(revisions=self.configuration.revisions),
        )

    @property
    def looking(self) -> line.Tools:
        """What taking a source down the line works with."""
        return line.Tools(
            fetcher=self._fetcher,
            workers=self._workers,
            topics=tuple(self.configuration.topics.values()),
            societies=tuple(self.configuration.societies.values()),
            authority=self.authority,
            clock=self.clock,
            limits=line.Limits(poll=self.configuration.fetch.poll_timeout),
        )

    @property
    def tidying(self) -> tidy.Tools:
        """What clearing away works with."""
        return tidy.Tools(store=self.store, clock=self.clock, retention=self.configuration.retention)

    @property
    def making(self) -> compose.Making:
        """What issues are made of besides stories."""
        return compose.Making(
            societies=self.configuration.societies, topics=self.configuration.topics, clock=self.clock
        )

    @property
    def hubbing(self) -> hubs.Tools:
        """What talking with hubs works with."""
        return hubs.Tools(
            store=self.store,
            fetcher=self._fetcher,
            site_url=self.configuration.site.url,
            secret=self.secret,
            hubs=self.configuration.feed.hubs,
            pinged=self.folder / "store" / "pinged.json",
            clock=self.clock,
        )

    @property
    def picturing(self) -> picturing.Tools:
        """What copying pictures works with."""
        return picturing.Tools(
            store=self.store,
            fetcher=self._fetcher,
            workers=self._workers,
            folder=self.public / "pictures",
            clock=self.clock,
        )

    @property
    def copies(self) -> publish.pictures.Copies:
        """Our copies of sources' pictures, as they are now."""
        kept, root = Pictures(self.public / "pictures"), f"{self.configuration.site.url}pictures/"

        def copy(url: str) -> publish.pictures.Copy | None:
            found = kept.of(url)
            if found is None:
                return None
            return publish.pictures.Copy(address=root + found.name, width=found.width, height=found.height)

        return copy

    @property
    def publishing(self) -> publishing.Tools:
        """What publishing works with."""
        configured = self.configuration
        return publishing.Tools(
            store=self.store,
            folder=self.public,
            feed=self.feed,
            entries=configured.feed.entries,
            societies=configured.societies,
            sources=configured.sources,
            clock=self.clock,
        )

    @property
    def sending(self) -> send.Tools:
        """What mailing works with; raises ``UsageError`` where no mail is configured."""
        mail = self._mail
        return send.Tools(
            store=self.store,
            server=mail.server,
            letters=self.writing,
            lock=self.folder / "store" / "send.lock",
            clock=self.clock,
            chance=self._chance.random,
            rates=mail.rates,
            pool=pool.Limits(connections=mail.connections),
            in_doubt=mail.in_doubt,
            stopping=self.stopping.is_set,
        )

    @property
    def sender(self) -> standing.Sender:
        """Who mails, as receivers see it; raises ``UsageError`` where no mail is configured."""
        mail = self._mail
        return standing.Sender(
            domain=addresses.domain(bare(mail.sender)),
            envelope_domain=addresses.domain(bare(mail.bounce or mail.sender)),
            signer=self._signer,
            server=mail.server,
            has_bounce=mail.bounce is not None,
        )

    @property
    def returning(self) -> bounces.Tools:
        """What reading what comes back works with; raises ``UsageError`` where it is not said from where."""
        place = self._mail.returns
        if place is None:
            raise UsageError("add returns to [mail] in sources.toml: where what comes back is found")
        return bounces.Tools(
            store=self.store, secret=self.secret, place=place, site=self.folder, clock=self.clock
        )

    @property
    def writing(self) -> letters.Tools:
        """What making messages works with; raises ``UsageError`` where no mail is configured."""
        mail = self._mail
        return letters.Tools(
            store=self.store,
            sender=mail.sender,
            reply_to=mail.reply_to,
            bounce=mail.bounce,
            list_id=self.authority,
            site_url=self.configuration.site.url,
            secret=self.secret,
            templates=self.templates,
            styles=self.configuration.styles,
            postal_address=mail.postal_address,
            signer=self._signer,
        )

    @property
    def checking(self) -> checking.Tools:
        """What checking an issue works with; raises ``UsageError`` where no mail is configured."""
        return checking.Tools(
            letters=self.writing,
            fetcher=self._link_fetcher,
            societies=self.configuration.societies,
            clock=self.clock,
        )

    @property
    def reviewing(self) -> reviewing.Tools:
        """What asking editors works with; raises ``UsageError`` where no mail is configured."""
        return reviewing.Tools(
            store=self.store,
            server=self._mail.server,
            letters=self.writing,
            checking=self.checking,
            clock=self.clock,
            new_id=partial(secrets.token_hex, 8),
        )

    def issuing(self, check: Callable[[Issue], Sequence[str]]) -> issuing.Tools:
        """Return what deciding on issues works with; ``check`` gives the faults for which one must not go."""
        return issuing.Tools(store=self.store, making=self.making, check=check)

    @property
    def subscribing(self) -> subscribe.Tools:
        """What letting people in and out works with."""
        return subscribe.Tools(
            store=self.store,
            secret=self.secret,
            clock=self.clock,
            new_id=partial(secrets.token_hex, 8),
        )

    @property
    def enlisting(self) -> enlist.Tools:
        """What taking a list of people in works with."""
        return enlist.Tools(
            store=self.store,
            secret=self.secret,
            clock=self.clock,
            new_id=partial(secrets.token_hex, 8),
        )

    @property
    def notifying(self) -> notify.Tools:
        """What mailing notices works with; raises ``UsageError`` where no mail is configured."""
        mail = self._mail
        settings = self.configuration.site
        return notify.Tools(
            store=self.store,
            server=mail.server,
            sender=mail.sender,
            reply_to=mail.reply_to,
            site_url=settings.url,
            title=settings.title,
            language=settings.language,
            secret=self.secret,
            templates=self.templates,
            clock=self.clock,
            bounce=mail.bounce,
            signer=self._signer,
        )

    @property
    def feed(self) -> publish.Feed:
        """The combined feed, as its readers know it."""
        configured = self.configuration
        return publish.Feed(
            title=configured.feed.title,
            url=f"{configured.site.url}feed.xml",
            site_url=configured.site.url,
            author=configured.site.title,
            language=configured.site.language,
            authority=self.naming,
            pictures=configured.feed.pictures,
            copies=self.copies,
            links=tuple(("hub", hub) for hub in configured.feed.hubs),
        )

    @property
    def authority(self) -> str:
        """The host in whose name new items get their ids (RFC 4151)."""
        return self.configuration.site.authority

    @cached_property
    def naming(self) -> str:
        """The host in whose name feeds and issues have their ids: the first that was not this machine's own.

        It is kept, so that readers know the feeds again when the site moves to another address.
        """
        with self.store.reading() as connection:
            kept = naming.authority(connection)
        if kept or self.is_local:
            return kept or self.authority
        with self.store.writing() as connection:
            return naming.keep(connection, self.authority)

    @property
    def is_local(self) -> bool:
        """Whether the site's address is this machine's alone, so that nobody outside can reach it."""
        return self.configuration.site.is_local

    @cached_property
    def secret(self) -> str:
        """The key that signs links: from the environment, else one made once and kept with the store."""
        if self.configuration.secret_key:
            return self.configuration.secret_key
        return files.keep_secret(self.folder / "store" / "secret.key", made=secrets.token_hex(32))

    @cached_property
    def _signer(self) -> Signer | None:
        mail = self._mail
        if mail.dkim_key is None:
            return None
        domain = mail.dkim_domain or bare(mail.sender).rpartition("@")[2]
        return Signer.load(self.folder / mail.dkim_key, domain=domain, selector=mail.dkim_selector)

    @property
    def _mail(self) -> MailSettings:
        if self.configuration.mail is None:
            raise UsageError("no mail is configured: add [mail] with smtp and from to sources.toml")
        return self.configuration.mail

    @cached_property
    def _fetcher(self) -> fetch.Fetcher:
        given = self.configuration.fetch
        limits = fetch.Limits(
            timeout=given.timeout.total_seconds(), max_bytes=given.max_bytes, gap=given.gap.total_seconds()
        )
        return self._fetching(limits)

    @cached_property
    def _link_fetcher(self) -> fetch.Fetcher:
        """For pages that nobody reads here: it only sees whether they are there."""
        gap = min(self.configuration.fetch.gap.total_seconds(), 1)
        return self._fetching(fetch.Limits(timeout=15, max_bytes=500_000, gap=gap))

    def _fetching(self, limits: fetch.Limits) -> fetch.Fetcher:
        configured = self.configuration.fetch
        made = fetch.Fetcher(
            limits,
            user_agent=configured.user_agent,
            allow_private_addresses=configured.allow_private_addresses,
            hosts=configured.hosts,
            folder=self.folder,
            neighbours=self.folder / "store" / "hosts.lock",
            authorities=configured.authorities,
            clock=self.clock,
        )
        return self._open.enter_context(made)

    @cached_property
    def _workers(self) -> workers.Workers:
        return self._open.enter_context(workers.Workers(workers.Limits()))
