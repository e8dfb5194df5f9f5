"""What an editor says of a digest's next issue, which no poll ever changes."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """What the editor of a digest said of one story; what is ``None`` stays as it is.

    ``text`` is plain, its paragraphs apart by an empty line. ``place`` is the story's in its section, from
    1; ``after`` is the issue after which it comes at the earliest. ``basis`` is the fingerprint of what its
    source told when ``title`` or ``text`` were written. A story ``by_hand`` is the editor's own: then
    ``link``, ``section``, ``title`` and ``text`` are all there is of it.
    """

    story: str
    title: str | None = None
    text: str | None = None
    note: str | None = None
    section: str | None = None
    place: int | None = None
    hidden: bool = False
    after: int | None = None
    basis: str | None = None
    by_hand: bool = False
    link: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """What the editor wrote above an issue; ``None`` is as the configuration has it, ``""`` nothing."""

    intro: str | None = None
    banner: str | None = None


AS_CONFIGURED = Head()
