"""Files and commands of this machine, within bounds, and only where they were asked for as such."""

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from aggregator.fetch import Limits
from aggregator.model import Failed, Fetched, Request

SMALL = Limits(timeout=1.0, max_bytes=100_000)


@pytest.fixture
def get(make):
    """Get what a file or a command gives."""

    def get(*command, url="command:s", limits=SMALL):
        return make(limits=limits).get(Request(source="s", url=url, local=True, command=command))

    return get


def python(program):
    return sys.executable, "-c", program


def test_a_file_is_read(get, tmp_path):
    path = tmp_path / "a feed.xml"
    path.write_bytes(b"<rss/>")
    answer = get(url=path.as_uri())
    assert isinstance(answer, Fetched)
    assert (answer.body, answer.url) == (b"<rss/>", path.as_uri())


def test_a_commands_output_is_read(get):
    answer = get(*python("print('<rss/>')"), url="https://society.test/news")
    assert isinstance(answer, Fetched)
    assert (answer.body, answer.url) == (b"<rss/>\n", "https://society.test/news")


@pytest.mark.parametrize(
    ("make_file", "words"),
    [
        pytest.param(lambda _: None, "cannot be had: No such file or directory", id="none"),
        pytest.param(lambda path: path.mkdir(), "is no file", id="a folder"),
        pytest.param(os.mkfifo, "is no file", id="a pipe that nobody writes to"),
        pytest.param(lambda path: path.symlink_to("/dev/zero"), "is no file", id="a device"),
        pytest.param(lambda path: path.write_bytes(b"x" * 100_001), "larger than 100,000 bytes", id="large"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(get, tmp_path, make_file, words):
    path = tmp_path / "file"
    make_file(path)
    answer = get(url=path.as_uri())
    assert isinstance(answer, Failed)
    assert words in answer.why


@pytest.mark.parametrize(
    ("command", "words"),
    [
        pytest.param(("/no/such/program",), "cannot be had: No such file or directory", id="no program"),
        pytest.param(("a\0b",), "cannot be had: embedded null byte", id="no name of a program"),
        pytest.param(python("import time; time.sleep(60)"), "did not finish within 1 s", id="too long"),
        pytest.param(python("while True: print('x' * 1000)"), "larger than 100,000 bytes", id="too much"),
        pytest.param(
            python("import sys; sys.exit('the news are out')"),
            "ended with code 1 and said: the news are out",
            id="a failure",
        ),
        pytest.param(
            python("import sys\nwhile True: sys.stderr.write('x' * 1000)"),
            "did not finish within 1 s",
            id="complaints without end",
        ),
    ],
)
def test_a_command_that_does_not_do_its_work_is_said_in_words(get, command, words):
    began = time.monotonic()
    answer = get(*command)
    assert isinstance(answer, Failed)
    assert words in answer.why
    assert time.monotonic() - began < 5


PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open(sys.argv[1], "w").write(str(child.pid))
{then}
"""


@pytest.mark.parametrize("then", ["time.sleep(60)", ""], ids=["waits", "leaves its child behind"])
def test_a_command_is_killed_with_its_children(get, tmp_path, then):
    told = tmp_path / "child"
    answer = get(*python(PARENT.format(then=then)), str(told))
    assert isinstance(answer, Failed)
    assert "did not finish within 1 s" in answer.why
    child = int(told.read_text())
    for _ in range(30):
        try:
            state = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return
        if state == "Z":
            return
        time.sleep(0.1)
    raise AssertionError("the child outlived its command")


def test_a_command_reads_no_shell_no_input_and_no_secret(get, monkeypatch):
    monkeypatch.setenv("AGGREGATOR_SECRET_KEY", "hush")
    monkeypatch.setenv("NEWS_TOKEN", "told")
    program = "import os, sys; print(sys.argv[1], sys.stdin.read(), os.environ.get('AGGREGATOR_SECRET_KEY'), os.environ['NEWS_TOKEN'])"
    answer = get(*python(program), "$HOME; echo `id` > x")
    assert answer.body == b"$HOME; echo `id` > x  None told\n"


def test_what_is_cancelled_is_killed_too(make, tmp_path):
    told = tmp_path / "pid"
    program = f"import os, time; open({str(told)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    fetcher, answers = make(), []
    asked = Request(source="s", url="command:s", local=True, command=python(program))
    thread = threading.Thread(target=lambda: answers.append(fetcher.get(asked)))
    thread.start()
    while not told.exists() or not told.read_text():
        time.sleep(0.05)
    fetcher.cancel()
    thread.join()
    assert "we are stopping" in answers[0].why
    time.sleep(0.2)
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "FILE:///etc/passwd", "file://localhost/etc/passwd"])
def test_a_file_that_was_not_asked_for_as_one_is_not_read(make, url):
    answer = make().get(Request(source="s", url=url))
    assert isinstance(answer, Failed)
    assert "is no web address" in answer.why


def test_no_redirect_leads_to_a_file(raw, fetch, page, tmp_path):
    (tmp_path / "held").write_text("secret")
    raw.answers["/"] = page(b"", "302 Found", Location=(tmp_path / "held").as_uri())
    answer = fetch(f"{raw.url}/")
    assert isinstance(answer, Failed)
    assert "is no web address" in answer.why
