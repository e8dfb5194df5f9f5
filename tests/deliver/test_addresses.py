"""Which addresses are good, under which names they are suppressed, and what is kept of a network."""

import pytest

from aggregator.deliver import addresses
from aggregator.errors import UsageError


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" Ann@Example.ORG ", "Ann@example.org"),
        ("müller@bücher.example", "müller@bücher.example"),
        ("ann+news@example.org", "ann+news@example.org"),
    ],
)
def test_an_address_is_kept_with_its_domain_in_small_letters(written, kept):
    assert addresses.checked(written) == kept


@pytest.mark.parametrize(
    "written", ["", "ann", "ann@", "a b@example.org", "ann@example.org\nx", "ann@-x.org"]
)
def test_what_is_no_address_is_said(written):
    with pytest.raises(UsageError, match="is not a mail address"):
        addresses.checked(written)


def test_an_address_is_suppressed_by_itself_its_domains_and_the_hash_of_one_erased():
    guises = addresses.guises("Ann@mail.Example.org", secret="s")
    assert guises[:-1] == ["ann@mail.example.org", "@mail.example.org", "@example.org", "@org"]
    assert guises[-1] == addresses.hashed("ann@mail.example.org", secret="s")
    assert guises[-1] != addresses.hashed("ann@mail.example.org", secret="other")


@pytest.mark.parametrize(
    ("client", "kept"),
    [
        ("198.51.100.77", "198.51.100.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("::ffff:198.51.100.77", "198.51.100.0/24"),
        ("unix", "unix"),
    ],
)
def test_a_network_is_shortened_so_that_it_names_no_person(client, kept):
    assert addresses.network(client) == kept
