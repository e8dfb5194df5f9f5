"""How a source is reached where it is not open to all."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """What a source asks for before it answers; what is secret in it stays out of its ``repr``.

    ``headers``, ``user`` with ``password`` and ``certificate`` (the path of a PEM file that holds a
    client certificate and its key) go to ``origin`` only, which is an address whose scheme, host
    and port count, by default the request's own. ``proxy`` is an ``http:`` address that every
    request goes through; ``cookies`` keeps those that are set, in memory, for this source alone.
    """

    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    certificate: str | None = None
    proxy: str | None = field(default=None, repr=False)
    cookies: bool = False
    origin: str | None = None
