"""The catalog as it is worked on: words of the files, rules of the SQL, customers of the version in force."""

from pathlib import Path

from tagrid.catalog.described import with_rules
from tagrid.catalog.files import load
from tagrid.catalog.model import Catalog
from tagrid.errors import BadInput
from tagrid.home import PROJECT, Home


def known(home: Home, project: Path = PROJECT) -> Catalog:
    """Return the catalog of the files with rules, and what the version in force, if any, says of the same tags."""
    from tagrid.refresh.versions import current

    catalog = with_rules(load(project / "taxonomy"), project)
    try:
        published = current(home).catalog().tags
    except BadInput:
        return catalog
    seen = ("counts", "available", "reason", "caution")
    tags = {
        name: tag.model_copy(update={field: getattr(published[name], field) for field in seen})
        if name in published and published[name].codes == tag.codes
        else tag
        for name, tag in catalog.tags.items()
    }
    return catalog.model_copy(update={"tags": tags})
