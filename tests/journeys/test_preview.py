"""An editor looks at an issue in the browser while templates and colours are being changed."""

import signal
import time
import urllib.error
import urllib.request

import pytest

from .test_commands import DIGEST

STYLED = DIGEST.replace("[mail]", "[digest.style]\naccent = '#7a0b2c'\n[mail]")


@pytest.fixture
def watched(web, rss, a_site, run, start):
    """Start the preview of a site with two stories; give its address and its process."""
    web.pages["/feed"] = rss(("a", "First"), ("b", "Second"))
    a_site({"news": f"{web.url}/feed"}, more=DIGEST)
    assert run("poll").code == 0
    process = start("digest", "preview", "weekly", "--watch")
    line = process.stdout.readline().decode()
    assert line.startswith("The issue is at http://127.0.0.1:")
    yield line.split()[4], process
    process.kill()
    process.communicate(timeout=10)


def get(address, **headers):
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=20) as answer:
        return answer.read().decode()


def until_it_holds(address, expected, *, seconds=20):
    end = time.monotonic() + seconds
    while expected not in (said := get(address)):
        assert time.monotonic() < end, said
        time.sleep(0.1)
    return said


def test_an_editor_sees_an_issue_anew_whenever_something_is_saved_and_nobody_else_can(watched, tmp_path):
    address, process = watched
    index = get(address)
    assert " + 1 more</h1>" in index
    assert "KB of HTML, of at most 89" in index
    mail = get(f"{address}mail")
    assert "The news called Second." in mail
    assert "prefers-color-scheme: dark" in mail
    assert "prefers-color-scheme" not in get(f"{address}mail?dark")
    assert "Issues as a feed" in get(f"{address}page")
    before = get(f"{address}stamp")
    assert before in index
    assert get(f"{address}stamp") == before

    with pytest.raises(urllib.error.HTTPError, match="400"):
        get(address, Host="evil.example")
    with urllib.request.urlopen(f"{address}mail", timeout=20) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy

    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "digest.txt").write_text("Mine: {{ page.title }}\n")
    until_it_holds(f"{address}text", "Mine: Weekly")
    assert get(f"{address}stamp") != before

    (templates / "digest.txt").write_text("one\n{% if %}\n")
    until_it_holds(address, f"{templates / 'digest.txt'}:2: this is no template")
    (templates / "digest.txt").write_text("one\ntwo {{ nothing.there }}\n")
    until_it_holds(address, f"{templates / 'digest.txt'}:2: this cannot be filled in")
    (templates / "digest.txt").unlink()

    until_it_holds(address, " + 1 more</h1>")

    settings = tmp_path / "sources.toml"
    settings.write_text(settings.read_text().replace(DIGEST, STYLED))
    until_it_holds(f"{address}mail", "#7a0b2c")

    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out.decode(), err.decode()) == (0, "", "")
