"""Which stories an issue takes, and in what order they stand."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator.digest import arrange, select
from aggregator.model import AS_CONFIGURED, Dated, Digest, Edit, Head, Selection, Society, Story, Topic

SOCIETIES = {
    "esr": Society(key="esr", name="European Society", acronym="ESR", weight=1.0),
    "rsna": Society(key="rsna", name="Northern Society", acronym="RSNA", weight=3.0),
    "iaea": Society(key="iaea", name="Agency", acronym="IAEA", weight=2.0),
}
TOPICS = {"ai": Topic(key="ai", name="AI", match=()), "mri": Topic(key="mri", name="MRI", match=())}
DIGEST = Digest(key="weekly", title="Weekly", timezone="UTC", language="en")


@pytest.fixture
def a_story(an_item, noon):
    """Make a story told by societies, the first one leading; ``hours`` is its age."""

    def a_story(name, *societies, hours=0, **values):
        told = [
            replace(
                an_item(
                    name if place == 0 else f"{name}-{society}",
                    society=society,
                    **values if place == 0 else {},
                ),
                published=Dated(at=noon - timedelta(hours=hours), precision="second", evidence="entry"),
            )
            for place, society in enumerate(societies or ("esr",))
        ]
        return Story(id=name, lead=told[0], others=tuple(told[1:]))

    return a_story


@pytest.fixture
def compose(noon):
    def compose(stories, *edits, head=AS_CONFIGURED, sections="society", number=1, **selection):
        digest = replace(DIGEST, sections=sections, selection=Selection(**selection))
        said = {one.story: one for one in edits}
        return arrange.compose(
            digest,
            select.chosen(stories, digest, edits=said, number=number),
            number=number,
            words=arrange.Words(societies=SOCIETIES, topics=TOPICS, edits=said, head=head),
            at=noon,
        )

    return compose


def names(issue):
    return {section.key: [one.story for one in section.articles] for section in issue.sections}


@pytest.mark.parametrize(
    ("rule", "taken"),
    [
        ({}, "abcde"),
        ({"societies": ("rsna",)}, "bd"),
        ({"societies": ("rsna", "esr")}, "abcde"),
        ({"topics": ("ai",)}, "c"),
        ({"languages": ("de",)}, "ade"),
        ({"languages": ("en", "zh")}, "abce"),
        ({"keep": ("ultrasound",)}, "a"),
        ({"keep": ("ultra",)}, ""),
        ({"block": ("Ultrasound", "scanner")}, "bde"),
        ({"keep": ("超声",)}, "e"),
    ],
    ids=str,
)
def test_rules_say_which_stories_are_taken(compose, a_story, rule, taken):
    stories = [
        a_story("a", "esr", language=None, title="On ultrasound", text="Something."),
        a_story("b", "rsna", language="en-GB", text="Nothing."),
        a_story("c", "esr", language="en", topics=("ai", "mri"), text="A new scanner."),
        a_story("d", "iaea", "rsna", language="de", text="Etwas."),
        a_story("e", "esr", language=None, title="超声医学年会", text="会议。"),
    ]
    issue = compose(stories, **rule)
    assert "".join(sorted(one.story for one in issue.articles)) == taken


def test_a_story_is_told_by_a_society_that_the_digest_takes_and_the_others_are_named(compose, a_story):
    (section,) = compose([a_story("d", "iaea", "rsna")], societies=("rsna",)).sections
    assert (section.key, section.articles[0].item, section.articles[0].also) == (
        "rsna",
        compose([a_story("d-rsna", "rsna")]).articles[0].item,
        ("IAEA",),
    )


def test_societies_stand_by_weight_where_that_is_wanted(compose, a_story):
    stories = [a_story("a", "esr"), a_story("b", "iaea"), a_story("c", "rsna")]
    assert list(names(compose(stories))) == ["esr", "rsna", "iaea"]
    assert list(names(compose(stories, societies_by="weight"))) == ["rsna", "iaea", "esr"]


def test_stories_stand_by_date_or_by_how_many_tell_them(compose, a_story):
    stories = [a_story("new", "esr"), a_story("told", "esr", "rsna", hours=9), a_story("old", "esr", hours=5)]
    assert names(compose(stories)) == {"esr": ["new", "old", "told"]}
    assert names(compose(stories, stories_by="score")) == {"esr": ["told", "new", "old"]}


def test_a_short_issue_keeps_the_foremost_story_of_each_section_first(compose, a_story):
    stories = [a_story(f"e{n}", "esr", hours=n) for n in range(4)] + [a_story("r", "rsna", hours=50)]
    assert names(compose(stories, max_stories=3)) == {"esr": ["e0", "e1"], "rsna": ["r"]}
    assert names(compose(stories, max_stories=1)) == {"esr": ["e0"]}


def test_what_the_editor_places_stands_there_whatever_the_rules_say(compose, a_story):
    stories = [a_story(name, "esr", hours=n) for n, name in enumerate("abcd")]
    assert names(compose(stories, Edit(story="c", place=1))) == {"esr": ["c", "a", "b", "d"]}
    assert names(compose(stories, Edit(story="d", place=2), max_per_section=2)) == {"esr": ["a", "d"]}
    assert names(compose(stories, Edit(story="d", place=1), block=("Title",))) == {"esr": ["d"]}
    assert names(compose(stories, Edit(story="d", place=99), max_stories=2)) == {"esr": ["a", "d"]}


def test_what_the_editor_hides_or_puts_off_is_not_printed_now(compose, a_story):
    stories = [a_story("a"), a_story("b")]
    assert names(compose(stories, Edit(story="a", hidden=True))) == {"esr": ["b"]}
    put_off = Edit(story="a", after=1)
    assert names(compose(stories, put_off)) == {"esr": ["b"]}
    assert names(compose(stories, put_off, number=2)) == {"esr": ["a", "b"]}


def test_the_editors_words_are_printed_and_it_is_shown_that_the_source_has_changed_since(compose, a_story):
    story = a_story("a")
    words = {"title": "Better", "text": "One.\n\n- two\n- <three>", "note": "Ours."}
    (article,) = compose([story], Edit(story="a", basis=story.lead.fingerprint, **words)).articles
    assert (article.title, article.note, article.outdated) == ("Better", "Ours.", False)
    assert article.html == "<p>One.</p><ul><li>two</li><li>&lt;three&gt;</li></ul>"
    (article,) = compose([story], Edit(story="a", basis="what it was", **words)).articles
    assert (article.title, article.outdated) == ("Better", True)


def test_a_story_may_be_moved_to_another_section(compose, a_story):
    assert names(compose([a_story("a", "esr")], Edit(story="a", section="iaea"))) == {"iaea": ["a"]}


def test_an_article_of_the_editors_own_stands_where_it_belongs(compose, a_story, noon):
    own = Edit(
        story="hand-1",
        by_hand=True,
        section="rsna",
        title="Meet us",
        text="In Vienna.",
        link="https://meet.test/",
        at=noon,
    )
    issue = compose([a_story("a", "esr"), a_story("b", "rsna")], own, max_per_section=1)
    assert names(issue) == {"esr": ["a"], "rsna": ["hand-1"]}
    (article,) = [one for one in issue.articles if one.item is None]
    assert (article.title, article.html, article.link) == (
        "Meet us",
        "<p>In Vienna.</p>",
        "https://meet.test/",
    )


def test_what_stands_above_is_the_editors_or_the_configurations(compose, a_story):
    stories = [a_story("a")]
    assert compose(stories, head=Head(intro="Dear all,")).intro == "Dear all,"
    assert compose(stories, head=Head(intro="")).intro is None
