"""What sources.toml means, and what is said when it is wrong."""

from datetime import timedelta

import pytest

from aggregator import __version__
from aggregator.config import advice, load
from aggregator.config import read as read_site
from aggregator.errors import ConfigurationError

GOOD = """\
[site]
title = "News"

[[society]]
key = "acr"
name = "American College"

[[topic]]
key = "physics"
name = "Physics"
match = ["quantum"]

[[source]]
key = "acr-news"
society = "acr"
kind = "page"
url = "https://acr.example/news"
item = "li.news"
topics = ["physics"]
[source.article]
remove = [".ads"]

[[digest]]
key = "weekly"
title = "Weekly"
schedule = "0 7 * * 1"

[mail]
from = "News <news@example.org>"
"""


def read(text, **environ):
    return load(text, file="sources.toml", environ=environ)


def test_what_is_left_out_has_a_default():
    configured = read(GOOD)
    source, digest = configured.sources["acr-news"], configured.digests["weekly"]
    assert configured.store_url == "sqlite:///store/aggregator.db"
    assert (source.interval, source.backlog) == (timedelta(hours=1), timedelta(days=14))
    assert configured.societies["acr"].acronym == "ACR"
    assert (configured.feed.title, configured.feed.entries) == ("News", 100)
    assert (digest.timezone, digest.language, digest.review) == ("UTC", "en", False)
    assert not configured.fetch.allow_private_addresses


def test_what_is_said_is_taken():
    configured = read(GOOD + '[fetch]\ninterval = "30m"\nmax_bytes = "2MB"')
    assert configured.sources["acr-news"].interval == timedelta(minutes=30)
    assert configured.fetch.max_bytes == 2_000_000
    assert configured.sources["acr-news"].page.item == "li.news"
    assert configured.sources["acr-news"].page.article.remove == (".ads",)


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("fetch", "source", "interval", "between"),
    [
        pytest.param("", "", 1, (0.5, 12), id="nothing said: by its rhythm"),
        pytest.param('interval = "2h"', "", 2, None, id="fixed for all"),
        pytest.param("", 'interval = "3h"', 3, None, id="fixed for one"),
        pytest.param('interval = "2h"', 'interval_max = "6h"', 2, (0.5, 6), id="one by its rhythm"),
        pytest.param('interval_min = "2h"', "", 2, (2, 12), id="other bounds"),
        pytest.param('interval_max = "6h"', 'interval_min = "1d"', 24, (24, 24), id="one more rarely"),
        pytest.param("", 'interval_max = "15m"', 0.25, (0.25, 0.25), id="one more often"),
    ],
)
def test_an_interval_is_fixed_where_it_is_said_and_else_follows_the_source(fetch, source, interval, between):
    text = GOOD.replace('item = "li.news"', f'item = "li.news"\n{source}')
    read_source = read(f"{text}\n[fetch]\n{fetch}").sources["acr-news"]
    assert read_source.interval == interval * HOUR
    assert read_source.between == (between and tuple(one * HOUR for one in between))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (
            'interval = "1h"\ninterval_min = "1h"',
            "sources.toml:34: interval_min is of no use beside interval",
        ),
        (
            'interval_max = "1h"\ninterval_min = "2h"',
            "sources.toml:34: interval_min is longer than interval_max",
        ),
    ],
)
def test_intervals_at_odds_are_told(said, why):
    with pytest.raises(ConfigurationError) as caught:
        read(f"{GOOD}\n\n[fetch]\n{said}")
    assert str(caught.value).startswith(why)


ACCESS = 'item = "li.news"\nuser = "me"\npassword = "$PW"\nheaders = { "X-Key" = "$KEY" }\ncookies = true'


def test_what_a_source_asks_for_comes_from_the_environment_and_shows_nowhere():
    configured = read(GOOD.replace('item = "li.news"', ACCESS), PW="pa55", KEY="k3y")
    access = configured.sources["acr-news"].access
    assert (access.user, access.password, access.headers, access.cookies) == (
        "me",
        "pa55",
        (("X-Key", "k3y"),),
        True,
    )
    assert access.origin == "https://acr.example/news"
    assert "pa55" not in repr(configured)
    assert "k3y" not in repr(configured)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("$KEY", "k3y"),
        ("Bearer $KEY", "Bearer k3y"),
        ("a=${KEY};b=$KEY", "a=k3y;b=k3y"),
        ("US$$ 5", "US$ 5"),
        ("US$ 5", "US$ 5"),
    ],
)
def test_names_of_the_environment_are_filled_in_wherever_they_stand_in_a_header(written, sent):
    text = GOOD.replace('item = "li.news"', f'headers = {{ X-Key = "{written}" }}')
    assert read(text, KEY="k3y").sources["acr-news"].access.headers == (("X-Key", sent),)


def test_a_proxys_password_is_filled_in_too():
    text = GOOD.replace('item = "li.news"', 'proxy = "http://us:$PW@proxy.example:3128"')
    assert read(text, PW="pa55").sources["acr-news"].access.proxy == "http://us:pa55@proxy.example:3128"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('headers = { X-Key = "Bearer $NONE" }', "18: $NONE is not set in the environment"),
        ('password = "$LINE"\nuser = "me"', "18: $LINE holds a line break or a control sign"),
        ('headers = { X-Key = "$LINE" }', "18: $LINE holds a line break or a control sign"),
        ('proxy = "$GEHEIM"', "18: proxy of source 'acr-news' is none such as http://proxy.example.org:3128"),
        ('proxy = "http://u:geheim@host:99999"', "18: proxy of source 'acr-news' is none such as"),
        ('proxy = "https://u:geheim@host"', "18: proxy: write a proxy such as"),
        ('user = "geheim\\n"', "18: user: it holds no line breaks"),
        ('password = "geheim"', "18: password of source 'acr-news' is of no use without `user`"),
        ('headers = { X-Key = "geheim\\n" }', "18: X-Key: it holds no line breaks"),
        ('headers = { X-Key = 5 }\nname = "geheim"', "19: unknown key 'name'"),
        ('proxy = "socks5://u:ge@heim@host"', "18: proxy: write a proxy such as"),
    ],
)
def test_what_is_wrong_with_a_secret_is_said_without_it(line, said):
    environ = {"LINE": "geheim\n", "GEHEIM": "geheim"}
    with pytest.raises(ConfigurationError) as caught:
        read(GOOD.replace('item = "li.news"', line), **environ)
    assert str(caught.value).startswith(f"sources.toml:{said}")
    assert "geheim" not in str(caught.value)
    assert "heim" not in str(caught.value)


@pytest.mark.parametrize("password", ["geheim", "ge@heim", "ge/heim", "12/heim", "ge#heim"])
def test_an_address_is_refused_without_the_password_in_it(password):
    with pytest.raises(ConfigurationError) as caught:
        read(GOOD.replace("https://acr.example/news", f"http://user:{password}@ho st/feed"))
    assert "url = 'http://…@ho st/feed': write a web address" in str(caught.value)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('user_agent = "a\\nb"', "user_agent = 'a\\nb': it holds no line breaks"),
        ('hosts = { "a.example" = "10.0.0" }', "a.example = '10.0.0': write an IP address such as 192.0.2.7"),
        ('hosts = { "a.example" = "b.example" }', "a.example = 'b.example': write an IP address"),
        (
            'hosts = { "https://a.example" = "10.0.0.1" }',
            "https://a.example = 'https://a.example': write a host's name",
        ),
    ],
)
def test_what_would_break_each_request_is_refused(line, said):
    with pytest.raises(ConfigurationError) as caught:
        read(f"{GOOD}\n[fetch]\n{line}")
    assert said in str(caught.value)


def test_names_of_hosts_are_taken_as_they_are_looked_up():
    text = f'{GOOD}\n[fetch.hosts]\n"Bücher.example." = "192.0.2.7, 2001:DB8::1"\n'
    assert read(text).fetch.hosts == {"xn--bcher-kva.example": "192.0.2.7,2001:db8::1"}


def test_what_the_environment_lacks_is_said_with_its_line():
    with pytest.raises(ConfigurationError, match=r"sources\.toml:20: \$PW is not set in the environment"):
        read(GOOD.replace('item = "li.news"', ACCESS), KEY="k3y")


@pytest.mark.parametrize(
    "bad",
    [
        'headers = { "X Key" = "v" }',
        'headers = { "X-Key" = "v\\nBcc: x" }',
        'headers = { "Content-Length" = "7" }',
        'headers = { "host" = "other.example" }',
        'headers = { "If-None-Match" = "x" }',
        'proxy = "socks5://x"',
        'user = "a\\rb"',
    ],
)
def test_what_would_break_a_request_is_refused(bad):
    with pytest.raises(ConfigurationError, match=r"sources\.toml:18: "):
        read(GOOD.replace('item = "li.news"', bad))


@pytest.mark.parametrize(
    ("written", "seconds"),
    [('"90s"', 90), ('"30m"', 1800), ('"1.5h"', 5400), ('"2d"', 172_800), ("45", 45), ("0.5", 0.5)],
)
def test_a_length_of_time_has_a_unit_or_is_in_seconds(written, seconds):
    assert read(f"{GOOD}[fetch]\ntimeout = {written}").fetch.timeout == timedelta(seconds=seconds)


@pytest.mark.parametrize("written", ['""', '"0m"', "0", "-1", "true", '"1 fortnight"', '"9999999999d"'])
def test_what_is_no_length_of_time_is_refused(written):
    with pytest.raises(ConfigurationError, match="write a length of time, more than 0,"):
        read(f"{GOOD}[fetch]\ntimeout = {written}")


def test_one_may_stand_for_a_list_of_one():
    configured = read(GOOD.replace('["quantum"]', '"quantum"').replace('[".ads"]', '".ads"'))
    assert configured.topics["physics"].match == ("quantum",)
    assert configured.sources["acr-news"].page.article.remove == (".ads",)


def test_secrets_come_from_the_environment_and_show_nowhere():
    configured = read(GOOD, AGGREGATOR_SMTP_PASSWORD="pa55", AGGREGATOR_SECRET_KEY="s3cret")
    assert (configured.mail.server.password, configured.secret_key) == ("pa55", "s3cret")
    assert "pa55" not in repr(configured)
    assert "s3cret" not in repr(configured)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[site]", "[site", "sources.toml:1: this is not TOML"),
        ('title = "News"', "", "sources.toml:1: [site] lacks the key 'title'"),
        ('name = "American College"', "", "sources.toml:4: [[society]] 'acr' lacks the key 'name'"),
        ("society = ", "socity = ", "sources.toml:15: unknown key 'socity': did you mean 'society'?"),
        ("[[digest]]", "[[digset]]", "sources.toml:23: unknown key 'digset': did you mean 'digest'?"),
        (
            'society = "acr"',
            'society = "arc"',
            "sources.toml:15: society 'arc' is not defined: did you mean 'acr'?",
        ),
        ('topics = ["physics"]', 'topics = ["x"]', "sources.toml:19: topic 'x' is not defined"),
        ('"li.news"', '"li..news"', "sources.toml:18: item = 'li..news': this is no CSS selector"),
        (
            '"li.news"',
            '"li a::attr(href)"',
            "sources.toml:18: item = 'li a::attr(href)': a selector chooses elements",
        ),
        ('"0 7 * * 1"', '"0 7 * *"', "sources.toml:26: schedule = '0 7 * *': write a cron line"),
        ('"0 7 * * 1"', '"0 27 * * 1"', "sources.toml:26: schedule = '0 27 * * 1': write a cron line"),
        ('"0 7 * * 1"', '"0 7 * * 9"', "sources.toml:26: schedule = '0 7 * * 9': write a cron line"),
        (
            "news@example.org",
            "news at example.org",
            "sources.toml:29: from = 'News <news at example.org>': write a mail",
        ),
        (
            "https://acr.example/news",
            "ftp://acr.example",
            "sources.toml:17: url = 'ftp://acr.example': write a web address",
        ),
        ("https://acr.example/news", "https://", "sources.toml:17: url = 'https://': write a web address"),
        ('key = "acr-news"', 'key = "ACR News"', "sources.toml:14: key = 'ACR News': write small letters"),
        (
            'kind = "page"',
            'kind = "feed"',
            "sources.toml:18: item is for pages, and source 'acr-news' is a feed",
        ),
        (
            'kind = "page"',
            'kind = "blog"',
            "sources.toml:16: kind = 'blog': Input should be 'feed' or 'page'",
        ),
        (
            "[mail]",
            '[mail]\nsmtp = "mail.example.org"',
            "sources.toml:29: [mail] smtp 'mail.example.org' is not an address",
        ),
        (
            "[mail]",
            '[mail]\nsmtp = "smtps://u:pw@m.example"',
            "sources.toml:29: [mail] smtp holds a password",
        ),
        (
            "[mail]",
            '[fetch]\ninterval = "often"\n[mail]',
            "sources.toml:29: interval = 'often': write a length of time",
        ),
        (
            "[mail]",
            '[[society]]\nkey = "acr"\nname = "x"\n[mail]',
            "sources.toml:29: key 'acr' is taken by an earlier",
        ),
        (
            "[site]",
            '[site]\ntimezone = "Mars/Base"',
            "sources.toml:2: timezone = 'Mars/Base': write a time zone",
        ),
        (
            "[[source]]",
            "[source]",
            "sources.toml:13: [source] is to stand in double brackets, as there may be",
        ),
        ("[[topic]]", "[ topic ]", "sources.toml:8: [topic] is to stand in double brackets, as there may be"),
        (
            "[[source]]",
            '[source]\nkey = "first"\n[source]',
            "sources.toml:13: [source] is to stand in double brackets",
        ),
        ("[site]", "[[site]]", "sources.toml:1: [[site]] is to stand in single brackets, as there is one"),
        (
            'item = "li.news"',
            'group = "h2"',
            "sources.toml:18: group is of no use without `split`, the headings that it groups",
        ),
        (
            'item = "li.news"',
            'item = "li.news"\npages = 3',
            "sources.toml:19: pages is of no use without `next`, the link to the next page",
        ),
        (
            'item = "li.news"',
            'split = "h3"\nitem = "li.news"',
            "sources.toml:19: item is for a list's rows, and split for sections without: leave one of them out",
        ),
        (
            'item = "li.news"',
            'date_format = "blah"',
            "sources.toml:18: date_format = 'blah': no date can be read by it: write day, month and year",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line_with_its_place(old, new, said):
    assert old in GOOD
    with pytest.raises(ConfigurationError) as caught:
        read(GOOD.replace(old, new, 1))
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


TWICE = '[[source]]\nkey = "twice"\nsociety = "acr"\nurl = "https://acr.example/news"\n'


@pytest.mark.parametrize(
    ("more", "doubts"),
    [
        ("", []),
        (
            'kind = "page"\nitem = "li.news"\n',
            ["sources.toml:31: source 'twice' has the url of source 'acr-news', which is then polled twice"],
        ),
        ('kind = "page"\nitem = "li.jobs"\n', []),
        (
            'kind = "page"\nnext = "a.next"\n',
            [
                "sources.toml:33: next is not followed: say with `pages` how many pages of the list are to be read"
            ],
        ),
        ('kind = "page"\nnext = "a.next"\npages = 1\n', []),
    ],
)
def test_what_is_hardly_meant_is_told_and_done_all_the_same(more, doubts):
    configured = read(GOOD.replace("[mail]", f"{TWICE}{more}[mail]"))
    assert "twice" in configured.sources
    assert list(advice.hints(configured, is_local=False)) == doubts


def test_a_byte_order_mark_is_read_past(tmp_path):
    (tmp_path / "sources.toml").write_text(GOOD, encoding="utf-8-sig")
    assert read_site(tmp_path, {}) == read(GOOD)


def test_an_empty_date_format_is_as_none():
    (source,) = read(GOOD.replace('item = "li.news"', 'date_format = ""')).sources.values()
    assert source.date_format is None


def test_a_selector_by_words_is_taken_as_it_used_to_be_written():
    (source,) = read(GOOD.replace("li.news", "li:contains('News')")).sources.values()
    assert source.page.item == "li:-soup-contains('News')"


@pytest.mark.parametrize(
    ("site", "contact", "agent"),
    [
        ("", "", ""),
        ("http://127.0.0.1:8080/", "", ""),
        ("http://localhost:8080/", "ann@example.org", " (ann@example.org)"),
        ("https://news.example", "", " (+https://news.example/)"),
        ("https://news.example/", "ann@example.org", " (+https://news.example/; ann@example.org)"),
    ],
)
def test_those_who_are_polled_are_told_where_we_are_and_whom_to_ask(site, contact, agent):
    said = {"url": site, "contact": contact}
    lines = "".join(f'{key} = "{value}"\n' for key, value in said.items() if value)
    assert read(f"[site]\n{lines}" + GOOD.removeprefix("[site]\n")).fetch.user_agent == (
        f"aggregator/{__version__}{agent}"
    )


def test_a_missing_file_tells_how_to_make_one(tmp_path):
    with pytest.raises(ConfigurationError, match="aggregator init"):
        read_site(tmp_path, {})


def placed(place, fetch=""):
    text = GOOD.replace('kind = "page"\n', "").replace('item = "li.news"\n', "")
    text = text.replace('[source.article]\nremove = [".ads"]\n', "")
    return text.replace('url = "https://acr.example/news"\n', place) + f"[fetch]\n{fetch}"


@pytest.mark.parametrize(
    ("place", "fetch", "words"),
    [
        ("", "", "lacks the key 'url'"),
        ('url = "file:///srv/feed.xml"\n', "", "set [fetch] allow_files = true"),
        ('url = "file:///srv/feed.xml"\n', "allow_commands = true", "set [fetch] allow_files = true"),
        ('url = "file://elsewhere/feed.xml"\n', "allow_files = true", "such as file:///var"),
        ('url = "file:feed.xml"\n', "allow_files = true", "such as file:///var"),
        ('command = ["news"]\n', "", "set [fetch] allow_commands = true"),
        ('command = ["news"]\n', "allow_files = true", "set [fetch] allow_commands = true"),
        ('command = "news --all"\n', "allow_commands = true", "write a command as a list"),
        ("command = []\n", "allow_commands = true", "at least 1 item"),
        (
            'command = ["news"]\nuser = "me"\n',
            "allow_commands = true",
            "user is for an address on the web, and source 'acr-news' has none",
        ),
        (
            'command = ["news"]\nurl = "file:///srv/feed.xml"\n',
            "allow_commands = true\nallow_files = true",
            "leave one of them out",
        ),
    ],
)
def test_a_file_or_a_command_is_refused_unless_the_operator_allows_it(place, fetch, words):
    with pytest.raises(ConfigurationError) as caught:
        read(placed(place, fetch))
    assert words in str(caught.value)
    assert str(caught.value).startswith("sources.toml:")


def test_a_file_or_a_command_is_taken_where_the_operator_allows_it():
    file = read(placed('url = "file:///srv/feed.xml"\n', "allow_files = true")).sources["acr-news"]
    assert (file.url, file.command, file.local) == ("file:///srv/feed.xml", (), True)
    command = read(placed('command = ["news", "-n"]\n', "allow_commands = true")).sources["acr-news"]
    assert (command.url, command.command, command.local) == ("command:acr-news", ("news", "-n"), True)
    based = 'command = ["news"]\nurl = "https://acr.example/"\n'
    both = read(placed(based, "allow_commands = true")).sources["acr-news"]
    assert (both.url, both.local) == ("https://acr.example/", True)


STYLE = """
[digest.style]
accent = "#7A0B2C"
font = "Verdana, 'Segoe UI', sans-serif"
logo = "https://news.example.org/logo.png"
dark_card = "#000000"
"""


def test_a_digest_has_the_style_that_stands_below_it():
    text = GOOD.replace("[mail]", f"{STYLE}\n[mail]\npostal_address = 'The Guild, 3 Tallow Lane'")
    configured = read(text)
    style = configured.styles["weekly"]
    assert (style.light.accent, style.dark.card) == ("#7a0b2c", "#000000")
    assert style.text_face == "Verdana,'Segoe UI',sans-serif"
    assert style.logo is not None
    assert (style.logo.alt, style.logo.width) == ("Weekly", 160)
    assert configured.mail is not None
    assert configured.mail.postal_address == "The Guild, 3 Tallow Lane"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('text = "#eeeeee"', "the text cannot be read on #"),
        ('accent = "red"', "accent = 'red': write a colour as #rrggbb"),
        ('font = "a;}*{display:none"', "write fonts as CSS does"),
        ('logo = "javascript:x"', "write a web address"),
        ('acent = "#000000"', "unknown key 'acent': did you mean 'accent'?"),
    ],
)
def test_a_style_that_cannot_be_is_told_with_its_line(line, why):
    with pytest.raises(ConfigurationError) as caught:
        read(GOOD.replace("[mail]", f"[digest.style]\n{line}\n\n[mail]"))
    assert why in str(caught.value)
    assert str(caught.value).startswith(("sources.toml:28: ", "sources.toml:29: "))
