"""The names of months in the languages that most sources write, and the pattern that finds one."""

import re
import unicodedata
from typing import Final

_NAMES: Final = """
    1 january jan januar jän jänner janvier janv enero ene gennaio gen janeiro januari stycznia
    1 styczeń sty ledna ocak oca tammikuuta január januára januarja januara januarie ianuarie ian
    1 janúar jaanuar gener siječnja siječanj січня січ ιανουαρίου ιανουάριος ιαν января январь янв
    1 януари јануар ינואר يناير جانفي كانون_الثاني ژانویه
    2 february feb febr februar februari februarie fév févr février fevrier febrero febbraio fevereiro
    2 fev lutego luty lut února únor şubat şub helmikuuta február februára februarja februara febrúar
    2 veebruar febrer veljače veljača лютого лют φεβρουαρίου φεβρουάριος φεβ февраля февраль фев февр
    2 февруари фебруар פברואר فبراير فيفري شباط فوریه
    3 march mar märz mrz mär maerz mars marts marzo março marco maart maa mrt marca marec marzec
    3 března březen mart marta maret maaliskuuta március márc martie märts març ožujka ožujak mac
    3 березня бер μαρτίου μάρτιος μαρ марта март мар מרץ مارس آذار اذار
    4 april apr avril avr abril abr aprile kwietnia kwiecień kwi dubna duben nisan nis huhtikuuta
    4 április ápr aprilie aprila apríla apríl aprill travnja travanj квітня кві απριλίου απρίλιος απρ
    4 апреля апрель апр април אפריל أبريل ابريل إبريل أفريل نيسان آوریل
    5 may mai mayo maggio mag maio mei maj maja května květen mayıs toukokuuta május máj mája maí maig
    5 svibnja svibanj травня тра μαΐου μαίου μάιος μαϊ мая май мај מאי مايو ماي أيار ايار مه
    6 june jun juni juin junio giugno giu junho czerwca czerwiec cze června červen haziran haz
    6 kesäkuuta június jún júna iunie iun junija junij juna júní juuni juny lipnja lipanj червня чер
    6 ιουνίου ιούνιος ιουν июня июнь июн юни јун יוני يونيو يونيه جوان حزيران ژوئن
    7 july jul juli juil juill juillet julio luglio lug julho julai lipca lipiec lip července červenec
    7 temmuz tem heinäkuuta július júl júla iulie iul julija julij jula júlí juuli juliol srpnja
    7 srpanj липня лип ιουλίου ιούλιος ιουλ июля июль июл юли јул יולי يوليو يوليه يوليوز جويلية تموز
    7 ژوئیه
    8 august aug août aout agosto ago agost augustus augusti augusta ogos sierpnia sierpień sie srpna
    8 srpen ağustos ağu elokuuta augusztus avgusta avgust ágúst kolovoza kolovoz серпня сер αυγούστου
    8 αύγουστος αυγ agustus agu августа август авг אוגוסט أغسطس اغسطس أوت غشت آب اوت
    9 september sep sept septembre septiembre setiembre settembre set setembro setembre września
    9 wrzesień wrz září eylül eyl syyskuuta szeptember szept septembrie septembra septembar rujna
    9 rujan вересня вер σεπτεμβρίου σεπτέμβριος σεπ σεπτ сентября сентябрь сен сент септември
    9 септембар ספטמבר سبتمبر شتنبر أيلول ايلول سپتامبر
    10 october oct oktober okt octobre octubre ottobre ott outubro out października październik paź
    10 října říjen ekim eki lokakuuta október octombrie oktobra októbra oktobar oktoober жовтня жов
    10 οκτωβρίου οκτώβριος οκτ октября октябрь окт октомври октобар אוקטובר أكتوبر اكتوبر تشرين_الأول
    10 تشرين_الاول اکتبر
    11 november nov novembre noviembre novembro novembar nóvember listopada listopad lis listopadu
    11 kasım kas marraskuuta noiembrie noi novembra studenoga studenog studeni листопада лис νοεμβρίου
    11 νοέμβριος νοε ноября ноябрь ноя нояб ноември новембар נובמבר نوفمبر نونبر تشرين_الثاني نوامبر
    12 december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro desembre
    12 detsember disember grudnia grudzień gru prosince prosinec prosinca prosinac aralık ara
    12 joulukuuta decembrie decembra decembar грудня гру δεκεμβρίου δεκέμβριος δεκ desember des декабря
    12 декабрь дек декември децембар דצמבר ديسمبر دجنبر كانون_الأول كانون_الاول دسامبر
"""
"""Names of two words are written with a low line."""


def _folded(name: str) -> str:
    """Return a name in small letters without their marks, as ΑΠΡΙΛΙΟΥ and KASIM are written."""
    parts = unicodedata.normalize("NFD", name.lower().replace("ı", "i"))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


_BY_NAME: Final = {
    name.replace("_", " "): int(number)
    for number, *names in map(str.split, filter(str.strip, _NAMES.splitlines()))
    for name in names
}
_MONTHS: Final = {_folded(name): month for name, month in _BY_NAME.items()}


def _any(names: set[str]) -> str:
    """Return a pattern of the names by their first letters, so that most words are passed over at once."""
    initials = (
        re.escape(first)
        + "(?:"
        + "|".join(sorted((re.escape(name[1:]) for name in names if name[0] == first), key=len, reverse=True))
        + ")"
        for first in sorted({name[0] for name in names})
    )
    return "(?:" + "|".join(initials) + ")"


ANY: Final = _any({*_BY_NAME, *_MONTHS})
WHOLE: Final = r"(?![^\W\d_])\.?"
PATTERN: Final = f"(?:{ANY}){WHOLE}"
"""Finds one of them as a whole word, with the full stop of an abbreviation."""
_CROATIAN: Final = re.compile(r"\blistopada?\b", re.IGNORECASE)


def number(name: str) -> int:
    """Return the month of a name that ``PATTERN`` found."""
    return _MONTHS[_folded(name.rstrip("."))]


def unmistaken(words: str, language: str | None) -> str:
    """Return words in which October is not called as November is in other languages: in Croatian it is."""
    tongue = (language or "").lower()[:2]
    return _CROATIAN.sub("oktobar", words) if tongue in ("hr", "bs") else words
