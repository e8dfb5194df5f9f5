"""What ``discover`` makes of a page's links: feeds that it shows its readers, and its page of news."""

import pytest

from aggregator import parse

URL = "https://society.test/"


def proposed(body, url=URL):
    page = f"<html><head><title>The Society</title></head><body><h1>Welcome</h1>{body}</body></html>"
    return parse.propose(page.encode(), url=url, content_type="text/html")


@pytest.mark.parametrize(
    "href",
    [
        "/feed/", "/rss.xml", "/rss", "/RSS", "/news/rss", "/rss/news.xml", "/rss/aktuelles", "/rss/current.xml",
        "/rss_en.xml", "/rssfeed.xml", "/blog-feed.xml", "/en/rss-feed", "/newsfeed", "/export/news_en.xml",
        "/news.rss", "/news/feed.atom", "/cms/rss/12345.rss?lang=en", "/newsrss.php", "/feed.php?id=1",
        "/rss.asp?cat=1", "/news/SyndicationFeed.ashx", "/_layouts/15/listfeed.aspx?List=1",
        "/index.php?type=9818", "/?feed=rss2", "/news?format=feed&amp;type=rss", "/feeds/posts/default?alt=rss",
        "/action/showFeed?type=etoc&amp;feed=rss&amp;jc=abc", "/Rss/RssFeed?id=3", "/feed/podcast",
        "https://feeds.feedburner.com/society", "https://feedproxy.google.com/society",
        "feed://society.test/feed",
    ],
)  # fmt: skip
def test_a_link_with_an_address_that_feeds_have_may_be_one_whatever_it_is_called(href):
    assert len(proposed(f"<p><a href='{href}'>x</a></p>").shown) == 1


@pytest.mark.parametrize(
    "link",
    [
        "<a href='/x'>RSS</a>",
        "<a href='/x'>Subscribe to our RSS feed</a>",
        "<a href='/x'>RSS订阅</a>",
        "<a href='/x'>Fil RSS</a>",
        "<a href='/x'>Atom</a>",
        "<a href='/x'>News feed</a>",
        "<a href='/x' title='RSS-Feed abonnieren'>Abo</a>",
        "<a href='/x' aria-label='RSS feed'><i class='icon'></i></a>",
        "<a href='/x'><img src='a.png' alt='RSS'></a>",
        "<a href='/x' class='icon-rss'>&nbsp;</a>",
        "<a href='/x'><i class='fa fa-rss-square'></i></a>",
        "<a href='/x' class='feed-icon'><img src='a.png'></a>",
        "<map><area href='/x' alt='RSS'></map>",
    ],
)
def test_a_link_that_is_called_a_feed_may_be_one_whatever_its_address(link):
    assert proposed(f"<p>{link}</p>").shown == (f"{URL}x",)


@pytest.mark.parametrize(
    "link",
    [
        "<a href='/feed-your-cat'>Feed your cat</a>",
        "<a href='/x'>Feed additives for cattle</a>",
        "<a href='/feedback.php'>Feedback</a>",
        "<a href='/anatomy.php'>Anatomy</a>",
        "<a href='/x'>Atoms in our time</a>",
        "<a href='/x' class='news-feed'>A headline</a>",
        "<a href='/x' class='rss-item-title'>A headline</a>",
        "<a href='/x' class='rsswidget'><img alt='RSS' src='a.png'></a>",
        "<a href='https://feedproxy.google.com/~r/society/~3/x/'>A headline</a>",
        "<a href='/sitemap.xml'>Sitemap</a>",
        "<a href='https://www.facebook.com/dialog/feed?app_id=1'>Share</a>",
        "<a href='/#rss'>RSS</a>",
        "<a href='mailto:rss@society.test'>RSS</a>",
        "<a href='http://[broken/feed'>RSS</a>",
    ],
)
def test_other_links_are_no_feeds(link):
    assert proposed(f"<p>{link}</p>").shown == ()


def test_what_an_address_tells_comes_before_what_words_tell_and_few_words_before_many():
    links = "<a href='/a'>News of RSS and its fellows</a> <a href='/b'>RSS</a> <a href='/c.rss'>x</a>"
    assert proposed(links).shown == (f"{URL}c.rss", f"{URL}b", f"{URL}a")


def news(body, url=URL):
    return [(one.url.removeprefix(URL), one.words) for one in proposed(body, url).news]


@pytest.mark.parametrize(
    "words",
    [
        "News", "Latest news", "News & Events", "Aktuelles", "Neuigkeiten", "Actualités", "Toutes les actualités",
        "Noticias", "Notizie", "Notícias", "Nieuws", "Nyheter", "Uutiset", "Aktualności", "Novinky", "Hírek",
        "Новости", "Νέα", "Haberler", "新闻", "学会动态", "最新消息", "お知らせ", "새소식", "الأخبار", "חדשות",
    ],
)  # fmt: skip
def test_a_link_that_is_called_news_in_one_of_many_languages_leads_to_the_page_of_news(words):
    menu = f"<nav><a href='/'>Home</a><a href='/a'>About</a><a href='/n'>{words}</a></nav>"
    assert news(menu) == [("n", words)]


@pytest.mark.parametrize(
    "link",
    [
        "<a href='/n'>Newsletter</a>",
        "<a href='/n'>E-News</a>",
        "<a href='/n'>What the news of this year mean for our members</a>",
        "<a href='https://other.test/news'>News</a>",
        "<a href='#news'>News</a>",
        "<a href='/'>News</a>",
        "<a href='https://www.society.test'>News</a>",
        "<a href='/n'>关于学会新闻发布会时间调整的重要公告</a>",
        "<a href='http://[broken/'>News</a>",
    ],
)
def test_other_links_do_not_lead_to_the_page_of_news(link):
    assert news(f"<nav>{link}</nav>") == []


def test_of_links_to_pages_of_news_two_are_told_the_surest_first():
    menu = (
        "<nav><a href='/press'>Press</a><a href='/en/news.html#top'><img src='n.png' alt='Latest from us'></a>"
        "<a href='/m'>News for our members</a><a href='https://www.society.test/n'>News</a></nav>"
    )
    assert news(menu) == [("https://www.society.test/n", "News"), ("m", "News for our members")]
    assert news(menu.replace("'/m'", "'/press'").replace("News</a></nav>", "Us</a></nav>")) == [
        ("press", "News for our members"),
        ("en/news.html", "Latest from us"),
    ]


@pytest.mark.parametrize(
    "link",
    ["a-" * 2_000 + "x", "rss-" * 1_000, "x/" * 2_000, "?" + "rss;" * 1_000, "news-" * 800],
)
def test_hostile_addresses_and_classes_take_no_time(link):
    offered = proposed(f"<a class='{link}' href='/{link}'>{link}</a>" * 200)
    assert len(offered.news) <= 2
