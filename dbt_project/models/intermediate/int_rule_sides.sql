-- One row per question looked at closely: the sums of its sides with their bounds, and what is missing from them.
with

operands as (select * from {{ ref('int_rule_operands') }}),

slots as (select * from {{ ref('int_rule_slots') }}),

link_counts as (select * from {{ ref('int_report_link_counts') }}),

terms as (select rule_id, variant, term_no, link from {{ ref('stg_rules__terms') }}),

bounded as (
    select
        operands.*,
        weight * value as term_value,
        case when weight > 0 then weight * value_low else weight * value_high end as term_low,
        case when weight > 0 then weight * value_high else weight * value_low end as term_high
    from operands
),

by_side as (
    select
        report_no,
        slot_no,
        side,
        count(value) as value_count,
        count(*) - count(value) as blank_count,
        count(case when value is null and is_empty then 1 end) as empty_count,
        max(case when is_contradicted then 1 else 0 end) as has_contradicted,
        sum(term_value) as side_value,
        sum(term_low) as side_low,
        sum(term_high) as side_high,
        -- what is taken away turns its ends about
        max(case when is_high_open and weight > 0 then 1 else 0 end) as high_is_open,
        max(case when is_high_open and weight < 0 then 1 else 0 end) as low_is_open,
        max(case when is_approximate then 1 else 0 end) as has_approximate,
        max(decimals) as decimals,
        max(case when speaks_of_own then 1 else 0 end) as speaks_of_own,
        max(case when speaks_of_consolidated then 1 else 0 end) as speaks_of_consolidated,
        max(case when may_be_of_region then 1 else 0 end) as may_be_of_region
    from bounded
    group by report_no, slot_no, side
),

by_term as (
    select report_no, slot_no, term_no, count(case when member <> '' then observation_id end) as member_count
    from operands
    group by report_no, slot_no, term_no
),

found as (
    select
        by_term.report_no,
        by_term.slot_no,
        -- a term over other reports is there when each of them states it; such terms take one figure of each
        sum(
            case when link_counts.expected_count is null or by_term.member_count >= link_counts.expected_count then 1 else 0 end
        ) as terms_found
    from by_term
    inner join slots on slots.slot_no = by_term.slot_no
    inner join terms
        on terms.rule_id = slots.rule_id and terms.variant = slots.variant and terms.term_no = by_term.term_no
    left join link_counts on link_counts.base_report_no = by_term.report_no and link_counts.link = terms.link
    group by by_term.report_no, by_term.slot_no
),

summed as (
    select
        report_no,
        slot_no,
        sum(value_count) as value_count,
        sum(blank_count) as blank_count,
        sum(empty_count) as empty_count,
        max(has_contradicted) as has_contradicted,
        max(case when side = 'left' then 1 else 0 end) as has_left,
        max(case when side <> 'left' then 1 else 0 end) as has_right,
        {% for side in ['left', 'right', 'numerator', 'denominator'] -%}
        max(case when side = '{{ side }}' then side_value end) as {{ side }}_value,
        max(case when side = '{{ side }}' then side_low end) as {{ side }}_low,
        max(case when side = '{{ side }}' then side_high end) as {{ side }}_high,
        max(case when side = '{{ side }}' then high_is_open else 0 end) as {{ side }}_high_is_open,
        max(case when side = '{{ side }}' then low_is_open else 0 end) as {{ side }}_low_is_open,
        {% endfor -%}
        max(case when side = 'left' then decimals end) as left_decimals,
        max(has_approximate) as has_approximate,
        max(speaks_of_own) + max(speaks_of_consolidated) as scope_count,
        max(speaks_of_own) = 1 and max(may_be_of_region) = 1 as is_scope_unclear
    from by_side
    group by report_no, slot_no
)

select
    summed.*,
    found.terms_found,
    slots.question_no,
    slots.rule_id,
    slots.variant,
    slots.alternative_no,
    slots.kind,
    slots.relation,
    slots.severity,
    slots.when_missing,
    slots.term_count
from summed
inner join found on found.report_no = summed.report_no and found.slot_no = summed.slot_no
inner join slots on slots.slot_no = summed.slot_no
where
    slots.applies_when = 'any'
    or (slots.applies_when = 'left' and summed.has_left = 1)
    or (slots.applies_when = 'both' and summed.has_left = 1 and summed.has_right = 1)
