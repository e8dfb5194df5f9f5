"""The combined feed in the site's folder: incremental, complete with its archive, and honest about what is gone."""

from dataclasses import replace

import pytest
from lxml import etree
from sqlalchemy import delete

from aggregator import store
from aggregator.config import Site
from aggregator.jobs import archive
from aggregator.jobs.publish import publish
from aggregator.model import Imprint
from aggregator.store import schema

ATOM = "{http://www.w3.org/2005/Atom}"
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


@pytest.fixture
def publish_now(site):
    """Publish and return whether the feed has changed, and the feed."""

    def publish_now(entries=10):
        published = publish(replace(site.publishing, entries=entries))
        return published.changed, etree.fromstring(published.path.read_bytes())

    return publish_now


def ids(feed):
    return [entry.findtext(ATOM + "id") for entry in feed.iterfind(ATOM + "entry")]


def links(feed):
    return {link.get("rel"): link.get("href") for link in feed.iterfind(ATOM + "link")}


def drop(site, *items):
    with site.store.writing() as tx:
        tx.execute(delete(schema.item).where(schema.item.c.id.in_([item.id for item in items])))


def volumes(site):
    """Follow the archive from the feed to its beginning."""
    with site.store.reading() as tx:
        found, _ = archive.latest(tx)
        while found:
            volume = archive.volume(tx, found.key)
            yield found.key, volume
            found = volume.before


def test_what_has_not_changed_is_not_written_again(publish_now, tell, site):
    tell("a")
    changed, _ = publish_now()
    written = (site.public / "feed.xml").stat()
    again, _ = publish_now()
    after = (site.public / "feed.xml").stat()
    assert (changed, again, written.st_ino, written.st_mtime_ns) == (
        True,
        False,
        after.st_ino,
        after.st_mtime_ns,
    )


def test_a_feed_that_does_not_hold_everything_leads_on(publish_now, tell):
    tell(*(f"n{number}" for number in range(5)))
    _, whole = publish_now(entries=5)
    assert "next" not in links(whole)
    _, part = publish_now(entries=3)
    assert links(part)["next"] == "https://news.test/page/2/feed.xml"


def test_what_comes_late_with_an_old_date_is_told_too(publish_now, tell):
    names = [f"n{number}" for number in range(6)]
    told = tell(*names)
    _, feed = publish_now(entries=2)
    assert ids(feed) == [item.id for item in told]


def test_an_entry_that_is_no_more_is_told_of_as_deleted(publish_now, tell, site, clock):
    kept, gone = tell("kept", "gone")
    publish_now()
    drop(site, gone)
    clock.go_on(minutes=5)
    changed, feed = publish_now()
    assert (changed, ids(feed)) == (True, [kept.id])
    (deleted,) = feed.iterfind(DELETED)
    assert (deleted.get("ref"), deleted.get("when")) == (gone.id, clock().isoformat())
    assert feed.findtext(ATOM + "updated") == clock().isoformat()


def test_a_deleted_entry_is_told_of_for_a_while_and_always_with_the_same_time(publish_now, tell, site, clock):
    tell("kept")
    (gone,) = tell("gone")
    publish_now()
    drop(site, gone)
    _, first = publish_now()
    clock.go_on(days=10)
    changed, later = publish_now()
    assert (changed, [dict(one.attrib) for one in later.iterfind(DELETED)]) == (
        False,
        [dict(one.attrib) for one in first.iterfind(DELETED)],
    )
    clock.go_on(days=81)
    _, last = publish_now()
    assert last.findall(DELETED) == []


def test_an_entry_that_is_only_older_than_the_feed_reaches_is_not_deleted(publish_now, tell, monkeypatch):
    monkeypatch.setattr(archive, "SIZE", 1)
    tell("a")
    publish_now(entries=1)
    tell("b")
    _, feed = publish_now(entries=1)
    assert (len(ids(feed)), feed.findall(DELETED)) == (1, [])


def test_a_feed_that_cannot_be_read_is_written_anew(publish_now, tell, site):
    tell("a")
    publish_now()
    (site.public / "feed.xml").write_bytes(b"<feed")
    changed, feed = publish_now()
    assert (changed, len(ids(feed))) == (True, 1)


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_feed_and_archive_together_hold_every_story_once(publish_now, tell, site, clock, monkeypatch, size):
    monkeypatch.setattr(archive, "SIZE", size)
    told = []
    for month in range(4):
        told += tell(*(f"m{month}-{number}" for number in range(month + 1)), first_seen=clock())
        clock.go_on(days=31)
    _, feed = publish_now(entries=1)
    archived = [story for _, volume in volumes(site) for story in volume.stories]
    assert len(archived) == len(set(archived))
    assert set(archived) | set(ids(feed)) == {item.id for item in told}


def test_an_archive_document_never_changes_once_it_is_there(tell, site, clock, monkeypatch):
    monkeypatch.setattr(archive, "SIZE", 2)
    seen = {}
    for number in range(12):
        tell(f"n{number}", first_seen=clock())
        clock.go_on(days=9)
        for key, volume in volumes(site):
            assert seen.setdefault(key, volume.stories) == volume.stories
    assert len(seen) > 5


def test_archive_documents_lead_to_each_other(tell, site, clock, monkeypatch):
    monkeypatch.setattr(archive, "SIZE", 2)
    for month in range(3):
        tell(*(f"m{month}-{number}" for number in range(3)), first_seen=clock())
        clock.go_on(days=31)
    found = list(volumes(site))
    assert [key for key, _ in found] == ["2027-01-1", "2026-12-2", "2026-12-1", "2026-11-2", "2026-11-1"]
    assert [volume.after and volume.after.key for _, volume in found] == [
        None,
        *[key for key, _ in found[:-1]],
    ]


@pytest.mark.parametrize(
    "key", ["2026-11-2", "2026-11-0", "2026-13-1", "1999-01-1", "2030-01-1", "x", "2026-11-01"]
)
def test_there_is_no_archive_document_that_is_not_full(tell, site, monkeypatch, key):
    monkeypatch.setattr(archive, "SIZE", 2)
    tell("a", "b", "c")
    with site.store.reading() as tx:
        assert archive.volume(tx, "2026-11-1") is not None
        assert archive.volume(tx, key) is None


def test_an_empty_store_has_no_archive(site):
    with site.store.reading() as tx:
        assert (archive.latest(tx), archive.volume(tx, "2026-11-1")) == ((None, []), None)
        assert store.stories.newest(tx, limit=3) == []


def test_feeds_keep_their_ids_when_the_site_moves_to_another_host(site, tell, clock):
    tell("a")
    before = etree.fromstring(publish(site.publishing).path.read_bytes())
    toml = site.folder / "sources.toml"
    toml.write_text(
        toml.read_text().replace("news.test/", "moved.test/").replace('title = "News"', 'title = "N"')
    )
    with Site(site.folder, {"AGGREGATOR_SECRET_KEY": "secret"}, clock=clock) as moved:
        after = etree.fromstring(publish(moved.publishing).path.read_bytes())
    assert after.findtext(ATOM + "title") != before.findtext(ATOM + "title")
    assert after.findtext(ATOM + "id") == before.findtext(ATOM + "id") == "tag:news.test,2026:feed"
    assert ids(after) == ids(before)
    assert links(after)["self"] == "https://moved.test/feed.xml"


def test_a_site_that_was_tried_on_this_machine_first_is_named_by_its_own_host(site, clock):
    toml = site.folder / "sources.toml"
    own = toml.read_text()
    toml.write_text(own.replace("https://news.test/", "http://127.0.0.1:8080/"))
    with Site(site.folder, {}, clock=clock) as tried:
        assert tried.feed.id == "tag:127.0.0.1,2026:feed"
    toml.write_text(own)
    with Site(site.folder, {}, clock=clock) as opened:
        assert opened.feed.id == "tag:news.test,2026:feed"


def test_an_entry_says_what_its_source_says_of_itself(site, tell, publish_now):
    tell("a")
    with site.store.writing() as tx:
        store.naming.say(tx, {"society-news": Imprint(id="urn:society", title="Society: news")})
    _, feed = publish_now()
    (source,) = feed.iter(ATOM + "source")
    assert (source.findtext(ATOM + "id"), source.findtext(ATOM + "title")) == ("urn:society", "Society: news")
