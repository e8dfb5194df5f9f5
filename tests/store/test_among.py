"""Values go along as one, whatever they hold and however many they are."""

import pytest
from sqlalchemy import BigInteger, Column, MetaData, Table, Text, select

from aggregator.store.among import among, grouped, listed, paired

TABLE = Table(
    "among_tried",
    MetaData(),
    Column("word", Text, primary_key=True),
    Column("number", BigInteger, index=True),
)
WORDS = ["plain", 'O\'Brien "x"', "国际 \U0001f600", "a\\b\nc", "null", "1", "%s :name ?"]
NUMBERS = [0, -1, 1, 2**62, 2**63 - 1]


@pytest.fixture
def tried(store):
    with store.writing() as connection:
        TABLE.create(connection)
        connection.execute(TABLE.insert(), [{"word": word, "number": None} for word in (*WORDS, "other")])
        connection.execute(
            TABLE.insert(), [{"word": f"n{number}", "number": number} for number in (*NUMBERS, 7)]
        )
        yield connection
        TABLE.drop(connection)


@pytest.mark.parametrize(
    "wanted", [WORDS, WORDS[1:2], [], ["nothing"], [f"x{n}" for n in range(5_000)]], ids=len
)
def test_words_are_found(tried, wanted):
    query = select(TABLE.c.word).where(among(TABLE.c.word, "words"))
    assert set(tried.execute(query, {"words": listed(wanted)}).scalars()) == set(wanted) & set(WORDS)


@pytest.mark.parametrize("wanted", [NUMBERS, [2**62], []], ids=len)
def test_numbers_are_found(tried, wanted):
    query = select(TABLE.c.number).where(among(TABLE.c.number, "numbers"))
    assert set(tried.execute(query, {"numbers": listed(wanted)}).scalars()) == set(wanted)


@pytest.mark.parametrize("wanted", [WORDS, WORDS[1:2], []], ids=len)
def test_words_are_found_where_they_stand_under_another(tried, wanted):
    query = select(TABLE.c.word).where(paired(TABLE.c.word, TABLE.c.word, "pairs"))
    pairs = [(word, word) for word in wanted] + [(WORDS[0], word) for word in WORDS[1:]]
    assert set(tried.execute(query, {"pairs": grouped(pairs)}).scalars()) == {*wanted}


def test_an_index_finds_them(tried):
    if tried.dialect.name != "sqlite":
        pytest.skip("PostgreSQL plans by what tables hold, and these hold little")
    query = select(TABLE.c.word).where(among(TABLE.c.number, "numbers"))
    plan = tried.exec_driver_sql(f"EXPLAIN QUERY PLAN {query.compile(tried.engine)}", ("[1]",)).all()
    assert [row.detail for row in plan if row.detail.startswith("SEARCH among_tried USING INDEX")]
