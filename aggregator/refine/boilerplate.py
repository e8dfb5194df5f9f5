"""Knows the lines that a site puts around its words and that are never the news."""

import re
from typing import Final

_LINES: Final = re.compile(
    r"""(?xi) ^[\W_]* (?:
      the\ (?:post|article|entry)\ .{1,300}\ (?:appeared\ first|was\ first\ published|first\ appeared)\ (?:on|at|in)\ .{1,200}
    | (?:this|der|cet|la)\ .{0,30}(?:post|article|story|beitrag|entrada|publicación)\ .{0,250}(?:appeared\ first|erschien\ zuerst
        |est\ apparu\ en\ premier|aparece\ primero|apareció\ primero).{0,200}
    | l[’']article\ .{1,250}est\ apparu\ en\ premier.{0,200} | (?:der\ beitrag|la\ entrada)\ .{1,250}(?:erschien|se\ publicó|aparece)\ .{0,200}
    | (?:click\ here\ to\ )?(?:read|learn|find\ out|see|view|show|discover)\ (?:the\ )?(?:more|full|rest|entire|whole|article)\b.{0,60}
    | continue\ reading.{0,200} | keep\ reading.{0,100} | click\ (?:here|to|the\ link).{0,80} | more\ information | more(?:\ info)?
    | weiterlesen.{0,60} | mehr\ (?:lesen|erfahren|dazu|infos).{0,60} | lire\ (?:la\ suite|plus).{0,60} | en\ savoir\ plus.{0,40}
    | leer\ más.{0,60} | seguir\ leyendo.{0,60} | más\ información | leggi\ (?:tutto|di\ più).{0,40} | lees\ (?:meer|verder).{0,40}
    | 阅读(?:全文|更多).{0,20} | 查看(?:全文|详情|更多).{0,20} | 点击.{0,20} | 続きを読む.{0,20} | もっと(?:見る|読む).{0,20} | 더\ ?보기 | 자세히\ 보기
    | (?:share|tweet|like|pin|print|save|e-?mail|follow)(?:\ (?:this|us|on|via|to|it|the)\b.{0,60})?
    | share\ this.{0,60} | teilen | partager | compartir | 分享.{0,20}
    | you\ must\ be\ logged\ in\ to.{0,60} | (?:please\ )?(?:log|sign)\ in\ to\ .{0,80} | subscribe(?:\ (?:to|now|here)\b.{0,100})? | sign\ up\ (?:for|to)\ .{0,100}
    | (?:your\ )?(?:present|current)\ (?:position|location)\ *[:：].* | (?:you\ are\ here|当前位置|您(?:现在)?的位置|現在位置)\ *[:：].*
    | (?:release|post(?:ed)?|publish(?:ed)?)\ ?(?:time|date|on|at|by)?\ *[:：].{0,120} | (?:last\ )?(?:updated?|modified)(?:\ on)?\ *[:：]?\ *.{0,3}\d.{0,60}
    | (?:posted|published)\ (?:on|at|by|in)\ .{0,80} | (?:views?|hits|clicks|reads|浏览(?:次数|量)?|点击(?:数|率)?|阅读(?:次数|量|数)?|閱讀|조회수?)\ *[:：]?\ *[\d,.]+.{0,30}
    | (?:发布|發布|發佈|更新|公開)(?:时间|時間|日期|日)?\ *[:：].{0,80} | (?:来源|來源|作者|编辑|責任編輯|责任编辑|文章来源)\ *[:：].{0,60} | 时间\ *[:：].{0,80}
    | (?:copyright\b.{0,30}|©|\(c\)|版权所有|版權所有).{0,160} | (?:.{0,80}\ )?all\ rights\ reserved\b.{0,60}
    | (?:tags?|categor(?:y|ies)|filed\ under|topics?|keywords?|schlagwörter|étiquettes|标签|標籤)\ *[:：].{0,200}
    | (?:leave\ a\ (?:comment|reply)|comments?|no\ comments?(?:\ yet)?|\d+\ comments?|post\ a\ comment)
    | (?:skip|jump)\ to\ (?:main\ |the\ )?(?:content|navigation).{0,30} | advertisement | sponsored(?:\ content)? | anzeige | 广告
    | related\ (?:posts?|articles?|stories|content|links)\ *:? | (?:by|von|par|por|di)\ [A-Z][\w.’'-]+(?:\ [A-Z][\w.’'-]+){0,3}
    | (?:source|quelle|fuente|via)\ *[:：]\ *\S.{0,80} | (?:article|comments?)\ url\ *[:：].{0,400} | points\ *:\ *\d+ | \#\ comments\ *:\ *\d+
    | (?:abstract|summary|introduction|background|zusammenfassung|résumé|resumen|摘要)\ *[:：]?
    | (?:\d+\ )?min(?:ute)?s?\ read | https?://\S+ | no\ description(?:\ available)?.? | untitled | null | none | n/a | todo | test
    ) [\W_]*$
    """
)
_LONGEST: Final = 500


def is_boilerplate(line: str) -> bool:
    """Whether ``line`` is one that a site puts around its words."""
    return len(line) <= _LONGEST and bool(_LINES.match(line))
