"""Says what a configuration lacks though it is well written: files that it names, and who may be asked."""

from collections.abc import Iterator
from pathlib import Path

from aggregator.config.values import Configuration
from aggregator.fetch import sessions


def faults(configured: Configuration, folder: Path) -> Iterator[str]:
    """Yield why sources cannot be asked as they are configured in ``folder``."""
    for key, source in configured.sources.items():
        if source.access.certificate:
            try:
                sessions.certificate(folder / source.access.certificate)
            except sessions.CertificateError as error:
                yield f"source {key!r} cannot be asked: {error}"


def hints(configured: Configuration, *, is_local: bool) -> Iterator[str]:
    """Yield what would be good to have; ``is_local`` where the site is reached from this machine alone."""
    if is_local and not configured.site.contact and configured.sources:
        yield (
            "[site] contact is missing: who is polled cannot tell whom to ask and may shut us out; "
            'add one, as contact = "news@example.org"'
        )
