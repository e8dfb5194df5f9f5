"""Makes a small copy of a picture, in one format, with nothing in it but what is seen."""

from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

_FORMATS: Final = ("JPEG", "PNG", "GIF", "WEBP")
_LEAST_SIDE: Final = 80
"""Pixels under which a picture is an icon."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """The largest picture that is read, in pixels, and how wide and high its copy is at most."""

    pixels: int = 40_000_000
    side: int = 640
    quality: int = 75


@dataclass(frozen=True, kw_only=True, slots=True)
class Shrunk:
    """A copy as WebP, its sides in pixels."""

    content: bytes
    width: int
    height: int


def shrunk(content: bytes, *, limits: Limits) -> Shrunk | None:
    """Return a copy of a picture, ``None`` where it cannot be read, or is too small or too large to show."""
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as picture:
            if picture.width * picture.height > limits.pixels or min(picture.size) < _LEAST_SIDE:
                return None
            picture.draft("RGB", (limits.side, limits.side))
            upright = ImageOps.exif_transpose(picture)
            has_holes = upright.has_transparency_data
            small = upright.convert("RGBA" if has_holes else "RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError):
        return None
    small.thumbnail((limits.side, limits.side))
    made = BytesIO()
    small.save(made, "WEBP", quality=limits.quality)
    return Shrunk(content=made.getvalue(), width=small.width, height=small.height)
