-- One row per report and slot that is looked at figure by figure: what addition alone could not settle, and all other rules.
with

settled as (select * from {{ ref('int_rule_settled') }}),

slots as (select * from {{ ref('int_rule_slots') }}),

signatures as (select signature_no, form_code from {{ ref('int_cell_signatures') }}),

bindings as (select * from {{ ref('int_rule_bindings') }} where is_scoping),

reports as (select * from {{ ref('int_reports') }}),

layouts as (select * from {{ ref('int_report_layouts') }}),

figures as (select * from {{ ref('int_layout_figures') }}),

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
        slots.question_no, slots.has_fast_alternative
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

-- plain questions that a layout's own figures ask already, so that other words for them need not be tried
answered as (
    select distinct figures.layout_no, slots.question_no
    from figures
    inner join bindings on bindings.signature_no = figures.signature_no and bindings.link = 'self'
    inner join slots on slots.slot_no = bindings.slot_no
    where slots.is_fast
),

layout_openings as (
    select distinct
        figures.layout_no,
        openings.slot_no,
        openings.link,
        openings.form_code,
        openings.needs_consolidated,
        openings.needed_link,
        openings.has_fast_alternative
    from figures
    inner join openings on openings.signature_no = figures.signature_no
    left join answered on answered.layout_no = figures.layout_no and answered.question_no = openings.question_no
    where openings.link <> 'self' or answered.question_no is null
),

opened as (
    select layouts.report_no, layout_openings.slot_no, layout_openings.has_fast_alternative
    from layouts
    inner join layout_openings on layout_openings.layout_no = layouts.layout_no
    where layout_openings.link = 'self' and not layout_openings.needs_consolidated and layout_openings.needed_link = ''

    union all

    -- rules about other reports are many, and those reports few
    select layouts.report_no, layout_openings.slot_no, layout_openings.has_fast_alternative
    from linked_reports
    inner join reports on reports.report_no = linked_reports.report_no
    inner join layouts on layouts.report_no = linked_reports.report_no
    inner join layout_openings on layout_openings.layout_no = layouts.layout_no
    left join link_counts
        on link_counts.base_report_no = layouts.report_no and link_counts.link = layout_openings.needed_link
    where
        layout_openings.link = 'self'
        and (layout_openings.needs_consolidated or layout_openings.needed_link <> '')
        and (not layout_openings.needs_consolidated or reports.reporting_scope = 'consolidated')
        and (layout_openings.needed_link = '' or link_counts.base_report_no is not null)

    union all

    select linked.base_report_no, layout_openings.slot_no, layout_openings.has_fast_alternative
    from {{ ref('int_report_links_compared') }} as linked
    inner join layouts on layouts.report_no = linked.report_no
    inner join layout_openings on layout_openings.layout_no = layouts.layout_no and layout_openings.link = linked.link
    where
        layout_openings.link <> 'self'
        and (layout_openings.form_code = 'ANY' or layout_openings.form_code = linked.base_form_code)
        and layout_openings.needed_link = ''
        and not layout_openings.needs_consolidated
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
