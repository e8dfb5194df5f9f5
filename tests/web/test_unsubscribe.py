"""The way out: one click, no login, and never by a mere GET."""

import pytest

from aggregator import store


@pytest.fixture
def state(site):
    def state():
        with site.store.reading() as tx:
            return store.subscribers.get(tx, "0123456789abcdef").state

    return state


MULTIPART = b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(b"List-Unsubscribe=One-Click", "application/x-www-form-urlencoded", id="RFC 8058"),
        pytest.param(MULTIPART, "multipart/form-data; boundary=x", id="RFC 8058 as multipart"),
        pytest.param(b"", "application/x-www-form-urlencoded", id="the page's button"),
    ],
)
def test_one_post_ends_the_subscription_and_says_so(ask, token, state, body, kind):
    answer = ask(f"/unsubscribe/{token}", "POST", body, Content_Type=kind)
    assert (answer.status, state()) == (200, "unsubscribed")
    assert "You are unsubscribed" in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_the_link_changes_nothing(ask, token, state, method):
    assert ask(f"/unsubscribe/{token}", method).status == 200
    assert state() == "active"


def test_the_page_asks_for_one_click(ask, token):
    page = ask(f"/unsubscribe/{token}").text
    assert '<form method="post"><button>Unsubscribe</button></form>' in page
    assert "a…@reader.test" in page
    assert "ann@reader.test" not in page


def test_a_second_click_says_the_same(ask, token):
    answers = [ask(f"/unsubscribe/{token}", "POST") for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 200]


@pytest.mark.parametrize("path", ["/unsubscribe", "/unsubscribe/forged", "/unsubscribe/MDEyMzQ1.AAAA"])
def test_a_link_that_is_not_whole_changes_nothing_and_helps(ask, state, path):
    answer = ask(path)
    assert (answer.status, state()) == (404, "active")
    assert "editor@news.test" in answer.text


def test_a_forged_token_unsubscribes_nobody(ask, token, state):
    assert ask(f"/unsubscribe/{token[:-2]}xx", "POST").status == 404
    assert state() == "active"
