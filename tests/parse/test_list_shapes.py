"""News among all that stands on a society's pages: long menus, events, cards, labels; found without selectors."""

from datetime import UTC, datetime

import pytest

from aggregator import parse
from aggregator.model import PageRule
from aggregator.refine import dates

URL = "https://society.example/news/"
AT = datetime(2026, 11, 10, tzinfo=UTC)
HEADS = (
    "Call for abstracts: annual meeting on radiation protection",
    "Dr. Maria Lindqvist elected president of the society",
    "New guideline on dose reference levels in paediatric CT",
    "Registration open for the autumn school in Ljubljana",
    "Young scientist award goes to two teams",
    "Joint statement with the medical physicists",
)
CHINESE = ("关于召开学术年会的第一轮通知", "中华医学会换届选举结果公告", "学会秘书处赴上海调研工作纪实")
TEASER = (
    "<p>The society announced today that the council has agreed on the programme for the coming year.</p>"
)
MENU = "".join(
    f"<li><a href='/menu/{n}'>Information about our committee number {n} on standards</a></li>"
    for n in range(30)
)
FOOT = "".join(
    f"<p><a href='/foot/{n}'>Footer link about privacy and other things {n}</a></p>" for n in range(8)
)
PAGE = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/about'>About the Society</a></li></ul></nav>"

ROWS = {
    "an accordion of which the headlines open the panels": (
        (
            "<div class='panel'><div class='panel-heading'><a href='#c{n}'>{head}</a></div><div id='c{n}'><p>A teaser.</p>"
            "<p>{n} October 2026</p><a href='/x/{n}'>More information</a></div></div>"
        ),
        "{rows}",
    ),
    "dates that lead there too, before the headlines": (
        "<li><a href='/x/{n}'>{n} October 2026</a> <a href='/x/{n}'>{head}</a></li>",
        "<ul>{rows}</ul>",
    ),
    "cards in columns of a table": (
        (
            "<td width='33%'><a href='/x/{n}'><img src='/i/{n}.jpg'></a><br><a href='/x/{n}'><b>{head}</b></a><br>"
            "<small>October {n}, 2026</small><br>A teaser.</td>"
        ),
        "<table><tr>{rows}</tr></table>",
    ),
    "links that all say details": (
        "<div class='row'><div class='h'>{head}</div><div class='d'>0{n}.10.2026</div><div><a href='/x/{n}'>Details</a></div></div>",
        "{rows}",
    ),
    "links that say the headline and then read more": (
        "<div class='post'><div class='post-title'>{head}</div><i>{n} October 2026</i><a href='/x/{n}'>„{head}“ weiterlesen</a></div>",
        "{rows}",
    ),
    "links that say read more and the headline cut short": (
        "<div class='item'><h2>{head}</h2><i>{n} October 2026</i><p><a href='/x/{n}'>Read more: {head:.25}...</a></p></div>",
        "{rows}",
    ),
    "an accordion with dates before the headlines": (
        "<div class='item'><button>October {n}, 2026 – {head}</button><div><p>A teaser.</p><p><a href='/x/{n}'>Read it</a></p></div></div>",
        "{rows}",
    ),
    "cards that are links and say their kind": (
        "<div class='css-{n}'><a class='card' href='/x/{n}'><div><span>News</span><p class='h6'>{head}</p><p>October {n}, 2026</p></div></a></div>",
        "{rows}",
    ),
    "the latest posts of WordPress": (
        "<li><a href='/x/{n}'>{head}</a><time datetime='2026-10-0{n}T10:00:00+00:00'>October {n}, 2026</time></li>",
        "<ul class='wp-block-latest-posts__list wp-block-latest-posts'>{rows}</ul>",
    ),
    "dates that are links too": (
        (
            "<li class='wp-block-post post-{n}'><h2><a href='/x/{n}'>{head}</a></h2>"
            "<div><time datetime='2026-10-0{n}T10:00:00Z'><a href='/x/{n}'>October {n}, 2026</a></time></div></li>"
        ),
        "<ul>{rows}</ul>",
    ),
    "a bold date before each link": (
        "<p><strong>0{n}.10.2026:</strong> <a href='/x/{n}'>{head}</a><br>A teaser.</p>",
        "<div id='main'>{rows}</div>",
    ),
    "words before a link to more": (
        "<li>{n} October 2026: {head} (<a href='/x/{n}'>more</a>)</li>",
        "<ul>{rows}</ul>",
    ),
    "a bold date and words before a link to more": (
        "<p><b>0{n}.10.2026</b> {head} <a href='/x/{n}'>more...</a></p>",
        "<div id='main'>{rows}</div>",
    ),
    "links to share in every row": (
        "<div class='m'><a href='/x/{n}'>{head}</a> <i>0{n}.10.2026</i> <a href='/share?{n}'>Share</a></div>",
        "{rows}",
    ),
    "years of two digits": (
        "<div class='m'><h4><a href='/x/{n}'>{head}</a></h4><p>{n}.10.26 | Presse</p></div>",
        "{rows}",
    ),
    "a sentence of day and author": (
        "<div class='m'><h4><a href='/x/{n}'>{head}</a></h4><p>Publicado el {n} de octubre de 2026 por admin | Noticias</p></div>",
        "{rows}",
    ),
    "dates in capitals": (
        "<div class='m'><p>{n} OCTOBRE 2026</p><h4><a href='/x/{n}'>{head}</a></h4></div>",
        "{rows}",
    ),
    "links without words over whole cards": (
        (
            "<div class='card'><h5>{head}</h5><p><small>October {n}, 2026</small></p>"
            "<a href='/x/{n}' class='stretched-link' aria-label='{head}'></a></div>"
        ),
        "{rows}",
    ),
    "links without words at the end of articles": (
        (
            "<article><header><h2>{head}</h2></header><p>A teaser.</p><footer><span>{n} October 2026</span></footer>"
            "<a class='entry-link' aria-label='post link to {head}' href='/x/{n}'></a></article>"
        ),
        "{rows}",
    ),
    "linked pictures beside headings without links": (
        "<div class='card'><a href='/x/{n}'><img src='/{n}.jpg' alt='{head}'></a><h5>{head}</h5><i>0{n}.10.2026</i></div>",
        "{rows}<div class='sponsors'>"
        + "".join(
            f"<a href='https://p{n}.example/'><img src='p.png' alt='A partner company with a long name {n}'></a>"
            for n in range(9)
        )
        + "</div>",
    ),
    "links that are but arrows": (
        "<div class='card'><span>0{n}.10.2026</span><h5>{head}</h5><a class='more' href='/x/{n}'>»</a></div>",
        "{rows}",
    ),
    "an author who is a link beside each date": (
        (
            "<li><strong class='h3-like entry-title'><a href='/x/{n}'>{head}</a></strong><div class='infos'>"
            "<abbr>{n} octobre 2026</abbr>, par <a href='spip.php?auteur{n}'>Jean-Pierre Martin</a></div><p>Une introduction</p></li>"
        ),
        "<ul>{rows}</ul>",
    ),
    "authors with longer names than the headlines": (
        (
            "<div class='m'><a href='/x/{n}'>{head:.20}</a><p>by <a href='/author/p{n}'>Prof. Dr. Alexander "
            "Hamilton-Smith {n}</a> on {n} October 2026</p></div>"
        ),
        "{rows}",
    ),
    "headings beside what stands above the date": (
        (
            "<li><h3 class='title'><a href='/x/{n}'>{head}</a></h3><p>… a <b>radiology</b> department …</p>"
            "<p><a href='/user/{n}'>admin</a> - 2026/10/0{n} - 10:00</p></li>"
        ),
        "<ol>{rows}</ol>",
    ),
    "a committee beside each date": (
        (
            "<li><div><span>October {n}, 2026</span><a href='/c/{n}'>Committee on protection against it {n}</a></div>"
            "<p><a href='/x/{n}'>{head}</a></p></li>"
        ),
        "<ul>{rows}</ul>",
    ),
    "a topic before and an author after each headline": (
        (
            "<div class='item'><a class='topic' href='/t/{n}'>Neuroradiology and head and neck imaging of all kinds</a>"
            "<a class='headline' href='/x/{n}'>{head}</a><div><a href='/people/{n}'>Dr. Alexander Hamilton-Smith</a>"
            "<span>{n} October 2026</span></div></div>"
        ),
        "{rows}",
    ),
    "cards that are links, of paragraphs": (
        (
            "<a class='block p-4' href='/x/{n}'><img src='/{n}.avif'><p class='text-xs'>{n} October 2026</p>"
            "<p class='text-lg'>{head}</p><p class='text-sm'>A teaser sentence which says what it is about.</p></a>"
        ),
        "<div class='grid'>{rows}</div>",
    ),
    "cards that are links and set their headline in bold": (
        (
            "<a class='block' href='/x/{n}'><p>Of interest to all members</p><p class='font-semibold'>{head}</p>"
            "<p>{n} October 2026</p></a>"
        ),
        "<div class='grid'>{rows}</div>",
    ),
    "cards that are links and call their headline so": (
        "<li><a href='/x/{n}'><time>2026.10.0{n}</time><span class='label'>Announcement</span><p class='ttl'>{head}</p></a></li>",
        "<ul>{rows}</ul>",
    ),
    "cards that are links with the date in their heading": (
        "<div><a href='/x/{n}'><h3><small>Oct {n}, 2026, 08:00 ET</small> {head}</h3><p>A teaser.</p></a></div>",
        "{rows}",
    ),
    "headings that hold the date beside a link": (
        "<div><h3><small>Oct {n}, 2026, 08:00 ET</small> {head}</h3><a href='/x/{n}'>Read more</a></div>",
        "{rows}",
    ),
    "cards that are links with an arrow": (
        "<li><a class='card' href='/x/{n}'><span>October {n}, 2026</span><span>{head}</span><span>→</span></a></li>",
        "<ul>{rows}</ul>",
    ),
    "arrows after headlines": (
        "<li><a href='/x/{n}'>{head} »</a> <i>0{n}.10.2026</i></li>",
        "<ul>{rows}</ul>",
    ),
    "dates before headlines in one link": (
        "<p><a href='/x/{n}'>0{n}.10.2026 - {head}</a></p>",
        "<div id='c'>{rows}</div>",
    ),
    "dates in words before headlines in one link": (
        "<p><a href='/x/{n}'>{n} October 2026: {head}</a></p>",
        "<div id='c'>{rows}</div>",
    ),
    "dates in brackets after headlines in one link": (
        "<li><a href='/x/{n}'>{head} (0{n}.10.2026)</a></li>",
        "<ul>{rows}</ul>",
    ),
    "elements of their own that say dates to machines": (
        "<div class='m'><a href='/x/{n}'>{head}</a> <relative-time datetime='2026-10-0{n}T10:00:00Z'>last month</relative-time></div>",
        "{rows}",
    ),
    "dates before headlines that are headings": (
        "<details><summary>{n} October 2026 {head}</summary><p>A teaser</p><a href='/x/{n}'>Open</a></details>",
        "{rows}",
    ),
    "pieces of WordPress with kinds and tags": (
        "<div class='post-{n} type-post hentry category-news tag-ct'><h2><a href='/x/{n}'>{head}</a></h2><i>{n} October 2026</i></div>",
        (
            "{rows}<div class='side'><h3>Recent comments</h3><ul>"
            + "".join(
                f"<li>Ann on <a href='/x/2{n}#c1'>A headline of former times {n}</a> 1 May 2026</li>"
                for n in range(9)
            )
            + "</ul></div>"
        ),
    ),
    "Arabic months": (
        "<div class='m'><a href='/x/{n}'>{head}</a> <span>{n} أكتوبر 2026</span></div>",
        "{rows}",
    ),
    "links that say their language": (
        "<div class='views-row'><a href='/x/{n}' hreflang='en'>{head}</a> <i>0{n}.10.2026</i></div>",
        (
            "{rows}<ul><li><a href='/fr/1' hreflang='fr'>Toutes les informations en version française</a></li>"
            "<li><a href='/de/1' hreflang='de'>Die Neuigkeiten der Gesellschaft auf Deutsch</a></li></ul>"
        ),
    ),
    "events beside the news": (
        "<article><h3><a href='/x/{n}'>{head}</a></h3><p>{n} October 2026</p>" + TEASER + "</article>",
        "<section>{rows}</section><section><ul>"
        + "".join(
            f"<li><span>{n} May 2027</span> <a href='/e/{n}'>Meeting {n} in Vienna</a></li>" for n in range(5)
        )
        + "</ul></section>",
    ),
    "addresses that are questions": (
        "<div class='teaser'><a href='/x/{n}?show=detail'>{head}</a><div>October {n}, 2026 &middot; Secretariat</div></div>",
        "{rows}",
    ),
}


def found(body):
    page = f"<html><head><title>News</title></head><body>{body}</body></html>"
    entries = parse.listing(
        page.encode(), url=URL, content_type="text/html; charset=utf-8", rule=PageRule(), seen=frozenset()
    ).entries
    customs = dates.Customs(day_first=True)
    days = [dates.published(entry.dates, at=AT, customs=customs) for entry in entries]
    return [
        (entry.title.value, entry.link.partition("/x/")[2][:1], day.at.date().isoformat() if day else None)
        for entry, day in zip(entries, days, strict=True)
    ]


def wanted(heads):
    return [(head, str(n), f"2026-10-0{n}") for n, head in enumerate(heads, 1)]


def rows(row, heads=HEADS):
    return "".join(row.format(n=n, head=head) for n, head in enumerate(heads, 1))


@pytest.mark.parametrize("shape", ROWS)
def test_news_are_found_in_every_shape(shape):
    row, around = ROWS[shape]
    heads = [head[:20].strip() for head in HEADS] if ":.20" in row else HEADS
    assert found(PAGE + around.format(rows=rows(row)) + FOOT) == wanted(heads)


LABELS = ("Press releases", "People and prizes", "Press releases")
IN_ROWS = {
    "in brackets before the headline": (
        "<li>[<a href='/c/{label}'>{label}</a>] <a href='/x/{n}'>{head}</a> <span>{n} October 2026</span></li>",
        "<ul>{rows}</ul>",
    ),
    "in brackets after the date": (
        "<li><span>2026-10-0{n}</span><b>[<a href='/c/{label}'>{label}</a>]</b> <a class='title' href='/x/{n}'>{head}</a></li>",
        "<ul>{rows}</ul>",
    ),
    "before a colon": (
        "<p><a href='/c/{label}'>{label}</a>: <a href='/x/{n}'>{head}</a> ({n} October 2026)</p>",
        "<div id='main'>{rows}</div>",
    ),
    "in a column before": (
        "<tr><td><a href='/c/{label}'>{label}</a></td><td><a href='/x/{n}'>{head}</a></td><td>0{n}.10.2026</td></tr>",
        "<table>{rows}</table>",
    ),
    "in a column after": (
        "<tr><td>0{n}.10.2026</td><td><a href='/x/{n}'>{head}</a></td><td><a href='/p/{label}'>{label}</a></td></tr>",
        "<table>{rows}</table>",
    ),
}


@pytest.mark.parametrize("place", IN_ROWS)
@pytest.mark.parametrize("last", ["Press releases", "Grants"])
def test_categories_and_authors_in_every_row_are_not_the_news(place, last):
    row, around = IN_ROWS[place]
    labels = (*LABELS, "People and prizes", "Press releases", last)
    body = "".join(
        row.format(n=n, head=head, label=label)
        for n, (head, label) in enumerate(zip(HEADS, labels, strict=True), 1)
    )
    assert found(PAGE + around.format(rows=body)) == wanted(HEADS)


def test_a_piece_of_news_without_a_category_stays_among_those_that_have_one():
    row = "<li><a href='/c/press'>Press</a> <a href='/x/{n}'>{head}</a> <i>{n} October 2026</i></li>"
    bare = f"<li><a href='/x/6'>{HEADS[5]}</a> <i>6 October 2026</i></li>"
    assert found(PAGE + f"<ul>{rows(row, HEADS[:5])}{bare}</ul>") == wanted(HEADS)


def test_the_same_news_in_several_boxes_are_news():
    item = "<li><a href='/x/{n}'>{head}</a></li>"
    boxes = [item.format(n=n, head=HEADS[n]) for n in range(6)]
    body = "".join(f"<div class='box'><ul>{boxes[0]}{boxes[n]}</ul></div>" for n in range(1, 6))
    assert [title for title, _, _ in found(PAGE + body)] == list(HEADS)


DATED = "<div class='row'><h3><a href='/x/{n}'>{head}</a></h3><span>{n} October 2026</span></div>"
UNDATED = "<article class='teaser'><h3><a href='/x/{n}'>{head}</a></h3><p>A teaser.</p></article>"
CARD = "<div class='item'><a class='card' href='/x/{n}'><i>{n} October 2026</i><h3>{head}</h3></a></div>"
IN_LIST = "<li><a href='/x/{n}'>{head}</a> <span>({n} October 2026)</span></li>"
IN_COLUMN = "<p>{n} October 2026<br><a href='/x/{n}'>{head}</a></p>"
LEAD = "<div class='top'><img src='/1.jpg'><h2><a href='/x/{n}'>{head}</a></h2><p>{n} October 2026</p></div>"
UNDATED_LEAD = (
    "<section class='lead'><article><h1><a href='/x/{n}'>{head}</a></h1><p>A lead.</p></article></section>"
)
PARTS = {
    "a lead set large": (LEAD, 1, DATED, "{first}<div class='list'>{rest}</div>"),
    "a lead that says read more about its headline": (
        LEAD + "<p><a href='/x/{n}'>Read more: {head}</a></p>",
        1,
        DATED,
        "<div class='first'>{first}</div><div class='list'>{rest}</div>",
    ),
    "a lead beside cards": (LEAD, 1, CARD, "<section>{first}</section><section>{rest}</section>"),
    "a lead without a date": (UNDATED_LEAD, 1, UNDATED, "{first}<section class='rest'>{rest}</section>"),
    "a lead above a plain list": (
        "<div class='hero'><h1><a href='/x/{n}'>{head}</a></h1></div>",
        1,
        "<li><a href='/x/{n}'>{head}</a></li>",
        "{first}<ul>{rest}</ul>",
    ),
    "leads without dates above a list with dates": (
        "<div class='lead'><a href='/x/{n}'><img src='/i/{n}.jpg'></a><h3><a href='/x/{n}'>{head}</a></h3></div>",
        3,
        IN_LIST,
        "<main><div class='leads'>{first}</div><ul>{rest}</ul></main>",
    ),
    "two kinds of lists": (DATED, 2, IN_LIST, "<div>{first}</div><h2>Older news</h2><ul>{rest}</ul>"),
    "two columns": (IN_COLUMN, 3, IN_COLUMN, "<div class='a'>{first}</div><div class='b'>{rest}</div>"),
}


@pytest.mark.parametrize("parts", PARTS)
def test_news_in_several_parts_of_a_page_are_found(parts):
    first, count, rest, around = PARTS[parts]
    news = [
        row.format(n=n, head=head)
        for n, head in enumerate(HEADS, 1)
        for row in [first if n <= count else rest]
    ]
    body = around.format(first="".join(news[:count]), rest="".join(news[count:]))
    assert [title for title, _, _ in found(PAGE + body)] == list(HEADS)


BESIDE = {
    "older ones without dates, where the news have them": "<ul><li><a href='/x/9'>An older piece of news of the society</a></li></ul>",
    "links within teasers": "<p>Have a look at <a href='/x/9'>what the society said of it last year</a>, too.</p>",
    "a page about the society": "<div><h2><a href='/about/us'>What we are and what we do for you</a></h2><p>1 May 2026</p></div>",
    "what stands in a margin": "<aside><h3><a href='/x/9'>An older piece of news of us all</a></h3><p>1 May 2026</p></aside>",
    "a link of few words": "<div><a href='/x/all'>All news</a> 1 May 2026</div>",
}


@pytest.mark.parametrize("kind", BESIDE)
def test_what_only_leads_to_like_addresses_is_not_of_the_news(kind):
    body = f"<section>{rows(DATED)}</section><section>{BESIDE[kind]}</section>"
    assert [title for title, _, _ in found(PAGE + body)] == list(HEADS)


ABOVE = {
    "events": "<div><h2>Events</h2><div><h3><a href='/x/9'>A congress that we all go to</a></h3></div></div>",
    "pages about the society": "<div><h3><a href='/about/us'>What we are and what we do for you</a></h3></div>",
    "pages of the site": "<div><h3><a href='/membership'>Become a member of the society</a></h3></div>",
    "headings in a menu": "<nav><h3><a href='/x/9'>A piece of news that the menu shows</a></h3></nav>",
    "a link in no heading": "<p><a href='/x/9'>An older piece of news of the society</a></p>",
    "more than the list": "".join(
        f"<div><h3><a href='/x/b{n}'>A topic of our society, number {n}</a></h3></div>" for n in range(9)
    ),
}


@pytest.mark.parametrize("kind", ABOVE)
def test_headings_without_dates_above_a_list_with_dates_are_not_all_leads(kind):
    body = f"<main>{ABOVE[kind]}<ul>{rows(IN_LIST)}</ul></main>"
    assert found(PAGE + body) == wanted(HEADS)


ONE = {
    "a heading and a date": "<div class='news'><div class='entry'>{row}<p>A text.</p></div></div>",
    "an article with an author": "<article>{row}<p>by <a href='/author/admin'>Admin</a>, <a href='/k/1'>Some kind</a></p></article>",
    "an article on a page of menus": "<div class='top-menu'><a href='/t/1'>Our society and its members</a><a href='/t/2'>Our fees</a></div><article>{row}</article>",
    "links of few words": "<main><article>{row}</article></main><p><a href='/p'>Privacy policy</a> <a href='/q'>Terms of use</a></p>",
}


@pytest.mark.parametrize("page", ONE)
def test_the_one_piece_of_news_of_a_page_is_found(page):
    assert found(PAGE + ONE[page].format(row=rows(DATED, HEADS[:1]))) == wanted(HEADS[:1])


NONE = {
    "a menu": "<main><p>There are no news.</p></main>",
    "menus by class": "<ul class='main-menu'><li><a href='/a'>About our committees</a></li><li><a href='/b'>Membership and its fees</a></li></ul>",
    "links in a margin": "<main><p>There are no news.</p></main><aside><ul class='sidebar'><li><a href='/a'>Statutes</a></li><li><a href='/b'>Council</a></li></ul></aside>",
    "a foot": "<div class='site-footer'><div><p><a href='/a'>Privacy policy of us</a></p><p><a href='/b'>Terms and conditions of use</a></p></div></div>",
}


@pytest.mark.parametrize("page", NONE)
def test_a_page_that_leads_only_to_other_pages_of_the_site_says_that_it_holds_no_news(page):
    body = f"<html><body>{PAGE}{NONE[page]}</body></html>".encode()
    parsed = parse.listing(body, url=URL, content_type="text/html", rule=PageRule(), seen=frozenset())
    assert parsed.entries == ()
    assert "no news were found on the page" in parsed.alarms[0]


EVENTS = "".join(
    f"<li><b>{n + 9} Dec 2026</b> <h4><a href='/e/{n}'>A course on advanced things for all of us, part {n}</a></h4></li>"
    for n in range(5)
)
OTHERS = {
    "events under their heading": f"<div class='right'><h3>Upcoming events</h3><ul>{EVENTS}</ul></div>",
    "events under a heading in a box": f"<div><div class='top'><span><h2>Calendar</h2></span></div><ul>{EVENTS}</ul></div>",
    "events by class": f"<div class='events-block'><ul>{EVENTS}</ul></div>",
    "events by id": f"<div id='calendar'><ul>{EVENTS}</ul></div>",
    "meetings": f"<div><h2>Meetings</h2><ul>{EVENTS}</ul></div>",
    "what is read most": f"<div class='r'><h4>Most read</h4><ul>{EVENTS}</ul></div>",
    "papers of a journal": f"<div class='r'><h3>From the journal</h3><ul>{EVENTS.replace('/e/', 'https://j.example/')}</ul></div>",
}


@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize("before", [True, False])
def test_what_the_page_calls_something_else_is_not_the_news_though_it_has_dates(kind, before):
    news = "<ul>" + rows("<li><a href='/x/{n}'>{head}</a></li>") + "</ul>"
    body = OTHERS[kind] + news if before else news + OTHERS[kind]
    assert [title for title, _, _ in found(PAGE + body)] == list(HEADS)


@pytest.mark.parametrize(
    "heading",
    ["News & events", "Nieuws en agenda", "Notícias e eventos", "Novinky a events", "お知らせ・イベント"],
)
def test_what_is_called_news_beside_events_is_the_news(heading):
    topics = rows("<p><a href='/t/{n}'>About a {head}</a></p>")
    body = f"<div><h2>{heading}</h2><ul>{rows(IN_LIST)}</ul></div><div>{topics}</div>"
    assert found(PAGE + body) == wanted(HEADS)


def test_where_there_is_nothing_else_events_are_the_news():
    assert len(found(PAGE + OTHERS["events under their heading"])) == 5


def test_dates_relative_to_the_visit_are_the_rows():
    said = ("3 hours ago", "Yesterday", "Posted 2 days ago", "vor 3 Tagen", "il y a 4 jours", "5天前")
    row = "<div class='m'><h4><a href='/x/{n}'>{head}</a></h4><span>{said}</span></div>"
    body = "".join(
        row.format(n=n, head=head, said=words)
        for n, (head, words) in enumerate(zip(HEADS, said, strict=True))
    )
    days = [day for _, _, day in found(PAGE + body)]
    assert days == ["2026-11-09", "2026-11-09", "2026-11-08", "2026-11-07", "2026-11-06", "2026-11-05"]


LEAVES = {
    "<b>{month}-{day}</b><i>{year}</i>": "zh",
    "<i>{year}</i><b>{month}-{day}</b>": "zh",
    "<i>{year}年</i><b>{month}.{day}</b>": "zh",
    "<b>{month}月{day}日</b><i>{year}</i>": "zh",
    "<b>{month}/{day}</b><i>{year}</i>": "en",
    "<b>{day}/{month}</b><i>{year}</i>": "fr",
    "<b>{day}.{month}</b><i>{year}</i>": "de",
    "<b>{day}.{month}.</b><i>{year}</i>": "de",
    "<b>{day}</b><i>{year}-{month}</i>": "zh",
}


@pytest.mark.parametrize("leaf", LEAVES)
def test_the_leaf_of_a_calendar_is_the_date_of_its_row_and_its_year_of_no_other(leaf):
    days = ("2026-01-20", "2026-01-02", "2025-12-28", "2025-03-04")
    body = "".join(
        f"<li><div>{leaf.format(year=day[:4], month=day[5:7], day=day[8:])}</div><a href='/x/{n}'>{HEADS[n]}</a></li>"
        for n, day in enumerate(days)
    )
    page = f"<html lang='{LEAVES[leaf]}'><body>{PAGE}<ul>{body}</ul></body></html>"
    assert tuple(day for _, _, day in found(page)) == days


@pytest.mark.parametrize(
    "words", ["Radiology Today", "The bridge of yesterday", "A month ago nobody would have believed it of us"]
)
def test_words_that_only_name_a_time_are_no_date(words):
    assert {
        day for _, _, day in found(PAGE + rows(f"<li><a href='/x/{{n}}'>{{head}}</a> <i>{words}</i></li>"))
    } == {None}


def test_a_date_relative_to_the_visit_does_not_make_a_row_new():
    pages = [
        f"<li><a href='/x/1'>A headline of it</a> <time>{n} days ago</time></li>".encode() for n in (2, 3)
    ]
    rule = PageRule(item="li")
    read = [
        parse.listing(page, url=URL, content_type="text/html", rule=rule, seen=frozenset()).entries
        for page in pages
    ]
    assert read[0][0].raw_hash == read[1][0].raw_hash


TODAY = "<p class='today'>10 November 2026</p>"
UNDER_DATES = {
    "headings and lists": ("<h3>{day}</h3><ul>{news}</ul>", "<li><a href='/x/{n}'>{head}</a></li>", "{days}"),
    "headings and paragraphs": ("<h3>{day}</h3>{news}", "<p><a href='/x/{n}'>{head}</a></p>", "{days}"),
    "rows of a table": (
        "<tr><th>{day}</th></tr>{news}",
        "<tr><td><a href='/x/{n}'>{head}</a></td></tr>",
        "<table>{days}</table>",
    ),
}


@pytest.mark.parametrize("shape", UNDER_DATES)
def test_a_date_above_several_rows_is_that_of_each(shape):
    heading, row, around = UNDER_DATES[shape]
    days = "".join(
        heading.format(
            day=f"{day} October 2026",
            news="".join(row.format(n=n, head=HEADS[n]) for n in range(first, first + 3)),
        )
        for day, first in ((9, 0), (8, 3))
    )
    body = PAGE + TODAY + around.format(days=days) + "<footer>Last changed on <b>1 May 2020</b></footer>"
    assert [day for _, _, day in found(body)] == ["2026-10-09"] * 3 + ["2026-10-08"] * 3


def test_todays_date_at_the_top_of_a_page_is_of_no_row():
    assert {day for _, _, day in found(TODAY + rows("<li><a href='/x/{n}'>{head}</a></li>"))} == {None}


@pytest.mark.parametrize(
    "headline",
    [
        "1 May 2026 is the last day for abstracts",
        "European congress in Vienna, 1 May 2026",
        "Newsletter of October 2026",
        "The subtitle of a story about titles",
    ],
)
def test_a_date_that_is_of_a_headline_stays_in_it(headline):
    assert found(PAGE + rows(DATED, (headline, *HEADS[:2])))[0] == (headline, "1", "2026-10-01")


@pytest.mark.parametrize(("page", "news"), [("en", "en"), ("en-GB", "en"), ("", "de"), ("en", "de")])
def test_links_in_the_language_of_the_news_are_kept_and_those_to_other_languages_are_not(page, news):
    switch = (
        "<ul><li><a href='/fr/' hreflang='fr'>Version française de cette page de la société</a></li></ul>"
    )
    row = f"<div class='m'><a href='/x/{{n}}' hreflang='{news}'>{{head}}</a></div>"
    body = f"<html lang='{page}'><body>{switch}{rows(row)}</body></html>"
    assert [title for title, _, _ in found(body)] == list(HEADS)


def test_links_that_say_read_more_in_several_ways_have_their_headings_beside_them():
    row = "<section><h2>{head}</h2><p>{n} October 2026</p><a href='/x/{n}'>{more}</a></section>"
    said = ("Read more", "Learn more", "Continue") * 2
    body = "".join(
        row.format(n=n, head=head, more=more)
        for n, (head, more) in enumerate(zip(HEADS, said, strict=True), 1)
    )
    assert found(PAGE + body) == wanted(HEADS)


def test_sections_with_headings_that_are_links_are_not_the_news():
    sections = "".join(
        f"<div class='blk'><h2><a href='/section/{k}'>News of our section number {k}</a></h2><ul>"
        + "".join(f"<li><a href='/x/{k}{n}'>{head}</a></li>" for n, head in enumerate(HEADS))
        + "</ul></div>"
        for k in range(3)
    )
    assert [title for title, _, _ in found(PAGE + sections + FOOT)] == [*HEADS, *HEADS, *HEADS]


COLUMNS = f"<div class='columns'><div><h4>The society</h4><ul>{MENU}</ul></div></div>"
AROUND = {
    "a menu that folds out": f"<div class='mega-menu'>{COLUMNS}</div><div>{{news}}</div>",
    "a bar of menus": f"<div class='navbar'>{COLUMNS}</div><div>{{news}}</div>",
    "a head that holds the menu": f"<header>{COLUMNS}</header><div>{{news}}</div>",
    "a menu outside of what the page calls its content": f"{COLUMNS}<main>{{news}}</main>",
    "a foot outside of it": f"<div role='main'>{{news}}</div>{COLUMNS}",
    "a map of the site": f"<div>{{news}}</div><div class='sitemap'>{COLUMNS}</div>",
    "a menu above the title of the page": f"{COLUMNS}<div><h1>News</h1>{{news}}</div>",
}


@pytest.mark.parametrize("place", AROUND)
def test_few_news_without_dates_are_found_beside_a_long_menu_or_foot(place):
    news = rows("<li><a href='/x/{n}'>{head}</a></li>")
    assert [title for title, _, _ in found(AROUND[place].format(news=news))] == list(HEADS)


@pytest.mark.parametrize(
    "page",
    [
        "<div class='mega'>{}</div><p>A text.</p>",
        "<main><p>A text.</p></main><div>{}</div>",
        "<main><p>A text.</p></main><aside><div class='sidebar'><div class='widget related'>{}</div></div></aside>",
    ],
)
def test_what_stands_outside_of_the_content_is_the_news_where_nothing_else_may_be(page):
    news = rows("<li><a href='/x/{n}'>{head}</a></li>")
    assert [title for title, _, _ in found(page.format(news))] == list(HEADS)


SERVICES = rows(
    "<li><a href='/s{n}'>{head}</a></li>",
    [
        "Prizes and grants of the society",
        "The journal of the society and its issues",
        "The library and the archive",
    ],
)


BOXES = {
    "a heading": "<section><h2>Latest news</h2><ul>{}</ul></section>",
    "a heading in Dutch": "<section><h2>Nieuws</h2><ul>{}</ul></section>",
    "a heading beside a link": "<div><div><h2>News</h2><a href='/all'>All news</a></div><ul>{}</ul></div>",
    "a class": "<div class='news'><ul>{}</ul></div>",
    "a legend": "<fieldset><legend>News</legend><ul>{}</ul></fieldset>",
    "nothing": "<div><ul>{}</ul></div>",
}


@pytest.mark.parametrize(
    "page",
    [
        "<main><h1>Welcome</h1><ul>{services}</ul></main>{news}",
        "{news}<h1>The society</h1><ul>{services}</ul>",
    ],
    ids=["beside a welcome", "above the main heading"],
)
@pytest.mark.parametrize("called", BOXES)
def test_as_many_links_as_a_home_page_has_news_are_news_wherever_they_stand(page, called):
    news = BOXES[called].format(rows("<li><a href='/x/{n}'>{head}</a></li>"))
    assert [title for title, _, _ in found(page.format(news=news, services=SERVICES))] == list(HEADS)


@pytest.mark.parametrize("count", [2, 3])
def test_few_news_are_found_beside_a_long_menu(count):
    row = "<div class='news'><h3><a href='/x/{n}'>{head}</a></h3><span>{n} October 2026</span></div>"
    body = f"<div id='left'><ul class='submenu'>{MENU}</ul></div>{rows(row, HEADS[:count])}{FOOT}"
    assert found(body) == wanted(HEADS[:count])


def test_a_menu_in_a_table_like_that_of_the_news_is_none():
    row = "<tr><td height=25>·<a href='/x/{n}'>{head}</a></td><td>(2026-10-0{n})</td></tr><tr><td colspan=2></td></tr>"
    menu = "<tr><td><table><tr><td><a href='/1'>首页</a></td><td><a href='/2'>学会介绍</a></td></tr></table></td></tr>"
    body = f"<table>{menu}<tr><td><table>{rows(row, CHINESE)}</table></td></tr></table>"
    assert found(body) == wanted(CHINESE)


@pytest.mark.parametrize("address", ["/view.do?board=12&seq={n}&page=1", "/view.asp?idx={n}&page=1"])
def test_links_that_name_the_page_of_the_list_they_stand_on_are_news(address):
    row = f"<tr><td><a href='{address}'>{{head}}</a></td><td>2026-10-0{{n}}</td></tr>"
    further = "".join(f"<a href='?board=12&page={n}'>Older news of this board</a>" for n in range(2, 9))
    body = f"<table>{rows(row)}</table><p>{further}</p>"
    assert [title for title, _, _ in found(PAGE + body)] == list(HEADS)


LIKE = {
    "months of an archive": (
        "<h3>Archive</h3><ul>{}</ul>",
        "<li><a href='/2018-{n}'>Month {n} of 2018 (4)</a></li>",
    ),
    "jobs": ("<h2>Jobs</h2><ul>{}</ul>", "<li><a href='/j/{n}'>Consultant radiologist in town {n}</a></li>"),
    "pages of the list": ("<ul>{}</ul>", "<li><a href='/n?pg={n}'>Page {n} of 40</a></li>"),
}


@pytest.mark.parametrize("kind", LIKE)
def test_what_has_the_shape_of_the_news_under_a_heading_of_its_own_is_none(kind):
    around, row = LIKE[kind]
    others = around.format("".join(row.format(n=n) for n in range(1, 11)))
    news = f"<h1>News</h1><ul>{rows('<li><a href=/x/{n}>{head}</a></li>')}</ul>"
    assert [title for title, _, _ in found(PAGE + news + others)] == list(HEADS)


def test_rows_beside_the_news_under_a_heading_of_their_own_are_none():
    row = "<div class='item'><h3><a href='/{to}/{n}'>{head}</a></h3><span>{n} October 2026</span></div>"
    news, jobs = (
        "".join(row.format(to=to, n=n, head=head) for n, head in enumerate(HEADS, 1)) for to in ("x", "j")
    )
    assert found(f"{PAGE}{news}<h2>Jobs</h2>{jobs}") == wanted(HEADS)


@pytest.mark.parametrize("href", ["/pictures/{n}.jpg?size=l", "https://firm{n}.example/"])
def test_pictures_that_are_opened_and_logos_of_others_are_not_the_news(href):
    shown = "".join(
        f"<a href='{href.format(n=n)}'><img src='/i/{n}.png' alt='The annual dinner of firm {n}'></a>"
        for n in range(12)
    )
    assert found(f"{PAGE}<div>{rows(IN_LIST, HEADS[:2])}</div><div>{shown}</div>") == wanted(HEADS[:2])


@pytest.mark.parametrize(
    "row",
    [
        "<tr><td><a href='/?add={n}'>Add to shortlist</a></td></tr>",
        "<a href='/x/{n}'><img src='/i/{n}.png'></a>",
        "<a href='/x/{n}'><img src='/i/{n}.png' alt='Slide'></a>",
    ],
    ids=["a deed", "pictures without words", "pictures with the same words"],
)
def test_links_that_say_nothing_or_all_the_same_are_no_news_where_no_headings_tell_them_apart(row):
    assert found(f"{PAGE}<div><table>{rows(row)}</table></div>") == []


@pytest.mark.parametrize(
    "row",
    ["<a href='/x/{n}'><img alt='{head}'></a>", "<a href='/x/{n}' title='{head}'><img src='/i/{n}.png'></a>"],
)
def test_pictures_of_which_other_words_are_said_may_be_news(row):
    page = f"{PAGE}<div>{rows(row)}</div>".encode()
    parsed = parse.listing(page, url=URL, content_type=None, rule=PageRule(), seen=frozenset())
    assert len(parsed.entries) == len(HEADS)


def test_what_is_read_most_is_none_however_many_there_are():
    row = "<div class='item'><h3><a href='/x/{n}'>{head}</a></h3><span>{n} October 2026</span></div>"
    most = "".join(
        f"<div class='m'><a href='/x/m{n}'>A headline that was read by many, number {n}</a><i>1{n} October 2026</i></div>"
        for n in range(9)
    )
    assert found(f"{PAGE}{rows(row)}<div class='r'><h3>Most read</h3>{most}</div>") == wanted(HEADS)


@pytest.mark.parametrize(
    "where", ["<main>{news}</main><div class='left'>{groups}</div>", "<div>{groups}</div><main>{news}</main>"]
)
def test_a_page_that_is_called_news_shows_them_in_its_main_part(where):
    groups = "".join(
        f"<li><a href='/about/p{n}'>Working group number {n} on the history of chemistry</a></li>"
        for n in range(10)
    )
    news = f"<h1>News</h1><ul>{rows('<li><a href=/x/{n}>{head}</a></li>')}</ul>"
    page = where.format(news=news, groups=f"<ul>{groups}</ul>")
    assert [title for title, _, _ in found(f"<html><body>{page}</body></html>")] == list(HEADS)


def test_links_within_sentences_are_no_news():
    words = "We wrote to <a href='/people/x'>a woman</a> who lives in the town. It is <a href='/time'>now</a> nine."
    assert found(f"<html><body><p>{words}</p></body></html>") == []


def test_dated_rows_whose_links_all_say_the_same_are_news():
    row = "<li>{n}.10.2026 <a href='/x/{n}'>Newsletter</a> on {head}</li>"
    assert len(found(f"<html><body><main><ul>{rows(row)}</ul></main></body></html>")) == len(HEADS)
