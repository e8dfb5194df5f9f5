"""What stands beside an article is not of it, however short the article: banners, comments, sidebars."""

import pytest

from aggregator import parse
from aggregator.model import ArticleRule, Entry, Stamp, Text
from aggregator.refine import plain

TITLE = "Keller elected president"
SHORT = [
    "The council has elected Professor Keller as president for 2026 to 2028.",
    "She takes office in June.",
]
LONGER = (
    "We use these and similar technologies to enable services and functionality on our site and to understand your "
    "interaction with our service, and you agree to our use of them for marketing and analytics by going on. "
)
BESIDE = {
    "a banner": "<div id='cookie-law'><p>{}</p></div>",
    "a banner by another name": "<div class='cmplz-cookiebanner gdpr-box'><div>{}</div></div>",
    "a dialog": "<div role='dialog' aria-modal='true'><h2>Cookies</h2><p>{}</p></div>",
    "a login that opens over the page": "<div class='modal fade' id='loginModal'><h4>Login</h4><p>{}</p></div>",
    "a banner in its own root": "<div id='usercentrics-root'><p>{}</p></div>",
    "a notice on privacy": "<div class='privacyNotice'><p>{}</p></div>",
    "a banner that nothing but its button tells": "<div><p>This site uses cookies. {}</p><a>Accept all</a></div>",
    "a comment that only its property tells": "<div><div itemprop='comment'><p>{}</p></div></div>",
    "comments": "<section id='comments'><h3>1 comment</h3><ol><li><p>{}</p></li></ol></section>",
    "a sidebar": "<aside><h3>Other news</h3><p>{}</p></aside>",
    "what no name tells, outside of the main part": "<div class='col-right'><h3>Other</h3><p>{}</p></div>",
}


def article(inside, *, beside="", head="", listed=(), url="https://society.example/news/keller"):
    page = (
        f"<html lang='en'><head><meta charset='utf-8'><title>{TITLE} - Society</title>{head}</head><body>"
        "<header><nav><ul><li><a href='/'>Home</a></li></ul></nav></header>"
        f"<main><h1>{TITLE}</h1>{inside}</main>{beside}<footer><p>© 2026 Society</p></footer></body></html>"
    )
    return read(page, listed=listed, url=url)


def read(page, *, listed=(), url="https://society.example/news/keller"):
    stamps = tuple(Stamp(text=one, evidence="list page") for one in listed)
    return parse.article(
        Entry(raw_hash="", base=url, title=Text(value=TITLE), dates=stamps),
        page.encode(),
        url=url,
        content_type="text/html",
        rule=ArticleRule(),
    )


def paragraphs(*texts):
    return "".join(f"<p>{one}</p>" for one in texts)


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("kind", BESIDE)
def test_the_text_is_the_articles_and_not_what_is_longer_beside_it(kind, times):
    entry = article(
        f"<div class='text'>{paragraphs(*SHORT)}</div>", beside=BESIDE[kind].format(LONGER * times)
    )
    assert plain.text(entry.content.value).split("\n\n") == SHORT


@pytest.mark.parametrize(
    "kind",
    [
        "a dialog",
        "a login that opens over the page",
        "a banner in its own root",
        "a banner that nothing but its button tells",
        "a comment that only its property tells",
    ],
)
def test_what_opens_over_a_page_is_not_its_text_where_no_part_is_called_the_main_one(kind):
    text = f"<h1>{TITLE}</h1><p>14 March 2024</p>{paragraphs(*SHORT)}"
    page = f"<html><body><div class='content'>{text}</div>{BESIDE[kind].format(LONGER * 2)}</body></html>"
    assert plain.text(read(page).content.value).split("\n\n") == SHORT


@pytest.mark.parametrize(
    "shown", ["<img src='/poster.jpg' alt='Poster'>", "<video src='/a.mp4'></video>", ""]
)
def test_a_page_without_a_text_does_not_take_its_footer_for_one(shown):
    text = f"<h1>{TITLE}</h1><p>14 March 2024</p><p>{shown}</p>"
    about = f"<footer><h4>About</h4><p>{LONGER}</p></footer>"
    content = read(f"<html><body><div class='content'>{text}</div>{about}</body></html>").content
    assert LONGER[:40] not in (content.value if content else "")


LEAD = "Four things that the committee decided in spring, and what they will mean for members."
CAPTION = "The committee at work in Lyon, on a morning in early spring."
TEXT = [
    "Honor Tressilian, who has died at the age of 92, was the first woman to hold a chair of radiology in Scotland.",
    "She was born in Penzance, the third daughter of a harbour pilot, and went up to Edinburgh with a scholarship.",
    "Her method of slow injection, published in 1963, halved the number of complications and is still taught.",
]
WRAPPED = {
    "Elementor": (
        "<div class='elementor-widget elementor-widget-text-editor'><div class='elementor-widget-container'>{}</div>"
        "</div>"
    ),
    "SiteOrigin": "<div class='so-panel widget widget_sow-editor panel-first-child'><div class='textwidget'>{}</div></div>",
    "Kentico": "<div class='ktc-widget'><div class='rich-text-widget'>{}</div></div>",
    "HubSpot": "<div class='dnd-module widget-span widget-type-cell'><div class='hs_cos_wrapper_widget'>{}</div></div>",
    "a newspaper's paywall": "<div class='subscriber-only'>{}</div>",
    "what can be printed": "<div class='print'>{}</div>",
    "what can be shared": "<div class='share'>{}</div>",
}
FIRST = {
    "nothing": "",
    "a lead": f"<p class='lead'>{LEAD}</p>",
    "a captioned picture": (
        f"<div class='widget widget-image'><figure><img src='/1.jpg'><figcaption>{CAPTION}</figcaption></figure></div>"
    ),
}
AROUND_ALL = ["sidebar_right", "right-sidebar", "layout--sidebar", "modal", "widget-area", "sidebar-first"]


def texts(page):
    return plain.text(read(page).content.value).split("\n\n")


@pytest.mark.parametrize("first", FIRST)
@pytest.mark.parametrize("system", WRAPPED)
def test_a_text_of_blocks_that_are_called_asides_is_kept_whatever_comes_first(system, first):
    blocks = "".join(WRAPPED[system].format(f"<p>{one}</p>") for one in TEXT)
    content = article(FIRST[first] + blocks).content
    assert [one for one in plain.text(content.value).split("\n\n") if one in TEXT] == TEXT


def test_the_headings_of_a_text_of_blocks_are_kept_though_they_are_called_otherwise():
    block = "<div class='elementor-widget elementor-widget-{}'>{}</div>"
    said = [
        ("text-editor", f"<p>{TEXT[0]}</p>"),
        ("heading", "<h2>Her youth</h2>"),
        ("text-editor", f"<p>{TEXT[1]}</p>"),
    ]
    share = block.format(
        "share-buttons", "<p>Tell your friends about us on all the networks that you know.</p>"
    )
    content = article("".join(block.format(*one) for one in said) + share).content
    assert plain.text(content.value).split("\n\n") == [TEXT[0], "Her youth", TEXT[1]]


def test_a_text_of_widgets_is_kept_beside_many_teasers_of_which_more_is_said():
    card = "<a class='card' href='/{0}'><img src='/{0}.jpg'><h3>Other news of the society, number {0}</h3><p>{1}</p></a>"
    cards = "".join(card.format(at, LONGER[at:]) for at in range(6))
    blocks = "".join(WRAPPED["Elementor"].format(f"<p>{one}</p>") for one in TEXT)
    page = (
        f"<html><body><h1>{TITLE}</h1>{FIRST['a lead']}{blocks}<div class='grid'>{cards}</div></body></html>"
    )
    assert texts(page) == [LEAD, *TEXT]


@pytest.mark.parametrize("outside", ["", f"<div class='join'><p>{LEAD}</p></div>"])
@pytest.mark.parametrize("heading", [f"<h1>{TITLE}</h1>{{}}", f"{{}}<h2>{TITLE}</h2>"])
@pytest.mark.parametrize("name", AROUND_ALL)
def test_a_text_is_kept_in_what_is_called_a_sidebar_around_all_of_it(name, heading, outside):
    above, inside = heading.split("{}")
    page = f"<html><body>{above}<div class='{name}'>{inside}{paragraphs(*TEXT)}</div>{outside}</body></html>"
    assert [one for one in texts(page) if one in TEXT] == TEXT


@pytest.mark.parametrize("around", ["<form id='form1'>{}</form>", "</main><div>{}</div>"])
def test_a_text_is_kept_in_a_form_and_below_a_main_part_that_holds_but_its_picture(around):
    picture = FIRST["a captioned picture"]
    page = f"<html><body><main><h1>{TITLE}</h1>{picture}{around.format(paragraphs(*TEXT))}</body></html>"
    assert [one for one in texts(page) if one in TEXT] == TEXT


@pytest.mark.parametrize(
    "text", ["<noscript>{}</noscript><div id='app'></div>", "<div>{}</div>"], ids=["no scripts", "headings"]
)
def test_what_trafilatura_finds_is_the_text_where_no_line_of_the_page_is_left(text):
    tag = "p" if "noscript" in text else "h4"
    said = "".join(f"<{tag}>{one}</{tag}>" for one in TEXT)
    page = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{text.format(said)}</body></html>"
    assert texts(page) == TEXT


@pytest.mark.parametrize(
    "name", ["sidebar", "widget", "share-box", "modal", "subscribe", "comments", "related"]
)
def test_boxes_beside_a_text_of_one_sentence_are_not_its_text(name):
    boxes = "".join(f"<div class='{name}'><h3>About us</h3><p>{one}</p></div>" for one in (*TEXT, LEAD))
    page = (
        f"<html><body><div class='row'><div class='col'><h1>{TITLE}</h1><p>14 March 2024</p><p>{SHORT[0]}</p></div>"
        f"{boxes}</div></body></html>"
    )
    assert texts(page) == SHORT[:1]


EVENTS = "<div class='box'><h4>Upcoming events</h4><ul><li><a href='/e'>School in Leuven</a> 12 May 2025</li></ul></div>"
ABOUT = f"<div class='box'><h4>About the society</h4><p>{LONGER}</p></div>"


@pytest.mark.parametrize("column", [EVENTS, ABOUT, EVENTS + ABOUT], ids=["events", "about", "both"])
@pytest.mark.parametrize("times", [1, 3, 6], ids=["short", "longer", "long"])
def test_boxes_of_a_column_without_a_telling_name_are_not_of_a_text_of_one_paragraph(column, times):
    text = " ".join(SHORT * times)
    left = f"<div class='left'><h1>{TITLE}</h1><div>3 March 2025</div><div class='content'><p>{text}</p></div></div>"
    found = read(f"<html><body><div class='main'>{left}<div class='right'>{column}</div></div></body></html>")
    assert plain.text(found.content.value) == text


def test_parts_below_a_paragraph_that_is_called_the_text_are_kept_with_their_headings():
    said = [SHORT[0], "Friday", f"On the first day: {LONGER.strip()}", "Saturday", f"Then: {LONGER.strip()}"]
    parts = "<section><h2>{}</h2><p>{}</p></section><section><h2>{}</h2><p>{}</p></section>".format(*said[1:])
    page = f"<div class='main'><h1>{TITLE}</h1><div class='content'><p>{said[0]}</p></div>{parts}</div>"
    assert plain.text(read(f"<html><body>{page}</body></html>").content.value).split("\n\n") == said
