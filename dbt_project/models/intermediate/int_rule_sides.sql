-- One row per check: the sums of its sides with their bounds, and what is missing from them.
with

operands as (select * from {{ ref('int_rule_scope_operands') }}),

scopes as (select * from {{ ref('int_rule_scopes') }}),

terms as (
    select rule_id, variant, count(*) as term_count
    from {{ ref('stg_rules__terms') }}
    group by rule_id, variant
),

bounded as (
    select
        operands.*,
        weight * value as term_value,
        case when weight > 0 then weight * value_low else weight * value_high end as term_low,
        case when weight > 0 then weight * value_high else weight * value_low end as term_high
    from operands
),

summed as (
    select
        check_id,
        count(distinct term_no) as terms_found,
        sum(case when value is null then 1 else 0 end) as blank_count,
        max(case when is_contradicted then 1 else 0 end) as has_contradicted,
        {% for side in ['left', 'right', 'numerator', 'denominator'] -%}
        sum(case when side = '{{ side }}' then term_value end) as {{ side }}_value,
        sum(case when side = '{{ side }}' then term_low end) as {{ side }}_low,
        sum(case when side = '{{ side }}' then term_high end) as {{ side }}_high,
        max(case when side = '{{ side }}' and is_high_open then 1 else 0 end) as {{ side }}_high_is_open,
        {% endfor -%}
        max(case when side = 'left' then decimals end) as left_decimals,
        max(case when is_approximate then 1 else 0 end) as has_approximate,
        count(distinct case when reporting_scope in ('own', 'consolidated') then reporting_scope end) as scope_count
    from bounded
    group by check_id
)

select
    scopes.*,
    terms.term_count,
    summed.terms_found,
    summed.blank_count,
    summed.has_contradicted,
    {% for side in ['left', 'right', 'numerator', 'denominator'] -%}
    summed.{{ side }}_value,
    summed.{{ side }}_low,
    summed.{{ side }}_high,
    summed.{{ side }}_high_is_open,
    {% endfor -%}
    summed.left_decimals,
    summed.has_approximate,
    summed.scope_count
from scopes
inner join summed on summed.check_id = scopes.check_id
inner join terms on terms.rule_id = scopes.rule_id and terms.variant = scopes.variant
