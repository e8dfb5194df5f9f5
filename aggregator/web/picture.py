"""Serves our own copies of sources' pictures, each for good under its name."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from aggregator.store.pictures import NAME
from aggregator.web.conditional import conditional
from aggregator.web.document import Stored
from aggregator.web.library import Library
from aggregator.web.pages import Pages

_FOREVER: Final = "public, max-age=31536000, immutable"


class Copies:
    """The copies, each a function of the request."""

    def __init__(self, library: Library, pages: Pages) -> None:
        self._library = library
        self._pages = pages

    def copy(self, request: Request) -> Response:
        """Answer with a copy."""
        name = request.path_params["name"]
        content = self._library.picture(name) if NAME.fullmatch(name) else b""
        if not content:
            return self._pages.missing(request, None)
        stored = Stored.of(content, media_type="image/webp", codings=())
        return conditional(request, stored, caching=_FOREVER)
