"""The repository's own sources.toml: a working configuration of the radiological societies."""

import json
import tomllib
from pathlib import Path

import pytest

from aggregator import config

REPOSITORY = Path(__file__).resolve().parents[2]
SOCIETIES = REPOSITORY / "../shared/corpus/societies.json"
UNCONFIRMED = "not yet confirmed"


@pytest.fixture(scope="module")
def text():
    return (REPOSITORY / "sources.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def content(text):
    return tomllib.loads(text)


@pytest.fixture(scope="module")
def given():
    if not SOCIETIES.exists():
        pytest.skip("../shared is not beside the repository")
    return {one["key"]: one for one in json.loads(SOCIETIES.read_text(encoding="utf-8"))["societies"]}


def test_the_product_reads_it():
    configuration = config.read(REPOSITORY, {})
    assert list(configuration.digests) == ["global-scan"]
    assert str(configuration.mail.server) == "localhost:25"


def test_keys_are_there_once_and_what_they_name_exists(content):
    for table in ("society", "source", "topic", "digest"):
        keys = [one["key"] for one in content[table]]
        assert len(keys) == len(set(keys))
    societies, topics = ({one["key"] for one in content[table]} for table in ("society", "topic"))
    assert {source["society"] for source in content["source"]} == societies
    assert {topic for source in content["source"] for topic in source.get("topics", [])} <= topics


def test_no_source_is_in_a_private_network_and_none_may_be(content):
    assert content["fetch"]["allow_private_addresses"] is False
    assert not [source["url"] for source in content["source"] if "localhost" in source["url"]]


@pytest.mark.corpus
def test_it_has_each_society_with_its_name_and_address(content, given):
    here = {one["key"]: (one["name"], one["acronym"], one["url"]) for one in content["society"]}
    assert here == {key: (one["name"], one["acronym"], one["url"]) for key, one in given.items()}


@pytest.mark.corpus
def test_it_has_each_source_with_its_kind_and_zone(content, given):
    here = {(one["society"], one["kind"], one["url"], one.get("timezone")) for one in content["source"]}
    there = {
        (key, source["kind"], source["url"], one.get("timezone"))
        for key, one in given.items()
        for source in one["sources"]
    }
    assert here == there


@pytest.mark.corpus
def test_an_address_not_yet_confirmed_says_so(text, given):
    marked = {
        line.split('"')[1] for line in text.splitlines() if line.startswith("url") and UNCONFIRMED in line
    }
    thin = {
        source["url"]
        for one in given.values()
        for source in one["sources"]
        if source["seen"] in {"known", "once"}
    }
    assert marked == thin
