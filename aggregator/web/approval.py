"""The pages behind the link in an editor's mail: opening one changes nothing, its button approves."""

from collections.abc import Iterator
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from aggregator.jobs import letters, reviewing
from aggregator.jobs.reviewing import Asked
from aggregator.web.forms import Form, posted
from aggregator.web.headers import issue_policy
from aggregator.web.library import Library
from aggregator.web.pages import Pages
from aggregator.web.sending import token

_NOT_FOUND: Final = 404


class Approval:
    """Shows a draft to who holds the link to it, and takes the click that approves it."""

    def __init__(self, library: Library, pages: Pages) -> None:
        self._library = library
        self._pages = pages

    def routes(self) -> Iterator[Route]:
        """Give the addresses of these pages."""
        yield Route("/approve/{token}", self.ask)
        yield Route("/approve/{token}", posted(self.approve), methods=["POST"])
        yield Route("/approve/{token}/draft", self.draft)

    def ask(self, request: Request) -> Response:
        """Show what would be approved, and ask for the click."""
        found = self._found(request)
        return self._shown(request, found, "ask") if found else self._lost(request)

    def approve(self, request: Request, form: Form) -> Response:
        """Approve what the page showed."""
        found = self._found(request)
        if found is None:
            return self._lost(request)
        said = reviewing.approve(found, form.one("seen"), self._library.reviewing)
        # It may have changed between the two looks: what is shown is how it is now.
        return self._shown(request, self._found(request) or found, said)

    def draft(self, request: Request) -> Response:
        """Show the issue as it will look."""
        found = self._found(request)
        if found is None or found.issue is None:
            return self._lost(request)
        html = letters.web_edition(found.issue, self._library.reviewing.letters)
        headers = {
            "Cache-Control": "no-store",
            "X-Robots-Tag": "noindex",
            "Content-Security-Policy": issue_policy(self._library.logo(found.issue.digest)),
        }
        return HTMLResponse(html, headers=headers)

    def _found(self, request: Request) -> Asked | None:
        if not self._library.mails:
            return None
        return reviewing.asked(request.path_params["token"], self._library.reviewing)

    def _shown(self, request: Request, found: Asked, state: str) -> Response:
        if found.issue is None or state == "lost":
            return self._lost(request)
        tools = self._library.membership
        return self._pages.private(
            request,
            "approve.html",
            sending=token(found.issue, secret=tools.secret, at=tools.clock()),
            state=state if found.issue.state == "draft" else "done",
            issue=found.issue,
            seen=found.print,
            findings=[str(one) for one in found.findings],
        )

    def _lost(self, request: Request) -> Response:
        return self._pages.private(request, "approve.html", _NOT_FOUND, state="lost")
