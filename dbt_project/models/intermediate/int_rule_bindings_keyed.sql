-- One row per rule, variant, term and kind of figure that the term takes, with the scope that such a figure stands in.
with

terms as (select * from {{ ref('int_rule_terms_bound') }}),

signatures as (select * from {{ ref('int_cell_signatures') }}),

links as (select distinct link from {{ ref('int_report_link_counts') }}),

matched as (
    select
        terms.*,
        signatures.signature_no,
        {% for name in var('rule_dimensions') -%}
        case when signatures.dim_{{ name }} <> '' then signatures.dim_{{ name }} else terms.own_{{ name }} end as dim_{{ name }},
        {% endfor -%}
        case when terms.indicator_match = 'any' then signatures.indicator_code else '' end as key_indicator
    from terms
    inner join signatures
        on signatures.indicator_code = terms.indicator_code
        and (terms.link = 'prior_year' or terms.form_code = 'ANY' or terms.form_code = signatures.form_code)
    -- a rule over other reports is bound only where some report has such
    where terms.needed_link = '' or terms.needed_link in (select link from links)
),

keyed as (
    select
        matched.*,
        {% for name in var('rule_dimensions') -%}
        case when spec_{{ name }} in ('*', 'row') then dim_{{ name }} else '' end as key_{{ name }}{{ ',' if not loop.last }}
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
)

select
    keyed.*,
    -- a question is a rule in one scope; its alternatives are asked in other words, each is a slot
    concat(rule_id, '|', alternative_of, '|', key_indicator{% for name in var('rule_dimensions') %}, '|', key_{{ name }}{% endfor %}) as question_key,
    concat(rule_id, '|', variant, '|', key_indicator{% for name in var('rule_dimensions') %}, '|', key_{{ name }}{% endfor %}) as slot_key
from keyed
