"""Sources that ask who we are: from the configuration and the environment to the server, and nowhere else."""

import base64

import pytest

SECRETS = {
    "TOKEN": "t0ken-of-ours",
    "PASSWORD": "pa55-word-of-ours",
    "PROXY": "http://us:pr0xy-pass@127.0.0.1:9",
}
HUSHED = ("t0ken-of-ours", "pa55-word-of-ours", "pr0xy-pass", "in-the-address")


@pytest.fixture
def guarded(web, rss):
    """Serve a feed to those only who show token and password, and note who came."""
    came = []

    def answer(request):
        came.append(dict(request.headers))
        basic = base64.b64encode(b"us:pa55-word-of-ours").decode()
        right = {"X-Token": "t0ken-of-ours", "Authorization": f"Basic {basic}"}
        status = 200 if all(request.headers.get(name) == value for name, value in right.items()) else 401
        body = rss(("a", "First")) if status == 200 else b"no"
        request.send_response(status)
        request.send_header("Set-Cookie", "visit=1")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    web.pages["/feed"] = answer
    return came


def source(web, *lines):
    return "\n".join(['[[source]]\nkey = "s"\nsociety = "society"', f'url = "{web.url}/feed"', *lines, ""])


def test_token_and_password_come_from_the_environment_and_no_cookie_is_kept(web, run, a_site, guarded):
    more = source(web, 'headers = { X-Token = "$TOKEN" }', 'user = "us"', 'password = "$PASSWORD"')
    a_site({}, more=more)
    assert run("poll", "--json", **SECRETS).json[0]["new"] == 1
    run("poll", **SECRETS)
    assert [one.get("Cookie") for one in guarded] == [None, None]


def test_cookies_are_kept_where_the_source_asks_for_them(web, run, a_site, guarded):
    more = source(web, "cookies = true", 'headers = { X-Token = "$TOKEN" }')
    web.pages["/first"] = lambda request: (
        request.send_response(302),
        request.send_header("Location", "/feed"),
        request.send_header("Set-Cookie", "session=1"),
        request.send_header("Content-Length", "0"),
        request.end_headers(),
    )
    hosts = '[fetch.hosts]\n"society.test" = "127.0.0.1"\n'
    a_site({}, more=more.replace("/feed", "/first").replace("127.0.0.1", "society.test"), fetch=hosts)
    run("poll", **SECRETS)
    assert guarded[0]["Cookie"] == "session=1"


def test_what_is_secret_is_neither_shown_nor_kept(web, run, a_site, guarded):
    wrong = {
        "password": ('headers = { X-Token = "$TOKEN" }', 'user = "us"', 'password = "$TOKEN"'),
        "token": ('headers = { X-Token = "$PASSWORD" }',),
        "proxy": ('proxy = "$PROXY"',),
    }
    more = "".join(source(web, *lines).replace('"s"', f'"{key}"') for key, lines in wrong.items())
    folder = a_site({}, more=more.replace("http://", "http://us:in-the-address@"))
    commands = (("poll",), ("poll", "--json"), ("check",), ("check", "token"), ("check", "--json"))
    ran = [run(*command, **SECRETS) for command in commands]
    assert [one.code for one in ran[:2]] == [1, 1]
    kept = b"".join(path.read_bytes() for path in (folder / "store").rglob("*") if path.is_file())
    for secret in HUSHED:
        assert [one.out + one.err for one in ran if secret in one.out + one.err] == []
        assert secret.encode() not in kept


def test_a_password_in_the_address_is_used_all_the_same(web, run, a_site, guarded):
    text = source(web, 'headers = { X-Token = "$TOKEN" }')
    a_site({}, more=text.replace("http://", "http://us:pa55%2Dword-of-ours@"))
    assert run("poll", "--json", **SECRETS).json[0]["new"] == 1


def test_a_secret_that_is_not_set_is_named_and_nothing_is_asked(web, run, a_site, guarded):
    a_site({}, more=source(web, 'headers = { X-Token = "$TOKEN" }'))
    ran = run("poll")
    assert "$TOKEN is not set in the environment" in ran.err
    assert guarded == []
