"""What the codes in columns of the data are called: as a tag that reads the column names them, else a common name.

The common names are ``app/codes.yml``, a file of the utility's.
"""

from collections.abc import Mapping

from pydantic import RootModel

from tagrid.catalog.model import Catalog
from tagrid.core.project_content import read_content
from tagrid.core.text import Text

FILE = "app/codes.yml"


class _Codes(RootModel[dict[str, Text]]):
    """The names by their codes."""


def common_codes() -> Mapping[str, Text]:
    """Return the names of codes that many columns share, by code; ``BadInput`` names the line that is wrong."""
    found = read_content(FILE, _Codes)
    return found.root if found else {}


def common_code_label(code: str) -> Text:
    """Return the common name of a code; the code itself where it has none."""
    return common_codes().get(code) or Text(zh=code, en=code)


def column_codes(catalog: Catalog, column: str) -> Mapping[str, Text]:
    """Return the names of a column's codes, by code: of the first tag that reads the column, else the common ones."""
    found = dict(common_codes())
    for tag in reversed(catalog.tags.values()):
        if column in tag.inputs:
            found.update(tag.values)
    return found


def code_label(catalog: Catalog, column: str, code: str) -> Text:
    """Return the name of a code of a column; the code itself where it has none."""
    named = (tag.values[code] for tag in catalog.tags.values() if column in tag.inputs and code in tag.values)
    return next(named, None) or common_code_label(code)
