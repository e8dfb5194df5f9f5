"""Words, dates, names and directions in the reader's language."""

import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from jinja2 import DictLoader
from jinja2.ext import babel_extract

from aggregator.digest import dates, render, words
from aggregator.digest.plain import width
from aggregator.errors import ConfigurationError

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
CATALOGUES = sorted((TEMPLATES / "words").glob("*.po"))
ENVIRONMENT = render.environment(DictLoader({}))
AT = datetime(2026, 10, 14, 23, 30, tzinfo=UTC)


SPOKEN = sorted(
    path
    for path in TEMPLATES.rglob("*")
    if path.suffix in {".html", ".txt"} and path.parent.name != "preview"
)
"""What readers see. The editor's preview speaks English, as the command line does."""

NAMES = {"Atom", "RSS", "JSON", "Feed", "OPML"}
"""What is called the same in every language."""


def fixed_words():
    found = {}
    for template in SPOKEN:
        options = {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true"}
        content = BytesIO(template.read_bytes())
        for _, _, message, _ in babel_extract(content, ("gettext", "ngettext"), [], options):
            one, many = message[:2] if isinstance(message, tuple) else (message, None)
            found[one] = many or found.get(one)
    for module in (TEMPLATES.parent / "aggregator").rglob("*.py"):
        if "gettext(" in (source := module.read_bytes()).decode():
            found |= {message: None for _, message, _, _ in extract("python", BytesIO(source))}
    return found


def placeholders(text):
    return sorted(re.findall(r"%\(\w+\)[a-z]|%(?!\()", text))


def without_trans(source):
    """Give what stands in a template outside of its blocks of words, and the strings of its expressions."""
    data, strings, inside = [], [], False
    tokens = [token for token in ENVIRONMENT.lex(source) if token[1] != "whitespace"]
    for place, (_, kind, value) in enumerate(tokens):
        if kind == "name" and tokens[place - 1][1] == "block_begin" and value in {"trans", "endtrans"}:
            inside = value == "trans"
        elif kind == "data" and not inside:
            data.append(value)
        elif kind == "string" and tokens[place - 2][2] not in {"gettext", "ngettext"}:
            strings.append(value)
    return "".join(data), strings


def said(markup):
    markup = re.sub(r"<!--.*?-->|<(style|script)\b.*?</\1>", " ", markup, flags=re.DOTALL)
    spoken = re.findall(r'(?:aria-label|alt|title|placeholder)="([^"]*)"', markup)
    return " ".join([re.sub(r"<[^>]*>|&#?\w+;|[\w-]+=\"[^\"]*\"", " ", markup), *spoken])


@pytest.mark.parametrize("path", SPOKEN, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_has_a_word_outside_of_the_catalogue(path):
    data, strings = without_trans(path.read_text())

    text = said(data) if path.suffix == ".html" else data
    assert set(re.findall(r"[^\W\d_]{2,}", text)) - NAMES == set()
    assert [string for string in strings if re.search(r"[a-z] [a-z]", string)] == []


def test_four_languages_are_shipped():
    assert [path.stem for path in CATALOGUES] == ["de", "es", "fr", "zh"]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_has_every_fixed_word_with_its_placeholders_and_no_other(path):
    with path.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)

    messages = {
        message.id if isinstance(message.id, str) else message.id[0]: message
        for message in catalogue
        if message.id
    }
    expected = fixed_words()
    differing = sorted(set(messages) ^ set(expected))
    assert not differing, "each template's words stand in each of templates/words/*.po, and no others"
    for one, message in messages.items():
        assert message.pluralizable == (expected[one] is not None), one
        strings = message.string if message.pluralizable else (message.string,)
        assert len(strings) == (catalogue.num_plurals if message.pluralizable else 1)
        for string in strings:
            assert string.strip(), one
            assert placeholders(string) == placeholders(one), one
            assert (string[-1] in ":：") == (one[-1] == ":"), one
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


MAILS = [TEMPLATES / "mails" / f"{name}.txt" for name in ("confirm", "known", "link", "move")]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
@pytest.mark.parametrize("mail", MAILS, ids=lambda path: path.stem)
def test_a_mail_about_a_subscription_speaks_every_language_in_72_columns(path, mail, templates):
    known = {
        "title": "Global Scan",
        "site": "https://scan.example/",
        "confirm": "https://scan.example/confirm/TOKEN",
        "preferences": "https://scan.example/preferences/TOKEN",
        "days": 7,
    }
    texts = [
        templates.get_template(f"mails/{mail.name}").render(
            known, gettext=found.gettext, ngettext=found.ngettext
        )
        for found in (words.of(path.stem, templates), words.of("en", templates))
    ]

    theirs, english = (text.split("\n") for text in texts)
    assert {line for line in theirs if line in english} <= {"", *known.values()}
    assert all(width(line) <= 72 for line in theirs[1:])
    assert any("/TOKEN" in line for line in theirs)
