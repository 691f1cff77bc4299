-- One row per question that lacks a figure: the names of what it lacks, in the order of the rule.
with

sides as (select * from {{ ref('int_rule_sides') }} where terms_found < term_count or blank_count > 0),

terms as (select * from {{ ref('stg_rules__terms') }}),

indicators as (select * from {{ ref('stg_catalogue__indicators') }}),

slots as (select slot_no, key_indicator from {{ ref('int_rule_slots') }}),

link_counts as (select * from {{ ref('int_report_link_counts') }}),

prior_years as (
    select base_report_no, max(case when link = 'prior_year' then 1 else 0 end) as is_of_the_scope
    from {{ ref('int_report_links') }}
    where link in ('prior_year', 'prior_year_of_other_scope')
    group by base_report_no
),

operands as (
    select
        operands.report_no,
        operands.slot_no,
        operands.term_no,
        count(case when operands.member <> '' then operands.observation_id end) as member_count,
        sum(case when operands.value is null then 1 else 0 end) as blank_count
    from {{ ref('int_rule_operands') }} as operands
    inner join sides on sides.report_no = operands.report_no and sides.slot_no = operands.slot_no
    group by operands.report_no, operands.slot_no, operands.term_no
),

lacking as (
    select
        sides.report_no,
        sides.slot_no,
        terms.term_no,
        case
            when operands.slot_no is null or operands.member_count < link_counts.expected_count then 1 else 0
        end as is_absent,
        case
            when link_counts.missing_names_zh is not null then link_counts.missing_names_zh
            else concat(
                case when terms.link = 'prior_year' then '上年' when terms.link = 'own' then '本级' else '' end,
                coalesce(indicators.indicator_name_zh, terms.indicator_pattern)
            )
        end as name_zh,
        case
            when terms.link = 'prior_year' and prior_years.base_report_no is null then 'prior_year_missing'
            when terms.link = 'prior_year' and prior_years.is_of_the_scope = 0 then 'scope_differs'
            when terms.link = 'prior_year' then 'prior_year_differs'
            when terms.link in ('children', 'own') then 'children_missing'
            when terms.link <> 'self' then 'parts_missing'
            else 'term_missing'
        end as absent_reason
    from sides
    inner join terms on terms.rule_id = sides.rule_id and terms.variant = sides.variant
    inner join slots on slots.slot_no = sides.slot_no
    left join indicators
        on indicators.indicator_code = case when terms.indicator_match = 'any' then slots.key_indicator else terms.indicator_pattern end
    left join operands
        on operands.report_no = sides.report_no and operands.slot_no = sides.slot_no and operands.term_no = terms.term_no
    left join link_counts on link_counts.base_report_no = sides.report_no and link_counts.link = terms.link
    left join prior_years on prior_years.base_report_no = sides.report_no
    where operands.slot_no is null or operands.blank_count > 0 or operands.member_count < link_counts.expected_count
),

named as (
    select
        report_no,
        slot_no,
        name_zh,
        min(term_no) as term_no,
        max(is_absent) as is_absent,
        -- a report that is not there says more than a figure that is not
        max(case when is_absent = 1 and absent_reason <> 'term_missing' then absent_reason end) as link_reason
    from lacking
    group by report_no, slot_no, name_zh
),

counted as (
    select
        report_no,
        slot_no,
        count(*) as name_count,
        max(is_absent) as has_absent,
        max(link_reason) as link_reason,
        min(name_zh) as name_zh
    from named
    group by report_no, slot_no
),

-- most lack one figure, which needs no order
lists as (
    select named.report_no, named.slot_no, {{ text_list('named.name_zh', '、', 'named.term_no') }} as names_zh
    from named
    inner join counted on counted.report_no = named.report_no and counted.slot_no = named.slot_no
    where counted.name_count > 1
    group by named.report_no, named.slot_no
)

select
    counted.report_no,
    counted.slot_no,
    counted.has_absent,
    counted.link_reason,
    coalesce(lists.names_zh, counted.name_zh) as names_zh
from counted
left join lists on lists.report_no = counted.report_no and lists.slot_no = counted.slot_no
