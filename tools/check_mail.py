"""Reads messages of every variant as mail programs do, and says where what is read is not what was meant.

::

    python tools/check_mail.py FOLDER      FOLDER holds node_modules with mailparser

Each message is made as the product makes it, and read by Python's email, by npm's mailparser and, where it
is signed, by dkimpy. Without mailparser that part is skipped, which is said.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.utils import parseaddr
from pathlib import Path

import dkim
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from jinja2 import FileSystemLoader

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests" / "samples"))

import invented  # noqa: E402  the tests' issues, which no package holds

from aggregator import deliver  # noqa: E402  stands below what it comes after
from aggregator.digest import render  # noqa: E402

SENDERS = ("News <news@news.test>", "Société «Röntgen» <news@news.test>", '"News, daily" <news@news.test>')
READERS = ("ann@reader.test", "o'hara+news@köln.test", "ünal@reader.test")
SUBJECTS = ("", "新闻 – 12 Geschichten, größer & mehr: ", '"Quoted" =?utf-8?Q?=41?= ')
TOKEN, LINE = "IjAxMjM0NTY3ODlhYmNkZWYi.abcdefghijklmnopqrstuvwxyz0", 998

PARSER = """
const { simpleParser } = require("mailparser");
const { readFileSync } = require("node:fs");
const plain = { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true };
(async () => {
  const all = [];
  for (const path of process.argv.slice(1)) {
    const one = await simpleParser(readFileSync(path), plain);
    const { list } = Object.fromEntries(one.headers);
    all.push({ from: one.from.value[0], to: one.to.value[0], subject: one.subject, id: one.messageId, list,
      date: one.date.toISOString().slice(0, 19), text: one.text, html: one.html || null });
  }
  console.log(JSON.stringify(all));
})();
"""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A message, and what was meant by it; ``record`` is the key in the DNS of one that is signed."""

    name: str
    content: bytes
    sender: str
    reader: str
    subject: str
    text: str
    html: str | None
    record: str | None

    @property
    def meant(self) -> dict[str, object]:
        """What any mail program must read."""
        name, address = parseaddr(self.sender)
        way = f"https://scan.example/unsubscribe/{TOKEN}"
        return {
            "from": (name, address),
            "to": self.reader,
            "subject": self.subject.split(),
            "id": "<scan-12.1@news.test>",
            "date": f"{invented.AT:%Y-%m-%dT%H:%M:%S}",
            "unsubscribe": [way, f"mailto:back@news.test?subject=unsubscribe%20{TOKEN}"],
            "text": self.text.split(),
            "html": self.html and self.html.split(),
        }


def main() -> int:
    """Check every variant; return 1 where something is wrong."""
    folder = Path(sys.argv[1]).resolve()
    samples = list(_samples())
    wrong = [f"{one.name}: {fault}" for one in samples for fault in _read_by_python(one)]
    found = _read_by_mailparser(samples, folder)
    if found is None:
        print("mailparser is not here (npm install mailparser), so no message was shown to it: skipped")
    for one, read in zip(samples, found or [], strict=False):
        wrong += [f"{one.name}: mailparser: {fault}" for fault in _differing(one, read)]
    signed = sum(one.record is not None for one in samples)
    print(f"{len(samples)} messages, {signed} signed, {len(found or [])} by mailparser: {len(wrong)} faults")
    for fault in wrong:
        print(f"  {fault}")
    return int(bool(wrong))


def _samples() -> Iterator[Sample]:
    """Give issues in four languages and one that wants to break out, as HTML or text, signed or not."""
    signer = deliver.Signer(domain="news.test", selector="mail", key=generate_private_key(65537, 2048))
    templates = render.environment(FileSystemLoader(ROOT / "templates"))
    mark = deliver.mark("unsubscribe", secret="samples", length=len(TOKEN))  # noqa: S106  none
    count = 0
    for language in ("en", "de", "zh", "ar"):
        for title in (None, *invented.HOSTILE, invented.LONG):
            issue = invented.an_issue(12, language=language, **({"intro": title} if title else {}))
            rendered = render.render(issue, templates=templates, links=invented.LINKS)
            for plain in (False, True):
                count += 1
                sender, reader = SENDERS[count % 3], READERS[count % len(READERS)]
                subject = (SUBJECTS[count % 3] + rendered.subject)[:300]
                html = None if plain else rendered.html.replace("THE-TOKEN", mark)
                text = rendered.plain.replace("THE-TOKEN", mark)
                letter = deliver.Letter.of(
                    _envelope(sender, mark), subject=subject, html=html, plain=text, marks={"u": mark}
                )
                content = letter.to(reader, message_id="<scan-12.1@news.test>", tokens={"u": TOKEN})
                is_signed = count % 4 < 2  # noqa: PLR2004  half of them
                yield Sample(
                    name=f"{language} {count}{' plain' if plain else ''}",
                    content=signer.signed(content, at=invented.AT) if is_signed else content,
                    sender=sender,
                    reader=reader,
                    subject=subject,
                    text=text.replace(mark, TOKEN),
                    html=html and html.replace(mark, TOKEN),
                    record=signer.record if is_signed else None,
                )


def _envelope(sender: str, mark: str) -> deliver.Envelope:
    return deliver.Envelope(
        sender=sender,
        recipient="",
        reply_to="The desk <desk@news.test>",
        message_id="",
        unsubscribe=f"https://scan.example/unsubscribe/{mark}",
        mailto=f"mailto:back@news.test?subject=unsubscribe%20{mark}",
        list_id="scan.news.test",
        list_name="The Scan",
        at=invented.AT,
        help="https://scan.example/about/",
        archive="https://scan.example/issues/",
        archived_at="https://scan.example/issues/scan/12",
        feedback_id="12:scan:digest:news.test",
    )


def _read_by_python(one: Sample) -> Iterator[str]:
    """Give what Python's email and dkimpy find wrong, and lines that are too long for mail."""
    # An address beyond ASCII stands in the header as UTF-8 (RFC 6532), which Python reads from text only.
    whole = message_from_bytes(one.content, policy=policy.SMTPUTF8)
    texts = {
        part.get_content_subtype(): part.get_content()
        for part in whole.walk()
        if part.is_multipart() is False
    }
    for name, meant in (("plain", one.text), ("html", one.html)):
        if (texts.get(name) and texts[name].split()) != (meant and meant.split()):
            yield f"its {name} text reads otherwise"
    if str(whole["Subject"]).split() != one.subject.split():
        yield f"its subject reads {whole['Subject']}"
    if whole.defects:
        yield f"it is no good message: {whole.defects}"
    if max(map(len, one.content.split(b"\r\n"))) >= LINE or b"\n" in one.content.replace(b"\r\n", b""):
        yield "its lines are longer than mail allows, or end otherwise"
    record = one.record
    if record and not dkim.verify(one.content, dnsfunc=lambda *_, **__: record.encode()):
        yield "its signature does not hold"


def _read_by_mailparser(samples: list[Sample], folder: Path) -> list[dict[str, object]] | None:
    """Return what mailparser reads, ``None`` where it is not there."""
    node = shutil.which("node")
    if node is None or not (folder / "node_modules" / "mailparser").is_dir():
        return None
    paths = [folder / f"{number:03}.eml" for number in range(len(samples))]
    for path, one in zip(paths, samples, strict=True):
        path.write_bytes(one.content)
    ran = subprocess.run(  # noqa: S603  what we installed
        [node, "-e", PARSER, *map(str, paths)], cwd=folder, check=True, capture_output=True, text=True
    )
    return [_told(one) for one in json.loads(ran.stdout)]


def _told(read: dict[str, object]) -> dict[str, object]:
    """Return what mailparser says in the words of ``Sample.meant``."""
    sender, reader, ways = read["from"], read["to"], read["list"]
    assert isinstance(sender, dict)
    assert isinstance(reader, dict)
    assert isinstance(ways, dict)
    out = ways["unsubscribe"]
    return {
        "from": (sender["name"], sender["address"]),
        "to": reader["address"],
        "subject": str(read["subject"]).split(),
        "id": read["id"],
        "date": read["date"],
        "unsubscribe": [out["url"], f"mailto:{out['mail']}"],
        "text": str(read["text"]).split(),
        "html": read["html"] and str(read["html"]).split(),
    }


def _differing(one: Sample, read: dict[str, object]) -> Iterator[str]:
    for name, meant in one.meant.items():
        if read[name] != meant:
            yield f"{name} reads {str(read[name])[:200]}, meant was {str(meant)[:200]}"


if __name__ == "__main__":
    sys.exit(main())
