"""What leads to other articles is not of a text, in its middle or at its end, by whatever shape it is told."""

import pytest

from aggregator import parse
from aggregator.model import ArticleRule, Entry
from aggregator.refine import plain

TITLE = "River town votes to keep its last ferry"
TEXT = [
    "The town council voted 5 to 4 late Tuesday to keep running the last cable ferry on the lower Tolliver River.",
    "More than 200 people filled the high school gymnasium for the hearing, which began at 7 p.m. and ended at 1 a.m.",
    "The ferry will stop for maintenance in November, and the council will look at the question again in two years.",
]
OTHERS = [
    (
        "Annual report shows record membership",
        "Membership grew by four per cent, mostly in small hospitals of the north.",
    ),
    (
        "Nominations open for the board",
        "Members may put forward candidates for five seats until the end of the month.",
    ),
    (
        "Webinar: reading chest films at night",
        "Two hundred people took part in the session, which is now open to members.",
    ),
]
LINKS = "".join(f"<li><a href='/{at}'>{title}</a></li>" for at, (title, _) in enumerate(OTHERS))
SHORT = "".join(f"<p><a href='/{at}'>{title}</a></p>" for at, (title, _) in enumerate(OTHERS))
INLINE = {
    "paragraphs that are links": f"<h4>Related articles</h4>{SHORT}",
    "links below a line": f"<p><strong>Read also</strong></p>{SHORT}",
    "a list below the box of its heading": f"<div><h4>Most read</h4></div><ul>{LINKS}</ul>",
    "a list below a line": f"<p><strong>Related stories</strong></p><ul>{LINKS}</ul>",
    "a list below a heading": f"<h3>Related content</h3><ul>{LINKS}</ul>",
    "a list with days": (
        "<div><h4>Latest news</h4><ul><li>12 March 2024 <a href='/1'>Annual report shows record membership</a></li>"
        "<li><span>11.03.2024</span> <a href='/2'>Nominations open for the board</a></li>"
        "<li><a href='/3'>Webinar: reading chest films</a><br>10 March 2024</li></ul></div>"
    ),
    "a list in a box": f"<div class='b'><h4>Most read</h4><ul>{LINKS}</ul></div>",
}
CARDS = (
    "<div class='c'><a href='/{0}'><img src='/{0}.jpg'></a><h5><a href='/{0}'>{1}</a></h5><p>{2}</p></div>"
)
LINKED = "<a href='/{0}'><div>{1}</div><p>{2} {2}</p></a>"
TEASERS = {
    "headings with pictures": "<article><a href='/{0}'><img src='/{0}.jpg'></a><h3><a href='/{0}'>{1}</a></h3><p>{2}</p></article>",
    "cards that are links": "<a class='card' href='/{0}'><img src='/{0}.jpg'><h3>{1}</h3><p>{2}</p></a>",
}
BELOW_HEADINGS = {
    "headings": "<div><h3><a href='/{0}'>{1}</a></h3><p>{2}</p></div>",
    "links": "<div><a href='/{0}'>{1}</a><p>{2}</p></div>",
}
ENDINGS = ["You might also like", "More news", "Latest news", "Related articles"]


def texts(inside):
    page = (
        f"<html lang='en'><head><title>{TITLE}</title></head><body><nav><a href='/'>Home</a></nav>"
        f"<main><h1>{TITLE}</h1><p>14 March 2024</p>{inside}</main></body></html>"
    )
    return plain.text(read(page).content.value).split("\n\n")


def read(page):
    entry = Entry(raw_hash="", base="https://town.example/a")
    return parse.article(entry, page.encode(), url=entry.base, content_type="text/html", rule=ArticleRule())


def paragraphs(told):
    return "".join(f"<p>{one}</p>" for one in told)


def row(shape):
    return "".join(shape.format(at, *one) for at, one in enumerate(OTHERS))


@pytest.mark.parametrize("kind", INLINE)
@pytest.mark.parametrize("above", [1, 2])
def test_a_text_goes_on_below_a_list_of_other_articles_in_its_middle(kind, above):
    assert texts(paragraphs(TEXT[:above]) + INLINE[kind] + paragraphs(TEXT[above:])) == TEXT


def test_teasers_of_sentences_below_a_text_in_its_own_box_are_not_of_it():
    teasers = "".join(
        f"<h4><a href='/{at}'>{one}</a></h4><p>{said}</p>" for at, (one, said) in enumerate(OTHERS)
    )
    own = paragraphs([*TEXT, *(f"{one} {one}" for one in TEXT)])
    assert len(texts(f"{own}<h3>Related news</h3>{teasers}")) == 2 * len(TEXT)


@pytest.mark.parametrize("box", ["{}", "<div class='g'>{}</div>", "<div><div class='g'>{}</div></div>"])
@pytest.mark.parametrize("kind", [*BELOW_HEADINGS.values(), CARDS, LINKED])
def test_a_text_goes_on_below_a_row_of_teasers_in_its_middle(kind, box):
    inside = f"<h4>Related articles</h4>{box.format(row(kind))}"
    assert texts(paragraphs(TEXT[:2]) + inside + paragraphs(TEXT[2:])) == TEXT


@pytest.mark.parametrize("heading", ENDINGS)
@pytest.mark.parametrize("kind", BELOW_HEADINGS)
def test_a_row_of_teasers_below_its_heading_is_not_of_a_text_however_short(kind, heading):
    inside = f"{paragraphs(TEXT[:2])}<section><h2>{heading}</h2>{row(BELOW_HEADINGS[kind])}</section>"
    assert texts(inside) == TEXT[:2]


@pytest.mark.parametrize("kind", TEASERS)
def test_a_row_of_teasers_with_pictures_is_not_of_a_text_without_a_heading_of_its_own(kind):
    assert texts(f"{paragraphs(TEXT[:2])}<div class='grid'>{row(TEASERS[kind])}</div>") == TEXT[:2]


def test_a_review_of_the_press_keeps_its_headings_with_links_and_what_is_said_below_each():
    said = "".join(
        f"<h3><a href='/{at}'>{title}</a></h3><p>{text}</p>" for at, (title, text) in enumerate(OTHERS)
    )
    assert texts(paragraphs(TEXT[:1]) + said) == [TEXT[0], *(one for pair in OTHERS for one in pair)]


def test_the_parts_of_a_text_that_links_open_keep_their_headings():
    part = "<a href='#part-{0}'><div><h4>{1}</h4></div></a><div id='part-{0}'><p>{2}</p></div>"
    assert texts(paragraphs(TEXT) + row(part)) == [*TEXT, *(one for pair in OTHERS for one in pair)]


def test_a_section_of_a_text_is_not_cut_off_for_a_heading_that_may_lead_to_others():
    inside = f"{paragraphs(TEXT[:2])}<h2>Recommended dose</h2>{paragraphs(TEXT[2:])}"
    assert texts(inside) == [*TEXT[:2], "Recommended dose", TEXT[2]]


PARTS = {
    "portraits": "<div><a href='/p/{0}'><img src='/{0}.jpg'></a><h3><a href='/p/{0}'>{1}</a></h3><p>{2} {2}</p></div>",
    "books of another site": "<div><a href='https://shop.example/{0}'><img src='/{0}.jpg'></a>"
    "<h3><a href='https://shop.example/{0}'>{1}</a></h3><p>{2} {2}</p></div>",
    "pictures that open by themselves": "<div><a href='/{0}-large.jpg'><img src='/{0}.jpg'></a>"
    "<h3><a href='/p/{0}'>{1}</a></h3><p>{2} {2}</p></div>",
    "links round all that is said": "<a href='/p/{0}'><h3>{1}</h3><p>{2} {2}</p></a>",
    "linked headings above their texts": "<a href='/p/{0}'><h3>{1}</h3></a><p>{2} {2}</p>",
    "questions that a script opens": "<a href='javascript:void(0)'><h3>{1}</h3></a><p>{2} {2}</p>",
    "parts of the page by its whole address": "<a href='/a#part-{0}'><h3>{1}</h3></a><div><p>{2} {2}</p></div>",
    "documents": "<a href='/{0}.pdf'><div>{1}</div><p>{2} {2}</p></a>",
}


@pytest.mark.parametrize(
    "heading", ["Latest from the groups", "More from our groups", "Latest news", "More news"]
)
@pytest.mark.parametrize("said", [["met twice.", "held four courses"], ["(Vienna)", "(Rome)"], TEXT[:2]])
def test_paragraphs_that_begin_with_a_link_are_a_texts_own_below_whatever_heading(heading, said):
    own = [f"Group {at} {one}" for at, one in enumerate(said)]
    linked = "".join(f"<p><a href='/g/{at}'>Group {at}</a> {one}</p>" for at, one in enumerate(said))
    after = "<h2>What comes next</h2><p>The groups will meet again in June.</p>"
    inside = f"{paragraphs(TEXT)}<h2>{heading}</h2>{linked}{after}"
    assert texts(inside) == [*TEXT, heading, *own, "What comes next", "The groups will meet again in June."]


@pytest.mark.parametrize("address", ["https://doi.example/10.1/{0}", "/files/{0}.pdf"])
def test_a_list_of_documents_or_of_works_on_other_sites_is_of_a_text_below_whatever_heading(address):
    listed = "".join(
        f"<p><a href='{address.format(at)}'>{title}</a></p>" for at, (title, _) in enumerate(OTHERS)
    )
    inside = f"{paragraphs(TEXT[:1])}<h3>Recommended reading</h3>{listed}{paragraphs(TEXT[1:])}"
    assert texts(inside) == [TEXT[0], "Recommended reading", *(title for title, _ in OTHERS), *TEXT[1:]]


OWN = {
    "portraits": "<div><a href='/p/{0}'><img src='/{0}.jpg'></a><h3><a href='/p/{0}'>{1}</a></h3><p>{2}</p></div>",
    "portraits that are links": "<a href='/p/{0}'><img src='/{0}.jpg'><h3>{1}</h3><p>{2}</p></a>",
    "documents": "<a href='/p/{0}'><h3>{1}</h3><p>{2}</p></a>",
}
PLACES = {
    "below a heading of their own": "<h2>Speakers</h2><div>{}</div>",
    "before the text goes on": "<div>{}</div><p>The next assembly will take place in Lisbon.</p>",
    "below a line that leads to them": "<p>The new members of the board are:</p><div>{}</div>",
    "among the paragraphs": "{}",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", OWN)
def test_cards_that_may_be_of_an_article_are_kept_however_little_they_say(kind, place):
    said = texts(paragraphs(TEXT) + PLACES[place].format(row(OWN[kind])))
    assert [one for one in said if one in {text for pair in OTHERS for text in pair}] == [
        text for pair in OTHERS for text in pair
    ]


def test_dates_on_cards_are_those_of_what_they_lead_to_though_the_cards_are_of_the_article():
    card = "<div><a href='/p/{0}'><img src='/{0}.jpg'></a><h3><a href='/p/{0}'>{1}</a></h3><p>1{0} May 2024</p></div>"
    page = (
        f"<html><body><h1>{TITLE}</h1>{paragraphs(TEXT)}<h2>Courses</h2><div>{row(card)}</div></body></html>"
    )
    assert read(page).dates == ()


def test_a_box_that_begins_as_a_heading_of_other_articles_keeps_what_else_it_says():
    inside = f"{paragraphs(TEXT[:2])}<div>More news<p>{TEXT[2]}</p></div>{SHORT}"
    assert TEXT[2] in texts(inside)


def test_quotations_and_captions_that_are_links_are_of_a_text():
    quotes = [f"“{said}”" for _, said in OTHERS[:2]]
    linked = "".join(f"<a href='/statement'><blockquote><p>{one}</p></blockquote></a>" for one in quotes)
    assert texts(paragraphs(TEXT[1:]) + linked + paragraphs(TEXT[:1])) == [*TEXT[1:], *quotes, TEXT[0]]


@pytest.mark.parametrize("kind", PARTS)
def test_parts_of_an_article_are_no_teasers_for_their_links(kind):
    parts = [line for title, said in OTHERS for line in (title, f"{said} {said}")]
    assert texts(f"{paragraphs(TEXT[:1])}<div class='grid'>{row(PARTS[kind])}</div>") == [TEXT[0], *parts]


def test_many_portraits_below_one_sentence_are_the_article_however_short_each():
    part = "<div><a href='/p/{0}'><img src='/{0}.jpg'></a><h3><a href='/p/{0}'>{1}</a></h3><p>{2}</p></div>"
    assert len(texts(f"{paragraphs(TEXT[:1])}<div>{row(part)}</div>")) == 1 + 2 * len(OTHERS)


@pytest.mark.parametrize("heading", ["Latest news", "Other news", "Recent articles in our journal"])
def test_a_newsletter_goes_on_below_its_list_of_other_articles(heading):
    own = f"<h2>Prize</h2>{paragraphs(TEXT[1:])}"
    said = texts(f"{paragraphs(TEXT[:1])}<h2>{heading}</h2><ul>{LINKS}</ul>{own}")
    assert said[-3:] == ["Prize", *TEXT[1:]]
