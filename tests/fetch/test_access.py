"""What a source asks for before it answers goes to that source, and to nobody else."""

import socket
import threading
from base64 import b64encode
from datetime import UTC, datetime

import pytest

from aggregator.fetch import Fetcher, Limits
from aggregator.model import Access, Failed, Fetched, Request

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
SECRET = "s3cret"
HOSTS = {"source.example": "127.0.0.1", "elsewhere.example": "127.0.0.1"}
BASIC = "Basic " + b64encode(f"me:{SECRET}".encode()).decode()
KEYED = Access(headers=(("X-Key", SECRET),), user="me", password=SECRET)


def given(raw, name):
    return [headers.get(name) for _, headers in raw.asked]


def test_headers_and_password_are_sent(raw, fetch, page):
    raw.answers["/"] = page()
    fetch(f"{raw.url}/", access=KEYED)
    assert (given(raw, "X-Key"), given(raw, "Authorization")) == ([SECRET], [BASIC])


def test_a_sources_own_headers_stand_in_place_of_ours(raw, fetch, page):
    raw.answers["/"] = page()
    fetch(f"{raw.url}/", access=Access(headers=(("User-Agent", "as agreed"), ("Accept", "text/html"))))
    assert (given(raw, "User-Agent"), given(raw, "Accept")) == (["as agreed"], ["text/html"])


def test_a_password_in_the_address_is_sent_and_not_shown(raw, fetch, page):
    raw.answers["/"] = page()
    address = f"http://me:{SECRET}@127.0.0.1:{raw.port}"
    answer, lost = fetch(f"{address}/"), fetch(f"{address}/lost")
    assert given(raw, "Authorization") == [BASIC, BASIC]
    assert answer.url == f"{raw.url}/"
    assert SECRET not in repr((answer, lost))


def test_secrets_follow_a_redirect_within_their_origin(raw, fetch, page):
    raw.answers |= {"/": page(b"", "302 Found", Location="/there"), "/there": page()}
    fetch(f"{raw.url}/", access=KEYED)
    assert given(raw, "X-Key") == [SECRET, SECRET]


@pytest.mark.parametrize("access", [KEYED, Access()], ids=["configured", "in the address"])
@pytest.mark.parametrize(
    "location",
    [
        "http://elsewhere.example:{port}/there",
        "//elsewhere.example:{port}/there",
        "http://localhost:{port}/there",
    ],
)
def test_secrets_do_not_cross_to_another_origin_nor_come_back_by_it(raw, fetch, page, location, access):
    raw.answers |= {
        "/": page(b"", "302 Found", Location=location.format(port=raw.port)),
        "/there": page(b""),
    }
    user = "" if access.user else f"me:{SECRET}@"
    fetch(f"http://{user}source.example:{raw.port}/", access=access, hosts=HOSTS)
    assert given(raw, "Authorization") == [BASIC, None]
    assert given(raw, "X-Key")[1] is None


@pytest.mark.parametrize(
    ("access", "path", "asks", "words"),
    [
        (Access(), "/", "Basic realm=x", "wants a user name and password (401): give the source `user`"),
        (KEYED, "/", "Basic realm=x", "(401): look whether `user` and `password`, or `headers`, are right"),
        (KEYED, "/", "Digest a=b\r\nWWW-Authenticate: Basic", "(401): look whether `user` and"),
        (KEYED, "/", "Bearer realm=x", "(401): it wants Bearer; give it what that takes by `headers`"),
        (Access(), "/", "Bearer realm=x", "(401): it wants Bearer; give it what that takes by `headers`"),
        (KEYED, "/", "Digest realm=x", "(401): it wants Digest, which is not spoken here: ask the site"),
        (Access(), "/", "Digest realm=x", "have a command fetch it, such as curl (`command`, with [fetch]"),
        (KEYED, "/", "Negotiate\r\nWWW-Authenticate: NTLM", "it wants Negotiate, which is not spoken here"),
        (
            KEYED,
            "/away",
            "Basic",
            "wants to know who we are (401), which is told to http://source.example:{port} only: set url",
        ),
    ],
)
def test_why_a_server_does_not_let_us_in_is_said_with_a_remedy_that_fits(
    raw, fetch, page, access, path, asks, words
):
    away = f"http://elsewhere.example:{raw.port}/"
    raw.answers |= {"/": page(b"", "401 No", WWW_Authenticate=asks), "/away": page(b"", "302", Location=away)}
    why = fetch(f"http://source.example:{raw.port}{path}", hosts=HOSTS, access=access).why
    assert words.format(port=raw.port) in why


def test_a_server_cannot_make_us_send_a_password_of_its_own(raw, fetch, page):
    location = f"http://admin:admin@elsewhere.example:{raw.port}/there"
    raw.answers |= {"/": page(b"", "302 Found", Location=location), "/there": page()}
    answer = fetch(f"http://source.example:{raw.port}/", hosts=HOSTS)
    assert given(raw, "Authorization") == [None, None]
    assert "admin" not in repr(answer)


def test_an_article_elsewhere_is_not_told_its_sources_secrets(raw, fetch, page):
    raw.answers["/"] = page()
    access = Access(
        headers=KEYED.headers, user="me", password=SECRET, origin=f"http://source.example:{raw.port}"
    )
    for host in ("source", "elsewhere"):
        fetch(f"http://{host}.example:{raw.port}/", access=access, hosts=HOSTS)
    assert given(raw, "X-Key") == [SECRET, None]


def test_nothing_secret_is_shown(raw):
    access = Access(
        headers=KEYED.headers, user="me", password=SECRET, proxy=f"http://u:{SECRET}@proxy.example"
    )
    assert SECRET not in repr(Request(source="s", url="http://a.example/", access=access))


@pytest.mark.parametrize("header", [("X-Key", "a\r\nX-More: b"), ("X\r\nKey", "a"), ("X-Key", "a\0b")])
def test_a_header_that_would_be_two_is_not_sent(raw, fetch, page, header):
    raw.answers["/"] = page()
    assert isinstance(fetch(f"{raw.url}/", access=Access(headers=(header,))), Failed)
    assert given(raw, "X-More") in ([], [None])


def cookie(page, path="/"):
    return page(b"", "302 Found", Location=path, Set_Cookie=f"id={SECRET}; Path=/")


def test_cookies_are_kept_for_the_source_that_asks_for_them_and_for_no_other(raw, make, page):
    raw.answers |= {"/in": cookie(page, "/news"), "/news": page()}
    fetcher = make(hosts=HOSTS)
    url = f"http://source.example:{raw.port}"
    kept = Access(cookies=True)
    fetcher.get(Request(source="one", url=f"{url}/in", access=kept))
    fetcher.get(Request(source="one", url=f"{url}/news", access=kept))
    fetcher.get(Request(source="two", url=f"{url}/news", access=kept))
    fetcher.get(Request(source="one", url=f"{url}/news"))
    fetcher.get(Request(source="one", url=f"http://elsewhere.example:{raw.port}/news", access=kept))
    assert given(raw, "Cookie") == [None, f"id={SECRET}", f"id={SECRET}", None, None, None]


def test_cookies_of_a_host_that_is_called_by_its_number_are_kept_too(raw, make, page):
    raw.answers |= {"/in": cookie(page, "/news"), "/news": page()}
    make().get(Request(source="one", url=f"{raw.url}/in", access=Access(cookies=True)))
    assert given(raw, "Cookie") == [None, f"id={SECRET}"]


def test_who_leads_in_circles_may_want_cookies(raw, fetch, page):
    raw.answers["/"] = cookie(page, "/")
    assert fetch(f"{raw.url}/").why.endswith("redirects more than 5 times: it may want `cookies = true`")


def test_cookies_without_end_are_not_kept(raw, make, page):
    def many(connection):
        lines = "".join(f"Set-Cookie: c{len(raw.asked)}-{n}={'x' * 100}\r\n" for n in range(100))
        connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n{lines}\r\n".encode())

    raw.answers["/"] = many
    fetcher = make(hosts=HOSTS, limits=Limits(cookies=20))
    for _ in range(5):
        fetcher.get(
            Request(source="s", url=f"http://source.example:{raw.port}/", access=Access(cookies=True))
        )
    assert len(next(iter(fetcher._visitor._sessions._own.values())).cookie_jar) <= 100


class Proxy:
    """Passes nothing on: it notes what it is asked for, and answers itself."""

    def __init__(self, answer):
        self.asked, self._answer = [], answer
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://me:{SECRET}@127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self):
        self._listening.close()

    def _serve(self):
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with connection:
                self.asked.append(connection.recv(65_536).decode())
                connection.sendall(self._answer)


@pytest.fixture
def proxy(page):
    server = Proxy(page(b"by proxy"))
    yield server
    server.close()


def test_a_proxy_that_the_operator_names_may_be_inside(proxy, fetch):
    answer = fetch("http://source.example/news", allow=False, access=Access(proxy=proxy.url))
    assert isinstance(answer, Fetched)
    assert answer.body == b"by proxy"
    assert proxy.asked[0].startswith("GET http://source.example/news HTTP/1.1\r\n")
    assert f"Proxy-Authorization: {BASIC}" in proxy.asked[0]


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.0.0.1",
        "0x7f.1",
        "2130706433",
        "[::1]",
        "localhost",
        "intranet",
        "a.internal",
        "localhost.",
    ],
)
def test_a_proxy_is_not_asked_for_what_lies_inside(proxy, fetch, host):
    answer = fetch(f"http://{host}/", allow=False, access=Access(proxy=proxy.url))
    assert "allow_private_addresses" in answer.why or "cannot be read" in answer.why
    assert proxy.asked == []


def test_a_proxy_is_not_asked_for_names_that_the_operator_says_lie_inside(proxy, fetch):
    hosts = {"inner.example": "10.1.2.3", "both.example": "127.0.0.1, 192.0.43.8"}
    for name in hosts:
        answer = fetch(f"http://{name}/", allow=False, hosts=hosts, access=Access(proxy=proxy.url))
        assert (answer.private, "allow_private_addresses" in answer.why) == (True, True)
    assert proxy.asked == []
    assert isinstance(fetch("http://inner.example/", hosts=hosts, access=Access(proxy=proxy.url)), Fetched)


def test_a_proxy_that_is_not_there_is_named_as_what_is_missing(fetch):
    answer = fetch("http://source.example/", access=Access(proxy=f"http://me:{SECRET}@127.0.0.1:9"))
    assert answer.why == "the proxy of http://source.example/ cannot be connected to (Connection refused)"


def test_a_proxy_that_refuses_is_named_too(fetch, page):
    server = Proxy(page(b"", "407 Proxy Authentication Required"))
    answers = [
        fetch(f"{scheme}://source.example/", access=Access(proxy=server.url)) for scheme in ("http", "https")
    ]
    server.close()
    assert "is behind a proxy that wants a user name and password (407)" in answers[0].why
    assert "the proxy of https://source.example/ does not let us through (407)" in answers[1].why
    said = ": say who you are in its `proxy`, as http://name:$PASSWORD@proxy.example.org:3128"
    assert all(answer.why.endswith(said) for answer in answers)
    assert SECRET not in repr(answers)


def test_no_proxy_is_taken_from_the_environment(raw, fetch, page, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    raw.answers["/"] = page()
    assert isinstance(fetch(f"{raw.url}/"), Fetched)


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_certificate_that_cannot_be_used_is_said_in_words(raw, fetch, tmp_path, content):
    path = tmp_path / "client.pem"
    if content:
        path.write_text(content)
    answer = fetch(f"{raw.url}/", access=Access(certificate=str(path)))
    assert f"its client certificate {path} cannot be used: it must be a PEM file" in answer.why
    assert raw.asked == []


def test_a_certificate_is_looked_for_in_the_folder_of_the_site(tmp_path):
    with Fetcher(user_agent="test", clock=lambda: NOW, folder=tmp_path) as fetcher:
        access = Access(certificate="keys/client.pem")
        answer = fetcher.get(Request(source="s", url="http://source.example/", access=access))
    assert f"its client certificate {tmp_path}/keys/client.pem cannot be used" in answer.why


def test_cookies_that_cannot_be_read_are_passed_over_in_silence(raw, fetch, page, caplog):
    raw.answers["/"] = page(Set_Cookie='a:b[c]={"x":1}; Path=/\r\nSet-Cookie: \xfc=\xf6; domain=..')
    assert isinstance(fetch(f"{raw.url}/", access=Access(cookies=True)), Fetched)
    assert caplog.records == []
