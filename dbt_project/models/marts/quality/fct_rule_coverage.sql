with

rules as (select * from {{ ref('sum_rules') }}),

outcomes as (select * from {{ ref('int_rule_outcomes') }}),

documents as (select * from {{ ref('int_documents_resolved') }}),

checked as (
    select
        outcomes.rule_id,
        documents.form_code,
        count(*) as evaluated_count,
        sum(case when outcomes.outcome = 'holds' then 1 else 0 end) as holds_count,
        sum(case when outcomes.outcome = 'truncated' then 1 else 0 end) as truncated_count,
        sum(case when outcomes.outcome = 'violated' then 1 else 0 end) as violated_count,
        sum(case when outcomes.outcome = 'undecided' then 1 else 0 end) as undecided_count
    from outcomes
    inner join documents on documents.document_id = outcomes.document_id
    group by outcomes.rule_id, documents.form_code
),

-- A rule for any form is declared for each form that has reports; a rule of a form for that form.
declared as (
    select rule_id, kind, severity, form_code
    from rules
    where form_code <> 'ANY'
    union
    select rules.rule_id, rules.kind, rules.severity, documents.form_code
    from rules
    cross join (select distinct form_code from documents) as documents
    where rules.form_code = 'ANY'
)

select
    declared.rule_id,
    declared.form_code,
    declared.kind,
    declared.severity,
    cast(coalesce(checked.evaluated_count, 0) as bigint) as evaluated_count,
    cast(coalesce(checked.holds_count, 0) as bigint) as holds_count,
    cast(coalesce(checked.truncated_count, 0) as bigint) as truncated_count,
    cast(coalesce(checked.violated_count, 0) as bigint) as violated_count,
    cast(coalesce(checked.undecided_count, 0) as bigint) as undecided_count
from declared
left join checked on checked.rule_id = declared.rule_id and checked.form_code = declared.form_code
