"""Knows the lines that content-management systems write around a text: labels, breadcrumbs, invitations."""

import re
from dataclasses import dataclass, field
from typing import Final

from aggregator.parse import daywords, spans

_PUBLISHED: Final = (
    r"release(?:d| time| date)|publish(?:ed)?(?: time| date| online)?|publication date|posted|post date"
    r"|issued|created|submitted"
    r"|veröffentlicht|erstellt|gepostet|eingestellt|publié|mis en ligne"
    r"|publicad[oa]|pubblicat[oa]|geplaatst|gepubliceerd"
    r"|publicerad|publiceret|publisert|julkaistu|opublikowano|publikováno|zveřejněno|közzétéve|yayın tarihi"
    r"|опубликовано|дата публикации|опубліковано"
    r"|发布时间|发布日期|发表时间|发布于|發布時間|發佈日期|发稿时间|上传时间|录入时间"
    r"|發布日期|公告日期|公佈日期|張貼日期|上版日期|刊登日期|公開日|掲載日|投稿日|등록일|작성일|게시일|기사입력"
)
_UPDATED: Final = (
    r"(?:last )?(?:updated?|modified|revised|changed)|(?:last|medically) reviewed"
    r"|aktualisiert|stand|mis à jour|actualizado|aggiornato"
    r"|更新时间|更新時間|수정"
)
_WEEKDAYS: Final = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo"
)
_CLOCK: Final = (
    r"(?:\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\b\.?)?(?:\s(?:[a-z]{1,3}t|utc|uhr)\b)?,?\s*(?:on|am)?\s*)?"
)
"""The hour, where it stands before the day."""
_BETWEEN: Final = (
    rf"\s*(?:on|am|le|el|il|op|vom|at)?\s*[:：\[(|-]?\s*{_CLOCK}"
    rf"(?:(?:(?:{_WEEKDAYS})|(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so))\.?,?\s+(?:(?:the|den|der)\s+)?)?"
)
_THEN: Final = re.compile(
    r"^.{0,60}?\b(?:gepostet|veröffentlicht|geschrieben|erstellt|verfasst|eingestellt|publiziert)\b",
    re.IGNORECASE,
)
"""What says after a date that it is the one of publication."""
_DATE_LABEL: Final = re.compile(
    rf"(?:^|\W)(?:{_PUBLISHED}|(?:first|originally) published in [^.|]{{2,25}}){_BETWEEN}$", re.IGNORECASE
)
_NOTICE_OF: Final = re.compile(
    r"(?:meldung|mitteilung|nachricht|beitrag|artikel|bekanntmachung)\b[\w\s./-]{0,20}\bvom\s+$",
    re.IGNORECASE,
)
"""What tells that a notice is of that day, not what it is about."""
_UPDATE_LABEL: Final = re.compile(rf"(?:^|\W)(?:{_UPDATED}){_BETWEEN}$", re.IGNORECASE)
_OTHER_LABEL: Final = re.compile(
    r"(?:regist(?:riert|ered|rierung)|joined|member since|mitglied seit|born|expires?|valid"
    r"|(?:deadline|(?:next|upcoming|nächste[rns]?|prochaine?|próxim[oa]|prossim[oa]) [^\W\d]+)"
    r"(?: [^\W\d]+){0,3}"
    r"|until|till|from|since|save the date"
    r"|when|takes? place|event date|date and time|termin|wann|quand|cuándo|quando|beginn"
    r"|between|bis|vom|von|ab|seit|ends?|starts?|begins?|注册时间|截止\w{0,4}|活动时间|会议时间|会期)\s*(?:on|am"
    rf"|the)?\s*[:：]?\s*{_CLOCK}$",
    re.IGNORECASE,
)
_LABEL_FIRST: Final = re.compile(rf"\W*(?:{_PUBLISHED}|{_UPDATED}){_BETWEEN}", re.IGNORECASE)
_NO_WORDS: Final = re.compile(rf"\b(?:{_PUBLISHED}|{_UPDATED}|{_WEEKDAYS})\b", re.IGNORECASE)
"""What stands beside a date and says no more than it."""
_BAR: Final = re.compile(r"[|•·●►»/]|\s[–—-]\s|\s{3,}")
_DATELINE_ENDS: Final = re.compile(
    r"(?:\s?г\.)?[)）]?\.?\s*(?:/[\w -]{2,40}/|[(（][^()]{2,40}[)）])?\s*(?:--|[–—:：-])"
)
_CAPITAL: Final = r"[A-ZÀ-ÞĀ-ŽΑ-ΩА-Я][\w.'’-]*"
_PLACE: Final = re.compile(
    r"[(（]?(?!(?:After|Before|By|Dates?|Deadline|Due|From|In|On|Since|Till|Until)\b)"
    rf"{_CAPITAL}(?: [\w.'’-]{{1,3}}(?= ))?(?:,? {_CAPITAL}){{0,3}},?\s*(?:[–—-]\s*)?"
    r"[(（]?(?:the|den|le|el|il|am)?\s*"
    r"|.{0,12}[(（](?:通[讯訊][员員]|[记記]者).{0,12}"
)
"""What stands before the day with which a text begins: a place, or who wrote it."""
_AFTER_PLACE: Final = re.compile(r"(?:\s?г\.|[)）]|\.(?=\s))")
_LONGEST_LINE: Final = 300
_LONGEST_DATELINE: Final = 60
_LONGEST_LABEL: Final = 40
_FEW: Final = 30

_SEEN: Final = (
    r"views?|hits?|clicks?|reads?|zugriffe|aufrufe|gelesen|affichages?|vues?|lectures?|consultations?"
    r"|visitas|vistas|visto|lecturas|leído|visite|visualizzazioni|visualizações|letture|letto|acessos|leituras"
    r"|weergaven|(?:aantal keer )?(?:bekeken|gelezen)|(?:(?:liczba|ilość) )?(?:odsłon|wyświetleń|wejść)"
    r"|visning[ae]r|(?:počet )?zobrazení|megtekintések|(?:количество )?(?:показов|просмотров)|просмотры"
    r"|(?:okunma|görüntülenme|görüntüleme)(?: sayısı)?|προβολές|(?:عدد )?(?:المشاهدات|الزيارات|القراءات)"
    r"|(?:(?:浏览|点击|點擊|點閱|阅读|閱讀|瀏覽|访问|訪問|人气|人氣|查看|조회|閲覧|アクセス)"
    r"(?:次数|次數|人次|人数|人數|回数|量|数|數|率|수)?)"
)
"""What is written before the number of those who have read a page."""
_TIMES: Final = r"(?:times?|mal|fois|volte|veces|vezes|keer|razy|раза?|次|人次?|回|회)"
_THEN_UPDATED: Final = rf"(?:\W+(?:{_UPDATED})\b.{{0,60}})?"
_FILED: Final = (
    r"(?:published|posted|filed) (?:in|under)|veröffentlicht in|publicado e[nm]|publié dans"
    r"|pubblicato in|gepubliceerd in|opublikowano w|опубликовано в"
)
"""What is written before the name of the section that an article is filed in."""
_SHARE: Final = (
    r"condividi|compartilh(?:ar|e)|partilh(?:ar|e)|compartir|paylaş(?:ın)?|поделиться|delen|udostępnij|dela|sdílet"
    r"|megosztás|κοινοποίηση|(?:مشاركة|شارك)|teilen|partager"
)
_SERVICES: Final = (
    r"facebook|twitter|linkedin|whatsapp|telegram|mastodon|bluesky|instagram|youtube|xing|reddit|pinterest"
    r"|weibo"
)
_ALSO: Final = (
    r"(?:see|read) also|also read|(?:à )?lire (?:aussi|également)|voir aussi|lesen sie auch|leggi anche"
    r"|lea también|leia (?:também|mais)|lees ook|читайте также|czytaj (?:też|także)"
)
"""What is written before the headline of another article."""
_RELEASE: Final = (
    r"for immediate release|(?:press|news|media) release|presse(?:mitteilung|information|meldung)"
    r"|medienmitteilung|communiqué(?: de presse)?|comunicado(?: de (?:prensa|imprensa))?"
    r"|nota (?:de prensa|à imprensa|stampa)"
    r"|comunicato(?: stampa)?|persbericht|pressmeddelande|pressemeddelelse|pressemelding|lehdistötiedote"
    r"|informacja prasowa|tisková zpráva|sajtóközlemény|basın bülteni|пресс-релиз|新闻稿|新聞稿"
    r"|プレスリリース|보도자료"
)
"""What tells that a text was sent to the press."""
_TAGS: Final = r"(?:[\s,;|/]*[^\s,;|/]+(?: [^\s,;|/]+){0,3}(?=[,;|/]|$)){0,20}"
"""Names of a few words each, not a sentence."""
_KEYWORDS: Final = (
    r"mots[- ]clés|étiquettes|etiquetas|palabras clave|palavras-chave|parole chiave|archiviato sotto"
    r"|słowa kluczowe|ключевые слова"
)
_NAMED: Final = r"[^\W\d][^\s\d]{2,30}(?: [^\s\d]{1,30}){0,2}"
"""The name of a section."""
_AROUND: Final = (
    r"(?:your )?(?:present|current) (?:position|location) ?[:：].*|you are here ?[:：].*",
    r"(?:当前位置|您(?:现在)?的位置|您的位置|目前位置|現在位置) ?[:：].*",
    r"(?:home|start|startseite|accueil|inicio|首页|首頁|ホーム) ?[>»›/→|].*",
    r"(?:release time|release date|发布时间|发布日期|发布于|发稿时间|發布時間|更新时间) ?[:：].*",
    r"(?:views?|hits?|clicks?|reads?) ?[:：] ?\d.*",
    r"(?:浏览|点击|阅读|閱讀|瀏覽|조회)(?:次数|次數|量|数|數|率|수)? ?[:：] ?\d.*",
    r"\d[\d.,]* ?(?:views?|reads?|hits|clicks|likes?|shares?|vues?|visitas|aufrufe)(?: ?[|·•,].{0,40})?",
    rf"(?:{_SEEN}|read|viewed|lu|vu|consulté|lido) ?[:：]? ?\d[\d.,]*(?: ?{_TIMES})?{_THEN_UPDATED}",
    r"\d[\d.,]* (?:kez|defa) (?:okundu|görüntülendi)",
    r"(?:рейтинг|rating|bewertung|valutazione|ocena) ?[:：] ?\d[\d.,/ ]{0,10}",
    rf"(?:{_SHARE})(?: (?:su|en|em|auf|op|via|w|na|в) .{{0,40}}| ?[:：](?:[\s,;|/]*(?:{_SERVICES}))+)?",
    r"シェア(?:する)?|ツイート|공유(?:하기)?|印刷(?:する)?",
    r"stampa|drukuj|yazdır|печать|распечатать|версия для печати|afdrukken|طباعة|εκτύπωση|skriv ut|tisk",
    rf"(?!.{{0,80}}[.!?]\s*$)(?:{_FILED}) {_NAMED}(?: ?[|·•] ?.{{0,40}})?",
    rf"(?:{_RELEASE})(?: ?(?:no|nr|n°|n\.º|№|#)\.? ?\d[\d/ .-]{{0,12}})?",
    r"\d[\d.,]* ?次(?:阅读|浏览|点击).{0,20}",
    r"(?:来源|來源|编辑|编辑人|责任编辑|審核|审核|文章来源) ?[:：].{0,60}",
    r"(?:작성자|글쓴이|등록일|작성일|작성일자|조회수|조회) ?[:：].{0,80}",
    r"(?:작성자|글쓴이) .{1,60}?(?:조회|작성일|댓글) ?\d[\d,:.\s/작성일조회수댓글건-]{0,60}",
    r"페이지 정보|본문|관련 ?링크|첨부 ?파일|댓글 ?목록|등록된 댓글이 없습니다",
    r".{1,160}\d회 (?:연결|다운로드)(?: ?\|.{0,60})?",
    r"목록(?:으로)?|(?:이전글|다음글)\b.{0,80}|인쇄(?:하기)?",
    r"(?:字体|字號|字号|font size) ?[:：].*",
    r"(?:【?(?:打印|打印本页|关闭|关闭窗口|返回顶部|返回列表|收藏(?:本页)?|大|中|小)】?\s*)+",
    r"(?:この)?(?:ページ)?の?(?:先頭|トップ|上)(?:へ|に)(?:戻る|もどる)?|ページトップ(?:へ(?:戻る)?)?",
    r"(?:一覧|前のページ)(?:へ|に)戻る|(?:seite )?(?:drucken|weiterempfehlen)",
    r"zur(?:ück)?(?: zur?)? (?:übersicht|liste|news|startseite)",
    r"(?:partager|imprimer)(?: (?:cet|cette|sur|la page|l[’']article)\b.{0,40})?|haut de page",
    r"retour(?: (?:à la liste|à l[’']accueil|aux actualités|au sommaire|en haut))?",
    r"(?:compartir|imprimir)(?: (?:en|esta|este|por)\b.{0,30})?",
    r"volver(?: (?:a la lista|al listado|al inicio|arriba|atrás))?|torna (?:indietro|su|alla lista)",
    r"back to (?:[\w.&-]+ ){1,3}news",
    r"(?:back|return)(?: to (?:the )?(?:top|list|overview|news|home|index|main|results)\b.{0,20})?",
    r"printer[- ]friendly(?: version)?|(?:vous êtes ici|sie sind hier|usted está aquí) ?[:：].*",
    _SERVICES,
    r"(?:上一篇|下一篇|上一条|下一条|previous|next|prev)(?: (?:post|article|story|page|entry))? ?[:：].*",
    r"(?:this|the) (?:entry|post|article) was (?:posted|published|written) .{4,200}",
    r"(?:der|dieser|diese[rs]?) (?:beitrag|eintrag|artikel|meldung) wurde (?:am|von|unter) .{4,200}",
    r"(?:cet article|ce billet) a été (?:publié|posté|écrit) .{4,200}",
    r"(?:esta|la) (?:entrada|noticia) (?:fue|ha sido) publicad[ao] .{4,200}",
    r"you must be logged in .{0,60}|(?:please )?(?:log|sign) ?in (?:or register )?to .{0,60}",
    r"copyright\W*(?:©|\(c\)|(?:19|20)\d\d|by |(?-i:[A-Z])|$)[^.]{0,80}.{0,140}",
    r"\(?(?:©|ⓒ|\(c\)|版权所有|版權所有)[^.]{0,80}.{0,140}",
    r".{0,80}\ball rights reserved\b.{0,160}|.{0,60}(?:무단전재|無断転載|禁无断转载).{0,60}",
    r"(?:(?:leave|post|add|write) a|all|view|show) (?:comments?|repl(?:y|ies))\b.{0,40}",
    r"(?:no|\d+) (?:comments?|repl(?:y|ies))\b(?! (?:was|were|is|are|has|have|from)\b).{0,40}",
    r"(?:see|loading|user|new) (?:comments?|repl(?:y|ies))\b.{0,40}",
    r"comments?|comments? (?:are )?closed|comments? powered by .*|tell us what you think.{0,10}",
    r"(?:share|tweet|pin|print|e-?mail|save)(?: (?:this|it|on|via|to)\b.{0,50})?|teilen|partager",
    r"compart(?:ir|e (?:esta noticia|este art[ií]culo))|分享.{0,20}",
    r"扫一扫在手机(?:上)?打开(?:当前页面?|本页)|[上下]一[篇条]】.{1,160}",
    r"like this (?:story|article|post).{0,60}",
    r"(?:click here|sign up|subscribe)\b[^.]{0,100}(?:newsletter|app|alerts?|email)s?\b.{0,60}",
    r"subscribe to (?:\S+ ?){1,5}|.{0,50}click here (?:to|for) .{0,60}",
    r"(?:jetzt )?newsletter abonnieren|(?:melden sie sich|abonnieren sie)\b[^.]{0,60}\bnewsletter\b.{0,60}",
    r"(?:suscr[ií]b(?:ete|ase)|inscreva-se|abonnez-vous|iscriviti)\b[^.]{0,40}\b(?:bolet[ií]n|newsletter)\b.{0,40}",
    r"(?:this|our) (?:web ?)?site uses cookies\b.{0,200}",
    r"subscribe to .{0,50}\b(?:channel|feed|update|podcast)s?\b.{0,40}",
    r"(?:get|download) (?:the|our) .{0,40} app\b.{0,40}",
    r"(?:see more|read more|more|also on [\w.]+|don[’']t miss) ?[:：].{0,160}",
    rf"(?:{_ALSO}) ?[:：].{{0,160}}",
    r"(?:this|the) (?:page|article|news|text|statement) is also available in .{0,80}",
    r"(?:cette page|cet article|ce texte) est (?:aussi|également) disponible en .{0,80}",
    r"dies(?:e seite|er artikel|er text) ist auch (?:auf|in) .{0,60}\bverfügbar\W*",
    r"(?:click|please) (?:here )?(?:to )?accept .{0,40}\bcookies\b.{0,60}",
    r"(?:was|is) this (?:page|article|content|information) (?:helpful|useful)\b.{0,40}",
    r"table of contents|inhaltsverzeichnis|table des matières|(?:tabla de contenidos?|índice)|目[录錄次]",
    r"related(?: (?:posts?|articles?|stories|content|news|links|topics))? ?[:：].{0,160}",
    r"(?:see|read|learn|find out) more|read the (?:full|original|whole) .{0,40}|continue reading.{0,80}",
    r"don[’']t miss|explore further",
    r"also on [\w-]+\.\w{2,4} .{0,160}",
    r"follow .{0,60} on (?:facebook|twitter|instagram|linkedin|x)\b.{0,80}|(?:like|follow) us\b.{0,80}",
    r"press releases may be edited for .{0,120}",
    r"advertisement|anzeige|publicité|广告|sponsored(?: content)?|story continues.{0,30}",
    r"article continues.{0,30}",
    r"thanks? (?:you )?for (?:signing up|subscribing).{0,20}|an error (?:has )?occurred.{0,60}",
    r"javascript .{0,100}",
    r"(?:order reprints|print article|print this page|back to top|top|zurück|nach oben|skip to .{0,30})",
    r"(?:tags?|filed under|schlagwörter|标签|關鍵詞|关键词) ?[:：].{0,200}",
    rf"(?:categor(?:y|ies)|keywords?|labels|{_KEYWORDS}) ?[:：]{_TAGS}",
    r"\d+ (?:min(?:ute)?s?|mins?\.?) (?:read|lesezeit|de lecture)|lesezeit ?:? ?\d+.{0,12}",
)
_LINE: Final = re.compile(r"[\W_]*(?:" + "|".join(_AROUND) + r")[\W_]*", re.IGNORECASE | re.DOTALL)
_ENDING: Final = re.compile(
    r"[\W_]*(?:(?:you (?:may|might) (?:also )?(?:like|be interested).{0,30}|recommended(?: .{0,30})?"
    r"|related (?:posts?|articles?|stories|content|news|links|topics|coverage|reading)|similar (?:posts"
    r"|articles)"
    r"|(?:most|top|latest|more|other|recent) (?:read|popular|viewed|shared|stories|news|posts|articles"
    r"|headlines|from|in|on)\b.{0,60}"
    r"|partner news|trending(?: .{0,20})?|read (?:next|also)|see also|what to read next|mehr zum thema"
    r"|weitere (?:artikel|meldungen|news)"
    r"|(?:das )?könnte (?:sie|dich) auch interessieren|à lire aussi|sur le même sujet|leggi anche"
    r"|te puede interesar|lea también"
    r"|相关(?:新闻|文章|链接|阅读|推荐)|推荐阅读|热门(?:新闻|文章)|関連記事|관련 ?기사)[\W_]*)",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(
    r"[\W_]*(?:(?:https?://)?(?:[\w-]+\.)+[a-z]{2,8}(?:/\S*)?|\S+@\S+\.\w+|@\w+)[\W_]*", re.IGNORECASE
)
_ONLY_LABEL: Final = re.compile(
    rf"[\W_]*(?:(?:{_PUBLISHED}|{_UPDATED}|views?|hits?|clicks?|reads?|times?|source|author|editor|date|category"
    r"|section|autore?|auteur|quelle|fuente|来源|來源|作者|编辑|浏览(?:次数|量)?|点击(?:次数|量)?|조회수?|작성자)"
    r"\s*[:：]?|\d{1,7})[\W_]*",
    re.IGNORECASE,
)
_IMPRINT: Final = re.compile(
    r"©|\bcopyright\b|\(c\) ?(?:19|20)\d\d|\b(?:tel|phone|telephone|telefon|fax)\b\W{0,3}\d|\be-?mail ?:"
    r"|(?:电话|電話|传真|傳真|邮编|邮箱|地址|住所|版权所有|版權所有|주소|전화) ?[:：]|ICP备|\S+@\S+\.\w{2,}",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Dates:
    """The dates of a line as written: those of publication, those without a label, those of an update.

    ``bare`` stand alone, ``amid`` beside a few words, which may say the place of an event, ``other``
    after the label of something else.
    """

    published: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)
    amid: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    def add(self, others: "Dates") -> None:
        """Take those of another line."""
        self.published.extend(others.published)
        self.bare.extend(others.bare)
        self.amid.extend(others.amid)
        self.updated.extend(others.updated)
        self.other.extend(others.other)


def is_around(words: str) -> bool:
    """Say whether a line is one that a system writes around a text, not of the text itself."""
    if len(words) > _LONGEST_LINE:
        return False
    return bool(_LINE.fullmatch(words)) or (bool(_LABEL_FIRST.match(words)) and is_date(words))


def is_ending(words: str) -> bool:
    """Say whether a line is the heading of what follows an article: other articles."""
    return len(words) <= _LONGEST_LINE and bool(_ENDING.fullmatch(words))


def is_label(words: str) -> bool:
    """Say whether a line is but a label, or a figure, of which the other half stands on a line of its own."""
    return bool(_ONLY_LABEL.fullmatch(words))


def is_imprint(words: str) -> bool:
    """Say whether a line tells who runs a site and how to reach them."""
    return len(words) <= _LONGEST_LINE and bool(_IMPRINT.search(words))


def is_address(words: str) -> bool:
    """Say whether a line is but the address of a page or of a mailbox."""
    return bool(_ADDRESS.fullmatch(words))


def is_date(words: str) -> bool:
    """Say whether a line is but a date, with its label, time of day and weekday where they are there."""
    found = daywords.find(words) if len(words) <= _LONGEST_LINE else None
    if found is None or spans.is_of_span(words, found, found.start()):
        return False
    rest = _NO_WORDS.sub(" ", words[: found.start()] + words[found.end() :])
    return sum(map(str.isalpha, rest)) <= _FEW


def dates(words: str) -> Dates:
    """Return the dates of a line by what their labels say of them."""
    found = Dates()
    at, is_in_span = 0, False
    while match := daywords.find(words[at:]):
        begins, ends = at + match.start(), at + match.end()
        before = words[max(at, begins - _LONGEST_LABEL) : begins]
        ends_span = is_in_span and spans.is_between(words[at:begins])
        is_in_span = False
        if _UPDATE_LABEL.search(before):
            found.updated.append(match[0])
        elif _DATE_LABEL.search(before) or _NOTICE_OF.search(before) or _THEN.match(words[ends:]):
            found.published.append(match[0])
        elif _OTHER_LABEL.search(before):
            found.other.append(match[0])
        elif ends_span or spans.is_of_span(words, match, begins):
            found.other.append(match[0])
            is_in_span = True
        else:
            beside = _beside(words, begins, ends)
            if beside <= _FEW:
                (found.amid if beside else found.bare).append(match[0])
        at = ends
    return found


def dateline(words: str) -> Dates:
    """Return the date with which a text begins, as agencies write: "OAK BROOK, Ill., March 14, 2024 --"."""
    match = daywords.find(words[:_LONGEST_LINE])
    if match is None or match.start() > _LONGEST_DATELINE:
        return Dates()
    before, after = words[: match.start()], words[match.end() :]
    begins = _DATELINE_ENDS.match(after) or (_PLACE.fullmatch(before) and _AFTER_PLACE.match(after))
    return Dates(amid=[match[0]] if begins else [])


def _beside(words: str, begins: int, ends: int) -> int:
    """Return how many letters stand beside a date between the bars of a line, in a sentence: many."""
    before = _BAR.split(words[:begins])[-1]
    after = _BAR.split(words[ends:])[0]
    return sum(map(str.isalpha, _NO_WORDS.sub(" ", f"{before} {after}")))
