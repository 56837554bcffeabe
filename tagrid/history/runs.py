"""The runs a version knows of, in its file ``history.json``, and which of them speak of a day."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagrid.errors import BadInput, TagridError, nearest

if TYPE_CHECKING:
    from tagrid.catalog import Catalog
    from tagrid.refresh.versions import Version

HISTORY = "history.json"


@dataclass(frozen=True)
class Run:
    """One published version: its ``number`` in the order of publication, and the number of its ``base``.

    ``restated`` is the earlier day it computed again, ``catalog`` the file of the catalog it was made with.
    """

    number: int
    version: str
    as_of: date
    catalog_version: str
    catalog: str | None = None
    base: int | None = None
    restated: date | None = None

    @property
    def days(self) -> tuple[date, ...]:
        """The days the run speaks of."""
        return (self.as_of,) if self.restated is None else (self.restated, self.as_of)


@dataclass(frozen=True)
class LogFile:
    """One file of changes in the history folder."""

    name: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class History:
    """Every run that a version has heard of, oldest first, and the files of their changes.

    ``run`` is the version's own; ``folder`` holds the files, which the versions share.
    """

    run: Run
    runs: tuple[Run, ...]
    files: tuple[LogFile, ...]
    folder: Path = field(repr=False, compare=False)

    @property
    def paths(self) -> list[str]:
        """Paths of the files of changes."""
        return [str(self.folder / one.name) for one in self.files]

    def way(self, run: Run | None = None) -> list[Run]:
        """Return the runs known when ``run`` (default: the own) was made, itself included, oldest first."""
        by_number, found = {one.number: one for one in self.runs}, [run or self.run]
        while (base := found[-1].base) is not None:
            found.append(by_number[base])
        return found[::-1]

    def of(self, version_id: str) -> Run:
        """Return the run of a version; BadInput names the nearest when there was none."""
        known = {run.version: run for run in self.runs}
        if version_id not in known:
            hint = nearest(version_id, list(known))
            raise BadInput(
                f"No version {version_id!r} in the history.{hint}", f"历史中没有版本“{version_id}”。{hint.zh}"
            )
        return known[version_id]

    def then(self, day: date) -> Run:
        """Return the last run that was published up to business date ``day``, rolled back since or not."""
        found = [run for run in self.runs if run.as_of <= day]
        if not found:
            raise _before(min(run.as_of for run in self.runs), day)
        return found[-1]

    def speaks(self, run: Run, day: date) -> Run:
        """Return the run by whose catalog the values of ``day`` are, as known at ``run``.

        A day computed again keeps its catalog: it is corrected, not redefined. Raises BadInput before the first day.
        """
        said = [one for one in self.way(run) if one.as_of <= day]
        if not said:
            raise _before(self.way(run)[0].as_of, day)
        return said[-1]

    def days(self, run: Run) -> list[date]:
        """Return the days of which runs speak, as known at ``run``, in order."""
        return sorted({day for one in self.way(run) for day in one.days})

    def catalog(self, run: Run) -> "Catalog":
        """Return the catalog that ``run`` was made with, without counts."""
        from tagrid.catalog import Catalog

        try:
            return Catalog.from_json((self.folder / (run.catalog or "")).read_text(encoding="utf-8"))
        except OSError as error:
            raise TagridError(
                f"The catalog of version {run.version} cannot be read: {error}.",
                f"无法读取版本 {run.version} 的标签目录：{error}。",
            ) from error

    def to_json(self) -> str:
        """Return the text of ``history.json``."""
        written = {"run": self.run.number, "runs": [asdict(run) for run in self.runs]}
        return json.dumps(written | {"files": [asdict(one) for one in self.files]}, default=str, indent=0)


def _before(first: date, day: date) -> BadInput:
    return BadInput(f"The history begins on {first}; {day} is before it.", f"标签历史自 {first} 开始，{day} 在此之前。")


def history(version: "Version") -> History:
    """Return what a version knows of the past; one made before there was a history knows of itself only."""
    folder = version.folder.parent.parent / "history"
    try:
        found = json.loads((version.folder / HISTORY).read_text(encoding="utf-8"))
    except FileNotFoundError:
        own = Run(1, version.id, version.as_of, version.manifest["catalog_version"])
        return History(own, (own,), (), folder)
    except (OSError, ValueError) as error:
        raise TagridError(
            f"The history of version {version.id} cannot be read: {error}. See `tagrid doctor`.",
            f"无法读取版本 {version.id} 的标签历史：{error}。请用 `tagrid doctor` 检查。",
        ) from error
    runs = tuple(_run(one) for one in found["runs"])
    own = next(run for run in runs if run.number == found["run"])
    return History(own, runs, tuple(LogFile(**one) for one in found["files"]), folder)


def _run(written: dict[str, Any]) -> Run:
    days = {name: date.fromisoformat(written[name]) for name in ("as_of", "restated") if written[name]}
    given: dict[str, Any] = written | days
    return Run(**given)
