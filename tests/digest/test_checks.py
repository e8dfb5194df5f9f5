"""What is said of an issue before it may go."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator.digest import checks, render, spelling
from aggregator.model import Section, Society

SOCIETIES = {
    "esr": Society(key="esr", name="European Society of Radiology", acronym="ESR"),
    "ar": Society(key="ar", name="Austrian Roentgen Society", acronym="AR"),
}


@pytest.fixture
def check(noon):
    def check(issue, *, subject="One headline", html="<p>All is well.</p>", **options):
        rendered = render.Rendered(subject=subject, html=html, plain="")
        found = checks.check(issue, rendered=rendered, societies=SOCIETIES, at=noon, **options)
        return [(one.level, str(one)) for one in found]

    return check


@pytest.fixture
def one(article, issue, noon):
    """Make an issue of stories with these values, one of each."""

    def one(*stories, **values):
        articles = tuple(
            article(number, **({"title": f"Headline {number}", "date": noon, "language": "en"} | story))
            for number, story in enumerate(stories or ({},), start=1)
        )
        section = Section(key="esr", name="European Society of Radiology", acronym="ESR", articles=articles)
        return replace(
            issue(),
            **({"at": noon, "timezone": "UTC", "intro": "", "banner": ""} | values),
            sections=(section,),
        )

    return one


def test_an_issue_in_order_is_passed(check, one):
    assert check(one({}, {})) == []


@pytest.mark.parametrize("words", ["LINK TO COME", "Lorem ipsum dolor", "TODO: date", "Dear {{ name }}"])
def test_placeholders_block_wherever_they_stand(check, one, words):
    assert [level for level, _ in check(one({"text": f"Text. {words}"}))] == ["error"]
    assert [level for level, _ in check(one(intro=words))] == ["error"]
    assert [level for level, _ in check(one(banner=words))] == ["error"]


def test_what_the_editor_wrote_blocks_though_nobody_looks_again(check, one):
    assert [level for level, _ in check(one({"note": "TODO"}), watched=False)] == ["error"]
    assert [level for level, _ in check(one({"item": None, "text": "{{"}), watched=False)] == ["error"]


def test_that_a_source_has_changed_what_the_editor_wrote_on_is_said(check, one):
    ((level, said),) = check(one({"outdated": True}))
    assert (level, "its source has changed it since" in said) == ("warning", True)


@pytest.mark.parametrize(
    ("title", "language", "found"),
    [("TODO SOBRE EL CONGRESO", "es", 0), ("TODO: título", "es", 1), ("TODO", "en", 1), ("Method", "en", 0)],
)
def test_a_word_of_another_language_is_no_placeholder(check, one, title, language, found):
    assert len(check(one({"title": title, "language": language}))) == found


def test_what_a_source_wrote_does_not_stop_a_digest_that_nobody_looks_at(check, one):
    assert [level for level, _ in check(one({"text": "{{"}), watched=False)] == ["warning"]
    assert [level for level, _ in check(one(intro="{{"), watched=False)] == ["error"]


@pytest.mark.parametrize(
    ("story", "said"),
    [
        (
            {"date": timedelta(days=2)},
            "story 1 “Headline 1”: it is dated 12 November 2026, which is still to come",
        ),
        (
            {"text": "The Europeen Society of Radiology met."},
            "“Europeen Society of Radiology” is perhaps meant",
        ),
    ],
    ids=["date", "name"],
)
def test_what_may_be_wrong_with_a_story_is_asked(check, one, noon, story, said):
    if "date" in story:
        story = {"date": noon + story["date"]}
    ((level, found),) = check(one(story))
    assert level == "warning"
    assert said in found


def test_a_date_is_to_come_by_the_days_of_the_digests_own_zone(check, one, noon):
    late = {"date": noon + timedelta(hours=11)}
    assert check(one(late, timezone="Pacific/Honolulu")) == []
    assert len(check(one({"date": noon + timedelta(hours=13)}, timezone="UTC"))) == 1


def test_headlines_that_are_alike_are_named(check, one):
    stories = [{"title": "The same – news"}, {"title": "Other"}, {"title": "the SAME news!"}]
    said = "story 3 “the SAME news!”: it has the headline of story 1: retitle one, hide one, or merge the stories"
    assert check(one(*stories)) == [("warning", said)]


def test_an_issue_or_a_section_without_a_story_is_named(check, one):
    empty = replace(one(), sections=())
    assert [level for level, _ in check(empty)] == ["error"]
    issue = one()
    bare = Section(key="ar", name="Austrian Roentgen Society", acronym="AR", articles=())
    found = check(replace(issue, sections=(*issue.sections, bare)))
    assert found == [
        ("warning", "section “Austrian Roentgen Society”: no story stands in it, so it is not printed")
    ]


def test_a_section_that_is_called_otherwise_than_its_society_is_named(check, one):
    issue = one()
    section = replace(issue.sections[0], name="European Society for Radiology")
    ((level, said),) = check(replace(issue, sections=(section,)))
    assert level == "warning"
    assert "sources.toml calls it “European Society of Radiology”" in said


@pytest.mark.parametrize(
    ("size", "levels"), [(80_000, []), (80_001, ["warning"]), (90_000, ["warning"]), (90_001, ["error"])]
)
def test_size_asks_first_and_then_blocks(check, one, size, levels):
    assert [level for level, _ in check(one(), html="<p>" + "x" * (size - 3))] == levels


@pytest.mark.parametrize(
    ("subject", "levels"),
    [("", ["error"]), ("s" * 120, []), ("s" * 121, ["warning"]), ("Dear {{ name }}", ["warning"])],
)
def test_the_subject_is_there_short_and_filled_in(check, one, subject, levels):
    assert [level for level, _ in check(one(), subject=subject)] == levels


def test_a_picture_without_words_for_who_does_not_see_it_blocks(check, one):
    html = '<p><img src="a.png" alt=""><img src="logo.png"></p>'
    ((level, said),) = check(one(), html=html)
    assert (level, "logo.png has no alt" in said) == ("error", True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("European Society of Radiology", []),
        ("the EUROPEAN SOCIETY OF RADIOLOGY", []),
        ("Europaen Society of Radiology", ["Europaen Society of Radiology"]),
        ("European Societys of Radiology", ["European Societys of Radiology"]),
        (
            "European Society of Radiologey, twice: European Society of Radiologey",
            ["European Society of Radiologey"],
        ),
        ("European Society of Cardiology", []),
        ("American Society of Radiology", []),
        ("Austrian Röntgen Society", []),
        ("Australian Roentgen Society", []),
        ("", []),
    ],
)
def test_names_that_are_nearly_a_societys_are_found(text, found):
    names = [one.name for one in SOCIETIES.values()]
    assert [written for written, _ in spelling.misspelt(text, names)] == found


def test_a_name_of_one_word_is_let_be():
    assert not list(spelling.misspelt("Radiologi", ["Radiology"]))
