"""Anybody's file is read as it is meant, or refused with a sentence that says what is wrong, where, and what to do."""

import gzip
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tagrid.core.errors import BadInput
from tagrid.scoring.bench.crossval import check_leaks, make_folds
from tagrid.scoring.bench.table import BenchInput, read_table

PLAIN = BenchInput(Path(), "label", "customer")


def table(path, **asked):
    return read_table(replace(PLAIN, features=path, **asked))


def test_numbers_texts_gaps_and_constants_are_told_apart(rows, written):
    found = table(written(rows))
    assert found.names == ["late", "kind", "noise", "gap"]
    assert found.left == {"same": "always the same"}
    assert found.texts == {"kind": ["farm", "home", "shop"]}
    assert found.customers[1] == "000001"  # an account number keeps its zeros
    assert np.isnan(found.x[:, 3]).sum() == rows["gap"].null_count()
    assert found.groups()["kind"].to_list() == rows["kind"].to_list()


def test_the_same_rows_come_from_every_kind_of_file(rows, written, tmp_path):
    plain = table(written(rows))
    packed, gb = tmp_path / "rows.csv.gz", tmp_path / "gb.csv"
    packed.write_bytes(gzip.compress(rows.write_csv().encode("utf-8-sig")))
    chinese = rows.rename({"late": "逾期"})
    gb.write_bytes(chinese.write_csv().encode("gb18030"))
    for found in (table(written(rows, "rows.parquet")), table(packed), table(gb)):
        assert np.array_equal(found.x, plain.x, equal_nan=True) and np.array_equal(found.y, plain.y)
    assert table(gb).names[0] == "逾期"


def test_labels_of_another_file_are_joined_by_customer(rows, written):
    features = written(rows.drop("label"))
    label_file = written(rows.select("customer", "label").reverse()[:800], "labels.csv")
    found = table(features, label_file=label_file)
    assert found.unlabelled == 100 and len(found.y) == 800
    known = dict(rows.select("customer", "label").iter_rows())
    assert found.y.tolist() == [known[customer] for customer in found.customers]


BAD_LABELS = {
    "always_1": (pl.lit(1), "is 1 in every row"),
    "rare": (pl.int_range(pl.len()) < 30, "is 1 in 30 of 900 rows; at least 50"),
    "text": (pl.lit("yes"), "is not a number ('yes')"),
    "gone": (pl.when(pl.int_range(pl.len()) != 4).then(pl.col("label")), "missing in 1 of 900 rows, first in row 5"),
    "nothing": (pl.lit(None, dtype=pl.Float64), "missing in 900 of 900 rows"),
    "odd": (pl.int_range(pl.len()) % 3, "is 2 in row 3"),
}


@pytest.mark.parametrize("bad", BAD_LABELS)
def test_a_label_that_tells_nothing_is_refused(rows, written, bad):
    made, said = BAD_LABELS[bad]
    with pytest.raises(BadInput) as refused:
        table(written(rows.with_columns(made.alias("label"))))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"label": "lable"}, "no column 'lable' (--label). Did you mean label"),
        ({"identity": "custmer"}, "no column 'custmer'"),
        ({"time": "day"}, "no column 'day'"),
        ({"columns": ("late", "nois")}, "no column 'nois'"),
        ({"without": ("late", "kind", "noise", "gap", "same")}, "holds no feature to learn from"),
        ({"columns": ("same",)}, "same: always the same"),
        ({"time": "kind"}, "neither a date nor a number"),
        ({"time": "same"}, "every row has the same 'same'"),
        ({"time": "gap"}, "have no 'gap' (--time)"),
    ],
)
def test_columns_that_are_not_there_or_not_of_use_are_named(rows, written, asked, said):
    with pytest.raises(BadInput) as refused:
        table(written(rows), **asked)
    assert said in str(refused.value)


def test_a_customer_that_comes_twice_is_refused_unless_time_tells_the_rows_apart(rows, written):
    twice = pl.concat([rows, rows[:2]])
    with pytest.raises(BadInput, match="customer 000000 more than once \\(4 such rows\\)"):
        table(written(twice))
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(len(twice))]
    assert len(table(written(twice.with_columns(day=pl.Series(days))), time="day").y) == 902
    with pytest.raises(BadInput, match="1 row has no 'customer'"):
        table(written(rows.with_columns(pl.when(pl.col("customer") != "000007").then(pl.col("customer")))))


def test_label_files_that_cannot_be_joined_are_refused(rows, written):
    features, labels = rows.drop("label"), rows.select("customer", "label")
    for label_file, said in {
        "strangers.csv": (labels.with_columns(pl.format("x{}", "customer").alias("customer")), "No customer of"),
        "twice.csv": (pl.concat([labels, labels[:1]]), "customer 000000 more than once"),
        "unnamed.csv": (labels.rename({"customer": "account"}), "no column 'customer' (--id)"),
    }.items():
        path, (content, sentence) = label_file, said
        with pytest.raises(BadInput) as refused:
            table(written(features), label_file=written(content, path))
        assert sentence in str(refused.value)
    with pytest.raises(BadInput, match="both have a column 'label'"):
        table(written(rows), label_file=written(labels, "labels.csv"))
    with pytest.raises(BadInput, match="share by --id"):
        table(written(features), label_file=written(labels, "labels.csv"), identity="")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "is empty"),
        ("b.csv", b"customer,late,label\n", "holds no rows"),
        ("c.txt", b"customer,late,label\n1,2,0\n", "is none of .csv"),
        ("d.parquet", b"PAR1 but not really", "cannot be read"),
        ("e.csv.gz", b"not packed at all", "cannot be read"),
        ("f.csv", b"customer,late,late,label\n1,2,2,0\n", "two columns 'late'"),
        ("g.csv", b"customer,,label\n1,2,0\n", "column 2 has no name"),
        ("h.csv", b"customer,\xff\xff,label\n1,2,0\n", "neither UTF-8 nor GB18030"),
    ],
)
def test_files_that_are_no_table_are_refused(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput) as refused:
        table(tmp_path / name)
    assert said in str(refused.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(BadInput, match="There is no file"):
        table(tmp_path / "nowhere.csv")


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (pl.col("label") * 10 + pl.col("noise") * 0.1, "(its value)"),
        (pl.when(pl.col("label") == 1).then(pl.col("noise")), "(its gaps)"),
        (pl.when(pl.col("label") == 1).then(pl.lit("closed")).otherwise(pl.lit("open")), "(its value)"),
    ],
)
def test_a_column_that_knows_the_future_is_caught(rows, written, later, said):
    found = table(written(rows.with_columns(later.alias("later"))))
    with pytest.raises(BadInput) as refused:
        check_leaks(found)
    assert "Column 'later' alone" in str(refused.value) and said in str(refused.value)
    assert "--without 'later'" in str(refused.value)
    check_leaks(table(written(rows.with_columns(later.alias("later"))), without=("later",)))


def test_nobody_is_judged_by_a_model_that_met_him_and_only_the_past_is_learnt(rows, written):
    days = [date(2026, 1 + n % 3, 1) for n in range(len(rows))]
    dated = rows.with_columns(day=pl.Series(days), customer=pl.Series([f"c{n // 3}" for n in range(len(rows))]))
    found = table(written(dated), time="day")
    for learnt, judged in make_folds(found, 5):
        assert not set(found.customers[learnt]) & set(found.customers[judged])
        assert found.days[learnt].max() < found.days[judged].min()
        assert (np.diff(found.days[learnt]) >= 0).all()
    early = make_folds(found, 5, horizon=40)
    assert {found.days[learnt].max() for learnt, _ in early} == {found.days.min()}
    with pytest.raises(BadInput, match="No row lies more than 400"):
        make_folds(found, 5, horizon=400)
    with pytest.raises(BadInput, match="--folds 1 is not between"):
        make_folds(found, 1)


def test_every_row_is_judged_once(rows, written):
    parts = make_folds(table(written(rows)), 4)
    assert sorted(np.concatenate([judged for _, judged in parts])) == list(range(len(rows)))
    assert all(not set(learnt) & set(judged) for learnt, judged in parts)
