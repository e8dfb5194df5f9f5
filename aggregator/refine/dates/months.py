"""The names of months in the languages that most sources write, and the pattern that finds one."""

import re
from typing import Final

_NAMES: Final = """
    1 january jan januar jän jänner janvier janv enero ene gennaio gen janeiro januari stycznia ledna ocak
    1 tammikuuta január januarja ianuarie січня ιανουαρίου января янв
    2 february feb februar februari februarie fév févr février fevrier febrero febbraio fevereiro fev
    2 lutego února şubat helmikuuta február februarja лютого φεβρουαρίου февраля фев
    3 march mar märz mrz maerz mars marzo março marco maart maa mrt marca března mart maaliskuuta március
    3 martie березня μαρτίου maret марта mär мар marts
    4 april apr avril avr abril abr aprile kwietnia dubna nisan huhtikuuta április aprilie aprila квітня
    4 απριλίου апреля апр
    5 may mai mayo maggio mag maio mei maj maja května mayıs toukokuuta május травня μαΐου μαίου мая
    6 june jun juni juin junio giugno giu junho czerwca června haziran kesäkuuta június iunie junija
    6 червня ιουνίου июня июн
    7 july jul juli juillet juil julio luglio lug julho lipca července temmuz heinäkuuta július iulie
    7 julija липня ιουλίου июля июл
    8 august aug août aout agosto ago augustus augusti sierpnia srpna ağustos elokuuta augusztus avgusta
    8 серпня αυγούστου agustus августа авг
    9 september sep sept septembre septiembre setiembre settembre set setembro września září eylül
    9 syyskuuta szeptember septembrie septembra вересня σεπτεμβρίου сентября сен сент
    10 october oct oktober okt octobre octubre ottobre ott outubro out października října ekim lokakuuta
    10 október octombrie oktobra жовтня οκτωβρίου октября окт
    11 november nov novembre noviembre novembro listopada listopadu kasım marraskuuta noiembrie novembra
    11 листопада νοεμβρίου ноября ноя нояб
    12 december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro grudnia prosince
    12 aralık joulukuuta decembrie decembra грудня δεκεμβρίου desember декабря дек
    1 يناير
    2 فبراير
    3 مارس
    4 أبريل ابريل إبريل
    5 مايو
    6 يونيو يونيه
    7 يوليو يوليه
    8 أغسطس اغسطس
    9 سبتمبر
    10 أكتوبر اكتوبر
    11 نوفمبر
    12 ديسمبر
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
