"""Reads a response's body within its limit, and says why one cannot be used."""

import asyncio
from collections.abc import AsyncIterable

from aggregator.fetch import coding


class BodyError(Exception):
    """The body cannot be used; the text says why."""


def check_length(length: int | None, *, limit: int) -> None:
    """Raise ``BodyError`` where a body is, or is announced as, larger than ``limit`` bytes."""
    if length is not None and length > limit:
        raise BodyError(f"it is larger than {limit:,} bytes: raise [fetch] max_bytes if that is right")


async def read(chunks: AsyncIterable[bytes], *, encoding: str | None, limit: int) -> bytes:
    """Return the body of ``chunks``, sent with Content-Encoding ``encoding`` (RFC 9110 §8.4).

    Raises ``BodyError`` where it is larger than ``limit`` bytes, compressed or not, is cut short,
    is not what the header says, or is encoded in a way we did not ask for.
    """
    body, came = bytearray(), 0
    try:
        decoder = coding.decoder(encoding)
        async for chunk in chunks:
            came += len(chunk)
            check_length(came, limit=limit)
            for piece in decoder.feed(chunk):
                body += piece
                check_length(len(body), limit=limit)
                # The other requests go on while a large body is decompressed.
                await asyncio.sleep(0)
    except coding.CodingError as error:
        raise BodyError(str(error)) from error
    if not decoder.finished:
        raise BodyError(f"its {encoding} data is cut short")
    return bytes(body)
