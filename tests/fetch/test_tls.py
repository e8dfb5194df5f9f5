"""Over TLS only those are believed whom somebody vouches for, and a source may ask the same of us."""

import shutil
import socket
import ssl
import subprocess
import threading

import pytest

from aggregator.model import Access

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificates")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Make a certificate for source.example that vouches for itself, with its key, in one file."""
    folder = tmp_path_factory.mktemp("tls")
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
        "-subj /CN=source.example -addext subjectAltName=DNS:source.example -keyout key.pem -out cert.pem"
    )
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_text((folder / "cert.pem").read_text() + (folder / "key.pem").read_text())
    return both


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
    assert fetch(url, hosts=HOSTS).why == f"{url} has no certificate that can be trusted"
    assert shown == []


def test_a_certificate_of_another_name_is_not_believed(secure, fetch, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    url = secure[0].replace("source", "other")
    answer = fetch(url, hosts=HOSTS, access=Access(certificate=str(certificate)))
    assert answer.why == f"{url} has no certificate that can be trusted"


def test_a_client_certificate_is_shown_to_its_own_origin(secure, fetch, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    url, shown = secure
    access = Access(certificate=str(certificate))
    assert fetch(url, hosts=HOSTS, access=access).body == b"in confidence"
    assert shown == [True]
