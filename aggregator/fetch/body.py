"""Reads a response's body within its limit, and says why one cannot be used."""

import asyncio
from collections.abc import AsyncIterable
from io import BytesIO

from aggregator.fetch import coding
from aggregator.fetch.limits import Limits


class BodyError(Exception):
    """The body cannot be used; the text says why."""


def check_length(length: int | None, *, limit: int) -> None:
    """Raise ``BodyError`` where a body is, or is announced as, larger than ``limit`` bytes."""
    if length is not None and length > limit:
        raise BodyError(f"it is larger than {limit:,} bytes: raise [fetch] max_bytes if that is right")


class Pace:
    """Slows large bodies down together, so that however many come the other requests go on at once."""

    def __init__(self, limits: Limits) -> None:
        self._limits, self._lock = limits, asyncio.Lock()

    async def keep(self, before: int, now: int) -> None:
        """Rest after each further piece of a body that is large; its size was ``before`` and is ``now``."""
        piece = self._limits.large_bytes // 4
        pieces = now // piece - before // piece
        if pieces and now > self._limits.large_bytes:
            async with self._lock:
                await asyncio.sleep(pieces * piece / self._limits.large_rate)
        else:
            await asyncio.sleep(0)


async def read(chunks: AsyncIterable[bytes], *, encoding: str | None, limit: int, pace: Pace) -> bytes:
    """Return the body of ``chunks``, sent with Content-Encoding ``encoding`` (RFC 9110 §8.4).

    Raises ``BodyError`` where it is larger than ``limit`` bytes, compressed or not, is cut short,
    is not what the header says, or is encoded in a way we did not ask for.
    """
    # Unlike a bytearray it gives its bytes away without copying them.
    body, came = BytesIO(), 0
    try:
        decoder = coding.decoder(encoding)
        async for chunk in chunks:
            came += len(chunk)
            check_length(came, limit=limit)
            for piece in decoder.feed(chunk):
                body.write(piece)
                check_length(body.tell(), limit=limit)
                await pace.keep(body.tell() - len(piece), body.tell())
    except coding.CodingError as error:
        raise BodyError(str(error)) from error
    if not decoder.finished:
        raise BodyError(f"its {encoding} data is cut short")
    return body.getvalue()
