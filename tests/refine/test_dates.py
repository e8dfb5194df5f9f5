"""Dates as sources write them, read without inventing anything."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.model import Source, Stamp
from aggregator.refine import dates
from aggregator.refine.dates import Customs, ahead, declared, published, read

AT = datetime(2026, 2, 20, 12, 0, tzinfo=UTC)
VIENNA, SHANGHAI, CHICAGO = (
    Customs(zone=ZoneInfo(f"{name}")) for name in ("Europe/Vienna", "Asia/Shanghai", "America/Chicago")
)


def moment(text, customs=None):
    found = read(text, at=AT, customs=customs or Customs())
    return (
        found and f"{found[0]:%Y-%m-%d %H:%M:%S}"
        if found and found[1] == "second"
        else found and f"{found[0]:%Y-%m-%d}"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # RFC 822, 1123, 2822, 5322, 850 and asctime
        ("Thu, 10 Dec 2015 22:47:26 GMT", "2015-12-10 22:47:26"),
        ("Thu, 10 Dec 2015 22:47:26 +0800", "2015-12-10 14:47:26"),
        ("Thu, 10 Dec 2015 22:47:26 -0330", "2015-12-11 02:17:26"),
        ("Thu, 10 Dec 2015 16:00:00 -0800", "2015-12-11 00:00:00"),
        ("Thu, 10 Dec 2015 19:00:00 EST", "2015-12-11 00:00:00"),
        ("Thu, 10 Dec 2015 00:00:00 +0000", "2015-12-10"),
        ("10 Dec 2015 22:47 EST", "2015-12-11 03:47:00"),
        ("Thu, 10 Dec 15 22:47:26 PDT", "2015-12-11 05:47:26"),
        ("Thu, 10 Dec 98 22:47:26 UT", "1998-12-10 22:47:26"),
        ("Thursday, 10-Dec-15 22:47:26 GMT", "2015-12-10 22:47:26"),
        ("Thu Dec 10 22:47:26 2015", "2015-12-10 22:47:26"),
        ("Thu Dec 10 22:47:26 EST 2015", "2015-12-11 03:47:26"),
        # its malformations
        ("Thur, 10 Sept 2015 22:47:26 Z", "2015-09-10 22:47:26"),
        ("Thu,10 Dec 2015 22:47:26 GMT+0100", "2015-12-10 21:47:26"),
        ("Thu, 10 December 2015 22:47:26 +01:00", "2015-12-10 21:47:26"),
        ("Dec 10, 2015 22:47:26 +0000", "2015-12-10 22:47:26"),
        ("Thu, 10 Dec 2015 24:00:00 GMT", "2015-12-11"),
        ("Thu, 10 Dec 2015 22:47:60 GMT", "2015-12-10 22:47:59"),
        ("Thu, 10 Dec 2015 22:47:26 +0000 GMT", "2015-12-10 22:47:26"),
        ("Thu, 10 Dec 2015 22:47:26 Etc/GMT", "2015-12-10 22:47:26"),
        ("Thu, 10 Dec 2015 22:47:26 Europe/Vienna", "2015-12-10 21:47:26"),
        ("Thu, 10 Dec 2015 22:47:26 XYZ", "2015-12-10 22:47:26"),
        ("Thu, 10 Dec 2015", "2015-12-10"),
        # whose weekday fits one order only
        ("Wed, 03/06/2024 - 16:42", "2024-03-06 16:42:00"),
        ("Mercredi 03/07/2024", "2024-07-03"),
        ("Thu, 05/12/2013", "2013-12-05"),
        ("Wed, 10/01/2024", "2024-01-10"),
        ("Wrongday, 10 Dec 2015 10:00:00 CEST", "2015-12-10 08:00:00"),
        ("Thu Dec 10 2015 22:47:26 GMT+0800 (China Standard Time)", "2015-12-10 14:47:26"),
        ("10Dec2015", "2015-12-10"),
        # ISO 8601, W3CDTF, RFC 3339
        ("2015-12-10T22:47:26Z", "2015-12-10 22:47:26"),
        ("2015-12-10T22:47:26.123456+08:00", "2015-12-10 14:47:26"),
        ("2015-12-10t22:47:26z", "2015-12-10 22:47:26"),
        ("2015-12-10 22:47:26", "2015-12-10 22:47:26"),
        ("2015-12-10T22:47+0100", "2015-12-10 21:47:00"),
        ("2015-12-10T22:47:26 UTC", "2015-12-10 22:47:26"),
        ("20151210T224726Z", "2015-12-10 22:47:26"),
        ("2015-12-10T24:00:00Z", "2015-12-11"),
        ("2015-12-10", "2015-12-10"),
        ("2015-12", "2015-12-01"),
        ("2015/12/10 22:47", "2015-12-10 22:47:00"),
        ("20151210", "2015-12-10"),
        ("2015-W50-4", "2015-12-10"),
        ("2015W504T22:47:26+01:00", "2015-12-10 21:47:26"),
        ("1449787646", "2015-12-10 22:47:26"),
        # labelled, as old content-management pages print them
        ("Release time:2015-12-10 22:47:26Views:705TimeSource:", "2015-12-10 22:47:26"),
        ("Updated: 2017-12-18", "2017-12-18"),
        ("发布时间:2015-12-10 22:47", "2015-12-10 22:47:00"),
        # Chinese, Taiwanese, Japanese, Korean
        ("2015年12月10日", "2015-12-10"),
        ("２０１５年１２月１０日", "2015-12-10"),
        ("2015年12月10日 下午3:04", "2015-12-10 15:04:00"),
        ("2015年12月10日22时47分", "2015-12-10 22:47:00"),
        ("二〇一五年十二月十日", "2015-12-10"),
        ("二零二一年二月二十八日", "2021-02-28"),
        ("民國104年12月10日", "2015-12-10"),
        ("中華民國 104/12/10", "2015-12-10"),
        ("令和6年4月1日", "2024-04-01"),
        ("令和元年5月1日(水)", "2019-05-01"),
        ("平成27年12月10日 午後3時04分", "2015-12-10 15:04:00"),
        ("R6.4.1", "2024-04-01"),
        ("2015. 12. 10. 오후 3:04", "2015-12-10 15:04:00"),
        ("2015년 12월 10일", "2015-12-10"),
        # words
        ("December 10, 2015", "2015-12-10"),
        ("Dec. 10th, 2015 at 3:04 p.m. ET", "2015-12-10 20:04:00"),
        ("10th of December 2015, 15:04", "2015-12-10 15:04:00"),
        ("12:30, 10 December 2015", "2015-12-10 12:30:00"),
        ("2015 December 10", "2015-12-10"),
        ("12 a.m. on 10 December 2015", "2015-12-10"),
        ("10. Dezember 2015, 15.04 Uhr", "2015-12-10 15:04:00"),
        ("Di, 05 Mär 2024 10:00:00 +0100", "2024-03-05 09:00:00"),
        ("вт, 05 мар 2024 10:00:00 +0300", "2024-03-05 07:00:00"),
        ("wto, 05 sie 2024 10:00:00 +0200", "2024-08-05 08:00:00"),
        ("Do., 10. Dez. 2015", "2015-12-10"),
        ("3. März 2016", "2016-03-03"),
        ("jeudi 10 décembre 2015 à 15h04", "2015-12-10 15:04:00"),
        ("1er août 2019", "2019-08-01"),
        ("10 de diciembre de 2015", "2015-12-10"),
        ("10 dicembre 2015", "2015-12-10"),
        ("10 de dezembro de 2015", "2015-12-10"),
        ("10 grudnia 2015", "2015-12-10"),
        ("20 января 2016 г.", "2016-01-20"),
        ("10 Aralık 2015", "2015-12-10"),
        ("10 ARALIK 2015", "2015-12-10"),
        ("10 EKİM 2015", "2015-10-10"),
        ("10 ΔΕΚΕΜΒΡΙΟΥ 2015", "2015-12-10"),
        ("10 كانون الأول 2015", "2015-12-10"),
        ("13/04/2015", "2015-04-13"),
        ("04/13/2015", "2015-04-13"),
        ("05.04.2015", "2015-04-05"),
        # relative, counted from the visit
        ("2 days ago", "2026-02-18"),
        ("an hour ago", "2026-02-20 11:00:00"),
        ("yesterday at 5 pm", "2026-02-19 17:00:00"),
        ("vor 3 Stunden", "2026-02-20 09:00:00"),
        ("il y a 2 semaines", "2026-02-06"),
        ("hace 1 mes", "2026-01-20"),
        ("3小时前", "2026-02-20 09:00:00"),
        ("昨天 08:15", "2026-02-19 08:15:00"),
    ],
)
def test_a_date_is_read_as_it_was_meant(text, expected):
    assert moment(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "January 20",
        "20 Jan 22:47",
        "1月20日",
        "20. Januar",
        "2015",
        "December 2015",
        "03/04/2015",
        "Mon, 04/05/2024",
        "Sat, 02/03/2024",
        "posted 03/04/2015",
        "31 June 2015",
        "2015-02-30",
        "2015-13-01",
        "10 Dec 1989 00:00:00 GMT",
        "0000-00-00 00:00:00",
        "1970-01-01T00:00:00Z",
        "昭和64年1月7日",
        "Sun, 22 Feb 2026 12:00:01 GMT",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+14:00",
        "Mon, 01 Jan 0001 00:00:00 +0000",
        "Wed, 30 Nov -0001 00:00:00 +0000",
        "-0001-11-30T00:00:00+00:00",
        "Sat, 01 Jan 0000 00:00:00 GMT",
        "0024-03-04",
        "01/01/0001 00:00:00",
        "99999999999999999999",
        "-1",
        "Views: 20151",
        "20 февраля",
    ],
)
def test_what_is_no_date_or_cannot_be_one_is_left_unread(text):
    assert moment(text) is None


@pytest.mark.parametrize(
    ("text", "customs", "expected"),
    [
        ("2015-12-10 22:47:26", SHANGHAI, "2015-12-10 14:47:26"),
        ("2015-12-10", SHANGHAI, "2015-12-10"),
        ("2015-07-10 22:47 CST", SHANGHAI, "2015-07-10 14:47:00"),
        ("2015-07-10 22:47 CST", CHICAGO, "2015-07-11 04:47:00"),
        ("2015-12-10 22:47:26 GMT", SHANGHAI, "2015-12-10 22:47:26"),
        ("10.07.2015 15:04 Uhr", VIENNA, "2015-07-10 13:04:00"),
        ("10.12.2015 15:04 Uhr", VIENNA, "2015-12-10 14:04:00"),
        ("yesterday", Customs(zone=ZoneInfo("Pacific/Auckland")), "2026-02-20"),
        ("03/04/2015", Customs(day_first=True), "2015-04-03"),
        ("03/04/2015 10:00:00 AM", Customs(), "2015-03-04 10:00:00"),
        ("03/04/2015 10:00:00 AM", Customs(day_first=True), "2015-04-03 10:00:00"),
        ("3.4.15", Customs(), "2015-04-03"),
        ("03/04/2015", Customs(day_first=False), "2015-03-04"),
        ("15-12-10  22:47", Customs(form="YY-MM-DD  HH:MM", zone=VIENNA.zone), "2015-12-10 21:47:00"),
        ("15-07-10 22:47", Customs(form="YY-MM-DD  HH:MM", zone=VIENNA.zone), "2015-07-10 20:47:00"),
        ("10/12/15", Customs(form="DD/MM/YY"), "2015-12-10"),
        ("10/12/2015", Customs(form="DD/MM/YY"), "2015-12-10"),
        ("104/12/10", Customs(form="YYY/MM/DD"), "2015-12-10"),
        ("104/12/10", Customs(language="zh-TW"), "2015-12-10"),
        ("15.12.10", Customs(language="ko"), "2015-12-10"),
        ("10/12/15", Customs(language="fr", day_first=True), "2015-12-10"),
        ("10. listopada 2015.", Customs(language="hr"), "2015-10-10"),
        ("10 listopada 2015", Customs(language="pl"), "2015-11-10"),
        ("12|10|2015 3:04 pm", Customs(form="MM|DD|YYYY h:mm a"), "2015-12-10 15:04:00"),
        ("10 Dez 2015", Customs(form="D MMM YYYY"), "2015-12-10"),
        ("2015年12月10日", Customs(form="yyyy年M月d日"), "2015-12-10"),
        ("May 2015", Customs(form="%B %Y"), "2015-05-01"),
        ("10.12.15", Customs(form="dd.mm.yy"), "2015-12-10"),
        ("22:47 12|10|15", Customs(form="HH:mm MM|DD|YY"), "2015-12-10 22:47:00"),
        ("Datum 10|12|15", Customs(form="Datum DD|MM|YY"), "2015-12-10"),
        ("10/12/2015 22.47", Customs(form="%d/%m/%Y %H.%M", zone=VIENNA.zone), "2015-12-10 21:47:00"),
        ("10/12/2015", Customs(form="%d/%m/%Y", zone=VIENNA.zone), "2015-12-10"),
        ("Posted: 10/12/2015", Customs(form="%m/%d/%Y", zone=VIENNA.zone), "2015-10-12"),
        ("Posted: 10/12/2015 by Ann", Customs(form="%m/%d/%Y", zone=VIENNA.zone), "2015-10-12"),
        (
            "(Mon, 12/10/15, 22:47 Uhr)",
            Customs(form="%a, %d/%m/%y, %H:%M", zone=VIENNA.zone),
            "2015-10-12 20:47:00",
        ),
        ("am 4. März 2015 von Ann", Customs(form="%d. %B %Y"), "2015-03-04"),
        ("am 4. März 2015 von Ann", Customs(form="%-d. %B %Y"), "2015-03-04"),
        ("March  4 2015", Customs(form="%B %e %Y"), "2015-03-04"),
        ("Posted: 03/04/15 9:21", Customs(form="%D %R"), "2015-03-04 09:21:00"),
        ("2015-03-04T09:21:07", Customs(form="%FT%T"), "2015-03-04 09:21:07"),
        ("Since 10/12/2015 10:15 +02:00, open", Customs(form="%m/%d/%Y %H:%M %z"), "2015-10-12 08:15:00"),
        ("Thu, 10 Dec 2015 22:47:26 GMT", Customs(form="YY-MM-DD"), "2015-12-10 22:47:26"),
    ],
)
def test_a_sources_customs_settle_what_the_text_leaves_open(text, customs, expected):
    assert moment(text, customs) == expected


@pytest.mark.parametrize(
    "form", ["", "(((", "YYYY YYYY", "%Q", "%", "%-", "%-%", "HH:MM", "MM", "\\", "%d", "%d %d %m %Y"]
)
def test_a_form_that_fits_nothing_changes_nothing(form):
    assert moment("2015-12-10", Customs(form=form)) == "2015-12-10"


@pytest.mark.parametrize(
    ("form", "is_whole"),
    [
        ("%Y-%m-%d", True),
        ("%d. %B %y, %H:%M Uhr", True),
        ("%Y-%j", True),
        ("%x", True),
        ("%a %b %d %H:%M:%S %z %Y", True),
        ("%a %b %d %H:%M:%S %Z %Y", True),
        ("%Y-%m-%dT%H:%M:%S.%f%z", True),
        ("%c %z", True),
        ("%Y-%m-%d %X %z", True),
        ("%B %Y", True),
        ("%-d. %B %Y", True),
        ("%e %B %Y", True),
        ("%F", True),
        ("%-d.%-m.", False),
        ("%Y", False),
        ("D MMMM YYYY", True),
        ("dd.mm.yyyy", True),
        ("YYY/MM/DD", True),
        ("YY-MM-DD HH:MM", True),
        ("blah", False),
        ("%d.%m.", False),
        ("MM/YYYY", False),
        ("%Q-%m-%Y", False),
        ("%d %d %m %Y", False),
        ("YYYY YYYY", False),
        ("%", False),
        ("(((", False),
    ],
)
def test_a_form_is_whole_where_a_date_can_be_read_by_it(form, is_whole):
    assert declared.is_whole(form) is is_whole


@pytest.mark.parametrize(
    ("language", "timezone", "day_first"),
    [
        ("en-US", None, False),
        ("en-GB", None, True),
        ("de", None, True),
        ("en", "Europe/London", True),
        ("en", "America/Chicago", False),
        ("en", None, None),
        (None, None, None),
    ],
)
def test_whether_the_day_comes_first_follows_from_language_and_zone(language, timezone, day_first):
    source = Source(
        key="s",
        society="s",
        kind="feed",
        url="https://s.example/",
        interval=timedelta(1),
        language=language,
        timezone=timezone,
    )
    assert Customs.of(source).day_first is day_first


@pytest.mark.parametrize(
    ("language", "declared", "day_first"),
    [("en", "en-US", False), ("en", "en_GB", True), (None, "en-US", False), ("en-GB", "en-US", True)],
)
def test_a_page_tells_the_region_that_its_source_does_not(language, declared, day_first):
    source = Source(key="s", society="s", kind="page", url="https://s.example/", language=language)
    assert Customs.of(source, declared=declared).day_first is day_first


@pytest.mark.parametrize("name", ["Nowhere/Atlantis", "../etc", "", "Europe", "\0"])
def test_an_unknown_zone_is_utc(name):
    source = Source(
        key="s", society="s", kind="feed", url="https://s.example/", interval=timedelta(1), timezone=name
    )
    assert Customs.of(source).zone is UTC


def test_an_impossible_date_leaves_the_word_to_the_next():
    stamps = (
        Stamp(text="1 January 1970", evidence="entry"),
        Stamp(text="in due course", evidence="article"),
        Stamp(text="10 December 2015", evidence="list page"),
        Stamp(text="11 December 2015", evidence="article"),
    )
    found = published(stamps, at=AT, customs=Customs())
    assert (found.at, found.precision, found.evidence) == (
        datetime(2015, 12, 10, tzinfo=UTC),
        "day",
        "list page",
    )


def test_a_guess_that_is_the_day_of_the_visit_is_none():
    guess = Stamp(text="20 February 2026", evidence="guess")
    assert published([guess], at=AT, customs=Customs()) is None
    assert published([guess], at=AT + timedelta(days=9), customs=Customs()).evidence == "guess"
    assert published([Stamp(text=guess.text, evidence="article")], at=AT, customs=Customs()) is not None


@pytest.mark.parametrize(
    ("text", "is_ahead"),
    [
        ("Mon, 01 Mar 2027 09:00:00 +0000", True),
        ("2027-03-01", True),
        ("12. bis 14. März 2027", True),
        ("Sat, 21 Feb 2026 11:00:00 GMT", False),  # within a day: a clock that is fast
        ("Thu, 10 Dec 2015 22:47:26 GMT", False),
        ("1 Mar 1970", False),
        ("9999-12-31T23:59:59-05:00", False),
        ("in spring", False),
    ],
)
def test_a_date_that_lies_ahead_is_told_from_one_that_cannot_be_read(text, is_ahead):
    stamps = [Stamp(text="soon", evidence="entry"), Stamp(text=text, evidence="entry")]
    assert ahead(stamps, at=AT, customs=Customs()) == (text if is_ahead else None)
    assert ahead([Stamp(text=text, evidence="guess")], at=AT, customs=Customs()) is None


def test_no_stamp_is_no_date():
    assert published((), at=AT, customs=Customs()) is None


NUMBERS = st.integers(0, 10_000).map(str)
SIGNS = st.sampled_from(
    [
        "-",
        "/",
        ".",
        ":",
        "T",
        " ",
        "Z",
        "+",
        ",",
        "年",
        "月",
        "日",
        "Dec",
        "January",
        "ago",
        "days",
        "GMT",
        "am",
        "令和",
        "民國",
        "vor",
    ]
)


@settings(deadline=None)  # the first call may load a model or a hundred locales
@given(st.one_of(st.text(max_size=40), st.lists(st.one_of(NUMBERS, SIGNS), max_size=10).map("".join)))
def test_no_date_is_before_1990_or_more_than_a_day_ahead_and_nothing_raises(text):
    found = dates.read(text, at=AT, customs=VIENNA)
    assert found is None or datetime(1990, 1, 1, tzinfo=UTC) <= found[0] <= AT + timedelta(days=1)
    assert found is None or found[0].tzinfo is UTC


@given(st.text(max_size=30), st.text(max_size=20))
def test_no_form_that_an_operator_may_write_raises(text, form):
    declared.read(text, form)
    declared.is_whole(form)


@given(
    st.datetimes(AT.replace(year=1991, tzinfo=None), AT.replace(tzinfo=None)),
    st.sampled_from(
        ["%a, %d %b %Y %H:%M:%S +0000", "%Y-%m-%dT%H:%M:%SZ", "%d %B %Y, %H:%M:%S", "%Y年%m月%d日 %H:%M:%S"]
    ),
)
def test_what_is_written_is_read_back(when, form):
    found = read(when.strftime(form), at=AT, customs=Customs())
    assert found[0] == when.replace(microsecond=0, tzinfo=UTC)


@pytest.mark.corpus
def test_every_date_that_feedparser_reads_in_real_feeds_is_read_alike(corpus):
    differing, compared = [], 0
    for file in sorted((corpus / "feeds").glob("*.xml")):
        for entry in feedparser.parse(
            file.read_bytes(), sanitize_html=False, resolve_relative_uris=False
        ).entries:
            for key in ("published", "updated", "created"):
                if f"{key}_parsed" not in entry or entry[f"{key}_parsed"] is None:
                    continue
                when = datetime(*entry[f"{key}_parsed"][:6], tzinfo=UTC)
                ours = read(entry[key], at=datetime(2027, 1, 1, tzinfo=UTC), customs=Customs())
                compared += 1
                if when.year >= 1990 and (ours is None or ours[0] != when):
                    differing.append((file.name, entry[key], ours))
    assert compared > 1_000
    assert differing == []
