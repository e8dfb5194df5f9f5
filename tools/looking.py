"""Looks at pages as only a browser and a validator can: what the checks of pages and of issues share."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page

SERIOUS = {"serious", "critical"}


def chromium() -> str | None:
    """Return the browser's path: named by the environment's CHROMIUM, or under one of its usual names."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def axe_script(folder: Path) -> str:
    """Return axe-core, which npm has put below ``folder``."""
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text()


def too_wide(page: Page) -> list[str]:
    """Return whether a page is wider than its window."""
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"it is {wide} px wider than its window"] if wide > 0 else []


def inaccessible(page: Page, *, axe: str) -> list[str]:
    """Return what axe finds serious on a page."""
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"axe: {one['impact']}: {one['help']}: {one['nodes'][0]['html'][:160]}"
        for one in found["violations"]
        if one["impact"] in SERIOUS
    ]


def invalid(files: Sequence[Path], folder: Path) -> list[tuple[str, str]] | None:
    """Return what the validator of the W3C says, by the files' names; ``None`` where it is not there."""
    java, jar = shutil.which("java"), folder / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    if java is None or not jar.exists():
        return None
    ran = subprocess.run(  # noqa: S603  what we installed
        [java, "-jar", str(jar), "--format", "gnu", "--errors-only", *map(str, files)],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    return [(Path(path).name, words) for path, words in re.findall(r'"file:(.*?)":(.*)', ran.stderr)]
