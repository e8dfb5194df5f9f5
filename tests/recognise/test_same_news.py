"""Whether two texts tell the same news, and what tells them apart."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.recognise import Telling, common, shingles
from aggregator.recognise.guards import days
from aggregator.recognise.same_news import best, same_news

NEWS = (
    "The society and the agency have signed an agreement to train two hundred technologists in eleven countries"
    " by the end of next year. The first course begins in Nairobi in March, the second in Lima in June. Each"
    " lasts four weeks and ends with an examination that all ministries of health in the region recognise."
    " Applications are open until the end of January, and travel is paid for by the agency."
)
CHINESE = (
    "学会与该机构签署协议，将在明年年底之前为十一个国家培训二百名技师。首期课程三月在内罗毕开始，"
    "第二期六月在利马举行。每期课程为时四周，结业考试获得该地区各国卫生部的承认。报名截止到一月底。"
)
OTHER = (
    "A new guideline advises against routine follow-up of small cysts of the kidney. It was written by a panel of"
    " twelve members over two years and replaces the one of the last decade. The panel asks hospitals to report"
    " what they find to a register that opens this autumn, from which the next guideline will be made."
)
CLAUSES = {"en": NEWS.split(". "), "zh": CHINESE.split("。")}


@pytest.fixture
def tell(an_item):
    def tell(name, text, *, title=None, around=frozenset(), **values):
        item = replace(an_item(name), text=text, title=title or f"A title of {name}", **values)
        return Telling.of(item, shingles(text), story=item.id, common=around)

    return tell


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(NEWS, id="the same words"),
        pytest.param(". ".join(CLAUSES["en"][:2]), id="cut to a summary"),
        pytest.param(
            f"Lima, by our correspondent. {NEWS} Read more on the site of the agency.", id="words around"
        ),
        pytest.param(NEWS.replace(". The first", f". {OTHER[:120]}. The first"), id="a sentence put in"),
        pytest.param(NEWS.upper(), id="in capitals"),
    ],
)
def test_a_text_told_again_under_another_title_is_the_same_news(tell, again):
    match = same_news(tell("one", NEWS), tell("two", again))
    assert match
    assert "of its text stands in what source" in match.why


def test_chinese_is_compared_by_characters(tell):
    assert same_news(tell("one", CHINESE), tell("two", "。".join(CLAUSES["zh"][:3])))
    assert same_news(tell("one", CHINESE), tell("two", CHINESE[::-1])) is None


def test_two_texts_with_nothing_in_common_are_different_news(tell):
    assert (
        same_news(tell("one", NEWS, title="Same title here"), tell("two", OTHER, title="Same title here"))
        is None
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Course for technologists 2025", "Course for technologists 2026"),
        ("The 21st congress opens", "The 22nd congress opens"),
        ("The third meeting of the panel", "The fourth meeting of the panel"),
        ("What is new in October", "What is new in November"),
        ("News of spring", "News of autumn"),
        ("第二十一届年会开幕", "第二十二届年会开幕"),
        ("2025年3月简报", "2025年4月简报"),
        ("Guidance, part II", "Guidance, part III"),
    ],
)
def test_titles_with_different_numbers_are_different_news_however_alike_the_texts(tell, one, other):
    assert same_news(tell("one", NEWS, title=one), tell("two", NEWS, title=other)) is None


def test_a_title_that_leaves_the_number_out_contradicts_nothing(tell):
    one = tell("one", NEWS, title="Agreement on training signed in 2026")
    assert same_news(one, tell("two", NEWS, title="Agreement on training signed"))


def test_the_same_words_of_another_place_are_different_news(tell):
    words = "The regional course in {0} was attended by eighty members. Colleagues from all hospitals of {0} took part."
    one, two = (words.format(place) + NEWS[200:] for place in ("Lusaka", "Quito"))
    assert (
        same_news(
            tell("one", one, title="Regional course in Lusaka"),
            tell("two", two, title="Regional course in Quito"),
        )
        is None
    )
    assert same_news(
        tell("one", one, title="Course held in Lusaka"), tell("two", one, title="Course given in Lusaka")
    )


def test_a_notice_that_comes_again_with_other_days_is_new(tell, noon):
    words = "Applications for the fellowship are open until {0}. " + NEWS
    first = tell("one", words.format("14 March"))
    later = noon + timedelta(days=200)
    again = tell("two", words.format("9 October"), first_seen=later, published=None)
    first = replace(first, date=noon)
    assert same_news(first, again) is None
    assert same_news(first, replace(again, date=noon)), "within a month it is the same"


def test_what_its_source_says_around_all_its_texts_tells_nothing(tell):
    about = "About the society: it was founded in nineteen hundred and twelve and has members in ninety countries who meet each autumn."
    texts = [f"{words} {about}" for words in (NEWS, OTHER, NEWS[::-1])]
    around = common([frozenset(shingles(text)) for text in texts], least=3)
    short = "A short note on the new opening hours of our library in the summer months of this year. "
    one, two = tell("one", short + about, around=around), tell("two", OTHER[:60] + about, around=around)
    assert same_news(one, two) is None
    assert same_news(
        replace(one, shingles=frozenset(one.ordered)), replace(two, shingles=frozenset(two.ordered))
    )


@pytest.mark.parametrize(
    ("apart", "title", "same"),
    [
        (timedelta(days=1), "The library opens its new reading room", True),
        (timedelta(days=40), "The library opens its new reading room", False),
        (timedelta(days=1), "Press release", False),
    ],
)
def test_where_there_is_hardly_any_text_a_telling_title_near_in_time_is_enough(
    tell, noon, apart, title, same
):
    one = replace(tell("one", "Read on.", title=title), date=noon)
    two = replace(tell("two", "More.", title=title), date=noon + apart)
    assert bool(same_news(one, two)) is same


def test_the_same_link_is_enough_unless_it_is_a_front_page(tell):
    one, two = tell("one", NEWS), tell("two", OTHER)
    for link, same in (("https://a.example/news/1", True), ("https://a.example/", False), ("", False)):
        pair = [replace(telling, canonical=link) for telling in (one, two)]
        assert bool(same_news(*pair)) is same


def test_of_several_the_surest_is_the_one(tell):
    whole, part = tell("whole", NEWS), tell("part", ". ".join(CLAUSES["en"][:1]) + ". " + OTHER[:60])
    assert best(tell("one", NEWS), [part, whole]).telling.id == whole.id
    assert best(tell("one", NEWS), []) is None


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_two_tellings_of_one_story_share_a_key(tell, lang):
    text = NEWS if lang == "en" else CHINESE
    mark = ". " if lang == "en" else "。"
    cut = mark.join(CLAUSES[lang][:2])
    for again in (text, cut, f"{OTHER} {text}", text + OTHER):
        assert tell("one", text).keys & tell("two", again).keys
    assert not tell("one", text).keys & tell("two", OTHER).keys
    assert len(tell("one", text).keys) <= 20


_TEXTS = st.one_of(
    st.text(max_size=400),
    st.lists(st.sampled_from([*CLAUSES["en"], *CLAUSES["zh"], "On 14 March 2026", "第二届"])).map(". ".join),
)


@given(_TEXTS, _TEXTS, _TEXTS, _TEXTS)
def test_whatever_the_texts_the_order_of_the_two_makes_no_difference(one, other, title, another):
    made = {
        "source": "s",
        "society": "s",
        "story": "",
        "canonical": "",
        "date": datetime(2026, 11, 1, tzinfo=UTC),
    }
    pair = [
        Telling(
            id=words,
            title=name,
            text=words,
            ordered=shingles(words),
            shingles=frozenset(shingles(words)),
            **made,
        )
        for words, name in ((one, title), (other, another))
    ]
    assert bool(same_news(*pair)) is bool(same_news(*pair[::-1]))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("on 14 March and on June 3rd", {(3, 14), (6, 3)}),
        ("3月14日至6月3日", {(3, 14), (6, 3)}),
        ("am 14. März", {(3, 14)}),
        ("2026-03-14", {(3, 14)}),
        ("in March 2026", set()),
    ],
)
def test_the_days_that_a_text_names(text, named):
    assert days(text) == named


@given(
    st.frozensets(st.integers(0, 2**32 - 1), max_size=300)
    | st.frozensets(st.integers(2**32 - 400, 2**32 - 1), max_size=300)
)
def test_an_items_keys_hold_the_least_shingles_that_are_its_own(found):
    said = dict.fromkeys(("id", "source", "society", "story", "title", "text", "canonical"), "")
    telling = Telling(**said, date=datetime(2026, 3, 1, tzinfo=UTC), ordered=(), shingles=found)
    assert sorted(key % 2**32 for key in telling.keys if key >> 32 == 3) == sorted(found)[:12]
