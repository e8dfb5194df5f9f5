"""A draft as a file: what an editor may do with it, and what is said where it went wrong."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.digest import draft_file
from aggregator.errors import UsageError
from aggregator.model import Article, Edit, Head, Issue, Section
from tests.conftest import NOON

SECTIONS = ("esr", "rsna")


def article(story, section, **values):
    words = {"title": f"Title of {story}", "html": "", "text": f"Text of {story}."}
    return Article(
        story=story, item=story, section=section, link=None, date=NOON, dated=True, language="en", told="told",
        **(words | values),
    )  # fmt: skip


def issue(*articles):
    sections = tuple(
        Section(key=key, name=key, acronym=key, articles=tuple(one for one in articles if one.section == key))
        for key in SECTIONS
    )
    return Issue(
        digest="weekly", number=3, state="draft", at=NOON, title="Weekly", language="en", timezone="UTC",
        intro="Dear all,", banner=None, sections=sections,
    )  # fmt: skip


DRAFT = issue(article("a", "esr"), article("b", "esr", text="One.\n\nTwo."), article("c", "rsna"))
FILE = draft_file.written(DRAFT, sections=SECTIONS)


def changed(content, edits=None):
    taken = draft_file.read(content, issue="weekly-3")
    return draft_file.changes(draft_file.sheet(DRAFT), taken, edits or {}, number=3, sections=SECTIONS)


@pytest.fixture
def tables():
    """The file's head and its stories, each a table."""
    head, *stories = FILE.split("[[story]]")
    return head, ["[[story]]" + one for one in stories]


def test_a_file_that_comes_back_as_it_went_changes_nothing():
    assert changed(FILE) == draft_file.Changes(edits=(), own=(), head=None)


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=60)


@given(TEXTS, TEXTS, TEXTS)
def test_whatever_a_source_says_comes_back_as_it_went(title, text, intro):
    draft = replace(issue(article("a", "esr", title=title, text=text)), intro=intro)
    taken = draft_file.read(draft_file.written(draft, sections=SECTIONS), issue="weekly-3")
    before = draft_file.sheet(draft)
    assert draft_file.changes(before, taken, {}, number=3, sections=SECTIONS) == draft_file.Changes(
        edits=(), own=(), head=None
    )


@pytest.mark.parametrize(
    ("old", "new", "edit"),
    [
        ('title = "Title of a"', 'title = "Better"', Edit(story="a", title="Better", basis="told")),
        ('text = "Text of a."', 'text = "Short."', Edit(story="a", text="Short.", basis="told")),
        ('id = "a"', 'id = "a"\nhide = true', Edit(story="a", hidden=True)),
        ('id = "a"', 'id = "a"\nlater = true', Edit(story="a", after=3)),
        ('id = "a"\nsection = "esr"', 'id = "a"\nsection = "rsna"', Edit(story="a", section="rsna", place=1)),
    ],
)
def test_what_is_changed_is_taken_down(old, new, edit):
    assert edit in changed(FILE.replace(old, new)).edits


def test_an_empty_title_gives_back_the_sources():
    edits = {"a": Edit(story="a", title="Mine", basis="then", note="Kept.")}
    assert changed(FILE.replace('"Title of a"', '""'), edits).edits == (
        Edit(story="a", title=None, basis="told", note="Kept."),
    )


def test_tables_that_change_places_change_the_storys_places(tables):
    head, (a, b, c) = tables
    assert changed(f"{head}\n{b}\n{a}\n{c}").edits == (Edit(story="b", place=1), Edit(story="a", place=2))


def test_what_is_taken_out_of_the_file_stays_as_it_is(tables):
    head, (a, _, _) = tables
    assert changed(head + a).edits == ()


def test_a_table_without_id_is_an_article_of_ones_own():
    own = '\n[[story]]\nsection = "rsna"\ntitle = "Mine"\ntext = "All."\nlink = "https://mine.test/"\n'
    assert changed(FILE + own).own == (
        draft_file.Own(section="rsna", title="Mine", text="All.", link="https://mine.test/"),
    )


def test_what_stands_above_is_taken_down():
    assert changed(FILE.replace('banner = ""', 'banner = "ECR, Vienna"')).head == Head(
        intro="Dear all,", banner="ECR, Vienna"
    )


NEAR = 7
"""Lines from a story's id to the next one's."""


def test_the_line_of_a_wrong_section_is_that_of_its_key():
    content = FILE.replace('section = "esr"', 'section = "esrr"', 1)
    with pytest.raises(UsageError) as caught:
        changed(content)
    assert content.splitlines()[draft_file.line_of(str(caught.value), content) - 1] == 'section = "esrr"'


def test_a_file_that_ends_too_early_is_wrong_in_its_last_line():
    assert draft_file.line_of("Invalid value (at end of document)", "a = 1\nb = [\n") == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "Title of a"', "title = Better", "no TOML any more: .*line"),
        ("intro", "introduction", "unknown key 'introduction'"),
        ('id = "a"', 'id = "a"\ntitel = "x"', "story 1 holds an unknown key 'titel'"),
        ('id = "a"', 'id = "a"\nhide = "yes"', "hide of story 1 is not true or false"),
        ('id = "a"', 'id = "b"', "story 2 .* stands there twice"),
        ('id = "a"', 'id = "z"', "story 1 .* was not in the draft"),
        ('section = "esr"', 'section = "esrr"', "in section 'esrr'; there is: esr, rsna"),
        ('id = "a"\nsection = "esr"\ntitle = "Title of a"', 'section = "esr"', "neither id nor title"),
        ("weekly-3", "weekly-2", "the draft of issue weekly-2, and issue weekly-3 is being made"),
        ('banner = ""', "banner = 3", "banner of the draft is no text"),
    ],
)
def test_what_is_wrong_is_said_and_its_line_is_found(old, new, said):
    content = FILE.replace(old, new) if "weekly" not in old else FILE.replace(f'"{old}"', f'"{new}"')
    with pytest.raises(UsageError, match=said) as caught:
        changed(content)
    lines, found = content.splitlines(), draft_file.line_of(str(caught.value), content)
    meant = next(number for number, line in enumerate(lines, 1) if new.splitlines()[-1] in line)
    assert abs(found - meant) <= NEAR
