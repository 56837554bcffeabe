"""Worse and worse stories through the real SQL: what is still open makes no rule tag and no score look better."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from tagrid.scoring import scores
from tests.dbt_project.compiled import Compiled

AS_OF = date(2026, 6, 30)
STORIES = "abcdefghij"

# From good to bad; `unknown` stands beside none of them.
ORDER = {
    "payment_timeliness": ["early", "on_time", "occasionally_late", "often_late"],
    "arrears_status": ["clear", "due", "overdue_30", "overdue_90", "overdue_long"],
    "arrears_recurrence": ["never", "once", "repeated"],
    "dunning_response": ["not_dunned", "pays_after_first", "needs_repeats", "after_cut_off", "not_paid_yet"],
    "credit_grade": ["AAA", "AA", "A", "B", "C"],
    "complaint_history": ["none", "once", "repeated", "unresolved"],
    "open_complaint": ["none", "open"],
    "repair_experience": ["none", "in_time", "late", "badly_late"],
    "outage_exposure": ["none", "light", "notable", "heavy"],
    "defect_status": ["none", "open_minor", "open_major", "overdue"],
    "inspection_due": ["ok", "due_30d", "overdue"],
    "health_grade": ["healthy", "attention", "treat_now"],
    "scheme_deadline": ["within", "due_7d", "overdue", "lapsed"],
}
# Of these only the best value is named: the others are ways to differ, and have no order.
BEST = {
    "payment_pattern": "monthly",
    "bill_instalments": "in_full",
    "payment_regularity": "regular",
}


@pytest.fixture
def tables(published_home) -> Compiled:
    found = Compiled(published_home)
    found.put("run_date", "select * replace (date '2026-06-30' as as_of) from real.main.run_date")
    found.put(
        "dim_customer",
        "select one.* replace (story as customer_id, 'postpaid' as billing_mode)"
        " from (select * from real.main.dim_customer where subject = 'power_customer' and customer_type = 'enterprise'"
        " order by customer_id limit 1) as one,"
        " (select unnest(string_split($stories, '')) as story)",
        stories=STORIES,
    )
    return found


def stories(tables: Compiled, facts: dict[str, list[dict]]) -> None:
    for table, rows in facts.items():
        listed = ", ".join(str(tuple(row.values())).replace("None", "null") for row in rows)
        tables.put(table, f"select * from (values {listed}) as t ({', '.join(rows[0])})")


def day(days_ago: int) -> str:
    return str(AS_OF - timedelta(days_ago))


def worse(tables: Compiled, theme: str, tags: list[str], among: Iterable[str] = STORIES) -> None:
    """No tag of the later story is better than that of the one before."""
    found = {row["customer_id"].split(":")[-1]: row for row in tables.rows(f"select * from tag_{theme}")}
    told = [found[story] for story in among if story in found]
    assert len(told) > 2
    for tag in tags:
        values = [row[tag] for row in told]
        assert None not in values, (tag, values)
        if tag in BEST:
            fallen = [value != BEST[tag] for value in values]
            assert fallen == sorted(fallen), (tag, values)
        else:
            places = [ORDER[tag].index(value) for value in values]
            assert places == sorted(places), (tag, values)
            assert places[0] < places[-1], f"{tag} tells nothing of these stories: {values}"


def no_score_better(tables: Compiled, *names: str) -> int:
    """No feature of a score moves to its better side, and none that may go either way moves at all.

    Trees are monotone in their directed features and the line keeps to them, so the score can't get better either.
    """
    moved = 0
    for score in (s for s in scores().values() if s.name in names):
        for feature in score.features:
            table = feature.model
            rows = tables.rows(f"select customer_id, {feature.column} as value from {table} order by customer_id")
            values = [row["value"] for row in rows if row["customer_id"].split(":")[-1] in STORIES]
            if feature.direction == 0:
                assert len(set(values)) == 1, (feature.name, values)
                continue
            assert None not in values or set(values) == {None}, (feature.name, values)
            signed = [feature.direction * float(value) for value in values if value is not None]
            assert signed == sorted(signed), (feature.name, values)
            moved += bool(signed) and signed[0] < signed[-1]
    return moved


def bill_stories() -> dict[str, list[dict]]:
    """Two years of bills: 12 days early, on the day, 10 to 60 days late; the last 2, 3, 12 of them, and all, unpaid."""
    lateness = {"a": -12, "b": 0, "c": 10, "d": 20, "e": 40, "f": 60, "g": 60, "h": 60, "i": 60, "j": 60}
    unpaid = {"g": 2, "h": 3, "i": 12, "j": 24}
    bills, payments, dunning = [], [], []
    for story, late in lateness.items():
        for month in range(24):
            bill, due = f"{story}{month:02}", 8 + 30 * month
            bills.append(
                {"bill_id": bill, "customer_id": story, "issued_on": day(due + 20), "due_on": day(due),
                 "bill_month": day(due + 40)[:8] + "01", "energy_kwh": 100.0, "amount_yuan": 100.0}
            )  # fmt: skip
            is_open = month < unpaid.get(story, 0) or due - late < 0
            paid = due - late
            if not is_open:
                payments.append({"payment_id": bill, "bill_id": bill, "customer_id": story, "paid_on": day(paid),
                                 "amount_yuan": 100.0, "channel": "app"})  # fmt: skip
            if due - 5 > (-1 if is_open else paid):
                dunning.append({"dunning_id": bill, "bill_id": bill, "customer_id": story, "stage": 1,
                                "dunned_on": day(due - 5), "is_cut_off": False})  # fmt: skip
    return {"fct_bill": bills, "fct_payment": payments, "fct_dunning": dunning}


def test_who_never_pays_looks_no_safer_than_who_pays_late(tables):
    stories(tables, bill_stories())
    tables.build("tag_payment", "tag_evaluation", "int_customer_payment_recent", "int_customer_bill_growth")
    worse(
        tables,
        "payment",
        ["payment_timeliness", "arrears_status", "arrears_recurrence", "dunning_response", *BEST],
    )
    worse(tables, "evaluation", ["credit_grade"])
    assert no_score_better(tables, "fee_recovery_risk") >= 8


def test_a_repair_a_question_and_a_complaint_that_never_end_are_the_worst(tables):
    """Cases of 20 days ago that ended at once, after days, or not yet; and those of 400 days ago that never did."""
    repairs, tickets, complaints, outages = [], [], [], []
    hours = {"a": 0.5, "b": 1.2, "c": 3, "d": 100, "e": 300, "f": None, "g": None}
    for story, took in hours.items():
        began = AS_OF - timedelta(20 if story != "g" else 400)
        ended = None if took is None else f"{began} 00:00:00"
        key = {"customer_id": story}
        after = "null" if took is None else f"timestamp '{ended}' + interval '{int(took * 60)} minutes'"
        repairs.append({**key, "hung_up_at": f"timestamp '{began}'", "crew_arrived_at": after, "restored_at": after,
                        "arrival_minutes": "null" if took is None else took * 60})  # fmt: skip
        tickets.append({**key, "ticket_id": f"'{story}'", "kind": "'request'", "opened_at": f"timestamp '{began}'",
                        "closed_at": after})  # fmt: skip
        complaints.append({**key, "opened_at": f"timestamp '{began}'", "resolved_at": after})
        outages.append({**key, "outage_id": f"'{story}'", "kind": "'fault'", "started_at": f"timestamp '{began}'",
                        "ended_at": after})  # fmt: skip
    named = {"fct_repair": repairs, "fct_ticket": tickets, "fct_complaint": complaints, "fct_customer_outage": outages}
    for table, rows in named.items():
        listed = ", ".join(f"('{row.pop('customer_id')}', {', '.join(map(str, row.values()))})" for row in rows)
        tables.put(table, f"select * from (values {listed}) as t (customer_id, {', '.join(rows[0])})")
    tables.put("fct_daily_energy", "select * from real.main.fct_daily_energy limit 0")
    tables.build("tag_service", "int_customer_wait", "int_customer_fault", "int_customer_sensitivity")
    worse(tables, "service", ["repair_experience", "complaint_history", "open_complaint", "outage_exposure"], hours)
    waits = tables.rows("select * from int_customer_wait inner join int_customer_fault using (customer_id) order by 1")
    for column in ("slowest_repair_hours_30d", "longest_wait_hours_30d", "fault_hours_30d", "faults_30d"):
        found = [row[column] for row in waits if row["customer_id"] in hours]
        assert found == sorted(found) and (found[0] < found[-1] or column == "faults_30d"), (column, found)


def test_a_scheme_never_replied_to_and_a_step_that_never_ends_are_the_worst(tables):
    steps = {"a": (5, 10), "b": (5, 40), "c": (5, 200), "d": (None, None)}
    listed = ", ".join(
        f"('{story}', '{story}', 1, date '{day(300)}', "
        + ", ".join("null" if took is None else f"date '{day(300 - took)}'" for took in steps[story])
        + ")"
        for story in steps
    )
    columns = "application_id, applicant_id, source_count, accepted_on, surveyed_on, scheme_replied_on"
    tables.put("fct_connection_application", f"select * from (values {listed}) as t ({columns})")
    one = "(select * from real.main.dim_customer where subject = 'non_power_customer' limit 1) as one"
    names = f"(select 'applicant:' || unnest(string_split('{''.join(steps)}', '')) as story)"
    tables.put("dim_customer", f"select one.* replace (story as customer_id) from {one}, {names}")
    tables.build("tag_progress", "int_prospect_pace")
    worse(tables, "progress", ["scheme_deadline"])
    paces = tables.rows("select days_a_step from int_prospect_pace order by customer_id")
    assert [row["days_a_step"] for row in paces] == [100, 100, 100, 300]


def test_a_defect_and_an_inspection_left_undone_are_the_worst(tables):
    fixed = {"a": "fixed", "b": "not due", "c": "overdue"}
    defects = [(s, s, "minor", day(60), day(-5 if s == "b" else 30), day(40) if s == "a" else None) for s in fixed]
    listed = ", ".join(str(row).replace("None", "null") for row in defects)
    columns = "defect_id, customer_id, severity, found_on, fix_due_on, fixed_on"
    tables.put("fct_defect", f"select * from (values {listed}) as t ({columns})")
    visits = [
        ("a", "a", day(10), day(12)),
        ("b", "b", day(-20), None),
        ("c", "c", day(10), None),
        ("d", "d", day(900), None),
    ]
    listed = ", ".join(str(row).replace("None", "null") for row in visits)
    tables.put("fct_inspection", f"select * from (values {listed}) as t (inspection_id, customer_id, due_on, done_on)")
    tables.build("tag_equipment_safety", "tag_evaluation")
    worse(tables, "equipment_safety", ["defect_status", "inspection_due"], "abc")
    worse(tables, "evaluation", ["health_grade"], "abc")


def test_a_call_that_is_never_verified_promises_no_load(tables):
    calls = [
        ("a", "a", day(200), day(190), 100.0, 30.0),
        ("b", "b", day(200), day(190), 100.0, 0.0),
        ("c", "c", day(200), None, 100.0, None),
        ("d", "d", day(200), day(190), 100.0, 20.0),
        ("e", "e", day(200), day(190), 100.0, 20.0),
    ]
    listed = ", ".join(str(row).replace("None", "null") for row in calls)
    columns = "call_id, customer_id, called_on, verified_on, baseline_kw, shed_kw"
    tables.put("fct_demand_response", f"select * from (values {listed}) as t ({columns})")
    tables.build("int_customer_flexibility")
    likely = {row["customer_id"]: row for row in tables.rows("select * from int_customer_flexibility")}
    shares = [likely[story]["likely_shed_share"] for story in "abc"]
    assert shares[0] > shares[1] >= shares[2]
    assert likely["c"]["mean_shed_share_24m"] == 0
