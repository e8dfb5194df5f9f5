"""Days are found on pages as each language writes them: in lists without selectors, and by an article's headline."""

from datetime import UTC, datetime

import pytest

from aggregator import parse
from aggregator.model import ArticleRule, Entry, PageRule, Source, Text
from aggregator.parse import pageyears
from aggregator.refine import dates

AT = datetime(2026, 11, 1, tzinfo=UTC)
DAY = "2019-11-20"
PROSE = {
    "ko": "학회는 내년 학술대회의 사전등록을 시작하며 회원 여러분의 많은 참여를 바랍니다.",
    "ja": "学会は来年の学術集会の演題募集を開始しました。会員の皆様のご応募をお待ちしております。",
    "zh": "学会将于明年召开学术年会，现开始征文，欢迎各位会员踊跃投稿，积极参加会议。",
    "zh-TW": "學會將於明年舉辦學術研討會，即日起開始徵稿，歡迎各位會員踴躍參加發表論文。",
}
ENGLISH = "The society has opened the registration for its meeting and looks forward to its members."
WRITTEN = [
    ("ru", "20 нояб. 2019"),
    ("ru", "Ноябрь 20, 2019"),
    ("pl", "20 lis 2019"),
    ("tr", "20 Kas 2019"),
    ("tr", "20 KASIM 2019"),
    ("el", "20 Νοε 2019"),
    ("el", "20 ΝΟΕΜΒΡΙΟΥ 2019"),
    ("bg", "20 ноември 2019"),
    ("sr", "20. novembar 2019."),
    ("hr", "20. studenoga 2019."),
    ("fa", "۲۰ نوامبر ۲۰۱۹"),
    ("he", "20 בנובמבר 2019"),
    ("ar", "٢٠ نوفمبر ٢٠١٩"),
    ("ar", "20 تشرين الثاني 2019"),
    ("en", "20-Nov-19"),
    ("en", "Nov 20, '19"),
    ("fr", "20/11/19"),
    ("en-US", "11/20/19"),
    ("ja", "２０１９年１１月２０日"),
    ("ja", "R1.11.20"),
    ("ja", "'19/11/20"),
    ("zh", "二〇一九年十一月二十日"),
    ("zh", "19-11-20"),
    ("zh-TW", "108-11-20"),
    ("zh-TW", "108/11/20"),
    ("zh-TW", "108.11.20"),
    ("zh-TW", "108年11月20日"),
    ("zh-TW", "公告日期 108/11/20"),
    ("ko", "19-11-20"),
    ("ko", "19.11.20"),
    ("ko", "작성일 : 19-11-20 10:11"),
    ("ko", "날짜 19-11-20"),
]


def told(entries):
    source = Source(key="s", society="s", kind="page", url="https://society.example/")
    customs = [dates.Customs.of(source, declared=one.language) for one in entries]
    found = [
        dates.published(one.dates, at=AT, customs=custom)
        for one, custom in zip(entries, customs, strict=True)
    ]
    return [one.at.date().isoformat() if one else None for one in found]


def listed(language, written, *, declared=True, **rule):
    said = PROSE.get(language, ENGLISH)
    rows = "".join(f"<li><a href='/n/{n}'>{n} {said}</a> <i>{written}</i></li>" for n in range(1, 4))
    page = f"<html lang='{language if declared else ''}'><body><ul>{rows}</ul></body></html>"
    return told(
        parse.listing(
            page.encode(),
            url="https://society.example/news/",
            content_type="text/html; charset=utf-8",
            rule=PageRule(**rule),
            seen=frozenset(),
        ).entries
    )


def shown(language, written, *, declared=True, **rule):
    said = PROSE.get(language, ENGLISH)
    body = "".join(f"<p>{said} {n}</p>" for n in range(5))
    page = (
        f"<html lang='{language if declared else ''}'><head><title>{said[:12]}</title></head><body>"
        f"<h1>{said[:12]}</h1><p class='d'>{written}</p><div>{body}</div></body></html>"
    )
    entry = parse.article(
        Entry(raw_hash="", base="", title=Text(value=said[:12])),
        page.encode(),
        url="https://society.example/n/1",
        content_type="text/html; charset=utf-8",
        rule=ArticleRule(**rule),
    )
    return told([entry])


@pytest.mark.parametrize(("language", "written"), WRITTEN)
def test_a_day_is_found_in_lists_and_on_articles_as_its_language_writes_it(language, written):
    assert (listed(language, written), shown(language, written)) == ([DAY] * 3, [DAY])


@pytest.mark.parametrize(("language", "written"), [one for one in WRITTEN if one[0] in PROSE])
def test_a_selector_finds_it_too(language, written):
    assert listed(language, written, item="li", date="i") == [DAY] * 3
    assert shown(language, written, date=".d") == [DAY]


@pytest.mark.parametrize(("language", "written"), [one for one in WRITTEN if one[0] in PROSE])
def test_the_signs_of_a_page_tell_its_language_where_it_declares_none(language, written):
    assert (listed(language, written, declared=False), shown(language, written, declared=False)) == (
        [DAY] * 3,
        [DAY],
    )


@pytest.mark.parametrize(
    ("written", "days"),
    [
        (["10/17/24", "9/21/24", "7/03/24"], ["2024-10-17", "2024-09-21", "2024-07-03"]),
        (["Posted 10/17/24", "Posted 7/03/24", "none"], ["2024-10-17", "2024-07-03", None]),
        (["19/04/03", "19/03/12", "18/12/24"], [None, None, None]),
        (["9/11/24", "7/03/24", "6/05/24"], [None, None, None]),
    ],
)
def test_a_short_year_is_the_last_where_one_row_can_be_read_in_no_other_way(written, days):
    rows = "".join(
        f"<li><a href='/n/{n}'>{n} {ENGLISH}</a> <i>{one}</i></li>" for n, one in enumerate(written)
    )
    page = f"<html><body><ul>{rows}</ul></body></html>".encode()
    found = parse.listing(
        page, url="https://society.example/n/", content_type=None, rule=PageRule(), seen=frozenset()
    )
    assert told(found.entries) == days


def test_so_it_is_on_an_article():
    assert shown("", "Posted 10/17/24", declared=False) == ["2024-10-17"]


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "108-11-20"),
        ("zh", "108/11/20"),
        ("ko", "108.11.20"),
        ("ja", "1-15-3"),
        ("en", "19-11-20"),
        ("en", "v2.10.11"),
    ],
)
def test_what_may_be_another_number_is_no_day(language, written):
    assert (listed(language, written), shown(language, written)) == ([None] * 3, [None])


def test_a_page_of_taiwan_is_known_by_its_address_too():
    assert pageyears.language("zh", "https://society.org.tw/", "") == "zh-TW"


def test_a_form_that_is_declared_rules_though_a_page_completes_its_years():
    page = (
        "<html lang='en'><ul><li><a href='/n/1'>A headline of something</a> <i>07/11/19</i></li></ul></html>"
    )
    parsed = parse.listing(
        page.encode(),
        url="https://society.example/news/",
        content_type="text/html",
        rule=PageRule(item="li", date="i"),
        seen=frozenset(),
    )
    read = dates.published(parsed.entries[0].dates, at=AT, customs=dates.Customs(form="DD/MM/YY"))
    assert read
    assert read.at.date().isoformat() == "2019-11-07"
