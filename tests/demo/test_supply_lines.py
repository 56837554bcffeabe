"""Source lines of the demo: one a source, the main among them, from other feeders as far as there are."""

import polars as pl

from tests.demo.reading import table


def test_every_source_is_a_line_and_one_is_the_main(long_run):
    lines = table(long_run, "marketing.supply_lines").unique("supply_line_id", keep="last")
    points = table(long_run, "marketing.supply_points").unique("supply_point_id", keep="last")
    by_customer = lines.group_by("customer_id").agg(
        pl.len().alias("lines"),
        (pl.col("role") == "main").sum().alias("main"),
        pl.col("feeder_id").n_unique().alias("feeders"),
    )
    both = by_customer.join(points.unique("customer_id"), on="customer_id")
    assert both.height == by_customer.height > 10 and (both["lines"] > 1).sum() >= 2
    assert (both["lines"] == both["source_count"]).all() and (both["main"] == 1).all()
    feeders = table(long_run, "gis.transformers")["feeder_id"].n_unique()
    assert (both["feeders"] == both["lines"].clip(upper_bound=feeders)).all() and feeders > 1
    several = points.filter((pl.col("source_count") > 1) | (pl.col("transformer_ownership") == "dedicated"))
    assert set(several["customer_id"]) == set(lines["customer_id"])


def test_load_passes_to_every_line_but_the_main_one(long_run):
    lines = table(long_run, "marketing.supply_lines").unique("supply_line_id", keep="last")
    is_main = pl.col("role") == "main"
    assert lines.filter(is_main)["transfer_mode"].null_count() == lines.filter(is_main).height
    assert lines.filter(~is_main)["transfer_mode"].null_count() == 0
    point = table(long_run, "marketing.supply_points").unique("supply_point_id", keep="last")
    joined = lines.join(point.select("supply_point_id", kva="capacity_kva"), on="supply_point_id").drop_nulls("kva")
    mains = joined.filter(is_main)
    assert mains.height > 10 and (mains["capacity_kva"] == mains["kva"]).all()
    assert (joined["capacity_kva"] <= joined["kva"]).all() and (joined["capacity_kva"] > 0).all()
