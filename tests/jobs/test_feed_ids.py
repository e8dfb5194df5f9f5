"""Whatever happens to entries, a story keeps its id in the feed, and stands there once."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree
from sqlalchemy import update

from aggregator import store
from aggregator.config import Site
from aggregator.jobs.publish import publish
from aggregator.jobs.recognising import Offered, recognised
from aggregator.jobs.tidy import Retention, tidy
from aggregator.model import Dated
from aggregator.recognise import shingles
from aggregator.store.retention import Keep
from aggregator.store.schema import item

_RUNS = count()
SOURCES = ("society-news", "other")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["tell", "tell", "edit", "retitle", "move", "new guid", "vanish", "return", "tidy", "restart"]
        ),
        st.sampled_from(SOURCES),
        st.integers(min_value=0, max_value=3),
    ),
    max_size=14,
)
WORDS = ("dose", "limit", "revised", "by", "the", "commission", "after", "long", "talks", "about", "risk")


class World:
    """Two sources that tell of four pieces of news, in nearly the same words; time goes by."""

    def __init__(self, site, an_item, clock):
        self.site, self.an_item, self.clock, self.run = site, an_item, clock, next(_RUNS)
        self.said = {source: {} for source in SOURCES}
        self.hidden = {source: {} for source in SOURCES}

    def step(self, what, source, number):
        said, hidden = self.said[source], self.hidden[source]
        match what:
            case "tell" if number not in hidden:
                said.setdefault(number, {"edit": 0, "retitle": 0, "move": 0, "new guid": 0})
            case "edit" | "retitle" | "move" | "new guid" if number in said:
                said[number] |= {what: said[number][what] + 1}
            case "vanish" if number in said:
                hidden[number] = said.pop(number)
            case "return" if number in hidden:
                said[number] = hidden.pop(number)
            case "tidy":
                tidy(replace(self.site.tidying, retention=Retention(each=Keep(most=1), entries=1)))
            case "restart":
                self.site.store.engine.dispose()
        self.clock.go_on(hours=5)
        self.poll(source)

    def poll(self, source):
        configured = self.site.configuration.sources[source]
        items = [self.item(source, number, **said) for number, said in self.said[source].items()]
        with self.site.store.writing() as connection:
            memory = store.polls.memory(connection, source)
            recognised(
                connection,
                [
                    Offered(
                        source=configured,
                        items=items,
                        shingles={one.raw_hash: shingles(one.text) for one in items},
                        first_poll=memory.first_poll,
                        guids=memory.guids,
                        standing=frozenset(),
                        at=self.clock(),
                    )
                ],
                alone=frozenset(),
                revisions=3,
            )
            store.polls.begin(connection, {source: self.clock()})

    def item(self, source, number, **made):
        text = " ".join(f"{word} {self.run}x{number}" for word in WORDS * 4) + " Corrected." * made["edit"]
        link = f"https://{source}.test/{self.run}/{number}-{made['move']}"
        guid = f"{self.run}-{number}-{made['new guid']}"
        return self.an_item(
            str(number),
            id=f"tag:news.test,2026-11-10:{source}/{guid}",
            source=source,
            society={"other": "paper"}.get(source, "society"),
            guid=guid,
            link=link,
            canonical=link,
            title=f"The dose of {self.run}x{number} is limited" + " anew" * made["retitle"],
            text=text,
            html=f"<p>{text}</p>",
            published=Dated(at=self.clock() - timedelta(hours=1), precision="second", evidence="entry"),
            first_seen=self.clock(),
            fingerprint=text + " anew" * made["retitle"],
            raw_hash=f"{text} {guid} {link} {made['retitle']}",
        )

    def stories(self):
        """Return the story of each item, and the ids that the feed gives, oftener where it does."""
        with self.site.store.reading() as connection:
            kept = store.items.listing(connection, limit=1_000)
        published = publish(replace(self.site.publishing, entries=1_000))
        feed = etree.fromstring(published.path.read_bytes())
        ids = [one.text for one in feed.iterfind("{*}entry/{*}id")]
        return {one.item.id: one.story for one in kept if one.news}, sorted(ids)


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_a_storys_id_never_changes_and_it_stands_in_the_feed_once(site, an_item, clock, steps):
    with site.store.writing() as connection:
        connection.execute(update(item).values(news=False))  # what earlier examples told
    world, before, ids_before = World(site, an_item, clock), {}, []
    for what, source, number in [("tell", SOURCES[0], 0), *steps]:
        world.step(what, source, number)
        after, ids = world.stories()
        assert after.items() >= before.items()
        assert ids == sorted(set(after.values()))
        assert set(ids) >= set(ids_before)
        before, ids_before = after, ids


def test_another_sources_telling_takes_the_id_that_the_story_has(site, an_item, clock):
    world = World(site, an_item, clock)
    world.step("tell", "other", 0)
    _, (told,) = world.stories()
    world.step("tell", "society-news", 0)
    after, ids = world.stories()
    assert (ids, set(after.values()), len(after)) == ([told], {told}, 2)


def test_a_story_keeps_its_id_where_the_site_gets_another_address(site, an_item, clock):
    world = World(site, an_item, clock)
    world.step("tell", "other", 0)
    _, ids = world.stories()
    path = site.folder / "sources.toml"
    path.write_text(path.read_text().replace("https://news.test/", "https://moved.test/"))
    with Site(site.folder, {"AGGREGATOR_SECRET_KEY": "secret"}, clock=clock) as moved:
        again = World(moved, an_item, clock)
        again.run, again.said = world.run, world.said
        again.step("edit", "other", 0)
        assert again.stories()[1] == ids
