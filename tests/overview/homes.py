"""Homes for what the home page tells: an earlier version that differs in known ways, late sources."""

import json
import shutil
from pathlib import Path

import duckdb
import numpy as np

from tagrid.core.project import Home
from tagrid.landing.index import INDEX
from tagrid.published.versions import current_version
from tests.sealed import seal

EARLIER = "2026-05-31.1"
SWAPPED = ("weekly_change", "normal", "down_20")
GONE = 3  # customers of the version in force who are not in the earlier one


def copied(home: Home, folder: Path) -> Home:
    """Return a copy of a home's versions and state to write to."""
    made = Home(folder / "home")
    shutil.copytree(home.versions, made.versions)
    shutil.copy(home.pointer, made.pointer)
    (made.landing).mkdir()
    shutil.copy(home.landing / INDEX, made.landing / INDEX)
    return made


def with_earlier(home: Home) -> None:
    """Add a version of a month before: two values of one tag swapped, the last customers not there yet."""
    now = current_version(home)
    folder = home.versions / EARLIER
    shutil.copytree(now.folder, folder)
    with duckdb.connect(folder / "serving.duckdb") as con:
        con.execute(f"delete from customer_tags_wide where customer_no > (select max(customer_no) - {GONE} "
                    "from customer_tags_wide)")  # fmt: skip
    _swap(folder)
    seal(folder, id=EARLIER, as_of=EARLIER[:10], created_at="2026-06-01T01:00:00+00:00")


def _swap(folder: Path) -> None:
    name, one, other = SWAPPED
    about = json.loads((folder / "segments" / "index.json").read_text())
    facet = about["tags"][name]
    rows = [facet["row"] + list(facet["counts"]).index(code) for code in (one, other)]
    bits = np.memmap(folder / "segments" / "bits.u64", "<u8", "r+", shape=(about["rows"], about["words"]))
    bits[rows] = bits[rows[::-1]]
    bits.flush()
    _swapped(facet["counts"], one, other)
    (folder / "segments" / "index.json").write_text(json.dumps(about))
    change_catalog(folder, lambda catalog: _swapped(catalog["tags"][name]["counts"], one, other))


def _swapped(counts: dict, one: str, other: str) -> None:
    counts[one], counts[other] = counts[other], counts[one]


def change_catalog(folder: Path, change) -> None:
    """Change the catalog of a version where it lies, and seal it again."""
    catalog = json.loads((folder / "catalog.json").read_text())
    change(catalog)
    (folder / "catalog.json").write_text(json.dumps(catalog))
    seal(folder)


def make_late(home: Home, address: str, day: str) -> None:
    """Let a source table end on an earlier day."""
    path = home.landing / INDEX
    index = json.loads(path.read_text())
    index.pop("digest", None)
    for landed in index["tables"][address]["files"]:
        landed["first_on"], landed["through_on"] = day, day
    path.write_text(json.dumps(index))
