"""Knows what many languages call a site's news, and its press releases and notices."""

import re
from typing import Final

NEWS: Final = re.compile(
    r"(?<![\w-])(?:news|newsroom|aktuell(?:es)?|neuigkeiten|nachrichten|meldungen|actualités?|actus?|nouvelles"
    r"|à la une|noticias|novedades|actualidad|notícies|notícias|novidades|notizie|novità|nieuws|nyheter"
    r"|nyheder|nytt|aktuelt|uutiset|ajankohtaista|fréttir|uudised|naujienos|jaunumi|aktualności|aktuality|novinky"
    r"|novosti|vijesti|novice|hírek|știri|noutăți|haberler|duyurular|νέα|ανακοινώσεις|новости|новини|вести"
    r"|навіны|berita|tin tức|albisteak|(?:ال)?أخبار|اخبار|חדשות|समाचार)(?!\w)"
    r"|新闻|新聞|动态|動態|最新消息|资讯|資訊|お知らせ|新着|ニュース|トピックス|뉴스|소식|ข่าว",
    re.IGNORECASE,
)
PRESS: Final = re.compile(
    r"(?<![\w-])(?:press|press releases?|presse|pressemitteilungen|pressemeldungen|prensa|stampa|imprensa"
    r"|comunicados?|comunicati|communiqués?|announcements?|blog|media cent(?:er|re))(?!\w)"
    r"|公告|通知|プレスリリース|공지",
    re.IGNORECASE,
)
