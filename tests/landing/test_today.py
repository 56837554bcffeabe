"""Consents and mergers as landed up to now: the later by its own time holds, whatever came first."""

import pytest

from tagrid.core.errors import TagridError
from tagrid.landing.contracts import source_contract
from tagrid.landing.intake import IngestReport
from tagrid.landing.today import refused_today, survivors_today

HEADER = "customer_id,purpose,is_granted,recorded_at\n"
GRANT, LATER_REFUSAL, OLD_REFUSAL = "true,2026-01-01 09:00:00", "false,2026-07-01 09:00:00", "false,2024-01-01 09:00:00"
LATEST_GRANT, UNDATED_REFUSAL, UNDATED_GRANT = "true,2026-08-01 09:00:00", "false,", "true,"


def say(utility, *rows: str, name: str) -> None:
    """Land consents to marketing: ``customer:row`` each, in one delivery."""
    lines = [f"{who},marketing,{what}\n" for who, _, what in (row.partition(":") for row in rows)]
    utility.ingest(utility.folder(name, {"marketing/consents.csv": HEADER + "".join(lines)}))


def merge(utility, *pairs: str) -> IngestReport:
    """Land accounts, ``a>b`` merged into b."""
    columns = [column.name for column in source_contract("marketing.customers").columns]
    rows = ({"customer_id": one, "merged_into_id": into} for one, _, into in (pair.partition(">") for pair in pairs))
    lines = [columns, *([row.get(name, "") for name in columns] for row in rows)]
    text = "".join(",".join(line) + "\n" for line in lines)
    return utility.ingest(utility.folder("accounts", {"marketing/customers.csv": text}))


CASES = [
    ((GRANT, LATER_REFUSAL), True),
    ((GRANT, OLD_REFUSAL), False),
    ((LATER_REFUSAL, LATEST_GRANT), False),
    ((GRANT, UNDATED_REFUSAL), True),
    ((UNDATED_REFUSAL, LATEST_GRANT), True),
    ((OLD_REFUSAL, UNDATED_GRANT), True),
    ((UNDATED_REFUSAL, UNDATED_GRANT), True),
    ((LATER_REFUSAL, LATER_REFUSAL.replace("false", "true")), True),
]


def test_the_order_of_arrival_changes_nothing(utility):
    """Each case in both orders, a delivery each, and in one delivery; a customer a case."""
    for turn in (0, 1):
        first = [f"{number}:{said[turn]}" for number, (said, _) in enumerate(CASES)]
        second = [f"{number}-reversed:{said[1 - turn]}" for number, (said, _) in enumerate(CASES)]
        say(utility, *first, *second, name=f"turn-{turn}")
    say(utility, *(f"{n}-together:{what}" for n, (said, _) in enumerate(CASES) for what in said), name="together")
    refused = {str(number) for number, (_, is_refused) in enumerate(CASES) if is_refused}
    assert refused_today(utility.home, "marketing") == {
        f"{n}{e}" for n in refused for e in ("", "-reversed", "-together")
    }
    assert refused_today(utility.home, "sharing") == set()


def test_a_refusal_that_gets_its_time_later_can_be_followed_by_a_grant(utility):
    for number, what in enumerate((UNDATED_REFUSAL, LATER_REFUSAL, LATEST_GRANT)):
        say(utility, f"a:{what}", name=str(number))
        assert refused_today(utility.home, "marketing") == (set() if number == 2 else {"a"})


def test_the_refusal_of_a_merged_account_goes_with_it_unless_a_later_word_was_said(utility):
    merge(utility, "a>b", "b>c", "c", "d>e", "e", "f>e")
    say(utility, f"a:{LATER_REFUSAL}", f"c:{GRANT}", f"d:{OLD_REFUSAL}", f"e:{GRANT}", name="said")
    assert survivors_today(utility.home) == {"a": "c", "b": "c", "d": "e", "f": "e"}
    assert refused_today(utility.home, "marketing") == {"a", "b", "c"}


def test_a_merger_that_leads_nowhere_is_told_and_takes_nobody_elses_word(utility):
    report = merge(utility, "self>self", "x>y", "y>x", "lost>nowhere", "into>lost", "tail>x")
    where = "marketing/customers.csv, line {}, column merged_into_id: account {} is merged {}"
    told = [
        (2, "self", "into itself"),
        (3, "x", "in a circle"),
        (4, "y", "in a circle"),
        (5, "lost", "into an account"),
    ]
    assert [one.en.startswith(where.format(*what)) for one, what in zip(report.warnings, told, strict=True)] == [
        True
    ] * 4
    assert "户号 lost 并入的户号从未交付" in report.warnings[3].zh
    said = [f"{one}:{LATER_REFUSAL}" for one in ("self", "x", "lost", "nowhere")]
    say(utility, *said, f"y:{GRANT}", f"tail:{GRANT}", f"into:{GRANT}", name="said")
    assert survivors_today(utility.home) == {"into": "lost"}
    assert refused_today(utility.home, "marketing") == {"self", "x", "lost", "into", "nowhere"}


def test_consents_without_accounts_and_none_at_all(utility):
    assert refused_today(utility.home, "marketing") is None and survivors_today(utility.home) == {}
    say(utility, f"a:{GRANT}", f"b:{UNDATED_REFUSAL}", name="said")
    assert refused_today(utility.home, "marketing") == {"b"}


def test_consents_that_cannot_be_read_stop_the_export(utility):
    say(utility, f"a:{UNDATED_REFUSAL}", name="said")
    [landed] = (utility.home.landing / "marketing" / "consents" / "period=all").glob("*.parquet")
    landed.write_bytes(landed.read_bytes()[:40])
    with pytest.raises(TagridError, match="nobody can say who refused"):
        refused_today(utility.home, "marketing")


def test_the_older_row_is_told_by_the_column_that_decides(utility):
    say(utility, f"a:{LATER_REFUSAL}", name="one")
    folder = utility.folder("two", {"marketing/consents.csv": f"{HEADER}a,marketing,{GRANT}\n"})
    report = utility.ingest(folder)
    assert report.tables["marketing.consents"]["older"] == 1
    assert any("later recorded_at" in one.en and "recorded_at 更晚" in one.zh for one in report.warnings)
