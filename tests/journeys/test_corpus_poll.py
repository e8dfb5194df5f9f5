"""Every feed of the corpus, served on loopback and polled twice."""

import json
from pathlib import Path

import pytest

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "feeds"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus in ../shared is not here"),
    pytest.mark.timeout(300),
]


def test_each_file_yields_its_entries_or_a_reason_and_a_second_poll_yields_none_new(web, run, a_site):
    manifest = json.loads((CORPUS / "manifest.json").read_text())
    sources = {}
    for number, name in enumerate(sorted(manifest)):
        web.pages[f"/{name}"] = (CORPUS / name).read_bytes()
        sources[f"feed-{number}"] = f"{web.url}/{name}"
    a_site(sources, fetch='timeout = "60s"')
    first = run("poll", "--json", timeout=240).json
    second = run("poll", "--json", timeout=120).json
    wrong = {
        name: (poll["new"], poll["known"], expected["distinct"], poll["error"], poll["faults"])
        for (name, expected), poll in zip(sorted(manifest.items()), first, strict=True)
        if poll["new"] < expected["distinct"] and not poll["error"] and not poll["faults"]
    }
    assert wrong == {}
    assert [poll["new"] for poll in second] == [0] * len(second)
