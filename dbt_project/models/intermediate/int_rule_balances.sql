-- One row per report and plain question: left minus right, and how many figures stand in it, in one number.
with

observations as (select * from {{ ref('int_observations_resolved') }} where is_first_statement),

bindings as (select * from {{ ref('int_rule_bindings') }} where is_fast),

linked as (select * from {{ ref('int_report_links_compared') }}),

comparable as (select * from {{ ref('stg_catalogue__crosswalk') }} where relation = 'same'),

-- 1024 x the balance + 1 for each figure: equal to the number of terms if, and only if, all are there and balance.
contributions as (
    select
        observations.report_no,
        bindings.slot_no,
        1024 * bindings.signed_weight * observations.whole_value + 1 as counted_balance,
        case when bindings.side = 'left' then bindings.weight * observations.whole_value end as left_value
    from observations
    inner join bindings on bindings.signature_no = observations.signature_no
    where bindings.link = 'self'

    union all

    select
        linked.base_report_no,
        bindings.slot_no,
        1024 * bindings.signed_weight * observations.whole_value + 1,
        case when bindings.side = 'left' then bindings.weight * observations.whole_value end
    from observations
    inner join bindings on bindings.signature_no = observations.signature_no
    inner join linked
        on linked.report_no = observations.report_no
        and linked.link = bindings.link
        and (bindings.form_code = 'ANY' or bindings.form_code = linked.base_form_code)
    left join comparable
        on comparable.from_form_code = linked.form_code
        and comparable.to_form_code = linked.base_form_code
        and comparable.to_indicator_code = observations.indicator_code
    where
        bindings.link <> 'self'
        and (linked.form_code = linked.base_form_code or comparable.from_indicator_code = observations.indicator_code)
)

select
    report_no,
    slot_no,
    sum(counted_balance) as counted_balance,
    sum(left_value) as left_value
from contributions
group by report_no, slot_no
