-- One row per rule, variant, term and indicator that the term can stand for.
with

terms as (select * from {{ ref('stg_rules__terms') }}),

indicators as (select * from {{ ref('stg_catalogue__indicators') }}),

-- The dimensions a rule leaves free make its scope; a term that leaves fewer free counts in every scope.
freedom as (
    select
        rule_id,
        variant,
        {% for name in var('rule_dimensions') -%}
        max(case when spec_{{ name }} in ('*', 'row') then 1 else 0 end) as frees_{{ name }},
        {% endfor -%}
        max(case when indicator_match = 'any' then 1 else 0 end) as frees_indicator,
        count(*) as term_count,
        max(case when required_scope = 'consolidated' then 1 else 0 end) as needs_consolidated,
        max(case when indicator_match = 'family' or is_count_of_zeros or concat(';', dimensions, ';') like '%=each;%' then 1 else 0 end) as sums_many,
        max(case when link not in ('self', 'prior_year') then 1 else 0 end) as follows_links,
        -- the reports that the rule is about must be there for it to be asked
        max(case when applies_when = 'both' and link in ('children', 'quarters', 'halves', 'months') then link else '' end) as needed_link
    from terms
    group by rule_id, variant
)

select
    terms.*,
    indicators.indicator_code,
    indicators.indicator_name_zh,
    freedom.term_count,
    freedom.needs_consolidated = 1 as needs_consolidated,
    freedom.sums_many = 1 as sums_many,
    freedom.follows_links = 1 as follows_links,
    freedom.needed_link,
    {% for name in var('rule_dimensions') -%}
    {%- if name in ['channel', 'intake', 'outcome', 'completion'] -%}
    case when terms.indicator_match = 'family' then indicators.own_{{ name }} else '' end as own_{{ name }},
    {% else -%}
    '' as own_{{ name }},
    {% endif -%}
    {% endfor -%}
    {% for name in var('rule_dimensions') -%}
    (freedom.frees_{{ name }} = 0 or terms.spec_{{ name }} in ('*', 'row')) and
    {% endfor -%}
    (freedom.frees_indicator = 0 or terms.indicator_match = 'any') as is_scoping
from terms
inner join freedom on freedom.rule_id = terms.rule_id and freedom.variant = terms.variant
inner join indicators
    on case
        when terms.indicator_match = 'any' then true
        when terms.indicator_match = 'family' then indicators.indicator_code like concat(terms.indicator_family, '.%')
        else indicators.indicator_code = terms.indicator_pattern
    end
    and (terms.required_measure = '' or indicators.measure_kind = terms.required_measure or (terms.required_measure = 'additive' and indicators.measure_kind in ('flow', 'state')))
