"""Knows the lines that a site puts around its words and that are never the news."""

import re
from typing import Final

_LONGEST: Final = 500

_SIGNATURES: Final = (
    r"(?:the|this) (?:post|article|entry|story) .{1,300} (?:appeared|was) first .{1,200}",
    r"(?:the|this) (?:post|article|entry|story) .{1,300} first appeared .{1,200}",
    r"l[’']article .{1,300} est apparu en premier .{1,200}",
    r"(?:der beitrag|de post|il post|l['’]articolo) .{1,300} (?:erschien|proviene|sembra).{1,200}",
    r"(?:la entrada|o post|o conteúdo|a entrada) .{1,300} (?:se publicó|apareció|apareceu?) .{1,200}",
    (
        r"(?:het bericht|artykuł|inlägget|indlægget|innlegget|artikkeli|сообщение|запись?|το άρθρο|příspěvek"
        r"|articolul|l[’']entrada|the post|投稿|게시물|bài viết) .{1,300}"
        r"(?: verscheen eerst op | pochodzi z serwisu | dök först upp på | blev først udgivet på "
        r"| dukket først opp på | julkaistiin ensimmäisen kerran | появил\w+ (?:сначала|впервые) на "
        r"| (?:спершу|вперше) з[’']явився | εμφανίστηκε πρώτα στο | pochází z | apare prima dată în "
        r"| ha aparegut primer a | est apparu en premier sur | đã xuất hiện đầu tiên "
        r"|に最初に表示されました|에 처음 등장했습니다).{0,200}"
    ),
)
"""What a blog's software adds under each entry of its feed."""

SIGNING: Final = (
    "the ", "this ", "l’", "l'", "der ", "de ", "il ", "la ", "o ", "a ", "het ", "artyk", "inläg", "indlæ",
    "innle", "artik", "сообщ", "запис", "το ", "přísp", "artic", "投稿", "게시물", "bài ",
)  # fmt: skip
"""How such a line begins, in lower case."""

_INVITATIONS: Final = (
    r"(?:click here to )?(?:read|learn|find out|see|view) (?:the )?(?:more|full|rest|whole)\b.{0,60}",
    r"(?:continue|keep) reading.{0,200}",
    r"click (?:here|on|to|the)\b.{0,80}",
    r"more(?: info(?:rmation)?)?|register (?:now|here|today)\b.{0,60}",
    r"(?:for|to) [^.!?]{1,80}?,? (?:please )?click (?:here|on|the)\b.{0,60}",
    r"for (?:more|further) (?:information|details)\b[^.!?]{0,60}? (?:visit|see|contact|go to)\b.{0,120}",
    r"weiterlesen.{0,60}|mehr (?:lesen|erfahren|dazu|infos).{0,60}",
    r"lire (?:la suite|plus).{0,60}|en savoir plus.{0,40}",
    r"leer más.{0,60}|seguir leyendo.{0,60}|más información",
    r"leggi (?:tutto|di più).{0,40}|lees (?:meer|verder).{0,40}",
    r"(?:阅读|查看|閱讀)(?:全文|更多|详情).{0,20}|点击.{0,20}",
    r"続きを読む.{0,20}|もっと(?:見る|読む).{0,20}|자세히 보기|더보기",
    r"(?:share|tweet|pin|print|e-?mail)(?: (?:this|on|via|to|it)\b.{0,40})?|(?:like|follow) us\b.{0,60}",
    r"teilen|partager|compartir|分享.{0,20}",
    r"(?:please )?(?:log|sign) in to .{0,80}|you must be logged in to .{0,60}",
    r"subscribe(?: (?:to|now|here|for)\b.{0,100})?|sign up (?:for|to) .{0,100}",
    r"(?:leave a|post a) (?:comment|reply)|(?:no )?comments?(?: yet)?|\d+ comments?",
    r"thanks for reading\b.{0,100}!.{0,150}|support our (?:journalism|work)\b.{0,80}",
    r"donate (?:today|now)\b.{0,40}|(?:this (?:web)?site|we) uses? cookies\b.{0,200}",
    r"this (?:post|article|episode|video) (?:is sponsored by|(?:may )?contains? affiliate links?)\b.{0,120}",
    r"(?:please )?enable javascript\b.{0,100}",
    r"your browser does ?n[o’']t support .{0,80}|listen to this (?:article|story|post)\b.{0,40}",
    r"(?:skip|jump) to .{0,30}(?:content|navigation).{0,30}|jump to ?: .*|reply via e-?mail.{0,60}",
)

_LABELS: Final = (
    r"(?:your )?(?:present|current) (?:position|location) ?[:：].*|you are here ?[:：].*",
    r"(?:当前位置|您(?:现在)?的位置|現在位置) ?[:：].*",
    r"(?:release|publish|post|publication) ?(?:time|date) ?[:：].{0,120}|(?:posted|published) ?[:：].{0,80}",
    r"(?:posted|published) (?:on|at) [^.!?]{0,20}\d[^.!?]{0,40}|posted (?:by|in) [^.!?]{0,60}",
    r"(?:last )?(?:updated|modified)(?: on)? ?[:：].{0,60}",
    r"(?:last )?(?:updated|modified)(?: on)? (?:\w{3,9}\.? )?\d[\d\s,./:-]*(?:\w{2,9}\.?)?(?: \d{4})?",
    r"(?:views?|hits|clicks|reads) ?[:：]? ?[\d,.]+(?: ?times?)?(?: ?source ?[:：]?.{0,40})?",
    r"(?:浏览|点击|阅读|閱讀|瀏覽|조회)(?:次数|次數|量|数|数|率|수)? ?[:：]? ?[\d,.]+.{0,30}",
    r"(?:发布|發布|發佈|更新|公開)(?:时间|時間|日期|日)? ?[:：].{0,80}|时间 ?[:：].{0,80}",
    r"(?:来源|來源|作者|编辑|責任編輯|责任编辑|文章来源) ?[:：].{0,60}",
    r"(?:copyright\b.{0,30}|©|\(c\)|版权所有|版權所有).{0,160}|(?:.{0,80} )?all rights reserved\b.{0,60}",
    r"(?:tags?|categor(?:y|ies)|filed under|topics?|keywords?|schlagwörter|标签|標籤) ?[:：].{0,200}",
    r"related (?:posts?|articles?|stories|content|links) ?:?",
    r"advertisement|sponsored(?: content)?|anzeige|广告",
    r"(?:source|quelle|fuente|via|photo|image|foto) ?[:：] ?\S.{0,80}",
    r"(?:photo(?:graph)?|image)s? (?:by|credit|courtesy)\b[^.!?()]{0,80}\.?(?: ?\([^()]{0,80}\))?",
    r"author\(s\) ?[:：].{0,300}|doi ?: ?10\.\S{1,80}|pmid ?: ?\d+.{0,80}",
    r"(?:article|comments?) url ?[:：].{0,400}|points ?: ?\d+|# comments ?: ?\d+",
    r"submitted by .{0,80}|\[(?:link|comments)\].{0,20}",
    r"arxiv:\S+ announce type: \S+|(?:abstract|summary|introduction|background|摘要)",
    r"(?:\d+ )?min(?:ute)?s? read|https?://\S+",
    r"no description(?: available)?|untitled|null|none|undefined|n/a",
)


def _lines(*patterns: str) -> re.Pattern[str]:
    """Any of ``patterns`` as a whole line, whatever signs stand around it."""
    return re.compile(r"[\W_]*(?:" + "|".join(patterns) + r")[\W_]*", re.IGNORECASE)


_SIGNATURE: Final = _lines(*_SIGNATURES)
_ANY: Final = _lines(*_SIGNATURES, *_INVITATIONS, *_LABELS)
_WITHIN: Final = (
    " on Medium, where people ", "doi: 10.", ", Published online: ", "最先出现在", "這篇文章最早發佈於",
    " yazısı ilk önce ", " bejegyzés ",
)  # fmt: skip
"""What stands in the midst of lines that ``_TELLING`` finds; looking for it takes a tenth of the time."""
_CITED: Final = re.compile(r", (?:Vol(?:ume|\.) |(?:Ahead of Print|Early ?View|Just Accepted)\s?\.)")
"""The same for ``_CITATION``."""

_PLACE: Final = r"(?:issue|number|no\.|part|pages?|pp?\.|article) [^,.]{1,30}"
_CITATION: Final = re.compile(
    rf"[^.!?]{{2,150}}, (?:vol(?:ume|\.) [^\s,.]{{1,12}}, {_PLACE}"
    rf"(?:, (?:{_PLACE}|[^,.]{{0,30}}(?:19|20)\d\d)){{0,3}}"
    r"|ahead of print|early ?view|just accepted)\s?\.\s*",
    re.IGNORECASE,
)
"""The issue and pages of a journal's article, which its publisher says before what the article says."""
_TELLING: Final = re.compile(
    r"[^.!?]{1,200} was originally published in .{1,100} on medium, where people .{0,150}"
    r"|[^.,]{2,80}, published online: .{0,120}|[^.]{2,80}\. (?:19|20)\d\d .{0,80}\bdoi: 10\..{0,150}"
    r"|.{1,200}(?:最先出现在|這篇文章最早發佈於| yazısı ilk önce ).{1,200}"
    r"|a (?:.{1,200} )?bejegyzés (?:.{1,200} )?először .{1,200}",
    re.IGNORECASE,
)
_LEAD: Final = re.compile(
    r"arxiv:\S{1,40} announce type: \S{1,20}\s*(?:abstract: *)?"
    r"|\([^()]{0,40}\b(?:photo|image|credit)\b[^()]{0,60}\) *",
    re.IGNORECASE,
)
_LEADING: Final = ("a", "A", "(")
_WIRE: Final = re.compile(
    r".{0,90}?(?:\((?:GLOBE ?NEWSWIRE|BUSINESS WIRE)\)"
    r"|/ ?(?:PRNewswire|EINPresswire|ACCESS ?WIRE)\b[^/]{0,40}/(?: \w{3,9} \d\d?, \d{4} /)?)[\s–—-]*"
)
"""The place and day of a press release, up to the name of the wire that carries it."""
_LONGEST_LEAD: Final = 200
_BUILDERS: Final = "fusion_|vc_|et_pb_"
_COMMANDS: Final = (
    "av_|su_|x_(?=[a-z]{2})|wp_|ux_|cs_|elementor|caption|gallery|embed|audio|video|playlist|contact-form"
    "|gravityform|ngg|rev_slider|social_|addtoany|sc |button "
)
_SHORTCODE: Final = re.compile(
    rf"\[/?(?:{_BUILDERS}|{_COMMANDS})[^\[\]<>]*\]"
    r"""|\[[a-z][\w-]{1,40}\s+[\w-]{1,40}=(?:["'”“″&]|\d)[^\[\]<>]*\]"""
    # An excerpt may end within one.
    rf"""|\[(?:{_BUILDERS}|[a-z][\w-]{{1,40}}\s+[\w-]{{1,40}}=["'”“″&])[^\[\]<>]*"""
    r"(?:\[(?:…|&\#8230;|&hellip;|\.\.\.)\]|(?=<)|\Z)",
    re.IGNORECASE,
)


def is_boilerplate(line: str) -> bool:
    """Whether ``line`` is one that a site puts around its words."""
    return len(line) <= _LONGEST and bool(_ANY.fullmatch(line) or _tells(line) or _is_citation(line))


def _tells(line: str) -> bool:
    for mark in _WITHIN:
        if mark in line:
            return bool(_TELLING.fullmatch(line))
    return False


def _is_citation(line: str) -> bool:
    return _CITED.search(line) is not None and _CITATION.fullmatch(line) is not None


def without_lead(block: str) -> str:
    """``block`` without the label or credit before its words, where there are any."""
    found = _LEAD.match(block) if block.startswith(_LEADING) else None
    if not found:
        beginning = block[:_LONGEST_LEAD]
        if _CITED.search(beginning):
            found = _CITATION.match(block)
        elif "WIRE" in beginning or "wire" in beginning:
            found = _WIRE.match(beginning)
    return block[found.end() :] or block if found else block


def is_signature(line: str) -> bool:
    """Whether ``line`` is what a blog's software adds under an entry."""
    return len(line) <= _LONGEST and bool(_SIGNATURE.fullmatch(line) or _tells(line))


def without_shortcodes(text: str) -> str:
    """``text`` without the bracketed commands that a WordPress site shows when a plugin of its is gone."""
    return _SHORTCODE.sub("", text) if "[" in text else text
