"""The names of months in the languages that most sources write, and the pattern that finds one."""

import re
from typing import Final

_NAMES: Final = """
    1 january jan januar jän jänner janvier janv enero ene gennaio gen janeiro januari stycznia ledna
    2 february feb februar februari februarie fév févr février fevrier febrero febbraio fevereiro fev lutego
    3 march mar märz mrz maerz mars marzo março marco maart maa mrt marca
    4 april apr avril avr abril abr aprile kwietnia
    5 may mai mayo maggio mag maio mei maj maja
    6 june jun juni juin junio giugno giu junho czerwca
    7 july jul juli juillet juil julio luglio lug julho lipca
    8 august aug août aout agosto ago augustus augusti sierpnia
    9 september sep sept septembre septiembre setiembre settembre set setembro września
    10 october oct oktober okt octobre octubre ottobre ott outubro out października
    11 november nov novembre noviembre novembro listopada
    12 december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro grudnia
"""
MONTHS: Final = {
    name: int(number)
    for number, *names in map(str.split, filter(str.strip, _NAMES.splitlines()))
    for name in names
}
"""Every name, in lower case, and its month's number."""

PATTERN: Final = "(?:" + "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True)) + r")(?![^\W\d_])\.?"
"""Finds one of them as a whole word, with the full stop of an abbreviation."""


def number(name: str) -> int:
    """Return the month of a name that ``PATTERN`` found."""
    return MONTHS[name.lower().rstrip(".")]
