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
