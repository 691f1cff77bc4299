-- One row per rule, variant, document, period and scope in which the rule is asked.
with

operands as (select * from {{ ref('int_rule_operands') }} where is_scoping),

keyed as (
    select
        rule_id,
        variant,
        alternative_of,
        kind,
        applies_when,
        base_document_id,
        base_period,
        coalesce(key_indicator, '') as key_indicator,
        {% for name in var('rule_dimensions') -%}
        coalesce(key_{{ name }}, '') as key_{{ name }},
        {% endfor -%}
        max(case when side = 'left' then 1 else 0 end) as has_left,
        max(case when side <> 'left' then 1 else 0 end) as has_right
    from operands
    group by
        rule_id, variant, alternative_of, kind, applies_when, base_document_id, base_period,
        coalesce(key_indicator, ''),
        {% for name in var('rule_dimensions') -%}
        coalesce(key_{{ name }}, ''){{ ',' if not loop.last }}
        {% endfor %}
),

-- A right side that counts in every scope (a common denominator, say) can't open one, but it is there.
broadcast as (
    select distinct rule_id, variant, base_document_id, base_period
    from {{ ref('int_rule_operands') }}
    where not is_scoping and side <> 'left'
)

select
    keyed.*,
    md5(concat(
        keyed.rule_id, '|', keyed.variant, '|', keyed.base_document_id, '|', keyed.base_period, '|', keyed.key_indicator,
        {% for name in var('rule_dimensions') -%}
        '|', keyed.key_{{ name }}{{ ',' if not loop.last }}
        {% endfor %}
    )) as check_id
from keyed
left join broadcast
    on broadcast.rule_id = keyed.rule_id
    and broadcast.variant = keyed.variant
    and broadcast.base_document_id = keyed.base_document_id
    and broadcast.base_period = keyed.base_period
where
    keyed.applies_when = 'any'
    or (keyed.applies_when = 'left' and keyed.has_left = 1)
    or (keyed.applies_when = 'both' and keyed.has_left = 1 and (keyed.has_right = 1 or broadcast.rule_id is not null))
