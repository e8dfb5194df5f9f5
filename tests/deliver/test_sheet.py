"""Lists of people as spreadsheets save them: every dialect reads alike, and what is written reads back."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.deliver import sheet
from aggregator.errors import UsageError

PLAIN = "address,name\r\nann@x.test,Ann\r\nbo@x.test,Bo\r\n"
BOTH = [("ann@x.test", "Ann"), ("bo@x.test", "Bo")]


def people(content):
    return [(one.address, one.name) for one in sheet.read(content)]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(PLAIN.encode(), id="plain"),
        pytest.param(PLAIN.encode("utf-8-sig"), id="with the mark of UTF-8"),
        pytest.param(PLAIN.encode("utf-16"), id="UTF-16 with its mark"),
        pytest.param(PLAIN.encode("utf-16-le"), id="UTF-16 without its mark"),
        pytest.param(PLAIN.encode("utf-16-be"), id="UTF-16 the other way round"),
        pytest.param(PLAIN.replace(",", ";").encode(), id="semicolons"),
        pytest.param(PLAIN.replace(",", "\t").encode("utf-16"), id="tabs, as Excel's Unicode text"),
        pytest.param(("sep=;\r\n" + PLAIN.replace(",", ";")).encode(), id="with Excel's first line"),
        pytest.param(PLAIN.rstrip().encode(), id="the last line without its end"),
        pytest.param(PLAIN.replace("\r\n", "\n").encode(), id="lines of Unix"),
        pytest.param(PLAIN.replace("\r\n", "\r").encode(), id="lines of an old Macintosh"),
        pytest.param(PLAIN.replace(",", " , ").encode(), id="padded columns"),
        pytest.param(PLAIN.replace("bo@", "\u00a0bo@").encode(), id="a no-break space"),
        pytest.param(b"Name;E-Mail\nAnn;ann@x.test\nBo;bo@x.test\n", id="other names, another order"),
        pytest.param(
            b"ann@x.test,Ann\nbo@x.test,Bo\n".replace(b",Ann", b"").replace(b",Bo", b""), id="no header"
        ),
        pytest.param(
            b'\n\naddress,name\n,\n"ann@x.test","Ann"\n\nbo@x.test,Bo,,,\n', id="empty lines and cells"
        ),
    ],
)
def test_every_dialect_of_spreadsheets_reads_alike(content):
    assert [address for address, _ in people(content)] == [address for address, _ in BOTH]
    assert people(content) in (BOTH, [("ann@x.test", None), ("bo@x.test", None)])


def test_a_cell_may_hold_line_breaks_and_lines_keep_their_numbers():
    read = sheet.read(b'address,name\nann@x.test,"Ann\nof the hill"\nbo@x.test,Bo')
    assert [(one.number, one.name) for one in read] == [(2, "Ann\nof the hill"), (4, "Bo")]


def test_letters_of_an_old_windows_are_read():
    assert people("address;name\nann@x.test;Änne\n".encode("cp1252")) == [("ann@x.test", "Änne")]


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "empty"), (b"\n\n", "empty"), (b"name\nAnn\n", "no column of the list holds addresses")],
)
def test_what_is_no_list_is_said(content, said):
    with pytest.raises(UsageError, match=said):
        sheet.read(content)


def test_a_list_is_bounded():
    with pytest.raises(UsageError, match="split it"):
        sheet.read(PLAIN.encode(), sheet.Limits(lines=2))
    with pytest.raises(UsageError, match="split it"):
        sheet.read(PLAIN.encode(), sheet.Limits(bytes=10))


@pytest.mark.parametrize("name", ["=1+1", "+49 1", "-x", "@SUM(A1)", "a;b", 'say "x"', "two\nlines", "新闻"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_what_is_written_is_no_formula_and_reads_back(name, delimiter):
    content = sheet.write([{"address": "ann@x.test", "name": name, "monthly": "yes"}], delimiter=delimiter)
    assert people(content) == [("ann@x.test", name)]
    assert not any(
        line.split(delimiter.encode())[1].lstrip(b'"').startswith((b"=", b"+", b"-", b"@"))
        for line in content.splitlines()[1:]
        if line.count(delimiter.encode()) > 1
    )


@given(st.binary(max_size=300))
def test_whatever_a_file_holds_it_is_read_or_refused_in_words(content):
    with suppress(UsageError):
        assert all(one.number >= 1 for one in sheet.read(content))
