"""Where the hubs of sources reach us (WebSub): they ask whether we asked, and tell of news."""

from collections.abc import Iterator
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from aggregator.jobs import hubs
from aggregator.web.library import Library

ADDRESS: Final = "/hub/"
_LONGEST_CHALLENGE: Final = 1000
_PRIVATE: Final = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


class Callback:
    """The addresses that were told to hubs, one for each source."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def routes(self) -> Iterator[Route]:
        """Give the addresses."""
        yield Route("/hub/{source}/{token}", self.verified)
        yield Route("/hub/{source}/{token}", self.heard, methods=["POST"])

    def verified(self, request: Request) -> Response:
        """Confirm to a hub that we asked it to tell us, by its own challenge (WebSub §5.3.1)."""
        source, token = request.path_params["source"], request.path_params["token"]
        challenge = request.query_params.get("hub.challenge", "")[:_LONGEST_CHALLENGE]
        if not hubs.verify(source, token, dict(request.query_params), self._library.hubbing):
            return PlainTextResponse("nobody here asked for that\n", 404, headers=_PRIVATE)
        return PlainTextResponse(challenge, headers=_PRIVATE)

    async def heard(self, request: Request) -> Response:
        """Take a hub's word that there is news.

        The answer is the same for a word that is not believed, as WebSub §8 has it.
        """
        body, signature = await request.body(), request.headers.get("x-hub-signature", "")
        source, token = request.path_params["source"], request.path_params["token"]
        await run_in_threadpool(hubs.hear, source, token, body, signature, self._library.hubbing)
        return PlainTextResponse("", 202, headers=_PRIVATE)
