"""A summary is whole sentences of the news: not torn, not a label, not a site's machinery."""

import time

import pytest

from aggregator.model import Text
from aggregator.refine import boilerplate, sentences, summary
from aggregator.refine.limits import Limits

LIMITS = Limits()
NEWS = "The college elects a president"
SENTENCE = "The college has published its annual report with {} figures about members and meetings."
LONG = " ".join(SENTENCE.format(number) for number in range(20))
COMMAND = '[fusion_builder_container hundred_percent="no" menu_anchor="" hide_on_mobile="small-visibility" '


def told(own, text="", title=NEWS):
    return summary.summary(own, title=title, text=text, limits=LIMITS)


def html(markup):
    return Text(value=markup, kind="html")


@pytest.mark.parametrize("end", ["[…]", "[&#8230;]", "[...]", "", "[…]</p>"])
@pytest.mark.parametrize("command", [COMMAND, '[gallery ids="1,2', "[vc_row ", '[metaslider id="'])
def test_a_command_in_which_an_excerpt_was_cut_is_no_text(command, end):
    assert boilerplate.without_shortcodes(f"They met. {command}{end}").replace("</p>", "") == "They met. "


@pytest.mark.parametrize(
    "command", ["[metaslider id=5]", "[ninja_form id='3']", "[dates limit=”10”]", "[/vc_row]"]
)
def test_a_command_of_any_plugin_is_no_text(command):
    assert boilerplate.without_shortcodes(f"They met.{command} They voted.") == "They met. They voted."


@pytest.mark.parametrize(
    "words",
    ["[Premium Times] Rain", "[Yet] rain", "[video of the meeting", "[a=b]", "[Figure 1, see x=1]", "[1]"],
)
def test_what_an_author_brackets_stays(words):
    assert boilerplate.without_shortcodes(words) == words


def test_brackets_of_a_hostile_source_take_a_moment():
    began = time.perf_counter()
    for part in ("[fusion_", '[ab cd="', "[ab ", '[fusion_ a="', "["):
        boilerplate.without_shortcodes(part * 30_000)
    assert time.perf_counter() - began < 2


def test_a_cut_summary_does_not_win_over_a_clean_lead_by_its_length(refined):
    cut = "the college, its members, their guests and all their friends " * 5
    lead = f"The college elected a president on Tuesday. She takes office in May.\n\n{'so, ' * 100}it ends."
    assert told(f"{cut} […]", lead) == "The college elected a president on Tuesday. She takes office in May."
    item = refined(
        summary=html(f"<p>{COMMAND * 5}[&#8230;]</p>"),
        content=html(f"<p>The college elected a president on Tuesday.</p><p>{'so, ' * 100}it ends.</p>"),
    )
    assert item.summary == "The college elected a president on Tuesday."


@pytest.mark.parametrize("length", [150, 155, 160, 200, 250, 300])
@pytest.mark.parametrize("mark", ["", "…", "..."])
def test_a_sentence_cut_in_a_word_ends_before_it(length, mark):
    words = "The radiological college has published its half-year report with figures about its members " * 4
    own = words[:length]
    made = told(own + mark, own + mark)
    assert made.endswith("…")
    assert words[len(made) - 1] == " "
    assert made[-2].isalnum()


@pytest.mark.parametrize("name", ["Dr.", "G.K.", "J. A.", "Prof."])
def test_a_sentence_cut_in_a_name_is_torn(name):
    assert told(f"The college has met. It was led by {name} […]") == "The college has met."
    assert told(f"The college has met. It was led by {name}") == f"The college has met. It was led by {name}"


@pytest.mark.parametrize(
    "line",
    [
        "College seeks an answer to a question that nobody has asked",
        "“All is well,” they say in Vienna and Rome",
    ],
)
def test_a_line_under_a_headline_is_whole_without_a_full_stop(line):
    assert told(line, line) == line


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        ("They met with Dr. An", False),
        ("They met in places, e.g. sma", False),
        ("They met.", True),
        ("“They met.”", True),
        ("(They met.)", True),
        ("They met.[1]", True),
        ("They met.¹", True),
        ("They met. ↩", True),
        ("They met…", True),
        ("「会いました。」", True),
    ],
)
def test_a_sentence_is_whole_where_it_ends_with_its_full_stop(words, whole):
    assert sentences.is_whole(words) is whole


@pytest.mark.parametrize(
    "text",
    [
        "انجمن کا اجلاس ہوا۔| صدر نے بات کی۔",
        "Հանդիպեցին։| Ընտրեցին։",
        "សមាគមបានជួប។|ពួកគេបានបោះឆ្នោត។",
        "အသင်းတွေ့ဆုံသည်။|မဲပေးကြသည်။",
        "ተገናኙ።| መረጡ።",
        "वे मिले।| उन्होंने चुना॥",
        "By G.K. Chesterton and J.R.R. Tolkien.| They met.",
        "She came with J.A. Smith, M.D.| The vote followed.",
        "It is in Phys. Rev. Lett. 130, 1234 and in Eur. Radiol. as well.| They voted.",
        "He edits Proc. Natl. Acad. Sci. USA.| Mon. Not. R. Astron. Soc. has an editor, too.",
        "The Bull. Am. Math. Soc. (2026) and the Am. J. Roentgenol., it says, are free.| They voted.",
        "Der Preis der Dt. Ges. f. Chemie, 5 Mio. Euro, geht an Prof. em. Dr. h.c. mult. Meier.| Er kam.",
        "In the case of Roe v. Wade they met in Bonn.| Dr. Meier spoke.| Nov. 3 is next.",
        "They met in Bonn.| Thanks.| See Vitamin D.| The vote followed.",
        "La Dña. Pérez de EE. UU. fue elegida.| Le Pr. Martin aussi.",
    ],
)
def test_sentences_end_with_the_full_stop_of_their_script_and_not_at_initials(text):
    assert sentences.split(text.replace("|", "")) == [one.strip() for one in text.split("|")]


@pytest.mark.parametrize(
    "label",
    [
        "Radiology, Volume 321, Issue 2, November 2026.",
        "Radiology: Artificial Intelligence, Ahead of Print.",
        "JMRI, EarlyView.",
        "Acta Radiologica, Volume 12, Issue 3, Page 1-10, November/December 2026.",
        "Journal of Bells, Volume 12, Issue 3, March 2026, Page 1-10 .",
        "Journal of Bells, Beams and Ropes, Vol. 3, No. 2, pp. 1-3, 2024.",
    ],
)
def test_the_issue_of_a_journal_is_no_news(label):
    words = "The college elected a president on Tuesday."
    assert boilerplate.is_boilerplate(label)
    assert told(f"{label} {words}") == told(label, f"{label} {words}") == words


@pytest.mark.parametrize(
    "dateline",
    [
        "VIENNA, Nov. 03, 2026 (GLOBE NEWSWIRE) --",
        "RESTON, Va., Nov. 2, 2026 /PRNewswire/ --",
        "TOKYO, Nov. 2, 2026 /PRNewswire-Asia/ —",
        "ST. LOUIS--(BUSINESS WIRE)--",
        "HOUSTON, TX / ACCESSWIRE / May 3, 2026 /",
    ],
)
def test_the_dateline_of_a_wire_is_no_news(dateline):
    assert told("", f"{dateline} The college elected a president.") == "The college elected a president."


@pytest.mark.parametrize(
    "words",
    ["The college has joined the wire (it says).", "Both papers bought PR Newswire for a million dollars."],
)
def test_what_is_said_of_a_wire_stays(words):
    assert told("", words) == words


def test_a_volume_that_is_news_stays():
    words = "The college has published its yearbook, Volume 12, in May. It costs nothing."
    assert told(words) == words


@pytest.mark.parametrize(
    "line",
    [
        "This post is sponsored by the makers of bells.*",
        "DOI: 10.1021/acs.1c2",
        "For more information on the meeting, click here.",
        "To register, please click here.",
        "For further details, please contact office@college.example.",
        "Register now!",
    ],
)
def test_other_lines_around_the_words_are_known(line):
    assert boilerplate.is_boilerplate(line)


def test_more_is_a_word_where_it_ends_a_line_and_a_mark_where_it_follows_one():
    assert (
        told("Stories of the college, its members and more") == "Stories of the college, its members and more"
    )
    assert told("The college has met in the town… more") == "The college has met in the…"
    assert told("The college has met in the town more »") == "The college has met in the town…"
    assert told("The college has met. More") == told("The college has met.\nmore") == "The college has met."


def test_a_mark_with_a_long_title_is_one():
    own = f"The college has met. It has … Continue reading {NEWS * 4} →"
    assert told(own, LONG).startswith(SENTENCE.format(0))


def test_a_summary_that_begins_the_text_gives_way_though_a_heading_is_left_out():
    text = f"Welcome\n\n{LONG}"
    assert told(text[:160], text) == told("", text)


@pytest.mark.parametrize(
    ("parts", "joined"),
    [
        (["Call opens on 1 May", "Call closes in June"], "Call opens on 1 May; Call closes in June"),
        (["A talk (in German)", "A walk", "They met."], "A talk (in German); A walk; They met."),
        (["学会开幕", "学会闭幕"], "学会开幕；学会闭幕"),
        (["They met.", "They voted!", "They left…", "Good"], "They met. They voted! They left… Good"),
        (["They met.1", "They voted:", "A talk,", "A walk"], "They met.1 They voted: A talk, A walk"),
        (["They learned that", "the college met."], "They learned that the college met."),
        (["学会开幕。", "学会闭幕。"], "学会开幕。学会闭幕。"),
    ],
)
def test_entries_of_a_list_do_not_run_together(parts, joined):
    assert sentences.join(parts, entries=parts) == joined


def test_what_interrupts_a_sentence_is_no_entry_of_a_list():
    parts = ["Choose x such that", "E = mc2", "If you can, write", "a talk"]
    assert sentences.join(parts) == "Choose x such that E = mc2 If you can, write a talk"


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        (
            "Annual meeting of the Society in the spring of 2025\n\nUniversity of Vienna, hall one\n\nTalks by mem",
            "Annual meeting of the Society in the spring of 2025 University of Vienna, hall one",
        ),
        (
            "- Call for abstracts opens on 1 December in Vienna\n- Early registration closes on 15 January for all",
            "Call for abstracts opens on 1 December in Vienna",
        ),
        (
            "- Call for abstracts opens on 1 December\n- Late registration\n\nRead about it",
            "Call for abstracts opens on 1 December; Late registration",
        ),
    ],
)
def test_a_last_line_that_may_be_torn_or_a_label_is_left_out(text, summary):
    assert told("", text) == summary


def test_a_summary_of_a_list_alone_tells_its_entries_apart():
    text = "- Call for abstracts opens on 1 December\n- Early registration closes on 15 January"
    assert told("", text) == (
        "Call for abstracts opens on 1 December; Early registration closes on 15 January"
    )
