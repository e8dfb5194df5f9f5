"""Settles by the day of the week beside it whether 3/4 is in March or in April."""

from datetime import date
from typing import Final

_NAMES: Final = (
    "monday montag lundi lunes lunedì segunda-feira maandag mon lun seg",
    "tuesday dienstag mardi martes martedì terça-feira dinsdag tues tue mar ter",
    "wednesday mittwoch mercredi miércoles mercoledì quarta-feira woensdag wed mer mié qua",
    "thursday donnerstag jeudi jueves giovedì quinta-feira donderdag thurs thur thu jeu jue gio qui",
    "friday freitag vendredi viernes venerdì sexta-feira vrijdag fri ven vie sex",
    "saturday samstag sonnabend samedi sábado sabato zaterdag sat sam sáb sab",
    "sunday sonntag dimanche domingo domenica zondag sun dim dom",
)
_NUMBERS: Final = {name: number for number, names in enumerate(_NAMES) for name in names.split()}
_ANY: Final = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_BEHIND: Final = r"\.?,?\s{1,3}"
UNNAMED: Final = rf"\b(?:{_ANY}){_BEHIND}"
"""The same as ``PATTERN``, without its group."""
PATTERN: Final = rf"\b(?P<w>{_ANY}){_BEHIND}"
"""A name, group ``w``, that stands before a day in numbers; to be read without regard to case."""


def is_day_first(name: str | None, first: int, second: int, year: int) -> bool | None:
    """Say whether the day comes first; ``None`` where its weekday does not tell, or fits both ways."""
    if name is None:
        return None
    fits = [_is(name, year, month, day) for month, day in ((second, first), (first, second))]
    return fits[0] if fits[0] != fits[1] else None


def _is(name: str, year: int, month: int, day: int) -> bool:
    try:
        return date(year, month, day).weekday() == _NUMBERS[name.lower()]
    except ValueError:
        return False
