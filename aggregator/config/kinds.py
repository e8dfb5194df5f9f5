"""The kinds of values in ``sources.toml``: how each is written, and what is said where it is not."""

import re
from datetime import timedelta
from ipaddress import ip_address
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import soupsieve
from apscheduler.triggers.cron import CronTrigger
from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from yarl import URL

from aggregator.refine.dates import declared
from aggregator.schedule import weekdays

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_CONTAINS = re.compile(r":contains\(", re.IGNORECASE)
"""As jQuery and soupsieve of old call what soupsieve of today warns of."""
_OWN_HEADERS = frozenset({
    "accept-encoding", "connection", "content-length", "expect", "host", "if-modified-since", "if-none-match",
    "keep-alive", "range", "te", "trailer", "transfer-encoding", "upgrade",
})  # fmt: skip
"""What says how a request is framed, or what is known already: another value would break it."""
_SIZES = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9}


def _duration(value: Any) -> timedelta:
    text = f"{value}s" if isinstance(value, int | float) and not isinstance(value, bool) else value
    match = re.fullmatch(r"(\d{1,9}(?:\.\d+)?)\s*([smhdw])", text) if isinstance(text, str) else None
    if not match or float(match[1]) == 0:
        raise ValueError(
            'write a length of time, more than 0, such as "30m", "6h" or "14d", or a number of seconds'
        )
    return timedelta(seconds=float(match[1]) * _UNITS[match[2]])


def _size(value: Any) -> int:
    match = re.fullmatch(r"(\d+)\s*([KMG]?B?)", str(value)) if not isinstance(value, bool) else None
    if not match or match[2] not in _SIZES or int(match[1]) == 0:
        raise ValueError('write a size, more than 0, such as 500000, "500KB" or "10MB"')
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


def _source_address(value: str) -> str:
    if not value.startswith("file:"):
        return _web_address(value)
    if not re.fullmatch(r"file://(localhost)?/[^\s?#]+", value):
        raise ValueError("write a file's address such as file:///var/lib/news/feed.xml")
    return value


def _command(value: Any) -> Any:
    if not isinstance(value, list):
        # Pydantic tells this kind of error.
        raise ValueError('write a command as a list, as no shell reads it: ["/usr/local/bin/news", "--new"]')  # noqa: TRY004  see above
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError) as error:
        raise ValueError("write a time zone such as Europe/Vienna or UTC") from error
    return value


def several(value: Any) -> Any:
    """Take one where a list is wanted."""
    return [value] if isinstance(value, str) else value


def _selector(value: str) -> str:
    value = _CONTAINS.sub(":-soup-contains(", value)
    try:
        soupsieve.compile(value)
    except NotImplementedError as error:
        raise ValueError(
            "a selector chooses elements, nothing within them: leave out what begins with :: (::text, ::attr)"
        ) from error
    except soupsieve.SelectorSyntaxError as error:
        raise ValueError(f"this is no CSS selector: {str(error).splitlines()[0]}") from error
    return value


def _date_form(value: str) -> str:
    if value and not declared.is_whole(value):
        raise ValueError(
            "no date can be read by it: write day, month and year, as %d.%m.%Y or DD.MM.YYYY, "
            "and a time as %H:%M or HH:mm"
        )
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
    if value.lower() in _OWN_HEADERS:
        raise ValueError("this header is written anew for each request, and is not to be set")
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


def _host_name(value: str) -> str:
    """Return a host's name as it is looked up, in small letters and its international ones encoded."""
    try:
        name = URL.build(scheme="http", host=value.rstrip(".")).raw_host
    except ValueError:
        name = None
    if not name or re.search(r"[\s/:@*]", value):
        raise ValueError("write a host's name such as news.example.org")
    return name.lower()


def _addresses(value: str) -> str:
    try:
        return ",".join(str(ip_address(one.strip())) for one in value.split(","))
    except ValueError as error:
        raise ValueError("write an IP address such as 192.0.2.7, several with commas between") from error


def _language(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value):
        raise ValueError("write a language tag such as en, de or zh-Hans")
    return value


Key = Annotated[str, AfterValidator(_key)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
Size = Annotated[int, BeforeValidator(_size)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
SourceAddress = Annotated[str, AfterValidator(_source_address)]
Zone = Annotated[str, AfterValidator(_zone)]
Selector = Annotated[str, AfterValidator(_selector)]
DateForm = Annotated[str, AfterValidator(_date_form)]
Cron = Annotated[str, AfterValidator(_cron)]
Mailbox = Annotated[str, AfterValidator(_mailbox)]
Language = Annotated[str, AfterValidator(_language)]
Header = Annotated[str, AfterValidator(_header)]
Secret = Annotated[str, AfterValidator(_one_line)]
HostName = Annotated[str, AfterValidator(_host_name)]
Addresses = Annotated[str, AfterValidator(_addresses)]
Proxy = Annotated[str, AfterValidator(_proxy)]
Many = Annotated[int, Field(ge=1, strict=True)]
Count = Annotated[int, Field(ge=1, le=10_000, strict=True)]
Weight = Annotated[float, Field(gt=0, le=1000)]
Words = Annotated[str, Field(min_length=1, max_length=1000, strict=True)]
Line = Annotated[Words, AfterValidator(_one_line)]
Command = Annotated[list[Words], BeforeValidator(_command), Field(min_length=1)]
Yes = Annotated[bool, Field(strict=True)]


class Table(BaseModel):
    """A table of the file: a key that it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=False)
