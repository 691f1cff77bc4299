-- One row per check of a ranking rule: competition ranking over the rule's keys; ties share a rank, the next one jumps.
with

scopes as (select * from {{ ref('int_rule_scopes') }} where kind = 'rank'),

operands as (select * from {{ ref('int_rule_scope_operands') }}),

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
        scopes.check_id,
        max(keys.key_count) as key_count,
        sum(case when keys.key_no is not null and operands.value is not null then 1 else 0 end) as keys_found,
        {% for no in [1, 2, 3] -%}
        max(case when keys.key_no = {{ no }} then operands.sort_sign * operands.value end) as sort_key_{{ no }},
        {% endfor -%}
        max(case when operands.side = 'left' then operands.value end) as rank_stated
    from scopes
    inner join operands on operands.check_id = scopes.check_id
    left join keys
        on keys.rule_id = operands.rule_id and keys.variant = operands.variant and keys.term_no = operands.term_no
    group by scopes.check_id
),

-- The list that is ranked: the scope without the unit.
lists as (
    select
        scopes.check_id,
        md5(concat(
            scopes.rule_id, '|', scopes.variant, '|', scopes.base_document_id, '|', scopes.base_period
            {% for name in var('rule_dimensions') if name != 'organ' -%}
            , '|', scopes.key_{{ name }}
            {% endfor %}
        )) as list_id
    from scopes
)

select
    rows_with_keys.check_id,
    rows_with_keys.rank_stated,
    rank() over (
        partition by lists.list_id
        order by rows_with_keys.sort_key_1, rows_with_keys.sort_key_2, rows_with_keys.sort_key_3
    ) as rank_computed,
    sum(case when rows_with_keys.keys_found < rows_with_keys.key_count then 1 else 0 end)
        over (partition by lists.list_id) as incomplete_row_count,
    count(rows_with_keys.rank_stated) over (partition by lists.list_id) as stated_rank_count
from rows_with_keys
inner join lists on lists.check_id = rows_with_keys.check_id
