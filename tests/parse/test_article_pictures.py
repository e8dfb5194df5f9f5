"""An article's pictures stand where they are on its page, each with its caption and not with the headline."""

import pytest
from bs4 import BeautifulSoup

from aggregator import parse
from aggregator.model import ArticleRule, Entry, Text

TITLE = "Annual meeting of the observatories"
TEXT = [
    "The society has opened a reading room in the old observatory, where members may consult the plates in the "
    "evening, and has announced that the new guideline has been approved after a long consultation of members. "
    f"It holds {number} thousand glass negatives, which two volunteers have catalogued over eleven long winters."
    for number in ("two", "three", "four", "five")
]
CAPTIONS = [f"Participants of session {number} of the meeting in Vienna" for number in range(5)]
LONG = [f"{one}, with their hosts, their guests and the whole staff of the observatory" for one in CAPTIONS]
TITLED = {
    "a table": "<table><tr><td><img src='{n}.jpg'></td></tr><tr><td>{t}</td></tr><tr><td>{c}</td></tr></table>",
    "a figure": "<figure><img src='{n}.jpg'><figcaption>{t}</figcaption><figcaption>{c}</figcaption></figure>",
    "a slide": "<div class='slide'><img src='{n}.jpg'><div>{t}</div><div>{c}</div></div>",
    "centred lines": "<center>{t}</center><center><img src='{n}.jpg'></center><center>{c}</center>",
}
PLAIN = {
    "figures": "<figure><img src='{n}.jpg'><figcaption>{c}</figcaption></figure>",
    "a gallery": (
        "<div class='gallery-item'><a href='/{n}.jpg'><img src='{n}.jpg'></a><div class='gallery-caption'>{c}</div></div>"
    ),
    "centred paragraphs": "<p align='center'><img src='{n}.jpg'></p><p align='center'>{c}</p>",
    "plain paragraphs": "<p><img src='{n}.jpg'></p><p>{c}</p>",
    "small letters": "<p><img src='{n}.jpg'></p><p><em><small>{c}</small></em></p>",
}


def content(body):
    page = (
        f"<html><head><title>{TITLE}</title></head><body><div><a href='/'>Home</a></div><div class='article'>"
        f"<h1>{TITLE}</h1><p>Updated: 2017-12-18</p><div id='text'>{body}</div></div>"
        "<div>Copyright © The Society. All rights reserved.</div></body></html>"
    )
    entry = parse.article(
        Entry(raw_hash="", base="https://society.example/", title=Text(value=TITLE)),
        page.encode(),
        url="https://society.example/1",
        content_type="text/html; charset=utf-8",
        rule=ArticleRule(),
    )
    return BeautifulSoup(entry.content.value, "lxml")


def pictures(markup, captions):
    return "".join(markup.format(n=number, t=TITLE, c=caption) for number, caption in enumerate(captions))


@pytest.mark.parametrize("captions", [CAPTIONS, LONG], ids=["short", "long"])
@pytest.mark.parametrize("place", ["after", "before"])
@pytest.mark.parametrize("markup", [*TITLED.values(), *PLAIN.values()], ids=[*TITLED, *PLAIN])
def test_all_have_their_captions_and_the_text_stays_whole(markup, place, captions):
    text, shown = "".join(f"<p>{one}</p>" for one in TEXT), pictures(markup, captions)
    found = content(text + shown if place == "after" else shown + text)
    assert [one["src"] for one in found.find_all("img")] == [f"{number}.jpg" for number in range(5)]
    assert [one.get_text() for one in found.find_all("figcaption")] == captions
    assert [one.get_text() for one in found.find_all("p")] == TEXT


SENTENCES = {
    "one": "The society has opened a reading room in the old observatory.",
    "several": "Members may consult the plates there. Two volunteers have catalogued them over eleven winters.",
    "one that ends with a quote": "The director said on the day of the opening: “We have waited for this long enough.”",
    "one in German": "Die Gesellschaft hat in der alten Sternwarte einen Lesesaal eröffnet: „Endlich!“",
    "one in Japanese": "学会は旧天文台に閲覧室を開設し、会員は夜間に乾板を閲覧することができるようになりました。",
    "a long one without a full stop": f"{LONG[0]}, as the reading room opens its doors to all of their friends",
}
LED = {
    "a picture at its side": "<p><img class='alignleft' src='0.jpg' width='300'>{}</p>",
    "a picture with a link": "<p><a href='/0.jpg'><img src='0.jpg'></a> {}</p>",
    "a picture and a break": "<p><img src='0.jpg'><br>{}</p>",
    "a picture in its cell": "<table><tr><td><img src='0.jpg' align='left'>{}</td></tr></table>",
}


@pytest.mark.parametrize("place", ["first", "among the others"])
@pytest.mark.parametrize("sentences", SENTENCES.values(), ids=SENTENCES)
@pytest.mark.parametrize("markup", LED.values(), ids=LED)
def test_a_paragraph_that_begins_with_a_picture_is_text(markup, sentences, place):
    brief = [f"Paragraph {number} of the text says a few words only, as news do." for number in range(3)]
    above = 0 if place == "first" else 2
    text = [*brief[:above], sentences, *brief[above:]]
    found = content("".join(markup.format(one) if one == sentences else f"<p>{one}</p>" for one in text))
    assert found.find("figcaption") is None
    assert [one.get_text() for one in found.find_all("p")] == text
    assert found.find("img")["src"] == "0.jpg"


@pytest.mark.parametrize("markup", LED.values(), ids=LED)
def test_a_few_words_without_a_full_stop_in_a_pictures_own_paragraph_are_its_caption(markup):
    found = content("".join(f"<p>{one}</p>" for one in TEXT) + markup.format(CAPTIONS[0]))
    assert [one.get_text() for one in found.find_all("figcaption")] == CAPTIONS[:1]
    assert [one.get_text() for one in found.find_all("p")] == TEXT


@pytest.mark.parametrize(
    ("markup", "is_caption"),
    [
        ("<div class='block-image'><img src='0.jpg'><p>{}</p></div>", True),
        ("<p align='center'><img src='0.jpg'><br>{}</p>", True),
        ("<figure><img src='0.jpg'>{}</figure>", True),
        ("<p><img src='0.jpg'></p><p>{}</p>", False),
    ],
    ids=["alone with it", "centred below it", "in a figure", "a paragraph of its own"],
)
def test_a_sentence_below_a_picture_is_its_caption_where_the_page_gives_a_sign(markup, is_caption):
    sentence = "The committee is at work in Lyon in early spring."
    found = content(f"<p>{TEXT[0]}</p>{markup.format(sentence)}<p>{TEXT[1]}</p>")
    assert bool(found.find("figcaption")) is is_caption
    assert sentence in found.get_text()


def test_a_line_that_says_who_stands_where_on_a_picture_is_its_caption():
    said = "From left: Ada Lee, Ben Cole and Eve Hart."
    found = content(f"<p>{TEXT[0]}</p><p><img src='0.jpg'></p><p>{said}</p><p>{TEXT[1]}</p>")
    assert found.find("figcaption").get_text() == said


def test_pictures_of_other_articles_are_none_of_its():
    teasers = "<div class='list'>{}</div>".format(
        "".join(
            f"<div><a href='/n{n}'><img src='/t{n}.jpg'>Another piece of news</a></div>" for n in range(5)
        )
    )
    found = content("".join(f"<p>{one}</p>" for one in TEXT) + teasers)
    assert found.find("img") is None
