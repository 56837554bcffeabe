"""What every tag means: the taxonomy as one catalog object, checked against the SQL that computes it."""

from tagrid.catalog.files import load
from tagrid.catalog.model import UNKNOWN, Catalog, Example, Label, Tag, TagClass

__all__ = ["UNKNOWN", "Catalog", "Example", "Label", "Tag", "TagClass", "load"]
