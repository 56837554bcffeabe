"""A rule may be tried on numbers that no rule reads yet: those come from the warehouse of the last build."""

import duckdb
import pytest

from tagrid.core.errors import Locked
from tagrid.core.lock import exclusive
from tagrid.core.project import Home
from tagrid.governance.workshop.grammar import NotARule
from tagrid.governance.workshop.preview import preview
from tagrid.governance.workshop.unread import preview_all

UNREAD = "case when unpaid_share is null then null when unpaid_share > 0.05 then 'owing' else 'clear' end"


@pytest.fixture
def home(published_home, tmp_path) -> Home:
    """A home of one's own, whose lock may be taken, over the files of the published one."""
    own = Home(tmp_path / "home")
    own.root.mkdir()
    for name in ("versions", "warehouse", "landing", "current"):
        (own.root / name).symlink_to(published_home.root / name)
    return own


def test_a_number_that_no_rule_reads_yet_is_tried_on_the_last_build(home, version):
    with pytest.raises(NotARule):
        preview(version, UNREAD, ["payment"])
    seen = preview_all(home, version, UNREAD, ["payment"])
    with duckdb.connect(str(home.warehouse), read_only=True) as con:
        (owing,) = con.execute("select count(*) from int_customer_payment where unpaid_share > 0.05").fetchone() or ()
    assert seen.counts["owing"] == owing > 0
    assert seen.customers == version.index().population(version.index().base("power_customer"))


def test_beside_the_numbers_that_rules_read(home, version):
    text = UNREAD.replace("unpaid_share > 0.05", "unpaid_share > 0.05 and late_bill_share_12m >= 0.25")
    assert preview_all(home, version, text, ["payment"]).counts["owing"] >= 0


def test_a_name_that_is_no_column_anywhere_is_refused_as_before(home, version):
    with pytest.raises(NotARule, match="unpaid_shares"):
        preview_all(home, version, UNREAD.replace("unpaid_share", "unpaid_shares"), ["payment"])


def test_while_a_refresh_runs_the_warehouse_is_left_alone(home, version):
    with exclusive(home, "tagrid refresh"), pytest.raises(Locked, match="tagrid refresh"):
        preview_all(home, version, UNREAD, ["payment"])


@pytest.mark.parametrize("text", ["read_csv('/etc/passwd')", "(select count(*) from built.main.dim_customer)"])
def test_nothing_else_of_the_warehouse_is_reachable(home, version, text):
    with pytest.raises(NotARule):
        preview_all(home, version, f"case when unpaid_share > 0 then {text} end", ["payment"])
