"""Looks at issues as mail programs, browsers, validators and spam filters do, and says what is wrong.

::

    python tools/check_email.py FOLDER      issues and pictures go there; FOLDER holds node_modules

Needs Playwright's Python package and Chromium, SpamAssassin 4, and in FOLDER the npm packages axe-core,
caniemail and vnu-jar (with a Java runtime); ``make check-email`` gets what can be got. What is not there
counts as a fault, so that a pass means that all was looked at.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import looking
from jinja2 import FileSystemLoader
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests" / "samples"))

import invented  # noqa: E402  the tests' issues, which no package holds

from aggregator import deliver  # noqa: E402  stands below what it comes after
from aggregator.digest import render  # noqa: E402
from aggregator.model import Issue  # noqa: E402

COUNTS = (0, 1, 12, 40, 150)
APART = {"0", "1", "12", "150", "ar", "hostile"}
WIDTHS = (320, 375, 600, 1280)
SCHEMES = ("light", "dark")
MAX_BYTES, MAX_SCORE = 90_000, 2.0
CLIENTS = ("gmail.*", "outlook.*", "apple-mail.*", "yahoo.*")
INVERT = "--blink-settings=forceDarkModeEnabled=true"
A4 = dict.fromkeys(("top", "right", "bottom", "left"), "15mm")

CANIEMAIL = """
import { caniemail } from "caniemail";
import { readFileSync } from "node:fs";
const [clients, ...paths] = process.argv.slice(2);
const wanting = {};
for (const path of paths) {
  // Its table of word-wrap has holes, at which it stops.
  const html = readFileSync(path, "utf8").replaceAll("word-wrap:break-word", "");
  const { issues } = caniemail({ clients: JSON.parse(clients), html });
  for (const [client, found] of issues.errors)
    for (const { title } of found) (wanting[title] ??= []).push(client);
}
for (const title in wanting) wanting[title] = [...new Set(wanting[title])].sort();
console.log(JSON.stringify(wanting));
"""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """An issue as it is looked at: as mailed, as a page, and as a message's bytes."""

    name: str
    mail: render.Rendered
    page: str
    message: bytes


def main() -> int:
    """Check everything; return 1 where something is wrong."""
    folder = Path(sys.argv[1]).resolve()
    samples = list(_samples())
    files = _written(samples, folder)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=looking.chromium(), args=["--no-sandbox"])
        seen = list(_in_a_browser(browser, files, folder))
        _pictures(browser, files, folder)
        browser.close()
        inverting = playwright.chromium.launch(
            executable_path=looking.chromium(),
            args=["--no-sandbox", "--blink-settings=forceDarkModeEnabled=true"],
        )
        _inverted(inverting, files, folder)
        inverting.close()
    wrong = [
        *_too_large(samples),
        *seen,
        *_invalid(files, folder),
        *_unsupported([path for path in files if path.stem.endswith("mail")], folder),
        *_spam(samples),
    ]
    print(f"{len(samples)} issues, {len(wrong)} faults; pictures in {folder / 'pictures'}")
    for one in wrong:
        print(f"  {one}")
    return int(bool(wrong))


def _samples() -> Iterator[Sample]:
    """Give issues of every length, in every direction, and one that wants to break out."""
    for count in COUNTS:
        yield _sample(
            str(count), _noted(invented.an_issue(count, banner="Next meeting: 28–30 August, Dublin"))
        )
    for language in ("de", "zh", "ar"):
        yield _sample(language, invented.an_issue(12, language=language))
    yield _sample("hostile", _hostile())


def _noted(issue: Issue) -> Issue:
    """Return an issue with an editor's note below each section's first story."""
    note = "The evening needs no ticket. More at https://lamp.example/evening"
    return replace(
        issue,
        sections=tuple(
            replace(one, articles=(replace(one.articles[0], note=note), *one.articles[1:]))
            for one in issue.sections
        ),
    )


def _hostile() -> Issue:
    titles = (*invented.HOSTILE, invented.LONG, invented.LONG.replace(" ", ""), "长" * 300)
    issue = invented.an_issue(12)
    sections = []
    for section in issue.sections:
        articles = [
            replace(article, title=titles[number % len(titles)], html=invented.RICH)
            for number, article in enumerate(section.articles, len(sections))
        ]
        sections.append(replace(section, name=f"{section.name} <b>&", articles=tuple(articles)))
    return replace(issue, sections=tuple(sections), intro=titles[0], banner=titles[1])


def _sample(name: str, issue: Issue) -> Sample:
    templates = render.environment(FileSystemLoader(ROOT / "templates"))
    links = replace(
        invented.LINKS,
        issues="https://scan.example/issues/scan/feed.xml",
        preferences="https://scan.example/preferences/THE-TOKEN",
        postal_address="The Guild, 3 Tallow Lane, Dublin",
    )
    mail = render.render(issue, templates=templates, links=links)
    around = replace(
        links,
        archive="https://scan.example/issues/",
        before="https://scan.example/issues/scan/11",
        after="https://scan.example/issues/scan/13",
    )
    page = render.web_page(issue, templates=templates, links=around)
    return Sample(name=name, mail=mail, page=page, message=_message(mail))


def _message(mail: render.Rendered) -> bytes:
    """Return the message as a reader's server takes it, from a sender who is known to it."""
    at = datetime.now(UTC)
    envelope = deliver.Envelope(
        sender="Global Scan <news@scan.example>",
        recipient="Ada Reader <ada@reader.example>",
        reply_to=None,
        message_id=deliver.message_id("scan-12", "ada", sender="news@scan.example"),
        unsubscribe="https://scan.example/unsubscribe/THE-TOKEN",
        list_id="scan.scan.example",
        list_name="Global Scan",
        at=at,
    )
    received = (
        "Received: from mail.scan.example (mail.scan.example [93.184.215.14])\r\n"
        "\tby mx.reader.example (Postfix) with ESMTPS id 4XYZ\r\n"
        f"\tfor <ada@reader.example>; {at:%a, %d %b %Y %H:%M:%S} +0000\r\n"
    )
    return received.encode() + deliver.build(envelope, subject=mail.subject, html=mail.html, plain=mail.plain)


def _written(samples: Sequence[Sample], folder: Path) -> list[Path]:
    """Write the issues to files; return those of HTML."""
    kept = folder / "issues"
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    files = []
    for sample in samples:
        (kept / f"{sample.name}.eml").write_bytes(sample.message)
        (kept / f"{sample.name}.txt").write_text(sample.mail.plain)
        for kind, html in (("mail", sample.mail.html), ("web", sample.page)):
            files.append(kept / f"{sample.name}-{kind}.html")
            files[-1].write_text(html)
    return files


def _too_large(samples: Sequence[Sample]) -> Iterator[str]:
    for sample in samples:
        size = len(sample.mail.html.encode("ascii"))
        print(f"{sample.name}: {size:,} bytes of HTML, {len(sample.message):,} in all")
        if size > MAX_BYTES:
            yield f"{sample.name}: {size:,} bytes of HTML are more than {MAX_BYTES:,}"


def _in_a_browser(browser: Browser, files: Sequence[Path], folder: Path) -> Iterator[str]:
    """Yield what is wrong in Chromium: what axe finds serious, what is too wide, what is fetched or run."""
    axe = looking.axe_script(folder)
    for path in files:
        for width in WIDTHS:
            for scheme in SCHEMES:
                # Between the narrow and the wide, and of the same parts in other words, axe sees nothing new.
                is_apart = path.stem.split("-")[0] in APART and width in (WIDTHS[0], WIDTHS[-1])
                page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
                said = _seen(page, path, axe=axe if is_apart else None)
                yield from (f"{path.name} at {width} px, {scheme}: {one}" for one in said)
                page.close()


def _seen(page: Page, path: Path, *, axe: str | None) -> list[str]:
    said: list[str] = []
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: (said.append(f"a script ran: {dialog.message}"), dialog.dismiss()))
    page.goto(path.as_uri())
    said += [f"it asks for {url}" for url in asked if url != path.as_uri()]
    said += looking.too_wide(page)
    if axe:
        said += looking.inaccessible(page, axe=axe)
    return list(dict.fromkeys(said))


def _pictures(browser: Browser, files: Sequence[Path], folder: Path) -> None:
    """Take pictures to be looked at by a person, and print what would be printed."""
    pictures = folder / "pictures"
    shutil.rmtree(pictures, ignore_errors=True)
    pictures.mkdir()
    for path in files:
        whole = path.stem in {"12-mail", "12-web", "ar-mail", "hostile-mail"}
        for width in WIDTHS if whole else (WIDTHS[1],):
            for scheme in SCHEMES if whole else SCHEMES[:1]:
                page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
                page.goto(path.as_uri())
                page.screenshot(path=pictures / f"{path.stem}-{width}-{scheme}.png", full_page=whole)
                page.close()
        if whole:
            page = browser.new_page()
            page.goto(path.as_uri())
            page.pdf(path=pictures / f"{path.stem}.pdf", format="A4", margin=A4)
            page.set_viewport_size({"width": 680, "height": 960})
            page.emulate_media(media="print", color_scheme="dark")
            page.screenshot(path=pictures / f"{path.stem}-printed.png", full_page=True)
            page.close()


def _inverted(browser: Browser, files: Sequence[Path], folder: Path) -> None:
    """Take pictures as programs show an issue that turn every colour by themselves."""
    for path in files:
        if path.stem == "12-mail":
            # Without the dark scheme that would keep them from it.
            bare = folder / "issues" / "12-inverted.html"
            bare.write_text(path.read_text().replace("prefers-color-scheme", "no-such-thing"))
            page = browser.new_page(viewport={"width": 600, "height": 900})
            page.goto(bare.as_uri())
            page.screenshot(path=folder / "pictures" / "12-mail-600-inverted.png", full_page=True)
            page.close()


def _invalid(files: Sequence[Path], folder: Path) -> list[str]:
    """Return what the validator of the W3C says of each page."""
    found = looking.invalid(files, folder)
    if found is None:
        return ["HTML is not validated: install a Java runtime (apt-get install default-jre-headless)"]
    return [f"{name}: vnu: {words}" for name, words in found]


def _unsupported(files: Sequence[Path], folder: Path) -> Iterator[str]:
    """Yield what is not supported by one of the mail programs and is not justified."""
    node = shutil.which("node")
    if node is None or not (folder / "node_modules" / "caniemail").exists():
        yield "nothing is looked up in caniemail: node or caniemail is not there"
        return
    script = folder / "caniemail.mjs"
    script.write_text(CANIEMAIL)
    ran = subprocess.run(  # noqa: S603  what we installed
        [node, str(script), json.dumps(CLIENTS), *map(str, files)], check=True, capture_output=True, text=True
    )
    found, justified = json.loads(ran.stdout), _justified()
    for title, clients in sorted(found.items()):
        if title in justified:
            print(f"caniemail: {title} ({len(clients)} programs): {justified[title]}")
        else:
            yield f"caniemail: {title} is not supported by {', '.join(clients)}"
    yield from (
        f"caniemail: {title} stands in docs/look.md and is found nowhere: take it out"
        for title in justified
        if title not in found
    )


def _justified() -> dict[str, str]:
    """Return what the docs say of things that not every mail program knows."""
    page = (ROOT / "docs" / "look.md").read_text()
    table = page.partition("| --- | --- |\n")[2].splitlines()
    rows = [row.strip("| ").split(" | ") for row in table if row.startswith("|")]
    return {title.strip("`"): why for title, why in rows}


def _spam(samples: Sequence[Sample]) -> Iterator[str]:
    """Yield which messages SpamAssassin's offline rules take for spam."""
    program = shutil.which("spamassassin")
    if program is None:
        yield "no message is looked at by SpamAssassin: install it (apt-get install spamassassin)"
        return
    for sample in samples:
        ran = subprocess.run(  # noqa: S603  what we installed
            [program, "--local", "--test-mode", "--nocreate-prefs", "--prefspath=/dev/null"],
            input=sample.message, check=True, capture_output=True,
        )  # fmt: skip
        said = ran.stdout.decode(errors="replace")
        status = re.search(r"X-Spam-Status: \w+, score=(-?[\d.]+).*?tests=(.*?)\s+autolearn", said, re.DOTALL)
        if status is None:
            yield f"{sample.name}: SpamAssassin gave no score"
            continue
        words = f"{sample.name}: SpamAssassin scores {status[1]}: {''.join(status[2].split())}"
        print(words)
        if float(status[1]) >= MAX_SCORE:
            yield words


if __name__ == "__main__":
    sys.exit(main())
