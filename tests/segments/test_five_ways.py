"""One rule, the same customers by every way in: facets, the tree of rules, the text, the command line, plain SQL."""

import io
import json
from collections.abc import Generator
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import example, given, settings, strategies as st

from app.segments import rule_edits as tree
from tagrid.cli import main
from tagrid.core.files import digest
from tagrid.core.project import Home
from tagrid.refresh.index import build_index
from tagrid.segments.index import rule_of_facets, split_facets
from tagrid.segments.language import parse
from tagrid.segments.rule import Rule, to_json, to_sql, to_text
from tagrid.segments.saving import save_segment
from tagrid.segments.workspace import Workspace, open_workspace
from tests.segments.small import AS_OF, CATALOG, beside_tags, leave_gaps, tags_wide
from tests.segments.test_language import KINDS, RULES, SAVED

CUSTOMERS = 400
# Tried besides the random ones: every kind of condition and combination at once.
EVERYTHING = parse(
    'segment("key accounts") and (payment.late_share > 0.1 or value_tier changed to (vip, major) in last 30 days '
    "or not (arrears_status = unknown and customer.annual_kwh <= 2)) "
    "and not (fee_recovery_risk in (D, E, unknown) or not payment.due_yuan is known)",
    CATALOG,
    SAVED,
    KINDS,
)
POWER_TAGS = [tag for tag in CATALOG.tags.values() if tag.subject == "power_customer"]
CLICKS = st.lists(
    st.sampled_from(POWER_TAGS).flatmap(
        lambda tag: st.tuples(st.just(tag.name), st.lists(st.sampled_from(tag.codes), max_size=3, unique=True))
    ),
    max_size=6,
)


def _publish(home: Home, as_of: date) -> None:
    """Publish random customers with all that conditions ask of them."""
    folder = home.versions / f"{as_of}.1"
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "serving.duckdb")) as con:
        tags_wide(con, CUSTOMERS, seed=11)
        leave_gaps(con)
        beside_tags(con, seed=12)
        build_index(con, CATALOG, folder / "segments")
    (folder / "catalog.json").write_text(CATALOG.to_json(), encoding="utf-8")
    names = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()]
    files = {name: {"sha256": digest(folder / name), "bytes": (folder / name).stat().st_size} for name in names}
    about = {"id": folder.name, "as_of": str(as_of), "catalog_version": CATALOG.version, "files": files}
    (folder / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
    home.pointer.write_text(f"{folder.name}\n", encoding="utf-8")


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Generator[Workspace]:
    """A workspace over a version of its own, in the home the command line works in meanwhile, with saved segments."""
    home = Home(tmp_path_factory.mktemp("ways") / "home")
    _publish(home, AS_OF)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TAGRID_HOME", str(home.root))
        patch.delenv("TAGRID_STATE_URL", raising=False)
        for name, expression in SAVED.items():
            save_segment(home, name, expression, CATALOG)
        yield open_workspace(home)


def by_sql(found: Workspace, rule: Rule, subject: str) -> list[str]:
    with found.version.connect() as con:
        sql, parameters = to_sql(rule, subject, AS_OF)
        return [row[0] for row in con.execute(sql, parameters).fetchall()]


def by_index(found: Workspace, rule: Rule | None, subject: str) -> list[str]:
    numbers = found.index.members(found.mask(rule, subject), CUSTOMERS).tolist()
    return sorted(f"c{number:05}" for number in numbers)


def written_and_read(found: Workspace, rule: Rule | None) -> Rule | None:
    """As the page keeps what was clicked: by its text."""
    return None if rule is None else found.parse(to_text(rule))


def by_command(*arguments: str) -> dict:
    printed = io.StringIO()
    with redirect_stdout(printed), pytest.raises(SystemExit) as ended:
        main(["segment", *arguments, "--json"])
    assert ended.value.code in (None, 0)
    return json.loads(printed.getvalue())


@pytest.mark.slow
@settings(max_examples=60)
@given(rule=RULES)
@example(rule=EVERYTHING)
def test_facets_tree_text_and_sql_give_the_same_customers(published, rule):
    subject = published.index.subject(rule)
    expected = by_sql(published, rule, subject)
    rules = {
        "the tree": published.from_json(json.loads(json.dumps(to_json(rule)))),
        "the text": published.parse(to_text(rule)),
        "the facets": written_and_read(published, rule_of_facets(*split_facets(rule))),
        "the bands of rules": written_and_read(published, tree.join_bands(*tree.split_bands(rule))),
    }
    assert {name: by_index(published, one, subject) for name, one in rules.items()} == dict.fromkeys(rules, expected)
    assert rules["the text"] == rules["the tree"] == rule


@pytest.mark.slow
@settings(max_examples=12)
@given(rule=RULES)
@example(rule=EVERYTHING)
def test_the_command_line_gives_the_same_customers(published, rule):
    expected = by_sql(published, rule, published.index.subject(rule))
    out = Path(published.version.folder.parent, "x.csv")
    counted = by_command("count", to_text(rule))
    assert (counted["customers"], counted["expression"]) == (len(expected), to_text(rule))
    options = ("--purpose", "p", "--out", str(out), "--columns", "customer_id", "--consent", "none", "--codes")
    by_command("export", to_text(rule), *options)
    assert sorted(pl.read_csv(out, schema={"customer_id": pl.String})["customer_id"]) == expected


@pytest.mark.slow
@settings(max_examples=60)
@given(rule=st.none() | RULES, clicks=CLICKS)
@example(rule=EVERYTHING, clicks=[("value_tier", ["vip", "unknown"]), ("arrears_status", ["due"])])
def test_clicks_on_facets_are_the_values_clicked_last_within_what_stands_beside(published, rule, clicks):
    """Expected by plain SQL: values of one tag by OR, tags by AND, and everything facets do not show holds as well."""
    if rule is not None and published.index.subject(rule) != "power_customer":
        rule = None
    shown, beside = split_facets(rule)
    made, last = rule, dict(shown)
    for tag, codes in clicks:
        made = tree.choose_values("included", made, tag, codes)
        last[tag] = tuple(codes)
    expected = set(by_index(published, None, "power_customer"))
    with published.version.connect() as con:
        for tag, codes in last.items():
            query = f'select customer_id from customer_tags_wide where "{tag}" in (select unnest(?))'
            expected &= {row[0] for row in con.execute(query, [[*codes]]).fetchall()} if codes else expected
    for one in beside:
        expected &= set(by_sql(published, one, "power_customer"))
    assert by_index(published, made, "power_customer") == sorted(expected)
    if made is not None:
        assert published.parse(to_text(made)) == made
