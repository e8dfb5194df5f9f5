"""Knows the links that serve a site's visitors and are no news: to languages, accounts, legal pages, search.

Such a link says nothing else: "Register now for the annual meeting" is a headline.
"""

import re
from typing import Final

_LONGEST: Final = 60
"""Characters of such a link."""
_SPACED: Final = 300
"""Characters, with spaces between, in which it is looked for."""
_LANGUAGE: Final = (
    r"english|englisch|anglais|inglés|inglese|inglês|engels|engelska?|englanti|angielski|anglicky|angol"
    r"|ingilizce|английский|англійська|αγγλικά|الإنجليزية|英文|英语|英語|영문|영어|eng|german|deutsch"
    r"|allemand|alemán|tedesco|alemão|duits|tyska?|saksa|niemiecki|německy|almanca|немецкий|德文|德语|french"
    r"|fran[cç]ais|französisch|francés|francese|francês|frans|franska|французский|法文|法语|spanish"
    r"|espa[nñ]ol|castellano|spanisch|espagnol|spagnolo|espanhol|испанский|西班牙语|italian|italiano"
    r"|italienisch|italien|portuguese|portugu[eê]s|dutch|nederlands|niederländisch|néerlandais|swedish"
    r"|svenska|danish|dansk|norwegian|norsk|bokmål|nynorsk|finnish|suomi|suomeksi|icelandic|íslenska|polish"
    r"|polski|czech|čeština|česky|česká|slovak|slovenčina|slovensky|slovenian|slovenščina|slovensko"
    r"|hungarian|magyar|romanian|română|bulgarian|български|croatian|hrvatski|serbian|srpski|српски|bosanski"
    r"|estonian|eesti|latvian|latviešu|lithuanian|lietuvių|shqip|македонски|greek|ελληνικά|turkish|türkçe"
    r"|russian|русский|по-русски|ukrainian|українська|arabic|العربية|عربي|hebrew|עברית|persian|فارسی|chinese"
    r"|中文|汉语|漢語|简体|繁體|繁体|简体中文|簡體中文|繁體中文|繁体中文|正體中文|japanese|日本語|korean"
    r"|한국어|국문|thai|ไทย|vietnamese|tiếng việt|indonesian|bahasa indonesia|हिन्दी|català|euskara|galego"
    r"|cymraeg|gaeilge|malti"
)
_CODE: Final = (
    r"en|de|fr|es|it|pt|nl|sv|se|da|dk|no|nb|fi|is|pl|cs|cz|sk|sl|hu|ro|bg|hr|sr|et|lv|lt|el|gr|tr|ru|uk|ua"
    r"|ar|he|fa|zh|cn|tw|hk|ja|jp|ko|kr|th|vi|id|ca|eu|gl|cy|ger|deu|fra|fre|esp|spa|ita|por|rus|chn|jpn|kor"
)
_PAGE: Final = r"page|site|website|article|text|seite|artikel|página|sitio|pagina|sito|sida|sivu"
_LANGUAGES: Final = (
    rf"(?:(?:in|auf|en|em|på|po|på|op het|in het) )?(?:{_LANGUAGE})(?: \([^()]{{1,25}})?"
    rf"|(?:{_LANGUAGE}|deutsche|englische|französische)[ -]?(?:version|versie|verze|edition|page|site|website"
    r"|seite|fassung|版)"
    rf"|(?:versi[oó]ne?|versão|versie|wersja|версия) (?:(?:en|in|em) )?(?:{_LANGUAGE}|française|anglaise"
    r"|allemande|inglesa|española|italiana|angielska|английская)(?: (?:du|de la|del|de) .{1,20})?"
    r"|(?:(?:read|view|see|lire|voir|leer|ver|leggi|ler) )?(?:this|the|diese[rn]?|cette|cet|ce|esta|este"
    rf"|questa|questo) (?:{_PAGE}) (?:in|auf|en|em) (?:{_LANGUAGE})(?: (?:lesen|anzeigen|ansehen))?"
    rf"|(?:{_CODE})(?:[-_/ ](?:{_CODE}|gb|us|br|at|ch|be))?"
    r"|(?:(?:choose|select|change)(?: (?:a|your|the))? )?languages?|sprachen?|sprachauswahl|langues?"
    r"|idiomas?|lingua|språk|语言|語言|言語"
)
_MINE: Final = (
    r"account|profile|area|dashboard|library|konto|profil|bereich|compte|espace|cuenta|perfil|conta"
)
_ACCOUNTS: Final = (
    r"(?:(?:members?[’']?s?|user|staff|author|admin|mitglieder)[ -]?)?(?:log[ -]?(?:in|on|out|off)"
    r"|sign[ -]?(?:in|up|out|on))(?: (?:here|now|with .{1,20}|to (?:your|my) account))?"
    r"|(?:register|registration|join|subscribe|sign up|enrol)(?: (?:now|here|today|us|free|for free"
    r"|an account|as a member))?"
    r"|(?:join|support|contact) (?:the|our) (?:society|association|community|network)"
    r"|(?:create|open) (?:an? |your )?(?:new |free )?(?:account|profile)|become a (?:\w+ )?member"
    r"|not (?:yet )?(?:a member|registered)(?: yet)?(?:\W{1,3}(?:join|register|sign up|become)\b.{0,25})?"
    rf"|(?:my|your|mein|ihr|mon|mi|mijn|min|mina|moje|a minha|minha|il mio) (?:{_MINE})"
    r"|members?[’']?s? ?(?:area|zone|portal|only)|(?:members?|mitglieder)[ -]?(?:bereich|login)"
    r"|intern(?:er bereich)?"
    r"|(?:(?:have you|i|i have|i[’']ve|did you|you) )?(?:forgot|forget|forgotten|lost) (?:(?:your|my"
    r"|the) )?(?:password|username|user ?name|login)(?: or (?:password|username))?"
    r"|(?:reset|change) (?:your |my )?password|(?:need |get )?help (?:with )?(?:sign|logg)ing in|remember me"
    r"|(?:jetzt |neu |hier )?(?:anmelden|registrieren|einloggen)|zum login|abmelden|ausloggen|anmeldung"
    r"|registrierung|konto erstellen|passwort vergessen|(?:jetzt )?mitglied werden"
    r"|connexion|déconnexion|se (?:dé)?connecter|s[’']identifier|s[’']inscrire|inscription|créer un compte"
    r"|devenir membre|mot de passe (?:oublié|perdu)|espace (?:membres?|adhérents?|personnel|privé)|adhérer"
    r"|iniciar sesión|cerrar sesión|acceder|acceso(?: (?:a )?(?:socios|usuarios))?|ingresar|entrar"
    r"|registr(?:o|arse)|regístrate|crear (?:una )?cuenta"
    r"|(?:¿ ?)?(?:has? )?olvid(?:ó|é|aste|ado) (?:su|tu|mi|la) contraseña|hazte socio"
    r"|área (?:de )?(?:socios|privada|personal|do sócio|do associado)"
    r"|accedi|registrati|iscriviti|area (?:riservata|soci|personale)"
    r"|(?:hai dimenticato la )?password(?: dimenticata)?"
    r"|iniciar sessão|sair|regist(?:ar|rar-se)|cadastre-se|criar (?:uma )?conta"
    r"|esquec(?:eu|i) (?:a |sua |minha |a sua )?(?:senha|palavra-passe)"
    r"|inloggen|uitloggen|aanmelden|registreren|wachtwoord vergeten|lid worden|account aanmaken"
    r"|logga (?:in|ut)|registrera(?: dig)?|mina sidor|glömt lösenord(?:et)?|bli medlem|log ind|opret konto"
    r"|glemt (?:adgangskode|passord)|logg inn|min side|kirjaudu(?: sisään)?|rekisteröidy|unohtuiko salasana"
    r"|liity jäseneksi"
    r"|zaloguj(?: się)?|logowanie|zarejestruj(?: się)?|rejestracja|nie pamiętasz hasła"
    r"|přihlá(?:sit(?: se)?|šení)|registrace|zapomenuté heslo|bejelentkezés|belépés|regisztráció"
    r"|elfelejtett jelszó|(?:üye )?giri[sş]i?(?: yap)?|(?:üye|kayıt) ol|şifremi unuttum"
    r"|войти|вход|выход|регистрация|зарегистрироваться|личный кабинет|забыли пароль|увійти|вхід|реєстрація"
    r"|забули пароль|σύνδεση|είσοδος|εγγραφή|تسجيل(?: الدخول)?|دخول|إنشاء حساب|نسيت كلمة (?:المرور|السر)"
    r"|(?:会员|會員|用户|用戶)?(?:登录|登陆|登入|注册|註冊)|(?:会员|會員|个人)(?:中心|專區)|忘[记記]密[码碼]|退出"
    r"|(?:会員)?ログ(?:イン|アウト)|(?:新規)?(?:会員)?登録|会員専用(?:ページ)?|マイページ"
    r"|パスワードを(?:お?忘れ).{0,10}|로그(?:인|아웃)|회원가입|마이페이지|(?:아이디\W{0,3})?비밀번호 ?찾기"
)
_COOKIES: Final = r"(?: (?:the |only )?(?:all |necessary |essential |selected |optional )?(?:cookies?|all))?"
_LEGAL: Final = (
    r"(?:our )?(?:privacy|cookies?|data (?:protection|privacy)|copyright|accessibility|legal|refund)(?:"
    r" (?:policy|policies|notice|statement|settings|preferences|cent(?:er|re)|declaration|information|info"
    r"|consent|disclaimer))?"
    r"|imprint|disclaimer|terms|conditions|terms (?:and|&) conditions"
    r"|(?:terms|conditions) of (?:use|service|sale)"
    rf"|(?:accept|allow|reject|decline|deny|refuse|agree to){_COOKIES}|more options|i agree"
    r"|(?:manage|change|your|edit) (?:my |your )?(?:cookies?|consent|privacy)(?: (?:settings|preferences"
    r"|choices))?"
    r"|datenschutz(?:erklärung|hinweise?|bestimmungen|einstellungen)?|impressum|agb|nutzungsbedingungen"
    r"|rechtliche(?:s| hinweise)|haftungsausschluss|(?:erklärung zur )?barrierefreiheit(?:serklärung)?"
    r"|leichte sprache|gebärdensprache|cookie-?(?:einstellungen|richtlinien?|hinweise?)"
    r"|(?:alle )?(?:cookies )?(?:akzeptieren|ablehnen|zulassen)"
    r"|mentions légales|confidentialité|(?:politique|gestion|gérer|paramètres|préférences)(?: (?:de|des|les"
    r"|mes))? (?:confidentialité|cookies)|tout (?:accepter|refuser)"
    r"|(?:accepter|refuser)(?: (?:tout|les cookies|tous les cookies))?|cg[uv]|données personnelles"
    r"|conditions(?: générales)?(?: d[’']utilisation| de vente)?|protection des données"
    r"|accessibilité(?: ?: .{1,25})?|crédits"
    r"|aviso legal|(?:política|configuración|configurar) (?:de )?(?:las )?(?:privacidade?|cookies)"
    r"|privacidade?|protección de datos|(?:condiciones|términos)(?: (?:de|y) (?:uso|condiciones))?"
    r"|(?:aceptar|rechazar)(?: (?:todo|todas|cookies|todas las cookies))?|acces+ibilidad|note legali"
    r"|informativa (?:sulla )?privacy|termini (?:e condizioni|d[’']uso)"
    r"|(?:accetta|rifiuta)(?: (?:tutti|tutto|i cookie|tutti i cookie))?|(?:dichiarazione di )?accessibilità"
    r"|termos(?: (?:de|e) (?:uso|condições))?"
    r"|(?:aceitar|rejeitar)(?: (?:tudo|todos|cookies|todos os cookies))?|acessibilidade"
    r"|privacy(?:verklaring|beleid|statement)|(?:algemene|gebruiks) ?voorwaarden"
    r"|cookie(?:beleid|-?instellingen|voorkeuren)|colofon|(?:alles|cookies) accepteren"
    r"|toegankelijkheid(?:sverklaring)?|integritetspolicy|personuppgifter|dataskydd"
    r"|tillgänglighet(?:sredogörelse)?|tilg(?:ængelighed|jengelighet)(?:serklæring)?"
    r"|p(?:rivatlivs|ersondata)politik|personvern(?:erklæring)?|tietosuoja(?:seloste)?"
    r"|saavutettavuus(?:seloste)?"
    r"|polityka prywatności|regulamin|deklaracja dostępności|rodo|ochrana osobn[ií]ch [uú]dajů?"
    r"|prohlášení o přístupnosti|adatvédelem|adatvédelmi (?:tájékoztató|nyilatkozat)|impresszum"
    r"|gizlilik(?: politikası)?|kvkk|çerez politikası"
    r"|политика конфиденциальности|політика конфіденційності|πολιτική απορρήτου|όροι χρήσης|سياسة الخصوصية"
    r"|الشروط والأحكام"
    r"|隐私(?:政策|声明|保护)|隱私權?(?:政策|聲明)|(?:法律|免责|版权|网站)声明|使用条款"
    r"|個人情報(?:保護(?:方針)?|の取り?扱い(?:について)?)|プライバシーポリシー|利用規約|サイトポリシー"
    r"|免責事項|개인정보 ?(?:처리|취급) ?방침|이용약관|이메일 ?무단 ?수집 ?거부"
)
_SERVICES: Final = (
    r"(?:home|start)(?: ?page)?|(?:home ?page|website) of (?:the|our) \w+|about(?: us)?"
    r"|contacts?(?: (?:us|form|details|information|page))?"
    r"|contact (?:the|our) (?:\w+ ){0,2}(?:office|secretariat|team|webmaster|support)|get in touch|feedback"
    r"|help|faqs?|members|(?:html )?site ?map"
    r"|(?:advanced )?search(?: (?:the|this|our) (?:site|website|pages?))?|rss(?: feeds?)?|skip to .{1,20}"
    r"|menu"
    r"|kontakt(?:e|y|formular)?|(?:erweiterte )?suche|startseite|über uns|hilfe|inhaltsverzeichnis"
    r"|seitenübersicht|übersicht"
    r"|nous contacter|contactez[- ]nous|recherche(?:r)?|accueil|qui sommes[- ]nous|à propos|plan du site"
    r"|aide"
    r"|contact[oa]s?|contáct[ae]nos|mapa (?:del sitio|web|do site)|buscar?|búsqueda|inicio|início"
    r"|quiénes somos|quem somos|sobre (?:nosotros|nós)|ayuda|fale conosco|contato|pesquisar|contatti"
    r"|contattaci|mappa del sito|cerca|ricerca|chi siamo"
    r"|contact opnemen|zoeken|over ons|kontakta? (?:oss|os)|sök|søg|søk|om oss?|webbplatskarta|yhteystiedot"
    r"|ota yhteyttä|haku|meistä|etusivu"
    r"|szukaj|wyszukiwarka|mapa (?:strony|serwisu|webu|stránek)|o n[aá]s|strona główna|hledat|vyhledávání"
    r"|úvod|kapcsolat|keresés|rólunk|oldaltérkép|iletişim|arama|site haritası|hakkımızda|ana ?sayfa"
    r"|контакты|контакти|поиск|пошук|карта сайта|мапа сайту|о нас|про нас|главная|головна|обратная связь"
    r"|επικοινωνία|αναζήτηση|αρχική|اتصل بنا|خريطة الموقع|بحث|من نحن|الرئيسية"
    r"|联系(?:我们|方式)|聯[絡繫]我們|(?:网站|站点)(?:地图|导航)|網站(?:地圖|導覽)|搜[索尋]|检索"
    r"|(?:返回)?首[页頁]|[关關][于於]我[们們]|设为首页|加入收藏|收藏本站|友情链接|お?問い?合わ?せ"
    r"|サイトマップ|検索|ホーム|トップページ|アクセス|사이트 ?맵|검색|오시는 ?길|문의(?:하기)?|홈"
    r"|(?:(?:follow|find|visit|join|like) us on |(?:our|share (?:on|by|via)) )?(?:facebook|twitter|x"
    r"|linkedin|instagram|youtube|whatsapp|telegram|mastodon|bluesky|xing|vimeo|flickr|tiktok|pinterest"
    r"|reddit|tumblr|google\+|weibo|wechat|threads|e-?mail|微信|微博)(?: (?:page|channel))?|share|tweet"
    r"|print|(?:back|return|scroll) to top"
)
_ONE: Final = re.compile(f"{_LANGUAGES}|{_ACCOUNTS}|{_LEGAL}|{_SERVICES}")
_AND: Final = re.compile(r"\s*[,&/|·+]\s*|\s+(?:and|or|und|oder|et|y|e|ed|en|och|og|i|a|ja|ve|и)\s+")
_AROUND: Final = re.compile(r"^[\W_]+|[\W_]+$")


def is_service(words: str) -> bool:
    """Say whether a link with these words is one of a site's services, or of several of them."""
    said = " ".join(words[:_SPACED].split())
    if len(said) > _LONGEST:
        return False
    label = _AROUND.sub("", said.lower().replace("'", "’"))
    parts = _AND.split(label)
    return bool(_ONE.fullmatch(label)) or (len(parts) > 1 and all(map(_ONE.fullmatch, parts)))
