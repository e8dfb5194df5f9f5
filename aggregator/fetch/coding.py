"""Undoes content codings (RFC 9110 §8.4) in bounded steps: a bomb ends at the limit, not in memory."""

import contextlib
import importlib
import zlib
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import brotli


def _find_zstd() -> Any:
    """Return Python 3.14's own zstd, or its backport where that is installed; it is optional."""
    for name in ("compression.zstd", "backports.zstd"):
        with contextlib.suppress(ImportError):
            return importlib.import_module(name)
    return None


_zstd = _find_zstd()

STEP = 65_536
"""How many bytes are taken in and given out at once."""

ACCEPTED = "gzip, deflate, br" + (", zstd" if _zstd else "")
"""What we ask servers for."""

_NONE = {"", "identity", "none", "binary", "8bit", "utf-8", "utf8"}
"""What means no coding; servers name charsets here too."""

_PACKED = "packed"
_ZSTD_WINDOW_LOG = 23
"""8 MB: all that a decoder on the web must offer (RFC 9659)."""

_GZIP = b"\x1f\x8b"


class CodingError(Exception):
    """The data are not what their coding says; the text says how."""


class Decoder(Protocol):
    """Takes data in, and gives back what they decode to, piece by piece."""

    @property
    def finished(self) -> bool:
        """Whether the data are complete as far as they say so."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what ``data`` decode to, at most ``STEP`` bytes each; raises ``CodingError``."""


def of(encoding: str | None, content_type: str | None, path: str) -> str | None:
    """Return the coding of an answer: its Content-Encoding, or that of a packed file, as sitemaps are."""
    packed = path.endswith(".gz") or "gzip" in (content_type or "").lower()
    return _PACKED if packed and (encoding or "").strip().lower() in _NONE else encoding


def decoder(coding: str | None) -> Decoder:
    """Return a decoder for a Content-Encoding header; raises ``CodingError`` for one not asked for."""
    said = (one.strip() for one in (coding or "").lower().split(","))
    name = ", ".join(one.removeprefix("x-") for one in said if one not in _NONE)
    if name == "zstd" and _zstd:
        return _Zstd()
    if name not in _DECODERS:
        raise CodingError(f"it is sent in the content encoding {name[:40]!r}, which was not asked for")
    return _DECODERS[name]()


class _Identity:
    finished = True

    def feed(self, data: bytes) -> Iterator[bytes]:
        yield data


class _Packed:
    """A file that is called gzip and may be it: some servers unpack it on the way."""

    def __init__(self) -> None:
        self._inner: Decoder | None = None

    @property
    def finished(self) -> bool:
        return self._inner is None or self._inner.finished

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._inner is None:
            self._inner = _Gzip() if data.startswith(_GZIP) else _Identity()
        yield from self._inner.feed(data)


class _Gzip:
    """gzip (RFC 1952), several members too (§2.2); what is no member after the first is left alone."""

    def __init__(self) -> None:
        self._object = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._began = self._over = False

    @property
    def finished(self) -> bool:
        return not self._began or self._over or self._object.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._began = self._began or bool(data)
        while data and not self._over:
            if self._object.eof:
                if not _GZIP.startswith(data[:2]):
                    self._over = True
                    return
                self._object = zlib.decompressobj(zlib.MAX_WBITS | 16)
            yield _inflated(self._object, data, "gzip")
            data = self._object.unused_data if self._object.eof else self._object.unconsumed_tail


class _Doubled:
    """gzip that is said twice: the header is repeated on the way, or what is packed is packed again."""

    def __init__(self) -> None:
        self._outer, self._inner = _Gzip(), _Packed()

    @property
    def finished(self) -> bool:
        return self._outer.finished and self._inner.finished

    def feed(self, data: bytes) -> Iterator[bytes]:
        for piece in self._outer.feed(data):
            if piece:
                yield from self._inner.feed(piece)


class _Deflate:
    """deflate as servers mean it: in zlib's wrapper (RFC 1950) as it should be, or bare (RFC 1951)."""

    def __init__(self) -> None:
        self._object: Any = None
        self._head = b""

    @property
    def finished(self) -> bool:
        return self._object.eof if self._object else not self._head

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._object is None:
            self._head += data
            if len(self._head) < len(_GZIP):
                return
            # A zlib header is 8 in its low four bits and divides by 31.
            wrapped = self._head[0] & 15 == 8 and int.from_bytes(self._head[:2], "big") % 31 == 0  # noqa: PLR2004  from the RFC
            self._object = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
            data, self._head = self._head, b""
        while data and not self._object.eof:
            yield _inflated(self._object, data, "deflate")
            data = self._object.unconsumed_tail


def _inflated(decompressor: Any, data: bytes, name: str) -> bytes:
    try:
        piece: bytes = decompressor.decompress(data, STEP)
    except zlib.error as error:
        raise CodingError(f"its {name} data is broken") from error
    return piece


class _Brotli:
    def __init__(self) -> None:
        self._object, self._began = brotli.Decompressor(), False

    @property
    def finished(self) -> bool:
        return not self._began or bool(self._object.is_finished())

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._began = self._began or bool(data)
        yield self._step(data)
        while not self._object.can_accept_more_data():
            yield self._step(b"")

    def _step(self, data: bytes) -> bytes:
        try:
            piece: bytes = self._object.process(data, output_buffer_limit=STEP)
        except brotli.error as error:
            raise CodingError("its br data is broken") from error
        return piece


class _Zstd:
    """zstd (RFC 8878), several frames too."""

    def __init__(self) -> None:
        self._object, self._began = self._new(), False

    @property
    def finished(self) -> bool:
        return not self._began or bool(self._object.eof)

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._began = self._began or bool(data)
        while data:
            if self._object.eof:
                self._object = self._new()
            yield self._step(data)
            while not self._object.eof and not self._object.needs_input:
                yield self._step(b"")
            data = self._object.unused_data if self._object.eof else b""

    def _new(self) -> Any:
        return _zstd.ZstdDecompressor(options={_zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG})

    def _step(self, data: bytes) -> bytes:
        try:
            piece: bytes = self._object.decompress(data, STEP)
        except _zstd.ZstdError as error:
            raise CodingError("its zstd data is broken") from error
        return piece


_DECODERS: dict[str, Callable[[], Decoder]] = {
    "": _Identity,
    _PACKED: _Packed,
    "gzip": _Gzip,
    "gzip, gzip": _Doubled,
    "deflate": _Deflate,
    "br": _Brotli,
}
