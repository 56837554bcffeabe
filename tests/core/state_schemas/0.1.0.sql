-- The state database of 0.1.0, with a row in each table.
create table runs (
    id integer not null primary key, kind varchar not null, as_of date, started_at datetime not null, ended_at datetime,
    outcome varchar not null, exit_code integer, version varchar, message varchar not null, timings json not null
);
create table saved_segments (
    name varchar not null primary key, expression varchar not null, subject varchar not null,
    catalog_version varchar not null, saved_at datetime not null
);
insert into runs values
(1, 'refresh', '2026-06-30', '2026-07-01 02:00:00.000000', '2026-07-01 02:01:00.000000', 'published', 0, '2026-06-30.1',
 'Published 2026-06-30.1', '{"build": 1.5}');
insert into saved_segments values ('vip', 'value_tier = vip', 'power_customer', '1.0.0', '2026-07-01 08:00:00.000000');
