"""The tables and keys of ``sources.toml``: their types, their defaults, and what each is for.

The descriptions are the configuration reference (``docs/configuration.md`` is made from them).
"""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from aggregator.config.composing import DigestTable
from aggregator.config.kinds import (
    Addresses,
    Command,
    Count,
    DateForm,
    Duration,
    Header,
    HostName,
    Key,
    Language,
    Line,
    Mailbox,
    Many,
    Proxy,
    Secret,
    Selector,
    Size,
    SourceAddress,
    Table,
    WebAddress,
    Weight,
    Words,
    Yes,
    Zone,
    several,
)
from aggregator.config.mailing import MailTable


class SiteTable(Table):
    """The site as its readers know it."""

    title: Words = Field(description="The site's name, at the head of its pages.")
    url: WebAddress = Field(
        "http://127.0.0.1:8080/",
        description="Where the site is reached from outside; links in mails begin with it.",
    )
    language: Language = Field("en", description="The language of the site's own words.")
    timezone: Zone = Field("UTC", description="The time zone of the dates that people read.")
    contact: Mailbox | None = Field(
        None, description="A person's mail address, told to the sites that are polled and to readers."
    )


class StoreTable(Table):
    """Where the data lives."""

    url: str = Field(
        "sqlite:///store/aggregator.db",
        description="The database; a relative SQLite path begins at the site's folder.",
    )
    keep: Duration | None = Field(
        None,
        description="For how long items' texts are kept, by their dates; title, link and summary stay.",
    )
    keep_items: Many | None = Field(
        None, description="Of how many of a source's newest items texts are kept."
    )
    keep_in_all: Many | None = Field(
        None, description="Of how many of the newest items in all texts are kept."
    )
    revisions: int = Field(10, ge=0, description="How many of an item's former wordings are kept.")


class FetchTable(Table):
    """How sources are asked."""

    interval: Duration | None = Field(
        None,
        description="A fixed time between two polls of a source; without it each has its own rhythm.",
    )
    interval_min: Duration = Field(
        timedelta(minutes=30), description="The shortest time between two polls by a source's own rhythm."
    )
    interval_max: Duration = Field(
        timedelta(hours=12), description="The longest time between two polls by a source's own rhythm."
    )
    timeout: Duration = Field(
        timedelta(seconds=30),
        description="The longest that one answer may take; a longer one lets a server be silent for longer.",
    )
    poll_timeout: Duration = Field(
        timedelta(minutes=5),
        description="The longest that one poll may take with its articles; what is left comes with the next.",
    )
    max_bytes: Size = Field(10_000_000, description="The largest answer, after decompression.")
    user_agent: Line | None = Field(
        None, description="How the aggregator names itself; by default with the contact."
    )
    gap: Duration | None = Field(
        None,
        description="Pause between two requests to one host; by default one second, and none on a site that "
        "allows private addresses.",
    )
    authorities: str | None = Field(
        None,
        description="The path of a PEM file of certificates to trust besides the system's, as of a society's "
        "own authority; a relative one begins at the site's folder.",
    )
    allow_private_addresses: Yes = Field(
        False, description="Whether sources may lie in private networks or on this machine."
    )
    allow_files: Yes = Field(False, description="Whether sources may be files of this machine (file:///…).")
    allow_commands: Yes = Field(
        False, description="Whether sources may be commands, which run as the user that the aggregator is."
    )
    websub: Yes = Field(
        True,
        description="Whether hubs that sources offer (WebSub) are asked to tell of news at once; the site's "
        "own address must be reached from outside.",
    )
    hosts: dict[HostName, Addresses] = Field(
        default_factory=dict,
        description="Addresses of hosts that are not to be looked up, as name = address; a source's "
        "proxy looks names up itself.",
    )


class SocietyTable(Table):
    """An organisation that speaks; a section of the digest."""

    key: Key = Field(description="Its short name here, never to be changed.")
    name: Words = Field(description="Its full name.")
    acronym: Words | None = Field(None, description="Its acronym; by default the key in capitals.")
    url: WebAddress | None = Field(None, description="Its own site.")
    weight: Weight = Field(
        1.0, description="How much its stories count where a digest goes by weight or score."
    )


class ArticleTable(Table):
    """CSS selectors on the page of an article; what has none is found without."""

    body: Selector | None = Field(None, description="The article's text.")
    title: Selector | None = Field(None, description="Its headline.")
    date: Selector | None = Field(None, description="Its date.")
    author: Selector | None = Field(None, description="Its author.")
    remove: Annotated[list[Selector], BeforeValidator(several)] = Field(
        default_factory=list, description="What is to be cut from the page first: one selector or several."
    )


class SourceTable(Table):
    """One address that is polled: a feed, or a page of news."""

    key: Key = Field(description="Its short name here; keep it when the address changes.")
    society: Key = Field(description="The key of the society that speaks.")
    kind: Literal["feed", "page"] = Field("feed", description='"feed" (RSS, Atom, RDF, JSON Feed) or "page".')
    url: SourceAddress | None = Field(
        None,
        description="The address that is polled; file:///… where [fetch] allow_files lets it. Beside a "
        "command, the address by which links in its output are completed.",
    )
    command: Command | None = Field(
        None,
        description="In place of an address: a program and its arguments that print the feed or page, where "
        "[fetch] allow_commands lets it; it runs in the site's folder.",
    )
    interval: Duration | None = Field(
        None, description="A fixed time between two polls, where it differs from [fetch]."
    )
    interval_min: Duration | None = Field(
        None, description="The shortest time between two polls, where it differs from [fetch]."
    )
    interval_max: Duration | None = Field(
        None, description="The longest time between two polls, where it differs from [fetch]."
    )
    backlog: Duration = Field(
        timedelta(days=14), description="On the first poll, what is older is kept but not told as news."
    )
    keep: Duration | None = Field(
        None, description="For how long its items' texts are kept, where it differs from [store]."
    )
    keep_items: Many | None = Field(
        None, description="Of how many of its newest items texts are kept, where it differs from [store]."
    )
    language: Language | None = Field(
        None, description="The language, where the source does not say it rightly."
    )
    timezone: Zone | None = Field(None, description="The time zone of dates that name none.")
    date_format: DateForm | None = Field(
        None, description="How dates are written, as %Y-%m-%d, where they are misread; YYY is Taiwan's year."
    )
    topics: Annotated[list[Key], BeforeValidator(several)] = Field(
        default_factory=list, description="Topics that all of its items have."
    )
    stories: Yes = Field(True, description="Whether its items may be joined with other sources' stories.")
    headers: dict[Header, Secret] = Field(
        default_factory=dict,
        description="Headers that this source wants; $NAME in a value is filled in from the environment, as "
        'in "Bearer $TOKEN"; $$ is a dollar.',
    )
    user: Secret | None = Field(None, description="The user's name, where the source asks for one.")
    password: Secret | None = Field(None, description="The user's password: $NAME, from the environment.")
    certificate: str | None = Field(
        None,
        description="The path of a PEM file with a client certificate and its key; a relative one begins at "
        "the site's folder.",
    )
    proxy: Proxy | None = Field(
        None,
        description="A proxy for this source, as http://proxy.example.org:3128; $NAME in it is filled in "
        "from the environment.",
    )
    cookies: Yes = Field(
        False, description="Whether cookies that the source sets are kept between its requests."
    )
    item: Selector | None = Field(None, description="For pages: each piece of news on the list.")
    title: Selector | None = Field(
        None, description="For pages: the headline within an item; else its first link."
    )
    link: Selector | None = Field(
        None, description="For pages: the link within an item; else its first link."
    )
    date: Selector | None = Field(None, description="For pages: the date within an item.")
    summary: Selector | None = Field(None, description="For pages: the summary within an item.")
    image: Selector | None = Field(None, description="For pages: the picture within an item.")
    split: Selector | None = Field(
        None, description="For pages whose news are sections without links: the headings that begin them."
    )
    group: Selector | None = Field(
        None,
        description="With split: the headings above them; one that names a society makes it the speaker.",
    )
    next: Selector | None = Field(None, description="For pages: the link to the list's next page.")
    pages: Count = Field(1, description="For pages: how many pages of the list are read, with `next`.")
    respect_robots: Yes = Field(True, description="For pages: whether the site's robots.txt is heeded.")
    article: ArticleTable = Field(
        default_factory=ArticleTable, description="For pages: what an article's page holds."
    )


class TopicTable(Table):
    """A label given to the items that hold certain words."""

    key: Key = Field(description="Its short name.")
    name: Words = Field(description="Its name as people read it.")
    match: Annotated[list[Words], BeforeValidator(several)] = Field(
        min_length=1, description="Words or phrases, whole and in any case."
    )


class FeedTable(Table):
    """What is published: the combined feed and the pages."""

    title: Words | None = Field(None, description="Its title; by default the site's.")
    entries: Count = Field(100, description="How many of the newest stories it holds.")
    hubs: Annotated[list[WebAddress], BeforeValidator(several)] = Field(
        default_factory=list,
        description="WebSub hubs that are told when the combined feed has changed: one address or several.",
    )
    pictures: Literal["omit", "link", "serve"] = Field(
        "link",
        description="What stands in place of a source's pictures, which readers never fetch from there: "
        'nothing ("omit"), a link ("link"), or a small copy that we fetch and serve ("serve").',
    )


class WebTable(Table):
    """Where the daemon serves pages and the feed."""

    host: str = Field("127.0.0.1", description="The address that it listens on.")
    port: Annotated[int, Field(ge=1, le=65535, strict=True)] = Field(8080, description="The port.")


class Document(Table):
    """The whole of ``sources.toml``."""

    site: SiteTable
    store: StoreTable = Field(default_factory=StoreTable)
    fetch: FetchTable = Field(default_factory=FetchTable)
    web: WebTable = Field(default_factory=WebTable)
    feed: FeedTable = Field(default_factory=FeedTable)
    mail: MailTable | None = None
    society: list[SocietyTable] = Field(default_factory=list)
    source: list[SourceTable] = Field(default_factory=list)
    topic: list[TopicTable] = Field(default_factory=list)
    digest: list[DigestTable] = Field(default_factory=list)
