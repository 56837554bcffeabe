"""Files of a segment: what is in them, who is not, and what stands on record."""

import csv
import hashlib
import json
from pathlib import Path

import openpyxl
import polars as pl
import pyarrow.parquet as pq
import pytest

from tagrid.catalog.uses import uses
from tagrid.core.errors import BadInput, TagridError
from tagrid.segments.audit import audit_records
from tagrid.segments.disclosure import restricted_tags_used
from tagrid.segments.export import exports as export_exports
from tagrid.segments.export.exports import ExportRequest, export_segment, exports_made, people_path
from tagrid.segments.export.selection import seeded_order, select_customers
from tagrid.segments.language import parse
from tagrid.segments.workspace import open_workspace
from tests.segments.export.conftest import MAY, NAMES, closed_catalog

RULE = "value_tier in (vip, major) and payment.late_share is known"


def exported(home, out: Path, **wishes):
    return export_segment(home, open_workspace(home), ExportRequest(RULE, "call them", out, **wishes))


def members(home) -> list[str]:
    found = open_workspace(home)
    return [f"c{n:05}" for n in found.index.members(found.mask(found.parse(RULE)), 300)]


def refused(customer_id: str) -> bool:
    return int(customer_id[1:]) % 5 == 0 and int(customer_id[1:]) % 3 != 0


def rows_of(path: Path) -> list[dict]:
    """Return the rows of a CSV by the codes of its columns, whichever language their heads are in."""
    codes = {"户号": "customer_id", "Account": "customer_id", "客户名称": "customer_name", "Name": "customer_name"}
    codes |= {"Value Tier": "value_tier", "Fee Recovery Risk": "fee_recovery_risk"}
    with path.open(encoding="utf-8-sig", newline="") as opened:
        return [{codes.get(head, head): cell for head, cell in row.items()} for row in csv.DictReader(opened)]


def test_a_csv_has_who_may_be_asked_and_says_of_itself_beside_it(home, tmp_path):
    out = tmp_path / "a.csv"
    made = exported(
        home, out, columns=("customer_name", "value_tier", "fee_recovery_risk"), by="li", lang="en", bom=True
    )
    everyone, rows = members(home), rows_of(out)
    assert [row["customer_id"] for row in rows] == [one for one in everyone if not refused(one)]
    assert (made.members, made.opted_out, made.rows) == (len(everyone), sum(map(refused, everyone)), len(rows))
    assert made.opted_out and {row["value_tier"] for row in rows} == {"vip (of value_tier)", "major (of value_tier)"}
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    about = json.loads((tmp_path / "a.csv.json").read_text(encoding="utf-8"))
    assert {key: about[key] for key in ("rule", "version", "purpose", "who", "rows", "catalog_version")} == {
        "rule": RULE,
        "version": "2026-06-30.1",
        "purpose": "call them",
        "who": "li",
        "rows": made.rows,
        "catalog_version": "1.2.0",
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "a.csv.json", "home"]


HEADS = {
    "zh": [
        "户号",
        "客户名称",
        "区县",
        "年用电量（kWh）",
        "价值分级",
        "合同容量档 (capacity_band)",
        "合同容量档 (capacity_wanted)",
    ],
    "en": ["Account", "Name", "District", "Yearly use (kWh)", "Value Tier", "Capacity Band", "Capacity Wanted"],
}
WANTED = ("customer_name", "district", "annual_kwh", "value_tier", "capacity_band", "capacity_wanted")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_heads_are_names_in_the_readers_language_or_codes_where_those_are_wanted(home, tmp_path, lang, form):
    for codes in (False, True):
        out = tmp_path / f"a.{form}"
        made = exported(home, out, columns=WANTED, lang=lang, codes=codes, restricted=True)
        read = {
            "csv": lambda path: pl.read_csv(path).columns,
            "xlsx": lambda path: [one.value for one in next(iter(openpyxl.load_workbook(path)["customers"].rows))],
            "parquet": lambda path: pl.read_parquet(path).columns,
        }
        assert read[form](out) == (["customer_id", *WANTED] if codes else HEADS[lang])
        assert made.columns == ["customer_id", *WANTED]  # on record by what they are


def test_what_a_spreadsheet_would_run_is_text_in_csv_and_excel(home, tmp_path):
    exported(home, tmp_path / "a.csv", consent=None)
    exported(home, tmp_path / "a.xlsx", consent=None)
    texts = {row["customer_id"]: row["customer_name"] for row in rows_of(tmp_path / "a.csv")}
    formulas = {name for name in NAMES if name.lstrip()[:1] in "=+-@＝"}
    assert len(formulas) == 5
    for who, text in texts.items():
        name = NAMES[int(who[1:]) % len(NAMES)]
        assert text == ("'" + name if name in formulas else name)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    cells = list(book["customers"].iter_rows(min_row=2))
    assert len(cells) == len(texts)
    for row in cells:
        assert row[1].data_type == "s"
        assert row[1].value == NAMES[int(row[0].value[1:]) % len(NAMES)].replace("\x01", "")
    about = {row[0].value: row[1].value for row in book["about"].iter_rows()}
    assert (about["purpose"], about["rule"], about["rows"]) == ("call them", RULE, len(texts))


def test_parquet_keeps_values_and_says_of_itself_in_its_metadata(home, tmp_path):
    made = exported(home, tmp_path / "a.parquet", columns=("customer_name", "annual_kwh", "value_tier"), codes=True)
    table = pl.read_parquet(tmp_path / "a.parquet")
    assert table.columns == ["customer_id", "customer_name", "annual_kwh", "value_tier"]
    assert table.schema["annual_kwh"] == pl.Float64 and set(table["value_tier"]) == {"vip", "major"}
    about = json.loads(pq.read_metadata(tmp_path / "a.parquet").metadata[b"tagrid"])
    assert (about["version"], about["rows"]) == (made.version, table.height)


def test_the_record_has_the_files_hash_and_who_was_in_it(home, tmp_path):
    made = exported(home, tmp_path / "a.csv", hold_out=0.2, seed=7, by="li")
    assert made.sha256 == hashlib.sha256((tmp_path / "a.csv").read_bytes()).hexdigest()
    groups = pl.read_parquet(people_path(home, made.id))
    held = groups.filter(pl.col("is_held_out"))["customer_id"].to_list()
    inside = {row["customer_id"] for row in rows_of(tmp_path / "a.csv")}
    assert len(held) == made.held_out == round(0.2 * groups.height) > 0 and not inside & set(held)
    assert inside | set(held) == set(groups["customer_id"])
    [record] = audit_records(home)
    detail = json.loads(record.detail)
    assert (record.who, record.action, detail["sha256"], detail["purpose"]) == (
        "li",
        "export",
        made.sha256,
        "call them",
    )
    assert detail["people_sha256"] == hashlib.sha256(people_path(home, made.id).read_bytes()).hexdigest()
    assert uses(home) == {"value_tier": {"export": 1}}


def test_the_same_seed_draws_the_same_from_whatever_there_is(home):
    first = select_customers(
        home, open_workspace(home, MAY), open_workspace(home).parse(RULE), seed=3, hold_out=0.3, random=40
    )
    again = select_customers(
        home, open_workspace(home), open_workspace(home).parse(RULE), seed=3, hold_out=0.3, random=40
    )
    other = select_customers(
        home, open_workspace(home), open_workspace(home).parse(RULE), seed=4, hold_out=0.3, random=40
    )
    assert (first.inside, first.held_out) == (again.inside, again.held_out) != (other.inside, other.held_out)
    assert (len(first.inside), len(first.held_out)) == (28, 12)
    ids = [f"c{n}" for n in range(1000)]
    assert set(seeded_order(ids, 1, "a")[:500]) != set(seeded_order(ids, 1, "b")[:500])


def test_the_most_of_a_number_come_first_and_who_has_none_last(home):
    found = open_workspace(home)
    top = select_customers(home, found, found.parse("value_tier is known"), seed=1, top=(30, "payment.due_yuan"))
    numbers = dict(found.version.connect().execute("select customer_id, due_yuan from rule_inputs.payment").fetchall())
    chosen = [numbers.get(one) for one in top.inside]
    assert chosen == sorted((n for n in chosen if n is not None), reverse=True) and len(chosen) == 30
    assert chosen[0] == max(n for n in numbers.values() if n is not None)
    everyone = select_customers(home, found, found.parse("value_tier is known"), seed=1, top=(999, "due_yuan")).inside
    assert numbers.get(everyone[-1]) is None


@pytest.mark.parametrize(
    ("wishes", "message"),
    [
        ({"columns": ("customer_nam",)}, r"no column or tag 'customer_nam'\. Did you mean customer_name"),
        ({"columns": ("capacity_band",)}, "would give away capacity_band, which is restricted; --restricted"),
        ({"hold_out": 1.0}, "--hold-out is a share from 0"),
        ({"random": 5, "top": (5, "annual_kwh")}, "choose one"),
        ({"top": (5, "late_share")}, "'late_share' is none or several"),
        ({"top": (5, "district")}, "'district' is none or several"),
        ({"consent": "profit"}, "--consent is one of marketing"),
        ({"lang": "fr"}, "--lang is zh or en"),
    ],
)
def test_a_wish_that_cannot_be_met_leaves_no_file_and_no_record(home, tmp_path, wishes, message):
    with pytest.raises(BadInput, match=message):
        exported(home, tmp_path / "a.csv", **wishes)
    assert [path.name for path in tmp_path.iterdir()] == ["home"] and exports_made(home) == audit_records(home) == []


@pytest.mark.parametrize(
    ("name", "message"),
    [("a.doc", "written as .csv, .xlsx, .parquet"), ("no/a.csv", "there is no folder"), ("home.csv", "is a folder")],
)
def test_a_place_that_cannot_be_written(home, tmp_path, name, message):
    (tmp_path / "home.csv").mkdir()
    with pytest.raises(BadInput, match=message):
        exported(home, tmp_path / name)


def test_a_restricted_rule_needs_leave_too(home, tmp_path):
    with pytest.raises(BadInput, match="capacity_band"):
        export_segment(home, open_workspace(home), ExportRequest("capacity_band = lt_8", "p", tmp_path / "a.csv"))
    assert export_segment(
        home, open_workspace(home), ExportRequest("capacity_band = lt_8", "p", tmp_path / "a.csv", restricted=True)
    ).rows


def test_a_purpose_is_needed(home, tmp_path):
    with pytest.raises(BadInput, match="--purpose says what"):
        export_segment(home, open_workspace(home), ExportRequest(RULE, "  ", tmp_path / "a.csv"))


@pytest.mark.parametrize("broken", ["place", "write"])
def test_a_disk_that_fails_leaves_the_old_file_whole(home, tmp_path, monkeypatch, broken):
    out = tmp_path / "a.csv"
    out.write_text("before")

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    if broken == "place":
        monkeypatch.setattr(export_exports, "move_into_place", full)
    else:
        monkeypatch.setattr(pl.DataFrame, "write_csv", full)
    with pytest.raises(TagridError, match="No space left"):
        exported(home, out)
    assert out.read_text() == "before"
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]


def test_no_file_without_a_record(home, tmp_path, monkeypatch):
    def refuses(*_):
        raise TagridError("The state database cannot be used")

    monkeypatch.setattr(export_exports, "add_record", refuses)
    with pytest.raises(TagridError, match="state database"):
        exported(home, tmp_path / "a.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_a_feature_that_only_restricted_tags_read_gives_them_away():

    catalog = closed_catalog()
    tags = dict(catalog.tags)
    tags["capacity_band"] = tags["capacity_band"].model_copy(update={"inputs": ("due_yuan", "court_listings")})
    catalog = catalog.model_copy(update={"tags": tags})
    for text, found in {
        "payment.court_listings > 0": ["capacity_band"],
        "payment.due_yuan > 0": [],  # an open tag reads it too
        "capacity_band changed in last 30 days": ["capacity_band"],
    }.items():
        assert restricted_tags_used(catalog, parse(text, catalog), ["customer_id"]) == found
    assert restricted_tags_used(catalog, parse("value_tier = vip", catalog), ["court_listings"]) == ["capacity_band"]
