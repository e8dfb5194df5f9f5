"""Words, dates, names and directions in the reader's language."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import DictLoader
from jinja2.ext import babel_extract

from aggregator.digest import dates, render, words
from aggregator.errors import ConfigurationError

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
CATALOGUES = sorted((TEMPLATES / "words").glob("*.po"))
AT = datetime(2026, 10, 14, 23, 30, tzinfo=UTC)


def fixed_words():
    options = {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true"}
    found = {"Untitled"}
    for template in TEMPLATES.glob("digest*"):
        content = BytesIO(template.read_bytes())
        for _, _, message, _ in babel_extract(content, ("gettext", "ngettext"), [], options):
            found.add(message if isinstance(message, str) else message[0])
    return found


def test_four_languages_are_shipped():
    assert [path.stem for path in CATALOGUES] == ["de", "es", "fr", "zh"]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_has_every_fixed_word_and_no_other(path):
    with path.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)

    messages = {
        message.id if isinstance(message.id, str) else message.id[0]: message for message in catalogue
    }
    del messages[""]
    assert set(messages) == fixed_words()
    for message in messages.values():
        assert all([message.string] if isinstance(message.string, str) else message.string)
        assert list(message.check(catalogue)) == []


@pytest.mark.parametrize(
    ("language", "words_of_it"),
    [
        (
            "de",
            [
                "Nr. 12 · 14. Oktober 2026",
                "12 Meldungen von 6 Gesellschaften",
                "Abbestellen",
                "auf Chinesisch",
            ],
        ),
        ("de-AT", ["Nr. 12 · 14. Oktober 2026"]),
        ("fr", ["14 octobre 2026", "12 nouvelles de 6 sociétés", "Se désabonner", "en allemand"]),
        ("es", ["14 de octubre de 2026", "12 noticias de 6 sociedades", "Cancelar la suscripción"]),
        ("zh-Hans", ["第12期 · 2026年10月14日", "12条新闻，来自6个学会", "退订"]),
        ("tlh", ["14 October 2026", "12 stories from 6 societies"]),
    ],
)
def test_an_issue_speaks_its_readers_language(issue, templates, links, language, words_of_it):
    made = render.render(issue(12, language=language), templates=templates, links=links)

    for said in words_of_it:
        assert said in made.plain
        assert said.encode("ascii", "xmlcharrefreplace").decode() in made.html


def test_a_broken_catalogue_is_named():
    broken = render.environment(DictLoader({"words/xx.po": 'msgid "a'}))

    with pytest.raises(ConfigurationError, match=r"words/xx\.po"):
        words.of("xx", broken)


@pytest.mark.parametrize(
    ("language", "zone", "expected"),
    [
        ("en", "UTC", "14 October 2026"),
        ("en-US", "UTC", "October 14, 2026"),
        ("en", "Asia/Tokyo", "15 October 2026"),
        ("de", "Europe/Vienna", "15. Oktober 2026"),
        ("zh", "UTC", "2026年10月14日"),
        ("not a language", "not a zone", "14 October 2026"),
    ],
)
def test_a_day_is_said_as_in_the_language_and_zone(language, zone, expected):
    assert dates.day(AT, timezone=zone, language=language) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ar", "", "rtl"),
        ("he-IL", "abc", "rtl"),
        ("en", "خرائط", "ltr"),
        (None, "«خرائط»", "rtl"),
        (None, "123 abc", "ltr"),
        ("<b>", "", "ltr"),
    ],
)
def test_a_text_runs_as_its_language_or_else_its_first_letter_does(language, text, expected):
    assert dates.direction(language, text) == expected


@pytest.mark.parametrize(
    ("names", "language", "expected"),
    [
        (["ESR"], "en", "ESR"),
        (["ESR", "RSNA", "WFUMB"], "en", "ESR, RSNA and WFUMB"),
        (["ESR", "RSNA"], "zh", "ESR和RSNA"),
        ([], "en", ""),
    ],
)
def test_names_are_listed_as_the_language_lists(names, language, expected):
    assert dates.listed(names, language=language) == expected
