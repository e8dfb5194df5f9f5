"""The table ``[mail]`` of ``sources.toml``: how mail is sent, signed and paced, and where it comes back."""

from typing import Annotated, Literal

from pydantic import Field

from aggregator.config.kinds import Count, Mailbox, Table, Words, Yes

Address = Annotated[str, Field(max_length=1000)]
Bound = Annotated[int, Field(ge=0, le=10_000_000, strict=True)]


class MailTable(Table):
    """How mail is sent; the password comes from AGGREGATOR_SMTP_PASSWORD."""

    smtp: Address = Field(
        "smtp://127.0.0.1:25",
        description="The server: smtp://host, smtp+starttls://user@host or smtps://user@host.",
    )
    allow_plain: Yes = Field(
        False, description="Whether smtp:// may go unencrypted to another machine than this one."
    )
    authorities: str | None = Field(
        None, description="A PEM file of certificates to trust in place of the system's."
    )
    sender: Mailbox = Field(alias="from", description="Who the mail is from.")
    reply_to: Mailbox | None = Field(None, description="Where answers go, if not to the sender.")
    bounce: Mailbox | None = Field(
        None,
        description="Where what cannot be delivered comes back to, as bounces@example.org; mail to "
        "bounces+anything@example.org must arrive there too.",
    )
    returns: Address | None = Field(
        None,
        description="Where what comes back is read: maildir:/path, imaps://user@host/INBOX, or "
        "lmtp://127.0.0.1:2424 (smtp:// likewise) to listen there; the mailbox's password comes from "
        "AGGREGATOR_IMAP_PASSWORD.",
    )
    dkim_key: str | None = Field(
        None, description="The path of a private key in PEM (RSA or Ed25519) that signs the mail (DKIM)."
    )
    dkim_selector: Words = Field(
        "mail", description="The key's name in the DNS, as in mail._domainkey.example.org."
    )
    dkim_domain: Words | None = Field(None, description="The domain that signs; by default the sender's.")
    postal_address: Words | None = Field(
        None, description="Where the sender has an office, at the foot of each issue, as some laws want it."
    )
    connections: Annotated[int, Field(ge=1, le=100, strict=True)] = Field(
        4, description="The most connections to the server at once."
    )
    per_second: Bound = Field(0, description="The most messages in a second; 0 is no bound.")
    per_hour: Bound = Field(0, description="The most messages in any hour; 0 is no bound.")
    per_day: Bound = Field(0, description="The most messages in any day; 0 is no bound.")
    per_domain: Bound = Field(
        0, description="The most messages in a minute to one receiving domain; 0 is no bound."
    )
    warm_up: list[Count] = Field(
        default_factory=list,
        description="The most messages on the first day, the second day and so on, for a new sender.",
    )
    in_doubt: Literal["retry", "hold"] = Field(
        "retry",
        description='A message that was handed over without an answer: "retry" sends it again under the '
        'same Message-ID, "hold" waits for `aggregator deliveries retry`.',
    )
