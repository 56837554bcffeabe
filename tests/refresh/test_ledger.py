"""The run ledger keeps why a run failed in both languages, and reads what was written before it did."""

import pytest
from sqlalchemy import text

from tagrid.core.errors import BadInput
from tagrid.core.project import Home
from tagrid.core.state import engine
from tagrid.refresh.ledger import last_run, recorded


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(tmp_path / "home")


def failed(home: Home, error: BaseException):
    with pytest.raises(type(error)), recorded(home, "refresh"):
        raise error
    return last_run(home)


def test_a_failure_is_kept_in_both_languages(home):
    last = failed(home, BadInput(en="Nothing landed.", zh="尚无数据入库。"))
    assert (last.outcome, last.exit_code, last.message) == ("bad_input", 2, "Nothing landed.")
    assert (last.text.in_("en"), last.text.in_("zh")) == ("Nothing landed.", "尚无数据入库。")
    assert "zh" not in last.described()


def test_what_has_no_chinese_is_shown_as_it_is(home):
    assert failed(home, OSError("disk full")).text.in_("zh") == "disk full"


def test_a_killed_run_is_marked_by_the_next(home):
    last = failed(home, ValueError("x"))
    with engine(home).begin() as con:
        con.execute(text("update runs set outcome = 'running'"))
        con.execute(text("delete from run_messages"))
    with recorded(home, "refresh"), engine(home).connect() as con:
        assert con.execute(text("select outcome from runs where id = :id"), {"id": last.id}).scalar() == "interrupted"
    with engine(home).begin() as con:
        con.execute(text("delete from runs where id > :id"), {"id": last.id})
    now = last_run(home)
    assert now and now.text.in_("zh") == "运行被终止，或机器停机。"
