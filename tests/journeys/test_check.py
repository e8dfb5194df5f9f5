"""``check SOURCE``: what a source would bring, before anything is kept."""

import re

ROW = "<li class='news'><a href='/{name}'>A headline about {name}</a></li>"
PAGE = '[[source]]\nkey = "page"\nsociety = "society"\nkind = "page"\nurl = "{url}/news"\nitem = "{item}"\n'


def test_a_feed_is_shown_with_dates_languages_and_lengths_and_nothing_is_kept(web, rss, a_site, run):
    web.pages["/feed"] = rss(("a", "First"), ("b", "Second"))
    a_site({"news": f"{web.url}/feed"})
    ran = run("check", "news")
    assert ran.code == 0
    assert "news: 2 items" in ran.out
    assert "First" in ran.out
    (look,) = run("check", "news", "--json").json
    assert [(one["title"], one["date_from"]) for one in look["items"]] == [
        ("First", "entry"),
        ("Second", "entry"),
    ]
    assert run("items", "--json").json == []


def test_what_is_wrong_is_said_with_its_remedy(web, a_site, run):
    web.pages["/news"] = "".join(ROW.format(name=name) for name in ("ants", "bees")).encode()
    web.pages |= {f"/{name}": b"<p>Short.</p>" for name in ("ants", "bees")}
    a_site({}, more=PAGE.format(url=web.url, item="li.news"))
    ran = run("check", "page")
    assert ran.code == 0
    assert "2 of 2 items have no date that could be read: say where dates stand with `date`" in ran.err
    assert "say where an article's text stands with [source.article] body" in ran.err


def pdf(request):
    request.send_response(200)
    request.send_header("Content-Type", "application/pdf")
    request.send_header("Content-Length", "8")
    request.end_headers()
    request.wfile.write(b"%PDF-1.4")


def test_of_articles_that_are_no_pages_no_selectors_are_asked_for(web, a_site, run):
    dated = ROW.replace("</li>", " 12 November 2026</li>")
    web.pages["/news"] = "".join(dated.format(name=name) for name in ("ants", "bees", "cats")).encode()
    web.pages |= {"/ants": pdf, "/bees": pdf, "/cats": b"<h1>Cats</h1><p>%s</p>" % (b"All about cats. " * 20)}
    a_site({}, more=PAGE.format(url=web.url, item="li.news"))
    assert run("check", "page").err == (
        "page: 2 of 3 articles are files and no pages (PDFs, pictures): "
        "their items say no more than the list, which no selector changes\n"
    )


def test_dates_that_cannot_be_read_are_shown(web, rss, a_site, run):
    feed = rss(("a", "First"))
    web.pages |= {"/odd": re.sub(b"<pubDate>[^<]*", b"<pubDate>26-11-20  14:30", feed)}
    web.pages |= {"/none": re.sub(b"<pubDate>.*?</pubDate>", b"", feed)}
    a_site({"odd": f"{web.url}/odd", "none": f"{web.url}/none"})
    assert "say how dates like “26-11-20  14:30” are written with date_format" in run("check", "odd").err
    assert "the time at which each is first seen will stand for it" in run("check", "none").err


AHEAD = (
    "news: 1 of 2 items have a date to come, such as “Mon, 01 Mar 2077 09:00:00 +0000”, which cannot be when "
    "they were published: the time at which each is first seen stands for it"
)


def test_a_date_that_lies_ahead_is_not_called_unreadable(web, rss, a_site, run):
    feed = rss(("a", "First"), ("b", "Second"))
    ahead = b"<pubDate>Mon, 01 Mar 2077 09:00:00 +0000"
    web.pages["/feed"] = re.sub(b"<pubDate>[^<]*", ahead, feed, count=1)
    a_site({"news": f"{web.url}/feed"})
    for command in ("check", "poll"):
        assert [line for line in run(command, "news").err.splitlines() if "date" in line] == [AHEAD]
    assert sorted(one["date_from"] for one in run("items", "--json").json) == ["entry", "first seen"]


SPLIT = '[[source]]\nkey = "page"\nsociety = "society"\nkind = "page"\nurl = "{url}/news"\nsplit = "h3"\n'


def test_of_a_page_of_sections_nothing_is_said_that_holds_for_lists_only(web, a_site, run):
    web.pages["/news"] = b"<h2>A</h2><h3>Meeting</h3><p>In May.</p><h2>B</h2><h3>Meeting</h3><p>In June.</p>"
    a_site({}, more=SPLIT.format(url=web.url) + 'group = "h2"\n')
    assert run("check", "page").err == (
        "page: 2 of 2 items have no date that could be read: say where dates stand with `date`\n"
    )


def test_sections_without_text_or_of_one_name_are_told(web, a_site, run):
    web.pages["/news"] = b"<h3>Meeting</h3><h4>In May</h4><h3>Meeting</h3>"
    a_site({}, more=SPLIT.format(url=web.url).replace("h3", "h3, h4"))
    said = run("check", "page").err
    assert "most sections have no text: are they the headings of news that `split` selects?" in said
    assert "several sections have the same heading: say with `group` what stands above them" in said


def test_of_a_sitemap_nothing_is_said_that_holds_for_lists_only(web, a_site, run):
    urls = "".join(f"<url><loc>{web.url}/{name}</loc></url>" for name in ("ants", "bees"))
    web.pages["/news"] = f"<urlset>{urls}</urlset>".encode()
    web.pages |= {f"/{name}": b"<h1>A headline</h1><p>Short.</p>" for name in ("ants", "bees")}
    a_site({}, more=PAGE.format(url=web.url, item="").replace('item = ""\n', ""))
    said = run("check", "page").err.splitlines()
    assert said == [
        "page: 2 of 2 items have no date that could be read: say where they stand with [source.article] date",
        "page: most texts are short: say where an article's text stands with [source.article] body",
        "page: several items have the same title: say where it stands with [source.article] title",
    ]


def test_a_feed_that_has_a_title_twice_is_asked_for_no_selectors(web, rss, a_site, run):
    web.pages["/feed"] = rss(("a", "Weekly letter"), ("b", "Weekly letter"))
    a_site({"news": f"{web.url}/feed"})
    assert "title" not in run("check", "news").err


def test_a_selector_that_finds_nothing_is_an_alarm(web, a_site, run):
    web.pages["/news"] = b"<p>A new site!</p>"
    a_site({}, more=PAGE.format(url=web.url, item="li.gone"))
    ran = run("check", "page")
    assert ran.code == 1
    assert "the selector item = 'li.gone' finds no news on the page" in ran.err


def test_a_selector_that_finds_nothing_in_the_rows_that_are_found_fails_too(web, a_site, run):
    web.pages["/news"] = "".join(ROW.format(name=name) for name in ("ants", "bees")).encode()
    web.pages |= {f"/{name}": b"<p>Short.</p>" for name in ("ants", "bees")}
    a_site({}, more=PAGE.format(url=web.url, item="li.news") + 'date = ".gone"\n')
    ran = run("check", "page")
    assert ran.code == 1
    assert "the selector date = '.gone' finds nothing in any of the 2 rows" in ran.err


def test_a_source_that_cannot_be_reached_says_why(a_site, web, run):
    a_site({"news": f"{web.url}/nowhere"})
    ran = run("check", "news")
    assert (ran.code, "404" in ran.err) == (1, True)


def test_a_certificate_that_is_not_there_is_found_before_the_poll(a_site, web, run):
    more = f'[[source]]\nkey = "s"\nsociety = "society"\nurl = "{web.url}/"\ncertificate = "no.pem"\n'
    a_site({}, more=more)
    ran = run("check")
    assert (ran.code, "is good" in ran.out) == (1, False)
    assert "source 's' cannot be asked: its client certificate" in ran.err


def test_a_file_of_authorities_that_is_not_there_is_found_before_the_poll(a_site, web, run, tmp_path):
    a_site({"news": f"{web.url}/feed"})
    path = tmp_path / "sources.toml"
    path.write_text(path.read_text().replace("[fetch]", '[fetch]\nauthorities = "no.pem"'))
    ran = run("check")
    assert (ran.code, "is good" in ran.out) == (1, False)
    assert f"no source can be asked: {tmp_path / 'no.pem'}, which [fetch] authorities names" in ran.err


def test_a_site_that_is_reached_from_nowhere_is_told_that_nobody_knows_whom_to_ask(
    a_site, web, run, tmp_path
):
    a_site({"news": f"{web.url}/feed"})
    assert run("check").err == ""
    path = tmp_path / "sources.toml"
    path.write_text(path.read_text().replace("http://news.test/", "http://127.0.0.1:8080/"))
    ran = run("check")
    assert (ran.code, "is good" in ran.out) == (0, True)
    assert "[site] contact is missing" in ran.err
