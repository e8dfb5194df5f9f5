"""WebSub from end to end over loopback: our hubs are told of changes, and the hubs of sources tell us."""

import hashlib
import hmac
import http.client
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from aggregator import daemon, store
from aggregator import web as pages
from aggregator.config import Site
from aggregator.jobs import hubs
from aggregator.jobs.gather import gather

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
ENTRY = "<item><title>{0}</title><guid>{0}</guid><pubDate>Tue, 10 Nov 2026 11:00:00 GMT</pubDate><description>Words of it.</description></item>"


@dataclass
class Hub:
    """A hub: it takes forms, and answers with a status of its choice."""

    status: int = 202
    forms: list = field(default_factory=list)


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def hub(web):
    """A hub at /hub, and a feed at /feed that offers it; ``hub.entries`` are the feed's."""
    hub = Hub()
    hub.entries = ["one"]

    def taken(handler):
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        hub.forms.append(parse_qsl(body.decode()))
        handler.send_response(hub.status)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    def feed(handler):
        atom = "xmlns:atom='http://www.w3.org/2005/Atom'"
        offer = f"<atom:link rel='hub' href='{web.url}/hub'/><atom:link rel='self' href='{web.url}/feed'/>"
        items = "".join(map(ENTRY.format, hub.entries))
        body = f"<rss version='2.0' {atom}><channel><title>S</title>{offer}{items}</channel></rss>".encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    web.pages |= {"/hub": taken, "/feed": feed}
    return hub


@pytest.fixture
def site(founded, web, hub, clock):
    (founded / "sources.toml").write_text(
        f'[site]\ntitle = "N"\nurl = "http://news.test/"\n[feed]\nhubs = "{web.url}/hub"\n'
        "[fetch]\nallow_private_addresses = true\n"
        f'[[society]]\nkey = "s"\nname = "S"\n[[source]]\nkey = "s"\nsociety = "s"\nurl = "{web.url}/feed"\n'
    )
    with Site(founded, {"AGGREGATOR_SECRET_KEY": "secret"}, clock=clock) as site:
        yield site


@pytest.fixture
def poll(site):
    return lambda: list(gather(list(site.configuration.sources.values()), site.gathering, asked=True))


@pytest.fixture
def offered(site, web, clock):
    """The source has been polled, and offers the hub."""
    with site.store.writing() as connection:
        store.polls.register(connection, site.configuration.sources.values(), at=clock())
        store.claims.put_off(connection, {"s": clock() + timedelta(hours=6)})
        store.hubs.offer(connection, "s", f"{web.url}/hub", f"{web.url}/feed", at=clock())


@pytest.fixture
def callback(site):
    """Ask the served site as a hub does, at the address that it was told."""
    with pages.serving(pages.app(pages.Library(site)), "127.0.0.1", 0) as address:

        def ask(url, method="GET", body=None, **headers):
            connection = http.client.HTTPConnection(address.removeprefix("http://").rstrip("/"), timeout=10)
            parts = urlsplit(url)
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, f"{parts.path}?{parts.query}", body=body, headers=named)
            answer = connection.getresponse()
            said = answer.status, answer.read().decode()
            connection.close()
            return said

        yield ask


@pytest.fixture
def subscribed(site, hub, offered, callback):
    """The form with which we asked the hub, after it has verified that we did."""
    assert [said.why for said in hubs.subscribe(site.hubbing)] == [None]
    form = dict(hub.forms[-1])
    query = {
        "hub.mode": "subscribe",
        "hub.topic": form["hub.topic"],
        "hub.challenge": "xyz",
        "hub.lease_seconds": "1000",
    }
    assert callback(f"{form['hub.callback']}?{urlencode(query)}") == (200, "xyz")
    return form


def known(site):
    with site.store.reading() as connection:
        return store.hubs.get(connection, "s")


def due(site, clock):
    with site.store.reading() as connection:
        return store.claims.due(connection, at=clock())


def signed(form, body, name="sha256"):
    return f"{name}={hmac.new(form['hub.secret'].encode(), body, name).hexdigest()}"


def test_a_hub_that_a_source_offers_is_asked_to_tell_us(site, hub, poll, web):
    poll()
    assert (known(site).state, known(site).topic) == ("offered", f"{web.url}/feed")
    list(hubs.subscribe(site.hubbing))
    form = dict(hub.forms[-1])
    assert (form["hub.mode"], form["hub.topic"], form["hub.lease_seconds"]) == (
        "subscribe",
        f"{web.url}/feed",
        "864000",
    )
    assert form["hub.callback"].startswith("http://news.test/hub/s/")
    assert len(form["hub.secret"]) == 64
    assert known(site).state == "asked"
    assert list(hubs.subscribe(site.hubbing)) == []
    web.pages["/feed"] = b"<rss version='2.0'><channel><title>S</title></channel></rss>"
    poll()
    assert known(site) is None


def test_who_is_asked_whether_we_asked_says_yes_only_for_what_we_asked(site, subscribed, callback, clock):
    assert (known(site).state, known(site).until) == ("active", clock() + timedelta(seconds=1000))
    query = {"hub.mode": "subscribe", "hub.topic": subscribed["hub.topic"], "hub.challenge": "xyz"}
    for change in ({"hub.topic": "http://other.test/"}, {"hub.mode": "unsubscribe"}, {"hub.mode": ""}):
        assert callback(f"{subscribed['hub.callback']}?{urlencode(query | change)}")[0] == 404
    assert callback(f"http://news.test/hub/s/{'0' * 32}?{urlencode(query)}")[0] == 404
    assert callback(f"http://news.test/hub/other/x?{urlencode(query)}")[0] == 404


@pytest.mark.parametrize("name", ["sha1", "sha256", "sha384", "sha512"])
def test_a_word_of_the_hub_has_the_source_polled_at_once(site, subscribed, callback, clock, name):
    clock.now += timedelta(minutes=2)
    assert due(site, clock) == []
    body = b"<feed>anything</feed>" * 5000
    status, _ = callback(
        subscribed["hub.callback"], "POST", body, X_Hub_Signature=signed(subscribed, body, name)
    )
    assert (status, due(site, clock)) == (202, ["s"])


@pytest.mark.parametrize("signature", ["", "sha256=00", "md5=00", "sha256", "sha256={other}"])
def test_a_word_that_is_not_the_hubs_is_taken_and_not_believed(site, subscribed, callback, clock, signature):
    clock.now += timedelta(minutes=2)
    wrong = signature.format(other=hmac.new(b"wrong", b"body", hashlib.sha256).hexdigest())
    assert callback(subscribed["hub.callback"], "POST", b"body", X_Hub_Signature=wrong)[0] == 202
    assert due(site, clock) == []


def test_a_talkative_hub_causes_one_poll_a_minute(site, subscribed, callback, clock):
    clock.now += timedelta(minutes=2)
    heard = []
    for _ in range(3):
        callback(subscribed["hub.callback"], "POST", b"b", X_Hub_Signature=signed(subscribed, b"b"))
        heard.append(due(site, clock))
        with site.store.writing() as connection:
            store.claims.put_off(connection, {"s": clock() + timedelta(hours=6)})
        clock.now += timedelta(seconds=25)
    assert heard == [["s"], [], []]


def test_a_subscription_is_renewed_before_its_time_is_over(site, hub, subscribed, clock):
    clock.now += timedelta(seconds=790)
    assert list(hubs.subscribe(site.hubbing)) == []
    clock.now += timedelta(seconds=20)
    assert [said.why for said in hubs.subscribe(site.hubbing)] == [None]
    assert dict(hub.forms[-1]) == subscribed
    assert known(site).state == "active"


def test_a_hub_that_refuses_is_asked_again_another_day_and_polling_goes_on(site, hub, offered, clock):
    hub.status = 500
    (said,) = hubs.subscribe(site.hubbing)
    assert "500" in said.why
    assert known(site).state == "refused"
    assert list(hubs.subscribe(site.hubbing)) == []
    clock.now += timedelta(days=1)
    assert due(site, clock) == ["s"]
    hub.status = 202
    assert [one.why for one in hubs.subscribe(site.hubbing)] == [None]


def test_a_hub_may_say_no_afterwards(site, subscribed, callback):
    query = {"hub.mode": "denied", "hub.topic": subscribed["hub.topic"], "hub.reason": "closed"}
    assert callback(f"{subscribed['hub.callback']}?{urlencode(query)}")[0] == 200
    assert (known(site).state, known(site).why) == ("refused", "the hub refuses: closed")


def test_our_hubs_are_told_once_of_each_change(site, hub, clock):
    daemon.gather_and_publish(site)
    (form,) = hub.forms
    assert form == [
        ("hub.mode", "publish"),
        *(("hub.url", f"http://news.test/feed.{ending}") for ending in ("xml", "rss", "json")),
    ]
    clock.now += timedelta(days=2)
    daemon.gather_and_publish(site)
    assert len(hub.forms) == 1
    hub.entries.append("two")
    clock.now += timedelta(days=2)
    daemon.gather_and_publish(site)
    assert len(hub.forms) == 2
    assert b'rel="hub"' in (site.public / "feed.xml").read_bytes()


def test_a_hub_that_could_not_be_told_is_told_the_next_time(site, hub):
    hub.status = 503
    (said,) = hubs.ping(b"feed", ["http://news.test/feed.xml"], site.hubbing)
    assert "503" in said.why
    hub.status = 204
    assert [one.why for one in hubs.ping(b"feed", ["http://news.test/feed.xml"], site.hubbing)] == [None]
    assert list(hubs.ping(b"feed", ["http://news.test/feed.xml"], site.hubbing)) == []
    (site.folder / "store" / "pinged.json").write_text("[broken")
    assert len(list(hubs.ping(b"feed", ["http://news.test/feed.xml"], site.hubbing))) == 1


def test_hubs_inside_are_not_asked_where_private_addresses_are_refused(tmp_path, clock, hub, offered):
    text = (tmp_path / "sources.toml").read_text().replace("allow_private_addresses = true", "")
    (tmp_path / "sources.toml").write_text(text)
    with Site(tmp_path, {"AGGREGATOR_SECRET_KEY": "secret"}, clock=clock) as guarded:
        (said,) = hubs.subscribe(guarded.hubbing)
    assert "127.0.0.1" in said.why
    assert hub.forms == []
