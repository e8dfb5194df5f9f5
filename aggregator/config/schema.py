"""The tables and keys of ``sources.toml``: their types, their defaults, and what each is for.

The descriptions are the configuration reference (``docs/configuration.md`` is made from them).
"""

import re
from datetime import timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import soupsieve
from apscheduler.triggers.cron import CronTrigger
from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from aggregator.schedule import weekdays

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_SIZES = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9}


def _duration(value: Any) -> timedelta:
    text = f"{value}s" if isinstance(value, int | float) and not isinstance(value, bool) else value
    match = re.fullmatch(r"(\d{1,9}(?:\.\d+)?)\s*([smhdw])", text) if isinstance(text, str) else None
    if not match or float(match[1]) == 0:
        raise ValueError('write a length of time such as "30m", "6h" or "14d", or a number of seconds')
    return timedelta(seconds=float(match[1]) * _UNITS[match[2]])


def _size(value: Any) -> int:
    match = re.fullmatch(r"(\d+)\s*([KMG]?B?)", str(value)) if not isinstance(value, bool) else None
    if not match or match[2] not in _SIZES or int(match[1]) == 0:
        raise ValueError('write a size such as 500000, "500KB" or "10MB"')
    return int(match[1]) * _SIZES[match[2]]


def _key(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", value):
        raise ValueError("write small letters, digits and hyphens only: it stands in addresses")
    return value


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        valid = (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        valid = False
    if not valid or re.search(r"\s", value):
        raise ValueError("write a web address such as https://www.example.org/news")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError) as error:
        raise ValueError("write a time zone such as Europe/Vienna or UTC") from error
    return value


def _several(value: Any) -> Any:
    """Take one where a list is wanted."""
    return [value] if isinstance(value, str) else value


def _selector(value: str) -> str:
    try:
        soupsieve.compile(value)
    except soupsieve.SelectorSyntaxError as error:
        raise ValueError(f"this is no CSS selector: {str(error).splitlines()[0]}") from error
    return value


def _cron(value: str) -> str:
    try:
        minute, hour, day, month, weekday = value.split()
        CronTrigger(
            minute=minute, hour=hour, day=day, month=month, day_of_week=weekdays(weekday), timezone="UTC"
        )
    except ValueError as error:
        raise ValueError(
            f'write a cron line such as "0 7 * * mon" (minute hour day month weekday): {error}'
        ) from error
    return value


def _mailbox(value: str) -> str:
    address = re.sub(r"^.*<([^<>]*)>\s*$", r"\1", value)
    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValueError(f"write a mail address such as News <news@example.org>: {error}") from error
    if any(not sign.isprintable() for sign in value):
        raise ValueError("a mail address holds no line breaks")
    return value


def _header(value: str) -> str:
    if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}", value):
        raise ValueError("the name of a header holds letters, digits and hyphens (RFC 9110 §5.1)")
    return value


def _one_line(value: str) -> str:
    if any(not sign.isprintable() for sign in value):
        raise ValueError("it holds no line breaks and no control characters")
    return value


def _proxy(value: str) -> str:
    if not re.fullmatch(r"\$\w+|http://[^\s/]+/?", value):
        raise ValueError(
            "write a proxy such as http://proxy.example.org:3128, or $NAME for one in the environment"
        )
    return value


def _language(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value):
        raise ValueError("write a language tag such as en, de or zh-Hans")
    return value


Key = Annotated[str, AfterValidator(_key)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
Size = Annotated[int, BeforeValidator(_size)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Zone = Annotated[str, AfterValidator(_zone)]
Selector = Annotated[str, AfterValidator(_selector)]
Cron = Annotated[str, AfterValidator(_cron)]
Mailbox = Annotated[str, AfterValidator(_mailbox)]
Language = Annotated[str, AfterValidator(_language)]
Header = Annotated[str, AfterValidator(_header)]
Secret = Annotated[str, AfterValidator(_one_line)]
Proxy = Annotated[str, AfterValidator(_proxy)]
Count = Annotated[int, Field(ge=1, le=10_000, strict=True)]
Words = Annotated[str, Field(min_length=1, max_length=1000, strict=True)]
Yes = Annotated[bool, Field(strict=True)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=False)


class SiteTable(_Table):
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


class StoreTable(_Table):
    """Where the data lives."""

    url: str = Field(
        "sqlite:///store/aggregator.db",
        description="The database; a relative SQLite path begins at the site's folder.",
    )
    revisions: int = Field(10, ge=0, description="How many of an item's former wordings are kept.")


class FetchTable(_Table):
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
        timedelta(seconds=30), description="The longest that one answer may take in all."
    )
    max_bytes: Size = Field(10_000_000, description="The largest answer, after decompression.")
    user_agent: Words | None = Field(
        None, description="How the aggregator names itself; by default with the contact."
    )
    gap: Duration | None = Field(
        None,
        description="Pause between two requests to one host; by default one second, and none on a site that "
        "allows private addresses.",
    )
    allow_private_addresses: Yes = Field(
        False, description="Whether sources may lie in private networks or on this machine."
    )
    hosts: dict[str, str] = Field(
        default_factory=dict,
        description="Addresses of hosts that are not to be looked up, as name = address.",
    )


class SocietyTable(_Table):
    """An organisation that speaks; a section of the digest."""

    key: Key = Field(description="Its short name here, never to be changed.")
    name: Words = Field(description="Its full name.")
    acronym: Words | None = Field(None, description="Its acronym; by default the key in capitals.")
    url: WebAddress | None = Field(None, description="Its own site.")


class ArticleTable(_Table):
    """CSS selectors on the page of an article; what has none is found without."""

    body: Selector | None = Field(None, description="The article's text.")
    title: Selector | None = Field(None, description="Its headline.")
    date: Selector | None = Field(None, description="Its date.")
    author: Selector | None = Field(None, description="Its author.")
    remove: Annotated[list[Selector], BeforeValidator(_several)] = Field(
        default_factory=list, description="What is to be cut from the page first: one selector or several."
    )


class SourceTable(_Table):
    """One address that is polled: a feed, or a page of news."""

    key: Key = Field(description="Its short name here; keep it when the address changes.")
    society: Key = Field(description="The key of the society that speaks.")
    kind: Literal["feed", "page"] = Field("feed", description='"feed" (RSS, Atom, RDF, JSON Feed) or "page".')
    url: WebAddress = Field(description="The address that is polled.")
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
    language: Language | None = Field(
        None, description="The language, where the source does not say it rightly."
    )
    timezone: Zone | None = Field(None, description="The time zone of dates that name none.")
    date_format: str | None = Field(
        None, description="How dates are written, as %Y-%m-%d, where they are misread."
    )
    topics: Annotated[list[Key], BeforeValidator(_several)] = Field(
        default_factory=list, description="Topics that all of its items have."
    )
    stories: Yes = Field(True, description="Whether its items may be joined with other sources' stories.")
    headers: dict[Header, Secret] = Field(
        default_factory=dict,
        description="Headers that this source wants; $NAME stands for one in the environment.",
    )
    user: Secret | None = Field(None, description="The user's name, where the source asks for one.")
    password: Secret | None = Field(None, description="The user's password: $NAME, from the environment.")
    certificate: str | None = Field(
        None, description="The path of a PEM file with a client certificate and its key."
    )
    proxy: Proxy | None = Field(
        None, description="A proxy for this source, as http://proxy.example.org:3128."
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


class TopicTable(_Table):
    """A label given to the items that hold certain words."""

    key: Key = Field(description="Its short name.")
    name: Words = Field(description="Its name as people read it.")
    match: Annotated[list[Words], BeforeValidator(_several)] = Field(
        min_length=1, description="Words or phrases, whole and in any case."
    )


class FeedTable(_Table):
    """What is published: the combined feed and the pages."""

    title: Words | None = Field(None, description="Its title; by default the site's.")
    entries: Count = Field(100, description="How many of the newest stories it holds.")
    pictures: Literal["omit", "link"] = Field(
        "link",
        description="What stands in place of a source's pictures, which are never fetched from there by "
        'readers: nothing ("omit") or a link ("link").',
    )


class DigestTable(_Table):
    """A publication that is mailed."""

    key: Key = Field(description="Its short name.")
    title: Words = Field(description="Its name, at the head of each issue.")
    intro: Words | None = Field(None, description="A paragraph that begins each issue.")
    banner: Words | None = Field(None, description="A line above everything, such as the next meeting.")
    schedule: Cron | None = Field(
        None, description="When an issue goes out, as a cron line; without it, by hand."
    )
    timezone: Zone | None = Field(None, description="The schedule's time zone; by default the site's.")
    language: Language | None = Field(
        None, description="The language of its own words; by default the site's."
    )
    review: Yes = Field(False, description="Whether a person approves each issue before it is sent.")
    sections: Literal["society", "topic"] = Field(
        "society", description='What makes a section: "society" or "topic".'
    )
    max_per_section: Count = Field(
        8, description="The most stories in one section; the others wait for the next issue."
    )


class MailTable(_Table):
    """How mail is sent; the password comes from AGGREGATOR_SMTP_PASSWORD."""

    smtp: str = Field(
        "smtp://127.0.0.1:25",
        description="The server: smtp://host, smtp+starttls://user@host or smtps://user@host.",
    )
    sender: Mailbox = Field(alias="from", description="Who the mail is from.")
    reply_to: Mailbox | None = Field(None, description="Where answers go, if not to the sender.")


class WebTable(_Table):
    """Where the daemon serves pages and the feed."""

    host: str = Field("127.0.0.1", description="The address that it listens on.")
    port: Annotated[int, Field(ge=1, le=65535, strict=True)] = Field(8080, description="The port.")


class Document(_Table):
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
