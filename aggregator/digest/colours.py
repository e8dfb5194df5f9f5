"""Mixes a digest's colours from its one accent, so that all that is set in them can be read."""

import re
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass, replace
from typing import Final

from aggregator.errors import ConfigurationError

READABLE: Final = 4.5
"""The least contrast of text (WCAG 2.2, 1.4.3)."""

COMFORTABLE: Final = 7.0
"""What an accent is lightened to on dark, where thin bright strokes are harder to read."""

_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")
_STEP: Final = 0.02


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
class Style:
    """What an operator may change about the look without touching a template.

    ``accent`` is ``#rrggbb``; ``text_face`` and ``head_face`` are CSS font lists of faces that
    readers' machines have.
    """

    accent: str = _LIGHT.accent
    text_face: str = "-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
    head_face: str = "Georgia,'Noto Serif',serif"

    @property
    def light(self) -> Palette:
        """The colours on white, the accent darkened until it can be read."""
        return replace(_LIGHT, accent=_readable(self.accent, _LIGHT, -_STEP, READABLE))

    @property
    def dark(self) -> Palette:
        """The colours for readers who prefer dark, the accent lightened until it can be read."""
        return replace(_DARK, accent=_readable(self.accent, _DARK, _STEP, COMFORTABLE))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _readable(colour: str, palette: Palette, step: float, wanted: float) -> str:
    """Return ``colour``, its lightness changed in steps, hue and saturation kept, until it can be read."""
    if not _HEX.fullmatch(colour):
        raise ConfigurationError(f"the accent {colour!r} is no colour: write it as #rrggbb")
    hue, lightness, saturation = rgb_to_hls(*(part / 255 for part in _parts(colour)))
    while min(contrast(colour, ground) for ground in (palette.page, palette.card, palette.tint)) < wanted:
        lightness = min(1.0, max(0.0, lightness + step))
        saturation = min(saturation, 0.6) if step > 0 else saturation  # brighter would glare on dark
        mixed = hls_to_rgb(hue, lightness, saturation)
        colour = "#" + "".join(f"{round(part * 255):02x}" for part in mixed)
    return colour


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004  sRGB's own figure
