"""The characters of a feed come right, whatever its encoding is said to be."""

import codecs

import pytest

WORDS = "Grüße – «naïve» Œuvre"
CHINESE = "中华医学会放射学分会新闻中心今日发布年度会议通知"
RUSSIAN = "Общество рентгенологов сообщает о ежегодном съезде в Москве"
JAPANESE = "日本医学放射線学会からのお知らせと年次大会のご案内"
KOREAN = "대한영상의학회 연례 학술대회 안내 말씀을 드립니다"


def feed(title, declared=None):
    said = f' encoding="{declared}"' if declared else ""
    return f'<?xml version="1.0"{said}?>\n<rss version="2.0"><channel><item><title>{title}</title></item></channel></rss>'


def title(parsed):
    return parsed.entries[0].title.value


@pytest.mark.parametrize(
    ("words", "encoding", "declared"),
    [
        (WORDS, "utf-8", "UTF-8"),
        (WORDS, "utf-8", None),
        (WORDS, "cp1252", "windows-1252"),
        (WORDS, "cp1252", "ISO-8859-1"),
        (CHINESE, "gb18030", "gb2312"),
        (CHINESE, "gbk", "GBK"),
        ("中華民國放射線醫學會", "big5", "Big5"),
        (JAPANESE, "cp932", "Shift_JIS"),
        (JAPANESE, "euc-jp", "EUC-JP"),
        (JAPANESE, "iso2022_jp", "ISO-2022-JP"),
        (KOREAN, "cp949", "euc-kr"),
        (RUSSIAN, "koi8-r", "KOI8-R"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (WORDS, "utf-16", "UTF-16"),
        (WORDS, "utf-16-le", "UTF-16"),
        (WORDS, "utf-16-be", None),
        (WORDS, "utf-32", "UTF-32"),
        ("plain", "cp037", "cp037"),
        ("ข่าววันนี้", "cp874", "windows-874"),
        (JAPANESE, "euc-jp", "x-euc-jp"),
        (JAPANESE, "cp932", "windows-31j"),
        (KOREAN, "cp949", "windows-949"),
        (RUSSIAN, "mac-cyrillic", "x-mac-cyrillic"),
        (RUSSIAN, "koi8-r", "koi8"),
        (RUSSIAN, "cp1251", "x-cp1251"),
        ("חדשות", "iso8859-8", "iso-8859-8-i"),
        ("Žluťoučký", "iso8859-2", "iso88592"),
        ("中華民國放射線醫學會", "big5", "cn-big5"),
    ],
)
def test_what_is_declared_truly_is_read_so(read, words, encoding, declared):
    parsed = read(feed(words, declared).encode(encoding))
    assert (title(parsed), parsed.faults) == (words, ())


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_rules(read, mark):
    parsed = read(feed(WORDS, "koi8-r").encode(mark), content_type="text/xml; charset=gb2312")
    assert (title(parsed), parsed.faults) == (WORDS, ())


@pytest.mark.parametrize(
    "declared", ["ISO-8859-1", "windows-1251", "GBK", "us-ascii", "no-such-thing", "zlib"]
)
def test_what_is_utf8_is_read_as_utf8_whatever_is_said(read, declared):
    parsed = read(feed(WORDS, declared).encode(), content_type=f"text/xml; charset={declared}")
    assert title(parsed) == WORDS


@pytest.mark.parametrize(
    ("header", "declared"),
    [
        ("text/xml; charset=koi8-r", None),
        ("text/xml; charset=iso-8859-1", "koi8-r"),
        ("text/xml; charset=utf-8", "koi8-r"),
    ],
)
def test_the_more_telling_of_header_and_declaration_counts(read, header, declared):
    assert title(read(feed(RUSSIAN, declared).encode("koi8-r"), content_type=header)) == RUSSIAN


@pytest.mark.parametrize(
    ("words", "encoding", "declared"),
    [
        (RUSSIAN * 5, "cp1251", "utf-8"),
        (CHINESE * 5, "gbk", None),
        (JAPANESE * 5, "cp932", "utf-8"),
        (KOREAN * 5, "euc-kr", "utf-8"),
        (KOREAN, "euc-kr", None),
        ("Eén congres vóór de coördinatie; één financiële reünie", "cp1252", "utf-8"),
        ("Café", "cp1252", "utf-8"),
        ("naïve", "cp1252", None),
        ("It’s new – año nuevo, señor", "cp1252", "utf-8"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy", "cp1250", "utf-8"),
        ("Gruß und schöne Grüße aus Köln, für Österreich", "cp1252", "utf-8"),
    ],
)
def test_what_is_declared_falsely_is_detected_and_said(read, words, encoding, declared):
    parsed = read(feed(words, declared).encode(encoding))
    assert title(parsed) == words
    assert len(parsed.faults) == 1
    assert "not utf-8 as said" in parsed.faults[0]


@pytest.mark.parametrize(("words", "encoding"), [("Plain", "ascii"), ("Café", "utf-8"), ("Café", "cp1252")])
def test_what_is_called_utf16_and_is_not_is_read(read, words, encoding):
    assert title(read(feed(words, "utf-16").encode(encoding))) == words


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        (RUSSIAN, "cp1251"),
        (CHINESE, "gbk"),
        (JAPANESE, "cp932"),
        (KOREAN, "euc-kr"),
        ("Zjazd odbędzie się w Łodzi, członkowie będą świętować rocznicę", "cp1250"),
        ("Společnost pořádá příští výroční sjezd v Brně, účastníci obdrží certifikát", "iso8859-2"),
        ("A műtétek előtti vizsgálatokról és a győri gyűlésről szól a következő", "iso8859-2"),
        ("Derneğin yıllık kongresi İstanbul’da başlıyor, katılımınızı bekliyoruz", "cp1254"),
    ],
)
def test_a_western_label_is_not_believed_of_other_letters(read, words, encoding):
    parsed = read(feed(words * 5, "ISO-8859-1").encode(encoding))
    assert title(parsed) == words * 5
    assert "not cp1252 as said" in parsed.faults[0]


@pytest.mark.parametrize(
    ("words", "said", "written"),
    [
        ("Środki śląskiego towarzystwa", "ISO-8859-2", "cp1250"),
        ("Άρθρο της Εταιρείας", "ISO-8859-7", "cp1253"),
    ],
)
def test_a_label_of_iso_may_mean_its_twin_of_windows(read, words, said, written):
    assert title(read(feed(words, said).encode(written))) == words


@pytest.mark.parametrize(
    "words",
    [
        "“It’s” he said – “São Paulo’s” coração, “ação” e “não” – it’s “so” – they’re “here”",
        "Félag íslenskra röntgenlækna heldur ársþing sitt þar sem allir eru velkomnir að ræða málið",
        "La societat es va reunir dimarts a València. Què n’opinen",
        "Shoqëria u mblodh të martën në Tiranë për të diskutuar të ardhmen, çdo anëtar është i ftuar",
        "Hulle sê die reëls is noodsaaklik vir geïnteresseerdes, môre en gesinsgeneeskunde",
        "Yhdistys kokoontui tiistaina Jyväskylässä, jäsenet äänestivät säännöistä ennen kesää",
    ],
)
def test_a_western_label_is_believed_of_western_letters(read, words):
    assert title(read(feed(words * 5, "ISO-8859-1").encode("cp1252"))) == words * 5


def test_a_broken_character_costs_only_itself(read):
    body = feed(WORDS, "utf-8").encode().replace("«".encode(), b"\xff")
    parsed = read(body)
    assert title(parsed) == WORDS.replace("«", "\ufffd")
    assert parsed.faults == ("1 character could not be read as utf-8",)


@pytest.mark.parametrize(
    ("stray", "read_as"), [(b"Caf\xe9 ", "Café "), (b"It\x92s", "It’s"), (b"cut\xe2\x80 ", "cut\ufffd ")]
)
def test_a_stray_byte_of_windows_1252_among_utf8_is_read(read, stray, read_as):
    parsed = read(feed(WORDS + "|", "utf-8").encode().replace(b"|", stray))
    assert title(parsed) == (WORDS + read_as).strip()
    assert parsed.faults == ("1 character could not be read as utf-8",)


@pytest.mark.parametrize("declared", ["utf-8", None])
@pytest.mark.parametrize(
    ("said", "read_as"),
    [
        (b"The society\xe2\x80\x99s board isn\xe2\x80...", "The society’s board isn\ufffd..."),
        (b"The society\xe2\x80\x99s board isn\xe2\x80\xe2\x80\xa6", "The society’s board isn\ufffd…"),
        (b"The society\xe2\x80\x99s annual\xc2 meeting", "The society’s annual\ufffd meeting"),
        (b"Gr\xc3\xbc\xc3\x9fe aus Neum\xc3...", "Grüße aus Neum\ufffd..."),
        (b"\xe2\x80\x9cA\xe2\x80, B\xe2\x80, C\xe2, D\xe2\x80", "“A\ufffd, B\ufffd, C\ufffd, D\ufffd"),
    ],
)
def test_characters_of_utf8_cut_in_the_middle_cost_only_themselves(read, said, read_as, declared):
    parsed = read(feed("|", declared).encode().replace(b"|", said))
    assert title(parsed) == read_as
    assert "could not be read as utf-8" in parsed.faults[0]


def test_an_emoji_written_as_two_surrogates_in_utf8_is_read(read):
    parsed = read(feed("It’s |", "utf-8").encode().replace(b"|", b"\xed\xa0\xbd\xed\xb8\x80"))
    assert (title(parsed), parsed.faults) == ("It’s \U0001f600", ())


@pytest.mark.parametrize(
    "words",
    [
        "L’âge d’or au «CAFÉ»",
        "Un château bâti au grand «CAFÉ»",
        "SÃO PAULO, NÃO",
        "Bientôt\xa0: la réalité\xa0— né à\xa0«Évian»",
    ],
)
def test_western_text_that_resembles_cut_utf8_is_read_as_western(read, words):
    assert title(read(feed(words, "utf-8").encode("cp1252"))) == words


@pytest.mark.parametrize("words", ["It’s official – “new” board", "Über die Größe", "Fête de l’été"])
@pytest.mark.parametrize("codec", ["latin-1", "cp1252"])
def test_utf8_that_was_taken_for_a_western_encoding_is_read_as_it_was_meant(read, words, codec):
    misread = "".join(bytes([one]).decode(codec, "ignore") or chr(one) for one in words.encode())
    parsed = read(feed(misread).encode())
    assert title(parsed) == words


@pytest.mark.parametrize("words", ["It’s called “â€™” by some", "SÃO PAULO", "“Itâ€™s”"])
def test_words_on_such_slips_stay(read, words):
    assert title(read(feed(words).encode())) == words


@pytest.mark.parametrize(
    "declared", ["punycode", "idna", "unicode_escape", "rot13", "base64", "undefined", "utf-8" * 50]
)
def test_what_is_no_charset_is_not_used_as_one(read, declared):
    parsed = read(feed("Grüße aus Köln", declared).encode("cp1252"))
    assert title(parsed) == "Grüße aus Köln"


@pytest.mark.parametrize(
    "header",
    ["", ";;;", "text/xml; charset=", "text/xml; charset*=utf-8''x", "a/b; charset=\xff", "x" * 5000],
)
def test_a_strange_header_does_no_harm(read, header):
    assert title(read(feed(WORDS), content_type=header)) == WORDS


def test_a_mark_within_is_no_harm(read):
    assert title(read(codecs.BOM_UTF8 + feed(WORDS).encode("utf-8-sig"))) == WORDS
