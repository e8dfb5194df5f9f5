"""Links to other languages, to accounts, to legal pages and services stand on every page and are no news."""

import time

import pytest

from aggregator import parse
from aggregator.model import PageRule
from aggregator.parse.services import is_service

URL = "https://society.example/news/"
NO_NEWS = (
    "no news were found on the page: say with the selectors item, title and link where they are, "
    "or with split which headings begin them"
)
HEADS = ("The council has a new president for the term", "A guideline on doses in paediatric CT is published")


def listing(body):
    page = f"<!DOCTYPE html><html lang='en'><head><title>Society</title></head><body>{body}</body></html>"
    return parse.listing(page.encode(), url=URL, content_type=None, rule=PageRule(), seen=frozenset())


def titles(body):
    return [entry.title.value for entry in listing(body).entries]


def links(*labels, row="<li><a href='/s/{}'>{}</a></li>"):
    return "".join(row.format(number, label) for number, label in enumerate(labels))


def news(*heads, row="<li><i>{0}2 November 2026</i> <a href='/news/{0}'>{1}</a></li>"):
    return "".join(row.format(number, head) for number, head in enumerate(heads))


SERVICES = {
    "languages": ("Deutsch", "English", "Français", "Español (México)"),
    "languages of Asia": ("简体中文", "繁體中文", "日本語", "한국어", "English"),
    "codes of languages": ("DE", "EN", "FR", "zh-CN"),
    "versions": ("English version", "Version française du site", "Versión en español", "Deutsche Version"),
    "invitations to other languages": (
        "Diese Seite auf Deutsch lesen",
        "Lire cette page en français",
        "Read this page in English",
    ),
    "a login": ("Log in", "Register now", "Forgot your password?", "Need help signing in?"),
    "a login in German": ("Anmelden", "Jetzt registrieren", "Passwort vergessen?", "Mitglied werden"),
    "a login in French": ("Se connecter", "Créer un compte", "Mot de passe oublié ?"),
    "a login in Spanish": ("Iniciar sesión", "Registrarse", "¿Ha olvidado su contraseña?"),
    "a login in Chinese": ("登录", "会员注册", "忘记密码?"),
    "an area for members": (
        "Not a member yet? Join the society",
        "I have forgotten my password",
        "Contact the membership office",
    ),
    "a foot": ("Privacy policy", "Imprint and legal notice", "Terms & Conditions", "Cookie settings"),
    "a German foot": ("Datenschutzerklärung", "Impressum", "AGB", "Kontakt | Sitemap"),
    "a French foot": ("Mentions légales", "Plan du site", "Gestion des cookies", "Nous contacter"),
    "an Italian foot": ("Note legali", "Informativa privacy", "Mappa del sito", "Contatti"),
    "a Polish foot": ("Polityka prywatności", "Kontakt", "Mapa strony", "Deklaracja dostępności"),
    "a Russian foot": ("Политика конфиденциальности", "Контакты", "Карта сайта"),
    "a Japanese foot": ("プライバシーポリシー", "お問い合わせ", "サイトマップ"),
    "consent": ("Accept all cookies", "Reject all cookies", "More options"),
    "ways on from a page that is not there": (
        "Home page of the society",
        "Search the website",
        "Contact the office",
    ),
    "a menu": ("→ Home", "About us", "Members", "Contact"),
    "networks": ("Facebook", "Follow us on LinkedIn", "YouTube"),
}


@pytest.mark.parametrize("labels", SERVICES.values(), ids=SERVICES)
@pytest.mark.parametrize("row", ["<li><a href='/s/{}'>{}</a></li>", "<a href='/s/{}'>{}</a> | "])
def test_a_page_that_holds_nothing_but_services_has_no_news_and_says_so(labels, row):
    parsed = listing(f"<h1>Welcome</h1><div>{links(*labels, row=row)}</div>")
    assert (parsed.entries, parsed.alarms) == ((), (NO_NEWS,))


def test_flags_lead_to_other_languages_too():
    flags = links("de", "en", row="<a href='?lang={1}'><img src='{1}.gif' alt='English'></a>")
    assert titles(f"<div>{flags}</div><h1>Welcome</h1>") == []


@pytest.mark.parametrize("labels", SERVICES.values(), ids=SERVICES)
def test_services_stand_neither_among_the_news_nor_in_their_place(labels):
    assert titles(f"<ul>{links(*labels)}</ul><div><ul>{news(*HEADS)}</ul></div>") == list(HEADS)
    assert titles(f"<ul>{links(*labels)}{news(*HEADS, row=ROW)}</ul>") == list(HEADS)
    assert titles(f"<ul>{news(*HEADS)}{links(*labels)}</ul>") == list(HEADS)


@pytest.mark.parametrize("heads", [("新指南发布", "学会换届选举结果公告"), ("Prize awarded", "New council")])
def test_short_headlines_in_a_list_of_their_own_are_news_beside_a_longer_list_of_services(heads):
    serving = links("Home", "About us", "Members", "Contact", "Search")
    page = f"<div><ul>{serving}</ul></div><div><ul>{news(*heads, row=ROW)}</ul></div>"
    assert titles(page) == list(heads)


def test_two_headlines_of_a_word_each_are_news():
    assert titles(f"<main><h1>News</h1><ul>{news('Wahl', 'Fest', row=ROW)}</ul></main>") == ["Wahl", "Fest"]


ROW = "<li><a href='/news/{}'>{}</a></li>"


HEADLINES = (
    "Register now for the annual meeting 2026",
    "English guideline published",
    "Registration opens for the autumn school",
    "New privacy policy for members of the society",
    "Contact tracing and radiology: a review",
    "Search for a new editor begins",
    "Terms of the council extended by a year",
    "Deutsch-französischer Preis verliehen",
    "Forgotten pioneers of the field",
    "Chinese Society of Radiology elects its president",
    "Home care and imaging",
    "中文版指南发布",
    "Impressum der Zeitschrift geändert",
    "Login failures at the congress explained",
)


@pytest.mark.parametrize("headline", HEADLINES)
def test_a_headline_that_only_begins_as_a_service_does_is_news(headline):
    assert not is_service(headline)
    assert titles(f"<ul>{news(headline, *HEADS, row=ROW)}</ul>") == [headline, *HEADS]


def test_what_is_dated_is_news_however_it_is_called():
    called = ("Register now", "Members", "Contact")
    assert titles(f"<ul>{news(*called)}</ul>") == list(called)


def test_links_that_all_say_register_are_called_by_their_headings():
    courses = news(*HEADS, row="<div><h3>{1}</h3><p>A course.</p><a href='/c/{0}'>Register now</a></div>")
    assert titles(f"<main>{courses}</main>") == list(HEADS)


@pytest.mark.parametrize(
    "words", ["", " ", "→", "a" * 10_000, "contact and " * 10_000, "_" * 10_000, " " * 10_000 + "Contact"]
)
def test_what_is_no_label_is_none_and_takes_no_time_to_tell(words):
    began = time.process_time()
    assert not is_service(words)
    assert time.process_time() - began < 0.5
