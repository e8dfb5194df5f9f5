"""A message made once reads, for each reader, as one made for them alone; its signature holds."""

import base64
import types
from datetime import UTC, datetime
from email import message_from_bytes, policy

import dkim
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from aggregator import deliver
from aggregator.errors import ConfigurationError, MessageError

AT = datetime(2026, 11, 10, 12, tzinfo=UTC)
MARK = deliver.mark("unsubscribe", secret="s", length=52)
TOKEN = "IjAxMjM0NTY3ODlhYmNkZWYi.abcdefghijklmnopqrstuvwxyz0"
PAGES = [
    pytest.param("<p>short</p>", "short", id="short"),
    pytest.param("<p>" + "word " * 9000 + "</p>", "word\n" * 5000, id="long"),
    pytest.param(
        "<p>新闻与消息</p>" * 300, "新闻 – Röntgen = x. \n.\n..\nFrom me\n" * 40, id="other scripts"
    ),
]
KEYS = {"rsa": generate_private_key(65537, 2048), "ed25519": Ed25519PrivateKey.generate()}


def envelope(**values):
    given = {
        "sender": "Société <news@example.org>",
        "recipient": "",
        "reply_to": "editor@example.org",
        "message_id": "",
        "unsubscribe": f"https://news.example.org/unsubscribe/{MARK}",
        "mailto": f"mailto:back@example.org?subject=unsubscribe%20{MARK}",
        "list_id": "weekly.example.org",
        "list_name": "Weekly",
        "help": "https://news.example.org/about/",
        "archive": "https://news.example.org/issues/",
        "archived_at": "https://news.example.org/issues/weekly/1",
        "feedback_id": "1:weekly:digest:example.org",
        "at": AT,
    }
    return deliver.Envelope(**(given | values))


def letter(html="<p>x</p>", plain="x", **values):
    html = html and html.replace("</p>", f" <a href='https://x.test/unsubscribe/{MARK}'>out</a></p>", 1)
    return deliver.Letter.of(
        envelope(**values),
        subject="News – 新闻",
        html=html,
        plain=f"{plain}\nunsubscribe/{MARK}\n",
        marks={"u": MARK},
    )


def to(made, recipient="ann@example.com", token=TOKEN):
    return made.to(recipient, message_id="<1@example.org>", tokens={"u": token})


def parse(content):
    return message_from_bytes(content, policy=policy.SMTP)


@pytest.mark.parametrize(("html", "plain"), PAGES)
def test_each_reader_reads_what_was_meant_with_their_own_token(html, plain):
    content = to(letter(html, plain))
    message = parse(content)
    texts = [message.get_body((kind,)).get_content() for kind in ("plain", "html")]
    assert [text.replace(TOKEN, MARK).count(MARK) for text in texts] == [1, 1]
    assert texts[0].split() == f"{plain}\nunsubscribe/{TOKEN}".split()
    assert MARK.encode() not in content.replace(b"=\r\n", b"")
    assert message["List-Unsubscribe"] == (
        f"<https://news.example.org/unsubscribe/{TOKEN}>, <mailto:back@example.org?subject=unsubscribe%20{TOKEN}>"
    )
    assert not message.defects


@pytest.mark.parametrize(("html", "plain"), PAGES)
def test_lines_keep_their_bounds_and_quoted_printable_its_own(html, plain):
    head, _, body = to(letter(html, plain)).partition(b"\r\n\r\n")
    assert max(map(len, head.split(b"\r\n"))) < 998
    assert max(map(len, body.split(b"\r\n"))) <= 76
    assert b"\n" not in (head + body).replace(b"\r\n", b"")


def test_a_letter_for_one_is_the_letter_for_another_but_for_their_own_words():
    made = letter()
    other = TOKEN[::-1]
    ann, bo = (one.replace(b"=\r\n", b"") for one in (to(made), to(made, "bo@example.com", other)))
    assert ann.replace(b"ann@", b"bo@").replace(TOKEN.encode(), other.encode()) == bo


def test_plain_text_only_is_one_part():
    message = parse(to(letter(html=None)))
    assert (message.get_content_type(), message.is_multipart()) == ("text/plain", False)


@pytest.mark.parametrize(
    "recipient", ["x\r\nBcc: v@x.test", "x@y.test\n", "<x@y.test>, z@y.test", "nobody", ""]
)
def test_an_address_that_would_break_out_gets_no_message(recipient):
    with pytest.raises(MessageError):
        to(letter(), recipient)


@given(recipient=st.text(max_size=60))
def test_whatever_the_address_the_headers_stay_the_same(recipient):
    try:
        content = to(letter(), recipient)
    except MessageError:
        return
    assert parse(content).keys() == parse(to(letter())).keys()


@given(title=st.text(max_size=80), name=st.text(max_size=80))
def test_whatever_titles_and_names_hold_they_add_no_header(title, name):
    try:
        made = deliver.Letter.of(
            envelope(list_name=name, sender=f"{name} <news@example.org>"),
            subject=title,
            html="<p>",
            plain="x",
            marks={"u": MARK},
        )
    except MessageError:
        return
    assert sorted(parse(to(made)).keys()) == sorted(parse(to(letter())).keys())


@pytest.mark.parametrize(("html", "plain"), [*PAGES, pytest.param(None, "plain only", id="plain")])
def test_dkimpy_verifies_each_variant(html, plain):
    signer = deliver.Signer(domain="example.org", selector="mail", key=KEYS["rsa"])
    signed = signer.signed(to(letter(html, plain)), at=AT)
    assert dkim.verify(signed, dnsfunc=lambda *_, **__: signer.record.encode())
    broken = signed.replace(b"ann@example.com", b"eve@example.com")
    assert not dkim.verify(broken, dnsfunc=lambda *_, **__: signer.record.encode())


def test_an_ed25519_signature_holds(monkeypatch):
    signer = deliver.Signer(domain="example.org", selector="mail", key=KEYS["ed25519"])
    monkeypatch.setattr(dkim, "nacl", nacl_by_cryptography(), raising=False)
    signed = signer.signed(to(letter()), at=AT)
    assert dkim.verify(signed, dnsfunc=lambda *_, **__: signer.record.encode())
    broken = signed.replace(b"ann@example.com", b"eve@example.com")
    assert not dkim.verify(broken, dnsfunc=lambda *_, **__: signer.record.encode())


def nacl_by_cryptography():
    """The part of PyNaCl with which dkimpy checks Ed25519, standing on the cryptography that is here."""

    class BadSignatureError(Exception):
        pass

    class VerifyKey:
        def __init__(self, key, encoder):
            self._key = Ed25519PublicKey.from_public_bytes(base64.b64decode(key))

        def verify(self, message, signature):
            try:
                self._key.verify(signature, message)
            except InvalidSignature as error:
                raise BadSignatureError from error
            return message

    return types.SimpleNamespace(
        signing=types.SimpleNamespace(VerifyKey=VerifyKey),
        encoding=types.SimpleNamespace(Base64Encoder=None),
        exceptions=types.SimpleNamespace(BadSignatureError=BadSignatureError, ValueError=ValueError),
    )


def test_the_signature_covers_what_gmail_asks_for():
    signer = deliver.Signer(domain="example.org", selector="mail", key=KEYS["rsa"])
    header = parse(signer.signed(to(letter()), at=AT))["DKIM-Signature"]
    covered = "".join(header.split()).partition(";h=")[2].partition(";")[0].split(":")
    assert {
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "List-Id",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
    } <= set(covered)
    assert covered.count("From") == 2


@pytest.mark.parametrize(
    ("key", "said"),
    [(b"none", "is no private key"), (None, "cannot be read"), (generate_private_key(65537, 1024), None)],
)
def test_a_key_is_read_from_its_file_or_refused_in_words(tmp_path, key, said):
    path = tmp_path / "dkim.pem"
    if key is not None:
        path.write_bytes(
            key
            if isinstance(key, bytes)
            else key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
    if said is None:
        assert deliver.Signer.load(path, domain="x.test", selector="s").record.startswith(
            "v=DKIM1; k=rsa; p="
        )
        return
    with pytest.raises(ConfigurationError, match=said):
        deliver.Signer.load(path, domain="x.test", selector="s")


def test_what_comes_back_says_whose_it_is_and_nobody_makes_that_up():
    address = deliver.verp.sender("back@example.org", "0123456789abcdef", secret="s")
    assert address.startswith("back+0123456789abcdef-")
    assert deliver.verp.subscriber(address.upper(), secret="s") == "0123456789abcdef"
    for forged in (
        address.replace("0123", "9999"),
        "back+x-y@example.org",
        "back@example.org",
        "",
        address.replace("-", "-0"),
    ):
        assert deliver.verp.subscriber(forged, secret="s") is None
    assert deliver.verp.subscriber(address, secret="other") is None
