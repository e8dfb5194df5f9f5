"""The names of months in the languages that most sources write, and the pattern that finds one."""

import re
from typing import Final

_NAMES: Final = """
    1 january jan januar jän jänner janvier janv enero ene gennaio gen janeiro januari stycznia ledna ocak
    1 tammikuuta január januarja ianuarie січня ιανουαρίου января янв يناير
    2 february feb februar februari februarie fév févr février fevrier febrero febbraio fevereiro fev lutego
    2 února şubat helmikuuta február februarja лютого φεβρουαρίου февраля фев فبراير
    3 march mar märz mrz maerz mars marzo março marco maart maa mrt marca března mart maaliskuuta március
    3 martie березня μαρτίου maret марта mär мар marts مارس
    4 april apr avril avr abril abr aprile kwietnia dubna nisan huhtikuuta április aprilie aprila квітня
    4 απριλίου апреля апр أبريل ابريل إبريل
    5 may mai mayo maggio mag maio mei maj maja května mayıs toukokuuta május травня μαΐου μαίου мая مايو
    6 june jun juni juin junio giugno giu junho czerwca června haziran kesäkuuta június iunie junija червня
    6 ιουνίου июня июн يونيو يونيه
    7 july jul juli juillet juil julio luglio lug julho lipca července temmuz heinäkuuta július iulie julija
    7 липня ιουλίου июля июл يوليو يوليه
    8 august aug août aout agosto ago augustus augusti sierpnia srpna ağustos elokuuta augusztus avgusta
    8 серпня αυγούστου agustus августа авг أغسطس اغسطس
    9 september sep sept septembre septiembre setiembre settembre set setembro września září eylül syyskuuta
    9 szeptember septembrie septembra вересня σεπτεμβρίου сентября сен сент سبتمبر
    10 october oct oktober okt octobre octubre ottobre ott outubro out października října ekim lokakuuta
    10 október octombrie oktobra жовтня οκτωβρίου октября окт أكتوبر اكتوبر
    11 november nov novembre noviembre novembro listopada listopadu kasım marraskuuta noiembrie novembra
    11 листопада νοεμβρίου ноября ноя нояб نوفمبر
    12 december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro grudnia prosince
    12 aralık joulukuuta decembrie decembra грудня δεκεμβρίου desember декабря дек ديسمبر
"""
MONTHS: Final = {
    name: int(number)
    for number, *names in map(str.split, filter(str.strip, _NAMES.splitlines()))
    for name in names
}
"""Every name, in lower case, and its month's number."""

ANY: Final = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
WHOLE: Final = r"(?![^\W\d_])\.?"
PATTERN: Final = f"(?:{ANY}){WHOLE}"
"""Finds one of them as a whole word, with the full stop of an abbreviation."""


def number(name: str) -> int:
    """Return the month of a name that ``PATTERN`` found."""
    return MONTHS[name.lower().rstrip(".")]
