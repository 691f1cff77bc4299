-- One row per rule, variant, term and figure that the term takes, for the document the rule is asked of.
with

terms as (select * from {{ ref('int_rule_terms_bound') }}),

observations as (select * from {{ ref('int_observations_resolved') }} where is_first_statement),

documents as (select * from {{ ref('int_documents_resolved') }}),

periods as (select * from {{ ref('int_periods') }}),

same_period as (
    select
        0 as year_offset,
        observations.document_id as base_document_id,
        observations.period as base_period,
        observations.form_code as base_form_code,
        observations.*
    from observations
),

-- Last year's report of the same organ, whatever its form: the latest one that is held.
prior_year as (
    select
        -1 as year_offset,
        documents.document_id as base_document_id,
        documents.period as base_period,
        documents.form_code as base_form_code,
        observations.*
    from documents
    inner join periods on periods.period = documents.period
    inner join observations
        on observations.organ_id = documents.organ_id
        and observations.period = periods.prior_year_period
        and observations.is_latest
),

candidates as (
    select * from same_period
    union all
    select * from prior_year
),

matched as (
    select
        terms.rule_id,
        terms.variant,
        terms.alternative_of,
        terms.term_no,
        terms.side,
        terms.weight,
        terms.sort_sign,
        terms.kind,
        terms.applies_when,
        terms.is_scoping,
        terms.is_count_of_zeros,
        candidates.base_document_id,
        candidates.base_period,
        candidates.observation_id,
        candidates.reporting_scope,
        candidates.is_contradicted,
        -- a figure that the document states in two ways decides nothing
        case when not candidates.is_contradicted then candidates.value end as value,
        candidates.value_low,
        candidates.value_high,
        candidates.is_high_open,
        candidates.is_approximate,
        candidates.decimals,
        case when terms.indicator_match = 'any' then candidates.indicator_code end as key_indicator,
        {% for name in var('rule_dimensions') -%}
        terms.spec_{{ name }},
        case when candidates.dim_{{ name }} <> '' then candidates.dim_{{ name }} else terms.own_{{ name }} end as dim_{{ name }}{{ ',' if not loop.last }}
        {% endfor %}
    from terms
    inner join candidates
        on candidates.indicator_code = terms.indicator_code
        and candidates.year_offset = terms.year_offset
        and (terms.form_code = 'ANY' or terms.form_code = candidates.base_form_code)
)

select
    rule_id,
    variant,
    alternative_of,
    term_no,
    side,
    weight,
    sort_sign,
    kind,
    applies_when,
    is_scoping,
    base_document_id,
    base_period,
    observation_id,
    reporting_scope,
    is_contradicted,
    case when is_count_of_zeros and value is not null then case when value = 0 then 1 else 0 end else value end as value,
    case when is_count_of_zeros and value is not null then case when value = 0 then 1 else 0 end else value_low end as value_low,
    case when is_count_of_zeros and value is not null then case when value = 0 then 1 else 0 end else value_high end as value_high,
    is_high_open and not is_count_of_zeros as is_high_open,
    is_approximate,
    decimals,
    key_indicator,
    {% for name in var('rule_dimensions') -%}
    case when spec_{{ name }} in ('*', 'row') then dim_{{ name }} end as key_{{ name }}{{ ',' if not loop.last }}
    {% endfor %}
from matched
where
    {% for name in var('rule_dimensions') -%}
    (
        spec_{{ name }} = '*'
        or (spec_{{ name }} in ('each', 'row') and dim_{{ name }} not in ('', 'total'))
        or spec_{{ name }} = dim_{{ name }}
    ){{ ' and ' if not loop.last }}
    {% endfor %}
