-- A small work database: marts of 佳木斯市 2017 with the figures of its annual report. Read by the tests of the gate, too.
create schema marts;

create table marts.dim_document as select * from (values
    ('5d41402abc4b2a76', 'jiamusi_2017_annual.html', 'NF2014', 'G230800', '佳木斯市', 'consolidated', '2017', true)
) as rows (document_id, file_name, form_code, organ_id, organ_name_zh, reporting_scope, period, is_latest);

create table marts.dim_organ as select 'G230800' as organ_id, '佳木斯市' as organ_name_zh;
create table marts.dim_period as select '2017' as period, date '2017-01-01' as period_start_date;
create table marts.dim_indicator as select * from (values
    ('channel.gazette', '条'), ('channel.website', '条'), ('channel_share', '%'),
    ('intake.in_person', '件'), ('intake.fax', '件'), ('disclosure.growth_rate', '%')
) as rows (indicator_code, unit);

create table marts.fct_disclosure_channel as
select
    md5(indicator_code || place) as observation_id, 'G230800' as organ_id, '佳木斯市' as organ_name_zh,
    'consolidated' as reporting_scope, '2017' as period, date '2017-01-01' as period_start_date, indicator_code,
    channel_code, cast(value as decimal(28, 8)) as value_reported, cast(value as decimal(28, 8)) as value_accepted,
    unit, 'stated' as unit_status, 'number' as value_status, value_raw, 'prose' as method,
    '5d41402abc4b2a76' as document_id, place, cast(1 as double) as confidence, false as has_violation,
    timestamp '2018-03-16 08:00:00' as known_from
from (values
    ('channel.gazette', 'gazette', '765', '条', '765条', 'p52:10-14'),
    ('channel.website', 'website', '44585', '条', '44585条', 'p52:30-36'),
    ('channel_share', 'gazette', '0.7', '%', '0.7%', 'p52:18-22'),
    ('channel_share', 'other', '26.8', '%', '26.8%', 'p52:99-104')
) as rows (indicator_code, channel_code, value, unit, value_raw, place);

create table marts.fct_application_intake as
select
    md5(indicator_code || place) as observation_id, 'G230800' as organ_id, '佳木斯市' as organ_name_zh,
    'consolidated' as reporting_scope, '2017' as period, date '2017-01-01' as period_start_date, indicator_code,
    cast(value as decimal(28, 8)) as value_reported, cast(value as decimal(28, 8)) as value_accepted,
    '件' as unit, 'stated' as unit_status, value_status, value_raw, 'table' as method,
    '5d41402abc4b2a76' as document_id, place, cast(1 as double) as confidence, false as has_violation,
    timestamp '2018-03-16 08:00:00' as known_from
from (values
    ('intake.in_person', '3', 'number', '3', 't1!r26c3'),
    ('intake.fax', '0', 'zero', '0', 't1!r27c3')
) as rows (indicator_code, value, value_status, value_raw, place);

create table marts.fct_sum_check as
select
    check_id, rule_id, kind, 'error' as severity, 'G230800' as organ_id, '2017' as period, outcome,
    cast(left_value as decimal(28, 8)) as left_value, cast(right_value as decimal(28, 8)) as right_value,
    cast(left_value - right_value as decimal(28, 8)) as difference, false as is_waived, false as is_resolved,
    '5d41402abc4b2a76' as document_id
from (values
    ('c1', 'SUM_NF2014_004', 'identity', 'holds', 82, 82),
    ('c2', 'RATE_NF2014_001', 'rate', 'truncated', 18.9, 18.974874),
    ('c3', 'RATE_NF2014_001', 'rate', 'violated', 26.8, 26.288679),
    ('c4', 'SUM_NF2014_009', 'identity', 'undecided', null, null)
) as rows (check_id, rule_id, kind, outcome, left_value, right_value);

create table marts.fct_rule_coverage as
select 'RATE_NF2014_001' as rule_id, 'NF2014' as form_code, 'error' as severity, 5::bigint as evaluated_count,
    0::bigint as unasked_report_count,
    3::bigint as holds_count, 1::bigint as truncated_count, 1::bigint as violated_count, 0::bigint as undecided_count;

create table marts.fct_sum_check_suspect as
select 'c3' as check_id, 'RATE_NF2014_001' as rule_id, md5('channel_sharep52:99-104') as observation_id,
    cast(26.8 as decimal(28, 8)) as value_reported, cast(26.3 as decimal(28, 8)) as value_repair,
    'one_digit_off' as why_code, 'unclear' as fault_side;

create table marts.rpt_certification as
select '5d41402abc4b2a76' as document_id, false as is_certified, 1::bigint as error_count, 1::bigint as blocking_count;

create table marts.rpt_conservation as
select '5d41402abc4b2a76' as document_id, 120::bigint as figure_count, 100::bigint as mapped_figure_count,
    20::bigint as unmapped_figure_count, 2::bigint as unmapped_statistic_count, true as is_conserved;

create table marts.rpt_unmapped as
select '5d41402abc4b2a76' as document_id, 'p50:4-9' as place, '2017年' as value_raw, 'date' as reason_code;

-- what dbt may leave behind is no mart
create table marts.fct_sum_check__dbt_tmp as select 1 as leftover;
