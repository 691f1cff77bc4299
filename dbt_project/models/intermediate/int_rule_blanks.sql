-- One row per question with empty cells and nothing else missing: whether it balances with zeros there, and whether the form proves that.
with

sides as (
    select *
    from {{ ref('int_rule_sides') }}
    where
        relation in ('equal', 'at_most')
        and terms_found = term_count
        and blank_count > 0
        and blank_count = empty_count
        and has_contradicted = 0
),

operands as (select * from {{ ref('int_rule_operands') }}),

-- The one place where an empty cell is tried as a zero; what comes of it is an assumption, and said to be one.
tried as (
    select
        report_no,
        slot_no,
        kind,
        value_count,
        {% for side in ['left', 'right'] -%}
        coalesce({{ side }}_low, 0) as {{ side }}_low,
        coalesce({{ side }}_high, 0) as {{ side }}_high,
        {{ side }}_high_is_open,
        {{ side }}_low_is_open,
        {% endfor -%}
        relation
    from sides
),

balanced as (
    select
        tried.*,
        case
            when relation = 'equal' then {{ intervals_meet('tried.left', 'tried.right') }}
            else {{ interval_reaches('tried.left', 'tried.right') }}
        end as balances_with_zeros
    from tried
),

empty_cells as (
    select operands.report_no, operands.slot_no, operands.member, operands.observation_id
    from operands
    inner join balanced on balanced.report_no = operands.report_no and balanced.slot_no = operands.slot_no
    where operands.value is null
),

-- An empty cell is a zero when every rule of its report on it balances with zeros, and one of them states a figure;
-- what another report says of it is no proof.
proved as (
    select
        empty_cells.observation_id,
        min(case when balanced.balances_with_zeros then 1 else 0 end) = 1
        and max(case when balanced.value_count > 0 and balanced.relation = 'equal' then 1 else 0 end) = 1 as is_zero
    from empty_cells
    inner join balanced on balanced.report_no = empty_cells.report_no and balanced.slot_no = empty_cells.slot_no
    where balanced.kind <> 'agreement' and empty_cells.member = ''
    group by empty_cells.observation_id
),

all_proved as (
    select
        empty_cells.report_no,
        empty_cells.slot_no,
        min(case when coalesce(proved.is_zero, false) then 1 else 0 end) = 1 as are_proved
    from empty_cells
    left join proved on proved.observation_id = empty_cells.observation_id
    group by empty_cells.report_no, empty_cells.slot_no
)

select
    balanced.report_no,
    balanced.slot_no,
    balanced.balances_with_zeros,
    balanced.balances_with_zeros and all_proved.are_proved as are_zeros
from balanced
inner join all_proved on all_proved.report_no = balanced.report_no and all_proved.slot_no = balanced.slot_no
