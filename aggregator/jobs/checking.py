"""Checks an issue before it is frozen, its links by asking them.

::

    issue → RENDER → what it says of itself → links → ASK each → findings
"""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml import etree

from aggregator.digest import checks
from aggregator.digest.checks import Finding
from aggregator.digest.render import Rendered
from aggregator.fetch import Fetcher
from aggregator.jobs import letters
from aggregator.model import Failed, Fetched, Issue, Request, Society, Unchanged

_SOURCE = "links"
"""In whose name links are asked: none of the sources', so that no password goes along."""

_ALIVE = frozenset({*range(200, 400), 401, 403, 405, 406, 407, 429})
"""Statuses of pages that are there, even where a program is not shown them."""

_GONE = frozenset({404, 410})

_ASK = dict[str, "Future[Fetched | Unchanged | Failed]"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How many of an issue's links are asked, for how long in all, and how long a failing one is let rest.

    ``most_told`` is of how many dead links one is told singly.
    """

    links: int = 200
    within: timedelta = timedelta(seconds=40)
    rest: timedelta = timedelta(seconds=1)
    most_told: int = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Tools:
    """What checking works with; ``timer`` gives seconds, ``pause`` lets some pass."""

    letters: letters.Tools
    fetcher: Fetcher
    societies: Mapping[str, Society]
    clock: Callable[[], datetime]
    timer: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep
    limits: Limits = Limits()


def check(issue: Issue, tools: Tools, *, watched: bool = True, links: bool = True) -> tuple[Finding, ...]:
    """Return what is to be said of an issue as it would go out now, errors first.

    Where nobody looks at issues (``watched`` is false) what sources wrote, links included, only warns.
    """
    rendered = letters.render_issue(issue, tools.letters)
    found = [
        *checks.check(
            issue,
            rendered=rendered,
            societies=tools.societies,
            at=tools.clock(),
            watched=watched,
        ),
        *(_of_links(_links(issue, rendered, tools), tools, watched=watched) if links else ()),
    ]
    return tuple(sorted(found, key=lambda one: one.level))


def _links(issue: Issue, rendered: Rendered, tools: Tools) -> dict[str, str]:
    """Return the addresses outside that the issue leads to, with where each stands."""
    found: dict[str, str] = {}
    for number, article in enumerate(issue.articles, start=1):
        where = checks.story(number, article)
        for url in (article.link or "", *_hrefs(article.html)):
            found.setdefault(url, where)
    for url in _hrefs(rendered.html):
        found.setdefault(url, "template")
    ours = tools.letters.site_url
    return {
        url: where
        for url, where in found.items()
        if url.startswith(("https://", "http://")) and not url.startswith(ours) and letters.TOKEN not in url
    }


def _hrefs(html: str) -> list[str]:
    if not html.strip():
        return []
    page = etree.fromstring(f"<html><body>{html}</body></html>", etree.HTMLParser())
    return [link.get("href", "").strip() for link in page.iter("a")]


def _of_links(links: Mapping[str, str], tools: Tools, *, watched: bool) -> list[Finding]:
    limits = tools.limits
    asked = list(links)[: limits.links]
    end = tools.timer() + limits.within.total_seconds()
    answers = _answers(asked, end, tools)
    doubtful = [url for url in asked if url in answers and _may_live(answers[url])]
    if doubtful and tools.timer() + limits.rest.total_seconds() < end:
        tools.pause(limits.rest.total_seconds())
        answers |= _answers(doubtful, end, tools)
    found = [_finding(url, links[url], answers[url], watched=watched) for url in asked if url in answers]
    told = [one for one in found if one is not None]
    untold = len(links) - len(answers)
    if len(told) > limits.most_told:
        more = len(told) - limits.most_told
        told = [*told[: limits.most_told], _warning("links", f"{more} more do not answer either")]
    if untold:
        what = f"{untold} of {len(links)} could not be asked in the time for that: look at them yourself"
        told.append(_warning("links", what))
    return told


def _answers(urls: Sequence[str], end: float, tools: Tools) -> dict[str, Fetched | Unchanged | Failed]:
    """Return the answers that come before the ``end``; what has none by then is given up."""
    asking: _ASK = {url: tools.fetcher.begin(Request(source=_SOURCE, url=url)) for url in urls}
    done, late = wait(asking.values(), timeout=max(end - tools.timer(), 0))
    for one in late:
        one.cancel()
    return {url: answer.result() for url, answer in asking.items() if answer in done}


def _may_live(answer: Fetched | Unchanged | Failed) -> bool:
    """Whether a link that failed may answer when it is asked once more."""
    return (
        isinstance(answer, Failed)
        and not answer.private
        and answer.status not in _ALIVE
        and answer.status not in _GONE
    )


def _finding(url: str, where: str, answer: Fetched | Unchanged | Failed, *, watched: bool) -> Finding | None:
    if not isinstance(answer, Failed) or answer.status in _ALIVE:
        return None
    if answer.private:
        what = f"the link {url} leads into a private network, where readers do not come: replace it"
        return Finding(level="error" if watched else "warning", where=where, what=what)
    if answer.status:
        return _warning(where, f"a link is dead: {url} answers {answer.status}; replace it")
    return _warning(where, f"a link is dead, or does not answer now: {answer.why}")


def _warning(where: str, what: str) -> Finding:
    return Finding(level="warning", where=where, what=what)
