"""One builder for every header: it reads back as it was meant, and nothing gets out of it."""

from email import policy
from email.parser import BytesParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.deliver import headers
from aggregator.errors import MessageError


def read(line):
    return BytesParser(policy=policy.SMTP).parsebytes(line + b"\r\n")


@pytest.mark.parametrize(
    "words",
    [
        "News",
        "Neuigkeiten: Röntgen",
        "新闻",
        "long " * 80,
        "x" * 500,
        "=?utf-8?q?trick?=",
        "two  spaces",
        "a\tb",
        "",
    ],
)
def test_words_read_back_as_they_were_written(words):
    line = headers.text("Subject", words)
    assert str(read(line)["Subject"]) == words.strip()
    assert max(map(len, line.split(b"\r\n"))) <= 78


def test_a_long_address_is_never_encoded_and_stands_on_a_line_of_its_own():
    line = headers.token(
        "List-Unsubscribe", f"<https://news.test/{'x' * 200}>, <mailto:out@news.test?subject=y>"
    )
    assert b"=?" not in line
    assert [len(one) for one in line.split(b"\r\n")][:1] == [239]
    assert line.replace(b"\r\n ", b" ").endswith(b"<mailto:out@news.test?subject=y>\r\n")


@pytest.mark.parametrize(
    ("written", "display", "address"),
    [
        ("news@x.test", "", "news@x.test"),
        ("News <news@x.test>", "News", "news@x.test"),
        ('"News, daily" <news@x.test>', "News, daily", "news@x.test"),
        ("News (daily) <news@x.test>", "News (daily)", "news@x.test"),
        ("Société <news@x.test>", "Société", "news@x.test"),
        ("新闻 <news@例子.test>", "新闻", "news@xn--fsqu00a.test"),
        ("o'hara+x@x.test", "", "o'hara+x@x.test"),
    ],
)
def test_a_mailbox_reads_back_as_it_was_written(written, display, address):
    (found,) = read(headers.mailbox("To", written))["To"].addresses
    assert (found.display_name, found.addr_spec) == (display, address)


def test_a_local_part_beyond_ascii_stands_as_it_is():
    assert headers.mailbox("To", "用户@x.test") == "To: 用户@x.test\r\n".encode()


@pytest.mark.parametrize("written", ["", "a", "a@", "@b", "a b@x.test", "a@x.test, b@x.test", "a@x.test;b"])
def test_what_is_no_mailbox_is_refused(written):
    with pytest.raises(MessageError, match="is not an address"):
        headers.mailbox("To", written)


@pytest.mark.parametrize("write", [headers.token, headers.text, headers.mailbox])
@given(words=st.text())
def test_whatever_comes_from_outside_it_makes_one_header_or_none(write, words):
    try:
        line = write("X-Test", words)
    except MessageError:
        return
    assert read(line).keys() == ["X-Test"]
    assert all(rest.startswith(b" ") for rest in line.split(b"\r\n")[1:-1])
    assert not read(line).defects


@given(name=st.text(max_size=60), user=st.text(max_size=30), host=st.text(max_size=30))
def test_names_and_addresses_add_no_recipient(name, user, host):
    try:
        line = headers.mailbox("To", f"{name} <{user}@{host}>")
    except MessageError:
        return
    assert len(read(line)["To"].addresses) == 1
