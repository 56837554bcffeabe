"""Every source has its freshness in dbt too, and it is that of the contract."""

from tagrid.landing import PLANNED, source_contracts


def test_every_source_says_when_it_is_late_when_it_has_stopped_and_by_what(manifest):
    sources = {f"{one['source_name']}.{one['name']}": one for one in manifest["sources"].values()}
    assert set(sources) == set(source_contracts()) | {"landing.status"}
    for address, one in sources.items():
        limits = [one["freshness"][name] for name in ("warn_after", "error_after")]
        assert [limit["period"] for limit in limits] == ["day", "day"], address
        assert bool(one["loaded_at_field"]) != bool(one["loaded_at_query"]), address
        if contract := source_contracts().get(address):
            assert [limit["count"] for limit in limits] == [contract.fresh_days, contract.stopped_days], address
            # The day of a plan says nothing of its delivery, nor does that of an event that need not happen.
            by_delivery = contract.load == "master" or address in PLANNED or contract.may_be_empty
            assert bool(one["loaded_at_query"]) == by_delivery, address
