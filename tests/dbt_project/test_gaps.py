"""A missing day, or quarter hour, costs itself and no tag; and it is told."""

import pytest

from tests.dbt_project.compiled import Compiled

# One day of every month out of the weather, or out of everybody's readings; a tenth of every load curve.
GAPS = {
    "outside.weather": ("stg_outside__weather", "* from real.main.stg_outside__weather where day(weather_on) <> 15"),
    "metering.daily_energy": (
        "stg_metering__daily_energy",
        "* from real.main.stg_metering__daily_energy where day(reading_on) <> 15",
    ),
    "metering.load_curves": (
        "stg_metering__load_curves",
        "* replace (list_transform(power_kw, lambda kw, n: case when n % 10 <> 0 then kw end) as power_kw)"
        " from real.main.stg_metering__load_curves",
    ),
}
THEMES = ("tag_usage", "tag_operation", "tag_value", "tag_profile", "tag_supply")


@pytest.fixture(scope="module")
def tables(published_home) -> Compiled:
    return Compiled(published_home)


def known(tables: Compiled) -> dict[str, dict[str, str]]:
    """The customers of each tag with their values, those that are not unknown."""
    found: dict[str, dict[str, str]] = {}
    for theme in THEMES:
        for row in tables.rows(f"select * from {theme}"):
            who = row.pop("customer_id")
            for tag, value in row.items():
                if value is not None:
                    found.setdefault(tag, {})[who] = value
    return found


@pytest.mark.slow
@pytest.mark.parametrize("source", GAPS)
def test_a_gap_costs_no_tag(tables, source):
    tables.reset()
    whole, (staging, rows) = known(tables), GAPS[source]
    tables.put(staging, f"select {rows}")
    tables.build(*THEMES, "source_gaps")
    after = known(tables)
    for tag, values in whole.items():
        lost = {who for who in values if who not in after.get(tag, {})}
        assert len(lost) <= 0.03 * len(values), f"{tag}: {len(lost)} of {len(values)} are unknown now"
    sensitivity = whole["temperature_sensitivity"]
    moved = [who for who, value in sensitivity.items() if after["temperature_sensitivity"].get(who) != value]
    assert len(moved) <= 0.05 * len(sensitivity)
    told = {row["address"]: row for row in tables.rows("select * from source_gaps")}
    if source in ("outside.weather", "metering.daily_energy"):
        assert told[source]["missing_days"] == 12
        assert [str(told[source][day])[-2:] for day in ("first_missing_on", "last_missing_on")] == ["15", "15"]
