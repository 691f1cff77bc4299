with

terms as (select * from {{ ref('sum_rule_terms') }}),

rules as (select * from {{ ref('sum_rules') }}),

-- '*' leaves every dimension free; a dimension that is not named must be absent, the method excepted.
parsed as (
    select
        terms.rule_id,
        rules.form_code,
        rules.kind,
        rules.applies_when,
        coalesce(terms.variant, '') as variant,
        split_part(coalesce(terms.variant, ''), '/', 1) as alternative_of,
        terms.term_no,
        terms.side,
        terms.weight,
        terms.indicator_code as indicator_pattern,
        case
            when terms.indicator_code = '*' then 'any'
            when terms.indicator_code like '%.*' then 'family'
            else 'one'
        end as indicator_match,
        replace(terms.indicator_code, '.*', '') as indicator_family,
        case when coalesce(terms.dimensions, '') like '*%' then '*' else '' end as default_spec,
        coalesce(terms.dimensions, '') as dimensions
    from terms
    inner join rules on rules.rule_id = terms.rule_id
)

select
    rule_id,
    form_code,
    kind,
    applies_when,
    variant,
    alternative_of,
    term_no,
    side,
    weight,
    indicator_pattern,
    indicator_match,
    indicator_family,
    {% for name in var('rule_dimensions') -%}
    case
        when {{ dimension_value('dimensions', name) }} <> '' then {{ dimension_value('dimensions', name) }}
        else {{ "'*'" if name == 'method' else 'default_spec' }}
    end as spec_{{ name }},
    {% endfor -%}
    cast(coalesce(nullif({{ dimension_value('dimensions', 'year') }}, ''), '0') as integer) as year_offset,
    concat(';', dimensions, ';') like '%;count_zero;%' as is_count_of_zeros,
    case
        when concat(';', dimensions, ';') like '%;desc;%' then -1
        when concat(';', dimensions, ';') like '%;asc;%' then 1
    end as sort_sign,
    dimensions
from parsed
