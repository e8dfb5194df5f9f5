"""What an operator types, what it prints and how it ends."""

import json
import re
import sqlite3
import subprocess
import sys

import pytest

import aggregator
from aggregator.demo.inbox import Inbox

COMMANDS = [
    ("check",),
    ("poll",),
    ("items",),
    ("publish",),
    ("digest", "preview", "weekly"),
    ("digest", "compose", "weekly"),
    ("digest", "approve", "weekly", "--yes"),
    ("digest", "send", "weekly"),
    ("digest", "list"),
    ("subscribers", "add", "a@example.org"),
    ("subscribers", "list"),
    ("subscribers", "export"),
    ("deliveries", "list"),
    ("deliveries", "show", "a@example.org"),
    ("deliveries", "retry", "weekly-1"),
    ("deliveries", "page", "weekly-1"),
    ("bounces",),
    ("check", "mail"),
    ("check", "store"),
    ("store", "vacuum"),
    ("sources", "export"),
    ("sources", "import", "list.opml"),
    ("subscribers", "unsubscribe", "a@example.org"),
    ("subscribers", "restore", "a@example.org"),
    ("subscribers", "held", "a@example.org"),
    ("subscribers", "erase", "a@example.org"),
    ("subscribers", "suppress", "@example.org"),
    ("subscribers", "unsuppress", "@example.org"),
    ("subscribers", "suppressed"),
    ("run",),
]
LISTINGS = [
    ("check",),
    ("check", "store"),
    ("store", "vacuum"),
    ("poll",),
    ("items",),
    ("publish",),
    ("digest", "list"),
    ("subscribers", "list"),
    ("subscribers", "suppressed"),
    ("deliveries", "list"),
]
DIGEST = '[[digest]]\nkey = "weekly"\ntitle = "Weekly"\nreview = true\n[mail]\nsmtp = "smtp://127.0.0.1:9"\nfrom = "n@example.org"\n'


def test_the_program_says_its_version_however_it_is_called(run):
    ran = run("--version", site=None)
    module = subprocess.run(
        [sys.executable, "-m", "aggregator", "--version"], capture_output=True, check=True
    )
    assert ran.code == 0
    assert ran.out == module.stdout.decode() == f"aggregator {aggregator.__version__}\n"


@pytest.fixture
def polled(web, rss, a_site, run):
    web.pages["/feed"] = rss(("a", "First"), ("b", "Second"))
    a_site({"news": f"{web.url}/feed"}, more=DIGEST)
    assert run("poll").code == 0


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_without_a_site_a_command_says_so_and_ends_with_2(run, command):
    ran = run(*command)
    assert ran.code == 2
    assert "there is no sources.toml" in ran.err
    assert len(ran.err.strip().splitlines()) == 1


@pytest.mark.parametrize("command", LISTINGS, ids=" ".join)
def test_every_listing_speaks_json(run, polled, command):
    ran = run(*command, "--json")
    assert ran.code == 0
    json.loads(ran.out)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("digest", "compose", "monthly"), "there is no digest 'monthly'; there is: weekly"),
        (("digest", "approve", "weekly"), "digest weekly has no draft"),
        (("digest", "send", "weekly"), "digest weekly has review = true and no approved issue"),
        (("poll", "nowhere"), "there is no source 'nowhere'"),
        (("subscribers", "add", "not an address"), "'not an address' is not a mail address"),
        (("deliveries", "list", "weekly-9"), "there is no issue 'weekly-9'"),
        (("deliveries", "retry", "x"), "there is no issue 'x'"),
        (("deliveries", "list", "--state", "gone"), "there is no state 'gone'"),
        (("deliveries", "show", "a@example.org"), "a@example.org is not on the list"),
        (("subscribers", "erase", "a@example.org"), "a@example.org is not on the list"),
        (("subscribers", "restore", "a@example.org"), "a@example.org is not on the list"),
        (("subscribers", "suppress", "@"), "is not a mail address"),
        (("subscribers", "unsuppress", "@example.org"), "@example.org is not suppressed"),
        (("subscribers", "import", "nowhere.csv"), "nowhere.csv cannot be read"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_said_in_one_line_and_ends_with_2(run, polled, command, said):
    ran = run(*command)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert len(ran.err.strip().splitlines()) == 1


def test_a_wrong_option_ends_with_2(run, polled):
    assert run("items", "--limit", "none").code == 2


def test_a_mail_server_that_is_not_there_ends_with_1_and_loses_nothing(run, polled):
    run("subscribers", "add", "a@example.org")
    assert run("digest", "compose", "weekly").code == 0
    assert run("digest", "approve", "weekly", "--yes").code == 0
    ran = run("digest", "send", "weekly")
    assert ran.code == 1
    assert "the mail server 127.0.0.1:9 cannot be used" in ran.err
    (issue,) = run("digest", "list", "--json").json
    assert (issue["state"], issue["deliveries"]) == ("sending", {"queued": 1})


def test_only_what_failed_is_sent_again(run, polled, tmp_path):
    with Inbox(tmp_path / "inbox") as inbox:
        toml = tmp_path / "sources.toml"
        toml.write_text(toml.read_text().replace("smtp://127.0.0.1:9", inbox.url))
        for name in ("a", "b"):
            run("subscribers", "add", f"{name}@example.org")
        run("digest", "compose", "weekly")
        run("digest", "approve", "weekly", "--yes")
        assert run("digest", "send", "weekly").code == 0
        with sqlite3.connect(tmp_path / "store" / "aggregator.db") as database:
            database.execute(
                "UPDATE delivery SET state = 'failed', answer = '550 no' WHERE address LIKE 'a%'"
            )
        database.close()
        (failed,) = run("deliveries", "list", "weekly-1", "--state", "failed", "--json").json
        assert (failed["address"], failed["answer"]) == ("a@example.org", "550 no")
        assert run("deliveries", "retry", "weekly-1", "--to", "b@example.org").code == 2
        assert "1 message waits" in run("deliveries", "retry", "weekly-1").out
        assert run("digest", "send", "weekly").code == 0
        ids = [(one.recipients[0], one.message["Message-ID"]) for one in inbox.messages()]
    assert len(ids) == 3
    assert len(set(ids)) == 2
    assert [
        one["state"] for one in run("deliveries", "show", "a@example.org", "--json").json["messages"]
    ] == ["sent"]


def test_init_makes_a_site_that_is_good_and_never_overwrites_one(run, tmp_path):
    folder = tmp_path / "new"
    made = run("init", str(folder), site=None)
    assert made.code == 0
    assert run("check", site=folder).code == 0
    again = run("init", str(folder), site=None)
    assert (again.code, "nothing was changed" in again.err) == (2, True)


def test_nobody_is_subscribed_twice(run, polled):
    assert run("subscribers", "add", "Ann@Example.org").code == 0
    again = run("subscribers", "add", "Ann@example.org")
    assert again.code == 2
    assert "already" in again.err
    assert [one["address"] for one in run("subscribers", "list", "--json").json] == ["Ann@example.org"]


def test_a_list_is_tried_then_taken_in_then_given_out(run, polled, tmp_path):
    people = tmp_path / "people.csv"
    people.write_text("name;e-mail\nAnn;ann@example.org\nnobody;none\n", "utf-16")
    dry = run("subscribers", "import", str(people), "--dry-run")
    assert (dry.code, "1 would be added; 1 would be wrong." in dry.out) == (1, True)
    assert run("subscribers", "import", str(people)).code == 2
    assert run("subscribers", "list", "--json").json == []
    taken = run("subscribers", "import", str(people), "--consent", "at the congress", "--json").json
    assert [(one["line"], one["what"]) for one in taken] == [(2, "added"), (3, "wrong")]
    out = tmp_path / "out.csv"
    assert run("subscribers", "export", str(out), "--semicolons").code == 0
    assert b"ann@example.org;Ann;active;" in out.read_bytes()
    assert run("subscribers", "erase", "ann@example.org").code == 0
    assert run("subscribers", "add", "ann@example.org").code == 2


def test_a_preview_changes_nothing(run, polled, tmp_path):
    ran = run("digest", "preview", "weekly")
    assert ran.code == 0
    assert (tmp_path / "store" / "preview" / "weekly-1.html").exists()
    assert run("digest", "list", "--json").json == []


def test_of_backlog_that_has_no_dates_it_is_not_said_that_it_is_old(run, web, rss, a_site):
    web.pages["/feed"] = re.sub(b"<pubDate>.*?</pubDate>", b"", rss(("a", "First"), ("b", "Second")))
    a_site({"news": f"{web.url}/feed"})
    assert run("poll").out.endswith(
        "2 of the new items are backlog: older than their source's `backlog` allows for news, "
        "or undated on its first poll.\n"
    )
    assert "of a first poll, news is what is dated, within its source's `backlog`" in run("publish").out


def test_publishing_what_has_not_changed_writes_nothing(run, polled, tmp_path):
    assert "Wrote" in run("publish").out
    written = (tmp_path / "public" / "feed.xml").stat().st_mtime_ns
    assert "Unchanged" in run("publish").out
    assert (tmp_path / "public" / "feed.xml").stat().st_mtime_ns == written


def test_items_are_searched_by_their_words(web, a_site, rss, run):
    web.pages["/feed"] = rss(("a", "Dose limits in Zürich"), ("b", "放射学会年会"), ("c", "Other news"))
    a_site({"news": f"{web.url}/feed"})
    assert run("poll").code == 0
    ran = run("items", "search", "zurich", '"dose lim"*', "--society", "society", "--since", "2020-01-01")
    assert ran.out.splitlines()[0] == "[Dose limits] in [Zürich]"
    assert [one["title"] for one in run("items", "search", "放射", "--json").json] == ["放射学会年会"]
    assert run("items", "search", "nowhere", '"(').out == "Nothing was found.\n"


def test_a_site_is_backed_up_and_restored_elsewhere(run, polled, tmp_path):
    before = run("items", "--json").json
    ran = run("backup", str(tmp_path / "site.zip"))
    assert "has been tried" in ran.out
    other = tmp_path / "elsewhere"
    assert run("restore", str(tmp_path / "site.zip"), site=other).code == 0
    assert run("items", "--json", site=other).json == before
    refused = run("restore", str(tmp_path / "site.zip"), site=other)
    assert (refused.code, "with --force" in refused.err) == (2, True)
