-- One row per latest document, period, slice, metric, member and side: the sum of its terms, or none where one is not known.
{% set slice = "figures.document_id, figures.period, figures.applicant_type, figures.unit_role, figures.unit_group_code, figures.unit_organ_name_zh" %}
with

figures as (select * from {{ ref('int_metric_figures') }}),

terms as (select * from {{ ref('int_metric_terms') }}),

added as (
    select
        {{ slice }},
        terms.metric_code,
        terms.form_code,
        terms.member_code,
        terms.side,
        terms.alternative,
        -- a sum that lacks a term is not known
        case when count(figures.value) = max(terms.term_count) then sum(terms.weight * figures.value) end as value,
        bool_or(figures.is_approximate) as is_approximate,
        bool_or(figures.has_violation) as has_violation
    from figures
    inner join terms
        on terms.measure = figures.measure
        and terms.dimensions = figures.dimensions
        and (terms.form_code = figures.form_code or terms.form_code = 'ANY')
        and (terms.is_by_applicant or figures.applicant_type = 'total')
        and (terms.is_by_unit or figures.unit_role = 'overall')
    group by {{ slice }}, terms.metric_code, terms.form_code, terms.member_code, terms.side, terms.alternative
)

select *
from added as figures
qualify row_number() over (
    partition by {{ slice }}, figures.metric_code, figures.member_code, figures.side
    order by case when figures.value is not null then 0 else 1 end, figures.alternative
) = 1
