"""Issues to render: made of invented societies, in four languages, of any length.

The tests' own, and what ``tools/check_email.py`` shows to validators and mail programs' tables.
"""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

from aggregator.digest import render
from aggregator.model import Article, Issue, Section

AT = datetime(2026, 10, 14, 6, 0, tzinfo=UTC)

SOCIETIES = (
    ("lamp", "Lamplighters’ Guild for Street History", "LGSH"),
    ("salt", "International Union of Salt Archives", "IUSA"),
    ("kelp", "Verein für Tangforschung und Küstenkunde", "VTK"),
    ("loom", "云溪织机学会", "YXZJ"),
    ("oasis", "جمعية تاريخ الواحات", "OHS"),
    ("kite", "Society for the Study of Kites, Weathervanes and Other Instruments Moved by Wind", "SSKWOIMW"),
)

TEXTS = (
    (
        "en",
        "A lamp that was never put out turns a hundred and forty",
        """<p>The gas lamp at the corner of Tallow Lane has burned without a break since 1886, through two wars, one
        flood and a mayor who wanted to replace it. The guild has now found out why: it stands on
        <a href="https://lamp.example/map?a=1&amp;b=2">no map</a>, so nobody ever had orders to turn it off.</p>
        <p>The anniversary brings three things:</p><ul><li>an open evening on 3 November;</li>
        <li>a new inventory of all 4,212 lamps, free to use;</li><li>gloves for visitors who wish to climb.</li></ul>""",
    ),
    (
        "en",
        "Salt tax ledgers of nine harbours can now be searched by ship",
        """<p>Nine harbour towns kept nine ways of writing down the same salt. A team of eleven has spent four years
        bringing them into one table, with every doubtful reading marked as such.</p>""",
    ),
    (
        "de",
        "Wie der Tang die Insel hielt: neue Messungen aus vierzig Jahren Uferlinie",
        """<p>Seit 1986 misst der Verein jeden Herbst denselben Strand. Wo der Tang liegen blieb, wuchs er um elf
        Meter; wo er weggeräumt wurde, verlor er neun. Die Reihe ist jetzt für alle zugänglich.</p>""",
    ),
    (
        "en",
        "Recommendations for hanging old weathervanes, second edition",
        """<p>The second edition is shorter than the first. New are the chapters on lightning and on geese; gone is the
        advice to use lead. It is open for comments until the end of the year.</p>""",
    ),
    (
        "zh",
        "一架明代织机重新织出了布，图样来自一本账簿",
        """<p>学会的三位会员用了两年时间，照着一本旧账簿里的草图，把散落在四个村子的零件重新装成一架织机。上个月，它织出了三百年来的第一尺布。</p>
        <p>织机将在学会的展厅展出到年底，每周六下午开机。</p>""",
    ),
    (
        "en",
        "Call for fellows: a year at the archive, with a room and a bicycle",
        """<p>Two fellowships of twelve months are open to anyone who has finished a doctorate within six years.
        Applications close on 15 January; a letter of one page is enough.</p>""",
    ),
    (
        "ar",
        "خرائط الماء القديمة تعود إلى الواحة",
        "<p>عثرت الجمعية على سبع خرائط مرسومة باليد تبيّن قنوات الماء كما كانت قبل مئتي عام، وستعرضها في ربيع العام المقبل.</p>",
    ),
)

HOSTILE = (
    '<script>alert("title")</script> & <b>bold</b> claims',
    "</title></style></td></table><h1>Not a masthead</h1>",
    "&lt;img src=x onerror=alert(1)&gt; {{ page.title }} {% raw %}",
    "\u202eright to left\u202c, \x07 bells and a <!-- comment that never ends",
)
"""Titles that hold markup: to be read as it was written, by no one to be obeyed."""

RICH = """<h2>What was found</h2><p>Three rooms, <em>two</em> doors and <a href="https://lamp.example/">one lamp</a>.</p>
<blockquote><p>Nobody asked us to turn it off.</p></blockquote>
<table><caption>Lamps by lane</caption><tr><th>Lane</th><th>Lamps</th></tr><tr><td>Tallow</td><td>12</td></tr></table>
<pre>lit = 4212\nout = 0  # as of this morning, and with a line that is far too long for the screen of any phone</pre>
<dl><dt>Mantle</dt><dd>what glows</dd></dl><ol start="4"><li>Look up.</li></ol><hr><h3>And then</h3><p>H<sub>2</sub>O.</p>"""
"""Markup of every kind that an article may keep."""

LONG = ("A headline that goes on and on, as if its writer were paid by the word " * 5)[:299] + "."
"""A headline of three hundred letters."""

LINKS = render.Links(
    site="https://scan.example/",
    web="https://scan.example/issues/scan/12",
    feed="https://scan.example/feed.xml",
    unsubscribe="https://scan.example/unsubscribe/THE-TOKEN",
    placeholder="THE-TOKEN",
)


def an_article(number: int = 1, **values: object) -> Article:
    language, title, html = TEXTS[(number - 1) % len(TEXTS)]
    defaults = {
        "story": f"story-of-{number}",
        "item": f"tag:scan.example,2026:{number}",
        "section": "lamp",
        "title": title,
        "html": html,
        "text": _text(html),
        "link": f"https://lamp.example/news/{number}",
        "date": AT - timedelta(days=number % 20, hours=3),
        "dated": number % 5 != 0,
        "language": language,
        "also": (("IUSA",), (), ("LGSH", "OHS", "VTK"), ())[number % 4],
    }
    return Article(**(defaults | values))


def an_issue(count: int = 12, **values: object) -> Issue:
    articles: dict[str, list[Article]] = {}
    for number in range(1, count + 1):
        key = SOCIETIES[number * len(SOCIETIES) // (count + 1)][0]
        articles.setdefault(key, []).append(an_article(number, section=key))
    defaults = {
        "digest": "scan",
        "number": 12,
        "state": "draft",
        "at": AT,
        "title": "Global Scan",
        "language": "en",
        "timezone": "Europe/Vienna",
        "intro": "What learned societies did this month, in their own words.",
        "banner": None,
        "sections": tuple(
            Section(key=key, name=name, acronym=acronym, articles=tuple(articles[key]))
            for key, name, acronym in SOCIETIES
            if key in articles
        ),
    }
    return Issue(**(defaults | values))


def _text(html: str) -> str:
    lines = re.sub(r"\s+", " ", html).replace("<li>", "\n- ").replace("<p>", "\n\n").replace("<ul>", "\n")
    return unescape(re.sub(r"<[^>]*>", "", lines)).strip()
