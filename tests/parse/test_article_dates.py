"""An article's day is the one it is shown with or declares; a list's word beats what stands elsewhere on its page."""

from datetime import UTC, datetime

import pytest

from aggregator import parse
from aggregator.model import ArticleRule, Entry, Stamp, Text
from aggregator.refine import dates

AT = datetime(2026, 11, 1, tzinfo=UTC)
TITLE = "Keller elected president"
SAID = (
    "The council has elected Professor Keller as president for the years to come and thanks her predecessor."
)
SHORT, LONG = f"<p>{SAID}</p>", "".join(f"<p>{SAID} {number}.</p>" for number in range(9))
DAY, URL = "2024-03-14", "https://society.example/news/keller"
EVENTS = "<aside><h3>Events</h3><ul><li>15 October 2026 <a href='/e'>Course in Vienna</a></li></ul></aside>"
UPCOMING = EVENTS.replace("aside", "div")
RELATED = (
    "<div class='related'><ul><li><a href='/a'>A thing</a> <span>October 30, 2026</span></li></ul></div>"
)
COMMENTS = "<section id='comments'><ol><li>Jane says: <time datetime='2024-04-01'>April 1, 2024</time></li></ol></section>"
LATEST = "<div class='latest'><ul><li><a href='/q'>Thing</a> Posted: 20 October 2026</li></ul></div>"
BESIDE = {
    "events": EVENTS,
    "events in no aside": UPCOMING,
    "related articles": RELATED,
    "comments": COMMENTS,
    "the latest news": LATEST,
    "the day of an update": "<div>Last updated: 20 October 2026</div>",
}
DECLARED = {
    "JSON-LD of the page": (
        '<script type="application/ld+json">{"@graph": [{"@type": "WebPage", "datePublished": "2024-03-14T10:00:00Z",'
        ' "dateModified": "2026-05-05T10:00:00Z"}]}</script>'
    ),
    "the day that a journal put it online": '<meta name="citation_online_date" content="2024/03/14">',
    "the day online beside the month of the issue": (
        '<meta name="citation_publication_date" content="2024/05">'
        '<meta name="citation_online_date" content="2024/03/14">'
    ),
    "microdata": '<meta itemprop="datePublished" content="2024-03-14">',
    "a day of publication by another name": '<meta name="published_at" content="2024-03-14">',
    "a day and hour joined": '<meta name="firstpublishedtime" content="2024-03-14-23:59:59">',
    "a day for the search engine of the site": '<meta name="gsa_date" content="2024-03-14">',
}
SHOWN = {
    "an update before it": (
        "<div><time class='updated' datetime='2026-05-05T10:00:00Z'>May 5, 2026</time>"
        " <time class='entry-date published' datetime='2024-03-14T10:00:00Z'>March 14, 2024</time></div>"
    ),
    "some time ago": "<span title='March 14, 2024 at 10:15 AM'>2 years ago</span>",
    "what is called an update, where it is all": (
        "<div><time class='entry-date updated' datetime='2024-03-14T10:00:00Z'>March 14, 2024</time></div>"
    ),
    "for machines": "<span class='date' data-date='2024-03-14'>14.03.</span>",
    "an event's day before it": "<div>Save the date: 5 June 2025</div><div>14 March 2024</div>",
    "for machines, in seconds": "<span class='time' data-timestamp='1710411300'>2 years ago</span>",
    "Danish": "<div>d. 14. marts 2024</div>",
    "years of the Republic": "<p>發佈日期：113-03-14</p>",
    "who submitted it": "<p>Submitted by admin on Thu, 14 March 2024</p>",
    "the days of a manuscript": "<p>Received 3 January 2024; accepted 1 March 2024; published online 14 March 2024</p>",
    "an update, without a word of it": "<p><span class='updated'>2026-05-05T10:00:00+00:00</span><span>March 14, 2024</span></p>",
    "the number of a notice": "<p>Pressemitteilung Nr. 17/2024 vom 14. März 2024</p>",
    "an update before it, with the hour before the day": (
        "<p>Updated 3:04 PM ET, Fri March 15, 2024 | Published 8:00 AM ET, Thu March 14, 2024</p>"
    ),
    "a review before it": "<p>Medically reviewed on April 2, 2024 — Written by Jane Roe on March 14, 2024</p>",
    "an embargo before it": "<p>Embargoed until 00:01 GMT, 15 March 2024</p><p>Date: 14 March 2024</p>",
    "the place of its first publication": "<p>This article was first published in The Newsletter on 14 March 2024.</p>",
    "an account right beside it": "<div><span>admin</span><span>March 14, 2024</span></div>",
    "a length of reading right beside it": "<div><span>14.03.2024</span><span>3 min</span></div>",
    "a number of views right beside it": "<div><span>March 14, 2024</span><span>812</span></div>",
    "an event's day before it on its line": (
        "<div><span class='event-date'>15 June 2024</span> <span class='date'>14 March 2024</span></div>"
    ),
    "an event's day before it on its line, for machines": (
        "<div><span class='event-date'><time datetime='2024-06-15'>15 June 2024</time></span> "
        "<time datetime='2024-03-14'>14 March 2024</time></div>"
    ),
    "a deadline before it": "<p>Application deadline: 30 April 2024</p><p>14 March 2024</p>",
}


def day(*, above="", meta="", body=SHORT, below="", head="", listed=(), url=URL):
    """Return the day of an article's page, of which the list has said ``listed``."""
    page = (
        f"<html lang='en'><head><title>{TITLE} | Society</title>{head}</head><body><nav><a href='/'>Home</a></nav>"
        f"<div id='main'>{above}<h1>{TITLE}</h1>{meta}<div class='text'>{body}</div></div>{below}"
        "<footer>© 2026</footer></body></html>"
    )
    return day_of(page, listed=listed, url=url)


def day_of(page, *, listed=(), url=URL):
    stamps = tuple(Stamp(text=one, evidence="list page") for one in listed)
    entry = parse.article(
        Entry(raw_hash="", base=url, title=Text(value=TITLE), dates=stamps),
        page.encode(),
        url=url,
        content_type="text/html; charset=utf-8",
        rule=ArticleRule(),
    )
    found = dates.published(entry.dates, at=AT, customs=dates.Customs())
    return found.at.date().isoformat() if found else None


@pytest.mark.parametrize("body", [SHORT, LONG], ids=["short", "long"])
@pytest.mark.parametrize("beside", BESIDE)
def test_a_day_beside_the_article_does_not_move_it(beside, body):
    assert day(body=body, below=BESIDE[beside], listed=[DAY]) == DAY


@pytest.mark.parametrize("body", [SHORT, LONG], ids=["short", "long"])
@pytest.mark.parametrize("beside", ["events", "related articles", "comments"])
def test_nor_is_it_the_articles_where_nobody_tells_one(beside, body):
    assert day(body=body, below=BESIDE[beside]) is None


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize("declared", DECLARED)
def test_what_the_page_declares_comes_before_what_stands_beside(declared, beside):
    assert day(head=DECLARED[declared], below=BESIDE[beside], listed=["2026-10-01"]) == DAY


@pytest.mark.parametrize("shown", SHOWN)
def test_the_day_shown_by_the_headline_is_the_articles(shown):
    assert day(meta=SHOWN[shown], below=UPCOMING) == DAY


PARTED = {
    "a word to the press": "<p>FOR IMMEDIATE RELEASE</p><p>{}</p>",
    "the number of a release": "<p>Pressemitteilung Nr. 12/2024</p><p>Bonn, {}</p>",
    "a word to the press, in French": "<p>Communiqué de presse</p><p>Paris, le {}</p>",
    "the place": "<p>Brussels<br>{}</p>",
    "a subtitle": "<h2>What the council has decided, and why</h2><p>{}</p>",
    "a subtitle in a paragraph": "<p>What the council has decided, and why</p><p>{}</p>",
    "a sentence as a subtitle": "<p class='subtitle'>The council has decided, and says why.</p><p>{}</p>",
    "a name and an office": "<p>Jane Roe<br>Office of the Secretary General<br>{}</p>",
    "who wrote it, in Chinese": "<p>学会秘书处</p><p>{}</p>",
    "the day and then who wrote it": "<p>What the council has decided</p><p>{}</p><p>By Jane Roe</p>",
}


@pytest.mark.parametrize("between", PARTED)
def test_a_day_right_above_the_text_is_the_articles_whatever_short_line_parts_it_from_the_headline(between):
    assert day(body=f"{PARTED[between].format('14 March 2024')}{LONG}", below=UPCOMING) == DAY


@pytest.mark.parametrize("between", ["the place", "a subtitle in a paragraph", "a name and an office"])
def test_but_a_list_and_what_the_page_declares_know_better(between):
    body = f"{PARTED[between].format('5 June 2024')}{LONG}"
    assert day(body=body, listed=[DAY]) == DAY
    assert day(body=body, head=f'<meta property="article:published_time" content="{DAY}">') == DAY


DAYS_OF_EVENTS = [
    "12 – 15 September 2024",
    "Porto, 12 – 15 September 2024",
    "From 12 to 15 September 2024",
    "12–15 September 2024, Porto",
    "Thu 12 – Sun 15 September 2024",
    "12. bis 15. September 2024",
    "12.–15. September 2024",
    "12./13. September 2024",
    "12 and 13 September 2024",
    "September 12 – 15, 2024 | Porto, Portugal",
    "August 30 – September 2, 2024",
    "30 August – 2 September 2024",
    "12.09.2024 – 15.09.2024",
    "12.09. – 15.09.2024",
    "12.-15.09.2024, Leipzig",
    "12/09/2024 - 15/09/2024",
    "Du 12 au 15 septembre 2024",
    "Del 12 al 15 de septiembre de 2024",
    "Dal 12 al 15 settembre 2024",
    "12 September 2024 to 15 September 2024",
    "12 September 2024, 9:00 – 17:00",
    "12 September 2024, 9:00-17:00",
    "12 September 2024, 9 – 11 am",
    "12. September 2024, 18 bis 20 Uhr",
    "Thursday, September 12, 2024, 9:00 AM – 5:00 PM",
    "When: 9:00 am, 12 September 2024",
    "<span class='event-date'>12 September 2024</span>",
    "<span class='event-date'>12 September 2024</span>, Porto",
    "<span class='event-date'><time datetime='2024-09-12'>12 September 2024</time></span>",
    "<span class='event-day'>12</span> – <span class='event-date'>15 September 2024</span>",
    "<time datetime='2024-09-12'>12</time> – <time datetime='2024-09-15'>15 September 2024</time>",
    "2024年9月12日至15日",
    "2024年9月12日（木）～15日（日）",
    "2024.09.12 ~ 09.15",
]


@pytest.mark.parametrize("shown", DAYS_OF_EVENTS)
def test_the_days_and_hours_of_an_event_are_no_day_of_publication(shown):
    declared = f'<meta property="article:published_time" content="{DAY}">'
    assert day(meta=f"<p>{shown}</p>", head=declared) == DAY
    assert day(meta=f"<p>{shown}</p>") is None
    assert day(meta=f"<p>{shown}</p><p>Posted 14 March 2024</p>") == DAY


@pytest.mark.parametrize(
    "shown",
    [
        "9:21 – 14 March 2024",
        "14 March 2024 – 9:21",
        "Newsletter No. 12 – 14 March 2024",
        "Bulletin 12 – 14 March 2024",
        "Pressemitteilung 7 – 14. März 2024",
        "COVID-9 – 14 March 2024",
        "9h12 – 14 mars 2024",
        "Comments: 3 - 14 March 2024",
        "<span class='news-events-date'>14 March 2024</span>",
        "<time class='category-events' datetime='2024-03-14'>14 March 2024</time>",
        "2024-03-14 09:21",
        "14 March 2024 – Society News",
        "14.03.2024 – 12 Kommentare",
        "News | 14 March 2024 | 9:21",
        "14/03/2024 - 3 min",
        "2024年3月14日 ～ 新聞",
    ],
)
def test_what_only_looks_like_a_span_is_one_day(shown):
    assert day(meta=f"<p>{shown}</p>") == DAY


NOT_ABOVE_A_TEXT = {
    "the one to be saved": f"<p>Save the date</p><p>5 June 2025</p>{LONG}",
    "the first of a history": f"<p>How it came about</p><p>5 June 2023</p>{LONG}<p>9 July 2023</p><p>Then {SAID}</p>",
    "that of what comes next": f"<h3>Next assembly</h3><p>5 June 2025</p>{LONG}",
    "what a sentence leads to": f"<p>Join us for the next webinar!</p><p>5 June 2025</p>{LONG}",
    "with the place below it": f"<p>Annual congress</p><p>5 June 2025</p><p>Lisbon</p><p>Portugal</p>{LONG}",
    "the heading of a part": f"<p>How it came about</p><h3>5 June 2023</h3>{LONG}",
    "that of a row": f"<p>How it came about</p><ul><li>5 June 2023</li></ul>{LONG}",
}


@pytest.mark.parametrize("kind", NOT_ABOVE_A_TEXT)
def test_other_days_below_a_short_line_are_of_the_text(kind):
    assert day(body=NOT_ABOVE_A_TEXT[kind]) is None


def test_todays_day_in_the_head_of_the_site_is_not_the_articles():
    head = "<header><div class='today'>Sunday, 1 November 2026</div></header>"
    assert day(above=head) is None
    assert day(above=head.replace("header", "div").replace("<div>", "<div id='masthead'>")) is None


OWN_HEADS = {
    "above the headline": "<article>{}<h1>Keller elected president</h1>{{}}</article>",
    "below it": "<article><h1>Keller elected president</h1>{}{{}}</article>",
    "below it, in no article": "<div><h1>Keller elected president</h1>{}{{}}</div>",
    "above it, in what is the main part": "<main>{}<h1>Keller elected president</h1>{{}}</main>",
}


@pytest.mark.parametrize("place", OWN_HEADS)
@pytest.mark.parametrize(
    "head",
    [
        "<header><time datetime='2024-03-14'>14 March 2024</time></header>",
        "<header class='meta'>14 March 2024</header>",
        "<div class='header clearfix'><span>14 March 2024</span> <span>By Ann Lee</span></div>",
    ],
)
def test_the_head_of_an_article_is_not_that_of_the_site(head, place):
    page = OWN_HEADS[place].format(head).format(LONG)
    masthead = "<header><div class='today'>Sunday, 1 November 2026</div></header>"
    assert day_of(f"<html><title>{TITLE} | Society</title><body>{masthead}{page}</body></html>") == DAY


@pytest.mark.parametrize(("name", "at"), [(f"{TITLE} - The Society", DAY), ("The Society", None)])
def test_the_head_of_the_site_tells_the_articles_day_where_it_holds_its_headline(name, at):
    head = f"<div>{name.partition(' - ')[0]}</div><div><span>{DAY} 07:57:40</span></div>"
    page = f"<html><head><title>{name}</title></head><body><div class='header'>{head}</div><div>{SHORT}</div>"
    entry = parse.article(
        Entry(raw_hash="", base=URL), page.encode(), url=URL, content_type=None, rule=ArticleRule()
    )
    assert next((one.text[:10] for one in entry.dates), None) == at


def test_a_leaf_of_a_calendar_above_the_headline_is_read():
    assert day(above="<div class='cal'><div>MAR</div><div>14</div><div>2024</div></div>") == DAY


def test_the_list_knows_better_than_a_line_of_place_and_day():
    assert day(meta="<p>Vienna, 5 June 2026</p>", listed=[DAY]) == DAY
    assert day(meta="<p>Vienna, 5 June 2026</p>") == "2026-06-05"


def test_an_address_knows_better_than_the_day_of_an_update():
    url = "https://society.example/2024/03/14/keller/"
    assert day(below="<p>Page last updated: 1 October 2026</p>", url=url) == DAY


def test_an_agencys_dateline_comes_before_the_days_that_the_text_speaks_of():
    begins = f"<p>OAK BROOK, Ill., March 14, 2024 /PRNewswire/ -- {SAID} {SAID}</p>"
    assert day(body=f"{begins}<p>{SAID} It takes place on June 5, 2024.</p>") == DAY


@pytest.mark.parametrize(
    "begins",
    [
        "OAK BROOK, Ill. (March 14, 2024) –",
        "LYON (14 March 2024) -",
        "Sevilla, 14 de marzo de 2024.-",
        "(Roma, 14 marzo 2024) -",
        "(Oak Brook, Ill. – March 14, 2024)",
        "(Berlin, 14. März 2024)",
        "Frankfurt am Main, 14. März 2024.",
        "Paris, le 14 mars 2024.",
        "Москва, 14 марта 2024 г.",
        "本报讯（记者 李明 2024年3月14日）",
    ],
)
def test_so_does_the_place_and_day_with_which_a_text_begins(begins):
    assert day(body=f"<p>{begins} {SAID} {SAID}</p><p>{SAID} It takes place on June 5, 2024.</p>") == DAY


@pytest.mark.parametrize(
    "begins",
    [
        "The council met in Paris on 14 March 2024.",
        "By 14 March 2024.",
        "The congress (14 March 2024) was big.",
    ],
)
def test_a_sentence_that_speaks_of_a_day_is_no_dateline(begins):
    assert day(body=f"<p>{begins} {SAID} {SAID}</p><p>{SAID}</p>") is None


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        ("Submitted by webmaster on Wed, 03/06/2024 - 16:42", "2024-03-06"),
        ("Published 03/06/2024 | Last updated 03/25/2024", "2024-03-06"),
        ("Published 06/03/2024 | Last updated 25/03/2024", "2024-03-06"),
        ("Published 03/06/2024 | Last updated 2024-03-25", None),
        ("Last updated 2024-03-25", "2024-03-25"),
    ],
)
def test_an_edit_tells_in_which_order_days_are_written_and_no_more(shown, told):
    assert day(meta=f"<p class='meta'>{shown}</p>") == told


def test_a_deadline_is_no_day_of_publication():
    assert day(meta="<p>Application deadline: 30 April 2024</p>") is None


NOT_ITS_OWN = {
    "that of the next event, by its heading": {
        "below": "<div class='right'><h3>Next meeting</h3><p>12 May 2025</p></div>"
    },
    "that of the only event": {
        "below": "<div class='right'><h3>Upcoming events</h3><p>12 May 2025<br><a href='/e'>Congress</a></p></div>"
    },
    "that of the only event, above the article": {
        "above": "<div class='left'><h3>Upcoming events</h3><ul><li><span class='date'>12 May 2025</span> "
        "<a href='/e'>Congress</a></li></ul></div>" + "<p><a href=/m>A menu</a></p>" * 6
    },
    "that of the latest news": {
        "below": "<div class='right'><h3>Latest news</h3><div><p class='d'>12 May 2025</p><p><a href='/1'>Prize</a>"
        "</p></div></div>"
    },
    "an event's, in the text": {
        "body": f"{SHORT}<p>The congress takes place on 17 September 2025 in Lisbon.</p>"
    },
    "an event's, below its label": {
        "meta": "<div><b>When:</b> 17 September 2025<br><b>Where:</b> Lisbon</div>"
    },
    "an event's, in German": {"meta": "<div>Termin: 17.09.2025, 18 Uhr</div>"},
    "an event's, declared": {
        "head": '<script type="application/ld+json">{"@type": "Event", "startDate": "2025-09-17"}</script>',
        "meta": "<p>17 September 2025</p>",
    },
    "other articles'": {
        "below": "<div class='latest'><h3>Latest</h3><ul><li><span>12 May 2025</span> <a href='/e'>Prize</a></li>"
        "<li><span>10 May 2025</span> <a href='/f'>Board</a></li></ul></div>"
    },
    "that of what comes next": {"body": f"{LONG}<p>Next congress: 5 May 2025</p>"},
    "a deadline, below its label": {
        "body": f"{LONG}<p>Deadline for abstracts</p><p>5 May 2025</p><p>Vienna</p>"
    },
    "that of a part of a text, below its heading": {
        "body": f"{LONG}<h3>Course 1</h3><p>5 May 2025</p><p>Vienna</p>"
    },
    "what a line leads to": {"body": f"{LONG}<p>Hand it in by:</p><p>5 May 2025</p><p>Vienna</p>"},
    "one above the end of a text": {"body": f"{LONG}<p><b>5 May 2025</b></p>{SHORT}"},
    "a place's, above the end of a text": {"body": f"{LONG}<p>Vienna, 5 May 2025</p>{SHORT}"},
    "that of an event, above how to get in touch": {
        "body": f"{LONG}<p>The course takes place on</p><p>5 May 2025</p><p>Contact: {SAID}</p>"
    },
    "those of courses, above how to get in touch": {
        "body": f"{LONG}<p>5 May 2025</p>{SHORT}<p>9 May 2025</p><p>Contact: {SAID}</p>"
    },
    "those of courses": {"body": f"{LONG}<p>5 May 2025</p><p>9 May 2025</p>"},
    "that of a course": {"body": f"{LONG}<ul><li>5 May 2025</li></ul>"},
    "that of the next congress": {"below": "<div><b>Next congress</b><p>Vienna 5 May 2025</p></div>"},
    "today's, above all": {
        "above": f"<div class='meta'>Sunday, November 1, 2026</div>{'<p><a href=/m>A menu</a></p>' * 6}"
    },
    "that of a forecast": {"below": "<div><h3>Weather on 1.11.2026</h3></div>"},
}


@pytest.mark.parametrize("kind", NOT_ITS_OWN)
def test_a_day_that_is_not_the_articles_is_not_taken_for_it(kind):
    assert day(**NOT_ITS_OWN[kind]) is None


def test_a_day_by_which_a_notice_is_signed_is_its_own_where_nothing_else_tells_one():
    signed = f"{LONG}<p align='right'>The Secretariat</p><p align='right'>14 March 2024</p>"
    assert day(body=signed) == DAY
    assert day(body=signed, listed=["2024-03-15"]) == "2024-03-15"
    assert day(body=signed.replace("14 March 2024", "(14 March 2024)")) == DAY
    assert day(body=signed.replace("14 March 2024", "Vienna, 14 March 2024")) == DAY
    assert day(body=f"{signed}<p>Contact: {SAID}</p>") == DAY
    assert day(body=f"{signed}<p>Press office: {SAID}</p>") == DAY
    assert day(body=f"{signed}<p>About the society: {SAID}</p>") == DAY
    assert day(body=signed.replace("The Secretariat", "For the board:")) == DAY
    assert day(body=signed.replace("14 March 2024", "二○二四年三月十四日")) == DAY


@pytest.mark.parametrize("path", ["2024/03/14/keller", "20240314-keller.html", "2024-03-14_keller"])
def test_an_address_tells_the_day(path):
    assert day(url=f"https://society.example/news/{path}") == DAY
