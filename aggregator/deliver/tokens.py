"""Signs the subscriber's id into the links of mails, and reads it back."""

from itsdangerous import BadData, URLSafeSerializer

_PURPOSE = "unsubscribe"


def unsubscribe_token(subscriber: str, *, secret: str) -> str:
    """Return a token that lets whoever holds it end this subscription, and nothing else; it never expires."""
    return str(URLSafeSerializer(secret, salt=_PURPOSE).dumps(subscriber))


def read_unsubscribe_token(token: str, *, secret: str) -> str | None:
    """Return the id of the subscriber that ``token`` was signed for, ``None`` for anything else."""
    try:
        subscriber = URLSafeSerializer(secret, salt=_PURPOSE).loads(token)
    except BadData:
        return None
    return subscriber if isinstance(subscriber, str) else None
