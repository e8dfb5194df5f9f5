"""A server may send what it likes: each answer ends within its limits, with a reason in words."""

import gzip
import socket
import threading
import time
import zlib

import brotli
import pytest

from aggregator.fetch import Limits
from aggregator.model import Failed

SMALL = Limits(max_bytes=100_000, timeout=2.0, read_timeout=1.0, connect_timeout=1.0)
TEXT = b"The news of the day. " * 200
BOMB = b"\0" * 50_000_000


def raw_deflate(data):
    packed = zlib.compressobj(wbits=-15)
    return packed.compress(data) + packed.flush()


ENCODINGS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "deflate without its wrapper": raw_deflate,
    "br": brotli.compress,
    "identity": bytes,
    "GZIP": gzip.compress,
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_what_is_compressed_comes_back_as_it_was(raw, fetch, page, name):
    raw.answers["/"] = page(ENCODINGS[name](TEXT), Content_Encoding=name.split(" ")[0])
    assert fetch(f"{raw.url}/").body == TEXT


def test_several_gzip_members_are_one_body(raw, fetch, page):
    raw.answers["/"] = page(gzip.compress(b"one ") + gzip.compress(b"two"), Content_Encoding="gzip")
    assert fetch(f"{raw.url}/").body == b"one two"


@pytest.mark.parametrize("name", ["gzip", "deflate", "deflate without its wrapper", "br"])
def test_a_bomb_ends_at_the_limit(raw, fetch, page, name):
    raw.answers["/"] = page(ENCODINGS[name](BOMB), Content_Encoding=name.split(" ")[0])
    answer = fetch(f"{raw.url}/", limits=SMALL)
    assert "is larger than 100,000 bytes: raise [fetch] max_bytes" in answer.why


@pytest.mark.parametrize("name", ["gzip", "deflate", "br"])
def test_compressed_data_that_is_cut_short_is_not_taken_for_whole(raw, fetch, page, name):
    raw.answers["/"] = page(ENCODINGS[name](TEXT)[:-10], Content_Encoding=name)
    answer = fetch(f"{raw.url}/")
    assert f"its {name} data is cut short" in answer.why
    assert answer.status == 200


@pytest.mark.parametrize("name", ["gzip", "deflate", "br"])
def test_data_that_is_not_what_its_header_says_is_told(raw, fetch, page, name):
    raw.answers["/"] = page(b"<rss>plain text, not packed at all</rss>" * 3, Content_Encoding=name)
    assert "data is broken" in fetch(f"{raw.url}/").why


@pytest.mark.parametrize("name", ["gzip, br", "zstd, gzip", "compress", "made-up"])
def test_an_encoding_that_was_not_asked_for_is_refused(raw, fetch, page, name):
    raw.answers["/"] = page(gzip.compress(brotli.compress(TEXT)), Content_Encoding=name)
    assert "which was not asked for" in fetch(f"{raw.url}/").why


def test_what_is_announced_as_too_large_is_not_even_read(raw, fetch, page):
    raw.answers["/"] = page(b"", Content_Length="200000000")
    began = time.monotonic()
    assert "is larger than 100,000 bytes" in fetch(f"{raw.url}/", limits=SMALL).why
    assert time.monotonic() - began < 1


def endless_body(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"x" * 65_536)


def endless_chunks(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"1\r\nx\r\n" * 1000)


def endless_headers(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X-More: and more\r\n" * 1000)


def one_endless_header(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while True:
        connection.sendall(b"x" * 65_536)


def one_byte_at_a_time(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while True:
        connection.sendall(b"x")
        time.sleep(0.2)


def slow_headers(connection):
    for sign in b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n" * 100:
        connection.sendall(bytes([sign]))
        time.sleep(0.2)


def silence(connection):
    time.sleep(10)


def hang_up(connection):
    connection.close()


def break_off(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this")


def not_http(connection):
    connection.sendall(b"220 mail.example ESMTP ready\r\n")


def many_headers(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000 + b"\r\n")


@pytest.mark.parametrize(
    ("behave", "words"),
    [
        (endless_body, "larger than"),
        (endless_chunks, "larger than"),
        (endless_headers, None),
        (one_endless_header, "headers beyond"),
        (one_byte_at_a_time, "did not finish within 2 s"),
        (slow_headers, None),
        (silence, "was silent for 1 s"),
        (hang_up, "closed the connection without an answer"),
        (break_off, "broke off before its announced end"),
        (not_http, "no HTTP"),
        (many_headers, None),
    ],
)
def test_every_answer_ends_within_its_limits_with_a_reason(raw, fetch, behave, words):
    raw.answers["/"] = behave
    began = time.monotonic()
    answer = fetch(f"{raw.url}/", limits=SMALL)
    assert time.monotonic() - began < 4
    assert isinstance(answer, Failed) or behave is many_headers
    if words:
        assert words in answer.why
        assert "\n" not in answer.why
        assert "Error" not in answer.why


def greet(listening):
    connection, _ = listening.accept()
    with connection:
        connection.sendall(b"220 ready\r\n")


def test_a_server_that_speaks_no_tls_is_said_in_words(fetch):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=greet, args=(listening,), daemon=True).start()
        answer = fetch(f"https://127.0.0.1:{listening.getsockname()[1]}/", limits=SMALL)
    assert "does not speak TLS" in answer.why


def test_more_bytes_than_announced_are_never_taken_for_the_body(raw, fetch, page):
    raw.answers["/"] = page(b"hello and more than that", Content_Length="5")
    answer = fetch(f"{raw.url}/")
    assert isinstance(answer, Failed) or answer.body == b"hello"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:9/", "cannot be connected to (Connection refused)"),
        ("http://no-such-host.invalid/", "the name of http://no-such-host.invalid/ is not known"),
        ("ftp://127.0.0.1/", "which is no web address"),
        ("http://", "which is no web address"),
        ("http://[::1/", "leads to an address that cannot be read"),
        ("http://a:99999/", "leads to an address that cannot be read"),
    ],
)
def test_what_cannot_be_reached_is_said_in_words(raw, fetch, url, words):
    answer = fetch(url.format(port=raw.port), limits=SMALL)
    assert words in answer.why
    assert "Error" not in answer.why
