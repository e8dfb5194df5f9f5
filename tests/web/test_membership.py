"""In and out by one's own word: the same answer for everyone, and nothing changed by a mere GET."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from aggregator import deliver, store
from aggregator.config import Site
from aggregator.jobs import notify
from aggregator.model import Notice, Subscriber, Suppression

TOML = """
[site]
title = "News & more"
url = "http://news.test/"
contact = "editor@news.test"
[[society]]
key = "society"
name = "The Society"
[[society]]
key = "other"
name = "Another Society"
[[topic]]
key = "ai"
name = "Thinking machines"
match = ["AI"]
[[digest]]
key = "weekly"
title = "The Weekly"
[[digest]]
key = "yearly"
title = "The Yearly"
[mail]
smtp = "smtp://127.0.0.1:9"
from = "News <news@news.test>"
"""


class Clock:
    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def clock(noon):
    return Clock(noon)


@pytest.fixture
def site(founded, clock):
    (founded / "sources.toml").write_text(TOML)
    with Site(founded, {"AGGREGATOR_SECRET_KEY": "secret"}, clock=clock) as site:
        yield site


@pytest.fixture
def ann(site, noon):
    reader = Subscriber(
        id="0123456789abcdef", address="Ann@reader.test", name=None, state="active", since=noon
    )
    with site.store.writing() as tx:
        store.subscribers.add(tx, reader, consent="told the operator")
    return reader


@pytest.fixture
def post(ask):
    def post(path, fields=(), **headers):
        return ask(
            path, "POST", urlencode(fields), Content_Type="application/x-www-form-urlencoded", **headers
        )

    return post


@pytest.fixture
def sign_up(ask, post, clock):
    """Fill the form in as a person does: open it, take some seconds, send it."""

    def sign_up(address, fields=(), wait=10, **headers):
        shown = re.search(r'name="shown" value="([^"]+)"', ask("/subscribe").text)[1]
        clock.now += timedelta(seconds=wait)
        return post("/subscribe", [("shown", shown), ("email", address), *fields], **headers)

    return sign_up


@pytest.fixture
def found(site):
    def found(address):
        with site.store.reading() as tx:
            return store.subscribers.find(tx, address)

    return found


@pytest.fixture
def letters(site):
    """The notices that wait, as (kind, address, the message's text)."""

    def letters():
        with site.store.writing() as tx:
            waiting = store.notices.claim(tx, at=site.clock(), until=site.clock(), limit=99)
        return [
            (one.kind, one.address, notify.message(one, site.notifying, at=site.clock()).decode())
            for one in waiting
        ]

    return letters


def path_in(letter, page):
    text = letter[2].replace("=\r\n", "").replace("=3D", "=")
    return re.search(rf"http://news\.test(/{page}/[\w.-]+)", text)[1]


def preferences(site, reader):
    until = site.clock() + timedelta(days=90)
    return f"/preferences/{deliver.tokens.sign('preferences', reader.id, secret='secret', until=until)}"


def test_a_person_is_subscribed_after_a_form_a_mail_and_a_click(site, ask, post, sign_up, found, letters):
    assert "Look into your mailbox" in sign_up("bo@Reader.test", X_Forwarded_For="198.51.100.77").text
    assert found("bo@reader.test").state == "pending"
    (letter,) = letters()
    assert letter[:2] == ("confirm", "bo@reader.test")
    link = path_in(letter, "confirm")
    assert "One more click" in ask(link).text
    assert found("bo@reader.test").state == "pending"
    assert "Confirmed" in post(link).text
    assert found("bo@reader.test").state == "active"
    with site.store.reading() as tx:
        consent = store.subscribers.consent_of(tx, found("bo@reader.test").id)
    assert (consent.at, consent.form, consent.network) == (site.clock(), "web", "198.51.100.0/24")
    assert consent.text == "I want News & more by mail. I can end it at any time with one click."
    assert consent.text.replace("&", "&amp;") in ask("/subscribe").text


def test_the_mail_that_asks_says_that_a_machine_wrote_it_and_offers_no_list(sign_up, letters):
    sign_up("bo@reader.test")
    head = letters()[0][2].partition("\r\n\r\n")[0]
    assert "Auto-Submitted: auto-generated" in head
    assert "List-" not in head


def test_the_mail_that_asks_is_signed_and_comes_back_to_an_address_that_says_whose_it_is(site, ann, clock):
    signer = deliver.Signer(domain="news.test", selector="mail", key=generate_private_key(65537, 2048))
    tools = replace(site.notifying, signer=signer, bounce="back@news.test")
    notice = Notice(id="b" * 16, kind="confirm", subscriber=ann.id, address=ann.address, at=clock.now)
    content = notify.message(notice, tools, at=clock.now)
    assert dkim.verify(content, dnsfunc=lambda *_, **__: signer.record.encode())
    assert deliver.verp.subscriber(notify.envelope_sender(notice, tools), secret="secret") == ann.id
    assert notify.envelope_sender(notice, site.notifying) == "news@news.test"


def test_what_was_wished_holds_once_it_is_confirmed(post, sign_up, found, letters):
    wishes = [("digest", "weekly"), ("society", "other"), ("topic", "ai"), ("society", "forged")]
    sign_up("bo@reader.test", [*wishes, ("pace", "monthly"), ("language", "de"), ("format", "plain")])
    post(path_in(letters()[0], "confirm"))
    chosen = found("bo@reader.test").preferences
    assert (chosen.digests, chosen.societies, chosen.topics) == (("weekly",), ("other",), ("ai",))
    assert (chosen.monthly, chosen.language, chosen.plain) == (True, "de", True)


@pytest.mark.parametrize("state", ["nobody", "active", "pending", "unsubscribed", "suppressed", "erased"])
def test_the_answer_never_tells_whether_an_address_is_known(site, sign_up, state, noon):
    if state not in {"nobody", "suppressed"}:
        reader = Subscriber(id="x" * 16, address="bo@reader.test", name=None, state=state, since=noon)
        with site.store.writing() as tx:
            store.subscribers.add(tx, reader, consent="")
    if state == "suppressed":
        with site.store.writing() as tx:
            store.suppression.add(tx, Suppression(value="@reader.test", reason="operator", at=noon))
    known, other = sign_up("bo@reader.test"), sign_up("somebody@else.test")
    assert (known.status, known.text) == (other.status, other.text)


@pytest.mark.parametrize(("state", "kind"), [("active", "known"), ("unsubscribed", "confirm")])
def test_who_is_known_learns_it_by_mail_only(site, sign_up, letters, noon, state, kind):
    reader = Subscriber(id="x" * 16, address="bo@reader.test", name=None, state=state, since=noon)
    with site.store.writing() as tx:
        store.subscribers.add(tx, reader, consent="")
    sign_up("Bo@READER.test")
    assert [letter[:2] for letter in letters()] == [(kind, "bo@reader.test")]


def test_who_is_suppressed_is_never_written_to(site, sign_up, letters, noon):
    with site.store.writing() as tx:
        store.suppression.add(tx, Suppression(value="@reader.test", reason="operator", at=noon))
    sign_up("bo@mail.reader.test")
    assert letters() == []


def test_one_address_gets_one_mail_however_often_it_is_typed(sign_up, letters):
    for _ in range(4):
        sign_up("bo@reader.test")
    assert len(letters()) == 1


def test_one_network_cannot_have_mail_sent_to_everybody(sign_up, letters):
    for number in range(14):
        sign_up(f"r{number}@reader.test", X_Forwarded_For=f"forged, 198.51.100.{number}")
    assert len(letters()) == 10


@pytest.mark.parametrize(
    ("fields", "wait", "said"),
    [
        pytest.param([("website", "http://spam.test")], 10, "Look into your mailbox", id="a program"),
        pytest.param([], 1, "That was quick", id="too quick"),
        pytest.param([], 90_000, "had been open for long", id="too late"),
    ],
)
def test_programs_get_no_mail_sent(sign_up, letters, found, fields, wait, said):
    assert said in sign_up("bo@reader.test", fields, wait=wait).text
    assert (letters(), found("bo@reader.test")) == ([], None)


def test_a_form_that_came_back_too_quickly_can_be_sent_again(ask, post, sign_up, clock, found):
    page = sign_up("bo@reader.test", wait=1).text
    shown = re.search(r'name="shown" value="([^"]+)"', page)[1]
    clock.now += timedelta(seconds=3)
    assert 'value="bo@reader.test"' in page
    post("/subscribe", [("shown", shown), ("email", "bo@reader.test")])
    assert found("bo@reader.test").state == "pending"


@pytest.mark.parametrize("address", ["", "bo", "bo@", "bo@reader.test\r\nBcc: x@y.test", "<script>@x.test"])
def test_what_is_no_address_is_said_and_shown_harmlessly(sign_up, letters, address):
    page = sign_up(address)
    assert "This is not a mail address" in page.text
    assert page.text.count("<script") == 1  # the site's own
    assert letters() == []


def test_a_link_confirms_within_its_time_and_only_once(post, ask, sign_up, letters, clock, site, found):
    sign_up("bo@reader.test")
    link = path_in(letters()[0], "confirm")
    clock.now += timedelta(days=8)
    assert (ask(link).status, post(link).status, found("bo@reader.test").state) == (404, 404, "pending")
    clock.now -= timedelta(days=7)
    assert "Confirmed" in post(link).text
    with site.store.writing() as tx:
        store.subscribers.unsubscribe(tx, found("bo@reader.test").id, at=clock.now)
    assert post(link).status == 404
    assert found("bo@reader.test").state == "unsubscribed"


@pytest.mark.parametrize("page", ["confirm", "preferences"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_token_of_another_purpose_opens_nothing(ask, ann, page, method):
    token = deliver.unsubscribe_token(ann.id, secret="secret")
    assert ask(f"/{page}/{token}", method).status == 404


def test_preferences_are_shown_as_they_are_and_changed_by_their_button(site, ask, post, ann, found):
    page = preferences(site, ann)
    assert 'value="weekly" checked' in ask(page).text
    answer = post(page, [("do", "save"), ("digest", "yearly"), ("pace", "monthly"), ("society", "society")])
    assert "Saved" in answer.text
    chosen = found(ann.address).preferences
    assert (chosen.digests, chosen.monthly, chosen.societies) == (("yearly",), True, ("society",))
    assert 'value="monthly" checked' in ask(page).text


def test_an_address_moves_when_the_new_one_confirms(site, post, ann, found, letters):
    post(preferences(site, ann), [("do", "move"), ("email", "ann@new.test")])
    assert found("ann@new.test") is None
    (letter,) = letters()
    assert letter[:2] == ("move", "ann@new.test")
    assert "your new address" in post(path_in(letter, "confirm")).text
    assert (found("ann@new.test").id, found("ann@reader.test")) == (ann.id, None)


def test_an_address_that_is_suppressed_meanwhile_is_not_moved_to(site, post, ann, found, letters, noon):
    post(preferences(site, ann), [("do", "move"), ("email", "ann@new.test")])
    (letter,) = letters()
    with site.store.writing() as tx:
        store.suppression.add(tx, Suppression(value="@new.test", reason="operator", at=noon))
    assert post(path_in(letter, "confirm")).status == 404
    assert found(ann.address).id == ann.id


def test_an_address_that_is_another_subscribers_is_not_taken_over(site, post, ann, letters, noon, found):
    bo = Subscriber(id="b" * 16, address="bo@reader.test", name=None, state="active", since=noon)
    with site.store.writing() as tx:
        store.subscribers.add(tx, bo, consent="")
    post(preferences(site, ann), [("do", "move"), ("email", "bo@reader.test")])
    assert post(path_in(letters()[0], "confirm")).status == 404
    assert (found("bo@reader.test").id, found("ann@reader.test").id) == (bo.id, ann.id)


def test_all_that_is_held_about_a_person_can_be_taken_home(site, post, ann):
    answer = post(preferences(site, ann), [("do", "export")])
    held = json.loads(answer.body)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert held["subscription"][0]["address"] == "Ann@reader.test"
    assert held["subscription"][0]["consent"] == "told the operator"


def test_who_is_erased_is_known_by_a_hash_only_and_is_not_written_to_again(
    site, post, ann, sign_up, letters, tmp_path
):
    page = preferences(site, ann)
    assert "Nothing was changed" in post(page, [("do", "erase")]).text
    assert "You are forgotten" in post(page, [("do", "erase"), ("sure", "yes")]).text
    assert post(page, [("do", "export")]).status == 404
    sign_up("ann@reader.test")
    assert letters() == []
    with site.store.reading() as tx:
        kept = json.dumps(store.subscribers.held(tx, ann.id), default=str) + str(
            store.suppression.listing(tx)
        )
    assert "reader.test" not in kept


def test_the_link_to_ones_preferences_comes_by_mail(ask, post, ann, letters, clock):
    shown = re.search(r'name="shown" value="([^"]+)"', ask("/preferences").text)[1]
    clock.now += timedelta(seconds=5)
    said = [
        post("/preferences", [("shown", shown), ("email", one)]).text
        for one in ("ann@reader.test", "nobody@reader.test")
    ]
    assert said[0] == said[1]
    (letter,) = letters()
    assert letter[:2] == ("link", "Ann@reader.test")
    assert "Your preferences" in ask(path_in(letter, "preferences")).text


def test_nothing_is_changed_by_opening_any_of_these_pages(site, ask, ann, sign_up, letters):
    sign_up("bo@reader.test")
    pages = [path_in(letters()[0], "confirm"), preferences(site, ann), "/subscribe", "/preferences"]
    pages.append(f"/unsubscribe/{deliver.unsubscribe_token(ann.id, secret='secret')}")
    with site.store.reading() as tx:
        before = [store.subscribers.held(tx, one.id) for one in store.subscribers.listing(tx)]
    for page in pages:
        assert ask(page).status == 200
        assert ask(page, "HEAD").status == 200
    with site.store.reading() as tx:
        assert [store.subscribers.held(tx, one.id) for one in store.subscribers.listing(tx)] == before


def test_a_form_that_is_none_is_answered_in_words(ask, ann, site):
    broken = b"--x\r\nContent-Disposition: form-data; name=\r\n\r\n"
    for path in ("/subscribe", preferences(site, ann)):
        answer = ask(path, "POST", broken, Content_Type="multipart/form-data; boundary=x")
        assert answer.status == 200
