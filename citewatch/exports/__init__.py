"""Readings, rankings and editions → what other programs take: JSON, CSV, feeds, citations, annotations."""

from citewatch.exports.contract import SCHEMA, inspection, ranking, report, statement
from citewatch.exports.files import files
from citewatch.exports.linked import card, linked
from citewatch.exports.places import Places
from citewatch.exports.records import Record, records
from citewatch.exports.references import bibtex, csl, csl_json
from citewatch.exports.tables import table

__all__ = [
    "SCHEMA",
    "Places",
    "Record",
    "bibtex",
    "card",
    "csl",
    "csl_json",
    "files",
    "inspection",
    "linked",
    "ranking",
    "records",
    "report",
    "statement",
    "table",
]
