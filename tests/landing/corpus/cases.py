"""The corpus of deliveries: a good delivery, what is done to it, and what must come of it.

A case is an entry of a YAML file of this folder:

    - name: Wh instead of kWh on one day
      table: metering.daily_energy
      set: {energy_kwh: energy_kwh * 1000}
      outcome: refused
      says: [energy_kwh, unit]

What is done to the good delivery, in this order:

rows        SQL instead of ``from good``; it may read ``good`` (typed) and ``past`` (what has landed of the table)
set, where  column: SQL expression, for the rows of the condition or for all
rename      column: its name in the file; drop: columns that the file does not have
text        [pattern, replacement] pairs on the lines of the CSV; bytes: the same in Latin-1 on the encoded file
cut         bytes cut off at the end; content: the whole file, written out; repeat: append it so many times
format      csv (default) or parquet; encoding, delimiter and gzip of the file; file: its path
manifest    the head and the file's entry of a delivery.yml; {until: day} is enough
mapping     the mapping file
files       further files, by path; links: links by path to what they point to
with        other tables whose good rows are delivered too
days        days of a daily table, one by default; home: landed (default), small (30 customers) or fresh (nothing)

``outcome`` is refused (nothing lands), quarantined (rows are set aside, the others land), warned or clean; ``says`` are
words that the messages must hold.
"""

import gzip
import hashlib
import os
import re
import shutil
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import duckdb
from ruamel.yaml import YAML

from tagrid.core.errors import TagridError
from tagrid.core.project import Home
from tagrid.landing.contracts import SourceTable, source_contract
from tagrid.landing.intake import IngestReport, ingest

OUTCOMES = ("refused", "quarantined", "warned", "clean")

HOMES = ("landed", "small", "fresh")

# Tables with a reading a customer and day: a case delivers one day of them unless it says otherwise.
DAILY = ("metering.daily_energy", "metering.daily_voltage", "outside.weather")

# The customers of the small home.
SMALL_HOME = "select customer_id from past_marketing__customers order by customer_id limit 30"


@dataclass(frozen=True)
class Case:
    """One delivery of the corpus; the fields are the keys of its entry."""

    name: str
    table: str
    outcome: str
    says: tuple[str, ...] = ()
    rows: str = "from good"
    set: dict[str, str] = field(default_factory=dict)
    where: str = "true"
    rename: dict[str, str] = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    text: tuple[tuple[str, str], ...] = ()
    bytes: tuple[tuple[str, str], ...] = ()
    cut: int = 0
    content: str | None = None
    repeat: int = 0
    format: str = "csv"
    encoding: str = "utf-8"
    delimiter: str = ","
    gzip: bool = False
    file: str | None = None
    manifest: dict | None = None
    mapping: dict | None = None
    files: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    with_: tuple[str, ...] = ()
    days: int = 1
    home: str = "landed"
    unusual: bool = False
    theme: str = ""


def read_cases(folder: Path = Path(__file__).parent) -> list[Case]:
    """Return every case of the folder; names are unique and say what is delivered."""
    found = []
    for path in sorted(folder.glob("*.yml")):
        for entry in YAML(typ="safe").load(path):
            given = {("with_" if key == "with" else key): value for key, value in entry.items()}
            given["says"] = [str(word) for word in entry.get("says", ())]  # a date or a number stands as it is written
            found.append(Case(**given, theme=path.stem))
    return found


@dataclass(frozen=True)
class Outcome:
    """What came of a delivery: in one word, and all that was said."""

    word: str
    said: str
    report: IngestReport | None = None


@dataclass
class Bench:
    """The landed home that every case begins from, and the good rows of the days after it."""

    landed: dict[str, Path]
    con: duckdb.DuckDBPyConnection

    def deliver(self, case: Case, folder: Path) -> Outcome:
        """Spoil the good delivery as the case says and ingest it into a home of its own."""
        home = Home(folder / "home")
        if case.home != "fresh":
            shutil.copytree(self.landed[case.home], home.landing, copy_function=_link)
        before = _landed_files(home)
        delivery, mapping = self._write(case, folder)
        try:
            report = ingest(home, delivery, mapping, accept_unusual=case.unusual)
        except TagridError as error:
            assert _landed_files(home) == before or case.home == "fresh", "a refused delivery left something"
            return Outcome("refused", f"{error.text.en}\n{error.text.zh}")
        said = "\n".join(text for warning in report.warnings for text in (warning.en, warning.zh))
        aside = sorted(home.quarantine.rglob("*.csv"))
        said += "".join(path.read_text(encoding="utf-8-sig") for path in aside)
        return Outcome("quarantined" if aside else "warned" if report.warnings else "clean", said, report)

    def _write(self, case: Case, folder: Path) -> tuple[Path, Path | None]:
        delivery = folder / "delivery"
        table = source_contract(case.table)
        place = delivery / (case.file or f"{table.address.replace('.', '/')}.{case.format}")
        place.parent.mkdir(parents=True)
        self._rows(case, table)
        _write_rows(self.con, case, "spoilt", place)
        for address in case.with_:
            other = source_contract(address)
            self._rows(Case(name="", table=address, outcome="", days=case.days), other)
            beside = delivery / f"{address.replace('.', '/')}.csv"
            beside.parent.mkdir(parents=True, exist_ok=True)
            _write_rows(self.con, Case(name="", table=address, outcome=""), "spoilt", beside)
        for name, content in case.files.items():
            (delivery / name).parent.mkdir(parents=True, exist_ok=True)
            (delivery / name).write_text(content, encoding="utf-8")
        for name, target in case.links.items():
            (delivery / name).parent.mkdir(parents=True, exist_ok=True)
            (delivery / name).symlink_to(target)
        if case.manifest is not None:
            _write_manifest(case, delivery, place)
        if case.mapping is None:
            return delivery, None
        mapping = folder / "mapping.yml"
        YAML().dump(case.mapping, mapping)
        return delivery, mapping

    def _rows(self, case: Case, table: SourceTable) -> None:
        """Make the table ``spoilt`` out of the good rows."""
        last = date(2026, 6, 30) + timedelta(days=case.days)
        days = f"where {table.period} > '2026-06-30' and {table.period} <= '{last}'" if table.address in DAILY else ""
        name = table.address.replace(".", "__")
        self.con.execute(f"create or replace temp view good as from good_{name} {days}")
        some = f"semi join ({SMALL_HOME}) using (customer_id)" if case.home == "small" else ""
        self.con.execute(f"create or replace temp view past as select {_names(table)} from past_{name} {some}")
        columns = [c.name for c in table.columns]
        changed = [
            f"case when {case.where} then {case.set[name]} else {name}{_text_of(case.set[name])} end as {name}"
            if case.where != "true"
            else f"{case.set[name]} as {name}"
            for name in columns
            if name in case.set
        ]
        replaced = f"replace ({', '.join(changed)})" if changed else ""
        self.con.execute(f"create or replace temp table spoilt as select * {replaced} from ({case.rows})")
        for name in case.drop:
            self.con.execute(f"alter table spoilt drop column {name}")
        for name, shown in case.rename.items():
            self.con.execute(f'alter table spoilt rename column {name} to "{shown}"')


def _text_of(expression: str) -> str:
    """The cast of the other cells where some become a text that is no value of the column."""
    return "::varchar" if expression.startswith("'") else ""


def _names(table: SourceTable) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)


def _link(source: str, target: str) -> None:
    """Landed files are replaced whole and never written into, so a home may share them."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _landed_files(home: Home) -> set[str]:
    return {f"{folder}/{name}" for folder, _, names in os.walk(home.landing) for name in names if ".parquet" in name}


def _write_rows(con: duckdb.DuckDBPyConnection, case: Case, relation: str, place: Path) -> None:
    if case.format == "parquet":
        con.execute(f"copy {relation} to '{place}' (format parquet)")
        content = place.read_bytes()
    else:
        con.execute(
            f"copy {relation} to '{place}' (format csv, header, delimiter '{case.delimiter}', compression none)"
        )
        text = place.read_text(encoding="utf-8") if case.content is None else case.content
        for pattern, replacement in case.text:
            text, changed = re.subn(pattern, replacement, text, flags=re.MULTILINE)
            assert changed, f"nothing matches {pattern}"
        content = text.encode(case.encoding)
    for pattern, replacement in case.bytes:
        content, changed = re.subn(pattern.encode("latin-1"), replacement.encode("latin-1"), content)
        assert changed, f"nothing matches {pattern}"
    content = content[: len(content) - case.cut] + content * case.repeat
    place.write_bytes(gzip.compress(content) if case.gzip else content)


def _write_manifest(case: Case, delivery: Path, place: Path) -> None:
    manifest = dict(case.manifest or {})
    entry = {"path": place.relative_to(delivery).as_posix(), "table": case.table, **manifest.pop("file", {})}
    entry.setdefault("sha256", hashlib.sha256(place.read_bytes()).hexdigest())
    if case.encoding != "utf-8":
        entry.setdefault("encoding", case.encoding)
    others = [{"path": f"{address.replace('.', '/')}.csv", "table": address} for address in case.with_]
    YAML().dump({"name": case.name, **manifest, "files": [entry, *others]}, delivery / "delivery.yml")
