"""Titles, summaries, languages, topics and names: the words that a reader sees."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.model import Text, Topic
from aggregator.refine import boilerplate, language, sentences, summary, titles, topics
from aggregator.refine.limits import Limits

LIMITS = Limits()


def title(value, kind="text", *, text="", link=None):
    return titles.title(Text(value=value, kind=kind), text=text, link=link, limits=LIMITS)


@pytest.mark.parametrize("kind", ["text", "html"])
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("The college elects", "The college elects"),
        ("a < b", "a < b"),
        ("a<b and c>d", "a<b and c>d"),
        ("p < 0.05 & n > 3", "p < 0.05 & n > 3"),
        ("R&D", "R&D"),
        ("AT&T", "AT&T"),
        ("AT&amp;T", "AT&T"),
        ("AT&amp;amp;T", "AT&T"),
        ("<i>E. coli</i> found", "E. coli found"),
        ("&lt;i&gt;E. coli&lt;/i&gt; found", "E. coli found"),
        ("&amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt;", "bold"),
        ("H<sub>2</sub>O", "H2O"),
        ("one<br/>two", "one two"),
        ("&#8220;quoted&#8221; &#x2014; &hellip;", "“quoted” — …"),
        ("caf&eacute;&nbsp;&rsaquo; news", "café › news"),
        ("<![CDATA[wrapped]]>", "wrapped"),
        ('<a href="/x" title="y">linked</a>', "linked"),
        ("one<script>alert(1)</script> two", "one two"),
        ("one <script>alert(1)", "one"),
        ("<!-- x -->seen", "seen"),
        ("line\r\n  break", "line break"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("<jats:italic>in vivo</jats:italic>", "in vivo"),
        ("?a=1&copy=2", "?a=1&copy=2"),
        ("?b=3&eacute=2&reg=1", "?b=3&eacute=2&reg=1"),
        ("caf&eacute 5, Mus&eacutee, Gr&uuml&szlige", "café 5, Musée, Grüße"),
        ("&copy 2026 Bell&reg, 20&deg", "© 2026 Bell®, 20°"),
        ("It&#8217s &#x201Cso&#x201D; one&nbsptwo", "It’s “so” one two"),
        ("a &amplt b &lt c &amp d", "a &amplt b < c & d"),
        (
            "cut&copy, rock&section, M&Ms, Q&A, B&para, black&not white",
            "cut&copy, rock&section, M&Ms, Q&A, B&para, black&not white",
        ),
        ("Bell &#1 fan, R&D&#", "Bell &#1 fan, R&D&#"),
        ("&bogus; stays", "&bogus; stays"),
        ("&#0;&#1114112;ok", "ok"),
    ],
)
def test_a_title_is_its_words_however_it_was_wrapped(given, kind, words):
    assert title(given, kind) == words


def test_a_tag_that_is_spoken_of_stays_where_the_title_is_plain():
    assert title("The <dialog> element") == "The <dialog> element"
    assert title("A Vec<T> of things") == "A Vec<T> of things"
    assert title("Why <input> and <button> differ") == "Why <input> and <button> differ"
    assert title('A bell<img src="/b.png">') == "A bell"


@pytest.mark.parametrize("kind", ["text", "html"])
@pytest.mark.parametrize(
    "given",
    [
        "Loading <script> tags the right way",
        "Of <svg>, <iframe> and <template>",
        "A <style> guide",
        "All about <script>",
    ],
)
def test_words_after_a_tag_that_is_spoken_of_are_kept(given, kind):
    escaped = given.replace("<", "&lt;").replace(">", "&gt;")
    assert title(escaped, kind) == given
    assert title(given) == given


def test_an_entry_without_a_title_gets_the_first_sentence_of_its_text():
    text = "The college met on Monday. It elected a president."
    assert titles.title(None, text=text, link=None, limits=LIMITS) == "The college met on Monday."
    assert title(" \n ", text=text) == "The college met on Monday."


def test_a_made_title_is_short_and_ends_with_a_word():
    made = titles.title(
        None, text="The college " + "of radiologists and physicists " * 10, link=None, limits=LIMITS
    )
    assert len(made) <= 80
    assert made.endswith(("physicists…", "radiologists…", "and…", "of…"))


def test_an_entry_of_a_link_alone_is_called_by_it():
    assert (
        titles.title(None, text="", link="https://college.example/news/17/", limits=LIMITS)
        == "college.example/news/17"
    )


def test_a_very_long_title_is_cut_after_a_word():
    made = title("word " * 200)
    assert len(made) <= 300
    assert made.endswith("word…")


@given(st.text(), st.sampled_from(["text", "html"]))
def test_a_title_is_one_clean_line(value, kind):
    made = title(value, kind)
    made.encode()
    assert made == " ".join(made.split())
    assert len(made) <= 300


SENTENCE = "The college has published its annual report with {} figures about members and meetings."
LONG = " ".join(SENTENCE.format(number) for number in range(20))
NEWS = "The college elects a president"


def told(own, text="", title=NEWS):
    return summary.summary(own, title=title, text=text, limits=LIMITS)


def test_the_lead_is_whole_sentences_of_60_to_90_words():
    made = told("", LONG)
    assert LONG.startswith(made)
    assert made.endswith("meetings.")
    assert 60 <= len(made.split()) <= 90


def test_the_sources_own_summary_is_taken_whole():
    own = "Members have elected the first president of the college. She takes office in May."
    assert told(own, LONG) == own


@pytest.mark.parametrize(
    "own",
    [
        SENTENCE.format(0),
        f"{SENTENCE.format(0)} {SENTENCE.format(1)}",
        "What the members of the college need to know about its report",
    ],
)
def test_a_short_summary_that_begins_the_text_or_is_no_sentence_gives_way_to_the_lead(own):
    assert told(own, LONG) == told("", LONG)
    assert told(own, own) == own


@pytest.mark.parametrize(
    "own",
    [
        NEWS,
        "Read more",
        "News",
        "The college has published its annual report with many…",
        "The college has published its annual report with many [...]",
        "The college has published its annual report with many [&hellip;]".replace("&hellip;", "…"),
        "The college has published its annual … Continue reading The college elects a president →",
        "Posted on 3 May 2025 by the desk",
        "",
    ],
)
def test_a_summary_that_is_none_gives_way_to_the_lead(own):
    assert told(own, LONG).startswith(SENTENCE.format(0))


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("The college has met in the town. It has elected a first pres", "The college has met in the town."),
        ("The college has met in the town. It has elected…", "The college has met in the town."),
        ("Release time:2015-12-10 Views:705\n\nThe college has met.", "The college has met."),
        ("Your present position: Home > News\n\nThe college has met.", "The college has met."),
        (f"{NEWS}\n\nThe college has met.", "The college has met."),
        ("A heading\n\nThe college has met.", "The college has met."),
        ("The college has met.\n\nThe post X (n.) appeared first on College.", "The college has met."),
        ("Members:\n\n- Ada\n- Bea\n\nThe college has met.", "The college has met."),
        ("Dr. Ada Lee, M.D., of St. Mary's met 3.5 million people, e.g. members. They agreed.",) * 2,
        ("Am 3. Mai traf sich der Verband. Er wählte z.B. den Vorstand.",) * 2,
        ("Only a few words", "Only a few words"),
        ("They do not meet in Vienna anymore",) * 2,
        ("The college has met in the tow…", "The college has met in the…"),
        ("The college has met in the town …", "The college has met in the town…"),
        ("放射学会今天在苏州召开年会，来自各地的专家…", "放射学会今天在苏州召开年会，来自各地的专家…"),
        ("", ""),
    ],
)
def test_headings_labels_and_torn_ends_are_left_out(text, made):
    assert told("", text) == made


def test_one_sentence_cut_without_a_mark_ends_with_its_last_whole_word_and_says_so():
    words = "The college has published its annual report with figures about members " * 4
    for length in (200, 201, 255):
        made = told("", words[:length])
        assert made.endswith("…")
        assert words.startswith(f"{made[:-1]} ")
    assert told("", words[:222].strip()) == words[:222].strip()


def test_a_title_repeated_at_the_head_of_the_text_is_left_out():
    assert told("", "The college elects a president The vote was held in May.") == "The vote was held in May."
    assert (
        told("", "The college elects a president every year.") == "The college elects a president every year."
    )


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("arXiv:2401.1v1 Announce Type: new Abstract: We show bells.", "We show bells."),
        ("(Image credit: Bell Foundry) The college has met.", "The college has met."),
        ("(AI) The college has met.", "(AI) The college has met."),
        ("The college has met. The post X appeared first on College.", "The college has met."),
    ],
)
def test_labels_before_and_signatures_after_the_words_of_a_paragraph_are_left_out(text, made):
    assert told("", text) == made
    assert told(text, text) == made


def test_news_that_looks_like_a_label_is_kept():
    text = "Published in the journal, the study compares two scanners. Updated guidelines of 2024 are cited. Save on fees until May."
    assert told("", text) == text


def test_chinese_is_counted_by_characters_and_joined_without_spaces():
    text = "放射学会今天在苏州召开年会，来自各地的专家学者参加了会议。" * 12
    made = told("", text, title="年会")
    assert text.startswith(made)
    assert 120 <= len(made) <= 180
    assert made.endswith("。")


def test_one_endless_sentence_is_cut_after_a_word():
    made = told("", "word " * 200)
    assert made == "word " * 89 + "word…"


@settings(deadline=None)
@given(
    st.text(),
    st.lists(
        st.sampled_from(["word", "Dr.", "end.", "why?", "\n\n", "- ", "放射学会。", "…", ":", "read more"]),
        max_size=150,
    ).map(" ".join),
)
def test_a_summary_is_never_over_the_limit(own, text):
    assert sentences.count(told(own, text)) <= LIMITS.most_words


@given(
    st.lists(
        st.sampled_from(["word", "Dr. No", "end.", "why?", "放射学会。", "so:", "A."]), max_size=150
    ).map(" ".join)
)
def test_the_sentences_of_a_text_are_the_text(text):
    assert " ".join(" ".join(sentences.split(text)).split()).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    "text",
    [
        "He died aged 45.|She was 30.|The police said nothing on May 12.|They left.",
        "It has vitamin C.|We tested it.",
        "They met at 5 p.m.|The vote was held by Bell Inc. members.",
        "John F. Kennedy and J. A. Smith spoke.|A vote follows.",
        "“Is it?” he asked.|“It is!”|She left.",
        "Am 3. Mai traf sich der 2. Ausschuss.|Bis 31. Dezember ist Zeit.|Es kamen 45.|Alle blieben.",
        "1. Introduction.|2. Methods.",
        "Il est mort à 45.|Elle vit.",
    ],
)
def test_a_sentence_ends_at_a_number_or_a_letter_where_another_begins(text):
    assert sentences.split(text.replace("|", " ")) == text.split("|")


@pytest.mark.parametrize(
    "line",
    [
        "Read more »",
        "Continue reading The college elects →",
        "weiterlesen",
        "Lire la suite…",
        "阅读全文",
        "You Must Be Logged In To Post A Comment",
        "Release time:2015-12-10 22:47:26Views:705TimeSource:",
        "Updated: 2017-12-18",
        "Last updated on 18 December 2017",
        "© 2024 College of Radiology. All rights reserved.",
        "Share this:",
        "Tags: news, college",
        "发布时间：2015-12-10",
        "Comments",
        "Het bericht Nieuws verscheen eerst op College.",
        "Artykuł Wieści pochodzi z serwisu College.",
        "Inlägget Nytt dök först upp på College.",
        "Indlægget Nyt blev først udgivet på College.",
        "Innlegget Nytt dukket først opp på College.",
        "Artikkeli Uutta julkaistiin ensimmäisen kerran College.",
        "Сообщение Новости появились сначала на College.",
        "投稿 お知らせ は College に最初に表示されました。",
        "新闻最先出现在College。",
        "〈新聞〉這篇文章最早發佈於《College》。",
        "Haber yazısı ilk önce College üzerinde ortaya çıktı.",
        "L'entrada Notícies ha aparegut primer a College.",
        "Το άρθρο Νέα εμφανίστηκε πρώτα στο College.",
        "A bejegyzés Hírek először College-én jelent meg.",
        "A Hírek bejegyzés először College-én jelent meg.",
        "Příspěvek Novinky pochází z College",
        "The post Nouvelles est apparu en premier sur College.",
        "Thanks for reading College! Subscribe for free to receive new posts and support my work.",
        "News was originally published in College on Medium, where people are continuing it.",
        "This site uses cookies. By continuing you agree.",
        "Your browser does not support the video tag.",
        "Please enable JavaScript to view the comments.",
        "Support our journalism. Donate today.",
        "Nature. 2024 Mar 5. doi: 10.1/x. Online ahead of print.",
        "Nature, Published online: 05 March 2024; doi:10.1038/s1",
        "Author(s): A. Bee, C. Dee",
        "Photo by Jo. (AP Photo/Jo)",
    ],
)
def test_what_a_site_puts_around_its_words_is_known(line):
    assert boilerplate.is_boilerplate(line)


ENGLISH = "The college has published its annual report about members, meetings and money, and invites all to comment on it."
GERMAN = "Der Verband hat seinen Jahresbericht über Mitglieder, Tagungen und Geld veröffentlicht und bittet alle um Stellungnahme."


@pytest.mark.parametrize(
    ("declared", "text", "told"),
    [
        (("en-us",), ENGLISH, "en-US"),
        (("zh_hans_cn",), "学会", "zh-Hans-CN"),
        (("German",), GERMAN, "de"),
        ((None, "fr"), "Bonjour", "fr"),
        (("und", "not a language!", "de-AT"), "", "de-AT"),
        ((None, None), GERMAN, "de"),
        ((None,), ENGLISH, "en"),
        ((None,), "Too short", None),
        (("en",), "放射学会今天在苏州召开年会，来自各地的专家学者参加了会议。", "zh"),
        (
            ("en-US",),
            "Российское общество рентгенологов и радиологов провело ежегодный конгресс в Москве.",
            "ru",
        ),
        (("ja",), "日本医学放射線学会", "ja"),
        ((None,), "日本医学放射線学会は総会を開催しました。", "ja"),
        ((None,), "대한영상의학회가 학술대회를 열었습니다", "ko"),
    ],
)
def test_the_declared_language_counts_unless_the_letters_contradict(declared, text, told):
    assert language.language(*declared, text=text) == told


RULES = (
    Topic(key="ai", name="AI", match=("AI", "machine learning")),
    Topic(key="mri", name="MRI", match=("MRI", "磁共振")),
    Topic(key="cpp", name="C++", match=("C++",)),
    Topic(key="none", name="None", match=("", " ")),
)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("New ai in reading rooms", ("ai",)),
        ("Machine\nLearning for MRI", ("ai", "mri")),
        ("MRI-guided and AI.", ("ai", "mri")),
        ("The chair said: maintain fMRI", ()),
        ("J'ai vu, j’ai vaincu", ()),
        ("他们使用磁共振检查，AI辅助", ("ai", "mri")),
        ("C++ for all", ("cpp",)),
        ("", ()),
    ],
)
def test_topics_follow_from_whole_words_in_any_case(text, keys):
    assert topics.topics((), RULES, title="", text=text, limit=20) == keys


def test_a_sources_own_topics_come_first_and_once():
    assert topics.topics(("college", "ai"), RULES, title="AI", text="MRI", limit=20) == (
        "college",
        "ai",
        "mri",
    )
