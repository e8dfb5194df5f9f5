import re
from dataclasses import replace
from html import unescape

import invented
import pytest
from lxml import etree
from lxml import html as lxml_html

from aggregator.digest import colours, render, strings

LONG = "A headline that goes on and on, as if its writer were paid by the word " * 4


def parsed(html):
    parser = lxml_html.HTMLParser()
    page = lxml_html.document_fromstring(html, parser=parser)
    assert [str(error) for error in parser.error_log] == []
    return page


def texts(page, tag):
    return [" ".join(element.text_content().split()) for element in page.iter(tag)]


@pytest.fixture
def rendered(templates, links):
    def make(issue, **values):
        return render.render(issue, templates=templates, links=replace(links, **values))

    return make


@pytest.mark.parametrize("count", [0, 1, 2, 12, 40, 150])
@pytest.mark.parametrize("language", ["en", "de", "zh", "ar"])
def test_an_issue_of_any_length_stays_within_its_bytes_and_columns(issue, rendered, links, count, language):
    made = rendered(issue(count, language=language))

    assert len(made.html.encode("ascii")) <= 90_000
    page = parsed(made.html)
    assert texts(page, "h1") == ["Global Scan"]
    assert page.xpath("//a/@href").count(links.unsubscribe) == 1
    assert made.plain.split("\n").count(links.unsubscribe) == 1
    assert "\n\n\n\n" not in made.plain


@pytest.mark.parametrize("count", [1, 12, 40])
def test_every_story_stands_once_in_the_html_and_in_the_text(issue, rendered, count):
    draft = issue(count)
    made = rendered(draft)

    page = parsed(made.html)
    assert texts(page, "h3") == [article.title for article in draft.articles]
    assert page.xpath("//h3/a/@href") == [article.link for article in draft.articles]
    assert re.findall(r"(?m)^https://lamp.*", made.plain) == [article.link for article in draft.articles]
    assert re.findall(r"(?m)^(\d+)\. ", made.plain) == [str(number) for number in range(1, count + 1)]


def test_the_masthead_says_what_when_and_how_much(issue, rendered, links):
    made = rendered(issue(12, banner="Our next meeting: 28–30 August, Dublin", intro="First.\n\nSecond."))

    page = parsed(made.html)
    words = " ".join(page.text_content().split())
    assert "No. 12 · 14 October 2026" in words
    assert "12 stories from 6 societies · Read on the web" in words
    assert page.xpath("//div[@class='banner']/p/text()") == ["Our next meeting: 28–30 August, Dublin"]
    assert page.xpath("//p[@class='intro']/text()") == ["First.", "Second."]
    assert page.xpath("//link[@rel='alternate']/@href") == [links.feed]
    assert "* Our next meeting: 28–30 August, Dublin\n\nFirst.\n\nSecond.\n" in made.plain


def test_headings_go_down_by_one_level_at_a_time(issue, rendered, article):
    one = article(html="<h2>Why</h2><p>Because.</p><h4>And</h4><p>Therefore.</p>")
    draft = issue(1)
    draft = replace(draft, sections=(replace(draft.sections[0], articles=(one,)),))

    tags = [element.tag for element in parsed(rendered(draft).html).iter("h1", "h2", "h3", "h4", "h5", "h6")]

    assert tags == ["h1", "h2", "h3", "h4", "h5"]


def test_the_contents_lead_to_the_web_edition(issue, rendered):
    page = parsed(rendered(issue(12)).html)

    leading = page.xpath("//div[@role='navigation']//a/@href")
    assert leading == [f"https://scan.example/issues/scan/12#story-{number}" for number in range(1, 13)]
    assert page.xpath("//h3/@id") == [f"story-{number}" for number in range(1, 13)]


def test_the_contents_of_a_long_issue_name_societies_instead(issue, rendered):
    page = parsed(rendered(issue(40)).html)

    leading = page.xpath("//div[@role='navigation']//a/@href")
    assert leading[0] == "https://scan.example/issues/scan/12#section-lamp"
    assert len(leading) == 6
    assert {link.rpartition("#")[2] for link in leading} <= set(page.xpath("//td/@id"))


def test_without_a_web_edition_the_contents_lead_down_the_page(issue, rendered):
    made = rendered(issue(12), web=None, feed=None)

    page = parsed(made.html)
    assert page.xpath("//div[@role='navigation']//a/@href")[0] == "#story-1"
    assert "Read on the web" not in made.html + made.plain
    assert not page.xpath("//link")


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, "Global Scan, 14 October 2026"),
        (1, "Global Scan, 14 October 2026: A lamp that was never put out turns a hundred and forty"),
        (
            12,
            "Global Scan, 14 October 2026: A lamp that was never put out turns a hundred and forty + 11 more",
        ),
    ],
)
def test_the_subject_names_the_issue_its_day_and_its_lead(issue, rendered, count, expected):
    assert rendered(issue(count)).subject == expected


def test_a_long_headline_is_printed_whole_but_shortened_in_the_subject(issue, rendered, article):
    long = LONG[:300].strip()
    draft = issue(2)
    draft = replace(draft, sections=(replace(draft.sections[0], articles=(article(title=long), article(2))),))

    made = rendered(draft)

    assert texts(parsed(made.html), "h3")[0] == long
    assert len(made.subject) <= 160
    assert made.subject.endswith("… + 1 more")


def test_an_article_in_another_language_says_so(issue, rendered, article):
    draft = issue(1)
    arabic = article(7)
    draft = replace(draft, sections=(replace(draft.sections[0], articles=(arabic,)),))

    page = parsed(rendered(draft).html)

    assert (page.get("lang"), page.get("dir")) == ("en", "ltr")
    [heading] = page.iter("h3")
    assert (heading.get("lang"), heading.get("dir")) == ("ar", "rtl")
    [body] = page.xpath("//div[@class='story']")
    assert (body.get("lang"), body.get("dir")) == ("ar", "rtl")
    assert "in Arabic" in page.xpath("string(//p[@class='meta'])")


def test_the_meta_line_says_when_whence_and_who_else(issue, rendered, article):
    draft = issue(1)
    known, unknown = article(also=("ESR", "RSNA")), article(2, dated=False, also=(), link=None)
    draft = replace(draft, sections=(replace(draft.sections[0], articles=(known, unknown)),))

    page = parsed(rendered(draft).html)

    lines = [" ".join(line.text_content().split()) for line in page.xpath("//p[@class='meta']")]
    assert lines == [
        "13 October 2026 · lamp.example · also reported by ESR and RSNA",
        "seen 12 October 2026",
    ]


def test_an_editors_note_stands_below_the_story_in_the_issues_language(issue, rendered, article, links):
    draft = issue(1, language="de")
    noted = article(7, note=f"Erst im Mai.\n\nSiehe https://scan.example/karte {links.placeholder}")
    made = rendered(replace(draft, sections=(replace(draft.sections[0], articles=(noted,)),)))

    page = parsed(made.html)
    first, second = page.xpath("//p[@class='note']")
    assert first.text_content() == "Anmerkung der Redaktion: Erst im Mai."
    assert second.xpath("a/@href") == ["https://scan.example/karte"]
    assert not first.xpath("ancestor::*[@lang='ar']")
    assert "| Anmerkung der Redaktion: Erst im Mai.\n\n| Siehe https://scan.example/karte …\n" in made.plain


def test_days_are_those_of_the_issues_time_zone(issue, rendered, article):
    late = article(date=issue().at.replace(hour=23))
    draft = issue(1, timezone="Asia/Tokyo")
    draft = replace(draft, sections=(replace(draft.sections[0], articles=(late,)),))

    assert "15 October 2026" in rendered(draft).html


def test_what_hangs_in_the_inbox_after_the_subject_are_the_next_headlines(issue, rendered):
    page = parsed(rendered(issue(12)).html)

    [preheader] = page.find_class("preheader")
    assert preheader.text_content().startswith("Salt tax ledgers of nine harbours")
    assert "display:none" in preheader.get("style")


def test_nothing_remote_is_loaded_and_no_picture_is_shown(issue, rendered, article):
    one = article(
        html='<figure><img src="https://spy.example/1.gif"><figcaption>A spy</figcaption></figure><p>Text</p>'
    )
    draft = issue(1)
    draft = replace(draft, sections=(replace(draft.sections[0], articles=(one,)),))

    made = rendered(draft)

    assert not re.search(r"<img|<script|\ssrc=|url\(|@import|@font-face|spy", made.html, re.IGNORECASE)
    assert parsed(made.html).xpath("//link/@rel") == ["alternate"]


def test_styles_are_inlined_and_only_media_queries_kept(issue, rendered):
    html = rendered(issue(12)).html

    page = parsed(html)
    assert all(heading.get("style") for heading in page.iter("h1", "h2", "h3"))
    [style] = page.iter("style")
    assert "prefers-color-scheme: dark" in style.text
    outside = re.sub(r"@media[^{]*{(?:[^{}]*{[^{}]*})*[^{}]*}", "", style.text)
    assert outside.split() == []
    assert len(style.text) < 8_192, "Gmail drops a longer style element"
    assert html.count("<!--[if mso]>") == html.count("<![endif]-->") == 3
    assert "data-css-inline" not in html


@pytest.mark.parametrize("title", [*invented.HOSTILE, invented.LONG, "长" * 300])
def test_a_title_is_read_as_it_was_written(issue, rendered, title):
    draft = issue(2)
    odd = replace(draft.articles[0], title=title, html=invented.RICH)
    made = rendered(replace(draft, sections=(replace(draft.sections[0], articles=(odd,)),)))

    printed = strings.line(title, limit=300)
    page = parsed(made.html)
    assert texts(page, "h3") == [printed]
    assert texts(page, "h1") == ["Global Scan"]
    assert not list(page.iter("script", "img"))
    assert printed[:20] in made.plain
    assert "\n" not in made.subject


def test_the_text_is_cut_where_the_html_is(issue, rendered):
    made = rendered(issue(150))

    page = parsed(made.html)
    printed = re.findall(r"(?m)^(\d+)\. ", made.plain)
    assert len(printed) == len(texts(page, "h3"))
    missing = 150 - len(printed)
    assert (f"{missing} more stories did not fit" in made.plain) == bool(missing)
    told = made.plain.count("mayor who wanted to replace")
    assert told == made.html.count("mayor who wanted to replace") < 21


def test_an_operators_style_is_in_every_element_and_by_dark(issue, templates, links):
    style = render.Style(
        day=colours.Shades(accent="#7a0b2c", page="#fff8e7"),
        night=colours.Shades(card="#000000"),
        text_face="Verdana,sans-serif",
        head_face="'Iowan Old Style',serif",
        logo=colours.Logo(url="https://scan.example/logo.png", alt="The Guild's lamp", width=120),
    )

    for html in (
        render.render(issue(2), templates=templates, links=links, style=style).html,
        render.web_page(issue(2), templates=templates, links=links, style=style),
    ):
        page = parsed(html)
        assert "color:#7a0b2c" in page.xpath("//h3/a/@style")[0]
        assert "Iowan Old Style" in page.xpath("//h3/@style")[0]
        assert "Verdana" in page.xpath("//td[contains(@class, 'cell')]/@style")[0]
        assert "background:#fff8e7" in page.find("body").get("style")
        assert "#000000" in page.find("head/style").text
        [logo] = page.iter("img")
        assert (logo.get("src"), logo.get("alt"), logo.get("width")) == (
            "https://scan.example/logo.png",
            "The Guild's lamp",
            "120",
        )


def test_every_layout_table_is_marked_as_one(issue, rendered):
    page = parsed(rendered(issue(12)).html)

    assert {table.get("role") for table in page.iter("table")} == {"presentation"}


@pytest.mark.parametrize("field", ["preferences", "postal_address"])
def test_the_footer_has_what_the_operator_gives(issue, rendered, field):
    made = rendered(issue(1), **{field: "https://scan.example/given"})

    assert "https://scan.example/given" in made.html
    assert "https://scan.example/given" in made.plain


def test_the_page_on_the_web_is_whole_and_for_everybody(issue, templates, links):
    html = render.web_page(issue(150), templates=templates, links=links)

    page = parsed(html)
    assert len(texts(page, "h3")) == 150
    assert len(page.find_class("story")) == 150
    assert "unsubscribe" not in html.lower()
    assert not page.find_class("preheader")


def test_topics_are_not_called_societies(issue, rendered):
    draft = issue(4, intro=None)
    topics = tuple(replace(section, acronym=None) for section in draft.sections)

    made = rendered(replace(draft, sections=topics))

    assert "4 stories" in made.html
    assert "societ" not in made.html.split("</h1>")[1].split("navigation")[0]
    assert "4 stories\n" in made.plain


def test_an_operators_template_comes_first(issue, links, templates, tmp_path):
    from jinja2 import ChoiceLoader, FileSystemLoader

    (tmp_path / "digest.subject.txt").write_text("Mine:\n{{ page.title }}\r\nBcc: all")
    environment = render.environment(ChoiceLoader([FileSystemLoader(tmp_path), templates.loader]))

    assert render.render(issue(1), templates=environment, links=links).subject == "Mine: Global Scan Bcc: all"


def test_a_readers_token_cannot_be_carried_away_by_an_article(issue, rendered, article):
    thief = article(
        title="THE-TOKEN",
        html='<p>THE&#45;TOKEN <a href="https://thief.example/?THE-TOKEN">x</a></p>',
        text="https://thief.example/?THE-TOKEN",
        link="https://thief.example/THE-TOKEN",
        also=("THE-TOKEN",),
    )
    draft = issue(1)
    draft = replace(draft, sections=(replace(draft.sections[0], name="THE-TOKEN", articles=(thief,)),))

    made = rendered(draft)

    assert unescape(made.html).count("THE-TOKEN") == 1
    assert made.plain.count("THE-TOKEN") == 1
    assert "TOKEN" not in made.subject


def test_numeric_entities_give_back_every_letter(issue, rendered):
    made = rendered(issue(12))

    assert "一架明代织机重新织出了布" in unescape(made.html)
    assert "一架明代织机重新织出了布" in made.plain
    assert etree.fromstring(made.html, etree.HTMLParser()).find(".//meta").get("charset") == "utf-8"
