"""A server may send what it likes: each answer ends within its limits, with a reason in words."""

import contextlib
import gzip
import socket
import threading
import time
import tracemalloc
import zlib

import brotli
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from aggregator.fetch import Limits, coding
from aggregator.model import Failed, Request

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


@pytest.mark.parametrize(
    ("lines", "packings"),
    [
        (["gzip", "identity"], 1),
        (["identity, gzip"], 1),
        (["gzip", "gzip"], 1),
        (["gzip", "gzip"], 2),
        (["gzip, gzip"], 2),
    ],
)
def test_codings_in_several_lines_are_one_list(raw, fetch, page, lines, packings):
    body = TEXT
    for _ in range(packings):
        body = gzip.compress(body)
    raw.answers["/"] = page(body, Content_Encoding="\r\nContent-Encoding: ".join(lines))
    assert fetch(f"{raw.url}/").body == TEXT


@pytest.mark.parametrize("depth", [1, 2])
def test_a_bomb_in_what_is_packed_twice_ends_at_the_limit(raw, fetch, page, depth):
    body = gzip.compress(gzip.compress(BOMB)) if depth == 2 else gzip.compress(BOMB)
    raw.answers["/"] = page(body, Content_Encoding="gzip, gzip")
    assert "is larger than 100,000 bytes" in fetch(f"{raw.url}/", limits=SMALL).why


@pytest.mark.parametrize("hints", [1, 20])
def test_a_few_interim_answers_are_passed_over(raw, make, page, hints):
    raw.answers["/"] = b"HTTP/1.1 103 Early Hints\r\n\r\n" * hints + page(b"here")
    fetcher = make()
    for _ in range(2):
        assert fetcher.get(Request(source="s", url=f"{raw.url}/")).body == b"here"


def test_several_gzip_members_are_one_body(raw, fetch, page):
    raw.answers["/"] = page(gzip.compress(b"one ") + gzip.compress(b"two"), Content_Encoding="gzip")
    assert fetch(f"{raw.url}/").body == b"one two"


@pytest.mark.parametrize(
    ("path", "headers"), [("/sitemap.xml.gz", {}), ("/sitemap", {"Content_Type": "application/x-gzip"})]
)
@pytest.mark.parametrize("packed", [True, False], ids=["packed", "unpacked on the way"])
def test_a_packed_file_is_unpacked(raw, fetch, page, path, headers, packed):
    raw.answers[path] = page(gzip.compress(TEXT) if packed else TEXT, **headers)
    assert fetch(f"{raw.url}{path}").body == TEXT


def test_a_packed_bomb_ends_at_the_limit(raw, fetch, page):
    raw.answers["/sitemap.xml.gz"] = page(gzip.compress(BOMB))
    assert "larger than" in fetch(f"{raw.url}/sitemap.xml.gz").why


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


def endless_hints(connection):
    while True:
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 1000)


def a_few_headers_too_many(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 150 + b"Content-Length: 0\r\n\r\n")


def two_lengths(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhey")


def a_status_line_of_its_own(connection):
    connection.sendall(b"http/1.1 200 ok\r\n\r\nhey")


@pytest.mark.parametrize(
    ("behave", "words"),
    [
        (endless_body, "larger than"),
        (endless_chunks, "larger than"),
        (endless_headers, None),
        (one_endless_header, "headers beyond 32,768 bytes"),
        (a_few_headers_too_many, "sent more than 128 headers"),
        (two_lengths, "does not keep to HTTP (Duplicate Content-Length)"),
        (two_lengths, ": tell the site, or have a command fetch it, such as curl (`command`, with [fetch]"),
        (a_status_line_of_its_own, "no HTTP"),
        (one_byte_at_a_time, "did not finish within 2 s: raise [fetch] timeout"),
        (slow_headers, None),
        (endless_hints, "sent more than 20 interim answers (1xx)"),
        (silence, "was silent for 1 s: raise [fetch] timeout"),
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


@pytest.mark.parametrize(("timeout", "silent_for"), [(0.4, "0.2"), (0.6, "0.4"), (1.0, "0.8")])
def test_who_waits_longer_lets_a_server_be_silent_for_longer(raw, fetch, timeout, silent_for):
    raw.answers["/"] = silence
    limits = Limits(timeout=timeout, connect_timeout=0.2, read_timeout=0.1)
    assert f"was silent for {silent_for} s" in fetch(f"{raw.url}/", limits=limits).why


@pytest.mark.parametrize(("timeout", "silence"), [(10, 20), (30, 20), (60, 50)])
def test_a_silence_leaves_the_time_to_connect(timeout, silence):
    assert Limits(timeout=timeout).silence == silence


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


@pytest.fixture
def zstd():
    found = coding._zstd
    if found is None:
        pytest.skip("neither Python's zstd nor its backport is here")
    return found


def test_zstd_is_asked_for_where_it_is_there(raw, fetch, page):
    raw.answers["/"] = page()
    fetch(f"{raw.url}/")
    assert ("zstd" in raw.asked[0][1]["Accept-Encoding"]) is (coding._zstd is not None)


def test_zstd_comes_back_as_it_was_in_several_frames_too(raw, fetch, page, zstd):
    raw.answers["/"] = page(zstd.compress(TEXT) + zstd.compress(TEXT), Content_Encoding="zstd")
    assert fetch(f"{raw.url}/").body == TEXT * 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda packed: packed[:-10], "its zstd data is cut short"),
        (lambda packed: b"no zstd at all" + packed, "its zstd data is broken"),
        (lambda packed: packed + packed[:20], "its zstd data is cut short"),
    ],
)
def test_zstd_that_is_not_whole_is_told(raw, fetch, page, zstd, change, words):
    raw.answers["/"] = page(change(zstd.compress(TEXT)), Content_Encoding="zstd")
    assert words in fetch(f"{raw.url}/").why


def test_a_zstd_bomb_ends_at_the_limit(raw, fetch, page, zstd):
    raw.answers["/"] = page(zstd.compress(BOMB), Content_Encoding="zstd")
    assert "is larger than 100,000 bytes" in fetch(f"{raw.url}/", limits=SMALL).why


def test_zstd_that_wants_much_memory_gets_none(raw, fetch, page, zstd):
    parameter = zstd.CompressionParameter
    packer = zstd.ZstdCompressor(options={parameter.window_log: 27, parameter.content_size_flag: 0})
    packed = b"".join(packer.compress(TEXT) for _ in range(3)) + packer.flush()
    raw.answers["/"] = page(packed, Content_Encoding="zstd")
    assert "its zstd data is broken" in fetch(f"{raw.url}/").why


@pytest.mark.parametrize("parts", [1, 2, 7])
@pytest.mark.parametrize("name", ENCODINGS)
def test_it_makes_no_difference_how_a_body_is_cut_on_its_way(parts, name):
    packed = ENCODINGS[name](TEXT)
    size = -(-len(packed) // (parts * 10)) if parts > 1 else 1
    decoder = coding.decoder(name.split(" ")[0])
    pieces = [packed[at : at + size] for at in range(0, len(packed), size)]
    assert b"".join(out for piece in pieces for out in decoder.feed(piece)) == TEXT
    assert decoder.finished


def test_gzip_members_without_content_hide_nothing_and_what_follows_the_last_is_left_alone(raw, fetch, page):
    empty = gzip.compress(b"")
    body = empty * 3 + gzip.compress(TEXT) + empty + b"\0\0 padding"
    raw.answers["/"] = page(body, Content_Encoding="gzip")
    assert fetch(f"{raw.url}/").body == TEXT


@pytest.mark.parametrize("filler", [b"\0", gzip.compress(b"")], ids=["padding", "empty members"])
def test_nothing_without_end_can_follow_a_small_body(raw, fetch, filler):
    def endless(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(TEXT))
        while True:
            connection.sendall(filler * 1_000)

    raw.answers["/"] = endless
    assert "is larger than 100,000 bytes" in fetch(f"{raw.url}/", limits=SMALL).why


@given(data=st.binary(max_size=300), name=st.sampled_from(["gzip", "deflate", "br", "zstd", "identity"]))
def test_whatever_comes_decodes_or_is_told(data, name):
    assume(name != "zstd" or coding._zstd)
    with contextlib.suppress(coding.CodingError):
        for piece in coding.decoder(name).feed(data):
            assert len(piece) <= coding.STEP


@pytest.mark.parametrize("name", ["utf-8", "none", "binary", ""])
def test_what_names_no_coding_is_taken_as_it_is(raw, fetch, page, name):
    raw.answers["/"] = page(TEXT, Content_Encoding=name)
    assert fetch(f"{raw.url}/").body == TEXT


def test_the_process_does_not_grow_with_what_it_is_sent(raw, fetch, page):
    bombs = {name: pack(BOMB) for name, pack in ENCODINGS.items() if name in {"gzip", "deflate", "br"}}
    raw.answers |= {f"/{name}": page(packed, Content_Encoding=name) for name, packed in bombs.items()}
    raw.answers |= {"/body": endless_body, "/headers": endless_headers, "/header": one_endless_header}
    fetch(f"{raw.url}/body", limits=SMALL)
    tracemalloc.start()
    try:
        for path in raw.answers:
            assert isinstance(fetch(f"{raw.url}{path}", limits=Limits(max_bytes=1_000_000)), Failed)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
