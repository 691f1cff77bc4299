-- One row per kind of figure and term that takes it; `slot_no` is null where a term counts in every scope of its rule.
with

bindings as (select * from {{ ref('int_rule_bindings_keyed') }}),

slots as (select slot_no, slot_key, is_fast, sums_many from {{ ref('int_rule_slots') }})

select
    bindings.signature_no,
    bindings.rule_id,
    bindings.variant,
    bindings.form_code,
    bindings.link,
    bindings.term_no,
    bindings.side,
    bindings.weight,
    bindings.sort_sign,
    bindings.is_scoping,
    bindings.is_count_of_zeros,
    bindings.indicator_code,
    slots.slot_no,
    coalesce(slots.is_fast, false) as is_fast,
    -- terms over many kinds of figures, or in many scopes, are found from the figures; the others from the scope
    coalesce(slots.sums_many, true) as is_wide,
    case when bindings.side = 'left' then bindings.weight else -bindings.weight end as signed_weight,
    {% for name in var('rule_dimensions') -%}
    case when bindings.spec_{{ name }} in ('*', 'row') then bindings.key_{{ name }} end as key_{{ name }},
    {% endfor -%}
    case when bindings.indicator_match = 'any' then bindings.key_indicator end as key_indicator
from bindings
left join slots on slots.slot_key = bindings.slot_key and bindings.is_scoping
