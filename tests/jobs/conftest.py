"""A site in a folder, with items in its store and a real mail server."""

import socket
from dataclasses import replace
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller

from aggregator import store
from aggregator.config import Site
from aggregator.model import Dated, Preferences, Subscriber, Verdict

TOML = """
[site]
title = "News"
url = "https://news.test/"
[[society]]
key = "society"
name = "The Society"
[[society]]
key = "paper"
name = "The Paper"
[[topic]]
key = "physics"
name = "Physics"
match = ["quantum"]
[[source]]
key = "society-news"
society = "society"
url = "https://society.test/feed"
[[source]]
key = "other"
society = "paper"
url = "https://paper.test/feed"
[[digest]]
key = "weekly"
title = "Weekly"
max_per_section = 3
[[digest]]
key = "topical"
title = "By topic"
sections = "topic"
[[digest]]
key = "reviewed"
title = "Reviewed"
review = true
[mail]
smtp = "smtp://127.0.0.1:{port}"
from = "News <news@news.test>"
reply_to = "editor@news.test"
"""


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now

    def go_on(self, **time):
        self.now += timedelta(**time)


class Mailbox:
    """Keeps what it takes; ``answers`` holds what is said to an address instead of yes."""

    def __init__(self):
        self.taken, self.answers = [], {}

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.taken.append((envelope.rcpt_tos[0], envelope.content))
        if self.answers.get("DATA") == "hang up":
            server.transport.abort()
        return "250 taken"


@pytest.fixture
def mailbox():
    handler = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        handler.port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    handler.stop = controller.stop
    yield handler
    if controller.server:
        controller.stop()


@pytest.fixture
def clock(noon):
    return Clock(noon)


@pytest.fixture
def site(founded, mailbox, clock):
    (founded / "sources.toml").write_text(TOML.replace("{port}", str(mailbox.port)))
    with Site(founded, {"AGGREGATOR_SECRET_KEY": "secret"}, clock=clock) as opened:
        with opened.store.writing() as tx:
            store.polls.register(tx, opened.configuration.sources.values(), at=clock())
        yield opened


@pytest.fixture
def tell(site, an_item, clock):
    """Keep items as news, each an hour older than the one before; return them."""

    def tell(*names, kind="new", story=None, **values):
        items = [
            replace(
                an_item(name, **values),
                published=Dated(at=clock() - timedelta(hours=place), precision="second", evidence="entry"),
            )
            for place, name in enumerate(names)
        ]
        with site.store.writing() as tx:
            store.items.keep(
                tx, [Verdict(item=one, kind=kind, story=story or one.id, why="") for one in items], at=clock()
            )
        return items

    return tell


@pytest.fixture
def subscribe(site, clock):
    def subscribe(*names, **wishes):
        with site.store.writing() as tx:
            for name in names:
                reader = Subscriber(
                    id=f"{name:0>16}",
                    address=f"{name}@reader.test",
                    name=None,
                    state="active",
                    since=clock(),
                    preferences=Preferences(**wishes),
                )
                store.subscribers.add(tx, reader, consent="test")

    return subscribe
