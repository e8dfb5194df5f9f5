"""Reads numbers that are not written in ASCII digits: in Chinese signs, full-width, Arabic, Persian."""

from typing import Final

_WIDE: Final = str.maketrans(
    "０１２３４５６７８９．／－：" + "٠١٢٣٤٥٦٧٨٩" + "۰۱۲۳۴۵۶۷۸۹", "0123456789./-:" + "0123456789" * 2
)
_SIGNS: Final = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
DIGITS: Final = "〇零○一二三四五六七八九"
"""The signs of a year, one for each digit."""
NUMBERS: Final = "一二三四五六七八九十廿卅"
"""The signs of a number up to 39, as months and days are written."""


def plain(words: str) -> str:
    """Return words with digits and the signs between them in ASCII, each in its place."""
    return words if words.isascii() else words.translate(_WIDE)


def of_digits(signs: str) -> int:
    """Return the number whose digits are written one by one: 二〇一九."""
    return int("".join(str(_SIGNS[sign]) for sign in signs))


def of_words(signs: str) -> int:
    """Return a number of 1 to 39: 十, 二十三, 廿一."""
    tens, ten, ones = signs.replace("廿", "二十").replace("卅", "三十").rpartition("十")
    if not ten:
        return _SIGNS.get(ones, 0)
    return 10 * _SIGNS.get(tens or "一", 0) + _SIGNS.get(ones or "零", 0)
