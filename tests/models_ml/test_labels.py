"""Labels of complaints and conversions: only what happens inside the window counts."""

from datetime import date

import duckdb

from models_ml import complaint, conversion

WINDOW = {"as_of": date(2025, 6, 30), "until": date(2025, 9, 28)}


def label(score, *statements: str, window=WINDOW) -> dict:
    with duckdb.connect() as connection:
        for statement in statements:
            connection.execute(statement)
        rows = connection.sql(score.label_sql, params=window).pl().to_dicts()
    assert len({row["customer_id"] for row in rows}) == len(rows)
    return {row["customer_id"]: row for row in rows}


def test_a_complaint_inside_the_window_counts_once_from_its_first_day():
    found = label(
        complaint.SCORE,
        "create table fct_complaint as select * from (values "
        "('a', timestamp '2025-07-20 10:00'), ('a', timestamp '2025-07-01 00:00'), ('b', timestamp '2025-06-30 23:59'),"
        "('c', timestamp '2025-07-31 00:01')) t (customer_id, opened_at)",
        window={"as_of": date(2025, 6, 30), "until": date(2025, 7, 30)},
    )
    assert list(found) == ["a"]
    assert found["a"]["began_on"] == found["a"]["decided_on"] == date(2025, 7, 1)
    assert complaint.SCORE.otherwise is False


def test_who_is_energised_inside_the_window_was_won_by_whatever_name_it_was_known():
    found = label(
        conversion.SCORE,
        "create table fct_connection_application as select * from (values ('p', date '2025-07-01'), "
        "('q', date '2025-06-30'), ('r', date '2025-09-29'), ('s', null)) t (applicant_id, energised_on)",
        "create table fct_poi as select * from (values ('1', 'x'), ('2', 'y'), ('3', null)) t (poi_id, customer_id)",
        "create table fct_platform_user as select 'u' as user_id, 'x' as customer_id",
        "create table fct_connection as select * from (values ('x', date '2025-08-01'), ('x', date '2025-08-20'), "
        "('y', date '2020-01-01')) t (customer_id, energised_on)",
    )
    assert set(found) == {"applicant:p", "poi:1", "platform:u"}
    assert found["poi:1"]["began_on"] == date(2025, 8, 1)
