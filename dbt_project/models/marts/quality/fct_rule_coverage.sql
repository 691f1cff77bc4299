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

-- Where a rule should have been asked, told from the figures alone: all its terms have one in the same scope.
presence as (
    select
        bindings.slot_no,
        signatures.form_code,
        min(slots.rule_id) as rule_id,
        min(slots.term_count) as term_count,
        count(distinct bindings.term_no) as terms_present,
        max(case when bindings.link <> 'self' then 1 else 0 end) as has_links
    from {{ ref('int_rule_bindings') }} as bindings
    inner join {{ ref('int_cell_signatures') }} as signatures on signatures.signature_no = bindings.signature_no
    inner join {{ ref('int_rule_slots') }} as slots on slots.slot_no = bindings.slot_no
    group by bindings.slot_no, signatures.form_code
),

candidates as (
    select slot_no, form_code, rule_id, term_count
    from presence
    where terms_present = term_count and has_links = 0
),

stated as (
    select candidates.rule_id, candidates.form_code, observations.report_no
    from {{ ref('int_observations_resolved') }} as observations
    inner join {{ ref('int_rule_bindings') }} as bindings on bindings.signature_no = observations.signature_no
    inner join candidates on candidates.slot_no = bindings.slot_no and candidates.form_code = observations.form_code
    where
        observations.value is not null
        and not exists (
            select 1 from checked where checked.rule_id = candidates.rule_id and checked.form_code = candidates.form_code
        )
    group by candidates.rule_id, candidates.form_code, candidates.slot_no, candidates.term_count, observations.report_no
    having count(distinct bindings.term_no) = candidates.term_count
),

present as (
    select rule_id, form_code, count(distinct report_no) as report_count
    from stated
    group by rule_id, form_code
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
    cast(coalesce(present.report_count, 0) as bigint) as unasked_report_count,
    cast(coalesce(checked.evaluated_count, 0) as bigint) as evaluated_count,
    cast(coalesce(checked.holds_count, 0) as bigint) as holds_count,
    cast(coalesce(checked.truncated_count, 0) as bigint) as truncated_count,
    cast(coalesce(checked.violated_count, 0) as bigint) as violated_count,
    cast(coalesce(checked.undecided_count, 0) as bigint) as undecided_count
from declared
left join checked on checked.rule_id = declared.rule_id and checked.form_code = declared.form_code
left join present on present.rule_id = declared.rule_id and present.form_code = declared.form_code
