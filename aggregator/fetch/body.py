"""Reads a response's body, decompressed in bounded steps: a bomb ends at the limit, not in memory."""

import zlib
from collections.abc import AsyncIterable
from typing import Protocol

import brotli

STEP = 65_536


class BodyError(Exception):
    """The body cannot be used; the text says why."""


class _Decoder(Protocol):
    @property
    def finished(self) -> bool: ...
    def feed(self, data: bytes) -> bytes: ...
    def more(self) -> bytes: ...


def check_length(announced: int | None, *, limit: int) -> None:
    """Raise ``BodyError`` where a body is announced as larger than ``limit`` bytes."""
    if announced is not None and announced > limit:
        raise _too_large(limit)


async def read(chunks: AsyncIterable[bytes], *, encoding: str | None, limit: int) -> bytes:
    """Return the body of ``chunks``, sent with Content-Encoding ``encoding`` (RFC 9110 §8.4).

    Raises ``BodyError`` where it is larger than ``limit`` bytes decompressed, is cut short, is not
    what the header says, or is encoded in a way we did not ask for.
    """
    decoder = _decoder(encoding)
    body = bytearray()
    async for chunk in chunks:
        piece = decoder.feed(chunk)
        while piece:
            body += piece
            if len(body) > limit:
                raise _too_large(limit)
            piece = decoder.more()
    if not decoder.finished:
        raise BodyError(f"its {encoding} data is cut short")
    return bytes(body)


def _too_large(limit: int) -> BodyError:
    return BodyError(f"it is larger than {limit:,} bytes: raise [fetch] max_bytes if that is right")


def _decoder(encoding: str | None) -> _Decoder:
    name = (encoding or "identity").strip().lower()
    if name in {"identity", ""}:
        return _Identity()
    if name in {"gzip", "x-gzip", "deflate"}:
        return _Zlib(name)
    if name == "br":
        return _Brotli()
    raise BodyError(f"it is sent in the content encoding {name!r}, which was not asked for")


class _Identity:
    finished = True

    def feed(self, data: bytes) -> bytes:
        return data

    def more(self) -> bytes:
        return b""


class _Zlib:
    """gzip (RFC 1952), and deflate as servers mean it: with zlib's wrapper (RFC 1950) or without."""

    def __init__(self, name: str) -> None:
        self._name, self._raw_tried = name, name != "deflate"
        self._object = zlib.decompressobj(zlib.MAX_WBITS | (16 if name != "deflate" else 0))
        self._began = False

    @property
    def finished(self) -> bool:
        return self._object.eof or not self._began

    def feed(self, data: bytes) -> bytes:
        self._began = self._began or bool(data)
        return self._step(self._object.unconsumed_tail + data)

    def more(self) -> bytes:
        if self._object.eof and self._object.unused_data.startswith(b"\x1f\x8b"):
            # Several members in one body are allowed (RFC 1952 §2.2).
            rest = self._object.unused_data
            self._object = zlib.decompressobj(zlib.MAX_WBITS | 16)
            return self._step(rest)
        return self._step(self._object.unconsumed_tail) if self._object.unconsumed_tail else b""

    def _step(self, data: bytes) -> bytes:
        if self._object.eof:
            return b""
        try:
            return self._object.decompress(data, STEP)
        except zlib.error as error:
            if not self._raw_tried:
                self._raw_tried = True
                self._object = zlib.decompressobj(-zlib.MAX_WBITS)
                return self._step(data)
            raise BodyError(f"its {self._name} data is broken") from error


class _Brotli:
    def __init__(self) -> None:
        self._object, self._began = brotli.Decompressor(), False

    @property
    def finished(self) -> bool:
        return not self._began or bool(self._object.is_finished())

    def feed(self, data: bytes) -> bytes:
        self._began = self._began or bool(data)
        return self._step(data)

    def more(self) -> bytes:
        return b"" if self._object.can_accept_more_data() else self._step(b"")

    def _step(self, data: bytes) -> bytes:
        try:
            piece: bytes = self._object.process(data, output_buffer_limit=STEP)
        except brotli.error as error:
            raise BodyError("its br data is broken") from error
        return piece
