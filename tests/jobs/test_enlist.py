"""A list taken in: nobody without consent, nobody back who has left, and a dry run that says it all."""

import pytest

from aggregator import store
from aggregator.deliver import sheet
from aggregator.errors import UsageError
from aggregator.jobs import enlist, subscribe
from aggregator.model import Subscriber


@pytest.fixture
def people(site):
    def people():
        with site.store.reading() as tx:
            return {one.address: one.state for one in store.subscribers.listing(tx)}

    return people


@pytest.fixture
def there(site, clock):
    """Keep one subscriber in each state, and suppress a domain and one who was erased."""
    with site.store.writing() as tx:
        for state in ("pending", "active", "unsubscribed", "suspended"):
            reader = Subscriber(
                id=f"{state:0>16}", address=f"{state}@x.test", name=None, state=state, since=clock()
            )
            store.subscribers.add(tx, reader, consent="")
        gone = Subscriber(id="g" * 16, address="gone@x.test", name=None, state="active", since=clock())
        store.subscribers.add(tx, gone, consent="")
    subscribe.erase(gone, tools=site.subscribing)
    subscribe.suppress("@closed.test", note=None, tools=site.subscribing)


def take(site, *addresses, consent="at the congress", dry=False):
    lines = [sheet.Line(number=place, address=one) for place, one in enumerate(addresses, start=2)]
    return [
        (one.address, one.what, one.why)
        for one in enlist.enlist(lines, consent=consent, tools=site.enlisting, dry=dry)
    ]


LIST = [
    ("new@x.test", "added", "new"),
    ("NEW@x.test", "left alone", "stands on line 2 already"),
    ("pending@x.test", "added", "had asked and not confirmed; your word confirms it"),
    ("active@x.test", "left alone", "is active since 2026-11-10"),
    ("Unsubscribed@x.test", "left alone", "is unsubscribed since 2026-11-10"),
    ("suspended@x.test", "left alone", "is suspended since 2026-11-10"),
    ("gone@x.test", "left alone", "suppressed (erased: forgotten)"),
    ("ann@mail.closed.test", "left alone", "suppressed (operator: @closed.test)"),
]


@pytest.mark.parametrize("dry", [True, False])
def test_each_line_is_judged_by_itself_and_a_dry_run_judges_the_same(site, there, people, dry):
    before = people()
    assert take(site, *(address for address, _, _ in LIST), dry=dry) == LIST
    if dry:
        assert people() == before
    else:
        assert people() == before | {"new@x.test": "active", "pending@x.test": "active"}


def test_what_is_no_address_is_said_and_stops_nobody(site, people):
    wrong, good = take(site, "nobody", "ann@x.test")
    assert (wrong[1], "is not a mail address" in wrong[2], good[1]) == ("wrong", True, "added")


@pytest.mark.parametrize("consent", [None, "", "  "])
def test_nobody_is_taken_in_whose_consent_is_not_stated(site, people, consent):
    with pytest.raises(UsageError, match="say how these people agreed"):
        take(site, "ann@x.test", consent=consent)
    assert people() == {}


def test_the_stated_consent_is_kept_with_each(site, clock):
    take(site, "ann@x.test")
    with site.store.reading() as tx:
        ann = store.subscribers.find(tx, "ann@x.test")
        consent = store.subscribers.consent_of(tx, ann.id)
    assert (consent.text, consent.form, consent.at) == ("at the congress", "import", clock())


def test_a_list_that_was_given_out_is_taken_in_again_elsewhere(site, there, people):
    with site.store.reading() as tx:
        content = sheet.write(enlist.listed(tx))
    lines = {one.address: one for one in sheet.read(content)}
    assert {name: one.state for name, one in lines.items()} == {
        k: v for k, v in people().items() if v != "erased"
    }
    with site.store.writing() as tx:
        tx.exec_driver_sql("DELETE FROM subscriber")
    taken = enlist.enlist(list(lines.values()), consent="moved from another site", tools=site.enlisting)
    assert sorted((one.address, one.what) for one in taken) == [
        ("active@x.test", "added"),
        ("pending@x.test", "left alone"),
        ("suspended@x.test", "left alone"),
        ("unsubscribed@x.test", "left alone"),
    ]


def test_the_wishes_of_a_list_are_kept(site):
    line = sheet.Line(
        number=2,
        address="ann@x.test",
        wishes={"digests": "weekly topical", "monthly": "yes", "language": "de"},
    )
    list(enlist.enlist([line], consent="x", tools=site.enlisting))
    with site.store.reading() as tx:
        wishes = store.subscribers.find(tx, "ann@x.test").preferences
    assert (wishes.digests, wishes.monthly, wishes.language) == (("weekly", "topical"), True, "de")


def test_a_suppressed_domain_stops_its_subscribers_until_both_are_undone(site, people, there):
    take(site, "ann@x.test", "bo@mail.x.test", "cy@notx.test")
    assert subscribe.suppress("@X.test", note="asked us to", tools=site.subscribing) == 4
    assert (people()["ann@x.test"], people()["bo@mail.x.test"], people()["cy@notx.test"]) == (
        "suspended",
        "suspended",
        "active",
    )
    with pytest.raises(UsageError, match=r"is suppressed by @x\.test"):
        subscribe.restore("ann@x.test", tools=site.subscribing)
    with site.store.writing() as tx:
        store.suppression.remove(tx, ["@x.test"])
    subscribe.restore("ann@x.test", tools=site.subscribing)
    assert people()["ann@x.test"] == "active"


@pytest.mark.parametrize("written", ["@Köln.test", "@xn--kln-sna.test"])
def test_a_domain_of_other_letters_is_suppressed_however_it_is_written(site, people, written):
    take(site, "ann@köln.test")
    assert subscribe.suppress(written, note=None, tools=site.subscribing) == 1
    assert take(site, "bo@xn--kln-sna.test")[0][:2] == ("bo@köln.test", "left alone")


@pytest.mark.parametrize("address", ["unsubscribed@x.test", "active@x.test", "nobody@x.test"])
def test_only_who_is_suspended_is_restored(site, there, address):
    with pytest.raises(UsageError, match="only who is suspended can be restored"):
        subscribe.restore(address, tools=site.subscribing)
