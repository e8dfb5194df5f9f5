"""How receivers see a sender, asked of a real DNS server on loopback."""

import socket
import threading
from email.message import EmailMessage

import dns.message
import dns.rrset
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from aggregator.deliver import Server, Signer, standing

SIGNER = Signer(
    domain="news.test", selector="mail", key=Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
)
GOOD = {
    ("news.test.", "TXT"): ['"other words"', '"v=spf1 mx -all"'],
    ("mail._domainkey.news.test.", "TXT"): [f'"{SIGNER.record[:30]}" "{SIGNER.record[30:]}"'],
    ("_dmarc.news.test.", "TXT"): ['"v=DMARC1; p=none"'],
    ("news.test.", "MX"): ["10 mx.news.test."],
    ("7.2.0.192.in-addr.arpa.", "PTR"): ["mx.news.test."],
    ("mx.news.test.", "A"): ["192.0.2.7"],
}


class DnsServer(threading.Thread):
    """Answers from a table; what is not in it is not there."""

    def __init__(self):
        super().__init__(daemon=True)
        self.records = dict(GOOD)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))

    def run(self):
        while True:
            try:
                raw, client = self.socket.recvfrom(4096)
            except OSError:
                return
            query = dns.message.from_wire(raw)
            (asked,) = query.question
            answer = dns.message.make_response(query)
            kind = dns.rdatatype.to_text(asked.rdtype)
            if found := self.records.get((asked.name.to_text(), kind)):
                answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, *found))
            self.socket.sendto(answer.to_wire(), client)


@pytest.fixture
def records():
    server = DnsServer()
    server.start()
    server.records["port"] = server.socket.getsockname()[1]
    yield server.records
    server.socket.close()


@pytest.fixture
def look(records, smtp):
    """Return what is found, by name."""

    def look(signer=SIGNER, domain="news.test", **sender):
        given = {
            "domain": domain,
            "envelope_domain": "news.test",
            "signer": signer,
            "server": Server.of(f"smtp://127.0.0.1:{smtp.port}"),
            "has_bounce": True,
        }
        resolver = standing.Resolver(
            nameserver=("127.0.0.1", records["port"]), limits=standing.Limits(timeout=2)
        )
        return {one.name: one for one in standing.checks(standing.Sender(**(given | sender)), resolver)}

    return look


def test_a_sender_who_is_well_set_up_has_nothing_to_do(look):
    found = look()
    assert {name: one.state for name, one in found.items()} == {
        "SPF": "good",
        "DKIM": "good",
        "DMARC": "good",
        "MX": "good",
        "server": "good",
        "PTR": "unseen",
    }
    assert [one.todo for name, one in found.items() if name != "PTR"] == [""] * 5


@pytest.mark.parametrize(
    ("name", "record", "value", "todo"),
    [
        ("SPF", ("news.test.", "TXT"), None, 'add a TXT record to news.test: "v=spf1'),
        ("SPF", ("news.test.", "TXT"), ['"v=spf1 -all"', '"v=spf1 mx -all"'], "leave one"),
        ("SPF", ("news.test.", "TXT"), ['"v=spf1 +all"'], "end it with -all"),
        ("DKIM", ("mail._domainkey.news.test.", "TXT"), None, SIGNER.record),
        ("DKIM", ("mail._domainkey.news.test.", "TXT"), ['"v=DKIM1; p=AAAA"'], SIGNER.record),
        ("DMARC", ("_dmarc.news.test.", "TXT"), None, "_dmarc.news.test"),
        ("MX", ("news.test.", "MX"), None, "add an MX record"),
    ],
)
def test_what_is_missing_or_wrong_is_said_with_what_to_do(look, records, name, record, value, todo):
    records[record] = value
    found = look()[name]
    assert (found.state, todo in found.todo) == ("bad", True)


def test_unsigned_mail_and_bounces_that_nobody_reads_are_poor(look):
    found = look(signer=None, has_bounce=False)
    assert (found["DKIM"].state, found["MX"].state) == ("poor", "poor")


def test_a_signature_of_another_domain_is_no_signature(look):
    assert look(domain="other.test")["DKIM"].state == "bad"


def test_a_subdomain_lives_under_its_organisations_policy(look):
    assert look(domain="mail.news.test")["DMARC"].state == "good"


def test_a_dns_that_does_not_answer_is_not_taken_for_an_empty_one(look, records):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        records["port"] = silent.getsockname()[1]
        assert look()["SPF"].state == "unseen"


def test_a_server_that_is_down_is_bad(look, smtp):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert look(server=Server.of(f"smtp://127.0.0.1:{port}"))["server"].state == "bad"


@pytest.mark.parametrize(
    ("name", "state"), [("mx.news.test.", "good"), ("other.test.", "bad"), (None, "bad")]
)
def test_the_servers_address_and_its_name_lead_to_each_other(records, name, state):
    records["7.2.0.192.in-addr.arpa.", "PTR"] = [name] if name else None
    resolver = standing.Resolver(nameserver=("127.0.0.1", records["port"]))
    sender = standing.Sender(
        domain="news.test",
        envelope_domain="news.test",
        signer=None,
        server=Server.of("smtps://mx.news.test"),
        has_bounce=True,
    )
    assert standing._ptr(sender, resolver, lookup=lambda _: "192.0.2.7").state == state


def test_a_message_that_arrived_says_what_its_receiver_found():
    message = EmailMessage()
    message["Authentication-Results"] = "mx.test; dkim=pass header.d=news.test; spf=softfail smtp.mailfrom=x"
    message["Subject"] = "News"
    message.set_content("x")
    message.add_alternative("<p>" + "x" * 110_000, subtype="html")
    found = {one.name: one.state for one in standing.returned(bytes(message))}
    assert found == {
        "spf": "bad",
        "dkim": "good",
        "dmarc": "unseen",
        "size": "poor",
        "List-Unsubscribe": "poor",
        "List-Unsubscribe-Post": "poor",
        "List-Id": "poor",
        "Message-ID": "poor",
        "Date": "poor",
    }


@pytest.mark.parametrize(
    ("signatures", "state", "found"),
    [
        (["v=1; h=From:List-Unsubscribe:\r\n List-Unsubscribe-Post; b=x"], "good", "both headers"),
        (
            ["v=1; h=from:list-unsubscribe; b=x", "v=1; h=from : list-unsubscribe-post; b=x"],
            "bad",
            "not signed",
        ),
        ([], "bad", "there is no signature"),
    ],
    ids=["both", "apart", "none"],
)
def test_a_message_that_arrived_says_whether_its_way_out_is_signed(signatures, state, found):
    head = "".join(f"DKIM-Signature: {one}\r\n" for one in signatures)
    message = f"{head}List-Unsubscribe: <https://news.test/>\r\nSubject: News\r\n\r\nx\r\n".encode()
    (check,) = (one for one in standing.returned(message) if one.name == "DKIM covers")
    assert (check.state, found in check.found) == (state, True)
