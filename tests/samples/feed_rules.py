"""What the formats of feeds demand, as far as W3C's validator looks: the oracle of every test of a feed.

Atom's grammar is that of RFC 4287, appendix B; what a grammar can't say stands here. RSS 2.0 is held against
its specification and the profile of its board, JSON Feed against version 1.1.
"""

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
GRAMMAR = etree.RelaxNG(file=str(Path(__file__).parents[1] / "publish" / "atom.rng"))
SAFE_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
URI = re.compile(r"https?://[a-z0-9.:\[\]_-]+(/([!$&'()*+,;=:@/?#~._a-zA-Z0-9-]|%[0-9A-Fa-f]{2})*)?")
TAG_URI = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d){0,2}:[!-~]+")
ANY_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*")


def atom(document):
    """Hold a document against RFC 4287; return its root."""
    root = etree.fromstring(document, SAFE_PARSER)
    GRAMMAR.assertValid(root)
    assert root.getroottree().docinfo.doctype == ""
    entries = root.findall(ATOM + "entry")
    check_links(root)
    assert [link.get("rel") for link in root.findall(ATOM + "link")].count("self") == 1
    assert [check_entry(root, entry) for entry in entries] == [None] * len(entries)
    identities = [root.findtext(ATOM + "id"), *(entry.findtext(ATOM + "id") for entry in entries)]
    assert len(identities) == len(set(identities))
    assert [one for one in identities if not TAG_URI.fullmatch(one)] == []
    moments = [moment(entry, "updated") for entry in entries]
    assert moment(root, "updated") == max(moments, default=datetime(1970, 1, 1, tzinfo=UTC))
    tags = [element.get(LANG) for element in root.iter() if element.get(LANG) is not None]
    assert [tag for tag in tags if not LANGUAGE.fullmatch(tag)] == []
    return root


def check_entry(root, entry):
    """§4.1.2: an author, content or an alternate link; and what a reader may expect besides."""
    assert entry.findall(f"{ATOM}author")
    check_links(entry)
    alternates = entry.findall(f"{ATOM}link[@rel='alternate']")
    assert entry.find(ATOM + "content") is not None or alternates
    assert entry.findtext(ATOM + "title").strip()
    assert moment(entry, "published") <= moment(entry, "updated") <= moment(root, "updated")
    categories = [(one.get("scheme"), one.get("term")) for one in entry.findall(ATOM + "category")]
    assert len(categories) == len(set(categories))
    for source in entry.findall(ATOM + "source"):
        assert [source.find(ATOM + name) is not None for name in ("id", "title", "updated")] == [True] * 3
        assert source.findtext(ATOM + "id") != root.findtext(ATOM + "id")
        assert ANY_URI.fullmatch(source.findtext(ATOM + "id"))
        check_links(source)


def check_links(holder):
    """§4.1.1, §4.1.2, §4.2.7: absolute addresses, and no two alternates of one kind."""
    links = holder.findall(ATOM + "link")
    assert [link.get("href") for link in links if not URI.fullmatch(link.get("href"))] == []
    named = [link.get("type") for link in links if link.get("type") is not None]
    assert [one for one in named if not MEDIA_TYPE.fullmatch(one)] == []
    assert [one for one in links if not one.get("length", "1").isdecimal()] == []
    kinds = [(link.get("type"), link.get("hreflang")) for link in links if link.get("rel") == "alternate"]
    assert len(kinds) == len(set(kinds))


def moment(holder, name):
    return datetime.fromisoformat(holder.findtext(ATOM + name))


def rss(document):
    """Hold a document against RSS 2.0; return its root."""
    root = etree.fromstring(document, SAFE_PARSER)
    assert (root.tag, root.get("version"), [one.tag for one in root]) == ("rss", "2.0", ["channel"])
    channel = root[0]
    for name in ("title", "link", "description"):
        assert [one.text for one in channel.findall(name)] == [channel.findtext(name)]
        assert channel.findtext(name).strip()
    assert URI.fullmatch(channel.findtext("link"))
    assert parsedate_to_datetime(channel.findtext("lastBuildDate")).tzinfo == UTC
    assert LANGUAGE.fullmatch(channel.findtext("language", "en"))
    (own,) = channel.findall(f"{ATOM}link[@rel='self']")
    assert URI.fullmatch(own.get("href"))
    items = channel.findall("item")
    assert [check_item(item) for item in items] == [None] * len(items)
    guids = [item.findtext("guid") for item in items]
    assert len(guids) == len(set(guids))
    return root


def check_item(item):
    """An item has a title, an id and a date; what may stand once stands once."""
    once = ("title", "link", "description", "guid", "pubDate", "enclosure", "source")
    assert [name for name in once if len(item.findall(name)) > 1] == []
    assert item.findtext("title").strip()
    assert TAG_URI.fullmatch(item.findtext("guid"))
    assert item.find("guid").get("isPermaLink") == "false"
    assert parsedate_to_datetime(item.findtext("pubDate")).tzinfo == UTC
    assert item.find("link") is None or URI.fullmatch(item.findtext("link"))
    for file in item.findall("enclosure"):
        assert URI.fullmatch(file.get("url"))
        assert int(file.get("length")) >= 0
        assert MEDIA_TYPE.fullmatch(file.get("type"))
    for source in item.findall("source"):
        assert URI.fullmatch(source.get("url"))
        assert source.text.strip()


def json_feed(document):
    """Hold a document against JSON Feed 1.1; return it as read."""
    feed = json.loads(document.decode("utf-8"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"].strip()
    addresses = [feed["home_page_url"], feed["feed_url"], *(one["url"] for one in feed.get("hubs", ()))]
    for item in feed["items"]:
        assert TAG_URI.fullmatch(item["id"])
        assert item.get("content_html") or item.get("content_text")
        assert datetime.fromisoformat(item["date_published"]).tzinfo
        assert datetime.fromisoformat(item["date_modified"]) >= datetime.fromisoformat(item["date_published"])
        assert all(author["name"].strip() for author in item["authors"])
        addresses += [item[name] for name in ("url", "image") if name in item]
        for file in item.get("attachments", ()):
            assert MEDIA_TYPE.fullmatch(file["mime_type"])
            addresses.append(file["url"])
    assert [one for one in addresses if not URI.fullmatch(one)] == []
    ids = [item["id"] for item in feed["items"]]
    assert len(ids) == len(set(ids))
    return feed
