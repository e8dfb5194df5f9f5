"""A real SMTP server on loopback that answers as it is told."""

import socket

import pytest
from aiosmtpd.controller import Controller


class Answering:
    """Keeps what it takes; what ``answers`` holds for an address is said instead of yes."""

    def __init__(self):
        self.taken = []
        self.answers = {}

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        answer = self.answers.get("DATA", "250 taken")
        if answer == "hang up":
            server.transport.abort()
            return "250 too late"
        if answer.startswith("2"):
            self.taken.append((envelope.mail_from, envelope.rcpt_tos[0], envelope.content))
        return answer


@pytest.fixture
def smtp():
    handler = Answering()
    with socket.create_server(("127.0.0.1", 0)) as free:
        handler.port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()
