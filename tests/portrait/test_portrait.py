import json
from datetime import date
from decimal import Decimal

import pytest

from tagrid.core.errors import BadInput
from tagrid.portrait.person import portrait
from tagrid.published.customers import search_customers
from tagrid.published.versions import version_known_on
from tests.portrait.conftest import ALLOWED
from tests.published_home import days_between

ID = "3200000017"


def test_tags_come_in_tree_order_with_the_day_they_last_changed(version):
    tags = portrait(version, ID, viewer=ALLOWED)["tags"]
    assert [(tag["tag"], tag["value"], tag["since"]) for tag in tags] == [
        ("value_tier", "vip", None),
        ("fee_recovery_risk", "E", None),
        ("arrears_status", "overdue_30", date(2026, 6, 20)),
        ("capacity_band", "lt_8", None),
    ]
    assert tags[0]["value_label"] == {"zh": "价值分级：vip", "en": "vip (of value_tier)"}
    assert portrait(version, "3200000018", viewer=ALLOWED)["tags"][1]["value_label"]["zh"] == "未知"


def test_a_customer_of_the_other_subject_has_its_own_tags_only(version):
    seen = portrait(version, "poi:9", viewer=ALLOWED)
    assert [tag["tag"] for tag in seen["tags"]] == ["application_stage", "capacity_wanted"]
    assert seen["usage"] == seen["months"] == seen["bills"] == seen["events"] == seen["reasons"] == []


def test_usage_is_every_day_up_to_the_as_of_date_with_gaps_as_null(version):
    usage = portrait(version, ID, viewer=ALLOWED)["usage"]
    assert [day["date"] for day in usage] == days_between(date(2025, 5, 27), date(2026, 6, 30))
    assert len(usage) == 400
    assert [day["kwh"] for day in usage[-30:-26]] == [1.1, 2.1, None, 4.1]


def test_usage_begins_with_the_first_reading(version):
    assert portrait(version, ID, days=4_000, viewer=ALLOWED)["usage"][0] == {"date": date(2025, 1, 1), "kwh": 1.1}


def test_months_are_sums_of_the_days_that_were_read(version):
    months = portrait(version, ID, viewer=ALLOWED)["months"]
    assert months[0]["month_on"] == date(2025, 5, 1)
    assert months[-1] == {"month_on": date(2026, 6, 1), "kwh": round(465 - 3 + 2.9, 2), "days": 29}


def test_an_older_version_knows_less(made_home):
    version = version_known_on(made_home, date(2026, 6, 29))
    seen = portrait(version, ID, viewer=ALLOWED)
    assert (version.id, seen["as_of"]) == ("2026-05-31.1", date(2026, 5, 31))
    assert seen["usage"][-1]["date"] == date(2026, 5, 31)
    assert {tag["tag"]: tag["since"] for tag in seen["tags"]}["arrears_status"] == date(2026, 5, 1)


def test_a_day_before_every_kept_version(made_home):
    with pytest.raises(BadInput, match="No version as of 2026-05-30 or before is kept; the oldest is as of 2026-05-31"):
        version_known_on(made_home, date(2026, 5, 30))


def test_bills_come_newest_first_with_their_payments(version):
    bills = portrait(version, ID, viewer=ALLOWED)["bills"]
    assert [(bill["bill_id"], bill["paid_yuan"], bill["last_paid_on"]) for bill in bills] == [
        ("b1", Decimal("0.00"), None),
        ("b0", Decimal("77.00"), date(2026, 5, 18)),
    ]


def test_events_read_in_both_languages(version):
    events = portrait(version, ID, viewer=ALLOWED)["events"]
    assert [(event["what"]["en"], event["text"]["en"]) for event in events] == [
        ("Service ticket", "request, new_topic, by telephone, open"),
        ("Complaint", "billing, overdue"),
        ("Reminder", "reminder, stage 2, by text message"),
        ("Outage", "planned, maintenance, 125 minutes, restored"),
    ]
    assert events[3]["text"]["zh"] == "计划停电，检修，125分钟，已复电"


def test_reasons_name_the_feature_and_the_customers_number(version):
    first, gone = portrait(version, ID, viewer=ALLOWED)["reasons"]
    assert first["text"]["en"].endswith(": 50%") and first["label"]["en"] in first["text"]["en"]
    assert first["text"]["zh"].endswith("：50%")
    assert gone["text"]["en"] == "int_customer_gone.old_column = 3"


def test_an_unknown_customer_is_told_the_nearest_numbers(version):
    with pytest.raises(
        BadInput, match=r"No customer '320000017' .*2026-06-30.1.*Did you mean 3200000017, 3200000018\?"
    ):
        portrait(version, "320000017", viewer=ALLOWED)
    with pytest.raises(BadInput, match=r"No customer '; drop table' in version 2026-06-30.1\.$"):
        portrait(version, "; drop table", viewer=ALLOWED)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3200000018", ["3200000018"]),
        ("32000000", ["3200000017", "3200000018"]),
        ("长江", ["3200000017"]),
        ("FOODS", ["3200000018"]),
        ("江", ["poi:9", "3200000017"]),
        ("江洲路9", ["poi:9"]),
        ("", ["3200000018", "3200000017", "poi:9"]),
        ("%", []),
        ("'; --", []),
    ],
)
def test_search(version, text, found):
    assert [row["customer_id"] for row in search_customers(version, text, viewer=ALLOWED)] == found


def test_search_has_a_limit(version):
    assert len(search_customers(version, "320", limit=1, viewer=ALLOWED)) == 1


def test_the_command_prints_json(tagrid):
    code, out, _ = tagrid("portrait", ID, "--json")
    seen = json.loads(out)
    assert code == 0
    assert seen["as_of"] == "2026-06-30"
    assert seen["bills"][0]["amount_yuan"] == 88.0
    assert seen["usage"][-1] == {"date": "2026-06-30", "kwh": 30.1}


def test_the_command_prints_text_in_both_languages(tagrid):
    zh, en = tagrid("portrait", ID)[1], tagrid("portrait", ID, "--lang", "en", "--as-of", "2026-06-01")[1]
    assert "长江机械有限公司" in zh and "截至 2026-06-30" in zh and "计划停电" in zh
    assert "As of 2026-05-31" in en and "planned, maintenance, 125 minutes" in en
    assert "Yangtze Foods [bold]" in tagrid("portrait", "3200000018")[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["320000001"], "No customer '320000001'"),
        ([ID, "--as-of", "30.6.2026"], "--as-of takes a date like 2026-06-30, not '30.6.2026'"),
        ([ID, "--as-of", "2020-01-01"], "the oldest is as of 2026-05-31"),
        ([ID, "--lang", "fr"], "--lang is zh or en, not 'fr'"),
    ],
)
def test_wrong_use_is_one_line_and_code_2(tagrid, arguments, message):
    code, out, err = tagrid("portrait", *arguments)
    assert (code, out) == (2, "")
    assert message in err and err.count("\n") == 1


def test_search_finds_by_meter_and_by_several_words(published_home):
    from tagrid.published.versions import current_version

    version = current_version(published_home)
    with version.connect() as con:
        who, said = con.execute(
            "select customer_id, said from portrait_search where said like '%\n_%\n_%\n_%\n_%'"
        ).fetchone()
    _, number, name, address, *meters = said.split("\n")
    assert number == who.lower()
    assert who in [row["customer_id"] for row in search_customers(version, meters[0], viewer=ALLOWED)]
    assert who in [
        row["customer_id"] for row in search_customers(version, f"{address[:4]} {name}", limit=100, viewer=ALLOWED)
    ]
