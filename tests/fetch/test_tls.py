"""Over TLS only those are believed whom somebody vouches for, and a source may ask the same of us."""

import shutil
import socket
import ssl
import subprocess
import threading

import pytest

from aggregator.fetch import untrusted
from aggregator.model import Access

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificates")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Make a certificate for source.example that vouches for itself, with its key, in one file."""
    folder = tmp_path_factory.mktemp("tls")
    both = folder / "both.pem"
    both.write_bytes(made(folder, "source.example"))
    return both


def made(folder, name):
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
        f"-subj /CN={name} -addext subjectAltName=DNS:{name} -keyout key.pem -out cert.pem"
    )
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    return (folder / "cert.pem").read_bytes() + (folder / "key.pem").read_bytes()


@pytest.fixture
def secure(certificate, page):
    """Serve one page over TLS, and note whether the client showed a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.load_verify_locations(certificate)
    context.verify_mode = ssl.CERT_OPTIONAL
    listening, shown = socket.create_server(("127.0.0.1", 0)), []

    def serve():
        while True:
            try:
                plain, _ = listening.accept()
            except OSError:
                return
            try:
                with plain, context.wrap_socket(plain, server_side=True) as connection:
                    connection.recv(65_536)
                    shown.append(bool(connection.getpeercert()))
                    connection.sendall(page(b"in confidence"))
            except OSError:
                continue

    threading.Thread(target=serve, daemon=True).start()
    yield f"https://source.example:{listening.getsockname()[1]}/", shown
    listening.close()


HOSTS = {"source.example": "127.0.0.1", "other.example": "127.0.0.1"}


def test_a_certificate_that_nobody_vouches_for_is_not_believed(secure, fetch):
    url, shown = secure
    assert fetch(url, hosts=HOSTS).why == (
        f"{url} has no certificate that can be trusted: nobody but itself vouches for it; "
        "if it is to be trusted, put it into the file that [fetch] authorities names"
    )
    assert shown == []


def test_a_certificate_that_the_operator_trusts_is_believed_besides_those_of_the_system(
    secure, fetch, certificate, monkeypatch
):
    url, _ = secure
    assert fetch(url, hosts=HOSTS, authorities=str(certificate)).body == b"in confidence"
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    other = certificate.parent / "other.pem"
    other.write_bytes(made(certificate.parent, "other.example"))
    assert fetch(url, hosts=HOSTS, authorities=str(other)).body == b"in confidence"


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_file_of_authorities_that_cannot_be_used_is_said_in_words(secure, fetch, tmp_path, content):
    path = tmp_path / "authorities.pem"
    if content:
        path.write_text(content)
    answer = fetch(secure[0], hosts=HOSTS, authorities=str(path))
    assert f"{path}, which [fetch] authorities names, cannot be used: it must be a PEM file" in answer.why
    assert secure[1] == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (9, "it is not valid yet: look at this machine's clock"),
        (10, "it has expired: tell the site"),
        (18, "nobody but itself vouches for it"),
        (19, "this machine does not know the authority that vouches for it; if it is to be trusted"),
        (20, "or the server does not send all certificates up to one: tell the site; if it is to be trusted"),
        (21, "or the server does not send all certificates up to one"),
        (62, "it is for another name: look at url"),
        (64, "it is for another name: look at url"),
        (23, "certificate revoked; tell the site"),
    ],
)
def test_why_a_certificate_is_not_believed_is_said_with_what_can_be_done(code, words):
    error = ssl.SSLCertVerificationError(1, "no")
    error.verify_code, error.verify_message = code, "certificate revoked"
    assert words in untrusted.why(error)


def test_a_certificate_of_another_name_is_not_believed(secure, fetch, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    url = secure[0].replace("source", "other")
    answer = fetch(url, hosts=HOSTS, access=Access(certificate=str(certificate)))
    assert answer.why == f"{url} has no certificate that can be trusted: it is for another name: look at url"


def test_a_client_certificate_is_shown_to_its_own_origin(secure, fetch, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    url, shown = secure
    access = Access(certificate=str(certificate))
    assert fetch(url, hosts=HOSTS, access=access).body == b"in confidence"
    assert shown == [True]
