"""Says what a configuration lacks though it is well written: files that it names, and who may be asked."""

from collections.abc import Iterator
from pathlib import Path

from aggregator.config.values import Configuration
from aggregator.fetch import sessions


def faults(configured: Configuration, folder: Path) -> Iterator[str]:
    """Yield why sources cannot be asked as they are configured in ``folder``."""
    given = configured.fetch.authorities
    if given and (why := _unusable(None, folder / given)):
        yield f"no source can be asked: {why}"
    for key, source in configured.sources.items():
        if source.access.certificate and (why := _unusable(folder / source.access.certificate, None)):
            yield f"source {key!r} cannot be asked: {why}"


def _unusable(certificate: Path | None, authorities: Path | None) -> str | None:
    try:
        sessions.tls(certificate, authorities)
    except sessions.CertificateError as error:
        return str(error)
    return None


def hints(configured: Configuration, *, is_local: bool) -> Iterator[str]:
    """Yield what would be good to have; ``is_local`` where the site is reached from this machine alone."""
    yield from configured.doubts
    if is_local and not configured.site.contact and configured.sources:
        yield (
            "[site] contact is missing: who is polled cannot tell whom to ask and may shut us out; "
            'add one, as contact = "news@example.org"'
        )
