-- The state database of 0.2.0 after every command had been used once; a segment with a revision, a review, a use.
create table runs ( id INTEGER NOT NULL, kind VARCHAR NOT NULL, as_of DATE, started_at DATETIME NOT NULL, ended_at DATETIME, outcome VARCHAR NOT NULL, exit_code INTEGER, version VARCHAR, message VARCHAR NOT NULL, timings JSON NOT NULL, PRIMARY KEY (id) );
create table saved_segments ( name VARCHAR NOT NULL, expression VARCHAR NOT NULL, subject VARCHAR NOT NULL, catalog_version VARCHAR NOT NULL, saved_at DATETIME NOT NULL, PRIMARY KEY (name) );
create table score_reviews ( id INTEGER NOT NULL, customer_id VARCHAR NOT NULL, tag VARCHAR NOT NULL, score VARCHAR NOT NULL, verdict VARCHAR NOT NULL, because VARCHAR NOT NULL, "by" VARCHAR NOT NULL, value VARCHAR NOT NULL, output DOUBLE, model_id VARCHAR, version VARCHAR NOT NULL, reviewed_on DATE NOT NULL, recorded_at DATETIME NOT NULL, PRIMARY KEY (id) );
create table segments ( id INTEGER NOT NULL, name VARCHAR, owner VARCHAR NOT NULL, purpose VARCHAR NOT NULL, folder VARCHAR NOT NULL, alert_share DOUBLE NOT NULL, schedule JSON, created_at DATETIME NOT NULL, deleted_name VARCHAR, deleted_at DATETIME, deleted_by VARCHAR, PRIMARY KEY (id), UNIQUE (name) );
create table run_messages ( run INTEGER NOT NULL, zh VARCHAR NOT NULL, PRIMARY KEY (run), FOREIGN KEY(run) REFERENCES runs (id) );
create table segment_revisions ( segment_id INTEGER NOT NULL, number INTEGER NOT NULL, expression VARCHAR NOT NULL, subject VARCHAR NOT NULL, catalog_version VARCHAR NOT NULL, saved_at DATETIME NOT NULL, saved_by VARCHAR NOT NULL, PRIMARY KEY (segment_id, number), FOREIGN KEY(segment_id) REFERENCES segments (id) );
create table segment_sizes ( segment_id INTEGER NOT NULL, version VARCHAR NOT NULL, revision INTEGER NOT NULL, as_of DATE NOT NULL, customers INTEGER, base INTEGER, problem VARCHAR, moved_share DOUBLE, is_alert BOOLEAN NOT NULL, recorded_at DATETIME NOT NULL, PRIMARY KEY (segment_id, version, revision), FOREIGN KEY(segment_id) REFERENCES segments (id) );
create table audit_log ( number INTEGER NOT NULL, at DATETIME NOT NULL, who VARCHAR NOT NULL, action VARCHAR NOT NULL, detail VARCHAR NOT NULL, sealed VARCHAR NOT NULL, PRIMARY KEY (number) );
create table segment_exports ( id INTEGER NOT NULL, at DATETIME NOT NULL, who VARCHAR NOT NULL, purpose VARCHAR NOT NULL, segment VARCHAR, revision INTEGER, rule VARCHAR NOT NULL, version VARCHAR NOT NULL, catalog_version VARCHAR NOT NULL, as_of DATE NOT NULL, columns JSON NOT NULL, members INTEGER NOT NULL, consent VARCHAR, opted_out INTEGER, capped VARCHAR, hold_out_share DOUBLE NOT NULL, held_out INTEGER NOT NULL, seed INTEGER NOT NULL, rows INTEGER NOT NULL, file VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, PRIMARY KEY (id) );
create table segment_export_runs ( id INTEGER NOT NULL, at DATETIME NOT NULL, segment_id INTEGER NOT NULL, version VARCHAR NOT NULL, export INTEGER, rows INTEGER, file VARCHAR, problem VARCHAR, problem_zh VARCHAR, PRIMARY KEY (id), FOREIGN KEY(segment_id) REFERENCES segments (id) );
create table tag_uses ( tag VARCHAR NOT NULL, kind VARCHAR NOT NULL, used_on DATE NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (tag, kind, used_on) );
insert into runs values
(1, 'refresh', '2026-06-30', '2026-07-01 02:00:00.000000', null, 'failed', 1, null, 'No data', '{}');
insert into run_messages values (1, '没有数据');
insert into segments values
(1, 'vip', 'li', '', '', 0.2, null, '2026-07-01 08:00:00.000000', null, null, null);
insert into segment_revisions values
(1, 1, 'value_tier = vip', 'power_customer', '2.2.0', '2026-07-01 08:00:00.000000', 'li');
insert into score_reviews values
(1, '3200000001', 'abnormal_use_risk', 'abnormal_use', 'refuted', 'seen on site', 'li', 'high', 0.5, null, '2026-06-30.1',
 '2026-07-01', '2026-07-01 08:00:00.000000');
insert into tag_uses values ('value_tier', 'segment', '2026-07-01', 3);
