"""An editor is mailed the draft as it will look, and approves it by one click that shows what it approves."""

import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from aggregator import deliver, store
from aggregator.digest import fingerprint
from aggregator.errors import ServerDown
from aggregator.jobs import compose, reviewing
from aggregator.model import Rules, Sent


@pytest.fixture
def digest(site):
    rules = Rules(editors=("Ann <ann@desk.test>", "bo@desk.test"), fallback="skip")
    return replace(site.configuration.digests["reviewed"], rules=rules)


@pytest.fixture
def make(site, digest):
    return lambda: compose.compose(site.store, digest, making=site.making)


@pytest.fixture
def ask(site, digest, make, clock):
    def ask(when=None, **options):
        when = when or clock() + timedelta(days=1)
        return list(reviewing.notice(make(), digest, when=when, tools=replace(site.reviewing, **options)))

    return ask


def mails(mailbox):
    return [(to, message_from_bytes(content, policy=policy.default)) for to, content in mailbox.taken]


def link(mailbox, place=-1):
    text = mails(mailbox)[place][1].get_body(("plain",)).get_content()
    return re.search(r"https://news\.test/approve/(\S+)", text)[1]


def state(site, digest):
    return compose.current(site.store, digest).state


def test_each_editor_gets_the_draft_as_it_will_look(ask, tell, mailbox):
    tell("a", link=None)
    assert [(editor, type(outcome)) for editor, outcome in ask()] == [
        ("Ann <ann@desk.test>", Sent),
        ("bo@desk.test", Sent),
    ]
    (to, mail), (other, _) = mails(mailbox)
    assert (to, other) == ("ann@desk.test", "bo@desk.test")
    assert mail["Subject"].startswith("To approve: Reviewed")
    said = " ".join(mail.get_body(("plain",)).get_content().split())
    assert "Its time is 11 November 2026, 12:00 (UTC)." in said
    assert "it does not go out, and its stories wait for the next one" in said
    files = {one.get_filename(): one.get_content() for one in mail.iter_attachments()}
    assert sorted(files) == ["reviewed-1.html", "reviewed-1.txt"]
    assert all("Title of a" in content for content in files.values())
    assert files["reviewed-1.html"].startswith("<!DOCTYPE html>")


def test_what_an_editor_gets_is_signed_like_all_mail(site, ask, tell, mailbox):
    tell("a", link=None)
    signer = deliver.Signer(domain="news.test", selector="mail", key=generate_private_key(65537, 2048))
    ask(letters=replace(site.reviewing.letters, signer=signer))
    assert dkim.verify(mailbox.taken[0][1], dnsfunc=lambda *_, **__: signer.record.encode())


def test_an_editor_is_asked_once_for_a_date_and_again_for_the_next(ask, tell, clock, mailbox):
    tell("a", link=None)
    assert len(ask()) == 2
    assert ask() == []
    clock.go_on(days=7)
    assert len(ask()) == 2
    assert link(mailbox, 0) != link(mailbox, 2)


def test_who_was_not_reached_is_asked_when_the_server_is_there_again(ask, tell, clock, mailbox):
    tell("a", link=None)
    with pytest.raises(ServerDown):
        ask(server=deliver.Server.of("smtp://127.0.0.1:9", password=None))
    mailbox.answers["ann@desk.test"] = "450 later"
    ask()
    del mailbox.answers["ann@desk.test"]
    when = clock() + timedelta(days=1)
    assert ask(when=when) == []
    clock.go_on(minutes=16)
    assert [editor for editor, _ in ask(when=when)] == ["Ann <ann@desk.test>"]
    assert [to for to, _ in mailbox.taken] == ["bo@desk.test", "ann@desk.test"]


def test_what_was_noticed_stands_in_the_mail(ask, tell, mailbox):
    tell("a", text="LINK TO COME", link=None)
    ask()
    assert "it still holds “LINK TO COME”" in mails(mailbox)[0][1].get_body(("plain",)).get_content()


def test_a_click_approves_what_was_seen_once(ask, tell, site, digest, mailbox):
    tell("a", link=None)
    ask()
    found = reviewing.asked(link(mailbox), site.reviewing)
    assert state(site, digest) == "draft"
    assert reviewing.approve(found, found.print, site.reviewing) == "done"
    assert state(site, digest) == "approved"
    assert reviewing.approve(found, found.print, site.reviewing) == "changed"
    again = reviewing.asked(link(mailbox), site.reviewing)
    assert (again.issue.state, again.review.used_at is not None) == ("approved", True)
    assert reviewing.approve(again, again.print, site.reviewing) == "done"


def test_a_used_link_does_not_approve_another_draft(ask, tell, site, digest, mailbox):
    tell("a", link=None)
    ask()
    token = link(mailbox)
    found = reviewing.asked(token, site.reviewing)
    reviewing.approve(found, found.print, site.reviewing)
    with site.store.writing() as tx:
        store.issues.move(tx, compose.current(site.store, digest), "draft", expected=["approved"])
    found = reviewing.asked(token, site.reviewing)
    assert reviewing.approve(found, found.print, site.reviewing) == "lost"
    assert state(site, digest) == "draft"


def test_a_draft_that_has_changed_is_not_approved_unseen(ask, tell, make, site, digest, mailbox):
    tell("a", link=None)
    ask()
    found = reviewing.asked(link(mailbox), site.reviewing)
    tell("b", link=None)
    make()
    assert reviewing.approve(found, found.print, site.reviewing) == "changed"
    now = reviewing.asked(link(mailbox), site.reviewing)
    assert now.print != found.print
    assert reviewing.approve(now, found.print, site.reviewing) == "changed"
    assert reviewing.approve(now, now.print, site.reviewing) == "done"


def test_a_draft_with_an_error_is_not_approved(ask, tell, site, digest, mailbox):
    tell("a", text="lorem ipsum", link=None)
    ask()
    found = reviewing.asked(link(mailbox), site.reviewing)
    assert reviewing.approve(found, found.print, site.reviewing) == "refused"
    assert state(site, digest) == "draft"


def test_links_end_and_cannot_be_made_up(ask, tell, site, clock, mailbox):
    tell("a", link=None)
    ask()
    token = link(mailbox)
    assert reviewing.asked("x" + token, site.reviewing) is None
    other = deliver.tokens.sign("approve", "f" * 16, secret="secret", until=clock() + timedelta(days=1))
    assert reviewing.asked(other, site.reviewing) is None
    clock.go_on(days=61)
    assert reviewing.asked(token, site.reviewing) is None


def test_a_fingerprint_changes_with_what_is_read_and_with_nothing_else(make, tell):
    tell("a", "b")
    draft = make()
    (section,) = draft.sections
    first, second = section.articles
    same = replace(draft, at=draft.at + timedelta(days=1), state="approved")
    shown = replace(first, outdated=True, since=None)
    assert fingerprint.of(draft) == fingerprint.of(same)
    assert fingerprint.of(draft) == fingerprint.of(
        replace(draft, sections=(replace(section, articles=(shown, second)),))
    )
    others = [
        replace(draft, intro="More."),
        replace(draft, banner="More."),
        replace(draft, sections=(replace(section, articles=(second, first)),)),
        replace(draft, sections=(replace(section, articles=(first,)),)),
        replace(draft, sections=(replace(section, articles=(replace(first, note="x"), second)),)),
    ]
    prints = {fingerprint.of(one) for one in (draft, *others)}
    assert len(prints) == len(others) + 1
