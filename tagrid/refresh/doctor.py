"""A thorough check of an installation: every file of every version by its sha256, and what a run needs."""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tagrid.core.errors import TagridError
from tagrid.core.project import Home
from tagrid.landing import read_index, source_contracts
from tagrid.published import history, id_key, latest_history, pointed_id, read_version, version_ids
from tagrid.refresh.ledger import last_run
from tagrid.scoring import champion, trainable


@dataclass(frozen=True)
class Diagnosis:
    """One thing looked at; ``advice`` says what to do when it is not ``ok``."""

    ok: bool
    subject: str
    said: str
    advice: str = ""


def _versions(home: Home) -> Iterable[Diagnosis]:
    for name in version_ids(home):
        version = read_version(home, name)
        damage = list(version.damage(full=True)) if version else ["its manifest cannot be read"]
        advice = "roll back or refresh, then delete its folder" if damage else ""
        yield Diagnosis(not damage, f"version {name}", "; ".join(damage) or "every file matches its sha256", advice)


def _pointer(home: Home) -> Iterable[Diagnosis]:
    wanted = pointed_id(home)
    if wanted is None:
        yield Diagnosis(False, "pointer", "no version is published yet", "run `tagrid refresh`")
    elif not id_key(wanted) or wanted not in version_ids(home):
        yield Diagnosis(False, "pointer", f"names {wanted!r}, which is not there", "run `tagrid rollback VERSION`")
    else:
        yield Diagnosis(True, "pointer", f"names {wanted}")


def _landing(home: Home) -> Iterable[Diagnosis]:
    index = read_index(home)
    lost = [f.path for t in index.tables.values() for f in t.files if not (home.landing / f.path).is_file()]
    if lost:
        yield Diagnosis(False, "landing", f"{len(lost)} files are gone, first {lost[0]}", "restore them")
    else:
        delivered = f"{len(index.tables)} of {len(source_contracts())} source tables delivered"
        yield Diagnosis(True, "landing", delivered)


def _history(home: Home) -> Iterable[Diagnosis]:

    told = latest_history(home)
    lost = list(history.log_damage(home, told.files)) if told else []
    if lost:
        yield Diagnosis(
            False, "history", "; ".join(lost), f"restore the files in {history.log_folder(home)} from a backup"
        )
    elif told:
        rows = sum(one.rows for one in told.files)
        yield Diagnosis(True, "history", f"{rows:,} changes of {len(told.runs)} runs in {len(told.files)} files")


def _warehouse(home: Home) -> Iterable[Diagnosis]:
    import duckdb

    if not home.warehouse.exists():
        yield Diagnosis(True, "warehouse", "not built yet")
        return
    try:
        with duckdb.connect(str(home.warehouse), read_only=True) as con:
            tables = con.execute("select count(*) from duckdb_tables()").fetchone() or (0,)
        yield Diagnosis(True, "warehouse", f"opens, {tables[0]} tables")
    except duckdb.Error as error:
        advice = "end the process that has it open, or delete the file: the next refresh builds it anew"
        yield Diagnosis(False, "warehouse", str(error).splitlines()[0], advice)


def _scores(home: Home) -> Iterable[Diagnosis]:
    """The models that the next refresh would score with; that none was trained yet is no fault."""

    version = read_version(home, pointed_id(home) or "")
    found = {name: champion(home, score, version.as_of if version else None)[0] for name, score in trainable().items()}
    good = sum(state.code == "ready" for state in found.values())
    lacking = [name for name, state in found.items() if state.code == "missing"]
    without = f"; no model of {', '.join(lacking)}" if lacking else ""
    yield Diagnosis(True, "scores", f"{good} of {len(found)} in force{without}")
    for name, state in found.items():
        if state.code not in ("ready", "missing"):
            advice = "" if "tagrid train" in state.why else "run `tagrid train`"
            yield Diagnosis(False, f"score {name}", f"{state.code}: {state.why}", advice)


def _state(home: Home) -> Iterable[Diagnosis]:
    last = last_run(home)
    said = f"last run: {last.kind} {last.outcome}" if last else "no run yet"
    yield Diagnosis(True, "state database", said)


def _disk(home: Home) -> Iterable[Diagnosis]:
    """A refresh needs room for a second warehouse and a second serving database."""
    place = next(p for p in (home.root, *home.root.parents) if p.exists())
    free = shutil.disk_usage(place).free
    needed = sum(_size(path) for path in (home.warehouse, *_newest_serving(home))) * 2
    said = f"{free / 1e9:.1f} GB free, a refresh needs about {needed / 1e9:.1f}"
    yield Diagnosis(free > needed, "disk", said, "" if free > needed else "make room")


def _newest_serving(home: Home) -> list[Path]:
    return [home.versions / name / "serving.duckdb" for name in version_ids(home)[:1]]


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


_CHECKS: dict[str, Callable[[Home], Iterable[Diagnosis]]] = {
    "pointer": _pointer,
    "versions": _versions,
    "landing": _landing,
    "history": _history,
    "warehouse": _warehouse,
    "scores": _scores,
    "state database": _state,
    "disk": _disk,
}


def diagnose(home: Home) -> list[Diagnosis]:
    """Return what was found, in the order looked at; a look that fails is a finding itself."""
    found: list[Diagnosis] = []
    for subject, look in _CHECKS.items():
        try:
            found.extend(look(home))
        except TagridError as error:
            found.append(Diagnosis(False, subject, str(error)))
    return found
