-- One row per report and slot that is looked at figure by figure: what addition alone could not settle, and all other rules.
with

settled as (select * from {{ ref('int_rule_settled') }}),

slots as (select * from {{ ref('int_rule_slots') }}),

signatures as (select signature_no, form_code from {{ ref('int_cell_signatures') }}),

bindings as (select * from {{ ref('int_rule_bindings') }} where is_scoping),

reports as (select * from {{ ref('int_reports') }}),

link_counts as (select * from {{ ref('int_report_link_counts') }}),

unsettled as (
    select settled.report_no, slots.slot_no
    from settled
    inner join slots as fast on fast.slot_no = settled.slot_no
    inner join slots on slots.question_no = fast.question_no
    where not settled.is_settled
),

-- The other rules are asked where the left side, or any side, is stated.
-- what a form can say at all: a rule over both sides is not opened where its form has no other side
answers as (
    select distinct bindings.rule_id, bindings.variant, signatures.form_code
    from {{ ref('int_rule_bindings') }} as bindings
    inner join signatures on signatures.signature_no = bindings.signature_no
    where bindings.side <> 'left'
),

openings as (
    select
        bindings.signature_no, slots.slot_no, bindings.link, slots.needs_consolidated, slots.needed_link, slots.form_code,
        slots.has_fast_alternative
    from slots
    inner join bindings on bindings.slot_no = slots.slot_no
    inner join signatures on signatures.signature_no = bindings.signature_no
    left join answers
        on answers.rule_id = bindings.rule_id
        and answers.variant = bindings.variant
        and answers.form_code = signatures.form_code
    where
        not slots.is_fast
        and (slots.applies_when = 'any' or bindings.side = 'left')
        and (slots.applies_when <> 'both' or slots.follows_links or answers.rule_id is not null)
),

linked_reports as (
    select distinct report_no
    from reports
    where reporting_scope = 'consolidated'
    union
    select base_report_no from link_counts
),

-- rules about other reports are many, and those reports few
own_openings as (
    select signature_no, slot_no, has_fast_alternative
    from openings
    where link = 'self' and not needs_consolidated and needed_link = ''
),

observations as (
    select report_no, signature_no
    from {{ ref('int_observations_resolved') }}
    where is_first_statement
),

opened as (
    select observations.report_no, own_openings.slot_no, own_openings.has_fast_alternative
    from observations
    inner join own_openings on own_openings.signature_no = observations.signature_no

    union all

    select observations.report_no, openings.slot_no, openings.has_fast_alternative
    from observations
    inner join linked_reports on linked_reports.report_no = observations.report_no
    inner join reports on reports.report_no = observations.report_no
    inner join openings on openings.signature_no = observations.signature_no
    left join link_counts on link_counts.base_report_no = observations.report_no and link_counts.link = openings.needed_link
    where
        openings.link = 'self'
        and (openings.needs_consolidated or openings.needed_link <> '')
        and (not openings.needs_consolidated or reports.reporting_scope = 'consolidated')
        and (openings.needed_link = '' or link_counts.base_report_no is not null)

    union all

    select linked.base_report_no, openings.slot_no, openings.has_fast_alternative
    from observations
    inner join openings on openings.signature_no = observations.signature_no and openings.link <> 'self'
    inner join {{ ref('int_report_links_compared') }} as linked
        on linked.report_no = observations.report_no
        and linked.link = openings.link
        and (openings.form_code = 'ANY' or openings.form_code = linked.base_form_code)
    where openings.needed_link = '' and not openings.needs_consolidated
),

-- other words for what addition settles are asked of a report that has no figure for its first words
alternatives as (
    select opened.report_no, opened.slot_no
    from (select distinct report_no, slot_no from opened where has_fast_alternative) as opened
    inner join slots on slots.slot_no = opened.slot_no
    where not exists (
        select 1
        from settled
        inner join slots as fast on fast.slot_no = settled.slot_no
        where settled.report_no = opened.report_no and fast.question_no = slots.question_no
    )
)

select distinct report_no, slot_no
from (
    select * from unsettled
    union all
    select report_no, slot_no from opened where not has_fast_alternative
    union all
    select * from alternatives
) as asked
