"""Consent is asked of all that has landed when a file is made, whatever version is exported."""

from pathlib import Path

import pytest

from tagrid.core.errors import BadInput
from tagrid.landing.intake import ingest
from tagrid.segments.export.exports import ExportRequest, export_segment
from tagrid.segments.export.schedule import schedule_export, schedule_plan, write_scheduled
from tagrid.segments.export.selection import may_be_contacted
from tagrid.segments.saving import save_segment
from tagrid.segments.workspace import open_workspace
from tests.segments.export.conftest import JUNE, MAY
from tests.segments.export.test_exports import rows_of
from tests.segments.small import CATALOG

RULE = "value_tier is known"


def said(home, tmp_path, *rows: str) -> None:
    folder = tmp_path / f"consents-{len(rows)}"
    (folder / "marketing").mkdir(parents=True)
    text = "\n".join(["customer_id,purpose,is_granted,recorded_at", *rows, ""])
    (folder / "marketing" / "consents.csv").write_text(text)
    ingest(home, folder)


@pytest.fixture
def members(home) -> list[str]:
    found = open_workspace(home)
    return [f"c{n:05}" for n in found.index.members(found.mask(found.parse(RULE)), 300)]


@pytest.fixture
def refused(home, tmp_path, members) -> set[str]:
    """Who refused: two since both versions were made (later than their days, and without a day), others before."""
    early, late, undated = members[:3]
    said(
        home, tmp_path, f"{early},marketing,true,2026-07-02 09:00:00", f"{late},marketing,false,2026-07-01 09:00:00",
        f"{undated},marketing,false,",
    )  # fmt: skip
    return published(home) - {early} | {late, undated}


def published(home) -> set[str]:
    with open_workspace(home, JUNE).version.connect() as con:
        rows = con.execute("select customer_id from customer_consents where not is_granted").fetchall()
    return {one for (one,) in rows}


def test_a_refusal_holds_whatever_version_is_exported(home, tmp_path, members, refused):
    for version in (JUNE, MAY):
        home.pointer.write_text(version + "\n", encoding="utf-8")  # as after a rollback
        for chosen in (None, MAY, JUNE):
            out = tmp_path / f"{version}-{chosen}.csv"
            made = export_segment(home, open_workspace(home, chosen), ExportRequest(RULE, "calls", out))
            ids = {row["customer_id"] for row in rows_of(out)}
            everyone = set(members_of(home, chosen))
            assert ids == everyone - refused and made.opted_out == len(everyone & refused)
            assert set(members[1:3]) <= refused


def members_of(home, version: str | None) -> list[str]:
    found = open_workspace(home, version)
    with found.version.connect() as con:
        ids = dict(con.execute("select customer_no, customer_id from customer_tags_wide").fetchall())
    return [ids[number] for number in found.index.members(found.mask(found.parse(RULE)), 300)]


def test_a_scheduled_export_asks_it_too(home, refused):
    save_segment(home, "vips", RULE, CATALOG)
    schedule_export(home, open_workspace(home), "vips", schedule_plan(home, Path("weekly"), "csv", "calls"))
    assert write_scheduled(home, open_workspace(home, MAY).version) == []
    [made] = (home.root / "lists" / "weekly").glob("*.csv")
    assert not {row["customer_id"] for row in rows_of(made)} & refused


def test_the_count_of_who_may_be_contacted_is_that_of_the_file(home, tmp_path, members, refused):
    workspace = open_workspace(home, MAY)
    allowed, opted_out = may_be_contacted(home, workspace, workspace.parse(RULE), "marketing")
    made = export_segment(home, workspace, ExportRequest(RULE, "calls", tmp_path / "a.csv"))
    assert (allowed, opted_out) == (made.rows, made.opted_out)
    assert opted_out == len(set(members_of(home, MAY)) & refused) > 2
    assert may_be_contacted(home, workspace, workspace.parse(RULE), "sharing") == (made.members, 0)
    assert may_be_contacted(home, workspace, workspace.parse(RULE), None) == (made.members, None)
    with pytest.raises(BadInput, match="--consent is one of marketing"):
        may_be_contacted(home, workspace, workspace.parse(RULE), "gossip")


def test_a_home_without_landed_consents_asks_the_newest_version(home, tmp_path):
    made = export_segment(home, open_workspace(home, MAY), ExportRequest(RULE, "calls", tmp_path / "a.csv"))
    assert made.opted_out == len(published(home) & set(members_of(home, MAY))) > 0
