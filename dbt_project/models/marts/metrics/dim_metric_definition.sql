with

terms as (select * from {{ ref('int_metric_terms') }}),

definitions as (select * from {{ ref('int_metric_comparability') }}),

members as (select * from {{ ref('metric_members') }}),

reasons as (select * from {{ ref('metric_reasons') }}),

written as (
    select
        definitions.metric_code,
        definitions.form_code,
        definitions.member_code,
        terms.side,
        terms.alternative,
        {{ text_list("concat(case when terms.weight < 0 then '- ' else '+ ' end, terms.measure, case when terms.dimensions <> '' then concat(' (', terms.dimensions, ')') else '' end)", ' ', "concat(case when terms.weight < 0 then '1' else '0' end, terms.measure)") }} as words
    from definitions
    inner join terms
        on terms.metric_code = definitions.metric_code
        and terms.form_code = definitions.form_code
        and terms.member_code in (definitions.member_code, '*')
    group by definitions.metric_code, definitions.form_code, definitions.member_code, terms.side, terms.alternative
),

sides as (
    select
        metric_code,
        form_code,
        member_code,
        side,
        {{ text_list("substring(words, 3)", ' | ', 'alternative') }} as words
    from written
    group by metric_code, form_code, member_code, side
)

select
    definitions.metric_code,
    definitions.form_code,
    definitions.member_code,
    members.name_zh as member_name_zh,
    members.name_en as member_name_en,
    cast(members.sort_no as integer) as sort_no,
    numerators.words as numerator_measures,
    denominators.words as denominator_measures,
    definitions.comparability,
    definitions.comparability_reason_code,
    coalesce(reasons.reason_zh, '') as comparability_reason_zh
from definitions
inner join members on members.metric_code = definitions.metric_code and members.member_code = definitions.member_code
inner join sides as numerators
    on numerators.metric_code = definitions.metric_code
    and numerators.form_code = definitions.form_code
    and numerators.member_code = definitions.member_code
    and numerators.side = 'numerator'
inner join sides as denominators
    on denominators.metric_code = definitions.metric_code
    and denominators.form_code = definitions.form_code
    and denominators.member_code = definitions.member_code
    and denominators.side = 'denominator'
left join reasons on reasons.reason_code = definitions.comparability_reason_code
