"""The small modules under render: markup for mails, the byte budget, colours."""

import pytest

from aggregator.digest import budget, colours, markup, strings
from aggregator.errors import ConfigurationError


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One</p><p>Two</p>", "<p>One</p><p>Two</p>"),
        ("<h1>A</h1><h3>B</h3><h6>C</h6>", "<h4>A</h4><h5>B</h5><h6>C</h6>"),
        ('<p>a<img src="x">b</p>', "<p>ab</p>"),
        ("<figure><img src=x><figcaption>C</figcaption></figure><p>T</p>", "<p>T</p>"),
        ('<p><a href="https://a.example/1.png"><img src="x"></a></p><p>T</p>', "<p>T</p>"),
        ("<div>one</div><div><p>two</p></div>", "<p>one</p><div><p>two</p></div>"),
        ("<h2>The Title.</h2><p>Text</p>", "<p>Text</p>"),
        ("<p>The title</p>", "<p>The title</p>"),
        ("<ul><li>a</li><li></li></ul>", "<ul><li>a</li></ul>"),
        ('<p style="x" class="y" onclick="z">a</p>', "<p>a</p>"),
        ('<a href="/relative">a</a> <a href="javascript:x">b</a>', "<a>a</a> <a>b</a>"),
        ('<a href="https://a.example/?a=1&amp;b=2">a</a>', '<a href="https://a.example/?a=1&amp;b=2">a</a>'),
        ("", "<p>the text</p>"),
        ("<!-- nothing -->", "<p>the text</p>"),
        ('<ol start="3"><li>c</li></ol>', '<ol start="3"><li>c</li></ol>'),
    ],
)
def test_markup_is_fitted_into_a_mail(html, expected):
    assert markup.mailable(html, title="The title", text="the text") == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.example/x", "https://a.example/x"),
        (" https://a.example/a b\n", "https://a.example/a%20b"),
        ("ftp://a.example/", None),
        ("https:///x", None),
        ("javascript:alert(1)", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_is_one_of_the_web_or_none(address, expected):
    assert strings.url(address) == expected


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("one two three", 13, "one two three"),
        ("one two three", 12, "one two…"),
        ("onetwothree", 5, "onet…"),
        ("a\r\nb\x00\u202ec", 9, "a bc"),
    ],
)
def test_a_line_is_one_line_and_bounded(text, limit, expected):
    assert strings.line(text, limit=limit) == expected


def test_texts_are_cut_from_the_bottom_of_every_section_and_then_stories():
    ladder = budget.plans([[1, 2, 3], [4]], frozenset({1, 2, 3}))

    assert [sorted(plan.short) for plan in ladder[:4]] == [[], [3], [2, 3], [1, 2, 3]]
    assert [(sorted(plan.left_out), plan.contents) for plan in ladder[4:]] == [
        ([], False),
        ([3], False),
        ([2, 3], False),
        ([2, 3, 4], False),
        ([1, 2, 3, 4], False),
    ]


@pytest.mark.parametrize(("limit", "expected"), [(100, 10), (10, 10), (9, 9), (4, 4), (1, 1), (0, 1)])
def test_the_fullest_plan_that_fits_is_taken(limit, expected):
    ladder = [budget.Plan(left_out=frozenset(range(count))) for count in range(10)]

    taken, fitted = budget.fit(lambda plan: "x" * (10 - len(plan.left_out)), ladder, limit=limit)

    assert len(fitted) == expected
    assert len(taken.left_out) == 10 - expected


@pytest.mark.parametrize("accent", ["#0b5c7a", "#ffff00", "#000000", "#ffffff", "#c00000", "#808080"])
@pytest.mark.parametrize(
    ("page", "card", "text"),
    [(None, None, None), ("#fff8e7", "#fffdf7", "#33291a"), ("#101418", "#16202a", "#f0f0f0")],
    ids=["ours", "cream", "dark by day"],
)
def test_all_that_is_set_in_colour_can_be_read(accent, page, card, text):
    style = colours.Style(day=colours.Shades(accent=accent, page=page, card=card, text=text))

    for palette in (style.light, style.dark):
        for ink in (palette.ink, palette.muted, palette.accent):
            for ground in (palette.page, palette.card, palette.tint):
                assert colours.contrast(ink, ground) >= 4.5


def test_a_readable_accent_is_kept_as_it_is():
    assert colours.Style(day=colours.Shades(accent="#0b5c7a")).light.accent == "#0b5c7a"


def test_readers_who_prefer_dark_get_the_accent_lightened_unless_they_have_their_own():
    by_day = colours.Shades(accent="#7a0b2c")

    assert colours.Style(day=by_day).dark.accent not in {"#7a0b2c", colours.Style().dark.accent}
    assert colours.Style(day=by_day, night=colours.Shades(accent="#ffd0d0")).dark.accent == "#ffd0d0"


@pytest.mark.parametrize("colour", ["blue", "#fff", "#12345g", "red;} *{display:none"])
@pytest.mark.parametrize("name", ["accent", "page", "card", "text"])
def test_what_is_no_colour_is_refused(colour, name):
    with pytest.raises(ConfigurationError, match=f"the {name} .* write it as #rrggbb"):
        colours.Style(day=colours.Shades(**{name: colour}))


@pytest.mark.parametrize(
    ("shades", "said"),
    [
        ({"text": "#bbbbbb"}, "the text cannot be read on #"),
        ({"page": "#101010"}, "the text cannot be read on #101010"),
    ],
)
def test_colours_in_which_nothing_could_be_read_are_refused(shades, said):
    with pytest.raises(ConfigurationError, match=said):
        colours.Style(day=colours.Shades(**shades))
