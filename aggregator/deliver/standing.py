"""Says how receivers see a sender: what the DNS shows of SPF, DKIM, DMARC and PTR, and what to do."""

import email
import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from typing import Final, Literal

import dns.exception
import dns.resolver
import dns.reversename

from aggregator.deliver import smtp
from aggregator.deliver.dkim import Signer
from aggregator.errors import ServerDown

State = Literal["good", "poor", "bad", "unseen"]
_CLIPPED: Final = 102_000
"""Bytes of HTML after which Gmail cuts a message off."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Seconds to wait for the DNS."""

    timeout: float = 5.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One thing that was looked at, what was found, and what to do, nothing where it is good."""

    name: str
    state: State
    found: str
    todo: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sender:
    """Who is looked at: the domain of ``From``, that of the envelope, the key, and the server."""

    domain: str
    envelope_domain: str
    signer: Signer | None
    server: smtp.Server
    has_bounce: bool


class Resolver:
    """Asks the DNS; what cannot be asked is told apart from what is not there."""

    def __init__(self, *, nameserver: tuple[str, int] | None = None, limits: Limits = Limits()) -> None:
        self._resolver = dns.resolver.Resolver(configure=nameserver is None)
        self._resolver.lifetime = limits.timeout
        if nameserver:
            self._resolver.nameservers, self._resolver.port = [nameserver[0]], nameserver[1]

    def ask(self, name: str, kind: str) -> list[str] | None:
        """Return the records of a name, ``None`` where the DNS does not answer."""
        try:
            answer = self._resolver.resolve(name, kind, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError):
            return None
        if kind == "TXT":
            return [b"".join(one.strings).decode("utf-8", "replace") for one in answer]
        return [one.to_text() for one in answer]


def checks(sender: Sender, resolver: Resolver) -> Iterator[Check]:
    """Look at all that receivers look at, and yield what was found."""
    yield _spf(sender, resolver)
    yield _dkim(sender, resolver)
    yield _dmarc(sender, resolver)
    yield _mx(sender, resolver)
    yield from _server(sender)
    yield _ptr(sender, resolver)


def returned(raw: bytes) -> Iterator[Check]:
    """Read a message of ours as it arrived: what its receiver found, and what its readers are offered."""
    message = email.message_from_bytes(raw, policy=policy.SMTP)
    results = " ".join(str(one) for one in message.get_all("Authentication-Results", []))
    for name in ("spf", "dkim", "dmarc"):
        found = re.search(rf"\b{name}=(\w+)", results)
        if found is None:
            yield Check(
                name=name,
                state="unseen",
                found="the receiver says nothing of it",
                todo="send a test to another mailbox",
            )
        else:
            todo = "" if found[1] == "pass" else f"see what `aggregator check mail` says of {name.upper()}"
            yield Check(name=name, state="good" if found[1] == "pass" else "bad", found=found[0], todo=todo)
    for header in ("List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "Message-ID", "Date"):
        if message.get(header) is None:
            yield Check(
                name=header, state="poor", found="missing", todo="test sends have none; look at a real issue"
            )
    if message.get("List-Unsubscribe") is not None:
        yield _covered(message)
    html = message.get_body(("html",))
    size = len(html.get_content().encode()) if html is not None else 0
    yield Check(
        name="size",
        state="good" if size < _CLIPPED else "poor",
        found=f"{len(raw) / 1000:.0f} KB, of which {size / 1000:.0f} KB of HTML",
        todo="" if size < _CLIPPED else "Gmail cuts off after 102 KB: lower max_per_section",
    )


def _covered(message: EmailMessage) -> Check:
    """Say whether a signature covers both headers that unsubscribe, without which no button is shown."""
    signatures = ["".join(str(one).split()).lower() for one in message.get_all("DKIM-Signature", [])]
    covered = [set(re.split("[:;]", one.partition(";h=")[2].partition(";")[0])) for one in signatures]
    if any({"list-unsubscribe", "list-unsubscribe-post"} <= one for one in covered):
        return Check(name="DKIM covers", state="good", found="both headers that unsubscribe")
    return Check(
        name="DKIM covers",
        state="bad",
        found="a header that unsubscribes is not signed" if covered else "nothing: there is no signature",
        todo="set [mail] dkim_key, or let your mail server sign List-Unsubscribe and List-Unsubscribe-Post: "
        "large receivers show no button without (RFC 8058)",
    )


def _spf(sender: Sender, resolver: Resolver) -> Check:
    found = resolver.ask(sender.envelope_domain, "TXT")
    if found is None:
        return _unseen("SPF", sender.envelope_domain)
    records = [one for one in found if one.lower().split(" ")[0] == "v=spf1"]
    if not records:
        return Check(
            name="SPF",
            state="bad",
            found=f"{sender.envelope_domain} has none",
            todo=f'add a TXT record to {sender.envelope_domain}: "v=spf1 a mx -all", with your sending hosts',
        )
    if len(records) > 1:
        return Check(
            name="SPF", state="bad", found=f"{len(records)} records", todo="leave one: several count as none"
        )
    if re.search(r"(^| )\+?all\b", records[0], re.IGNORECASE):
        return Check(
            name="SPF",
            state="bad",
            found=records[0],
            todo="end it with -all: +all lets everybody send as you",
        )
    return Check(name="SPF", state="good", found=records[0])


def _dkim(sender: Sender, resolver: Resolver) -> Check:
    signer = sender.signer
    if signer is None:
        return Check(
            name="DKIM",
            state="poor",
            found="mail is not signed here",
            todo="set [mail] dkim_key, unless your mail server signs, both List-Unsubscribe headers too",
        )
    name = f"{signer.selector}._domainkey.{signer.domain}"
    found = resolver.ask(name, "TXT")
    if found is None:
        return _unseen("DKIM", name)
    if _key(signer.record) in {_key(one) for one in found}:
        aligned = _related(signer.domain, sender.domain)
        return Check(
            name="DKIM",
            state="good" if aligned else "bad",
            found=f"{name} holds this key",
            todo="" if aligned else f"sign for {sender.domain}: {signer.domain} is another's domain",
        )
    said = "holds another key" if found else "is not there"
    return Check(
        name="DKIM",
        state="bad",
        found=f"{name} {said}",
        todo=f'add a TXT record to {name}: "{signer.record}"',
    )


def _dmarc(sender: Sender, resolver: Resolver) -> Check:
    names = [f"_dmarc.{sender.domain}", f"_dmarc.{_organisation(sender.domain)}"]
    for name in dict.fromkeys(names):
        found = resolver.ask(name, "TXT")
        if found is None:
            return _unseen("DMARC", name)
        for record in found:
            if record.lower().replace(" ", "").startswith("v=dmarc1;"):
                return Check(name="DMARC", state="good", found=record)
    return Check(
        name="DMARC",
        state="bad",
        found=f"{sender.domain} has none",
        todo=f'add a TXT record to _dmarc.{sender.domain}: "v=DMARC1; p=none; rua=mailto:postmaster@'
        f'{sender.domain}"; large receivers want one from all who mail lists',
    )


def _mx(sender: Sender, resolver: Resolver) -> Check:
    found = resolver.ask(sender.envelope_domain, "MX")
    if found is None:
        return _unseen("MX", sender.envelope_domain)
    if not found and not resolver.ask(sender.envelope_domain, "A"):
        return Check(
            name="MX",
            state="bad",
            found=f"{sender.envelope_domain} takes no mail",
            todo="what cannot be delivered could not come back: add an MX record",
        )
    todo = "" if sender.has_bounce else "set [mail] bounce and returns, so that what comes back is counted"
    said = ", ".join(found) or "its own address"
    return Check(name="MX", state="good" if sender.has_bounce else "poor", found=said, todo=todo)


def _server(sender: Sender) -> Iterator[Check]:
    try:
        with smtp.connect(sender.server):
            pass
    except ServerDown as error:
        yield Check(name="server", state="bad", found=str(error), todo="look at [mail] smtp")
        return
    encrypted = sender.server.scheme != "smtp"
    yield Check(
        name="server",
        state="good",
        found=f"{sender.server} answers{', with a verified certificate' if encrypted else ''}",
    )


def _ptr(sender: Sender, resolver: Resolver, *, lookup: Callable[[str], str] = socket.gethostbyname) -> Check:
    host = sender.server.host
    try:
        address = lookup(host)
    except OSError:
        return _unseen("PTR", host)
    if address.startswith("127."):
        return Check(
            name="PTR",
            state="unseen",
            found="the mail server is this machine",
            todo="see that the address from which it sends has a name, and that name this address",
        )
    names = resolver.ask(str(dns.reversename.from_address(address)), "PTR")
    if names is None:
        return _unseen("PTR", address)
    confirmed = [name for name in names if address in (resolver.ask(name, "A") or [])]
    if confirmed:
        return Check(name="PTR", state="good", found=f"{address} is {confirmed[0].rstrip('.')}")
    return Check(
        name="PTR",
        state="bad",
        found=f"{address} has {'a name that leads elsewhere' if names else 'no name'}",
        todo="ask who gave you the address for a PTR record with the name of the mail server",
    )


def _unseen(name: str, where: str) -> Check:
    return Check(
        name=name, state="unseen", found=f"the DNS does not answer for {where}", todo="try again later"
    )


def _key(record: str) -> str:
    found = re.search(r"\bp=([A-Za-z0-9+/= ]*)", record)
    return found[1].replace(" ", "") if found else ""


def _organisation(domain: str) -> str:
    return ".".join(domain.split(".")[-2:])


def _related(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
