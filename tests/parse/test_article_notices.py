"""Short news come whole, in every script, with their lead, and are not put in place by what is longer."""

import itertools
import time

import pytest

from aggregator import parse
from aggregator.model import ArticleRule, Entry, Text
from aggregator.refine import plain

TITLE = "Office closed over the holidays"
ONE = ["The office is closed from 24 December to 2 January."]
LONG = (
    "The Society was founded in 1921 and has more than four thousand members in all parts of the country. It "
    "publishes a journal and holds an annual meeting."
)
ABOUT = f"<h3>About the Society</h3><p>{LONG}</p>"
CARDS = "".join(
    f"<h3><a href='/{n}'>Another piece of news</a></h3><p>The working group number {n} met in the spring and has"
    " agreed upon a programme for the years to come, with courses for all.</p>"
    for n in range(4)
)
COLUMN = "<div class='content'><h1>{title}</h1><p class='date'>18.12.2018</p>{text}</div>{beside}"
POST = (
    "<article><header><h1>{title}</h1><time>2018-12-18</time></header><div class='entry-content'>{text}</div>"
    "</article>{beside}"
)
MAIN = "<main><h1>{title}</h1><p>18.12.2018</p>{text}</main>{beside}"
TABLE = "<table><tr><td>{title}</td></tr><tr><td>2018-12-18</td></tr><tr><td>{text}</td></tr></table>{beside}"
LAYOUTS = {"a column": COLUMN, "a post": POST, "a main part": MAIN, "a table": TABLE}
BESIDE = {
    "nothing": "",
    "a sidebar": f"<div class='sidebar'>{ABOUT}</div>",
    "an aside of widgets": f"<aside class='widget-area'><div class='sidebar'>{ABOUT}</div></aside>",
    "a footer": f"<footer>{ABOUT}</footer>",
    "a word on cookies": f"<div class='cookie-notice'>{ABOUT}</div>",
    "a word on cookies by another name": f"<div id='CybotCookiebotDialog'>{ABOUT}</div>",
    "teasers": f"<section class='related'><h2>Related</h2>{CARDS}</section>",
}
NOTICES = {
    "English": [
        "All are welcome on Friday.",
        "The general assembly takes place in hall three, and all bring a card.",
        (
            "The general assembly takes place on Friday at noon in hall three of the congress centre, and all "
            "members are kindly asked to bring their card with them."
        ),
    ],
    "Chinese": [
        "欢迎参加。",
        "会议定于九月十七日在北京召开，请准时参加。",
        "近日，由我院放射科承办的国家级继续医学教育项目影像新技术学习班在学术报告厅成功举办，来自全国二十多个省市的代表参加了会议。",
    ],
    "Japanese": [
        "平素より学会活動にご協力いただき、誠にありがとうございます。",
        "事務局は十二月二十八日（土）から一月五日（日）まで休業いたします。",
        "よろしくお願い申し上げます。",
    ],
    "Korean": [
        "안녕하십니까. 대한영상의학회입니다.",
        "학회 사무국은 12월 28일부터 1월 5일까지 휴무합니다.",
        "감사합니다.",
    ],
}
BODY = [
    "The guideline was written by nine societies and says for the first time who is to be examined, and how often.",
    "“The data of the last ten years leave no other conclusion,” says Anne Miller, who has led the working group.",
    "It can be had from the pages of the association without charge; a version for patients follows in spring.",
]
LEAD = "A new guideline on early detection has been published by the Society together with eight other societies."
LEADS = {
    "a paragraph": "<p class='lead'>{lead}</p><div class='text'>{text}</div>",
    "bare words": "{lead}{text}",
    "a block of its own": "<div class='description'>{lead}</div><div>{text}</div>",
    "a teaser": "<div class='teaser-text'><p>{lead}</p></div><div class='news-text-wrap'>{text}</div>",
    "an excerpt": "<div class='excerpt'><p>{lead}</p></div><div class='entry-content'>{text}</div>",
    "a heading": "<h2>{lead}</h2><div class='text'>{text}</div>",
    "above a picture": "<p class='lead'>{lead}</p><img src='/a.jpg'><div class='text'>{text}</div>",
    "above the byline": "<p>{lead}</p><div class='byline'>By Anne Smith</div><div class='text'>{text}</div>",
}
WIDGET = (
    "<div class='elementor-element elementor-element-3f{n} elementor-widget elementor-widget-text-editor'>"
    "<div class='elementor-widget-container'><p>{words}</p></div></div>"
)
NAMED = [
    "so-panel widget widget_sow-editor",
    "newsletter-item",
    "news-teaser",
    "print-content",
    "article-rating",
    "tag-content",
]


def lines(inside):
    page = (
        f"<html><head><meta charset='utf-8'><title>{TITLE} - The Society</title></head><body>"
        "<ul class='menu'><li><a href='/'>Home</a></li><li><a href='/about'>About us</a></li></ul>"
        f"{inside}<footer><p>© 2018 The Society. All rights reserved.</p></footer></body></html>"
    )
    entry = parse.article(
        Entry(raw_hash="", base="https://society.example/", title=Text(value=TITLE)),
        page.encode(),
        url="https://society.example/1",
        content_type="text/html",
        rule=ArticleRule(),
    )
    said = plain.text(entry.content.value) if entry.content else ""
    return [line for line in said.splitlines() if line.strip()]


def paragraphs(texts):
    return "".join(f"<p>{one}</p>" for one in texts)


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_one_sentence_is_the_text_whatever_stands_beside_it(layout, beside):
    page = LAYOUTS[layout].format(title=TITLE, text=paragraphs(ONE), beside=BESIDE[beside])
    assert lines(page) == ONE


@pytest.mark.parametrize("written", [paragraphs, "<br>".join], ids=["paragraphs", "breaks"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("script", NOTICES)
def test_sentences_of_every_length_and_script_stay_in_every_order(script, layout, written):
    for texts in itertools.permutations(NOTICES[script]):
        page = LAYOUTS[layout].format(title=TITLE, text=written(texts), beside=BESIDE["a sidebar"])
        assert lines(page) == list(texts)


def test_a_text_above_the_headline_is_not_the_articles():
    welcome = (
        "Welcome to the site of the Society, which brings together all who care for imaging in our country."
    )
    page = f"<table><tr><td><p>{welcome}</p></td><td><h2>{TITLE}</h2>{paragraphs(ONE)}</td></tr></table>"
    assert lines(page) == ONE


@pytest.mark.parametrize("kind", LEADS)
def test_a_lead_is_of_the_text(kind):
    told = LEADS[kind].format(lead=LEAD, text=paragraphs(BODY))
    assert lines(f"<div class='article'><h1>{TITLE}</h1><p>18.12.2018</p>{told}</div>") == [LEAD, *BODY]


@pytest.mark.parametrize(
    "above",
    [
        "<div class='author-box'><p>Anne Smith is a professor of radiology in Leeds and has been on the board.</p></div>",
        "<figure><img src='/a.jpg'><figcaption>The old observatory above the town, seen from the east.</figcaption></figure>",
        f"<p>{BODY[-1]}</p>",
    ],
    ids=["the author", "a caption", "what is said again"],
)
def test_what_else_stands_above_a_text_is_no_lead(above):
    found = lines(
        f"<div class='article'><h1>{TITLE}</h1>{above}<div class='text'>{paragraphs(BODY)}</div></div>"
    )
    assert [line for line in found if line not in BODY] == []
    assert found.count(BODY[-1]) == 1


def test_definitions_are_of_the_text():
    told = "".join(f"<dt>Point {n}</dt><dd>{words}</dd>" for n, words in enumerate(BODY))
    page = f"<div class='c'><h1>{TITLE}</h1>{paragraphs(BODY)}<dl>{told.replace('the', 'our')}</dl><p>{LEAD}</p></div>"
    found = "\n".join(lines(page))
    assert all(words.replace("the", "our") in found for words in BODY)


@pytest.mark.parametrize("name", NAMED)
def test_blocks_called_as_asides_are_the_text_where_it_begins_with_one(name):
    blocks = "".join(f"<div class='{name}'><p>{words}</p></div>" for words in (LEAD, *BODY))
    assert lines(f"<div class='c'><h1>{TITLE}</h1>{blocks}</div>") == [LEAD, *BODY]


def test_parts_of_page_builders_are_the_text_and_those_of_the_footer_are_not():
    parts = "".join(WIDGET.format(n=n, words=words) for n, words in enumerate((LEAD, *BODY)))
    footer = f"<footer class='elementor-location-footer'>{WIDGET.format(n=9, words=LONG)}</footer>"
    assert lines(f"<div class='elementor'><h1>{TITLE}</h1>{parts}</div>{footer}") == [LEAD, *BODY]


PASTED = {
    "Outlook": "<p>{0}</p><div><span>{1}</span></div><div><br></div><div>{2}</div><div>{3}</div>",
    "Word": "<p>{0}</p><p>{1}</p><div>{2}</div><div><span>{3}</span></div>",
    "SharePoint": "<p>{0}</p><div><div>{1}</div></div><div><p>{2}</p></div><div>{3}</div>",
    "with a heading": "<p>{0}</p><div>{1}</div><div><b>What comes next</b></div><div>{2}</div><div>{3}</div>",
}


@pytest.mark.parametrize("holder", ["class='news-detail'", "class='rte'", "id='contentBox'", ""])
@pytest.mark.parametrize("system", PASTED)
def test_a_pasted_text_of_paragraphs_and_blocks_is_whole(system, holder):
    first = f"{LEAD} {LONG} {ONE[0]}"
    text = PASTED[system].format(first, *BODY)
    page = f"<div class='wrap'><h1>{TITLE}</h1><p>18.12.2018</p><div {holder}>{text}</div></div>"
    heading = ["What comes next"] if system == "with a heading" else []
    assert lines(page) == [first, BODY[0], *heading, *BODY[1:]]


def test_names_without_end_are_read_in_time():
    began = time.monotonic()
    named = "".join(f"<div class='{name * 50_000}!'>x</div>" for name in ("cookie-", "sidebar-", "--"))
    assert lines(f"<h1>{TITLE}</h1>{paragraphs(ONE)}{named}")[:1] == ONE
    assert time.monotonic() - began < 20
