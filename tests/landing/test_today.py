"""Consents and mergers as landed up to now: the later by its own time holds, whatever came first."""

import pytest

from tagrid.core.errors import BadInput, TagridError
from tagrid.landing.contracts import source_contract
from tagrid.landing.intake import IngestReport
from tagrid.landing.today import refused_today, uses_refused_today

pytestmark = pytest.mark.slow

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
    assert refused_today(utility.home, "marketing") == {"a", "b", "c"}


def test_a_merger_into_an_unknown_account_is_named_and_takes_nobody_elses_word(utility):
    report = merge(utility, "lost>nowhere", "into>lost", "other")
    assert any("'nowhere'" in one.en and "marketing/customers.csv, line 2" in one.en for one in report.warnings)
    say(utility, f"lost:{LATER_REFUSAL}", f"nowhere:{GRANT}", f"into:{GRANT}", f"other:{GRANT}", name="said")
    assert refused_today(utility.home, "marketing") == {"lost", "into"}


@pytest.mark.parametrize("pairs", [("self>self", "a"), ("x>y", "y>x")])
def test_a_merger_into_itself_or_in_a_circle_is_refused(utility, pairs):
    with pytest.raises(BadInput, match="merged_into_id leads in a circle"):
        merge(utility, *pairs)


def test_consents_without_accounts_and_none_at_all(utility):
    assert refused_today(utility.home, "marketing") is None
    say(utility, f"a:{GRANT}", f"b:{UNDATED_REFUSAL}", name="said")
    assert refused_today(utility.home, "marketing") == {"b"}


def test_a_version_answers_for_whom_nothing_landed_says_otherwise(utility):
    merge(utility, "old>left", "left", "a")
    say(utility, f"a:{GRANT}", name="said")
    before = [("marketing", "a"), ("marketing", "old"), ("sharing", "a")]
    assert refused_today(utility.home, "marketing", before) == {"old", "left"}
    assert uses_refused_today(utility.home, "a", before) == {"sharing"}
    assert uses_refused_today(utility.home, "left", before) == uses_refused_today(utility.home, "old", before)


def test_consents_that_cannot_be_read_stop_the_export(utility):
    say(utility, f"a:{UNDATED_REFUSAL}", name="said")
    [landed] = (utility.home.landing / "marketing" / "consents" / "period=all").glob("*.parquet")
    landed.write_bytes(landed.read_bytes()[:40])
    with pytest.raises(TagridError, match="Nobody can say who refused"):
        refused_today(utility.home, "marketing")


def test_the_older_row_is_told_by_the_column_that_decides(utility):
    say(utility, f"a:{LATER_REFUSAL}", name="one")
    folder = utility.folder("two", {"marketing/consents.csv": f"{HEADER}a,marketing,{GRANT}\n"})
    report = utility.ingest(folder)
    assert report.tables["marketing.consents"]["older"] == 1
    assert any("later recorded_at" in one.en and "recorded_at 更晚" in one.zh for one in report.warnings)
