"""A list of feeds goes into sources.toml; what stands there stays, byte for byte, and lists go round."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator import parse, publish
from aggregator.config import load, read
from aggregator.config.taking import Plan, plan, write
from aggregator.errors import UsageError
from aggregator.model import Society, Source
from aggregator.parse.opml import Folder, Listed

TOML = """\
# Our sources, and why.
[site]
title = "News"   # at the head
url = "https://news.test/"

[[society]]
key = "esr"      # the Europeans
name = "European Society of Radiology"
[[source]]
key = "esr-news"
society = "esr"
url = "https://esr.example/feed/"

[feed]
entries = 50     # not more
# The end."""
A = "https://a.example/feed"


@pytest.fixture
def site(tmp_path):
    """A site's folder whose sources.toml the operator has commented, and not ended with a line's end."""
    (tmp_path / "sources.toml").write_text(TOML)
    return tmp_path


def feed(url=A, title="", folder=None, **values):
    return Listed(kind="feed", url=url, title=title, folder=folder and Folder(name=folder), **values)


def planned(*listed, text=TOML):
    return plan(listed, load(text, file="sources.toml", environ={}))


def test_what_stands_in_sources_toml_stays_byte_for_byte(site):
    write(planned(feed(title="A News", folder="The A"), feed()), site, {}, origin="list.opml")
    after = (site / "sources.toml").read_text()
    assert after.startswith(TOML + "\n")
    assert after.removeprefix(TOML) == (
        '\n\n# From list.opml:\n\n[[society]]\nkey = "the-a"\nname = "The A"\n\n[[source]]\nkey = "a-news"\n'
        f'society = "the-a"\nurl = "{A}"\n'
    )
    assert [one.key for one in read(site, {}).sources.values()] == ["esr-news", "a-news"]


def test_lines_end_as_they_ended_before(site):
    (site / "sources.toml").write_bytes(TOML.replace("\n", "\r\n").encode())
    write(planned(feed()), site, {}, origin="list.opml")
    content = (site / "sources.toml").read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n")
    assert A in {one.url for one in read(site, {}).sources.values()}


def test_what_is_taken_twice_is_there_once(site):
    wanted = planned(feed(folder="The A"))
    write(wanted, site, {}, origin="list.opml")
    before = (site / "sources.toml").read_bytes()
    again = plan([feed(folder="The A")], read(site, {}))
    assert [one.what for one in again.taken] == ["known"]
    write(again, site, {}, origin="list.opml")
    assert (site / "sources.toml").read_bytes() == before


def test_a_file_that_would_not_be_good_any_more_is_left_as_it_is(site):
    text = '[site]\ntitle = "News"\n'
    inline = f"society = []\nsource = []\n{text}"
    (site / "sources.toml").write_text(inline)
    with pytest.raises(
        UsageError, match=r"nothing was written, because sources\.toml would not be good then"
    ):
        write(planned(feed(), text=text), site, {}, origin="list.opml")
    assert (site / "sources.toml").read_text() == inline


def test_a_link_to_the_file_stays_a_link(site):
    there = site / "elsewhere.toml"
    (site / "sources.toml").rename(there)
    (site / "sources.toml").symlink_to(there)
    write(planned(feed()), site, {}, origin="list.opml")
    assert (site / "sources.toml").is_symlink()
    assert A in there.read_text()


@pytest.mark.parametrize(
    ("listed", "societies", "sources"),
    [
        (feed(title="A", folder="The A"), ["the-a: The A"], ["a of the-a"]),
        (feed(title="The A", folder="The A"), ["the-a: The A"], ["the-a-news of the-a"]),
        (feed(folder="The A"), ["the-a: The A"], ["the-a-news of the-a"]),
        (feed(title="Société française"), ["societe-francaise: Société française"], None),
        (feed(), ["a-example: a.example"], ["a-example-news of a-example"]),
        (feed(folder="中华医学会"), ["a-example: 中华医学会"], ["a-example-news of a-example"]),
        (feed(title="新闻", folder="esr"), [], ["esr-news-2 of esr"]),
        (feed(title="News", folder="European society of radiology"), [], ["news of esr"]),
        (feed(title="News", folder="ESR"), [], ["news of esr"]),
        (feed(title="!", folder="!"), ["a-example: !"], ["a-example-news of a-example"]),
        (feed(title="x" * 500), [f"{'x' * 40}: {'x' * 200}"], None),
        (feed(title="A", key="mine"), ["a: A"], ["mine of a"]),
        (feed(title="A", key="Not a key!"), ["a: A"], ["a-news of a"]),
        (feed(title="A", key="esr-news"), ["a: A"], ["esr-news-2 of a"]),
        (Listed(kind="folder", folder=Folder(name="B", key="bb", acronym="BBB")), ["bb: B"], []),
        (Listed(kind="folder", folder=Folder(name="Anything", key="esr")), [], []),
    ],
)
def test_folders_are_societies_and_every_key_is_new(listed, societies, sources):
    made = planned(listed)
    assert [f"{one.key}: {one.name}" for one in made.societies] == societies
    if sources is not None:
        assert [f"{one.key} of {one.society}" for one in made.sources] == sources


@pytest.mark.parametrize(
    ("listed", "what", "why"),
    [
        (feed("https://esr.example/feed/"), "known", ""),
        (feed("http://ESR.example/feed"), "known", ""),
        (feed("https://esr.example/feed?x=1"), "added", ""),
        (feed("feed://a.example/x"), "added", ""),
        (feed("feed:https://a.example/x"), "added", ""),
        (feed("file:///etc/passwd"), "left alone", "write a web address"),
        (feed("javascript:alert(1)"), "left alone", "write a web address"),
        (feed('https://a.example/"\n[mail]'), "left alone", "write a web address"),
        (feed("https://user:word@a.example/"), "left alone", "password"),
        (feed("https://a.example:99999999/"), "left alone", "write a web address"),
        (feed("https://[::1"), "left alone", "write a web address"),
        (Listed(kind="link", folder=None, url="https://a.example/"), "left alone", "a link, not a feed"),
    ],
)
def test_of_each_line_is_said_what_becomes_of_it(listed, what, why):
    (taken,) = planned(listed).taken
    assert taken.what == what
    assert taken.why.startswith(why) or why in taken.why


def test_the_same_feed_in_two_folders_is_one_source():
    made = planned(feed(folder="A"), feed(folder="B"))
    assert [one.what for one in made.taken] == ["added", "known"]
    assert len(made.sources) == 1


def test_a_home_that_is_no_address_and_a_language_that_is_none_are_left_out():
    made = planned(feed(home="javascript:x", language="not a language"))
    assert (made.societies[0].url, made.sources[0].language) == (None, None)


WORDS = st.text(min_size=1, max_size=30).map(lambda said: " ".join(said.split())).filter(bool)
KEYS = st.from_regex(r"\A[a-z0-9][a-z0-9-]{0,20}\Z")
SOCIETIES = st.dictionaries(
    KEYS,
    st.tuples(WORDS, WORDS, st.sampled_from([None, "https://s.example/", "http://x.example/a?b=1&c=2"])),
    max_size=4,
)


@given(societies=SOCIETIES, data=st.data())
def test_a_list_that_we_wrote_makes_the_same_societies_and_sources(societies, data):
    visible = {
        key: Society(key=key, name=name, acronym=acronym, url=url)
        for key, (name, acronym, url) in societies.items()
        if name.isprintable() and acronym.isprintable()
    }
    keys = data.draw(st.lists(KEYS, unique=True, max_size=6)) if visible else []
    sources = {
        key: Source(
            key=key,
            society=data.draw(st.sampled_from(sorted(visible))),
            kind=data.draw(st.sampled_from(["feed", "page"])),
            url=f"https://s.example/{key}?a=1&b={number}",
            language=data.draw(st.sampled_from([None, "de", "zh-Hans"])),
        )
        for number, key in enumerate(keys)
    }
    whole = publish.Feed(
        title="News",
        url="https://news.test/feed.xml",
        site_url="https://news.test/",
        author="News",
        language="en",
        authority="news.test",
    )
    made = plan(
        parse.outlines(publish.opml(whole, visible, sources)),
        load('[site]\ntitle = "x"', file="x", environ={}),
    )
    assert {one.key: one for one in made.societies} == visible
    assert {one.key: one for one in made.sources} == sources


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    listed=st.lists(
        st.builds(
            Listed,
            kind=st.sampled_from(["feed", "page", "link"]),
            folder=st.none() | st.builds(Folder, name=st.text(), key=st.none() | st.text(), home=st.text()),
            title=st.text(),
            url=st.text(max_size=20).map(lambda tail: f"https://a.example/{tail}") | st.text(),
            home=st.none() | st.text(),
            language=st.none() | st.text(),
            key=st.none() | st.text() | KEYS,
        ),
        max_size=5,
    )
)
def test_whatever_a_list_holds_the_file_is_good_and_says_what_was_planned(site, listed):
    (site / "sources.toml").write_text(TOML)
    made = planned(*listed)
    write(made, site, {}, origin="a\n[mail]")
    after = (site / "sources.toml").read_text()
    assert after.startswith(TOML)
    configured = read(site, {})
    assert [configured.sources[one.key].url for one in made.sources] == [one.url for one in made.sources]
    assert len(configured.sources) == 1 + len(made.sources)
    assert configured.mail is None


def test_nothing_to_add_changes_nothing(site):
    write(Plan(taken=(), societies=(), sources=()), site, {}, origin="x")
    assert (site / "sources.toml").read_text() == TOML
