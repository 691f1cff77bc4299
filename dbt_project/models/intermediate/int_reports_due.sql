-- One row per organ, period and kind of report that it owes to an office that collects.
with

duties as (select * from {{ ref('int_reporting_duties') }}),

organs as (select * from {{ ref('int_organs_standing') }}),

submitted as (
    select distinct
        subject_organ_id as organ_id,
        subject_period as period,
        subject_report_kind as report_kind,
        cast(substring(subject_period, 1, 4) as integer) as report_year
    from {{ ref('int_submissions') }}
    where subject_organ_id is not null and subject_report_kind is not null
),

-- an office collects what has come from anywhere below it
{% for height in range(1, 5) -%}
above_{{ height }} as (
    select organs.parent_organ_id as organ_id, lower.period, lower.report_kind, lower.report_year
    from {{ 'submitted' if height == 1 else 'above_' ~ (height - 1) }} as lower
    inner join organs
        on organs.organ_id = lower.organ_id
        and lower.report_year between organs.first_year and organs.last_year
    where organs.parent_organ_id is not null
    {%- if height == 1 %}
    group by organs.parent_organ_id, lower.period, lower.report_kind, lower.report_year
    {%- endif %}
),

{% endfor -%}
years as (
    select 1980 + 10 * tens.n + ones.n as report_year
    from (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11)) as tens (n)
    cross join (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as ones (n)
),

-- or what it is declared to collect, whether anything has come or not
declared as (
    select
        collectors.organ_id,
        case
            when kinds.period_grain = 'year' then cast(years.report_year as varchar)
            when kinds.period_grain = 'half' then concat(cast(years.report_year as varchar), 'H', cast(parts.n as varchar))
            when kinds.period_grain = 'quarter' then concat(cast(years.report_year as varchar), 'Q', cast(parts.n as varchar))
            else concat(cast(years.report_year as varchar), '-', lpad(cast(parts.n as varchar), 2, '0'))
        end as period,
        collectors.report_kind,
        years.report_year
    from {{ ref('collectors') }} as collectors
    inner join {{ ref('report_kinds') }} as kinds on kinds.report_kind = collectors.report_kind
    inner join years
        on years.report_year between cast(collectors.first_year as integer) and cast(collectors.last_year as integer)
    inner join (values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12)) as parts (n)
        on parts.n <= case kinds.period_grain when 'year' then 1 when 'half' then 2 when 'quarter' then 4 when 'month' then 12 else 0 end
),

collected as (
    {% for height in range(1, 5) -%}
    select * from above_{{ height }}
    union
    {% endfor -%}
    select * from declared
)

select
    duties.organ_id,
    duties.organ_name_zh,
    duties.organ_kind,
    duties.organ_level,
    duties.region_code,
    duties.parent_organ_id,
    collected.period,
    collected.report_kind,
    duties.duty_id,
    {{ day_after_period(period_end_date('collected.period'), 'duties.collect_months', 'duties.collect_day') }} as due_date,
    case
        when duties.publish_months is not null
            then {{ day_after_period(period_end_date('collected.period'), 'duties.publish_months', 'duties.publish_day') }}
    end as publish_due_date
from duties
inner join collected
    on collected.organ_id = duties.parent_organ_id
    and collected.report_kind = duties.report_kind
    and collected.report_year between duties.first_year and duties.last_year
