"""The caption of a picture is kept as such in an item's markup, and is not of its text or its summary."""

import time

import pytest

from aggregator.model import Text
from aggregator.refine import plain


def html(markup):
    return Text(value=markup, kind="html")


PICTURES = {
    "a figure": "<figure><img src='/a.jpg'><figcaption>{}</figcaption></figure>",
    "a figure of what is not shown": "<figure><iframe src='/v'></iframe><figcaption>{}</figcaption></figure>",
    "an old WordPress": (
        "<div id='a1' class='wp-caption alignleft'><a href='/a'><img src='/a.jpg'></a>"
        "<p class='wp-caption-text'>{}</p></div>"
    ),
    "Blogger": (
        "<table class='tr-caption-container'><tbody><tr><td><a href='/a'><img src='/a.jpg'></a></td></tr>"
        "<tr><td class='tr-caption'>{}</td></tr></tbody></table>"
    ),
}
CAPTION = "The board of the college at work in the old hall, photographed by Ada Lee."
WORDS = "The college has elected its first president. She takes office in May."


@pytest.mark.parametrize("kind", PICTURES)
def test_a_caption_is_kept_as_such_and_is_not_of_the_text(kind, refined):
    picture = PICTURES[kind].format(CAPTION)
    item = refined(content=html(f"{picture}<p>{WORDS}</p>"), summary=html(picture))
    assert item.text == item.summary == WORDS
    assert f"<figcaption>{CAPTION}</figcaption></figure>" in item.html


@pytest.mark.parametrize("kind", PICTURES)
def test_a_caption_alone_is_the_text(kind, refined):
    item = refined(content=html(PICTURES[kind].format(CAPTION)))
    assert item.text == item.summary == CAPTION


@pytest.mark.parametrize(
    "markup",
    [
        "<figure><table><tr><td>1</td></tr></table><figcaption>Members</figcaption></figure>",
        "<figure><blockquote>A vote</blockquote><figcaption>Members</figcaption></figure>",
        "<table class='x'><caption>Members</caption><tr><td class='y'>1</td></tr></table>",
    ],
)
def test_what_stands_below_words_and_tables_is_of_the_text(markup, refined):
    assert "Members" in refined(content=html(f"<p>{WORDS}</p>{markup}")).text


def test_words_in_a_box_beside_its_picture_and_caption_stay_apart(refined):
    box = PICTURES["Blogger"].replace("<tr><td class", "<tr><td>One</td><td>Two</td></tr><tr><td class")
    assert refined(content=html(box.format(CAPTION))).text == "One\n\nTwo"


def test_a_list_in_a_caption_leaves_no_mark():
    picture = "<figure><img src='/a.jpg'><figcaption><ul><li>one</li></ul></figcaption></figure>"
    assert plain.text(f"{picture}<p>Words</p><ul><li>{picture}two</li></ul>") == "Words\n\n- two"


def test_captions_of_a_hostile_source_take_a_moment():
    began = time.perf_counter()
    for figures in (
        "<figure>" + "<figcaption>x</figcaption>" * 20_000,
        "<figure>" * 90 + "<b>1</b>" * 50_000 + "<figcaption>x</figcaption></figure>" * 90,
    ):
        plain.text(figures)
    assert time.perf_counter() - began < 2
