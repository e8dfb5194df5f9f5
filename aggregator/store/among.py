"""Asks for the rows of which a column is among many values, which go along as one value.

A statement that names each of a thousand values takes SQLAlchemy ten times as long to write as the
database to answer, and one that is written once can be used again, however many they are.
"""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Integer, Text, bindparam, tuple_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Words(FunctionElement[str]):
    """The words in a list."""

    inherit_cache = True
    type = Text()


class _Numbers(FunctionElement[int]):
    """The whole numbers in a list."""

    inherit_cache = True
    type = Integer()


class _Pairs(FunctionElement[Any]):
    """Each word that stands over lists, with each word of its list."""

    inherit_cache = True


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Return the condition that ``column`` is one of the values that go along as ``name``, ``listed``."""
    values = bindparam(name, type_=Text())
    inner = _Numbers(values) if isinstance(column.type, Integer) else _Words(values)
    return column.op("IN", is_comparison=True, return_type=Boolean())(inner)


def listed(values: Iterable[str | int]) -> str:
    """Return values as they go along."""
    return json.dumps(list(values))


def paired(over: ColumnElement[Any], column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Return the condition that ``column`` is in the list under ``over`` that goes along, as ``grouped``."""
    pairs = _Pairs(bindparam(name, type_=Text()))
    return tuple_(over, column).op("IN", is_comparison=True, return_type=Boolean())(pairs)


def grouped(pairs: Iterable[tuple[str, str]]) -> str:
    """Return pairs as they go along: the second ones in lists, under the first."""
    lists: dict[str, list[str]] = {}
    for over, value in pairs:
        lists.setdefault(over, []).append(value)
    return json.dumps(lists)


@compiles(_Words, "sqlite")
@compiles(_Numbers, "sqlite")
def _in_sqlite(element: FunctionElement[Any], compiler: SQLCompiler, **named: Any) -> str:
    given = compiler.process(element.clauses, **named)
    return f"(SELECT value FROM json_each({given}))"  # noqa: S608  the values go along, bound


@compiles(_Words, "postgresql")
def _words(element: FunctionElement[Any], compiler: SQLCompiler, **named: Any) -> str:
    given = compiler.process(element.clauses, **named)
    return f"(SELECT json_array_elements_text(CAST({given} AS json)))"


@compiles(_Numbers, "postgresql")
def _numbers(element: FunctionElement[Any], compiler: SQLCompiler, **named: Any) -> str:
    given = compiler.process(element.clauses, **named)
    return f"(SELECT CAST(json_array_elements_text(CAST({given} AS json)) AS bigint))"


@compiles(_Pairs, "sqlite")
def _pairs_in_sqlite(element: FunctionElement[Any], compiler: SQLCompiler, **named: Any) -> str:
    given = compiler.process(element.clauses, **named)
    return f"(SELECT told.key, one.value FROM json_each({given}) AS told, json_each(told.value) AS one)"  # noqa: S608  the values go along, bound


@compiles(_Pairs, "postgresql")
def _pairs(element: FunctionElement[Any], compiler: SQLCompiler, **named: Any) -> str:
    given = compiler.process(element.clauses, **named)
    lists = f"json_each(CAST({given} AS json)) AS told, json_array_elements_text(told.value) AS one (value)"
    return f"(SELECT told.key, one.value FROM {lists})"  # noqa: S608  the values go along, bound
