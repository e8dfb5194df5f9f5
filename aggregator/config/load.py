"""Reads ``sources.toml`` and checks it; what is wrong is said in one line with file and line number."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError
from rapidfuzz import process

from aggregator import __version__
from aggregator.config import lines, schema
from aggregator.config.access import reach
from aggregator.config.keeping import retention
from aggregator.config.mailing import MailTable
from aggregator.config.values import (
    Configuration,
    FeedSettings,
    FetchSettings,
    MailSettings,
    SiteSettings,
    WebSettings,
)
from aggregator.deliver import Rates, Server
from aggregator.deliver.returned import Place
from aggregator.errors import ConfigurationError
from aggregator.model import ArticleRule, PageRule, Society, Source, Topic

FILE = "sources.toml"
_CLOSE_ENOUGH = 60
_SHOWN = 200
"""Signs of a value that are repeated where it is refused."""
_SECRET = {"headers", "user", "password", "proxy"}
"""Keys of which nothing is repeated: it may be a secret."""
_FIRST_INTERVAL = timedelta(hours=1)
_PAGE_KEYS = (
    *("item", "title", "link", "date", "summary", "image", "article"),
    *("split", "group", "next", "pages", "respect_robots"),
)


def read(folder: Path, environ: Mapping[str, str]) -> Configuration:
    """Return the configuration of the site in ``folder``; raises ``ConfigurationError`` in one line."""
    path = folder / FILE
    try:
        text = path.read_bytes().decode()
    except FileNotFoundError as error:
        raise ConfigurationError(
            f"there is no {FILE} in {folder.resolve()}: "
            "make a site with `aggregator init DIR`, or name one with --site"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError("it is not in UTF-8: save it as UTF-8", file=str(path)) from error
    except OSError as error:
        raise ConfigurationError(f"it cannot be read: {error.strerror}", file=str(path)) from error
    return load(text, file=str(path), environ=environ)


def load(text: str, *, file: str, environ: Mapping[str, str]) -> Configuration:
    """Return what ``text`` configures; ``environ`` holds the secrets. Raises ``ConfigurationError``."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(error, text, file) from error
    places = lines.index(text)
    try:
        document = schema.Document.model_validate(content)
    except ValidationError as error:
        raise _first_problem(error, content, places, file) from error
    for path, message in _contradictions(document):
        raise ConfigurationError(message, file=file, line=lines.nearest(places, path))
    try:
        return _values(document, environ)
    except ConfigurationError as error:
        raise ConfigurationError(str(error), file=file, line=_mentioned(str(error), text)) from error


def _mentioned(message: str, text: str) -> int | None:
    """Return the first line that holds the ``$NAME`` or the key of [mail] that ``message`` begins with."""
    wanted = message.removeprefix("[mail] ").split(maxsplit=1)[0]
    return next((number for number, line in enumerate(text.splitlines(), start=1) if wanted in line), None)


def _syntax_error(error: tomllib.TOMLDecodeError, text: str, file: str) -> ConfigurationError:
    message, _, place = str(error).partition(" (at ")
    number = place.removeprefix("line ").split(",")[0].strip(")")
    line = int(number) if number.isdigit() else len(text.splitlines())
    return ConfigurationError(f"this is not TOML: {message}", file=file, line=line)


def _first_problem(
    error: ValidationError, content: Mapping[str, Any], places: Mapping[lines.Path, int], file: str
) -> ConfigurationError:
    found = [(lines.nearest(places, problem["loc"]), problem) for problem in error.errors()]
    # An unknown key is often the misspelt one that another problem finds missing.
    line, problem = min(found, key=lambda pair: (pair[1]["type"] != "extra_forbidden", pair[0] or 0))
    path: lines.Path = problem["loc"]
    # Of a list the list's, of a table's keys the table's.
    key = next(part for part in reversed(path) if isinstance(part, str) and part != "[key]")
    match problem["type"]:
        case "extra_forbidden":
            said = f"unknown key {key!r}{_nearest_name(str(key), path[:-1])}"
        case "missing":
            said = f"{_table(path[:-1], content)} lacks the key {key!r}"
        case _:
            given = problem["input"]
            message = problem["msg"].removeprefix("Value error, ")
            is_told = not isinstance(given, dict | list) and _SECRET.isdisjoint(map(str, path))
            said = f"{key} = {_cut(repr(_public(given)))}: {message}" if is_told else f"{key}: {message}"
    return ConfigurationError(said, file=file, line=line)


def _public(given: object) -> object:
    """Return a value without the password that an address may hold, where its end is hard to tell too."""
    if isinstance(given, str) and "://" in given and "@" in given:
        return f"{given.partition('://')[0]}://…@{given.rpartition('@')[2]}"
    return given


def _cut(said: str) -> str:
    return said if len(said) <= _SHOWN else f"{said[:_SHOWN]}…"


def _nearest_name(unknown: str, table: lines.Path) -> str:
    fields: Any = schema.Document
    for part in table:
        if isinstance(part, str):
            annotation = fields.model_fields[part].annotation
            fields = next(
                one
                for one in (annotation, *getattr(annotation, "__args__", ()))
                if hasattr(one, "model_fields")
            )
    names = [field.alias or name for name, field in fields.model_fields.items()]
    best = process.extractOne(unknown, names, score_cutoff=_CLOSE_ENOUGH)
    return f": did you mean {best[0]!r}?" if best else f": known are {', '.join(names)}"


def _table(path: lines.Path, content: Mapping[str, Any]) -> str:
    if not path:
        return "the file"
    if len(path) == 1:
        return f"[{path[0]}]"
    name, number = path[0], path[1]
    if not isinstance(number, int):
        return f"[{'.'.join(map(str, path))}]"
    key = content[str(name)][number].get("key")
    return f"[[{name}]] {key!r}" if key else f"[[{name}]] number {number + 1}"


def _contradictions(document: schema.Document) -> Iterator[tuple[lines.Path, str]]:
    for name in ("society", "source", "topic", "digest"):
        first: dict[str, int] = {}
        for number, table in enumerate(getattr(document, name)):
            if table.key in first:
                yield (name, number, "key"), f"key {table.key!r} is taken by an earlier [[{name}]]"
            first[table.key] = number
    societies = [society.key for society in document.society]
    topics = [topic.key for topic in document.topic]
    for number, source in enumerate(document.source):
        if source.society not in societies:
            yield (
                ("source", number, "society"),
                f"society {source.society!r} is not defined{_hint(source.society, societies)}",
            )
        for topic in source.topics:
            if topic not in topics:
                yield ("source", number, "topics"), f"topic {topic!r} is not defined{_hint(topic, topics)}"
        yield from _place_not_allowed(number, source, document.fetch)
        yield from _secrets_for_nobody(number, source)
        yield from _page_keys_on_feed(number, source)
        yield from _intervals_at_odds(("source", number), source)
    yield from _intervals_at_odds(("fetch",), document.fetch)
    yield from _digests_at_odds(document, societies, topics)


def _digests_at_odds(
    document: schema.Document, societies: list[str], topics: list[str]
) -> Iterator[tuple[lines.Path, str]]:
    for number, digest in enumerate(document.digest):
        if fault := digest.style.fault():
            yield ("digest", number, "style"), fault
        for key, name, known in digest.unknown(societies, topics):
            kind = "society" if key == "societies" else "topic"
            yield ("digest", number, key), f"{kind} {name!r} is not defined{_hint(name, list(known))}"


def _place_not_allowed(
    number: int, source: schema.SourceTable, fetch: schema.FetchTable
) -> Iterator[tuple[lines.Path, str]]:
    is_file = source.url is not None and source.url.startswith("file:")
    if source.url is None and source.command is None:
        yield ("source", number), f"[[source]] {source.key!r} lacks the key 'url'"
    elif source.command and is_file:
        yield (
            ("source", number, "url"),
            f"source {source.key!r} is a command and a file: leave one of them out",
        )
    elif source.command and not fetch.allow_commands:
        why = "is a command, and commands are not run: set [fetch] allow_commands = true if that is meant"
        yield ("source", number, "command"), f"source {source.key!r} {why}"
    elif is_file and not fetch.allow_files:
        why = "is a file, and files are not read: set [fetch] allow_files = true if that is meant"
        yield ("source", number, "url"), f"source {source.key!r} {why}"


def _secrets_for_nobody(number: int, source: schema.SourceTable) -> Iterator[tuple[lines.Path, str]]:
    if source.password and not source.user and not urlsplit(source.url or "").username:
        yield ("source", number, "password"), f"password of source {source.key!r} is of no use without `user`"
    if source.url is None or source.url.startswith("file:"):
        for key in ("user", "password", "headers", "certificate"):
            if key in source.model_fields_set:
                why = f"{key} is for an address on the web, and source {source.key!r} has none"
                yield ("source", number, key), why


def _intervals_at_odds(
    place: lines.Path, table: schema.SourceTable | schema.FetchTable
) -> Iterator[tuple[lines.Path, str]]:
    for key in ("interval_min", "interval_max"):
        if table.interval and key in table.model_fields_set:
            yield (*place, key), f"{key} is of no use beside interval, which fixes it: leave one of them out"
    if table.interval_min and table.interval_max and table.interval_min > table.interval_max:
        yield (*place, "interval_min"), "interval_min is longer than interval_max"


def _page_keys_on_feed(number: int, source: schema.SourceTable) -> Iterator[tuple[lines.Path, str]]:
    if source.kind == "feed":
        for key in _PAGE_KEYS:
            if key in source.model_fields_set:
                yield (
                    ("source", number, key),
                    f'{key} is for pages, and source {source.key!r} is a feed: kind = "page"?',
                )


def _hint(unknown: str, names: list[str]) -> str:
    best = process.extractOne(unknown, names, score_cutoff=_CLOSE_ENOUGH)
    return f": did you mean {best[0]!r}?" if best else ""


def _values(document: schema.Document, environ: Mapping[str, str]) -> Configuration:
    site, fetch, mail = document.site, document.fetch, document.mail
    return Configuration(
        site=SiteSettings(
            title=site.title,
            url=site.url.rstrip("/") + "/",
            language=site.language,
            timezone=site.timezone,
            contact=site.contact,
        ),
        store_url=document.store.url,
        revisions=document.store.revisions,
        retention=retention(document),
        fetch=FetchSettings(
            timeout=fetch.timeout,
            poll_timeout=fetch.poll_timeout,
            max_bytes=fetch.max_bytes,
            user_agent=fetch.user_agent or _user_agent(site),
            gap=fetch.gap or timedelta(seconds=0 if fetch.allow_private_addresses else 1),
            allow_private_addresses=fetch.allow_private_addresses,
            authorities=fetch.authorities,
            hosts=fetch.hosts,
            websub=fetch.websub,
        ),
        feed=FeedSettings(
            title=document.feed.title or site.title,
            entries=document.feed.entries,
            pictures=document.feed.pictures,
            hubs=tuple(document.feed.hubs),
        ),
        mail=_mail(mail, environ) if mail else None,
        web=WebSettings(host=document.web.host, port=document.web.port),
        societies={one.key: _society(one) for one in document.society},
        sources={one.key: _source(one, fetch, environ) for one in document.source},
        topics={one.key: Topic(key=one.key, name=one.name, match=tuple(one.match)) for one in document.topic},
        digests={
            one.key: one.digest(timezone=site.timezone, language=site.language, contact=site.contact)
            for one in document.digest
        },
        styles={one.key: one.style.style(one.title) for one in document.digest},
        secret_key=environ.get("AGGREGATOR_SECRET_KEY") or None,
    )


def _mail(table: MailTable, environ: Mapping[str, str]) -> MailSettings:
    return MailSettings(
        server=Server.of(
            table.smtp,
            password=environ.get("AGGREGATOR_SMTP_PASSWORD") or None,
            plain=table.allow_plain,
            authorities=table.authorities,
        ),
        sender=table.sender,
        reply_to=table.reply_to,
        bounce=table.bounce,
        returns=_place(table, environ),
        dkim_key=table.dkim_key,
        dkim_selector=table.dkim_selector,
        dkim_domain=table.dkim_domain,
        connections=table.connections,
        rates=Rates(
            per_second=table.per_second,
            per_hour=table.per_hour,
            per_day=table.per_day,
            per_domain=table.per_domain,
            warm_up=tuple(table.warm_up),
        ),
        in_doubt=table.in_doubt,
        postal_address=table.postal_address,
    )


def _place(table: MailTable, environ: Mapping[str, str]) -> Place | None:
    if table.returns is None:
        return None
    place = Place.of(table.returns, password=environ.get("AGGREGATOR_IMAP_PASSWORD") or None)
    if place.is_listened_at and table.bounce is None:
        raise ConfigurationError(
            "[mail] returns listens, and needs bounce: the address that it takes mail for"
        )
    return place


def _user_agent(site: schema.SiteTable) -> str:
    return f"aggregator/{__version__} (+{site.url}{'; ' + site.contact if site.contact else ''})"


def _society(table: schema.SocietyTable) -> Society:
    return Society(
        key=table.key,
        name=table.name,
        acronym=table.acronym or table.key.upper(),
        url=table.url,
        weight=table.weight,
    )


def _source(table: schema.SourceTable, fetch: schema.FetchTable, environ: Mapping[str, str]) -> Source:
    article = table.article
    interval, between = _interval(table, fetch)
    url, access = reach(table, environ)
    return Source(
        key=table.key,
        society=table.society,
        kind=table.kind,
        url=url,
        command=tuple(table.command or ()),
        interval=interval,
        between=between,
        backlog=table.backlog,
        stories=table.stories,
        language=table.language,
        timezone=table.timezone,
        date_format=table.date_format,
        topics=tuple(table.topics),
        access=access,
        respect_robots=table.kind == "page" and table.respect_robots,
        page=PageRule(
            item=table.item,
            title=table.title,
            link=table.link,
            date=table.date,
            summary=table.summary,
            image=table.image,
            split=table.split,
            group=table.group,
            next=table.next,
            pages=table.pages,
            article=ArticleRule(
                body=article.body,
                title=article.title,
                date=article.date,
                author=article.author,
                remove=tuple(article.remove),
            ),
        ),
    )


def _interval(
    table: schema.SourceTable, fetch: schema.FetchTable
) -> tuple[timedelta, tuple[timedelta, timedelta] | None]:
    """Return a source's interval, and the bounds of one that follows its rhythm.

    What is said of the source goes before what is said of all.
    """
    fixed = table.interval or (None if table.interval_min or table.interval_max else fetch.interval)
    if fixed:
        return fixed, None
    shortest = table.interval_min or min(fetch.interval_min, table.interval_max or fetch.interval_max)
    longest = table.interval_max or max(fetch.interval_max, shortest)
    return min(max(fetch.interval or _FIRST_INTERVAL, shortest), longest), (shortest, longest)
