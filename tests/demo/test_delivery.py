import hashlib
import json
from datetime import date, timedelta

import polars as pl
import polars.selectors as cs
import pytest
from typer.testing import CliRunner

from tagrid.cli.demo import app
from tagrid.core.errors import BadInput
from tagrid.demo.generate import generate, make_block
from tagrid.demo.world import BLOCK, Window, World
from tagrid.landing.contracts import source_contracts
from tests.demo.conftest import NEXT, START, UNTIL
from tests.demo.reading import manifest, raw, table

ADDRESSES = list(source_contracts())


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_table_keeps_its_contract(long_run, address):
    contract, rows = source_contracts()[address], table(long_run, address)
    assert rows.height > 0
    assert rows.columns == [c.name for c in contract.columns]
    assert not rows.select(contract.keys).is_duplicated().any()
    for column in contract.columns:
        values = rows[column.name].drop_nulls()
        assert not (column.required and rows[column.name].null_count()), column.name
        assert not column.domain or set(values.unique()) <= set(column.domain), column.name
        values = values.explode().drop_nulls() if column.lengths else values
        if column.range and len(values):
            assert column.range[0] <= values.min() <= values.max() <= column.range[1], column.name


def test_the_manifest_lists_rows_and_checksums(long_run):
    listed = manifest(long_run)
    assert listed["until"] == UNTIL.isoformat()
    assert {entry["table"] for entry in listed["files"]} == set(ADDRESSES)
    for entry in listed["files"]:
        path = long_run / entry["path"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == entry["sha256"]
    for address in ("marketing.payments", "metering.daily_energy"):
        counted = sum(entry["rows"] for entry in listed["files"] if entry["table"] == address)
        assert counted == raw(long_run, address).height
    written = {p.relative_to(long_run).as_posix() for p in long_run.rglob("*.*") if p.name != "delivery.yml"}
    assert written == {entry["path"] for entry in listed["files"]}


def test_no_meter_is_due_for_verification_before_it_was_installed(long_run):
    meters = table(long_run, "marketing.meters")
    assert (meters["installed_on"] >= START).sum() > 5
    assert (meters["next_verification_on"] > meters["installed_on"]).all()


def test_marketing_is_gb18030_and_holds_chinese(long_run):
    text = (long_run / "marketing/customers.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        text.decode("utf-8")
    assert "有限公司" in text.decode("gb18030")


@pytest.mark.slow
def test_same_seed_same_bytes_other_seed_other_bytes(tmp_path):
    def digest(name: str, seed: int) -> list[str]:
        made = generate(tmp_path / name, 60, START, START + timedelta(days=40), seed=seed)
        return [entry["sha256"] for entry in made["files"]]

    assert digest("one", 7) == digest("two", 7)
    assert digest("one more", 7) != digest("other", 8)


def _as_text(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(cs.list().list.eval(pl.element().cast(pl.String)).list.join(" ")).unique()


@pytest.mark.parametrize("address", ADDRESSES)
def test_two_deliveries_make_the_long_one(first_run, next_run, long_run, address):
    first, then, whole = (_as_text(raw(folder, address)) for folder in (first_run, next_run, long_run))
    keys = list(source_contracts()[address].keys)
    then = then.cast(dict(whole.schema))
    replaced = pl.concat([first.join(then, on=keys, how="anti"), then])
    assert replaced.sort(keys).equals(whole.sort(keys))


def test_next_delivery_is_small_and_restates(first_run, next_run):
    assert sum(e["rows"] for e in manifest(next_run)["files"]) < 0.4 * sum(
        e["rows"] for e in manifest(first_run)["files"]
    )
    mended = table(next_run, "metering.daily_energy").filter(pl.col("reading_on") < NEXT)
    known = table(first_run, "metering.daily_energy")
    again = mended.join(known, on=["customer_id", "meter_id", "reading_on"], suffix="_before")
    assert again.height > 0
    assert (again["energy_kwh"].is_not_null() & again["energy_kwh"].ne_missing(again["energy_kwh_before"])).all()
    late = mended.height - again.height
    assert late > 0


@pytest.mark.slow
def test_blocks_share_no_customer_and_one_size(tmp_path):
    world = World(7, BLOCK + 80, START)
    window = Window(world.start_day, world.start_day + 2)
    for block in range(world.blocks):
        make_block(world, window, tmp_path, block)
    parts = [pl.read_csv(p, encoding="gb18030") for p in sorted((tmp_path / "marketing/customers").iterdir())]
    assert [p.name for p in sorted((tmp_path / "marketing/customers").iterdir())] == ["000.csv", "001.csv"]
    assert parts[0]["customer_id"].max() < parts[1]["customer_id"].min()
    assert parts[1]["customer_id"].max() <= 3_200_000_000 + world.customers
    ids = pl.concat(pl.read_parquet(p) for p in (tmp_path / "metering/daily_energy").iterdir())
    assert not ids.select("customer_id", "meter_id", "reading_on").is_duplicated().any()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--customers", "3"], "too few"),
        (["--until", "2024-12-31"], "lies before --start"),
        (["--since", "2024-01-01", "--until", "2025-02-01"], "--since"),
    ],
)
def test_bad_arguments_say_what_to_do(tmp_path, options, message):
    result = CliRunner().invoke(app, ["generate", str(tmp_path / "out"), *options])
    assert isinstance(result.exception, BadInput)
    assert message in str(result.exception)
    assert not (tmp_path / "out").exists()


def test_a_folder_with_something_in_it_is_not_touched(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(BadInput, match="not an empty folder"):
        generate(tmp_path, 60, START, date(2025, 1, 5))
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_command_prints_its_manifest(tmp_path):
    options = ["--customers", "50", "--until", "2025-01-03", "--json"]
    result = CliRunner().invoke(app, ["generate", str(tmp_path / "out"), *options])
    assert result.exit_code == 0
    assert json.loads(result.stdout[result.stdout.index("{") :])["until"] == "2025-01-03"
