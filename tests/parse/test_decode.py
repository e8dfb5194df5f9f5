"""Bytes of a page become the text that was meant, whatever they are declared as."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.parse.decode import decode

CHINESE = "中华医学会放射学分会第二十二次全国学术大会在苏州隆重召开，来自全国各地的代表参加了会议。" * 5
TAIWAN = "中華民國放射線醫學會第六十四次年會在臺北舉行，來自各地的會員參加了學術討論與交流活動。" * 5
JAPANESE = (
    "日本医学放射線学会の総会が横浜で開催され、全国から多くの会員が参加して活発な議論が行われました。" * 5
)
KOREAN = (
    "대한영상의학회 학술대회가 서울에서 열렸으며 전국에서 많은 회원들이 참가하여 활발한 토론을 벌였습니다. "
    * 5
)
GERMAN = (
    "Die Gesellschaft für Röntgenologie lädt zur Jahrestagung nach Köln ein – „größer“ als je zuvor. " * 5
)
RUSSIAN = "Российское общество рентгенологов и радиологов приглашает на ежегодный конгресс в Москве. " * 5

TEXTS = [
    ("gbk", CHINESE),
    ("gb2312", CHINESE),
    ("gb18030", CHINESE),
    ("big5", TAIWAN),
    ("shift_jis", JAPANESE),
    ("euc-jp", JAPANESE),
    ("iso-2022-jp", JAPANESE),
    ("euc-kr", KOREAN),
    ("windows-1252", GERMAN),
    ("windows-1251", RUSSIAN),
    ("koi8-r", RUSSIAN),
]


@pytest.mark.parametrize(
    ("encoding", "text"), TEXTS, ids=lambda value: value if value.isascii() and len(value) < 20 else ""
)
@pytest.mark.parametrize("where", ["header", "meta", "http-equiv"])
def test_a_declared_encoding_is_read(encoding, text, where):
    head = {
        "header": "",
        "meta": f"<meta charset='{encoding}'>",
        "http-equiv": f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}">',
    }[where]
    body = (head + text).encode(encoding)
    assert decode(body, f"text/html; charset={encoding}" if where == "header" else "text/html") == head + text


@pytest.mark.parametrize(
    ("encoding", "text"), TEXTS, ids=lambda value: value if value.isascii() and len(value) < 20 else ""
)
def test_an_encoding_that_is_not_declared_is_found(encoding, text):
    assert decode(("<p>" + text).encode(encoding), None) == "<p>" + text


@pytest.mark.parametrize(
    ("encoding", "text"), [row for row in TEXTS if row[0] in {"gbk", "big5", "shift_jis", "euc-kr"}]
)
def test_a_wrong_declaration_as_utf_8_is_seen_through(encoding, text):
    head = "<meta charset='utf-8'><p>"
    assert decode((head + text).encode(encoding), "text/html; charset=utf-8") == head + text


@pytest.mark.parametrize("declared", ["iso-8859-1", "gb2312", "shift_jis", "windows-1251"])
def test_utf_8_is_utf_8_whatever_it_is_declared_as(declared):
    assert decode(CHINESE.encode(), f"text/html; charset={declared}") == CHINESE


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_decides(encoding):
    assert decode(CHINESE.encode(encoding), "text/html; charset=iso-8859-1") == CHINESE


def test_labels_mean_what_browsers_take_them_for():
    quoted = "“Größe” – 5 €"
    assert decode(quoted.encode("windows-1252"), "text/html; charset=iso-8859-1") == quoted
    rare = "镕"  # in GBK, not in GB 2312
    assert decode((CHINESE + rare).encode("gbk"), "text/html; charset=gb2312") == CHINESE + rare


@pytest.mark.parametrize("label", ["no-such-thing", "", "../etc/passwd", "utf-7", "rot13", "hex", "zip"])
def test_a_label_that_is_no_text_encoding_is_not_trusted(label):
    assert decode("plain ä".encode(), f"text/html; charset={label}") == "plain ä"


@given(st.binary(max_size=500), st.text(max_size=40))
def test_no_bytes_and_no_label_trip_it(body, label):
    assert isinstance(decode(body, f"text/html; charset={label}"), str)


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("euc-kr", "영상의학회가 서울에서 연차 총회를 열고 전국에서 전문가들이 참가했다"),
        ("gb18030", "放射学会在成都召开年会，来自全国各地的专家参加了会议并作报告"),
        ("shift_jis", "放射線学会は東京で年次総会を開き、全国から専門家が参加しました"),
        ("big5", "放射學會在台北召開年會，來自各地的專家參加了會議並作報告"),
        (
            "windows-1250",
            "Zjazd Towarzystwa Radiologicznego odbędzie się w Łodzi, członkowie będą świętować rocznicę",
        ),
        ("iso-8859-2", "Společnost pořádá příští výroční sjezd v Brně, účastníci obdrží certifikát"),
        (
            "windows-1254",
            "Türk Radyoloji Derneği yıllık kongresi İstanbul’da başlıyor, katılımınızı bekliyoruz",
        ),
        ("windows-1252", "La société organise son congrès à Paris, où les élèves reçoivent leurs diplômes"),
        (
            "windows-1252",
            "Félag íslenskra röntgenlækna heldur ársþing sitt þar sem allir eru velkomnir að ræða málið",
        ),
        ("windows-1252", "De vereniging organiseert één congres vóór de coördinatie; één financiële"),
        ("iso-2022-jp", "放射線学会は東京で年次総会を開き、全国から専門家が参加しました"),
        ("windows-1252", "Die Gesellschaft tagte in München – „größer als je“, sagt São Paulo, où çà"),
    ],
)
@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252"])
def test_a_servers_default_label_is_not_believed_against_the_bytes(encoding, words, label):
    page = f"<html><head><title>News</title></head><body><p>{words}</p><p>{words}</p></body></html>"
    assert words in decode(page.encode(encoding), f"text/html; charset={label}")


@pytest.mark.parametrize(
    ("said", "written", "words"),
    [
        ("iso-8859-2", "windows-1250", "Środki śląskiego towarzystwa, źródeł"),
        ("iso-8859-2", "windows-1250", "ťažba „šťastie“ ľudí"),
        ("iso-8859-2", "iso-8859-2", "Środki śląskiego towarzystwa, źródeł, ťažba"),
        ("iso-8859-7", "windows-1253", "Άρθρο της Εταιρείας, Άλλα"),
        ("iso-8859-7", "iso-8859-7", "Άρθρο της ‘Εταιρείας’ και"),
    ],
)
def test_a_label_of_iso_may_mean_its_twin_of_windows(said, written, words):
    assert words in decode(f"<p>{words}</p>".encode(written), f"text/html; charset={said}")
