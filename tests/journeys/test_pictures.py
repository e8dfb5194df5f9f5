"""Pictures by configuration: copied once, made small, served by us, and never fetched from their source by a reader."""

import urllib.error
import urllib.request
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from aggregator import store
from aggregator import web as pages
from aggregator.config import Site
from aggregator.jobs import pictures
from aggregator.jobs.publish import publish
from aggregator.model import Image as Picture
from aggregator.model import Verdict
from aggregator.refine.picture import Limits, shrunk


def drawn(width, height, kind="JPEG", **saved):
    made = BytesIO()
    Image.new("RGB", (width, height), "teal").save(made, kind, **saved)
    return made.getvalue()


def opened(content):
    with Image.open(BytesIO(content)) as read:
        read.load()
        return read


@pytest.mark.parametrize(
    ("content", "size"),
    [
        pytest.param(drawn(2000, 1000), (640, 320), id="a large one"),
        pytest.param(drawn(300, 200, "PNG"), (300, 200), id="a small one"),
        pytest.param(drawn(300, 200, "GIF"), (300, 200), id="a GIF"),
        pytest.param(drawn(300, 200, exif=Image.Exif()), (300, 200), id="with EXIF"),
        pytest.param(drawn(60, 60), None, id="an icon"),
        pytest.param(drawn(300, 200, "BMP"), None, id="another format"),
        pytest.param(drawn(300, 200)[:800], None, id="cut off"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", None, id="SVG"),
        pytest.param(b"", None, id="nothing"),
    ],
)
def test_a_copy_is_small_and_in_one_format(content, size):
    small = shrunk(content, limits=Limits())
    assert (small and (small.width, small.height)) == size
    if small:
        read = opened(small.content)
        assert (read.format, read.size, read.getexif()) == ("WEBP", size, {})


def test_a_picture_of_too_many_pixels_is_not_even_read():
    assert shrunk(drawn(200, 200), limits=Limits(pixels=39_999)) is None


@pytest.fixture
def site(founded, web, an_item, noon):
    web.pages |= {"/large.jpg": drawn(1600, 900), "/page.jpg": b"<html>no picture</html>"}
    (founded / "sources.toml").write_text(
        '[site]\ntitle = "N"\nurl = "http://news.test/"\n[feed]\npictures = "serve"\n'
        "[fetch]\nallow_private_addresses = true\n"
        '[[society]]\nkey = "society"\nname = "S"\n[[source]]\nkey = "society-news"\nsociety = "society"\n'
        f'url = "{web.url}/feed"\n'
    )
    with Site(founded, {}) as site:
        with site.store.writing() as tx:
            store.polls.register(tx, site.configuration.sources.values(), at=noon)
            for name in ("large", "page", "gone"):
                url = f"{web.url}/{name}.jpg"
                one = an_item(
                    name,
                    id=f"tag:news.test,2026-11-10:society-news/{name}",
                    image=Picture(url=url, alt="A view"),
                    html=f'<p>Text <img src="{url}" alt="A view"></p>',
                )
                store.items.keep(tx, [Verdict(item=one, kind="new", story=one.id, why="")], at=noon)
        yield site


def test_pictures_are_copied_once_and_shown_from_here(site, web):
    assert pictures.copy(site.picturing) == 1
    assert pictures.copy(site.picturing) == 0
    assert sorted(web.asked) == ["/gone.jpg", "/large.jpg", "/page.jpg"]
    publish(site.publishing)
    feed = (site.public / "feed.xml").read_text()
    (copy,) = (site.public / "pictures").glob("*.webp")
    assert f"http://news.test/pictures/{copy.name}" in feed
    assert "&lt;img" in feed
    assert f'&lt;img src="{web.url}' not in feed
    with pages.serving(pages.app(pages.Library(site)), "127.0.0.1", 0) as address:
        front = urllib.request.urlopen(address).read().decode()
        answer = urllib.request.urlopen(f"{address}pictures/{copy.name}")
        assert opened(answer.read()).size == (640, 360)
        assert (answer.headers["content-type"], "immutable" in answer.headers["cache-control"]) == (
            "image/webp",
            True,
        )
        for name in ("x", "..%2Ffeed.xml", copy.name[:-5]):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(f"{address}pictures/{name}")
    assert front.count("<img") == 1
    assert f'<img src="/pictures/{copy.name}" width="640" height="360" alt="A view" loading="lazy">' in front


def test_what_no_story_needs_is_deleted_after_a_while(site):
    pictures.copy(site.picturing)
    kept = store.pictures.Pictures(site.public / "pictures")
    later = site.clock() + timedelta(days=31)
    assert kept.forget([], at=site.clock(), held=timedelta(days=30)) == 0
    assert kept.forget([], at=later, held=timedelta(days=30)) == 3
    assert list((site.public / "pictures").iterdir()) == []


def test_an_exported_site_holds_its_pictures(site, founded):
    pictures.copy(site.picturing)
    publish(site.publishing)
    pages.export(pages.Library(site, is_static=True), founded / "export")
    assert len(list((founded / "export" / "pictures").glob("*.webp"))) == 1
