"""Signs what links lead back to: each token is good for one purpose, and most for a time."""

import json
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from itsdangerous import BadData, URLSafeSerializer
from itsdangerous.encoding import base64_encode

Purpose = Literal["unsubscribe", "confirm", "preferences", "form", "approve", "sending"]


class _Serializer(URLSafeSerializer):
    """Signs without trying to compress: quicker, and ids of one length give tokens of one length."""

    def dump_payload(self, obj: object) -> bytes:
        """Return what is signed."""
        return base64_encode(json.dumps(obj, separators=(",", ":")))


@lru_cache(maxsize=16)
def _serializer(secret: str, purpose: Purpose) -> _Serializer:
    return _Serializer(secret, salt=purpose)


def sign(purpose: Purpose, value: str, *, secret: str, until: datetime) -> str:
    """Return a token for ``value`` that serves one purpose until a moment."""
    return str(_serializer(secret, purpose).dumps([value, int(until.timestamp())]))


def read(purpose: Purpose, token: str, *, secret: str, at: datetime) -> str | None:
    """Return what ``token`` was signed for, ``None`` where it is forged, of another purpose, or too old."""
    signed = _signed(purpose, token, secret)
    match signed:
        case [str() as value, int() as until] if at.timestamp() <= until:
            return value
    return None


def unsubscribe_token(subscriber: str, *, secret: str) -> str:
    """Return a token that lets whoever holds it end this subscription, and nothing else; it never expires.

    Ids of one length give tokens of one length.
    """
    return str(_serializer(secret, "unsubscribe").dumps(subscriber))


def read_unsubscribe_token(token: str, *, secret: str) -> str | None:
    """Return the id of the subscriber that ``token`` was signed for, ``None`` for anything else."""
    subscriber = _signed("unsubscribe", token, secret)
    return subscriber if isinstance(subscriber, str) else None


def form_token(*, secret: str, at: datetime) -> str:
    """Return what a form carries to tell when it was shown."""
    return str(_serializer(secret, "form").dumps(int(at.timestamp() * 1000)))


def form_age(token: str, *, secret: str, at: datetime) -> timedelta | None:
    """Return how long ago a form was shown, ``None`` where it is not one of ours."""
    shown = _signed("form", token, secret)
    return timedelta(milliseconds=at.timestamp() * 1000 - shown) if isinstance(shown, int) else None


def _signed(purpose: Purpose, token: str, secret: str) -> object:
    try:
        signed: object = URLSafeSerializer(secret, salt=purpose).loads(token)
    except BadData:
        return None
    return signed
