"""Gives the parser of XML that expands no entities, fetches nothing and keeps libxml2's own bounds."""

from lxml import etree


def parser(*, recover: bool, encoding: str | None = None) -> etree.XMLParser:
    """Return one for a document in ``encoding``, else in what it declares; comments are not in its tree."""
    return etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )
