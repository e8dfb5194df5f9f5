"""Takes the names of fields out of an article that a system shows as a table, field by field."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from typing import Final

from lxml import html

from aggregator.parse import labels
from aggregator.parse.document import Line

_HOLDING: Final = re.compile(
    r"(?:글|公告|新闻|新聞|詳細|详细|お知らせ|記事)?(?:内容|內容|내용)|正文|本文|詳細|详情|詳情|본문|설명|说明|說明"
    r"|contents?|details?|description|text|message|body|news|summary|inhalt|beschreibung|nachricht"
    r"|contenus?|détails?|texte|contenido|descripción|detalles?|texto|contenut[oi]|descrizione|testo"
    r"|conteúdo|descrição|inhoud|omschrijving|beschrijving|treść|opis|içerik|açıklama|detay|metin"
    r"|содержание|описание|текст|περιεχόμενο|περιγραφή|المحتوى|التفاصيل|النص"
    r"|附件|附檔|附加文件|附件下载|附件下載|相关附件|相關附件|添付(?:資料|ファイル)?|첨부(?:\s?파일)?|파일"
    r"|(?:attached )?files?|attachments?|downloads?|documents?|anh[aä]nge?|anlagen?|dateien|pièces? jointes?"
    r"|fichiers?|adjuntos?|archivos?|allegat[oi]|anexos?|bijlagen?|załączniki?|ek(?:ler)?|dosya(?:lar)?"
    r"|вложени[ея]|файлы?|συνημμένα?|المرفقات"
    r"|相[关關](?:链接|連結|鏈接)|関連リンク|관련\s?링크|링크|links?",
    re.IGNORECASE,
)
"""Names of the fields that hold an article's text, or what goes with it."""
_ABOUT: Final = re.compile(
    r"(?:新闻|新聞|公告|文章)?(?:标题|標題|主题|主題|主旨)|件名|題名|タイトル|제목|titles?|subjects?|headline|betreff|titel"
    r"|titre|objet|título|asunto|titolo|oggetto|assunto|tytuł|temat|başlık|konu|заголовок|тема|название|τίτλος"
    r"|العنوان"
    r"|(?:公告|发布|發布|發佈|张贴|張貼|刊登|更新|公開|掲載|登録|投稿|作成|修正|등록|작성|게시)?(?:日期|日時|日付|日|일자|일시|일)"
    r"|(?:发布|發布|張貼|更新)?(?:时间|時間)|날짜|年月日"
    r"|dates?|day|datum|tarih|data|fecha|дата|ημερομηνία|التاريخ"
    r"|(?:公告|发布|發布|發佈|张贴|張貼|主办|主辦|承办)?(?:单位|單位|部门|部門|者|人|處室|机构)"
    r"|担当(?:課|部署|者)?|掲載者|発信者|部署|課"
    r"|작성자|글쓴이|등록자|게시자|이름|담당(?:자|부서)?|부서(?:명)?|작성\s?부서"
    r"|author|name|posted by|editor|department|unit|office|source|autor[ea]?|auteur|verfasser|abteilung"
    r"|quelle|fuente|fonte|departamento|yazar|birim|kaynak|автор|источник|отдел"
    r"|来源|來源|出处|出處|作者|编辑|編輯|責任編輯|责任编辑|审核|審核"
    r"|分类|分類|类别|類別|類型|类型|栏目|欄目|カテゴリ(?:ー)?|種別|区分|분류|구분|카테고리"
    r"|categor(?:y|ies)|kategori[ea]?|rubrik|catégorie|categor[ií]as?|rubrique|section|type"
    r"|категория|раздел|рубрика"
    r"|(?:点击|點擊|點閱|浏览|瀏覽|阅读|閱讀|人气|人氣|查看)(?:次数|次數|人次|人数|人數|率|数|數|量)?|閲覧数|조회(?:수)?|추천(?:수)?"
    r"|views?|hits?|reads?|clicks?|visits?|aufrufe|zugriffe|vues|visitas|visite|okunma(?: sayısı)?"
    r"|просмотр(?:ы|ов)|no\.?|nr\.?|number|번호|番号|编号|編號|序号|索引号|id|文号|点击率",
    re.IGNORECASE,
)
"""Names of the fields that say something about an article."""
_CELLS: Final = ("td", "th")
_SHORT: Final = 80
"""Characters up to which a field's content is a word on the article, not words of it."""
_MOST: Final = 0.5
"""The share of an article that stands in one cell where its table is a sheet, and not one in the article."""
_LABEL: Final = 40
"""Characters up to which a cell may name a field."""
_MOST_CELLS: Final = 8
"""Cells in a row of a sheet; tables of data may have more."""
_PIECES: Final = 20
"""Pieces of a cell that are read for what it says in few words."""
_SIGNS: Final = " :：*-•[]【】()（）"
_CHINESE: Final = "\u2e80"
"""Before all letters of Chinese, Japanese and Korean."""


def without_fields(lines: Sequence[Line]) -> list[Line]:
    """Return an article's lines without the names of fields, and without the fields that only tell of it.

    Only where the article itself stands in a cell beside them: a table in an article is its own.
    """
    cells = [_cell(line) for line in lines]
    told = Counter[html.HtmlElement]()
    for line, cell in zip(lines, cells, strict=True):
        if cell is not None:
            told[cell] += len(line.words)
    weights = Counter[html.HtmlElement]()
    for cell, weight in told.items():
        for around in (cell, *cell.iterancestors(*_CELLS)):
            weights[around] += weight
    enough = _MOST * sum(len(line.words) for line in lines)
    sheets = {_table(cell) for cell, weight in weights.items() if weight >= enough} - {None}
    rows = dict.fromkeys(row for cell in told for row in cell.iterancestors("tr"))
    gone = {cell for row in rows if _table(row) in sheets for cell in _fields(row)}
    return [
        line for line, cell in zip(lines, cells, strict=True) if line.image is not None or cell not in gone
    ]


def _table(part: html.HtmlElement) -> html.HtmlElement | None:
    return next(part.iterancestors("table"), None)


def _cell(line: Line) -> html.HtmlElement | None:
    return line.block if line.block.tag in _CELLS else next(line.block.iterancestors(*_CELLS), None)


def _fields(row: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Yield the cells of a row that name fields, and those that only tell of the article."""
    cells = list(islice(row.iterchildren(*_CELLS), _MOST_CELLS))
    for name, value in zip_longest(cells[::2], cells[1::2]):
        words = _name(name)
        if _HOLDING.fullmatch(words):
            yield name
        elif value is not None and _tells_of_it(words, value):
            yield from (name, value)


def _tells_of_it(name: str, value: html.HtmlElement) -> bool:
    """Say whether a field tells of the article, and is no head of two columns."""
    known = _ABOUT.fullmatch(name) or (labels.is_label(name) and not name.isdigit())
    return bool(known) and len(_begins(value)) <= _SHORT and not _ABOUT.fullmatch(_name(value))


def _name(cell: html.HtmlElement) -> str:
    """Return what a cell says as the name of a field; short ones are often widened, as Chinese 内 容."""
    name = _begins(cell)[:_LABEL].strip(_SIGNS)
    return "".join(name.split()) if name > _CHINESE else name


def _begins(cell: html.HtmlElement) -> str:
    """Return the first words of a cell, which may hold all that a page says."""
    return " ".join("".join(islice(map(str, cell.itertext()), _PIECES)).split())
