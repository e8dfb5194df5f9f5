"""The pages that let people in and out: subscribe, confirm, preferences. Opening one changes nothing."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from aggregator import deliver
from aggregator.errors import UsageError
from aggregator.jobs import subscribe as joining
from aggregator.model import ANYTHING, Consent, Preferences, Subscriber
from aggregator.web.forms import Form, network, posted
from aggregator.web.library import Library
from aggregator.web.pages import Pages

_NOT_FOUND: Final = 404
_BAIT: Final = "website"
"""A field that people do not see; who fills it in is a program."""


class Membership:
    """The public pages of subscribing, on a site that mails."""

    def __init__(self, library: Library, pages: Pages) -> None:
        self._library = library
        self._pages = pages

    def routes(self) -> Iterator[Route]:
        """Give the addresses of these pages."""
        pages: dict[str, tuple[Callable[[Request], Response], Callable[[Request, Form], Response]]] = {
            "/subscribe": (self.subscribe, self.subscribed),
            "/confirm/{token}": (self.confirm, self.confirmed),
            "/preferences": (self.ask, self.asked),
            "/preferences/{token}": (self.preferences, self.preferred),
        }
        for address, (shown, taken) in pages.items():
            yield Route(address, shown)
            yield Route(address, posted(taken), methods=["POST"])

    def subscribe(self, request: Request) -> Response:
        """Show the form that asks to subscribe."""
        if not self._library.mails:
            return self._pages.missing(request, None)
        return self._subscribe(request)

    def subscribed(self, request: Request, form: Form) -> Response:
        """Take a wish to subscribe; the answer is the same for everyone."""
        if not self._library.mails:
            return self._pages.missing(request, None)
        wishes, address = self._wishes(form), form.one("email")
        if problem := self._haste(form):
            return self._subscribe(request, problem, address, wishes, form.one("shown"))
        if not form.one(_BAIT):
            visitor = network(request)
            consent = Consent(at=self._now, text=self._agreement, form="web", network=visitor)
            try:
                joining.ask(address, preferences=wishes, consent=consent, network=visitor, tools=self._tools)
            except UsageError:
                return self._subscribe(request, "address", address, wishes)
        return self._pages.private(request, "subscribe.html", state="asked")

    def confirm(self, request: Request) -> Response:
        """Ask for the click that confirms."""
        notice = joining.confirmable(request.path_params["token"], tools=self._tools)
        if notice is None:
            return self._confirm(request, "lost")
        return self._confirm(request, "done" if notice.state == "used" else "ask", notice.kind)

    def confirmed(self, request: Request, form: Form) -> Response:
        """Put into force what was confirmed."""
        del form
        notice = joining.confirmable(request.path_params["token"], tools=self._tools)
        if notice is None or not joining.confirm(notice, tools=self._tools):
            return self._confirm(request, "lost")
        return self._confirm(request, "done", notice.kind)

    def ask(self, request: Request) -> Response:
        """Show the form that asks for the link to one's preferences."""
        if not self._library.mails:
            return self._pages.missing(request, None)
        return self._preferences(request, "ask", shown=self._form_token())

    def asked(self, request: Request, form: Form) -> Response:
        """Mail the link, if there is such a subscriber; the answer is the same for everyone."""
        if not self._library.mails:
            return self._pages.missing(request, None)
        if problem := self._haste(form):
            return self._preferences(request, "ask", problem=problem, shown=form.one("shown"))
        if not form.one(_BAIT):
            try:
                joining.ask_for_link(form.one("email"), network=network(request), tools=self._tools)
            except UsageError:
                return self._preferences(request, "ask", problem="address", shown=self._form_token())
        return self._preferences(request, "asked")

    def preferences(self, request: Request) -> Response:
        """Show what a subscriber has chosen, and all that can be chosen."""
        subscriber = self._subscriber(request)
        if subscriber is None:
            return self._preferences(request, "lost", _NOT_FOUND)
        return self._chosen(request, subscriber, subscriber.preferences)

    def preferred(self, request: Request, form: Form) -> Response:
        """Do what the button that was pressed says."""
        subscriber = self._subscriber(request)
        if subscriber is None:
            return self._preferences(request, "lost", _NOT_FOUND)
        match form.one("do"):
            case "save":
                wishes = self._wishes(form)
                joining.prefer(subscriber, wishes, tools=self._tools)
                return self._chosen(request, subscriber, wishes, said="saved")
            case "move":
                return self._move(request, subscriber, form.one("email"))
            case "export":
                return self._export(subscriber)
            case "erase" if form.one("sure"):
                joining.erase(subscriber, tools=self._tools)
                return self._preferences(request, "erased")
        return self._chosen(request, subscriber, subscriber.preferences, said="nothing")

    def _subscriber(self, request: Request) -> Subscriber | None:
        return joining.whose(request.path_params["token"], tools=self._tools)

    def _move(self, request: Request, subscriber: Subscriber, address: str) -> Response:
        try:
            joining.ask_to_move(subscriber, address, network=network(request), tools=self._tools)
        except UsageError:
            return self._chosen(request, subscriber, subscriber.preferences, said="address")
        return self._chosen(request, subscriber, subscriber.preferences, said="moving")

    def _export(self, subscriber: Subscriber) -> Response:
        held = joining.export(subscriber, tools=self._tools)
        return Response(
            json.dumps(held, default=_plain, ensure_ascii=False, indent=2) + "\n",
            media_type="application/json",
            headers={
                "Content-Disposition": 'attachment; filename="what-is-held-about-me.json"',
                "Cache-Control": "no-store",
            },
        )

    def _subscribe(
        self,
        request: Request,
        problem: str | None = None,
        address: str = "",
        wishes: Preferences = ANYTHING,
        shown: str = "",
    ) -> Response:
        return self._pages.private(
            request,
            "subscribe.html",
            state="ask",
            problem=problem,
            address=address,
            wishes=wishes,
            agreement=self._agreement,
            shown=shown if problem == "hasty" else self._form_token(),
            **self._choices,
        )

    def _confirm(self, request: Request, state: str, kind: str = "confirm") -> Response:
        status = _NOT_FOUND if state == "lost" else 200
        return self._pages.private(request, "confirm.html", status, state=state, kind=kind)

    def _chosen(
        self, request: Request, subscriber: Subscriber, wishes: Preferences, said: str | None = None
    ) -> Response:
        leave = deliver.unsubscribe_token(subscriber.id, secret=self._tools.secret)
        return self._preferences(
            request,
            "chosen",
            said=said,
            subscriber=subscriber,
            wishes=wishes,
            leave=leave,
            **self._choices,
        )

    def _preferences(self, request: Request, state: str, status: int = 200, **values: Any) -> Response:
        known = {"said": None, "problem": None, "shown": "", **values}
        return self._pages.private(request, "preferences.html", status, state=state, **known)

    def _haste(self, form: Form) -> str | None:
        """Return what is wrong with the time in which the form was filled in, ``None`` if nothing is."""
        age = deliver.tokens.form_age(form.one("shown"), secret=self._tools.secret, at=self._now)
        if age is None or age > self._tools.limits.form_most:
            return "stale"
        return "hasty" if age < self._tools.limits.form_least else None

    def _form_token(self) -> str:
        return deliver.tokens.form_token(secret=self._tools.secret, at=self._now)

    def _wishes(self, form: Form) -> Preferences:
        library = self._library
        digests = form.many("digest", library.digests)
        language = form.one("language")
        return Preferences(
            digests=() if len(digests) == len(library.digests) else digests,
            societies=form.many("society", library.societies),
            topics=form.many("topic", library.topics),
            monthly=form.one("pace") == "monthly",
            language=language if language in self._library.word_languages else None,
            plain=form.one("format") == "plain",
        )

    @property
    def _choices(self) -> dict[str, Any]:
        return {"topics": self._library.topics, "languages": self._library.word_languages}

    @property
    def _agreement(self) -> str:
        """What a person agrees to, word for word as it stands beside the button."""
        said = self._pages.words.gettext("I want %(title)s by mail. I can end it at any time with one click.")
        return said % {"title": self._library.settings.title}

    @property
    def _tools(self) -> joining.Tools:
        return self._library.membership

    @property
    def _now(self) -> datetime:
        return self._tools.clock()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    raise TypeError(f"{type(value).__name__} has no JSON form")
