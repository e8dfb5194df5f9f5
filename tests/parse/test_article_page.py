"""The page of one article: its text without what stands around it, its title, date and author."""

import time
from dataclasses import replace

import pytest

from aggregator import parse
from aggregator.model import ArticleRule, Entry, Stamp, Text

URL = "https://society.example/news/one.html"
PARAGRAPHS = [
    "The society has opened a reading room in the old observatory, where members may consult the plates.",
    "It holds four thousand glass negatives, which two volunteers have catalogued over eleven winters.",
    "The room is open on Thursdays; whoever wishes to see a plate writes to the librarian a week ahead.",
]
TEXT = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)
OLD = """<html><head><title>News - Society</title></head><body>
<table><tr><td>Your present position:Home> Academic events</td></tr>
<tr><td class="t">A reading room in the observatory</td></tr>
<tr><td class="i">Release time:2026-11-10 22:47:26Views:705TimeSource:</td></tr>
<tr><td class="c">{text}</td></tr><tr><td>Copyright © The Society. All Rights Reserved.</td></tr></table></body></html>"""
MODERN = """<!doctype html><html lang="en"><head><title>A reading room | Society</title>
<meta property="article:published_time" content="2026-11-10T09:00:00+01:00">
<script type="application/ld+json">{{"@context": "https://schema.org", "@graph": [{{"@type": "WebSite"}},
 {{"@type": "NewsArticle", "headline": "A reading room", "datePublished": "2026-11-10T09:00:00+01:00",
 "author": [{{"@type": "Person", "name": "Ann Lee"}}, {{"name": "Bo Chen"}}]}}]}}</script></head>
<body><nav><a href="/">Home</a></nav><article><h1>A reading room</h1>{text}</article>
<div class="comments">You Must Be Logged In To Post A Comment</div><footer>Copyright © 2026. All rights reserved.</footer></body></html>"""


def article(page, *, entry=None, content_type="text/html; charset=utf-8", **rule):
    entry = entry or Entry(raw_hash="h", base=URL, link=URL, title=Text(value="From the list"))
    body = page if isinstance(page, bytes) else page.encode()
    return parse.article(entry, body, url=URL, content_type=content_type, rule=ArticleRule(**rule))


def test_selectors_say_where_everything_is():
    found = article(OLD.format(text=TEXT), body="td.c", title="td.t", date="td.i")
    assert found.content == Text(value=TEXT, kind="html")
    assert found.title == Text(value="A reading room in the observatory")
    assert found.dates[0] == Stamp(text="2026-11-10 22:47:26", evidence="article")


def test_selectors_may_find_what_is_said_to_machines_only():
    head = (
        "<meta property='article:published_time' content='2024-03-04T10:00:00Z'>"
        "<meta name='author' content='Jane Roe'>"
    )
    found = article(
        f"<html><head>{head}</head><body><h1>A headline</h1><p>A text.</p></body></html>",
        date="meta[property='article:published_time']",
        author="meta[name=author]",
    )
    assert (found.dates[0].text, found.authors, found.alarms) == ("2024-03-04T10:00:00Z", ("Jane Roe",), ())


def test_a_selector_for_the_author_may_find_the_whole_byline():
    line = "<p class=m>Written by <a>Ann Lee</a> and <a>Bo Chen</a> on 4 de marzo de 2019</p>"
    assert article(f"<h1>A headline</h1>{line}{TEXT}", author=".m").authors == ("Ann Lee and Bo Chen",)


@pytest.mark.parametrize("page", [OLD, MODERN], ids=["an old table page", "a modern page"])
def test_without_selectors_the_text_is_found_and_nothing_around_it(page):
    value = article(page.format(text=TEXT)).content.value
    assert all(paragraph in value for paragraph in PARAGRAPHS)
    for around in ("Release time", "present position", "Logged In", "ights reserved", "Home"):
        assert around.lower() not in value.lower()


@pytest.mark.parametrize(
    ("page", "date"),
    [(OLD, "2026-11-10 22:47:26"), (MODERN, "2026-11-10T09:00:00+01:00")],
    ids=["a labelled line", "declared for machines"],
)
def test_without_selectors_the_date_is_found(page, date):
    assert article(page.format(text=TEXT)).dates[0].text == date


def test_what_the_page_declares_fills_what_the_list_has_not_said():
    nameless = Entry(raw_hash="h", base=URL, link=URL)
    found = article(MODERN.format(text=TEXT), entry=nameless)
    assert (found.title.value, found.authors, found.language) == (
        "A reading room",
        ("Ann Lee", "Bo Chen"),
        "en",
    )


def test_the_lists_word_stands_where_the_page_has_no_better_one():
    listed = Entry(
        raw_hash="h",
        base=URL,
        link=URL,
        title=Text(value="From the list"),
        dates=(Stamp(text="x", evidence="list page"),),
    )
    found = article("<p>Nothing but a line.</p>", entry=listed)
    assert (found.title.value, found.raw_hash, found.dates) == ("From the list", "h", listed.dates)


def test_what_is_to_be_removed_is_gone_from_the_text():
    page = f"<div id='c'>{TEXT}<div class='share'>Share this</div><p class='ad'>Buy!</p></div>"
    assert article(page, body="#c", remove=(".share", ".ad")).content.value == TEXT


@pytest.mark.parametrize("name", ["body", "title", "date", "author"])
def test_a_selector_that_finds_nothing_says_so_and_the_page_is_read_as_without_it(name):
    found = article(OLD.format(text=TEXT), **{name: ".gone"})
    assert found.alarms == (f"the selector article.{name} = '.gone' finds nothing on any article's page",)
    assert replace(found, alarms=()) == article(OLD.format(text=TEXT))


def test_several_matches_of_the_body_are_one_text():
    page = "".join(f"<section class='p'><p>{one}</p></section>" for one in PARAGRAPHS)
    assert article(page, body=".p").content.value == TEXT.replace("</p><p>", "</p>\n<p>")


BROKEN = ["//[site]/", "http://[x", "https://[2001:db8::1", "http://a]b/", "https://ex.org\uff1a80/", "[", ""]
LEADING = {
    "a heading": "<h2><a href='{0}'>The Society</a></h2>",
    "cards": "<div><a href='{0}'><img src='{0}'><h3>One</h3></a><a href='{0}'><img src='{0}'><h3>Two</h3></a></div>",
    "teasers": "<h3>Related articles</h3><p><a href='{0}'>One</a></p><p><a href='{0}'>Two</a></p>",
    "a picture": "<figure><a href='{0}'><img src='{0}' srcset='{0} 2x'></a><figcaption>A plate.</figcaption></figure>",
    "what it declares": "<base href='{0}'><link rel='canonical' href='{0}'><meta property='og:image' content='{0}'>",
}


@pytest.mark.parametrize("address", BROKEN)
@pytest.mark.parametrize("what", LEADING)
def test_a_page_with_a_broken_address_is_read_all_the_same(what, address):
    page = f"<html><body>{LEADING[what].format(address)}<h1>A reading room</h1>{TEXT}</body></html>"
    assert all(one in article(page).content.value for one in PARAGRAPHS)


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/octet-stream"])
def test_what_is_no_page_leaves_the_lists_word(kind):
    listed = Entry(raw_hash="h", base=URL, link=URL, title=Text(value="Minutes (PDF)"))
    assert article(b"%PDF-1.7 \xff\xfe", entry=listed, content_type=kind) == listed


def test_a_text_that_is_declared_whole_mends_an_extraction_that_lost_half_of_it():
    long = " ".join(PARAGRAPHS * 4)
    page = MODERN.format(text=f"<p>{PARAGRAPHS[0]}</p>").replace(
        '"headline"', f'"articleBody": "{long}", "headline"'
    )
    assert PARAGRAPHS[2] in article(page).content.value


def test_a_copyright_year_is_no_date():
    page = "<html><body><p>Some words about the society.</p><p>© 2019 The Society</p></body></html>"
    assert all("2019-01-01" not in stamp.text for stamp in article(page).dates)


@pytest.mark.parametrize(
    "line",
    [
        "Release time:2015-12-10 22:47:26Views:705TimeSource:",
        "Your present position:Home> International academic events",
        "Home > News today",
        "You Must Be Logged In To Post A Comment",
        "Copyright © The Daily. All Rights Reserved.",
        "Copyright 2026 The Daily",
        "Copyright: Peter Smith",
        "Categories: News, Breast imaging",
        "Keywords: radon, dose limits; workplace",
        "Subscribe to our newsletter",
        "Subscribe to the weekly newsletter of the society",
        "3 comments on A reading room",
        "发布时间：2026-11-10 浏览次数：705",
        "当前位置：首页 > 新闻",
        "Количество показов: 512",
        "Просмотров: 77",
        "Рейтинг: 3.2",
        "Поделиться:",
        "Печать",
        "Liczba odsłon: 88",
        "Drukuj",
        "Udostępnij",
        "Visto 333 veces",
        "Visitas: 77",
        "Publicado en Noticias",
        "Affichages : 1843",
        "Lu 512 fois",
        "Publié dans Actualités",
        "Visite: 88",
        "Letto 512 volte",
        "Condividi su Facebook",
        "Stampa",
        "Acessos: 1.088",
        "Lido 512 vezes",
        "Compartilhar:",
        "Partilhar",
        "Zugriffe: 99",
        "Aufrufe: 99",
        "Gelesen 512 mal",
        "Veröffentlicht in Aktuelles",
        "Read 512 times Last modified on Thursday, 03 May 2018",
        "Published in News",
        "Okunma Sayısı: 2310",
        "512 kez okundu",
        "Paylaş:",
        "Yazdır",
        "Delen",
        "Aantal keer bekeken: 8",
        "Προβολές: 33",
        "عدد المشاهدات: 441",
        "مشاركة",
        "閲覧数：33",
        "シェアする",
        "조회수 332",
        "공유하기",
        "访问量：1203",
        "點閱次數：22",
        "瀏覽人次：58213 人",
        "Posted in News | Leave a comment",
        "This site uses cookies. By continuing to use it you accept them. Find out more",
        "Newsletter abonnieren",
        "Melden Sie sich jetzt für unseren Newsletter an und bleiben Sie informiert.",
        "Mots-clés : IRM, sécurité",
        "Etiquetas: congreso",
        "Comparte esta noticia",
        "Suscríbete a nuestro boletín",
        "Compartilhe: Facebook WhatsApp",
        "Archiviato sotto: premi, giovani",
        "Ilość wyświetleń: 412",
        "【打印】【关闭】【收藏】",
        "扫一扫在手机打开当前页",
        "【上一条】 学会召开常务理事会 【下一条】 关于缴纳会费的通知",
    ],
)
def test_label_lines_are_taken_out_even_of_what_the_operator_selects(line):
    page = f"<div id='c'><p>{line}</p>{TEXT}<p>{line}</p></div>"
    assert article(page, body="#c").content.value == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "The release time of the film is unknown.",
        "We went home > and slept.",
        "Views differ: 705 of them.",
        "Copyright law has changed for radiologists who publish images",
        "Categories: members, fellows and students may apply",
        "Subscribe to the journal before the end of March at a reduced fee",
        "12 comments were received in the consultation",
        "No reply was received from the ministry",
        "Read 512 times, the letter of the founders is shown in the library",
        "Published in Radiology.",
        "Published in 1921 and long out of print",
        "Visite 88 ospedali in un anno",
        "阅读3篇文章后请回答问题",
        "Delen van het land",
        "Печать статей в журнале бесплатна",
        "This site uses no cookies",
        "Der Newsletter der Gesellschaft erscheint ab März auch auf Englisch.",
        "Melden Sie sich bis Ende März zur Jahrestagung an",
        "Mots-clés : les membres choisissent eux-mêmes cinq termes pour leur résumé.",
        "Comparte esta opinión la mayoría de los socios",
        "Suscríbete a la revista antes de fin de marzo",
        "Compartilhe: a campanha pede doações até março",
        "扫一扫下方二维码报名参加会议",
    ],
)
def test_lines_that_only_sound_alike_stay(line):
    assert (
        line.replace(">", "&gt;")
        in article(f"<div id='c'><p>{line}</p>{TEXT}</div>", body="#c").content.value
    )


MARKED = """<html><head><title>News | The Society</title></head><body><nav><a href="/">Home</a></nav>
<div itemscope itemtype="https://schema.org/NewsArticle"><div itemprop="headline">A room opens in the tower</div>
<div>From <span itemprop="author" itemscope itemtype="https://schema.org/Person"><span itemprop="name">Ana Lima</span></span>
<span itemprop="author">By <span itemprop="name">Wei Chen</span></span> <span itemprop="datePublished" content="2026-03-04T10:00:00+01:00">4 March</span></div>
<div itemprop="publisher" itemscope><span itemprop="name">The Society</span></div><img itemprop="image" src="/room.jpg">
<div itemprop="articleBody">{text}</div></div></body></html>"""


def test_what_microdata_says_of_the_article_is_heard():
    page = MARKED.format(text=TEXT).encode()
    unnamed = Entry(raw_hash="x", base=URL, link=URL)
    found = parse.article(unnamed, page, url=URL, content_type="text/html", rule=ArticleRule())
    assert (found.title.value, found.authors) == ("A room opens in the tower", ("Ana Lima", "Wei Chen"))
    assert found.dates[0] == Stamp(text="2026-03-04T10:00:00+01:00", evidence="article")
    assert found.image.url == "https://society.example/room.jpg"
    assert TEXT in found.content.value.replace("</p>\n<p>", "</p><p>")


TEASERS = "<ul class='latest'>{}</ul>".format(
    "".join(
        "<li itemscope itemtype='https://schema.org/Article'><a itemprop='url' href='/a'><span itemprop='name'>"
        f"Another piece of news, number {number}</span></a><meta itemprop='datePublished' content='2026-05-0{number}'></li>"
        for number in range(1, 4)
    )
)


def test_an_author_in_microdata_may_be_said_to_machines_only():
    page = MARKED.replace('<span itemprop="author">By <span itemprop="name">Wei Chen</span></span>', "")
    page = page.replace(
        '<img itemprop="image"', '<meta itemprop="author" content="Wei Chen"><img itemprop="image"'
    )
    found = article(page.format(text=TEXT), entry=Entry(raw_hash="x", base=URL, link=URL))
    assert found.authors == ("Ana Lima", "Wei Chen")


def test_what_a_link_says_in_microdata_is_said_in_its_words():
    page = (
        f'<div itemscope itemtype="http://schema.org/Article"><h2><a itemprop="url name" href="/n/1">A room opens</a></h2>'
        '<span itemprop="author" itemscope><a itemprop="name" href="#author">Ana Lima</a></span>'
        f'<a itemprop="author" href="/u/2">Wei Chen</a><div itemprop="articleBody">{TEXT}</div></div>'
    )
    found = article(page, entry=Entry(raw_hash="x", base=URL, link=URL))
    assert (found.title.value, found.authors) == ("A room opens", ("Ana Lima", "Wei Chen"))


NOBODY = [
    "admin",
    "wp-admin2",
    "Webmaster",
    "104363",
    "-",
    "#author",
    "name, email@mail.example",
    "https://a.example/b",
]


@pytest.mark.parametrize("nobody", NOBODY)
def test_what_systems_write_where_no_author_is_said_is_none_and_hides_no_byline(nobody):
    head = f'<head><meta name="author" content="{nobody}"></head>'
    page = f"<html>{head}<body><h1>From the list</h1><p>By Ana Lima</p>{TEXT}</body></html>"
    assert article(page).authors == ("Ana Lima",)


@pytest.mark.parametrize(
    "name", ["Name Surname", "Useri Mar", "Admiral Lee", "Lee 2", "Ana Lima, ana@a.example"]
)
def test_a_name_that_only_looks_like_an_account_is_heard(name):
    head = f'<head><meta name="author" content="{name}"></head>'
    page = f"<html>{head}<body><h1>From the list</h1><p>By Bo Chen</p>{TEXT}</body></html>"
    assert article(page).authors == (name,)


@pytest.mark.parametrize(
    "page",
    [
        MARKED.replace("<div itemscope", f"{TEASERS}<div itemscope", 1),
        MARKED.replace("</body>", f"{TEASERS}</body>"),
        MARKED.replace("<div itemscope", f"{TEASERS}<div itemscope", 1).replace(
            "News |", "A room opens in the tower |"
        ),
    ],
    ids=["before it", "below it", "before it, named by the page"],
)
def test_of_several_articles_in_microdata_the_pages_own_is_heard(page):
    unnamed = Entry(raw_hash="x", base=URL, link=URL)
    found = article(page.format(text=TEXT), entry=unnamed)
    assert (found.title.value, found.dates[0].text) == (
        "A room opens in the tower",
        "2026-03-04T10:00:00+01:00",
    )


def test_articles_that_are_but_beside_it_say_nothing_of_it():
    page = f"<html><head><title>News</title></head><body>{TEASERS}<h1>A room opens</h1><p>4 March 2026</p>{TEXT}</body></html>"
    found = article(page, entry=Entry(raw_hash="x", base=URL, link=URL))
    assert (found.title.value, [stamp.text for stamp in found.dates]) == ("A room opens", ["4 March 2026"])


def test_of_several_articles_in_json_the_pages_own_is_heard():
    page = MODERN.replace(
        '{{"@type": "WebSite"}}',
        '{{"@type": "NewsArticle", "headline": "Nominations open", "datePublished": "2026-05-01"}}',
    )
    found = article(page.format(text=TEXT), entry=Entry(raw_hash="x", base=URL, link=URL))
    assert (found.title.value, found.dates[0].text) == ("A reading room", "2026-11-10T09:00:00+01:00")


def test_microdata_of_something_else_says_nothing_of_the_article():
    page = MARKED.replace("NewsArticle", "Event").format(text=TEXT)
    assert article(page).dates[0].text != "2026-03-04T10:00:00+01:00"


HEADED = {
    "the section": "<h1>News</h1><h2>{}</h2>",
    "the section in a hero": "<div class='hero'><h1>News &amp; Events</h1></div><h3>{}</h3>",
    "the site": "<h1><a href='/'>The Society of Observers</a></h1><h2>{}</h2>",
    "the site by its address": "<h1><a href='https://society.example/'>The Society of Observers</a></h1><h2>{}</h2>",
    "the site in a link": "<a href='/'><h1>The Society of Observers</h1><h2>Since 1890</h2></a><h1>{}</h1>",
    "the site in a language": "<h1><a href='/en/'>The Society of Observers</a></h1><h2>{}</h2>",
    "the site by its picture": "<h1><a href='/'><img src='l.png'></a><span>The Society of Observers</span></h1><h2>{}</h2>",
    "the site as it declares": (
        "<meta property='og:site_name' content='The Society of Observers'><h1>The Society of Observers</h1><h2>{}</h2>"
    ),
    "the site as the article says": (
        '<script type="application/ld+json">{{"@type": "NewsArticle", "publisher": {{"name": "The Society of '
        'Observers"}}}}</script><h1>The Society of Observers</h1><h2>{}</h2>'
    ),
}
NAMED = {
    "before the site": "{} | The Society of Observers",
    "behind the site": "The Society of Observers: {}",
    "behind the site and a dash": "The Society of Observers – {}",
}
HEADLINES = ["A reading room opens", "Obituary: Honor Lane, 1931–2024", "Keller—a life"]


@pytest.mark.parametrize("title", HEADLINES)
@pytest.mark.parametrize("named", NAMED)
@pytest.mark.parametrize("head", HEADED)
def test_a_main_heading_of_the_section_or_the_site_is_not_the_title_where_the_page_names_another(
    head, named, title
):
    page = (
        f"<html><head><title>{NAMED[named].format(title)}</title></head><body><div class='c'>"
        f"{HEADED[head].format(title)}<p>14 March 2024</p>{TEXT}</div></body></html>"
    )
    found = article(page, entry=Entry(raw_hash="h", base=URL, link=URL))
    assert (found.title.value, found.dates[0].text) == (title, "14 March 2024")
    assert found.content.value.replace("\n", "") == TEXT


SHORTER = [
    "<h1>The Observers</h1><h1>{}</h1>",
    "<meta property='og:title' content='{0}'><h1>The Observers</h1><div>{0}</div>",
    "<meta property='og:title' content='{0}'><h1>{0}</h1><footer><h1>The Observers</h1></footer>",
    "<meta property='og:title' content='{0}'><h1>News</h1><h3>{0}</h3>",
]


@pytest.mark.parametrize("head", SHORTER)
@pytest.mark.parametrize("named", ["{} - The Observers", "{} | News | The Observers"])
def test_what_begins_the_name_of_a_page_and_says_more_than_the_rest_of_it_is_the_title(head, named):
    title = "A reading room opens"
    page = f"<html><head><title>{named.format(title)}</title></head><body>{head.format(title)}<p>14 March 2024</p>{TEXT}"
    found = article(page, entry=Entry(raw_hash="h", base=URL, link=URL))
    assert (found.title.value, found.dates[0].text) == (title, "14 March 2024")


@pytest.mark.parametrize(
    "parting",
    ["-", " - ", "--", "_", "__", "|", "｜", "丨", "－", "——", " ：", "·", " > 公告 | ", " < 学会公告 < "],
)
@pytest.mark.parametrize(
    "title",
    ["学会在兰州召开第十九次全国会员代表大会", "学会召开2024-2025年度会议", "X-ray検査の講習会について"],
)
def test_the_name_of_the_site_is_parted_from_a_title_in_chinese_or_japanese(title, parting):
    page = (
        f"<html><head><title>{title}{parting}中国天文学会</title></head><body><div>中国天文学会</div>"
        f"<div class='t'>{title}</div><p>2024-03-14</p>{TEXT}"
    )
    found = article(page, entry=Entry(raw_hash="h", base=URL, link=URL))
    assert (found.title.value, found.dates[0].text) == (title, "2024-03-14")


@pytest.mark.parametrize("head", ["<h1>{}</h1>", "<a href='index.html'><h1>{}</h1></a>"])
@pytest.mark.parametrize("named", ["Observers: {}", "{} - Observers"])
def test_a_headline_beside_the_name_of_the_site_is_the_title_wherever_that_stands_again(head, named):
    title = "A reading room"
    page = (
        f"<html><head><title>{named.format(title)}</title></head><body>{head.format(title)}"
        f"<p>14 March 2024</p>{TEXT}<h3>Observers</h3>"
    )
    assert article(page, entry=Entry(raw_hash="h", base=URL, link=URL)).title.value == "A reading room"


TABLES = {
    "short cells, some empty": (
        "<tr><td></td><td>Fee</td></tr><tr><td>Members</td><td>100</td></tr><tr><td>Guests</td></tr>"
    ),
    "wide cells": '<tr><th colspan="2">Fees</th></tr><tr><td>Members</td><td rowspan="2">100</td></tr><tr><td>Fellows</td></tr>',
    "a row with a gap": "<tr><td>Day</td><td>Hall</td><td>Room</td></tr><tr><td>Monday</td><td></td><td>4</td></tr>",
}


@pytest.mark.parametrize("rule", [{}, {"body": "#c"}], ids=["found", "selected"])
@pytest.mark.parametrize("rows", TABLES.values(), ids=TABLES)
def test_a_table_of_data_keeps_its_rows_and_columns(rows, rule):
    page = f"<h1>From the list</h1><div id='c'>{TEXT}<table>{rows}</table>{TEXT.replace('The', 'One')}</div>"
    assert f"<table>{rows}</table>" in article(page, **rule).content.value


def test_a_row_of_many_cells_is_written_soon():
    cells = "<td>x</td><td></td>" * 5_000
    began = time.process_time()
    article(f"<div id='c'>{TEXT}<table><tr>{cells}</tr><tr>{cells}</tr></table></div>", body="#c")
    assert time.process_time() - began < 10
