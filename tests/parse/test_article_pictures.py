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


def test_pictures_of_other_articles_are_none_of_its():
    teasers = "<div class='list'>{}</div>".format(
        "".join(
            f"<div><a href='/n{n}'><img src='/t{n}.jpg'>Another piece of news</a></div>" for n in range(5)
        )
    )
    found = content("".join(f"<p>{one}</p>" for one in TEXT) + teasers)
    assert found.find("img") is None
