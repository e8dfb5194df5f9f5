"""What the documents say is what the code does."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from aggregator.config import Site

ROOT = Path(__file__).resolve().parents[1]


def test_the_configuration_reference_is_what_the_code_says():
    subprocess.run([sys.executable, "tools/reference.py", "--check"], cwd=ROOT, check=True)


@pytest.mark.parametrize(
    "page", ["README.md", *(str(one.relative_to(ROOT)) for one in (ROOT / "docs").rglob("*.md"))]
)
def test_every_link_within_the_documents_leads_somewhere(page):
    text = (ROOT / page).read_text()
    links = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    assert [link for link in links if not (ROOT / page).parent.joinpath(link).exists()] == []


def test_decisions_are_numbered_one_after_the_other():
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    titles = [int(re.match(r"# (\d+)\. ", page.read_text())[1]) for page in pages]
    assert [int(page.name[:4]) for page in pages] == titles == list(range(1, len(pages) + 1))


def test_every_decision_that_is_referred_to_is_there():
    numbers = {page.name[:4] for page in (ROOT / "docs" / "decisions").glob("*.md")}
    texts = [*(ROOT / "aggregator").rglob("*.py"), *(ROOT / "docs").glob("*.md"), ROOT / "README.md"]
    named = {number for one in texts for number in re.findall(r"docs/decisions/(\d{4})", one.read_text())}
    assert named
    assert named <= numbers


def test_the_readmes_first_configuration_is_good(tmp_path):
    (block,) = re.findall(r"```toml\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    (tmp_path / "sources.toml").write_text(block)
    with Site(tmp_path, {}) as site:
        assert list(site.configuration.sources) == ["esr-news"]


def test_the_operators_guide_configures_what_is_good(tmp_path):
    (block,) = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "operating.md").read_text(), re.DOTALL)
    (tmp_path / "sources.toml").write_text(
        '[site]\ntitle = "x"\n[[society]]\nkey = "society"\nname = "The Society"\n' + block
    )
    with Site(tmp_path, {}) as site:
        assert site.configuration.sources["society-news"].page.article.remove == (".share", ".related")


def test_the_shipped_example_is_good():
    with Site(ROOT, {}) as site:
        assert len(site.configuration.societies) > 10
