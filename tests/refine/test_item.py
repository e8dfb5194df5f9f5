"""An entry becomes an item, or is refused in words."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from aggregator.model import Enclosure, Entry, Image, Item, Refused, Source, Stamp, Text, Topic
from aggregator.refine import identity, refine
from aggregator.refine.limits import Limits


def html(value):
    return Text(value=value, kind="html")


def test_an_entry_becomes_an_item_with_all_that_it_said(refined, at):
    item = refined(
        title=html("The <i>college</i> elects"),
        content=html(
            '<p>It has <a href="18">elected</a> Ada Lee.</p><img src="/lee.jpg" alt="Ada Lee" width="600">'
        ),
        authors=("desk@college.example (The desk)",),
        language="en_gb",
        updated="2026-02-19T10:00:00Z",
        topics=(Topic(key="people", name="People", match=("ada lee",)),),
    )
    assert item == Item(
        id="tag:news.example,2026-02-20:college-news/" + item.id.rpartition("/")[2],
        source="college-news",
        society="college",
        guid="college-17",
        link="https://college.example/news/17",
        canonical="https://college.example/news/17",
        title="The college elects",
        html='<p>It has <a href="https://college.example/news/18" rel="noopener">elected</a> Ada Lee.</p>'
        '<img src="https://college.example/lee.jpg" alt="Ada Lee" width="600">',
        text="It has elected Ada Lee.",
        summary="It has elected Ada Lee.",
        published=item.published,
        updated=datetime(2026, 2, 19, 10, 0, tzinfo=UTC),
        first_seen=at,
        language="en-GB",
        topics=("people",),
        authors=("The desk",),
        image=Image(url="https://college.example/lee.jpg", alt="Ada Lee", width=600),
        fingerprint=item.fingerprint,
        raw_hash="0" * 64,
    )
    assert item.date == datetime(2026, 2, 19, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "said", "title"),
    [
        ("", "Council agrees on a fellowship", "Council agrees on a fellowship"),
        ("", "理事会通过新章程", "理事会通过新章程"),
        ("", "IMG_0815.jpg", "college.example/news/17"),
        ("", "picture", "college.example/news/17"),
        ("It rings.", "Council agrees on a fellowship", "It rings."),
    ],
)
def test_an_entry_without_words_is_called_what_its_picture_is_said_to_show(refined, text, said, title):
    item = refined(title=None, summary=None, content=Text(value=text), image=Image(url="/1.jpg", alt=said))
    assert item.title == title


@pytest.mark.parametrize("title", [None, Text(value=" \u202e\x00 "), html("<p></p>")])
def test_an_entry_without_words_and_link_is_refused_in_words(refined, title):
    refused = refined(title=title, content=html("<script>x</script>"), link="javascript:alert(1)")
    assert refused == Refused(raw_hash="0" * 64, why=refused.why)
    assert "no title, no text and no link" in refused.why


def test_the_fuller_of_content_and_summary_is_the_text(refined):
    item = refined(summary=Text(value="Short."), content=html("<p>The whole of the text.</p>"))
    assert item.text == "The whole of the text."
    item = refined(summary=html("<p>The whole of the text.</p>"), content=Text(value="Short."))
    assert item.text == "The whole of the text."


def test_plain_content_is_shown_as_paragraphs(refined):
    item = refined(content=Text(value="One <b>.\n\nTwo."))
    assert item.html == "<p>One &lt;b&gt;.</p><p>Two.</p>"
    assert item.text == "One <b>.\n\nTwo."


@pytest.mark.parametrize(
    "given",
    [
        html("&lt;p&gt;The college has &lt;b&gt;met&lt;/b&gt;.&lt;/p&gt;"),
        html("&lt;p&gt;The college has met."),
        html("The college &lt;a href=&quot;/news&quot;&gt;has met&lt;/a&gt;."),
        Text(value="<p>The college has <b>met</b>.</p>"),
    ],
)
def test_markup_that_is_escaped_twice_or_said_to_be_plain_is_read_as_markup(refined, given):
    assert refined(content=given).text == "The college has met."


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("<p>Merck &amp;amp; Co. met.</p>", "Merck & Co. met."),
        ("It&amp;#8217;s here&amp;hellip;&amp;nbsp;now.", "It’s here… now."),
        ("It&amp;#x2019;s &amp;quot;new&amp;quot;.", 'It’s "new".'),
        ("Less &amp;lt; more.", "Less < more."),
        ("Q&amp;A; then R&amp;D; then lunch.", "Q&A; then R&D; then lunch."),
        ("<p>Write <code>&amp;amp;</code> for it.</p>", "Write &amp; for it."),
    ],
)
def test_signs_that_are_escaped_twice_are_read_as_signs(refined, given, text):
    assert refined(content=Text(value=given, kind="html")).text == text


def test_signs_in_addresses_stay_as_they_are_escaped(refined):
    given = '<p><a href="https://a.example/?x=1&amp;sect;ion=2">The section</a> of 2026</p>'
    assert "?x=1&amp;sect;ion=2" in refined(content=Text(value=given, kind="html")).html


@pytest.mark.parametrize(
    "given",
    [
        html("Use &lt;p&gt; for paragraphs."),
        html("<p>&lt;p&gt; is for paragraphs.</p>"),
        Text(value="Use <p> for paragraphs."),
    ],
)
def test_markup_that_is_spoken_of_stays(refined, given):
    assert "<p>" in refined(content=given).text


def test_a_text_that_says_null_says_nothing(refined):
    assert refined(content=html("null")).text == ""


def test_the_source_settles_zone_and_form_of_dates(refined, source):
    vienna = replace(source, timezone="Europe/Vienna", date_format="YY-MM-DD  HH:MM")
    item = refined(source=vienna, dates=(Stamp(text="25-12-10  22:47", evidence="entry"),))
    assert item.published.at == datetime(2025, 12, 10, 21, 47, tzinfo=UTC)


def test_an_entry_without_a_possible_date_has_none_and_orders_by_first_seen(refined, at):
    item = refined(
        dates=(Stamp(text="January 20", evidence="entry"), Stamp(text="1970-01-01", evidence="entry"))
    )
    assert item.published is None
    assert item.date == at


def test_an_atom_entry_that_only_says_when_it_was_updated_is_dated_by_that(refined):
    item = refined(dates=(), updated="2026-02-19T10:00:00Z")
    assert item.published.at == datetime(2026, 2, 19, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("image", "kept"),
    [
        (Image(url="/a.jpg", alt=" A\nb "), Image(url="https://college.example/a.jpg", alt="A b")),
        (Image(url="data:image/png;base64,x"), None),
        (Image(url="/a.jpg", width=1, height=1), None),
        (Image(url="https://college.example/pixel.gif"), None),
        (Image(url="/a.jpg", width=-5, height=99_999), Image(url="https://college.example/a.jpg")),
    ],
)
def test_an_image_is_one_that_can_be_shown(refined, image, kept):
    assert refined(image=image).image == kept


BELL = '<img src="/bell.jpg" alt="A bell" width="600px">'
SHOWN = Image(url="https://college.example/bell.jpg", alt="A bell", width=600)


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        (BELL, SHOWN),
        ('<img src="/bell.jpg" alt="A bell">', replace(SHOWN, width=None)),
        ('<img src="/t.jpg" width="160">', None),
        ("It rings.", None),
    ],
)
def test_a_thumbnail_gives_way_to_a_larger_picture_of_the_text(refined, content, kept):
    small = Image(url="https://college.example/s72-c/bell.jpg", width=72, height=72)
    assert refined(image=small, content=html(content)).image == (kept or small)
    large = replace(small, width=400, height=300)
    assert refined(image=large, content=html(content)).image == large


def test_a_picture_counts_that_stands_alone_beside_the_text(refined):
    item = refined(summary=html("<p>It rings.</p>"), content=html(BELL))
    assert (item.text, item.image) == ("It rings.", SHOWN)


def test_what_an_entry_says_of_its_picture_is_not_its_text(refined):
    image = Image(
        url="https://college.example/bell.jpg", alt="The bell that the college has hung in its tower"
    )
    own, caption = html("<p>It rings.</p>"), Text(value=f" {image.alt}\n")
    assert refined(image=image, summary=own, content=caption).text == "It rings."
    assert refined(image=image, summary=None, content=caption).text == image.alt


@pytest.mark.parametrize("is_first", [True, False])
def test_what_an_entry_says_of_any_of_its_pictures_is_not_its_text(refined, is_first):
    caption = "The bell that the college has hung in its tower"
    words, shown = html("<p>It rings.</p>"), Text(value=f" {caption}\n")
    given = {"summary": shown, "content": words} if is_first else {"summary": words, "content": shown}
    item = refined(image=SHOWN, captions=("The tower", caption), **given)
    assert (item.text, item.summary) == ("It rings.", "It rings.")


def test_what_an_entry_says_of_its_pictures_is_its_text_where_it_says_nothing_else(refined):
    words = "The bell that the college has hung in its tower"
    assert refined(image=SHOWN, captions=(words,), summary=Text(value=words), content=None).text == words


@pytest.mark.parametrize(
    "before",
    [
        '<img src="https://secure.gravatar.com/avatar/0a1b?s=96">',
        '<img src="/facebook-share.png">',
        '<img src="/i/share_on_twitter_32x32.png">',
        '<img src="/1.png" alt="Share on Facebook">',
        '<img src="/1.png" width="16px">',
    ],
)
def test_portraits_icons_and_buttons_are_passed_over_for_the_first_picture(refined, before):
    assert refined(content=html(f"<p>{before}</p><p>It rings.</p>{BELL}")).image == SHOWN


@pytest.mark.parametrize(
    "sources",
    [
        'srcset="/s.jpg 300w, /bell.jpg 800w"',
        'src="data:image/gif;base64,R0" data-srcset="/bell.jpg"',
        'srcset="/s.jpg, /bell.jpg 2x"',
        'src="/bell.jpg" srcset="/l.jpg 2x"',
    ],
)
def test_a_picture_in_several_sizes_is_its_largest_where_it_has_no_usual_one(refined, sources):
    item = refined(content=html(f'<p>It rings.</p><img alt="A bell" {sources} width="600">'))
    assert item.image == SHOWN
    assert "bell.jpg" in item.html


def test_a_portrait_that_an_entry_names_is_none_of_its_pictures(refined):
    portrait = Image(url="https://1.gravatar.com/avatar/0a1b?s=96")
    assert refined(image=portrait).image is None
    assert refined(image=portrait, content=html(BELL)).image == SHOWN


def test_what_the_text_says_of_the_picture_that_an_entry_names_counts(refined):
    assert refined(image=Image(url="/bell.jpg"), content=html(f"It rings.{BELL}")).image == SHOWN
    named = Image(url="https://college.example/bell.jpg", alt="Big Ben", width=90)
    assert refined(image=named, content=html(BELL)).image == named


def test_the_id_is_the_same_for_the_same_guid_and_another_for_another(refined):
    assert refined(title=Text(value="Other")).id == refined().id
    assert refined(guid="college-18").id != refined().id


@pytest.mark.parametrize("change", [{"link": "https://college.example/news/18"}, {"guid": "x"}])
def test_without_a_guid_the_link_makes_the_identity(refined, change):
    assert (
        refined(guid=None, link="http://www.college.example/news/17?utm_source=x").id == refined(guid=None).id
    )
    assert refined(**{"guid": None, **change}).id != refined(guid=None).id


def test_without_guid_and_link_title_and_day_make_the_identity(refined):
    dates = (Stamp(text="2026-02-18", evidence="entry"),)
    bare = {"guid": None, "link": None}
    assert refined(**bare).id == refined(**bare, content=html("Edited")).id
    assert (
        len({refined(**bare).id, refined(**bare, title=Text(value="x")).id, refined(**bare, dates=dates).id})
        == 3
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The  college\n has met.", "The college has met."),
        ("It has met. Views: 705", "It has met. Views: 1,204"),
        ("It has met. 3 comments", "It has met. 12 comments"),
        ("Posted 2 days ago. It has met.", "Posted 3 days ago. It has met."),
        ("浏览次数：705 学会", "浏览次数：8 学会"),
        ("See https://a.example/?utm_source=x&b=1", "See https://a.example/?utm_source=y&b=1"),
    ],
)
def test_a_fingerprint_is_blind_to_what_changes_by_itself(before, after):
    assert identity.fingerprint("T", before) == identity.fingerprint("T", after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It met on 3 May.", "It met on 4 May."),
        ("Registration is open", "Registration is closed"),
        ("5 members", "6 members"),
    ],
)
def test_a_fingerprint_sees_an_edit(before, after):
    assert identity.fingerprint("T", before) != identity.fingerprint("T", after)


NASTY = st.one_of(st.none(), st.text(alphabet=st.characters(codec=None, categories=None), max_size=60))
MARKUP = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<script>",
        "<a href=",
        "javascript:",
        "\x00",
        "\ud800",
        "&#0;",
        "&lt;",
        "<![CDATA[",
        "\u202e",
        "word ",
    ]
)
TEXTS = st.builds(
    Text,
    value=st.one_of(
        st.lists(MARKUP, max_size=10).map("".join),
        st.text(alphabet=st.characters(codec=None, categories=None), max_size=80),
    ),
    kind=st.sampled_from(["text", "html"]),
)
ENTRIES = st.builds(
    Entry,
    raw_hash=st.just("0" * 64),
    base=st.one_of(st.just("https://college.example/"), st.text(max_size=20)),
    guid=NASTY,
    link=NASTY,
    title=st.one_of(st.none(), TEXTS),
    summary=st.one_of(st.none(), TEXTS),
    content=st.one_of(st.none(), TEXTS),
    dates=st.lists(st.builds(Stamp, text=st.text(max_size=30), evidence=st.just("entry")), max_size=2).map(
        tuple
    ),
    updated=NASTY,
    authors=st.lists(st.text(max_size=20), max_size=3).map(tuple),
    language=NASTY,
    image=st.one_of(
        st.none(),
        st.builds(Image, url=st.text(max_size=20), alt=NASTY, width=st.one_of(st.none(), st.integers())),
    ),
)
SOURCE = Source(key="s", society="s", kind="feed", url="https://s.example/", interval=timedelta(hours=1))


@settings(deadline=None)  # the first call may load a model or a hundred locales
@given(ENTRIES)
def test_whatever_an_entry_says_the_item_can_be_stored_published_and_mailed(entry):
    item = refine(
        entry, source=SOURCE, topics=(), authority="news.example", at=datetime(2026, 2, 20, tzinfo=UTC)
    )
    if isinstance(item, Refused):
        return
    assert item.title.strip()
    words = [
        item.title,
        item.html,
        item.text,
        item.summary,
        item.link,
        item.guid,
        item.language,
        *item.authors,
    ]
    for said in filter(None, words):
        said.encode()
        etree.Element("e").text = said
    assert not any(
        set(line) & set("\r\n\0") for line in (item.title, *item.authors, item.guid or "", item.link or "")
    )


def test_nothing_is_longer_than_its_limit(refined):
    limits = Limits()
    item = refined(
        title=Text(value="word " * 1_000), guid="g" * 5_000, authors=tuple(f"Name {n}" for n in range(99))
    )
    assert len(item.title) <= limits.title
    assert len(item.guid) <= limits.guid
    assert len(item.authors) == limits.names


def test_guids_that_differ_only_at_their_ends_stay_different(refined):
    assert refined(guid="g" * 5_000 + "1").guid != refined(guid="g" * 5_000 + "2").guid


@pytest.mark.parametrize("kind", ["html", "text"])
@pytest.mark.parametrize(
    "piece",
    [
        "&",
        "<a<a",
        "<!--",
        "<p title='",
        "<script>",
        "[gallery ",
        "<p>x",
        "<b><p>",
        "<dt><dl>",
        "<table><tr><td>",
        "<a href=//[::1>y</a>",
        "<img src=x>",
        ". ",
        "中。",
        "views: 1 ",
        "1 ago ",
        "the post x appeared first on ",
        "\U0001d165\u0301",
        "\n\n- x",
        "x@y ",
    ],
)
def test_no_pattern_repeated_for_ever_takes_long(refined, piece, kind):
    flood = Text(value=piece * (100_000 // len(piece)), kind=kind)
    began = time.perf_counter()
    refined(title=flood, summary=flood, content=flood, link=flood.value, authors=(flood.value[:2_000],))
    assert time.perf_counter() - began < 5


def test_files_that_go_with_an_entry_are_kept_where_they_can_be_had(refined):
    given = (
        Enclosure(url="/talk.mp3", type="Audio/MPEG; q=1", length=12),
        Enclosure(url="https://college.example/talk.mp3", type="audio/ogg"),
        Enclosure(url="paper.pdf", type="<b>", length=0),
        Enclosure(url="javascript:alert(1)"),
        Enclosure(url="http://"),
    )
    assert refined(enclosures=given).enclosures == (
        Enclosure(url="https://college.example/talk.mp3", type="audio/mpeg", length=12),
        Enclosure(url="https://college.example/news/paper.pdf"),
    )
    many = tuple(Enclosure(url=f"/{number}.mp3") for number in range(99))
    assert len(refined(enclosures=many).enclosures) == Limits().enclosures


@pytest.mark.parametrize(
    ("link", "file", "kind", "led"),
    [
        (None, "a", "audio/mpeg", "https://college.example/news/a"),
        (None, "a", None, "https://college.example/news/a"),
        ("javascript:void(0)", "a", "application/pdf", "https://college.example/news/a"),
        (None, "a", "image/jpeg", None),
        (None, "a.JPG?w=1200", None, None),
        (None, "a.webp", None, None),
        (None, "a.pdf", None, "https://college.example/news/a.pdf"),
        ("17", "a", "audio/mpeg", "https://college.example/news/17"),
    ],
)
def test_an_entry_that_has_but_a_file_leads_to_that(refined, link, file, kind, led):
    item = refined(link=link, enclosures=(Enclosure(url=file, type=kind),))
    assert item.link == led


def test_entries_with_one_file_are_not_taken_for_one(refined):
    one, other = (
        refined(guid=None, link=None, title=Text(value=title), enclosures=(Enclosure(url="a.pdf"),))
        for title in ("One talk", "Another talk")
    )
    assert one.id != other.id
