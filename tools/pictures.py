"""Takes the pictures of an issue that stand in the README and the docs.

::

    python tools/pictures.py ISSUE.html ISSUE.txt [FOLDER]     the three of docs/pictures, the phone's in dark
    python tools/pictures.py ISSUE.html ISSUE.txt FOLDER --all   in every width, light and dark, and printed

Needs Playwright's Python package (``pip install playwright``) and Chromium; the latter is
looked for under its usual names, or named by the environment's CHROMIUM.
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

from PIL import Image

try:
    import looking
    from playwright.sync_api import Browser, sync_playwright
except ImportError:
    sys.exit("tools/pictures.py needs Playwright: .venv/bin/pip install playwright")

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
MAX_BYTES = 120_000
COLOURS = 48
PHONE, DESK = 375, 1280
HEIGHTS = {PHONE: 1120, DESK: 1500}
TEXT_LINES = 72

PAPER = """<!DOCTYPE html><meta charset="utf-8"><style>
body { margin: 0; background: #fff; }
pre { margin: 0; padding: 28px 32px; width: max-content; color: #1b1f23; }
pre { font: 15px/22px "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace; }
</style><pre>%s</pre>"""


def main() -> int:
    """Take the pictures; return 1 where one is too large for the repository."""
    arguments = _arguments()
    folder: Path = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    with _browser() as browser:
        _page(
            browser,
            arguments.html,
            folder / "digest-375.png",
            width=PHONE,
            height=HEIGHTS[PHONE],
            scale=2,
            scheme="dark",
        )
        _page(browser, arguments.html, folder / "digest-1280.png", width=DESK, height=HEIGHTS[DESK])
        _text(browser, arguments.text, folder / "digest-text.png")
        if arguments.all:
            for width in (320, PHONE, 600, DESK):
                for scheme in ("light", "dark"):
                    _page(
                        browser,
                        arguments.html,
                        folder / f"all-{width}-{scheme}.png",
                        width=width,
                        scheme=scheme,
                    )
            _print(browser, arguments.html, folder / "all-printed.pdf")
    for path in folder.glob("digest-*.png"):
        with Image.open(path) as picture:
            picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)
    sizes = {path: path.stat().st_size for path in sorted(folder.glob("digest-*.png"))}
    for path, size in sizes.items():
        print(f"{path}  {size // 1000} KB{'   TOO LARGE' if size > MAX_BYTES else ''}")
    return int(max(sizes.values()) > MAX_BYTES)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Take the pictures of an issue.")
    parser.add_argument("html", type=Path, help="the issue's HTML")
    parser.add_argument("text", type=Path, help="the issue's plain text")
    parser.add_argument("folder", type=Path, nargs="?", default=PICTURES)
    parser.add_argument("--all", action="store_true", help="every width, light and dark, whole, and printed")
    return parser.parse_args()


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=looking.chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


def _page(
    browser: Browser,
    html: Path,
    to: Path,
    *,
    width: int,
    height: int | None = None,
    scheme: str = "light",
    scale: int = 1,
) -> None:
    """Take a page as a window of ``width`` shows it: its first ``height`` pixels, or the whole of it."""
    page = browser.new_page(
        viewport={"width": width, "height": height or 800}, color_scheme=scheme, device_scale_factor=scale
    )
    page.goto(html.resolve().as_uri())
    page.screenshot(path=to, full_page=height is None)
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        print(f"{to.name}: the page is {wide} px wide in a window of {width} px")
    page.close()


def _text(browser: Browser, text: Path, to: Path) -> None:
    """Take the first lines of a text, as a terminal shows them."""
    lines = text.read_text().split("\n")[:TEXT_LINES]
    page = browser.new_page(viewport={"width": 720, "height": 400})
    page.set_content(PAPER % escape("\n".join(lines)))
    page.locator("pre").screenshot(path=to)
    page.close()


def _print(browser: Browser, html: Path, to: Path) -> None:
    page = browser.new_page()
    page.goto(html.resolve().as_uri())
    page.pdf(path=to, format="A4", margin=dict.fromkeys(("top", "right", "bottom", "left"), "15mm"))
    page.close()


if __name__ == "__main__":
    sys.exit(main())
