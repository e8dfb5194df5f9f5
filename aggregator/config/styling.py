"""The table ``[digest.style]`` of ``sources.toml``: colours, fonts and a logo in place of ours."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from aggregator.config.kinds import Table, WebAddress, Words
from aggregator.digest.colours import Logo, Shades, Style
from aggregator.errors import ConfigurationError


def _colour(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise ValueError("write a colour as #rrggbb, such as #0b5c7a")
    return value.lower()


def _fonts(value: str) -> str:
    if not re.fullmatch(
        r"(?:'[\w .-]+'|[\w-]+(?: [\w-]+)*)(?:,\s*(?:'[\w .-]+'|[\w-]+(?: [\w-]+)*))*", value
    ):
        raise ValueError("write fonts as CSS does: Georgia, 'Noto Serif', serif")
    return re.sub(r",\s+", ",", value)


Colour = Annotated[str, AfterValidator(_colour)]
Fonts = Annotated[str, Field(max_length=200, strict=True), AfterValidator(_fonts)]


class StyleTable(Table):
    """How the [[digest]] above it looks. Greys, and an accent that could not be read, are adapted."""

    accent: Colour | None = Field(None, description="The colour of links and of the line at the head.")
    page: Colour | None = Field(None, description="What lies around the column.")
    card: Colour | None = Field(None, description="What the column lies on.")
    text: Colour | None = Field(None, description="The words; contrast with what they lie on must be 4.5.")
    dark_accent: Colour | None = Field(None, description="As accent, for readers who prefer dark.")
    dark_page: Colour | None = Field(None, description="As page, for readers who prefer dark.")
    dark_card: Colour | None = Field(None, description="As card, for readers who prefer dark.")
    dark_text: Colour | None = Field(None, description="As text, for readers who prefer dark.")
    font: Fonts | None = Field(
        None, description="Fonts of the text that readers' machines have, as Verdana, sans-serif."
    )
    heading_font: Fonts | None = Field(None, description="Fonts of headlines.")
    logo: WebAddress | None = Field(
        None,
        description="A picture at the head, which mail programs then fetch from there: many ask their reader "
        "first.",
    )
    logo_alt: Words | None = Field(None, description="What it says; by default the digest's title.")
    logo_width: Annotated[int, Field(ge=16, le=528, strict=True)] = Field(
        160, description="Its width in pixels."
    )

    def style(self, title: str) -> Style:
        """Return the style; raises ``ConfigurationError`` where words could not be read in it."""
        ours = Style()
        logo = Logo(url=self.logo, alt=self.logo_alt or title, width=self.logo_width) if self.logo else None
        return Style(
            day=Shades(accent=self.accent, page=self.page, card=self.card, text=self.text),
            night=Shades(
                accent=self.dark_accent, page=self.dark_page, card=self.dark_card, text=self.dark_text
            ),
            text_face=self.font or ours.text_face,
            head_face=self.heading_font or ours.head_face,
            logo=logo,
        )

    def fault(self) -> str | None:
        """Return in words why nothing could be read in these colours, ``None`` if it can."""
        try:
            self.style("")
        except ConfigurationError as error:
            return str(error)
        return None
