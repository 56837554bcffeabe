"""A saved segment proposed as a composite tag: file and column pass the check, and give exactly its customers."""

import shutil
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tagrid.catalog.dbt_models import MODELS, render
from tagrid.catalog.files import load
from tagrid.catalog.match import restated_faults
from tagrid.catalog.rules import rules
from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.governance.release.freeze import check
from tagrid.governance.workshop.hand_over import hand_over
from tagrid.governance.workshop.preview import CUSTOMER, VALUE, preview
from tagrid.governance.workshop.proposal import IN, OUT, draft_from_segment, with_to_do
from tagrid.segments.saving import save_segment
from tagrid.segments.workspace import Workspace, open_workspace

RULES = {
    "key accounts at risk": "value_tier in (vip, major) and not payment_timeliness in (early, unknown)",
    "用得多又常迟交": "payment_timeliness in (often_late, occasionally_late) and usage.zero_run_days >= 0 and "
    "not (load_grade = grade_3 or weekly_change = unknown)",
    "uses another": 'segment("key accounts at risk") or service_class = key_account',
    "applicants": "application_stage in (accepted, surveyed) or platform_activity = active",
}


@pytest.fixture(scope="module")
def kept_home(published_home, tmp_path_factory) -> Home:
    """The shared home's version, beside a state database of one's own with the segments saved."""
    home = Home(tmp_path_factory.mktemp("proposing") / "home")
    home.root.mkdir()
    shutil.copytree(published_home.versions, home.versions)
    shutil.copy(published_home.pointer, home.root)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TAGRID_STATE_URL", raising=False)
        found = open_workspace(home)
        for name, expression in RULES.items():
            save_segment(home, name, expression, found.catalog, features=found.features, by="li", purpose="回访")
    return home


@pytest.fixture(autouse=True)
def own_state(monkeypatch):
    monkeypatch.delenv("TAGRID_STATE_URL", raising=False)


def members(found: Workspace, expression: str) -> set[str]:
    mask = found.index.mask(found.parse(expression))
    numbers = found.index.members(mask, found.index.customers).tolist()
    with found.version.connect() as con:
        rows = con.execute("select customer_no, customer_id from customer_tags_wide").fetchall()
    ids = dict(rows)
    return {ids[number] for number in numbers}


def approved(text: str) -> str:
    """Return a draft's file as its owner's approval leaves it."""
    text = text.replace('"TODO: ', '"').replace("status: draft", "status: active")
    return f"{text}approval: {{status: active, by: li, date: 2026-11-22}}\n"


def install(handed, project: Path) -> None:
    """Do by hand what the last page says: save the file, paste the column, the steps and the joins."""
    (project / handed.place.path).write_text(approved(handed.text), encoding="utf-8")
    model = project / handed.place.model
    head, rest = model.read_text(encoding="utf-8").split("    tagged as (\n", 1)
    columns, tail = rest.split("\n\n        from ", 1)
    tables, end = tail.split("\n\n    )", 1)
    steps = f"{handed.steps}\n\n" if handed.steps else ""
    lines = f"\n{handed.joins}" if handed.joins else ""
    model.write_text(
        f"{head}{steps}    tagged as (\n{columns},\n\n{handed.column}\n\n        from {tables}{lines}\n\n    ){end}",
        encoding="utf-8",
    )


@pytest.mark.parametrize("name", RULES)
def test_handed_over_it_passes_the_check_and_gives_exactly_the_segments_customers(
    kept_home, published_home, own_project, name
):
    found = open_workspace(kept_home)
    idea = with_to_do(draft_from_segment(kept_home, found, name))
    handed = hand_over(idea, preview(found.version, idea.rule, idea.themes), own_project)
    assert handed.faults == () and handed.open == {}
    path = own_project / handed.place.path
    path.write_text(handed.text, encoding="utf-8")
    before = check(own_project).tags  # it passes as the draft it is, too
    install(handed, own_project)
    assert check(own_project).tags == before + 1
    tag = load(own_project / "taxonomy").tags[idea.name]
    assert set(tag.derived_from) == set(idea.derived_from) and list(tag.values) == [IN, OUT]

    query = render((own_project / handed.place.model).read_text(encoding="utf-8"))
    with duckdb.connect(str(published_home.warehouse), read_only=True) as con:
        rows = con.execute(f'select customer_id, "{idea.name}" from ({query})').fetchall()
    wanted = members(found, RULES[name])
    assert {who for who, value in rows if value == IN} == wanted
    assert 0 < len(wanted) < len(rows) and {value for _, value in rows} == {IN, OUT}


def test_what_the_segment_says_is_said_and_the_rest_left_to_write(kept_home):
    found = open_workspace(kept_home)
    idea = draft_from_segment(kept_home, found, "用得多又常迟交")
    assert (idea.label.zh, idea.label.en, idea.goal.zh, idea.owner) == ("用得多又常迟交", "", "回访", "li")
    assert idea.chain == "power_customer/behaviour/evaluation" and idea.name == "payment_timeliness_and_load_grade"
    assert "交费及时性为经常逾期、偶有逾期" in idea.definition.zh and "not (" in idea.definition.en
    assert idea.derived_from == ("payment_timeliness", "load_grade", "weekly_change")
    cadences = {name: found.catalog.tags[name].cadence for name in idea.derived_from}
    assert set(cadences.values()) == {"daily", "weekly", "monthly"} and idea.cadence == "monthly"
    assert draft_from_segment(kept_home, found, "uses another").sensitivity == "restricted"
    assert draft_from_segment(kept_home, found, "key accounts at risk").name == "key_accounts_at_risk"
    assert draft_from_segment(kept_home, found, "applicants", "interaction").chain.endswith("/interaction")


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("payment_timeliness changed in last 30 days", "knows only the numbers of the day"),
        ("customer.annual_kwh > 5", "customer.annual_kwh is a fact of the portrait"),
    ],
)
def test_what_no_rule_can_ask_is_refused_in_both_languages(kept_home, expression, told):
    found = open_workspace(kept_home)
    save_segment(kept_home, "no tag", expression, found.catalog, replace=True, features=found.features)
    with pytest.raises(BadInput, match=told) as refused:
        draft_from_segment(kept_home, open_workspace(kept_home), "no tag")
    assert refused.value.in_language("zh") != refused.value.in_language("en")


def test_a_theme_and_a_segment_that_are_not_there(kept_home):
    found = open_workspace(kept_home)
    with pytest.raises(BadInput, match="no theme 'usag' of power_customer"):
        draft_from_segment(kept_home, found, "key accounts at risk", "usag")
    with pytest.raises(BadInput, match="no saved segment 'key account at risk'"):
        draft_from_segment(kept_home, found, "key account at risk")


def test_a_rule_that_its_tag_has_no_more_is_told_by_the_check(kept_home, own_project):
    found = open_workspace(kept_home)
    idea = with_to_do(draft_from_segment(kept_home, found, "key accounts at risk"))
    install(hand_over(idea, preview(found.version, idea.rule, idea.themes), own_project), own_project)
    path = own_project / MODELS / "tags" / "tag_payment.sql"
    text = path.read_text(encoding="utf-8")
    assert restated_faults(load(own_project / "taxonomy"), rules(own_project)) == []
    path.write_text(text.replace("late_bill_share_12m >= 0.25", "late_bill_share_12m >= 0.2"), encoding="utf-8")
    (fault,) = restated_faults(load(own_project / "taxonomy"), rules(own_project))
    assert "key_accounts_at_risk.yml: its rule restates that of payment_timeliness" in fault.en


def test_the_command_writes_the_same_draft_and_nothing_over_it(kept_home, own_project, monkeypatch, command_line):
    monkeypatch.setenv("TAGRID_HOME", str(kept_home.root))
    monkeypatch.setenv("TAGRID_PROJECT", str(own_project))
    path = own_project / "taxonomy/power_customer/behaviour/evaluation/at_risk.yml"
    arguments = ("segment", "propose", "key accounts at risk", "--tag", "at_risk")
    code, said, _ = command_line(*arguments, "--dry-run")
    assert code == 0 and "Would be taxonomy" in said and not path.exists()
    code, said, _ = command_line(*arguments)
    size = len(members(open_workspace(kept_home), RULES["key accounts at risk"]))
    assert code == 0 and f"{size:,} customers by its rule" in said and f"{size:,} in the segment" in said
    assert "derived_from: [value_tier, payment_timeliness]" in path.read_text(encoding="utf-8")
    written = path.read_text(encoding="utf-8")
    code, _, error = command_line(*arguments)
    assert code == 2 and f"the name 'at_risk' is taken by {path.relative_to(own_project)}" in error
    assert path.read_text(encoding="utf-8") == written


def _rules():
    leaves = st.sampled_from(
        [
            "value_tier in (vip, unknown)",
            "value_tier = small",
            "payment_timeliness in (often_late, unknown)",
            "load_grade != grade_3",
            "weekly_change in (down_20, up_30)",
            "usage.zero_run_days > 2",
            "late_bill_share_12m between 0.1 and 0.6",
            "service_class = standard",
        ]
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            inner.map(lambda one: f"not ({one})"),
            st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda three: "({} {} {})".format(*three)),
        ),
        max_leaves=8,
    )


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(expression=_rules())
def test_any_rule_over_tags_and_numbers_is_the_same_as_a_tags_rule(kept_home, expression):
    found = open_workspace(kept_home)
    save_segment(kept_home, "any", expression, found.catalog, replace=True, features=found.features)
    idea = draft_from_segment(kept_home, open_workspace(kept_home), "any")
    seen = preview(found.version, idea.rule, idea.themes)
    with found.version.connect() as con:
        ids = dict(con.execute("select customer_no, customer_id from customer_tags_wide").fetchall())
    got = {ids[one] for one in seen.codes.filter(seen.codes[VALUE] == IN)[CUSTOMER].to_list()}
    assert got == members(found, expression)
