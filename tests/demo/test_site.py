"""The configuration that the demo writes is one that the product reads, of the world that is served."""

import tomllib
from urllib.parse import urlsplit

import pytest

from aggregator import config
from aggregator.demo.inbox import Inbox
from aggregator.demo.server import serve
from aggregator.demo.site import write_site
from aggregator.demo.sites import sites


@pytest.fixture
def written(world, tmp_path):
    with serve(world) as server, Inbox(tmp_path / "inbox") as inbox:
        path = write_site(tmp_path / "site", server, inbox, url="http://localhost:9999/")
        yield path, tomllib.loads(path.read_text(encoding="utf-8")), server, inbox


def test_every_source_is_there_at_the_address_that_is_served(written):
    _, content, server, _ = written
    assert [source["key"] for source in content["source"]] == list(sites())
    for source in content["source"]:
        parts = urlsplit(source["url"])
        assert (parts.hostname in server.hosts, parts.port) == (True, server.port)
        assert content["fetch"]["hosts"][parts.hostname] == "127.0.0.1"


def test_a_societys_url_is_its_own_host(written):
    _, content, _, _ = written
    hosts = {society["key"]: urlsplit(society["url"]).hostname for society in content["society"]}
    assert hosts == {key: site.host for key, site in sites().items()}


def test_mail_goes_to_the_inbox_and_links_lead_to_the_given_url(written):
    _, content, _, inbox = written
    assert content["mail"]["smtp"] == inbox.url
    assert content["site"]["url"] == "http://localhost:9999/"


def test_the_product_reads_it(written):
    configuration = config.read(written[0].parent, {})
    assert set(configuration.sources) == set(sites())
    assert list(configuration.digests) == ["weekly"]
