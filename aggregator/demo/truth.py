"""The truth about the demo world: what a poll of each source must find at each step."""

from collections.abc import Mapping
from dataclasses import dataclass

from aggregator.demo.sites import Site
from aggregator.demo.stories import Life, lives

Piece = tuple[Life, int]
"""A story by its life and its number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """What a poll of one source must find, if each step before it was polled exactly once.

    ``new`` counts the items not kept before, be they news, retold or backlog; ``backlog`` those of
    them that are old on the source's first poll; ``known`` the items offered again with the same
    words, none where the answer is a 304 (``unchanged``) or an error (``failed``).
    """

    new: int = 0
    backlog: int = 0
    changed: int = 0
    known: int = 0
    unchanged: bool = False
    failed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Truth:
    """What must be true after a poll of all sources.

    ``sources`` has an entry for each; ``items`` are all that are kept by then, ``stories`` the
    stories that they tell, ``news`` those stories that are not backlog.
    """

    sources: Mapping[str, Expected]
    items: int
    stories: int
    news: int


def expected(sites: Mapping[str, Site], step: int) -> Truth:
    """Return what must be true after each step up to ``step`` was polled once, in order."""
    kept = [piece for site in sites.values() for piece in _kept(site, step)]
    news = {_story(piece) for piece in kept if not piece[0].old}
    return Truth(
        sources={key: _expected(site, step) for key, site in sites.items()},
        items=len(kept),
        stories=len({_story(piece) for piece in kept}),
        news=len(news),
    )


def _expected(site: Site, step: int) -> Expected:
    first = _first(site)
    if step < first:
        return Expected(failed=True)
    before, now = _kept(site, step - 1), _listed(site, step)
    new = [piece for piece in now if piece not in before]
    changed = [piece for piece in now if piece in before and piece[0].edited == step]
    renamed = any(life.renamed == step for life, _ in now)
    same = step > first and now == _listed(site, step - 1) and not changed and not renamed
    if same and site.validator:
        return Expected(unchanged=True)
    return Expected(
        new=len(new),
        backlog=sum(life.old for life, _ in new) if step == first else 0,
        changed=len(changed),
        known=len(now) - len(new) - len(changed),
    )


def _first(site: Site) -> int:
    return 1 if site.stumbles else 0


def _listed(site: Site, step: int) -> list[Piece]:
    return [(life, number) for life in lives(site.key) for number in life.listed(step)]


def _kept(site: Site, step: int) -> list[Piece]:
    """Return all that was listed at any step up to ``step``, from the first that was answered."""
    steps = range(_first(site), step + 1)
    return list(dict.fromkeys(piece for one in steps for piece in _listed(site, one)))


def _story(piece: Piece) -> str:
    life, number = piece
    return life.retells or f"{life.source}/{life.slug}" + (f"-{number}" if life.every else "")
