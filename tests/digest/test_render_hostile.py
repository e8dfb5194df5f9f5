"""Whatever a source says, an issue stays an issue."""

import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from aggregator.digest import plain, render

NASTY = [
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "--><img src=x onerror=alert(1)><!--",
    "<![endif]--><svg onload=alert(1)>",
    "{{ links.unsubscribe }}{% raw %}",
    "%(title)s %s %n 100%",
    '"onmouseover="alert(1)',
    "One\r\nBcc: everyone@example.org",
    "One\u2028Bcc: everyone@example.org\x85Cc: all",
    "&lt;b&gt;bold&lt;/b&gt; &amp;amp;",
    "\u202eright to left\u202c and \x00 \ufffe \ud800",
    "",
    " \t\n",
    "https://" + "a" * 200,
    "织" * 300,
    "👩‍🔬" * 100,
]
LINKS = [
    None,
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    'https://a.example/?q="><script>alert(1)</script>',
    "https://a.example/one two\nthree",
    "//a.example/x",
    "http://[::1",
    "https://",
]


def one_story(issue, article, **values):
    draft = issue(1)
    [section] = draft.sections
    return replace(draft, sections=(replace(section, articles=(article(**values),)),))


def assert_harmless(made):
    page = lxml_html.document_fromstring(made.html)
    assert not list(page.iter("script", "img", "svg", "iframe", "form", "object", "embed", "base"))
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    links = page.xpath("//@href")
    assert all(re.match(r"https?://[^\s]+$|#|mailto:", link) for link in links), links
    assert len(page.xpath("//h1")) == len(page.xpath("//h3")) == 1
    assert made.html.isascii()
    assert made.subject == " ".join(made.subject.split())
    assert not {unicodedata.category(letter) for letter in made.subject} & {"Cc", "Cs", "Zl", "Zp"}
    for line in made.plain.split("\n"):
        assert "://" in line or plain.width(line) <= 72, line


@pytest.mark.parametrize("nasty", NASTY)
def test_a_hostile_string_is_only_words_wherever_it_stands(issue, article, templates, links, nasty):
    draft = one_story(
        issue, article, title=nasty, text=nasty, language=nasty, also=(nasty, "ESR"), note=nasty
    )
    [section] = draft.sections
    section = replace(section, key=nasty, name=nasty, acronym=nasty)
    draft = replace(draft, sections=(section,), intro=nasty, banner=nasty)

    assert_harmless(render.render(draft, templates=templates, links=links))


@pytest.mark.parametrize("nasty", NASTY)
def test_hostile_markup_is_taken_out_even_if_refining_let_it_through(issue, article, templates, links, nasty):
    draft = one_story(issue, article, html=f"<p>{nasty}</p><div onclick=x>{nasty}<h1>{nasty}</h1></div>")

    assert_harmless(render.render(draft, templates=templates, links=links))


@pytest.mark.parametrize("link", LINKS)
def test_a_link_that_is_no_web_address_is_no_link(issue, article, templates, links, link):
    made = render.render(one_story(issue, article, link=link), templates=templates, links=links)

    assert_harmless(made)
    assert "alert" not in made.html or "%22%3E%3Cscript" in made.html


@settings(max_examples=60, deadline=None)
@given(title=st.text(max_size=400), text=st.text(max_size=400), name=st.text(max_size=80))
def test_any_text_at_all_can_be_printed(issue, article, templates, links, *, title, text, name):
    draft = one_story(issue, article, title=title, text=text, html="", also=(name,), note=text)

    assert_harmless(render.render(draft, templates=templates, links=links))


PIECES = """<p> </p> <ul> <li> </ul> <h1> </h1> <a/href='//x'> </a> <table> <td> <pre> </div> <!-- --> <img/src=x>
<svg> <math> <style> &#0; &lt; words <br>"""


@settings(max_examples=40, deadline=None)
@given(markup=st.lists(st.sampled_from(PIECES.split()), max_size=30).map("".join))
def test_any_markup_at_all_can_be_printed(issue, article, templates, links, markup):
    assert_harmless(render.render(one_story(issue, article, html=markup), templates=templates, links=links))


@pytest.mark.parametrize("letter", ["织", "م", "ß", "👩", "&", "x"])
def test_headlines_of_three_hundred_letters_fit_the_bytes_by_the_hundred(issue, templates, links, letter):
    draft = issue(150)
    sections = tuple(
        replace(section, articles=tuple(replace(one, title=letter * 300) for one in section.articles))
        for section in draft.sections
    )

    made = render.render(replace(draft, sections=sections), templates=templates, links=links)

    assert len(made.html) <= 90_000
    assert links.unsubscribe in made.html
    assert "did not fit into this mail" in made.html or letter in "xß"
