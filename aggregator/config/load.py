"""Reads ``sources.toml`` and checks it; what is wrong is said in one line with file and line number."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from aggregator import __version__
from aggregator.config import contradictions, lines, schema
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
_MARK = "\ufeff"
"""What some editors begin a file in UTF-8 with, and TOML does not know: the byte order mark."""
_ONE_OF_SEVERAL = re.compile(r"^[ \t]*\[[ \t]*(society|source|topic|digest)[ \t]*\]", re.MULTILINE)
_SHOWN = 200
"""Signs of a value that are repeated where it is refused."""
_SECRET = {"headers", "user", "password", "proxy"}
"""Keys of which nothing is repeated: it may be a secret."""
_FIRST_INTERVAL = timedelta(hours=1)


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
    text = text.removeprefix(_MARK)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(error, text, file) from error
    places = lines.index(text)
    try:
        document = schema.Document.model_validate(content)
    except ValidationError as error:
        raise _first_problem(error, content, places, file) from error
    for path, message in contradictions.errors(document):
        raise ConfigurationError(message, file=file, line=lines.nearest(places, path))
    doubts = tuple(
        f"{file}:{lines.nearest(places, path)}: {message}"
        for path, message in contradictions.doubts(document)
    )
    try:
        return replace(_values(document, environ), doubts=doubts)
    except ConfigurationError as error:
        raise ConfigurationError(str(error), file=file, line=_mentioned(str(error), text)) from error


def _mentioned(message: str, text: str) -> int | None:
    """Return the first line that holds the ``$NAME`` or the key of [mail] that ``message`` begins with."""
    wanted = message.removeprefix("[mail] ").split(maxsplit=1)[0]
    return next((number for number, line in enumerate(text.splitlines(), start=1) if wanted in line), None)


def _syntax_error(error: tomllib.TOMLDecodeError, text: str, file: str) -> ConfigurationError:
    if single := _ONE_OF_SEVERAL.search(text):
        line = text.count("\n", 0, single.end()) + 1
        return ConfigurationError(_bracketed(single[1], several=True), file=file, line=line)
    message, _, place = str(error).partition(" (at ")
    number = place.removeprefix("line ").split(",")[0].strip(")")
    line = int(number) if number.isdigit() else len(text.splitlines())
    return ConfigurationError(f"this is not TOML: {message}", file=file, line=line)


def _bracketed(name: str, *, several: bool) -> str:
    """Return that a table stands in brackets of the other kind."""
    if several:
        return f"[{name}] is to stand in double brackets, as there may be several: [[{name}]]"
    return f"[[{name}]] is to stand in single brackets, as there is one only: [{name}]"


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
        case "list_type" | "model_type" if len(path) == 1 and isinstance(content[str(key)], list | dict):
            said = _bracketed(str(key), several=problem["type"] == "list_type")
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
    return contradictions.hint(unknown, names) or f": known are {', '.join(names)}"


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


def _values(document: schema.Document, environ: Mapping[str, str]) -> Configuration:
    fetch, mail = document.fetch, document.mail
    site = SiteSettings(
        title=document.site.title,
        url=document.site.url.rstrip("/") + "/",
        language=document.site.language,
        timezone=document.site.timezone,
        contact=document.site.contact,
    )
    return Configuration(
        site=site,
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


def _user_agent(site: SiteSettings) -> str:
    """Return how we name ourselves, with what others can make use of: this machine's own address is none."""
    reached = (None if site.is_local else f"+{site.url}", site.contact)
    said = "; ".join(filter(None, reached))
    return f"aggregator/{__version__} ({said})" if said else f"aggregator/{__version__}"


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
        date_format=table.date_format or None,
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
