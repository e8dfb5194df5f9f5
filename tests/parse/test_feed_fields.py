"""What an entry says is taken as it says it."""

from dataclasses import replace

import pytest

from aggregator.model import Enclosure, Stamp, Text

URL = "https://society.example/news/feed.xml"


@pytest.mark.parametrize(
    ("inside", "link"),
    [
        ("<link>https://a.example/1</link>", "https://a.example/1"),
        ("<link> /1 </link>", "https://society.example/1"),
        ("<link>1.html</link>", "https://society.example/news/1.html"),
        ("<link>//a.example/1</link>", "https://a.example/1"),
        ("<link>https://a.example/?a=1&amp;b=2</link>", "https://a.example/?a=1&b=2"),
        ("<link><![CDATA[https://a.example/1]]></link>", "https://a.example/1"),
        (
            '<atom:link rel="self" href="https://a.example/self"/><link>https://a.example/1</link>',
            "https://a.example/1",
        ),
        ("<guid>https://a.example/1</guid>", "https://a.example/1"),
        ('<guid isPermaLink="true">https://a.example/1</guid>', "https://a.example/1"),
        ("<guid>/1</guid>", "https://society.example/1"),
        ('<guid isPermaLink="true">1/</guid>', "https://society.example/news/1/"),
        (
            '<guid isPermaLink="true">1/</guid><itunes:summary>x</itunes:summary>',
            "https://society.example/news/1/",
        ),
        ("<guid isPermaLink='True'>https://a.example/1</guid>", "https://a.example/1"),
        ("<link>www.a.example/1</link>", "https://www.a.example/1"),
        ("<link>www.a.example?p=1</link>", "https://www.a.example?p=1"),
        ("<link>www.a.example#top</link>", "https://www.a.example#top"),
        ("<link>www.a.example:8080/1</link>", "https://www.a.example:8080/1"),
        ("<link>www.a.example:8080</link>", "https://www.a.example:8080"),
        ("<link>WWW.a.example/1</link>", "https://WWW.a.example/1"),
        ("<link>www.page.php?p=1</link>", "https://society.example/news/www.page.php?p=1"),
        ("<link>www.page.html</link>", "https://society.example/news/www.page.html"),
        (
            "<link>https://society.example/news/www.b.example/1</link>",
            "https://society.example/news/www.b.example/1",
        ),
        ("<link>http://https://a.example/1</link>", "https://a.example/1"),
        ("<link>https://http//a.example/1</link>", "http://a.example/1"),
        ("<link>https://a.example/www.b.example/1</link>", "https://a.example/www.b.example/1"),
        ("<link>/www.b.example//1</link>", "https://society.example/www.b.example//1"),
        ("<guid>1/</guid>", None),
        ('<guid isPermaLink="false">https://a.example/1</guid>', None),
        ("<guid>12345</guid>", None),
        ("<guid>yt:video:abc</guid>", None),
        ("<guid>https://a.example/guid</guid><link>https://a.example/link</link>", "https://a.example/link"),
        ("<guid>https://a.example/guid</guid><link></link>", "https://a.example/guid"),
        ("<link></link><title>t</title>", None),
        (
            "<link>/1</link><ya:related xmlns:ya='http://news.yandex.ru'><link url='/2'>Other</link></ya:related>",
            "https://society.example/1",
        ),
        ("<link>http://[broken/</link>", None),
        ("<title>t</title>", None),
    ],
)
def test_the_link_of_an_rss_item_is_absolute_or_none(item, inside, link):
    assert item(inside).link == link


@pytest.mark.parametrize(
    ("inside", "link"),
    [
        ('<link href="https://a.example/1"/>', "https://a.example/1"),
        ('<link rel="edit" href="/e"/><link rel="alternate" href="/1"/>', "https://society.example/1"),
        ('<link rel="alternate" type="application/pdf" href="/1.pdf"/>', "https://society.example/1.pdf"),
        ('<link rel="enclosure" href="/1.mp3"/>', None),
        ('<link href="www.a.example/1"/>', "https://www.a.example/1"),
        ("<id>urn:uuid:1</id>", None),
        ("<id>https://a.example/1</id>", "https://a.example/1"),
        ('<link href="/1" xml:base="https://b.example/x/"/>', "https://b.example/1"),
    ],
)
def test_the_link_of_an_atom_entry_is_its_alternate(atom_entry, inside, link):
    assert atom_entry(inside).link == link


def test_a_guid_stays_as_written_wherever_the_feed_comes_from(item):
    guids = {item("<guid>12345</guid>", url=url).guid for url in (URL, "https://elsewhere.example/f")}
    assert guids == {"12345"}


FOREIGN_IDS = [
    "<cms:id xmlns:cms='http://cms.example/ns'>5</cms:id>",
    "<g:id xmlns:g='http://base.google.com/ns/1.0'>5</g:id>",
    "<podcast:guid xmlns:podcast='https://podcastindex.org/namespace/1.0'>5</podcast:guid>",
]


@pytest.mark.parametrize(
    "rest", ["", "<description>&lt;b&gt;x</description><itunes:summary>x</itunes:summary>"]
)
@pytest.mark.parametrize("foreign", FOREIGN_IDS)
def test_a_number_of_another_vocabulary_is_no_guid(item, foreign, rest):
    said = "<guid>urn:1</guid><link>/1</link>"
    assert item(f"{said}{foreign}{rest}").guid == item(f"{foreign}{said}{rest}").guid == "urn:1"
    assert item(f"<link>/1</link>{foreign}{rest}").guid is None


@pytest.mark.parametrize("foreign", FOREIGN_IDS)
def test_a_number_of_another_vocabulary_is_no_id_of_atom(atom_entry, foreign):
    assert atom_entry(f"<id>urn:1</id>{foreign}").guid == "urn:1"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Plain &amp; simple", Text(value="Plain & simple")),
        ("&lt;b&gt;Bold&lt;/b&gt;", Text(value="<b>Bold</b>", kind="html")),
        ("<![CDATA[AT&amp;T]]>", Text(value="AT&amp;T", kind="html")),
        ("Caf&amp;eacute;", Text(value="Caf&eacute;", kind="html")),
        ("x &lt; y", Text(value="x < y")),
        ("\n  spread \n", Text(value="spread")),
        ("", None),
    ],
)
def test_the_title_of_an_rss_item_is_markup_where_it_holds_some(item, written, title):
    assert item(f"<title>{written}</title><link>/1</link>").title == title


@pytest.mark.parametrize(
    "other",
    [
        "<image><title>A picture</title><url>/p.png</url></image>",
        "<source>AP</source><media:content url='/p.png'><media:title>A picture</media:title></media:content>",
        "<source url='/f'><title>A source</title></source>",
    ],
)
def test_the_title_of_a_part_of_an_item_is_not_the_items(item, other):
    assert item(f"<title>A bell</title>{other}").title == Text(value="A bell")
    assert item(f"<title>A &lt;b&gt;bell&lt;/b&gt;</title>{other}").title == Text(
        value="A <b>bell</b>", kind="html"
    )


def test_the_title_of_a_picture_is_not_that_of_an_item_whose_own_is_empty(item):
    picture = "<media:content url='/p.png'><media:title>Ada</media:title></media:content>"
    assert item(f"<title></title>{picture}").title is None
    assert item(picture).title == Text(value="Ada")


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("<title>1 &lt; 2</title>", Text(value="1 < 2")),
        ('<title type="text">AT&amp;amp;T</title>', Text(value="AT&amp;T")),
        ('<title type="html">AT&amp;amp;T</title>', Text(value="AT&amp;T", kind="html")),
        (
            '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <em>bell</em></div></title>',
            Text(value="A <em>bell</em>", kind="html"),
        ),
    ],
)
def test_the_title_of_an_atom_entry_is_what_its_type_says(atom_entry, written, title):
    assert atom_entry(written).title == title


def test_xhtml_content_comes_without_its_envelope(atom_entry):
    entry = atom_entry(
        '<content type="xhtml" xmlns:x="http://www.w3.org/1999/xhtml">'
        '<x:div><x:p>One <x:a href="b.html">two</x:a> &amp; three</x:p></x:div></content>'
    )
    assert entry.content == Text(value='<p>One <a href="b.html">two</a> &amp; three</p>', kind="html")


def test_base64_content_is_decoded_and_a_picture_as_content_is_none(atom_entry):
    assert (
        atom_entry('<content type="text/html" mode="base64">PGI+eDwvYj4=</content>').content.value
        == "<b>x</b>"
    )
    assert atom_entry('<content type="image/png">iVBORw0KGgo=</content>').content is None


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("One.\n\nTwo.", "text"),
        ("Two:\n- three\n - four", "text"),
        ("R&amp;D at 5 &lt; 6.\n \nTwo.", "text"),
        ("One\nlong line.", "html"),
        ("One.\n\nTwo &lt;b&gt;three&lt;/b&gt;.", "html"),
        ("Caf&amp;eacute;\n\nTwo.", "html"),
    ],
)
def test_a_description_of_paragraphs_without_markup_is_plain(item, written, kind):
    assert item(f"<description>{written}</description>").summary.kind == kind


def test_markup_is_preferred_to_plain_content(item):
    entry = item(
        "<description>short</description><content:encoded>&lt;p&gt;html&lt;/p&gt;</content:encoded>"
        "<itunes:summary>a long plain text that says more words</itunes:summary>"
    )
    assert entry.content == Text(value="<p>html</p>", kind="html")


@pytest.mark.parametrize(
    ("inside", "dates", "updated"),
    [
        ("<pubDate>A</pubDate>", ("A",), None),
        ("<dc:date>B</dc:date>", ("B",), "B"),
        ("<pubDate>A</pubDate><dc:date>B</dc:date>", ("A", "B"), "B"),
        ("<pubDate></pubDate><dc:date>B</dc:date>", ("B",), "B"),
        ("<pubDate>A</pubDate><pubDate>A</pubDate>", ("A",), None),
        ("<prism:coverDate>C</prism:coverDate><dc:date>B</dc:date>", ("B", "C"), "B"),
        ("<prism:publicationDate>C</prism:publicationDate>", ("C",), None),
        ("<title>t</title>", (), None),
    ],
)
def test_the_dates_of_an_rss_item_come_best_first(item, inside, dates, updated):
    entry = item(inside)
    assert entry.dates == tuple(Stamp(text=date, evidence="entry") for date in dates)
    assert entry.updated == updated


@pytest.mark.parametrize(
    ("inside", "dates", "updated"),
    [
        ("<published>A</published><updated>B</updated>", ("A",), "B"),
        ("<updated>B</updated>", ("B",), "B"),
        ("<published>A</published>", ("A",), None),
    ],
)
def test_an_update_is_a_date_in_atom_only_where_there_is_no_other(atom_entry, inside, dates, updated):
    entry = atom_entry(inside)
    assert tuple(date.text for date in entry.dates) == dates
    assert entry.updated == updated


@pytest.mark.parametrize(
    ("inside", "authors"),
    [
        ("<author>ada@a.example (Ada Bell)</author>", ("Ada Bell",)),
        ("<dc:creator>Ada Bell</dc:creator><dc:creator>Bo Chime</dc:creator>", ("Ada Bell", "Bo Chime")),
        ("<dc:creator>Ada Bell</dc:creator><author>Ada Bell</author>", ("Ada Bell",)),
        ("<author>ada@a.org (Ada Bell)</author>", ("Ada Bell",)),
        ("<author>Ada Bell &lt;ada@a.example&gt;</author>", ("Ada Bell",)),
        ("<author>ada@a.example</author>", ()),
        ("<itunes:author>The Bells</itunes:author>", ("The Bells",)),
        ("<author></author>", ()),
    ],
)
def test_authors_are_names_without_addresses(item, inside, authors):
    assert item(inside).authors == authors


def test_the_authors_of_an_atom_feed_are_those_of_entries_without(atom_entry):
    head = "<author><name>Ada Bell</name></author>"
    assert atom_entry("<title>t</title>", head=head).authors == ("Ada Bell",)
    assert atom_entry("<author><name>Bo Chime</name></author>", head=head).authors == ("Bo Chime",)


def test_categories_are_their_labels_each_once(atom_entry):
    entry = atom_entry(
        '<category term="b" label="Bells"/><category term="chimes"/><category term="b" label="Bells"/>'
    )
    assert entry.categories == ("Bells", "chimes")


@pytest.mark.parametrize(
    ("feed", "entry", "content", "language"),
    [
        ("en", "de", "fr", "fr"),
        ("en", "de", None, "de"),
        ("en", None, None, "en"),
        (None, None, None, None),
    ],
)
def test_the_nearest_language_counts(atom_entry, feed, entry, content, language):
    said = [f'xml:lang="{one}"' if one else "" for one in (feed, entry, content)]
    read = atom_entry(f"<content {said[2]}>x</content>", attributes=said[0], entry=said[1])
    assert read.language == language


@pytest.mark.parametrize(
    ("feed", "entry", "base"),
    [
        ("https://a.example/x/", "y/", "https://a.example/x/y/"),
        ("https://a.example/x/", "https://b.example/", "https://b.example/"),
        ("/x/", None, "https://society.example/x/"),
        (None, None, URL),
        ("javascript:alert(1)//", None, URL),
        ("http://[broken", None, URL),
    ],
)
def test_the_base_of_relative_links_follows_xml_base(atom_entry, feed, entry, base):
    said = [f'xml:base="{one}"' if one else "" for one in (feed, entry)]
    assert atom_entry("<content>x</content>", attributes=said[0], entry=said[1]).base == base


@pytest.mark.parametrize(
    ("inside", "url", "width"),
    [
        (
            '<media:content url="/a.jpg" medium="image" width="90"/><media:content url="/b.jpg" medium="image" width="900"/>',
            "/b.jpg",
            900,
        ),
        (
            '<media:group><media:content url="/a.mp4" type="video/mp4"/><media:thumbnail url="/t.jpg"/></media:group>',
            "/t.jpg",
            None,
        ),
        (
            '<media:content url="https://0.gravatar.com/avatar/1?s=96" medium="image"/><media:content url="/a.png"/>',
            "/a.png",
            None,
        ),
        ('<media:content url="/a.png?x=1"/>', "/a.png?x=1", None),
        ('<itunes:image href="/i.jpg"/>', "/i.jpg", None),
        ('<enclosure url="/e.jpg" type="image/jpeg" length="1"/>', "/e.jpg", None),
        ('<media:thumbnail url="/t.jpg" width="wide"/>', "/t.jpg", None),
    ],
)
def test_the_picture_is_the_largest_of_the_best_kind(item, inside, url, width):
    image = item(inside).image
    assert (image.url, image.width) == (f"https://society.example{url}", width)


@pytest.mark.parametrize(
    ("inside", "url", "alt"),
    [
        ("<image><url>/a.jpg</url><title> The\n hall </title><link>/b</link></image>", "/a.jpg", "The hall"),
        ("<image><url> https://society.example/a.jpg </url><title/></image>", "/a.jpg", None),
        ("<image>https://society.example/a.jpg</image>", "/a.jpg", None),
        ("<image><url>/a.jpg</url></image><enclosure url='/e.jpg' type='image/jpeg'/>", "/e.jpg", None),
    ],
)
def test_a_picture_may_be_given_as_that_of_a_feed_is(item, inside, url, alt):
    entry = item(f"<title>t</title><link>/c</link>{inside}")
    assert (entry.image.url, entry.image.alt) == (f"https://society.example{url}", alt)
    assert (entry.title.value, entry.link) == ("t", "https://society.example/c")


@pytest.mark.parametrize(
    "inside",
    [
        "<image>none</image>",
        "<image/>",
        "<image><url/><title>t</title></image>",
        "<image><url>javascript:x</url></image>",
        "<image>https://www.gravatar.com/avatar/1</image>",
        "<image><x>/a.jpg</x></image>",
    ],
)
def test_what_is_given_so_and_is_no_picture_is_none(item, inside):
    assert item(f"<title>t</title>{inside}").image is None


PICTURE = '<media:content url="/a.jpg" medium="image"'
WORDS = "<media:description>A bell &amp;\n a tower</media:description>"
OTHER = "<media:description>A bell &amp; a rope</media:description>"


@pytest.mark.parametrize("unusual", ["", '<x:y xmlns:x="urn:x"><title>z</title></x:y>'])
@pytest.mark.parametrize(
    ("inside", "alt"),
    [
        (f"{PICTURE}>{WORDS}</media:content>", "A bell & a tower"),
        (f"{PICTURE}/>{WORDS}", "A bell & a tower"),
        (f"<media:group>{PICTURE}/>{WORDS}</media:group>", "A bell & a tower"),
        (
            f'<media:content url="/b.jpg" medium="image" width="9"/>{PICTURE} width="90">{WORDS}</media:content>',
            "A bell & a tower",
        ),
        (f'{PICTURE} width="9">{WORDS}</media:content><media:content url="/b.jpg" width="90"/>', None),
        (f'<media:content url="/b.jpg"/>{PICTURE}/>{WORDS}', None),
        (
            f'<media:group><media:content url="/a.mp4"/><media:thumbnail url="/a.jpg"/>{WORDS}</media:group>',
            None,
        ),
        (f"{PICTURE}/>", None),
    ],
)
def test_a_description_of_the_picture_is_what_it_shows(item, inside, alt, unusual):
    assert item(f"<description>It rings.</description>{inside}{unusual}").image.alt == alt


def test_what_is_said_of_several_pictures_does_not_take_the_place_of_the_description(item):
    pictures = f"{PICTURE}>{WORDS}</media:content>{PICTURE}>{OTHER}</media:content>"
    entry = item(f"<description>It &lt;b&gt;rings&lt;/b&gt;.</description>{pictures}")
    assert entry.summary == Text(value="It <b>rings</b>.", kind="html")
    assert item(f"<title>t</title>{pictures}").summary.value.startswith("A bell")


@pytest.mark.parametrize(
    ("inside", "captions"),
    [
        (f"{PICTURE}>{WORDS}</media:content>", ("A bell & a tower",)),
        (f"{PICTURE}/>{WORDS}", ("A bell & a tower",)),
        (
            f'{PICTURE}>{WORDS}</media:content><media:content type="image/png" url="/b">{OTHER}</media:content>',
            ("A bell & a tower", "A bell & a rope"),
        ),
        (
            f'<media:group>{PICTURE}/><media:content url="/b.jpg"/>{WORDS}</media:group>',
            ("A bell & a tower",),
        ),
        (f'<media:group>{PICTURE}/><media:content url="/b.mp4"/>{WORDS}</media:group>', ()),
        (f'<media:thumbnail url="/a.jpg"/>{WORDS}', ()),
    ],
)
def test_what_is_said_of_pictures_is_told_from_what_is_said_of_films(item, inside, captions):
    assert item(f"{inside}<description>It rings.</description>").captions == captions


@pytest.mark.parametrize(
    "inside", ['<enclosure url="/a.mp3" type="audio/mpeg"/>', '<media:thumbnail url="javascript:x"/>', ""]
)
def test_what_is_no_picture_is_none(item, inside):
    assert item(f"<title>t</title>{inside}").image is None


WRAPPED = (
    "<title>Two</title><link>/2</link><guid>/3</guid><dc:title>Four</dc:title><media:group><media:content "
    "url='/a.jpg' medium='image'/></media:group><pubDate>Thu, 10 Dec 2015 22:47:26 GMT</pubDate>"
    "<dc:creator>Ada</dc:creator><content:encoded>Words</content:encoded>"
)


@pytest.mark.parametrize(
    "own", ["<title>One</title><link>/1</link>", "<title>One</title>", "<link>/1</link>"]
)
@pytest.mark.parametrize("deep", ["{}", "<x:entry>{}</x:entry>"])
def test_what_a_wrapper_of_an_unknown_vocabulary_holds_is_not_the_entrys(item, own, deep):
    wrapper = f"<x:more xmlns:x='https://x.example/ns'>{deep.format(WRAPPED)}</x:more>"
    alone = item(f"{own}<description>Said</description>")
    for inside in (
        f"{wrapper}{own}<description>Said</description>",
        f"{own}<description>Said</description>{wrapper}",
    ):
        assert replace(item(inside), raw_hash="") == replace(alone, raw_hash="")


def test_a_wrapper_that_tells_of_nothing_else_holds_the_entrys_words(item):
    wrapper = "<x:body xmlns:x='https://x.example/ns'><content:encoded>Words</content:encoded><dc:creator>Ada</dc:creator></x:body>"
    entry = item(f"<title>One</title><link>/1</link>{wrapper}")
    assert (entry.content.value, entry.authors) == ("Words", ("Ada",))


def test_it_holds_the_entry_where_neither_title_nor_link_stands_outside_of_it(item):
    entry = item(
        f"<x:doc xmlns:x='https://x.example/ns'>{WRAPPED.replace('<dc:title>Four</dc:title>', '')}</x:doc>"
    )
    assert (entry.title.value, entry.link) == ("Two", "https://society.example/2")
    assert (entry.content.value, entry.authors) == ("Words", ("Ada",))
    assert [stamp.text for stamp in entry.dates] == ["Thu, 10 Dec 2015 22:47:26 GMT"]


def test_enclosures_keep_type_and_length_as_far_as_they_make_sense(item):
    entry = item(
        '<enclosure url="/a.mp3" type="audio/mpeg" length="12"/><enclosure url="/b.mp3" length="unknown"/>'
    )
    assert entry.enclosures == (
        Enclosure(url="https://society.example/a.mp3", type="audio/mpeg", length=12),
        Enclosure(url="https://society.example/b.mp3"),
    )


def test_lengths_are_bounded(item):
    entry = item(
        f"<title>{'t' * 90}</title><guid isPermaLink='false'>{'g' * 90}</guid><link>/{'l' * 90}</link>"
        f"<description>{'d' * 90}</description><category>{'c' * 90}</category><dc:creator>{'a' * 90}</dc:creator>",
        field=40,
        line=60,
        name=20,
    )
    assert (len(entry.title.value), len(entry.summary.value)) == (40, 40)
    assert (entry.guid, entry.link) == (None, None)
    assert (entry.categories, entry.authors) == (("c" * 20,), ("a" * 20,))


def test_numbers_of_things_are_bounded(item):
    many = "".join(f"<category>c{n}</category><dc:creator>a{n}</dc:creator>" for n in range(20))
    files = "".join(f'<enclosure url="/{n}"/>' for n in range(20))
    entry = item(many + files, each=5)
    assert (len(entry.categories), len(entry.authors), len(entry.enclosures)) == (5, 5, 5)
