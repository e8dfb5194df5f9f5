"""Finds the fixed words of the templates in a reader's language."""

from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO, StringIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from jinja2 import Environment, TemplateNotFound

from aggregator.digest import dates
from aggregator.errors import ConfigurationError


def of(language: str, templates: Environment) -> NullTranslations:
    """Return the words of ``words/LANGUAGE.po`` beside the templates, English where there is no such file.

    Raises ``ConfigurationError`` where the file cannot be read.
    """
    known = dates.tag(language) or "en"
    for name in dict.fromkeys((known, dates.primary(known))):
        source = _source(templates, f"words/{name}.po")
        if source is not None:
            return _translations(source, name)
    return NullTranslations()


def _source(templates: Environment, name: str) -> str | None:
    if templates.loader is None:
        return None
    try:
        return templates.loader.get_source(templates, name)[0]
    except TemplateNotFound:
        return None


@lru_cache(maxsize=16)
def _translations(source: str, name: str) -> NullTranslations:
    compiled = BytesIO()
    try:
        write_mo(compiled, read_po(StringIO(source), abort_invalid=True))
    except (PoFileError, ValueError) as error:
        raise ConfigurationError(f"words/{name}.po cannot be read: {error}") from error
    compiled.seek(0)
    return GNUTranslations(compiled)
