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
