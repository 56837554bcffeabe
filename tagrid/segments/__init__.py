"""Segments: conditions combined across facets, read from an expression and counted on a bitset index."""

from tagrid.segments.build import build_index
from tagrid.segments.features import features
from tagrid.segments.index import SegmentIndex
from tagrid.segments.parse import parse
from tagrid.segments.rule import Rule, to_json
from tagrid.segments.sql import to_sql
from tagrid.segments.text import to_text
from tagrid.segments.tokens import BadExpression
from tagrid.segments.tree import from_json

__all__ = [
    "BadExpression",
    "Rule",
    "SegmentIndex",
    "build_index",
    "features",
    "from_json",
    "parse",
    "to_json",
    "to_sql",
    "to_text",
]
