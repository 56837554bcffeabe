"""The portrait page: who, why, usage, bills, segments, documents and comparison, in both languages."""

import re

import pytest

from app.shared.words import WORDS
from tagrid.catalog.access import SETTING, Viewer
from tagrid.portrait.why import why
from tagrid.published.versions import current_version
from tests.app.conftest import texts

HEADINGS = {
    "part_why": "why_title",
    "part_usage": "usage",
    "part_bills": "bills",
    "part_outages": "outages",
    "part_service": "service",
    "part_file": "file",
    "part_changes": "past_tag_history",
    "part_segments": "in_segments",
    "part_documents": "documents",
}


def one(home, sql: str) -> tuple:
    with current_version(home).connect() as con:
        return con.execute(sql).fetchall()[0]


@pytest.fixture
def business(published_home) -> str:
    """A business with readings and bills."""
    query = (
        "select customer_id from portrait_customer join portrait_bills using (customer_id) "
        "where customer_type = 'enterprise' and annual_kwh > 0 order by 1 limit 1"
    )
    return one(published_home, query)[0]


@pytest.mark.parametrize("part", HEADINGS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_part_opens_in_both_languages(open_app, business, part, language):
    app = open_app("portrait", language, id=business, view=part)
    assert WORDS[HEADINGS[part]].in_(language) in [shown.value for shown in app.header]


@pytest.mark.parametrize("part", ["part_why", "part_usage", "part_bills"])
@pytest.mark.parametrize(("language", "euros"), [("zh", "欧元"), ("en", "euros")])
def test_amounts_are_in_the_projects_currency(open_app, business, monkeypatch, part, language, euros):
    monkeypatch.setenv("TAGRID_CURRENCY", "EUR")
    app = open_app("portrait", language, id=business, view=part)
    columns = [name for table in app.dataframe for name in table.value.columns]
    shown = "\n".join([texts(app), *columns])
    assert not re.search(r"(?<![欧单])元(?![旦宵])|\byuan\b", shown)
    assert euros in shown or part != "part_bills"


def test_a_value_is_explained_by_the_branch_and_the_customers_number(open_app, published_home, business):
    version = current_version(published_home)
    catalog = version.catalog()
    tag = catalog.tags["payment_timeliness"]
    with version.connect() as con:
        found = why(con, catalog, tag, business, viewer=Viewer(may_see_restricted=True))
    assert found is not None
    shown = texts(open_app("portrait", "en", id=business, why=tag.name))
    applied = next(step for step in found.steps if step.applies)
    assert all(number.label["en"] in shown and number.text["en"] in shown for number in found.decisive)
    assert (applied.condition or {"en": WORDS["why_else"].en})["en"] in shown
    assert WORDS["why_because"].en.format(tag=tag.label.en, value=tag.value_label(found.value).en) in shown


def test_what_is_restricted_is_hidden_and_says_so(open_app, published_home, business, monkeypatch):
    address, phone = one(
        published_home, f"select address, phone from portrait_customer where customer_id = '{business}'"
    )
    monkeypatch.delenv(SETTING, raising=False)
    shown = texts(open_app("portrait", id=business))
    assert address not in shown and phone not in shown and phone[-4:] in shown
    tags = current_version(published_home).catalog().of("power_customer")
    restricted = [tag.name for tag in tags if tag.sensitivity == "restricted"]
    assert shown.count("tg-value hidden") == len(restricted) > 0
    assert WORDS["contact_hidden"].zh in shown
    monkeypatch.setenv(SETTING, "1")
    shown = texts(open_app("portrait", id=business))
    assert address in shown and phone in shown and "tg-value hidden" not in shown


def test_search_by_meter_leads_to_the_customer(open_app, published_home):
    who, shown = one(
        published_home, "select customer_id, said from portrait_search where said like '%\n_%\n_%\n_%\n_%'"
    )
    app = open_app("portrait")
    app.text_input[0].set_value(shown.split("\n")[4]).run()
    app.button(key=f"found_portrait_{who}").click().run()
    assert not app.exception
    assert who in app.query_params["id"]


def test_a_whole_number_opens_its_customer_at_once(open_app, business):
    app = open_app("portrait")
    app.text_input[0].set_value(business).run()
    assert not app.exception
    assert business in app.query_params["id"]
    assert [one.value for one in app.header][1:] == [WORDS["why_title"].zh]


def test_who_is_unknown_may_be_searched_again(open_app, business):
    app = open_app("portrait", "en", id="3200000x")
    assert "3200000x" in app.error[0].value
    app.text_input[0].set_value(business).run()
    assert not app.exception and not app.error
    assert business in app.query_params["id"]


def test_the_outages_of_two_years_are_shown_with_plan_and_notice(open_app, published_home):
    who, began, minutes = one(
        published_home,
        "select customer_id, started_at, minutes from portrait_outages where kind = 'planned' and minutes > 0 "
        "order by started_at desc, customer_id limit 1",
    )
    app = open_app("portrait", "en", id=who, view="part_outages")
    table = app.dataframe[0].value
    [row] = [row for row in table.to_dict("records") if row["Began"] == began]
    assert row["Minutes"] == minutes
    assert row["Over plan (min)"] is not None and row["Notice"] in {
        WORDS[f"received_{how}"].en for how in ("reached", "late", "failed")
    }


@pytest.mark.parametrize("text", ["zzzz", "'; drop table", "[bold](x)", "%", "长" * 10_000])
def test_what_nobody_is_called_is_reported(open_app, text):
    app = open_app("portrait", "en")
    app.text_input[0].set_value(text).run()
    assert not app.exception
    assert len(app.info) == 1


def test_two_customers_stand_side_by_side(open_app, published_home, business):
    other = one(published_home, f"select max(customer_id) from portrait_supply where customer_id <> '{business}'")[0]
    shown = texts(open_app("portrait", "en", id=business, **{"with": other}))
    assert other in shown
    assert "tags differ" in shown
    assert "nobody" in open_app("portrait", "en", id=business, **{"with": "nobody"}).error[0].value


def test_a_document_is_made_and_can_be_downloaded(open_app, business):
    app = open_app("portrait", id=business, view="part_documents")
    app.segmented_control(key="document_form").set_value("html").run()
    app.button(key="make_usage").click().run()
    assert not app.exception and not app.error
    [made] = app.get("download_button")
    assert WORDS["document_download"].zh.split("（")[0] in made.proto.label


def test_who_is_no_power_customer_gets_no_document_and_is_shown_why(open_app, published_home):
    who = one(published_home, "select customer_id from portrait_customer where subject <> 'power_customer' limit 1")[0]
    for part in HEADINGS:
        app = open_app("portrait", "en", id=who, view=part)
    assert WORDS["documents_for_power"].en in texts(app)


def test_the_segments_a_customer_is_in(open_app, published_home, business, tmp_path, monkeypatch):
    from tagrid.core.project import Home
    from tagrid.segments.saving import save_segment

    monkeypatch.setenv("TAGRID_STATE_URL", f"sqlite:///{tmp_path / 'state.db'}")
    home, catalog = Home(published_home.root), current_version(published_home).catalog()
    value = one(published_home, f"select value_tier from customer_tags_wide where customer_id = '{business}'")[0]
    save_segment(home, "同档客户", f"value_tier = {value}", catalog)
    save_segment(home, "other", f"not value_tier = {value}", catalog)
    save_segment(home, "closed", "court_enforcement = unknown", catalog)
    monkeypatch.delenv(SETTING, raising=False)
    app = open_app("portrait", id=business, view="part_segments")
    assert WORDS["in_title"].zh.format(n=1, all=2) in texts(app)
    assert WORDS["in_restricted"].zh.format(n=1) in texts(app)
    assert list(app.dataframe[0].value[WORDS["name"].zh]) == ["同档客户"]
    assert [link.proto.label for link in app.get("page_link")] == ["同档客户"]


def test_a_chosen_bill_opens_its_lines(open_app, published_home):
    customer_id, bill, month, amount, many = one(
        published_home,
        "select customer_id, bill_id, strftime(bill_month, '%Y-%m'), bill_yuan, count(*) from portrait_bill_lines "
        "join portrait_bills using (customer_id, bill_id) where bill_month = '2026-03-01' group by all "
        "order by count(*) desc, bill_id limit 1",
    )
    app = open_app("portrait", "en", id=customer_id, view="part_bills", bill=bill)
    assert app.selectbox(key="bill_of_lines").value == bill
    said = WORDS["bill_lines_title"].en.format(month=month, amount=f"{amount:,.2f}", currency="yuan", n=many)
    assert said in texts(app)
    shown = next(table.value for table in app.dataframe if WORDS["line_for"].en in table.value.columns)
    assert len(shown) == many > 5 and {"Rounding", "Basic charge"} & set(shown[WORDS["line_for"].en])
    newest = open_app("portrait", "en", id=customer_id, view="part_bills")
    assert newest.selectbox(key="bill_of_lines").value > bill


def test_a_bill_that_no_longer_fits_its_lines_is_named():
    from streamlit.testing.v1 import AppTest

    def page() -> None:
        from decimal import Decimal

        from app.portrait.bill_lines import _table

        line = {
            "kind": "energy_charge", "time_period": "peak", "quantity": 10.0, "unit": "kwh",
            "unit_price_yuan": Decimal("0.600000"), "amount_yuan": Decimal("6.00"), "lines_yuan": Decimal("6.00"),
            "bill_yuan": Decimal("7.00"), "adds_up": False,
        }  # fmt: skip
        _table([line], "2026-05", "B1")

    shown = texts(AppTest.from_function(page).run())
    assert "6.00" in shown and "7.00" in shown and ("restated" in shown or "重算" in shown)


def test_the_file_lists_source_lines_and_the_retailer_s_price(open_app, published_home):
    customer_id, many = one(
        published_home,
        "select customer_id, count(*) from portrait_supply_lines group by all order by count(*) desc, 1 limit 1",
    )
    app = open_app("portrait", "en", id=customer_id, view="part_file")
    assert WORDS["lines_title"].en.format(n=many) in texts(app) and many >= 2
    shown = next(table.value for table in app.dataframe if WORDS["line_role"].en in table.value.columns)
    assert list(shown[WORDS["line_role"].en])[:2] == ["main", "standby"] and shown.shape[0] == many
    buyer, price = one(
        published_home,
        "select customer_id, retail_energy_yuan from portrait_file where retail_form is not null order by 1 limit 1",
    )
    said = texts(open_app("portrait", "en", id=buyer, view="part_file"))
    assert "price linked to what the grid's agency buys at" in said and f"{price:.4f} yuan a kWh" in said


def test_lines_that_are_not_as_many_as_registered_are_named():
    from streamlit.testing.v1 import AppTest

    def page() -> None:
        from app.portrait.supply_file import _lines

        line = {
            "supply_line_id": "DY1", "role": "main", "feeder_id": "F1", "feeder_name": None, "voltage_level": "mv_10kv",
            "capacity_kva": 800.0, "transfer_mode": None,
        }  # fmt: skip
        _lines([line], 2, "1")

    shown = texts(AppTest.from_function(page).run())
    assert "say 2" in shown or "登记为 2 路" in shown
