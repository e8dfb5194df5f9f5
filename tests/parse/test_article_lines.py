"""Of an article's page the text stays whole, lists and captions too; lines that systems write around it go."""

import time
from datetime import UTC, datetime

import pytest

from aggregator import parse
from aggregator.model import ArticleRule, Entry, Text
from aggregator.refine import dates, plain

AT = datetime(2026, 11, 10, tzinfo=UTC)
TITLE = "Council adopts new guideline on dose limits"
TEXT = [
    "The society announced today that the council has agreed on the programme for the coming year, with courses.",
    "Members are invited to take part in the working groups, which meet four times a year and publish results.",
    "“We have waited a long time for this step,” said the president, “and are glad that so many have lent a hand.”",
]
CHINESE = [
    "各有关单位、各位会员：经学会理事会研究决定，学术年会将于十一月在北京召开，现将有关事项通知如下，请积极组织人员参加。",
    "本次年会的主题是辐射防护与核医学的新进展，会议将邀请国内外知名专家作特邀报告，并设立多个分会场进行交流。",
]
JAPANESE = [
    "本学会では、来年度の年次大会における一般演題を下記のとおり募集いたします。会員の皆様の積極的なご応募をお待ちしております。",
    "演題の登録は大会ホームページから行ってください。締切は十二月末日とし、延長はいたしませんのでご注意ください。",
]
LIST = ["Topics", "Dose limits for the eye", "Radon at the workplace", "Deadlines", "1 March 2027: abstracts"]

AROUND = {
    "a breadcrumb, the time of release and views": (
        "<p>Your present position: <a href='/'>Home</a> > News</p>{title}<p>Release time:2026-10-28 22:47:26Views:705</p>",
        "<p>Next: <a href='/y'>Another piece of news</a></p><p>Copyright 2026 The Society. All rights reserved</p>",
    ),
    "an update and a login": (
        "{title}<div>Updated: 2026-10-28</div>",
        "<p>You Must Be Logged In To Post A Comment</p><p>345 views</p>",
    ),
    "a line of date, section and author": (
        "{title}<p>28 October 2026 | News | By Anna Smith</p>",
        "<ul><li>Facebook</li><li>Twitter</li></ul><p>Last Updated ( Friday, 30 October 2026 08:00 )</p>",
    ),
    "a sentence of author and day": (
        "{title}<p>By <b>Anna Smith</b>, published on Wednesday, October 28, 2026</p>",
        "",
    ),
    "German": (
        "<p>Sie sind hier: <a href='/'>Startseite</a> > Aktuelles</p>{title}<p>Erstellt am 28. Oktober 2026 | von Anna Smith</p>",
        "<p>Seite drucken</p><p>Zurück zur Übersicht</p>",
    ),
    "French": (
        "<p>Vous êtes ici : <a href='/'>Accueil</a> > Actualités</p>{title}<p>Publié le 28 octobre 2026 - Mis à jour le 3 novembre 2026</p>",
        "<p>Partager cet article</p><p>Retour à la liste</p>",
    ),
    "Spanish": (
        "{title}<p>Publicado el 28 de octubre de 2026 por Anna Smith</p>",
        "<p>Compartir</p><p>Imprimir</p><p>Volver</p>",
    ),
    "Chinese": (
        "<p>当前位置：首页 >> 通知公告 >> 详细</p>{title}<p>发布人：admin　发布时间：2026-10-28　浏览次数：<i>1203</i></p>",
        "<p>【打印】【关闭】</p><p>上一篇：没有了</p><p>下一篇：<a href='/2'>另一条</a></p>",
    ),
    "Chinese with its author": (
        "{title}<p>作者：李四 来源：学会办公室 发布时间：2026-10-28 09:00 点击：1234 次</p>",
        "<p>（责任编辑：王五）</p><p>分享到：</p><p>关闭窗口</p>",
    ),
    "Korean": (
        "{title}<ul><li>작성자 : 관리자</li><li>등록일 : 2026-10-28</li><li>조회수 : 345</li></ul>",
        "<p>목록</p>",
    ),
    "gnuboard": (
        (
            "{title}<section><h2>페이지 정보</h2><div><span>작성자</span> <strong>관리자</strong> <span>댓글</span><strong>0건"
            "</strong> <span>조회</span><strong>1,123회</strong> <strong><span>작성일</span>26-10-28 10:20</strong></div>"
            "</section><section><h2>본문</h2><div>"
        ),
        (
            "</div></section><section><h2>관련링크</h2><ul><li><a href='/x'>http://ksr.example/x</a> <span>12회 연결</span>"
            "</li></ul></section><section><h2>첨부파일</h2><ul><li><a>지침.pdf (1.2M)</a><span>35회 다운로드 | DATE : "
            "2026-10-28 10:20:11</span></li></ul></section><h2>댓글목록</h2><p>등록된 댓글이 없습니다.</p>"
        ),
    ),
    "labels in cells of their own": (
        "{title}<table><tr><td>Release time:</td><td>2026-10-28 22:47:26</td><td>Views:</td><td>705</td></tr></table>",
        "<div>Back to Society News</div>",
    ),
    "a section below the day": (
        "{title}<div>Press releases may be edited for style | October 28, 2026<br><a href='/b'>Affairs</a></div>",
        "",
    ),
    "a site and the day in one line": (
        "{title}<div><span>( daily.example )</span> <span>Updated: 2026-10-28</span></div>",
        "",
    ),
    "a table field by field": (
        (
            "<table><tr><th>Title</th><td>{title}</td></tr><tr><th>Date</th><td>28 October 2026</td></tr>"
            "<tr><th>Category</th><td>Announcements</td></tr><tr><th>Details</th><td>"
        ),
        "</td></tr></table>",
    ),
    "a Chinese table field by field": (
        (
            "<table><tr><td>標題</td><td>{title}</td></tr><tr><td>公告日期</td><td>2026-10-28</td></tr><tr><td>發布單位</td>"
            "<td>秘書處</td></tr><tr><td>點閱次數</td><td>332</td></tr><tr><td>內　容</td><td>"
        ),
        "</td></tr></table>",
    ),
    "a Korean table of two fields in a row": (
        (
            "<table><tr><th>제목</th><td colspan=3>{title}</td></tr><tr><th>작성자</th><td>사무국</td><th>등록일</th>"
            "<td>2026-10-28</td></tr><tr><th colspan=4>내용</th></tr><tr><td colspan=4>"
        ),
        "</td></tr><tr><th>첨부파일</th><td colspan=3></td></tr></table>",
    ),
    "a Japanese table field by field": (
        (
            "<table><tr><th>件名</th><td>{title}</td></tr><tr><th>掲載日</th><td>2026年10月28日</td></tr>"
            "<tr><th>担当</th><td>広報課</td></tr><tr><th>内容</th><td>"
        ),
        "</td></tr></table>",
    ),
    "a Turkish table field by field": (
        (
            "<table><tr><td>Başlık</td><td>{title}</td></tr><tr><td>Tarih</td><td>28.10.2026</td></tr>"
            "<tr><td>Açıklama</td><td>"
        ),
        "</td></tr></table>",
    ),
    "Japanese": ("{title}<p>更新日：2026年10月28日</p>", "<p>このページの先頭へ</p><p>一覧へ戻る</p>"),
    "a word to the press above the day": ("{title}<p>FOR IMMEDIATE RELEASE</p><p>October 28, 2026</p>", ""),
    "the name of the section above the headline": (
        "<h1>News</h1><h2>Council adopts new guideline on dose limits</h2><p>28 October 2026</p>",
        "",
    ),
}


def article(kind, text):
    before, after = AROUND[kind]
    written = "".join(f"<p>{line}</p>" if line[:1] not in {"", "<"} else line for line in text)
    page = f"<html><head><title>{TITLE}</title></head><body>{before}{written}{after}</body></html>"
    return read(page.format(title=f"<h1>{TITLE}</h1>"))


def read(page):
    return parse.article(
        Entry(raw_hash="", base="https://society.example/", title=Text(value=TITLE)),
        page.encode(),
        url="https://society.example/1",
        content_type="text/html; charset=utf-8",
        rule=ArticleRule(),
    )


def lines(entry):
    return [line.strip(" *•-") for line in plain.text(entry.content.value).splitlines() if line.strip()]


@pytest.mark.parametrize("kind", AROUND)
def test_lines_around_a_text_are_not_of_it(kind):
    text = {"Chinese": CHINESE, "Chinese with its author": CHINESE, "Japanese": JAPANESE}.get(kind, TEXT)
    assert lines(article(kind, text)) == text


@pytest.mark.parametrize("kind", AROUND)
def test_they_tell_its_day_and_its_author(kind):
    entry = article(kind, TEXT)
    assert dates.published(entry.dates, at=AT, customs=dates.Customs()).at.date().isoformat() == "2026-10-28"
    named = [name for name in ("Anna Smith", "李四", "daily.example") if name in AROUND[kind][0]]
    assert entry.authors == tuple(named)


@pytest.mark.parametrize("day", ["<b>28.10.2026</b>", "<span class='news-date-time'>28.10.2026</span>\n"])
def test_a_day_that_begins_the_first_line_of_a_text_is_not_of_it(day):
    page = f"<html><body><h1>{TITLE}</h1><div>{day}{'<br>'.join(TEXT)}</div></body></html>"
    entry = read(page)
    assert lines(entry) == TEXT
    assert [stamp.text for stamp in entry.dates][:1] == ["28.10.2026"]


def test_a_line_of_many_days_ends_soon():
    began = time.monotonic()
    read(f"<html><body><h1>{TITLE}</h1><p>{('<b>28.10.2026</b>' + 'A' * 70) * 10_000}</p></body></html>")
    assert time.monotonic() - began < 10


def test_a_day_with_which_a_sentence_begins_is_of_it():
    text = [
        "<p><b>28 October 2026</b> The society was founded, which we remember with a feast in the town.",
        *TEXT,
    ]
    assert lines(article("an update and a login", text))[0].startswith("28 October 2026 The society")


@pytest.mark.parametrize("frame", [("", ""), ("<table><tr><td>", "</td></tr></table>")])
def test_a_table_in_an_article_keeps_the_names_of_its_rows(frame):
    table = "<table><tr><td>Date</td><td>17 September 2027</td></tr><tr><td>Venue</td><td>Lisbon</td></tr></table>"
    said = " ".join(lines(article("an update and a login", [frame[0], *TEXT, table, frame[1]])))
    assert all(word in said for word in ("Date", "17 September 2027", "Venue", "Lisbon"))


def test_a_table_that_is_most_of_an_article_keeps_its_figures():
    rows = [(str(place), f"Member number {place}", str(900 - place)) for place in range(1, 60)]
    table = "".join(f"<tr>{''.join(f'<td>{one}</td>' for one in row)}</tr>" for row in rows)
    said = lines(article("an update and a login", [*TEXT, f"<table>{table}</table>"]))
    assert said[len(TEXT) :] == [" | ".join(row) for row in rows]


@pytest.mark.parametrize("kind", ["an update and a login", "Spanish"])
def test_lists_and_their_headings_are_of_the_text_to_its_last_line(kind):
    items = "<h2>{}</h2><ul><li>{}</li><li>{}</li></ul><h2>{}</h2><ul><li>{}</li></ul>".format(*LIST)
    ending = "For questions write to the secretariat."
    assert lines(article(kind, [*TEXT, items, ending])) == [*TEXT, *LIST, ending]


POSTED = {
    "This entry was posted on Friday, June 1st, 2007 at 10:00 am and is filed under News, Society, Dose.": "2007-06-01",
    "Der Beitrag wurde am 19. Mai 2010 um 23:03 Uhr gepostet und unter Allgemein abgelegt.": "2010-05-19",
    "Cet article a été publié le lundi 3 mai 2010": "2010-05-03",
    "Posted: Mon, 3 May 2010": "2010-05-03",
    "Erstellt: 03. Mai 2010": "2010-05-03",
    "Опубликовано 31 января 2010": "2010-01-31",
    "Publicerad 13 maj 2010": "2010-05-13",
    "Publikováno 13. května 2010": "2010-05-13",
    "2010. május 13.": "2010-05-13",
    "13 Mayıs 2010": "2010-05-13",
}


@pytest.mark.parametrize("line", POSTED)
def test_a_line_after_the_text_tells_its_day(line):
    text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
    filler = "".join(f"<div><a href='/{n}'>Another piece {n}</a></div>" for n in range(9))
    page = f"<html><body><h1>{TITLE}</h1>{text}{filler}<p>{line}</p></body></html>"
    entry = parse.article(
        Entry(raw_hash="", base="https://society.example/", title=Text(value=TITLE)),
        page.encode(),
        url="https://society.example/1",
        content_type="text/html; charset=utf-8",
        rule=ArticleRule(),
    )
    found = dates.published(entry.dates, at=AT, customs=dates.Customs())
    assert found.at.date().isoformat() == POSTED[line]


def test_a_subtitle_above_the_day_stays_and_the_day_goes():
    subtitle = "What it says, and for whom"
    text = ["<!-- -->", f"<p>{subtitle}</p><p>28 October 2026</p><p>By Anna Smith</p>", *TEXT]
    assert lines(article("an update and a login", text)) == [subtitle, *TEXT]


@pytest.mark.parametrize(
    "part",
    [
        "<center>{}</center>",
        "<pre><code>{}</code></pre>",
        "<figure><blockquote>{}</blockquote></figure>",
        "<figure class='wp-block-pullquote'><blockquote><p>{}</p></blockquote></figure>",
        "<figure><pre>{}</pre></figure>",
    ],
)
def test_what_is_centred_quoted_or_set_as_code_between_paragraphs_is_of_the_text(part):
    said = "The clerk counted twice, because the first count gave ten votes for nine."
    page = f"<h1>{TITLE}</h1><p>{TEXT[0]}</p><p>{TEXT[1]}</p>{part.format(said)}<p>{TEXT[2]}</p>"
    assert lines(read(f"<html><body><div class='text'>{page}</div></body></html>")) == [
        *TEXT[:2],
        said,
        TEXT[2],
    ]


def test_the_rest_of_a_text_that_opens_when_a_reader_asks_for_it_is_of_it():
    shown = f"<div class='intro-part'><p>{TEXT[0]}</p><p>{TEXT[1]}</p></div>"
    hidden = f"<div class='collapse' style='display:none'><p>{TEXT[2]}</p></div><a href='#'>Read more</a>"
    page = f"<html><body><nav><a href='/'>Home</a></nav><main><h1>{TITLE}</h1>{shown}{hidden}</main></body></html>"
    assert lines(read(page)) == TEXT


def test_paragraphs_of_preformatted_text_stay_apart():
    text = "<pre>{}</pre>".format("\n \n".join(TEXT))
    assert lines(article("an update and a login", [text])) == TEXT


FOOTERS = [
    "Address: 42 Observatory Road, Vienna Tel: 010-85158291 E-mail: office@society.example",
    "Sponsor: Association of Observatories Copyright © 2015",
    "The Society of Observatories, Main Street 12, 1010 Vienna, Tel. +43 1 2345, office@society.example, Fax 99",
    "The Society<br>Main Street 12<br>1010 Vienna",
]


@pytest.mark.parametrize("footer", FOOTERS)
@pytest.mark.parametrize(
    "frame", ["<table><tr><td>{}</td></tr><tr><td>{}</td></tr></table>", "<div>{}</div><div>{}</div>"]
)
def test_who_runs_the_site_is_not_of_the_text_and_hides_no_author(footer, frame):
    text = "".join(f"<p>{line}</p>" for line in (*TEXT, "(string correspondent Gao Bo)"))
    entry = article("an update and a login", ["<!-- -->" + frame.format(text, footer)])
    assert lines(entry) == TEXT
    assert entry.authors == ("string correspondent Gao Bo",)


def test_a_contact_within_the_text_stays_and_so_does_a_last_sentence_beside_it():
    ending = ["Press contact: Jane Doe, press@society.example", "Registration closes in May."]
    text = "".join(f"<p>{line}</p>" for line in (*TEXT, ending[0]))
    parted = f"<!-- --><div>{text}</div><div><p>{ending[1]}</p></div>"
    assert lines(article("an update and a login", [parted])) == [*TEXT, *ending]


def test_without_a_headline_the_line_above_the_labels_is_the_title():
    table = "".join(
        f"<tr><td>{line}</td></tr>" for line in (TITLE, "( daily.example )<br>Updated: 2026-10-28", *TEXT)
    )
    entry = parse.article(
        Entry(raw_hash="", base="https://society.example/"),
        f"<html><head><title>Daily</title></head><body><table>{table}</table></body></html>".encode(),
        url="https://society.example/1",
        content_type="text/html",
        rule=ArticleRule(),
    )
    assert (entry.title.value, entry.authors) == (TITLE, ("daily.example",))


def test_documents_handed_out_with_an_article_are_of_it():
    files = "<p>Further information:</p><ul><li><a href='/a.pdf'>Guideline (PDF)</a></li><li><a href='/b.docx'>Form</a></li></ul>"
    menu = "<ul class='menu'><li><a href='/c.pdf'>Statutes</a></li></ul>"
    assert lines(article("a sentence of author and day", [*TEXT, files, menu])) == [
        *TEXT,
        "Further information:",
        "Guideline (PDF)",
        "Form",
    ]


def test_without_a_main_heading_the_one_above_the_day_is_the_title():
    page = f"<html><head><title>Health news</title></head><body><h2>{TITLE}</h2><div>October 28, 2026</div>{{}}</body></html>"
    entry = parse.article(
        Entry(raw_hash="", base="https://society.example/"),
        page.format("".join(f"<p>{line}</p>" for line in TEXT)).encode(),
        url="https://society.example/1",
        content_type="text/html",
        rule=ArticleRule(),
    )
    assert (entry.title.value, lines(entry)) == (TITLE, TEXT)


@pytest.mark.parametrize(
    "line",
    [
        "<p><strong>Read also: <a href='/x'>Report on the summer school in Porto</a></strong></p>",
        "<p>À lire aussi : <a href='/x'>Le congrès de Porto</a></p>",
        "<p>Lesen Sie auch: <a href='/x'>Der Kongress in Porto</a></p>",
        "<p>This page is also available in <a>Français</a> | <a>Deutsch</a> | <a>Español</a></p>",
        "<p>Cet article est également disponible en <a href='/en'>anglais</a>.</p>",
        "<p>Click to accept marketing cookies and enable this content</p>",
        "<div>Was this page helpful? <a href='#'>Yes</a> <a href='#'>No</a></div>",
        "<div><p>Table of contents</p><ul><li><a href='#a'>Who may apply</a></li><li><a href='#b'>How</a></li></ul></div>",
        "<div><p>Inhaltsverzeichnis</p><ol><li><a href='#a'>Wer sich bewirbt</a></li></ol></div>",
    ],
)
def test_lines_between_its_paragraphs_that_lead_elsewhere_are_not_of_it(line):
    page = "".join(f"<p>{one}</p>{line if number == 0 else ''}" for number, one in enumerate(TEXT))
    assert lines(read(f"<html><body><h1>{TITLE}</h1><div>{page}</div></body></html>")) == TEXT


@pytest.mark.parametrize(
    "question",
    [
        "<h3><button aria-expanded='false'>Who may apply?</button></h3>",
        "<div class='card-header'><button>Who may apply?</button></div>",
        "<h2 class='accordion-header'><button class='accordion-button'>Who may apply?</button></h2>",
        "<h4><a data-toggle='collapse' href='#c1'>Who may apply?</a></h4>",
    ],
)
def test_the_questions_that_open_their_answers_are_kept(question):
    page = (
        f"<p>{TEXT[0]}</p><div class='accordion'><div class='card'>{question}<div><p>{TEXT[1]}</p></div></div></div>"
        f"<p>{TEXT[2]}</p><button>Print</button>"
    )
    found = lines(read(f"<html><body><h1>{TITLE}</h1><div>{page}</div></body></html>"))
    assert found == [TEXT[0], "Who may apply?", *TEXT[1:]]


def test_the_headlines_of_other_articles_are_not_taken_for_the_headings_of_the_text():
    other = f"<div><h3><a href='/n/2'>Keller elected president</a></h3><p>{TEXT[1]}</p></div>"
    page = f"<html><body><h1>{TITLE}</h1><div><p>{TEXT[0]}</p>{other}<p>{TEXT[2]}</p></div></body></html>"
    assert "Keller elected president" not in lines(read(page))


def test_the_name_of_the_site_is_no_line_of_the_text():
    head = f"<title>{TITLE} | Learned Society</title><meta property='og:site_name' content='Learned Society'>"
    text = "".join(f"<p>{one}</p>" for one in TEXT)
    page = f"<html><head>{head}</head><body><h1>{TITLE}</h1><div><p>Learned Society</p>{text}</div></body></html>"
    assert lines(read(page)) == TEXT
