"""Mail goes encrypted to a server whom somebody vouches for, by an account that it knows."""

import shutil
import socket
import ssl
import subprocess
from datetime import UTC, datetime
from functools import partial

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from aggregator.deliver import Server, connect
from aggregator.errors import ConfigurationError, ServerDown
from aggregator.model import Sent

pytestmark = [
    pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificates"),
    # With TLS from the first byte there is no STARTTLS that the server could insist on.
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),
]
LATER = datetime(2026, 11, 11, tzinfo=UTC)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """Make a certificate for localhost, and one for another host, each vouching for itself."""
    folder = tmp_path_factory.mktemp("tls")
    for name in ("localhost", "other.test"):
        command = (
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
            f"-subj /CN={name} -addext subjectAltName=DNS:{name} -keyout {name}.key -out {name}.pem"
        )
        subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    return folder


class Taking:
    def __init__(self):
        self.taken = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.taken.append(
            (
                envelope.rcpt_tos[0],
                server.transport.get_extra_info("ssl_object") is not None,
                session.authenticated,
            )
        )
        return "250 taken"


@pytest.fixture
def secure(certificates):
    """Serve with TLS from the first byte (smtps) or when asked for it (smtp+starttls)."""
    controllers, handler = [], Taking()

    def serve(scheme, name="localhost"):
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificates / f"{name}.pem", certificates / f"{name}.key")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]

        def known(server, session, envelope, mechanism, data):
            return AuthResult(success=data.password == b"pa55", handled=False)

        options = {"authenticator": known, "auth_required": True, "auth_require_tls": scheme != "smtps"}
        if scheme == "smtps":
            made = Controller(handler, hostname="127.0.0.1", port=port, ssl_context=context, **options)
        else:
            made = Controller(
                handler,
                hostname="127.0.0.1",
                port=port,
                tls_context=context,
                require_starttls=True,
                **options,
            )
        # aiosmtpd looks whether it runs by a connection of its own, which knows no authority.
        made._trigger_server = partial(_knock, port)
        made.start()
        controllers.append(made)
        return port

    serve.taken = handler.taken
    yield serve
    for made in controllers:
        made.stop()


def _knock(port):
    socket.create_connection(("127.0.0.1", port)).close()


def hand_over(scheme, port, authorities, password="pa55"):
    server = Server.of(f"{scheme}://me@localhost:{port}", password=password, authorities=str(authorities))
    with connect(server) as connection:
        return connection.send(
            b"Subject: x\r\n\r\nx\r\n",
            sender="news@news.test",
            recipient="ann@reader.test",
            handing_over=lambda: None,
            later=LATER,
        )


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_mail_goes_encrypted_by_an_account_to_a_server_that_is_vouched_for(secure, certificates, scheme):
    assert hand_over(scheme, secure(scheme), certificates / "localhost.pem") == Sent(answer="250 taken")
    assert secure.taken == [("ann@reader.test", True, True)]


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
@pytest.mark.parametrize(("name", "authority"), [("localhost", "other.test"), ("other.test", "other.test")])
def test_a_server_that_nobody_vouches_for_or_of_another_name_gets_nothing(
    secure, certificates, scheme, name, authority
):
    with pytest.raises(ServerDown, match=r"(?i)certificate"):
        hand_over(scheme, secure(scheme, name), certificates / f"{authority}.pem")
    assert secure.taken == []


def test_a_wrong_password_is_said_without_saying_it(secure, certificates):
    with pytest.raises(ServerDown, match="does not accept user 'me'") as caught:
        hand_over("smtp+starttls", secure("smtp+starttls"), certificates / "localhost.pem", password="wr0ng")
    assert "wr0ng" not in str(caught.value)


def test_a_server_without_tls_gets_no_mail_that_was_to_be_encrypted(smtp, certificates):
    with pytest.raises(ServerDown, match="STARTTLS"):
        hand_over("smtp+starttls", smtp.port, certificates / "localhost.pem")
    assert smtp.taken == []


@pytest.mark.parametrize("host", ["mail.example.org", "192.0.2.1", "10.0.0.1"])
def test_plain_mail_leaves_this_machine_only_where_the_operator_says_so(host):
    with pytest.raises(ConfigurationError, match="readable over the network"):
        Server.of(f"smtp://{host}")
    assert Server.of(f"smtp://{host}", plain=True).host == host
    assert Server.of("smtp://[::1]").host == "::1"
