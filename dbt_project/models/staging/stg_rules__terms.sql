with

terms as (select * from {{ ref('sum_rule_terms') }}),

rules as (select * from {{ ref('sum_rules') }}),

-- '*' leaves every dimension free; a dimension that is not named must be absent, the method excepted.
parsed as (
    select
        terms.rule_id,
        rules.form_code,
        rules.kind,
        rules.relation,
        rules.severity,
        rules.applies_when,
        rules.when_missing,
        coalesce(terms.variant, '') as variant,
        split_part(coalesce(terms.variant, ''), '/', 1) as alternative_of,
        terms.term_no,
        terms.side,
        terms.weight,
        case when coalesce(terms.variant, '') like '%/%' then split_part(terms.variant, '/', 2) else '1' end as alternative_no,
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
    relation,
    severity,
    applies_when,
    when_missing,
    variant,
    alternative_of,
    alternative_no,
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
    case
        when {{ dimension_value('dimensions', 'year') }} = '-1' then 'prior_year'
        else coalesce(nullif({{ dimension_value('dimensions', 'link') }}, ''), 'self')
    end as link,
    {{ dimension_value('dimensions', 'scope') }} as required_scope,
    {{ dimension_value('dimensions', 'measure') }} as required_measure,
    concat(';', dimensions, ';') like '%;count_zero;%' as is_count_of_zeros,
    case
        when concat(';', dimensions, ';') like '%;desc;%' then -1
        when concat(';', dimensions, ';') like '%;asc;%' then 1
    end as sort_sign,
    dimensions
from parsed
