"""The one tree of errors; each message says what happened, to what, and what to do next.

::

    AggregatorError
    ├── ConfigurationError     sources.toml is missing, malformed or contradicts itself
    ├── StoreError             the database cannot be opened, read or written
    ├── NotAFeed               what came where a feed was expected is none
    ├── Withheld               a page asks for something in place of showing its article
    ├── WorkerError            a worker process broke its limits or died
    ├── MessageError           a mail would not be what was meant; it is not sent
    ├── ServerDown             the mail server cannot be reached; nothing was handed over
    └── UsageError             the operator asked for something that does not exist or may not be done

Stages of the straight line never raise across it: they return ``Failed``, ``Refused`` or an
``Outcome`` as a value. What is raised here goes to the operator, one line each.
"""


class AggregatorError(Exception):
    """Base of every error that an operator may see; ``str()`` of it is the whole message."""

    exit_code = 1


class ConfigurationError(AggregatorError):
    """``sources.toml`` cannot be used; the message begins with ``file:line:`` where a line is known."""

    exit_code = 2

    def __init__(self, message: str, *, file: str | None = None, line: int | None = None) -> None:
        self.file, self.line = file, line
        place = f"{file}:{line}: " if file and line else f"{file}: " if file else ""
        super().__init__(place + message)


class UsageError(AggregatorError):
    """The command, key or address that the operator gave does not fit."""

    exit_code = 2


class StoreError(AggregatorError):
    """The store cannot be opened, read or written."""


class WorkerError(AggregatorError):
    """A worker process exceeded its time or memory, or died; the message says which."""


class MessageError(AggregatorError):
    """A mail would not read back as it was meant, and was therefore not sent."""


class ServerDown(AggregatorError):  # noqa: N818  it says what is, not what went wrong here
    """The mail server cannot be reached or does not let us in; nothing was handed over."""


class NotAFeed(AggregatorError):  # noqa: N818  says what is
    """What came where a feed was expected is none; ``alternates`` are the feeds that it points to."""

    def __init__(self, message: str, *, alternates: tuple[str, ...] = ()) -> None:
        self.alternates = alternates
        super().__init__(message)


class Withheld(AggregatorError):  # noqa: N818  says what is
    """A page asks for something in place of showing its article; ``status`` is how HTTP would say it."""

    def __init__(self, message: str, *, status: int | None = None) -> None:
        self.status = status
        super().__init__(message)
