"""What an editor is told of a template that cannot be filled in."""

import pytest
from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader

from aggregator.digest import render
from aggregator.errors import ConfigurationError


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("digest.txt", "a\n{% if %}", "digest.txt:2: this is no template: Expected an expression"),
        ("digest.txt", "{{ page.title | shout }}", "digest.txt:1: this is no template: No filter named 'shout'"),
        ("digest.html", "\n\n{{ nothing.there }}", "digest.html:3: this cannot be filled in: 'nothing' is undefined"),
        ("digest.html", "{{ 1 / page.left_out }}", "digest.html:1: this cannot be filled in: division by zero"),
        ("digest.subject.txt", "{{ page.number + 'x' }}", "digest.subject.txt:1: this cannot be filled in: unsupported"),
        ("digest.txt", "{% include 'mine.txt' %}", "digest.txt: there is no template mine.txt"),
    ],
)  # fmt: skip
def test_a_template_that_cannot_be_filled_in_is_named_with_its_line(
    issue, links, templates, tmp_path, name, content, said
):
    (tmp_path / name).write_text(content)
    loader = ChoiceLoader([FileSystemLoader(tmp_path), templates.loader])

    with pytest.raises(ConfigurationError) as caught:
        render.render(issue(1), templates=render.environment(loader), links=links)

    assert said in str(caught.value)


def test_an_operators_own_language_is_one_file(issue, links, templates):
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    italian = 'msgid "Unsubscribe"\nmsgstr "Annulla l’iscrizione"\n\nmsgid "%(count)s story"\nmsgid_plural "%(count)s stories"\nmsgstr[0] "%(count)s notizia"\nmsgstr[1] "%(count)s notizie"\n'
    loader = ChoiceLoader([DictLoader({"words/it.po": head + italian}), templates.loader])

    made = render.render(issue(12, language="it"), templates=render.environment(loader), links=links)

    assert "Annulla l’iscrizione:" in made.plain
    assert "12 notizie from 6 societies" in made.plain
    assert "14 ottobre 2026" in made.plain
    assert '<html lang="it" dir="ltr">' in made.html
