"""Every delivery of the corpus comes out as its case says: no bad one lands in silence, no good one raises an alarm."""

import fcntl
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pytest
from ruamel.yaml import YAML

from tagrid.core.project import Home
from tagrid.demo.generate import generate
from tagrid.landing.contracts import SourceTable, source_contract, source_contracts
from tagrid.landing.intake import ingest
from tests.conftest import CUSTOMERS, FIRST, SEED, _shared
from tests.landing.corpus.cases import HOMES, OUTCOMES, SMALL_HOME, Bench, Case, read_cases

CASES = read_cases()

pytestmark = pytest.mark.long

# The days after the landed home.
SINCE, UNTIL = date(2026, 7, 1), date(2026, 7, 8)

# What a small utility delivers.
SMALL = ("marketing.customers", "marketing.meters", "marketing.bills", "marketing.payments", "metering.daily_energy")


def _text(folder: Path, entry: dict) -> Path:
    """The file of a manifest's entry, in UTF-8."""
    path = folder / entry["path"]
    if entry["format"] == "csv" and entry["encoding"] != "utf-8":
        path.write_text(path.read_text(encoding=entry["encoding"]), encoding="utf-8")
    return path


def _good_rows(con: duckdb.DuckDBPyConnection, table: SourceTable, landed: Path, files: list[Path]) -> None:
    """Tables ``past_…`` and ``good_…``: an event's new rows, a master's whole table with what is new in it."""
    name = table.address.replace(".", "__")
    names = ", ".join(f'"{c.name}"' for c in table.columns)
    past = f"read_parquet('{landed}/{table.address.replace('.', '/')}/*/*.parquet', hive_partitioning = false)"
    con.execute(f"create table past_{name} as select {names}, _landed_seq from {past}")
    con.execute(f"create table good_{name} as select {names} from past_{name} limit 0")
    types = {c.name: f"'{c.type}'" for c in table.columns}
    for path in files:
        read = (
            f"read_csv('{path}', header = true, columns = {{{', '.join(f'{k}: {v}' for k, v in types.items())}}})"
            if path.suffix == ".csv"
            else f"read_parquet('{path}')"
        )
        con.execute(f"insert into good_{name} by name from {read}")
    if table.load != "event":
        keys = ", ".join(table.keys)
        con.execute(f"insert into good_{name} select {names} from past_{name} anti join good_{name} using ({keys})")


def _small(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """A landed home of thirty customers."""
    for address in SMALL:
        name, path = address.replace(".", "__"), folder / "delivery" / f"{address.replace('.', '/')}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        con.execute(f"""
            copy (
                select * exclude (_landed_seq) from past_{name} semi join ({SMALL_HOME}) using (customer_id)
            ) to '{path}' (format parquet)
        """)
    ingest(Home(folder / "home"), folder / "delivery", accept_unusual=True)


@pytest.fixture(scope="session")
def bench(landed_home, tmp_path_factory) -> Bench:
    """The home that cases begin from: the small demo utility's, and the demo's own next eight days."""
    folder = _shared(tmp_path_factory) / "corpus"
    folder.mkdir(exist_ok=True)
    database, small = folder / "good.duckdb", folder / "small"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            for left in (small, folder / "next"):
                shutil.rmtree(left, ignore_errors=True)
            database.unlink(missing_ok=True)
            generate(folder / "next", CUSTOMERS, FIRST, UNTIL, SINCE, SEED)
            entries = YAML(typ="safe").load(folder / "next" / "delivery.yml")["files"]
            with duckdb.connect(str(database)) as con:
                for address, table in source_contracts().items():
                    own = [_text(folder / "next", e) for e in entries if e["table"] == address]
                    _good_rows(con, table, landed_home.landing, own)
                _small(con, small)
            (folder / "done").touch()
    con = duckdb.connect(config={"threads": 1})
    con.execute(f"attach '{database}' as made (read_only); use made")
    landed = {"landed": landed_home.landing, "small": small / "home" / "landing"}
    return Bench(landed, con)


def test_the_corpus_is_as_large_as_it_says():
    counted = Counter("clean" if case.outcome == "clean" else "bad" for case in CASES)
    assert counted["bad"] >= 130
    assert counted["clean"] >= 40
    assert [name for name, times in Counter(case.name for case in CASES).items() if times > 1] == []
    assert {case.outcome for case in CASES} <= set(OUTCOMES)
    assert {case.home for case in CASES} <= set(HOMES)


def _parameters() -> list:
    return [pytest.param(case, id=f"{case.theme}: {case.name}") for case in CASES]


@pytest.mark.parametrize("case", _parameters())
def test_case(case: Case, bench: Bench, tmp_path: Path):
    found = bench.deliver(case, tmp_path)
    assert found.word == case.outcome, found.said
    assert [word for word in case.says if word.lower() not in found.said.lower()] == [], found.said


def _referenced(address: str, seen: tuple[str, ...] = ()) -> list[str]:
    """The tables that a table's columns reference, and those that theirs do."""
    own = {c.references.rpartition(".")[0] for c in source_contract(address).columns if c.references} - {address, *seen}
    return sorted(own | {other for one in own for other in _referenced(one, (*seen, address))} - {address})


@pytest.mark.parametrize("address", source_contracts())
def test_a_good_delivery_raises_no_alarm(address: str, bench: Bench, tmp_path: Path):
    name = address.replace(".", "__")
    if not bench.con.execute(f"select count(*) from good_{name}").fetchone()[0]:
        pytest.skip("nothing new of it in these days")
    whole = source_contract(address).adds_up
    masters = tuple(
        one for one in _referenced(address) if source_contract(one).load == "master" or (whole and one == whole.whole)
    )
    case = Case(name="good", table=address, outcome="clean", format="parquet", days=8, with_=masters)
    assert bench.deliver(case, tmp_path).said == ""
