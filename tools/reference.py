"""Writes docs/configuration.md from the tables that check sources.toml; ``--check`` only compares."""

import sys
import typing
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from aggregator.config.schema import Document

PAGE = Path(__file__).resolve().parents[1] / "docs" / "configuration.md"

HEAD = """\
# Configuration reference

<!-- Made from the code by `python tools/reference.py`; do not edit. -->

One file, `sources.toml`, in the site's folder. Tables in double brackets may stand any number of
times. A key that is not listed here is an error. Lengths of time are written as `"30m"`, `"6h"` or
`"14d"` (or in seconds, as a number), sizes as `"500KB"` or `"10MB"`.

Secrets need not stand in the file: where a source's is `$NAME`, it comes from the environment.
`AGGREGATOR_SMTP_PASSWORD` is the mail account's password, `AGGREGATOR_IMAP_PASSWORD` that of the mailbox
that is read, `AGGREGATOR_SECRET_KEY` signs the links in mails (without it, a key is made once and kept in
`store/secret.key`).
"""


def main() -> int:
    """Write the page, or say whether it is what the code says."""
    page = "\n".join([HEAD, *_tables(Document)])
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(page)
        return 0
    if PAGE.read_text() == page:
        return 0
    print(f"{PAGE} is not what the code says: run python tools/reference.py")
    return 1


def _tables(document: type[BaseModel]) -> Iterator[str]:
    for name, field in document.model_fields.items():
        model, many = _model(field)
        yield from _table(f"[[{name}]]" if many else f"[{name}]", name, model)


def _table(title: str, name: str, model: type[BaseModel]) -> Iterator[str]:
    yield f"## `{title}`\n\n{model.__doc__}\n\n| key | default | meaning |\n| --- | --- | --- |"
    inner: list[tuple[str, type[BaseModel]]] = []
    for key, field in model.model_fields.items():
        nested = _nested(field)
        if nested:
            inner.append((key, nested))
        else:
            yield f"| `{field.alias or key}` | {_default(field)} | {field.description} |"
    yield ""
    for key, nested in inner:
        yield from _table(f"[{name}.{key}]", f"{name}.{key}", nested)


def _model(field: FieldInfo) -> tuple[type[BaseModel], bool]:
    nested = _nested(field)
    if nested:
        return nested, False
    (element,) = typing.get_args(field.annotation)
    return element, True


def _nested(field: FieldInfo) -> type[BaseModel] | None:
    candidates = (field.annotation, *typing.get_args(field.annotation))
    if typing.get_origin(field.annotation) is list:
        return None
    return next((one for one in candidates if isinstance(one, type) and issubclass(one, BaseModel)), None)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value: Any = field.default
    if value is PydanticUndefined or value is None:
        return ""
    if isinstance(value, timedelta):
        return f'`"{_duration(value)}"`'
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f'`"{value}"`' if isinstance(value, str) else f"`{value}`"


def _duration(value: timedelta) -> str:
    seconds = int(value.total_seconds())
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


if __name__ == "__main__":
    sys.exit(main())
