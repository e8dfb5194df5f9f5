"""No address leads into the operator's network: checked where sockets are made, at every connection."""

import ipaddress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.fetch import Fetcher, Limits, guard
from aggregator.model import Failed, Request

REFUSED = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.127.255.254",
    "127.0.0.1",
    "127.1.2.3",
    "127.255.255.254",
    "169.254.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.170",
    "192.0.2.1",
    "192.31.196.1",
    "192.52.193.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.255",
    "192.175.48.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::10.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::10.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "2002:c0a8:101::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "2620:4f:8000::1",
]
ALLOWED = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.216.34",
    "172.15.0.1",
    "172.32.0.1",
    "100.63.0.1",
    "100.128.0.1",
    "2606:4700::1",
    "2a00:1450::1",
    "64:ff9b::808:808",
    "::ffff:8.8.8.8",
]
FORMS = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "0x7f.1",
    "localhost",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:0:0:1]",
    "[::127.0.0.1]",
    "0.0.0.0",
    "0",
    "127.0.0.1.",
    "127.00.00.01",
    "127.255.255.254",
    "localhost.",
    "LOCALHOST",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
]


@pytest.mark.parametrize("address", REFUSED)
def test_an_address_that_leads_inside_is_refused(address):
    assert guard.is_refused(address)


@pytest.mark.parametrize("address", ALLOWED)
def test_an_address_of_the_public_internet_is_not(address):
    assert not guard.is_refused(address)


@given(st.ip_addresses(v=4))
def test_every_ipv4_address_is_judged_alike_in_all_the_forms_that_hold_it(address):
    mapped = ipaddress.IPv6Address(f"::ffff:{address}")
    translated = ipaddress.IPv6Address(f"64:ff9b::{address}")
    assert (
        guard.is_refused(str(address)) == guard.is_refused(str(mapped)) == guard.is_refused(str(translated))
    )


@given(st.ip_addresses())
def test_whatever_python_calls_private_is_refused(address):
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast:
        assert guard.is_refused(str(address))


@given(st.text(max_size=30))
def test_what_is_no_address_is_refused(text):
    try:
        ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        assert guard.is_refused(text)


INSIDE = [
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
]


def numbers(address, form):
    return ".".join(form.format(number) for number in ipaddress.ip_address(address).packed)


def short(address):
    first, rest = divmod(int(ipaddress.ip_address(address)), 1 << 24)
    return f"{first}.{rest}"


def six(prefix, address, suffix=""):
    high, low = divmod(int(ipaddress.ip_address(address)), 1 << 16)
    return f"[{prefix}{high:x}:{low:x}{suffix}]"


DISGUISES = {
    "decimal": lambda a: str(int(ipaddress.ip_address(a))),
    "hexadecimal": lambda a: hex(int(ipaddress.ip_address(a))),
    "octal": lambda a: f"0{int(ipaddress.ip_address(a)):o}",
    "hexadecimal numbers": lambda a: numbers(a, "0x{:x}"),
    "octal numbers": lambda a: numbers(a, "0{:o}"),
    "numbers with zeros": lambda a: numbers(a, "{:03}"),
    "two numbers": short,
    "a dot at the end": lambda a: f"{a}.",
    "escaped": lambda a: a.replace(".", "%2e"),
    "full width": lambda a: a.translate({ord(str(n)): ord("０") + n for n in range(10)}),
    "mapped": lambda a: f"[::ffff:{a}]",
    "mapped, in hexadecimal": lambda a: six("::ffff:", a),
    "mapped, at length": lambda a: six("0:0:0:0:0:ffff:", a),
    "compatible": lambda a: f"[::{a}]",
    "translated by SIIT": lambda a: six("::ffff:0:", a),
    "translated by NAT64": lambda a: six("64:ff9b::", a),
    "translated by a NAT64 of one's own": lambda a: six("64:ff9b:1::", a),
    "in 6to4": lambda a: six("2002:", a, "::1"),
    "in Teredo": lambda a: six("2001:0:", a, "::1"),
    "in ISATAP": lambda a: six("2606:4700::5efe:", a),
    "in a global ISATAP": lambda a: six("2606:4700::200:5efe:", a),
    "with a zone": lambda a: f"[::ffff:{a}%25eth0]",
}


@pytest.fixture(scope="module")
def guarded():
    noon = datetime(2026, 11, 10, 12, tzinfo=UTC)
    with Fetcher(Limits(timeout=5), user_agent="t", clock=lambda: noon) as fetcher:
        yield fetcher


@pytest.mark.parametrize("address", INSIDE)
@pytest.mark.parametrize("disguise", DISGUISES)
def test_no_disguise_gets_a_socket_to_an_address_inside(guarded, trap, disguise, address):
    answer = guarded.get(Request(source="s", url=f"http://{DISGUISES[disguise](address)}/"))
    assert isinstance(answer, Failed)
    assert "Error" not in answer.why
    assert trap == []


@pytest.mark.parametrize("address", INSIDE)
def test_a_plain_address_inside_is_named_with_the_setting_that_allows_it(guarded, trap, address):
    answer = guarded.get(Request(source="s", url=f"http://{address}/"))
    assert answer.why == (
        f"http://{address}/ lies at the private address {address}, which is not connected to: "
        "set [fetch] allow_private_addresses = true if that is meant"
    )


@pytest.mark.parametrize("form", FORMS)
def test_no_way_of_writing_this_machine_gets_a_connection(raw, fetch, page, form):
    raw.answers["/"] = page()
    answer = fetch(f"http://{form}:{raw.port}/", allow=False)
    assert isinstance(answer, Failed)
    assert raw.asked == []


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1"])
def test_a_name_that_resolves_inside_is_refused_and_the_operator_is_told_what_to_set(
    raw, fetch, page, address
):
    raw.answers["/"] = page()
    answer = fetch(f"http://innocent.example:{raw.port}/", allow=False, hosts={"innocent.example": address})
    assert "lies at the private address" in answer.why
    assert "set [fetch] allow_private_addresses = true if that is meant" in answer.why
    assert raw.asked == []


def test_the_operator_may_allow_it(raw, fetch, page):
    raw.answers["/"] = page(b"inside")
    assert (
        fetch(f"http://intranet.example:{raw.port}/", hosts={"intranet.example": "127.0.0.1"}).body
        == b"inside"
    )
