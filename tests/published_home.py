"""A hand-made home with published versions of three customers, for the portrait and the command line."""

import json
from datetime import date, timedelta

import duckdb

from tagrid.core.files import digest
from tagrid.core.project import Home
from tagrid.refresh.index import build_index
from tests.segments.small import CATALOG

_TABLES = """
create table customer_tags_wide as
select * from (values
    (0, '3200000017', 'power_customer', 'vip', 'E', 'overdue_30', 'lt_8', null, null),
    (1, '3200000018', 'power_customer', 'small', 'unknown', 'clear', '8_50', null, null),
    (2, 'poi:9', 'non_power_customer', null, null, null, null, 'accepted', 'lt_8')
) t (customer_no, customer_id, subject, value_tier, fee_recovery_risk, arrears_status, capacity_band,
     application_stage, capacity_wanted);

create table tag_changes as
select * from (values
    ('3200000017', 'arrears_status', 'clear', 'due', date '2026-05-01'),
    ('3200000017', 'arrears_status', 'due', 'overdue_30', date '2026-06-20'),
    ('3200000017', 'value_tier', 'major', 'vip', date '2099-01-01')
) t (customer_id, tag, old_value, new_value, changed_on);

create table portrait_customer as
select * from (values
    ('3200000017', 'power_customer', null, '长江机械有限公司', 'enterprise', '扬中', '江洲路1号', '0511',
     120000.5, 98765.43::decimal(18, 2), 0.61),
    ('3200000018', 'power_customer', null, 'Yangtze Foods [bold]', 'enterprise', '扬中', null, null,
     900000.0, null, null),
    ('poi:9', 'non_power_customer', 'poi_business', '江畔酒店', null, '扬中', '江洲路9号', null, null, null, null)
) t (customer_id, subject, origin, customer_name, customer_type, district, address, phone, annual_kwh,
     amount_yuan_12m, default_chance);

create table merged_accounts as
select * from (values ('3100000001', '3200000017'), ('3100000002', '3200000017')) t (account_id, customer_id);

create table portrait_place as
select * from (values
    ('3200000017', '扬中', 'F1', '江洲线', 119.8, 32.2),
    ('3200000018', '扬中', 'F1', '江洲线', 119.9, 32.3),
    ('poi:9', '扬中', null, null, null, null)
) t (customer_id, district, feeder_id, feeder_name, longitude, latitude);

create table portrait_energy (customer_id varchar, month_on date, daily_kwh float[], landed_seq int);
insert into portrait_energy
select '3200000017', month_on::date, [
    case when day = 3 then null else day + 0.1 end for day in range(1, day(last_day(month_on)) + 1)
], 1
from range(date '2025-01-01', date '2026-08-01', interval 1 month) t (month_on);

create table portrait_bills as
select * from (values
    ('3200000017', 'b1', date '2026-05-01', date '2026-06-02', date '2026-06-20', 100.0, 88.00::decimal(18, 2),
     0.00::decimal(18, 2), null::date),
    ('3200000017', 'b0', date '2026-04-01', date '2026-05-02', date '2026-05-20', 90.0, 77.00::decimal(18, 2),
     77.00::decimal(18, 2), date '2026-05-18')
) t (customer_id, bill_id, bill_month, issued_on, due_on, energy_kwh, amount_yuan, paid_yuan, last_paid_on);

create table portrait_events as
select * from (values
    ('3200000017', date '2026-06-01', 'outage', 'planned', 'maintenance', null, 'done', 125.0, 'o1'),
    ('3200000017', date '2026-06-21', 'dunning', 'reminder', null, 'sms', 'done', 2.0, 'd1'),
    ('3200000017', date '2026-06-22', 'complaint', null, 'billing', null, 'overdue', null, 't1'),
    ('3200000017', date '2026-06-23', 'ticket', 'request', 'new_topic', 'phone', 'open', null, 't2')
) t (customer_id, happened_on, kind, variant, topic, channel, status, quantity, event_id);

create table portrait_reasons as
select * from (values
    ('3200000017', 'fee_recovery_risk', 1, 'int_customer_payment.late_bill_share_12m', 0.5::double, 0.31),
    ('3200000017', 'fee_recovery_risk', 2, 'int_customer_gone.old_column', 3.0, 0.05)
) t (customer_id, tag, rank, feature, value, effect);
"""


def publish(home: Home, as_of: date) -> str:
    """Publish the hand-made customers as of a day and point to that version; returns its id."""
    version_id = f"{as_of}.1"
    folder = home.versions / version_id
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "serving.duckdb")) as con:
        con.execute(_TABLES)
        build_index(con, CATALOG, folder / "segments")
    (folder / "catalog.json").write_text(CATALOG.to_json(), encoding="utf-8")
    names = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()]
    files = {name: {"sha256": digest(folder / name), "bytes": (folder / name).stat().st_size} for name in names}
    manifest = {"id": version_id, "as_of": str(as_of), "catalog_version": CATALOG.version, "files": files}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    home.pointer.write_text(version_id + "\n", encoding="utf-8")
    return version_id


def days_between(first: date, last: date) -> list[date]:
    """Return every day from `first` to `last`."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
