"""Mixes a digest's colours from its one accent, so that all that is set in them can be read."""

import re
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass, field, replace
from typing import Final

from aggregator.errors import ConfigurationError

READABLE: Final = 4.5
"""The least contrast of text (WCAG 2.2, 1.4.3)."""

COMFORTABLE: Final = 7.0
"""What an accent is lightened to on dark, where thin bright strokes are harder to read."""

_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")
_STEP: Final = 0.02
_MIDDLE: Final = 0.18
"""The luminance of what looks halfway between black and white."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Palette:
    """The colours of one scheme, as ``#rrggbb``; ``tint`` lies under the banner."""

    page: str
    card: str
    ink: str
    muted: str
    rule: str
    tint: str
    accent: str


_LIGHT: Final = Palette(
    page="#f4f5f6",
    card="#ffffff",
    ink="#1b1f23",
    muted="#5a6169",
    rule="#dfe2e5",
    tint="#f1f4f6",
    accent="#0b5c7a",
)
_DARK: Final = Palette(
    page="#0f1214",
    card="#1a1e21",
    ink="#e6e9eb",
    muted="#a3abb2",
    rule="#343a40",
    tint="#23292e",
    accent="#7cc4dd",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shades:
    """The colours that an operator gives a scheme, as ``#rrggbb``; what is ``None`` is ours."""

    accent: str | None = None
    page: str | None = None
    card: str | None = None
    text: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Logo:
    """A picture at the head of an issue: its address, what it says, its width in pixels."""

    url: str
    alt: str
    width: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """What an operator may change about the look without touching a template.

    ``text_face`` and ``head_face`` are CSS font lists of faces that readers' machines have. A ``logo``
    is the one file that readers' mail programs fetch. Raises ``ConfigurationError`` where something
    is no colour, or words could not be read in it.
    """

    day: Shades = Shades()
    night: Shades = Shades()
    text_face: str = "-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
    head_face: str = "Georgia,'Noto Serif',serif"
    logo: Logo | None = None
    light: Palette = field(init=False)
    dark: Palette = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "light", _mixed(self.day, _LIGHT, READABLE))
        own = replace(self.night, accent=self.night.accent or self.day.accent)
        object.__setattr__(self, "dark", _mixed(own, _DARK, COMFORTABLE))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _mixed(shades: Shades, base: Palette, wanted: float) -> Palette:
    """Return ``base`` with an operator's shades, its greys and its accent changed until they can be read."""
    for name, colour in (("accent", shades.accent), ("page", shades.page), ("card", shades.card),
                         ("text", shades.text)):  # fmt: skip
        if colour and not _HEX.fullmatch(colour):
            raise ConfigurationError(f"the {name} {colour!r} is no colour: write it as #rrggbb")
    card, ink = shades.card or base.card, shades.text or base.ink
    palette = replace(base, page=shades.page or base.page, card=card, ink=ink)
    if shades.card or shades.text:
        palette = replace(palette, tint=_blend(ink, card, 0.06), rule=_blend(ink, card, 0.14))
    _readable(ink, palette, READABLE, name="the text", fixed=True)
    return replace(
        palette,
        muted=_readable(base.muted, palette, READABLE, name="small print"),
        accent=_readable(shades.accent or base.accent, palette, wanted, name="the accent"),
    )


def _readable(colour: str, palette: Palette, wanted: float, *, name: str, fixed: bool = False) -> str:
    """Return ``colour``, its lightness changed in steps, hue and saturation kept, until it can be read.

    Raises ``ConfigurationError`` where nothing helps, or where it is ``fixed`` and would need help.
    """
    step = _STEP if _luminance(palette.card) < _MIDDLE else -_STEP
    hue, lightness, saturation = rgb_to_hls(*(part / 255 for part in _parts(colour)))
    grounds = (palette.page, palette.card, palette.tint)
    while (least := min((contrast(colour, ground), ground) for ground in grounds))[0] < wanted:
        if fixed or not 0 < lightness + step < 1 + _STEP:
            raise ConfigurationError(
                f"{name} cannot be read on {least[1]}: the contrast with {colour} is {least[0]:.1f}, and "
                f"{wanted:.1f} is needed"
            )
        lightness = min(1.0, lightness + step)
        saturation = min(saturation, 0.6) if step > 0 else saturation  # brighter would glare on dark
        mixed = hls_to_rgb(hue, lightness, saturation)
        colour = "#" + "".join(f"{round(part * 255):02x}" for part in mixed)
    return colour


def _blend(one: str, other: str, share: float) -> str:
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004  sRGB's own figure
