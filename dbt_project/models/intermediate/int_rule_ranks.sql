-- One row per question of a ranking rule: competition ranking over the rule's keys; ties share a rank, the next one jumps.
with

slots as (select * from {{ ref('int_rule_slots') }} where relation = 'rank'),

operands as (select * from {{ ref('int_rule_operands') }}),

keys as (
    select
        rule_id,
        variant,
        term_no,
        row_number() over (partition by rule_id, variant order by term_no) as key_no,
        count(*) over (partition by rule_id, variant) as key_count
    from {{ ref('stg_rules__terms') }}
    where sort_sign is not null
),

rows_with_keys as (
    select
        operands.report_no,
        operands.slot_no,
        max(keys.key_count) as key_count,
        sum(case when keys.key_no is not null and operands.value is not null then 1 else 0 end) as keys_found,
        {% for no in [1, 2, 3] -%}
        max(case when keys.key_no = {{ no }} then operands.sort_sign * operands.value end) as sort_key_{{ no }},
        {% endfor -%}
        max(case when operands.side = 'left' then operands.value end) as rank_stated
    from operands
    inner join slots on slots.slot_no = operands.slot_no
    left join keys
        on keys.rule_id = slots.rule_id and keys.variant = slots.variant and keys.term_no = operands.term_no
    group by operands.report_no, operands.slot_no
),

-- The list that is ranked: the scope without the unit.
lists as (
    select
        slot_no,
        dense_rank() over (
            order by rule_id, variant{% for name in var('rule_dimensions') if name != 'organ' %}, key_{{ name }}{% endfor %}
        ) as list_no
    from slots
)

select
    rows_with_keys.report_no,
    rows_with_keys.slot_no,
    rows_with_keys.rank_stated,
    rank() over (
        partition by rows_with_keys.report_no, lists.list_no
        order by rows_with_keys.sort_key_1, rows_with_keys.sort_key_2, rows_with_keys.sort_key_3
    ) as rank_computed,
    sum(case when rows_with_keys.keys_found < rows_with_keys.key_count then 1 else 0 end)
        over (partition by rows_with_keys.report_no, lists.list_no) as incomplete_row_count,
    count(rows_with_keys.rank_stated) over (partition by rows_with_keys.report_no, lists.list_no) as stated_rank_count
from rows_with_keys
inner join lists on lists.slot_no = rows_with_keys.slot_no
