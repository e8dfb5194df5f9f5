"""Who wrote an article stands by its headline, or below its text with the day on which it was posted."""

from datetime import UTC, datetime

import pytest

from aggregator import parse
from aggregator.model import ArticleRule, Entry, Text
from aggregator.refine import dates

AT = datetime(2026, 11, 10, tzinfo=UTC)
TITLE = "Council adopts new guideline on dose limits"
TEXT = [
    "The society announced today that the council has agreed on the programme for the coming year, with courses.",
    "Members are invited to take part in the working groups, which meet four times a year and publish results.",
    "“We have waited a long time for this step,” said the president, “and are glad that so many have lent a hand.”",
]


def read(page):
    return parse.article(
        Entry(raw_hash="", base="https://society.example/", title=Text(value=TITLE)),
        page.encode(),
        url="https://society.example/1",
        content_type="text/html; charset=utf-8",
        rule=ArticleRule(),
    )


BYLINES = {
    "Leave a Comment / News / By Helen Carter / March 4, 2019": "Helen Carter",
    "May 1, 2018 By Tom Reed 2 Comments": "Tom Reed",
    "Von Petra Schuster · Universität Heidelberg": "Petra Schuster",
    "Автор: Ольга Смирнова": "Ольга Смирнова",
    "Yazar: Ali Kaya": "Ali Kaya",
    "Door Jan Jansen": "Jan Jansen",
    "Di Luca Ferrari": "Luca Ferrari",
    "글쓴이 : 홍길동": "홍길동",
    "작성자 : 홍길동": "홍길동",
    "홍길동 기자": "홍길동",
    "投稿者：広報課": "広報課",
    "Submitted by <span>Helen Carter</span> on Thu, 03/14/2024 - 16:42": "Helen Carter",
    "<span>By Helen Carter</span><span>14 March 2024</span>": "Helen Carter",
    "By Helen Carter, Staff Writer": "Helen Carter",
    "By Helen Carter hcarter@courier.example": "Helen Carter",
    "Story by Helen Carter, photos by Tom Reed": "Helen Carter",
    "By José Ortega y Gasset": "José Ortega y Gasset",
    "<span>By Helen Carter</span><span>Daily Courier</span>": "Helen Carter",
    "작성자 <b>홍길동</b><span>작성일</span><b>24-03-14 10:20</b> 조회<b>12회</b>": "홍길동",
    "작성자 <b>관리자</b><span>작성일</span><b>24-03-14 10:20</b> 조회<b>12회</b>": None,
    "Written by Super User": None,
    "작성자 : 관리자": None,
    "By the Society": None,
    "Di nuovo in aula": None,
    "Door County reports a rise in cases": None,
}


@pytest.mark.parametrize("line", BYLINES)
def test_a_line_below_the_headline_tells_who_wrote_it(line):
    page = f"<html><body><h1>{TITLE}</h1><p class=meta>{line}</p>{''.join(f'<p>{one}</p>' for one in TEXT)}</body></html>"
    assert read(page).authors == ((BYLINES[line],) if BYLINES[line] else ())


MARKED = [
    "<div class='author'><a href='/a'>Helen Carter</a></div><div>14 March 2024</div>",
    "<span class='author vcard'><a class='url fn n' href='/a'>Helen Carter</a></span> <time>March 14</time>",
    "<p>by</p><div class='wp-block-post-author-name'><a href='/a'>Helen Carter</a></div>",
    "<div class='td-post-author-name'><div class='td-author-by'>By</div> <a href='/a'>Helen Carter</a><div> - </div></div>",
    "<h4 class='author-name'><a href='/a'>Helen Carter</a></h4><time datetime='2024-03-14'>Mar 14, 2024</time>",
    "<div class='byline-wrapper'><a href='/a'>Helen Carter</a><div class='meta'>Mar 14, 2024</div></div>",
    "<span class='author'>By Helen Carter</span><span class='publ'>Published: March 14, 2024</span>",
    "<span class='byline'>By Helen Carter</span><span>Staff writer</span>",
    "<span class='documentAuthor'>by <a href='/a'>Helen Carter</a> —</span> <span>published Mar 14, 2024</span>",
    "<div class='byline'>Helen Carter | Daily Courier</div>",
    "<div class='author'><span>Helen Carter</span><span>Daily Courier</span></div>",
    "<div><span class='author'><a href='/a'>Helen Carter</a><span>Daily Courier</span></span> <time>March 14</time></div>",
    "<p class='byline'>Helen Carter Photo: Tom Reed</p>",
    "<div><a data-testid='authorName' href='/a'>Helen Carter</a><span>·</span><button>Follow</button></div>",
]


@pytest.mark.parametrize("between", [" / ", " · ", " and "])
def test_two_in_what_is_called_the_author_come_apart(between):
    said = f"<p class='author'>Helen Carter{between}Tom Reed</p>"
    page = f"<html><body><h1>{TITLE}</h1>{said}{''.join(f'<p>{one}</p>' for one in TEXT)}</body></html>"
    assert read(page).authors == ("Helen Carter", "Tom Reed")


@pytest.mark.parametrize("marked", MARKED)
def test_what_is_called_the_author_below_the_headline_is(marked):
    page = f"<html><body><h1>{TITLE}</h1>{marked}{''.join(f'<p>{one}</p>' for one in TEXT)}</body></html>"
    assert read(page).authors == ("Helen Carter",)


@pytest.mark.parametrize(
    "marked",
    [
        "<p class='byline'>Vienna, 14 March 2024</p>",
        "<p class='byline'>News | 14 March 2024</p>",
        "<p class='byline'>Photo: Tom Reed</p>",
        "<p class='byline'>Fotos von Tom Reed</p>",
        "<div class='author'><b>관리자</b>작성일<b>24-03-14</b></div>",
        "<div class='author'>Senior Editor</div>",
        "<div class='author'>About the Author</div>",
        "<div class='author-bio'>Helen Carter Writes About Rivers</div>",
        "<span class='author vcard'><span class='fn'>admin</span></span>",
    ],
)
def test_what_else_stands_where_the_author_is_called_so_is_no_name(marked):
    page = f"<html><body><h1>{TITLE}</h1>{marked}{''.join(f'<p>{one}</p>' for one in TEXT)}</body></html>"
    assert read(page).authors == ()


def test_several_names_after_one_label_are_several_authors():
    page = (
        f"<html><body><h1>{TITLE}</h1><p>By {{}}</p>{''.join(f'<p>{one}</p>' for one in TEXT)}</body></html>"
    )
    assert read(page.format("Helen Carter and Tom Reed")).authors == ("Helen Carter", "Tom Reed")
    named = ("Helen Carter", "Tom Reed", "Ann Lee")
    assert read(page.format("Helen Carter, Tom Reed & Ann Lee")).authors == named


def test_a_line_below_the_text_that_says_who_posted_it_and_when_tells_the_author():
    posted = "<div class='post-footer'>Posted by <span class='fn'>Helen Carter</span> at <abbr>9:21 AM</abbr></div>"
    page = f"<html><body><h1>{TITLE}</h1><div>{''.join(f'<p>{one}</p>' for one in TEXT)}</div>{posted}</body></html>"
    assert read(page).authors == ("Helen Carter",)


def day_of_line_below(line):
    text = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT)
    entry = read(f"<html><body><h1>{TITLE}</h1><div>{text}</div><div class='x'>{line}</div></body></html>")
    found = dates.published(entry.dates, at=AT, customs=dates.Customs())
    return found.at.date().isoformat() if found else None


@pytest.mark.parametrize(
    "line",
    [
        "Von Katrin am 13. Mai 2010 09:21 | Permalink | Kommentare (2)",
        "Geschrieben von Katrin in Allgemeines um 09:21 Uhr am Donnerstag, 13. Mai 2010",
        "Publié dans Actualités le 13 mai 2010 par Hélène",
        "Posted by Colin on May 13, 2010 at 09:21 AM in Books | Permalink",
        "May 13, 2010 by Colin Leave a Comment",
    ],
)
def test_a_line_right_below_the_text_tells_when_somebody_posted_it(line):
    assert day_of_line_below(line) == "2010-05-13"


@pytest.mark.parametrize(
    "line", ["Organised by the Society on 13 May 2025", "By 13 May 2025", "Vienna, 13 May 2025"]
)
def test_other_lines_right_below_it_tell_none(line):
    assert day_of_line_below(line) is None
