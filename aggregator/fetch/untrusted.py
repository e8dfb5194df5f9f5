"""Says why a server's certificate is not trusted, and what can be done."""

_OUR_OWN = "if it is to be trusted, put {} into the file that [fetch] authorities names"
_OLD = "it has expired: tell the site, or look at this machine's clock"
_SELF_SIGNED = f"nobody but itself vouches for it; {_OUR_OWN.format('it')}"
_UNKNOWN = f"this machine does not know the authority that vouches for it; {_OUR_OWN.format('that one')}"
_NO_CHAIN = (
    "this machine does not know the authority that vouches for it, or the server does not send all "
    f"certificates up to one: tell the site; {_OUR_OWN.format('what is missing')}"
)
_OTHER_NAME = "it is for another name: look at url"
_MEANINGS = {
    9: "it is not valid yet: look at this machine's clock, or tell the site",
    10: _OLD,
    18: _SELF_SIGNED,
    19: _UNKNOWN,
    20: _NO_CHAIN,
    21: _NO_CHAIN,
    62: _OTHER_NAME,
    64: _OTHER_NAME,
}
"""What OpenSSL's verdicts mean (https://docs.openssl.org/master/man3/X509_STORE_CTX_get_error/)."""


def why(error: Exception) -> str:
    """Return why a certificate is not trusted, and what can be done."""
    verdict = getattr(error, "certificate_error", error)
    said = _MEANINGS.get(getattr(verdict, "verify_code", 0))
    return said or f"{getattr(verdict, 'verify_message', '') or 'nobody knows why'}; tell the site"
