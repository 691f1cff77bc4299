-- One row per report and plain question: whether all its figures are there and exact, so that their sum tells its outcome.
with

-- most figures are zeros, which add nothing
observations as (
    select report_no, signature_no, whole_value
    from {{ ref('int_observations_resolved') }}
    where is_first_statement and whole_value is distinct from 0
),

-- other words for a question may tell whether what is blank is zero
with_blanks as (
    select distinct report_no
    from {{ ref('int_observations_resolved') }}
    where is_first_statement and (value is null or is_contradicted)
),

layouts as (select * from {{ ref('int_report_layouts') }}),

figures as (select * from {{ ref('int_layout_figures') }}),

bindings as (select * from {{ ref('int_rule_bindings') }} where is_fast),

slots as (select slot_no, relation, term_count, has_alternatives from {{ ref('int_rule_slots') }} where is_fast),

linked_bindings as (select * from bindings where link <> 'self'),

-- plain questions read their own report and last year's
linked as (select * from {{ ref('int_report_links_compared') }} where link = 'prior_year'),

comparable as (select * from {{ ref('stg_catalogue__crosswalk') }} where relation = 'same'),

-- Reports of one layout, linked to reports of one layout, are asked the same questions; the first speaks for all.
readings as (
    select
        layouts.report_no,
        layouts.layout_no,
        linked.link,
        linked.base_form_code,
        linked.form_code,
        others.layout_no as linked_layout_no,
        with_blanks.report_no is not null as has_blanks,
        min(layouts.report_no) over (
            partition by layouts.layout_no, linked.base_form_code, linked.form_code, others.layout_no
        ) as reading_no
    from layouts
    left join linked on linked.base_report_no = layouts.report_no
    left join layouts as others on others.report_no = linked.report_no
    left join with_blanks on with_blanks.report_no = layouts.report_no
),

stated as (
    select readings.reading_no, bindings.slot_no
    from readings
    inner join figures on figures.layout_no = readings.layout_no
    inner join bindings on bindings.signature_no = figures.signature_no and bindings.link = 'self'
    where readings.report_no = readings.reading_no

    union all

    select readings.reading_no, linked_bindings.slot_no
    from readings
    inner join figures on figures.layout_no = readings.linked_layout_no
    inner join linked_bindings on linked_bindings.signature_no = figures.signature_no and linked_bindings.link = readings.link
    left join comparable
        on comparable.from_form_code = readings.form_code
        and comparable.to_form_code = readings.base_form_code
        and comparable.to_indicator_code = linked_bindings.indicator_code
    where readings.report_no = readings.reading_no and {{ can_be_read('linked_bindings', 'readings', 'comparable') }}
),

questions as (
    select
        stated.reading_no, stated.slot_no, slots.relation, slots.term_count, slots.has_alternatives, count(*) as stated_count
    from stated
    inner join slots on slots.slot_no = stated.slot_no
    group by stated.reading_no, stated.slot_no, slots.relation, slots.term_count, slots.has_alternatives
),

-- few kinds of figures are read for another report
linked_observations as (
    select * from observations where signature_no in (select signature_no from linked_bindings)
),

-- 1000 x the signed figure; a figure that is stated but blank takes its 1 off again
contributions as (
    select
        observations.report_no,
        bindings.slot_no,
        coalesce(1000 * bindings.signed_weight * observations.whole_value, -1) as contribution
    from observations
    inner join bindings on bindings.signature_no = observations.signature_no
    where bindings.link = 'self'

    union all

    select
        linked.base_report_no,
        linked_bindings.slot_no,
        coalesce(1000 * linked_bindings.signed_weight * linked_observations.whole_value, -1)
    from linked_observations
    inner join linked_bindings on linked_bindings.signature_no = linked_observations.signature_no
    inner join linked on linked.report_no = linked_observations.report_no and linked.link = linked_bindings.link
    left join comparable
        on comparable.from_form_code = linked.form_code
        and comparable.to_form_code = linked.base_form_code
        and comparable.to_indicator_code = linked_bindings.indicator_code
    where {{ can_be_read('linked_bindings', 'linked', 'comparable') }}
),

sums as (
    select report_no, slot_no, cast(sum(contribution) as bigint) as contributed
    from contributions
    group by report_no, slot_no
    having sum(contribution) <> 0
),

-- 1000 x what the right side has more + the number of terms that are blank or not there
slacks as (
    select
        readings.report_no,
        questions.slot_no,
        questions.relation,
        questions.term_count - questions.stated_count - coalesce(sums.contributed, 0) as counted_slack,
        questions.has_alternatives and readings.has_blanks as is_spoken_of_elsewhere
    from readings
    inner join questions on questions.reading_no = readings.reading_no
    left join sums on sums.report_no = readings.report_no and sums.slot_no = questions.slot_no
)

select
    report_no,
    slot_no,
    counted_slack,
    counted_slack = 0
    or (counted_slack % 1000 = 0 and ((relation = 'at_most' and counted_slack > 0) or not is_spoken_of_elsewhere))
    as is_settled
from slacks
