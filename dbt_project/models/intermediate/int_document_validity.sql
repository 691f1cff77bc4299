-- One row per document whose report has rivals or was decided on: since when and until when it was last in force, how it stands, and what came after it.
with

standing as (select * from {{ ref('int_report_standing') }}),

ends as (select report_key, max(instant_no) as last_no from standing group by report_key),

instants as (select distinct report_key, instant_no, instant_at from standing),

stretches as (
    select
        document_id,
        instant_no,
        instant_at,
        instant_no - row_number() over (partition by document_id order by instant_no) as stretch_no
    from standing
    where is_in_force
),

last_stretch as (
    select
        stretches.document_id,
        min(stretches.instant_at) as in_force_from,
        max(stretches.instant_no) as last_in_force_no
    from stretches
    inner join (
        select document_id, max(stretch_no) as stretch_no from stretches group by document_id
    ) as latest on latest.document_id = stretches.document_id and latest.stretch_no = stretches.stretch_no
    group by stretches.document_id
),

present as (
    select standing.*
    from standing
    inner join ends on ends.report_key = standing.report_key and ends.last_no = standing.instant_no
),

conflicts as (select distinct report_key from present where standing = 'conflict'),

-- what was in force first after it was so no more; of what never was in force, what is so at present
after_it as (
    select
        present.document_id,
        min(standing.instant_no) as successor_no
    from present
    left join last_stretch on last_stretch.document_id = present.document_id
    inner join standing
        on standing.report_key = present.report_key
        and standing.is_in_force
        and standing.document_id <> present.document_id
        and (
            standing.instant_no > last_stretch.last_in_force_no
            or (last_stretch.document_id is null and standing.instant_no = present.instant_no)
        )
    group by present.document_id
)

select
    present.document_id,
    present.standing,
    present.is_in_force,
    conflicts.report_key is not null and present.is_in_force as has_conflict,
    coalesce(last_stretch.in_force_from, present.arrived_at) as in_force_from,
    -- what never was in force has a span without length
    case
        when last_stretch.document_id is null then present.arrived_at
        else next_instant.instant_at
    end as in_force_to,
    successor.document_id as successor_document_id,
    coalesce(successor.family <> present.family, false) as is_set_aside
from present
left join last_stretch on last_stretch.document_id = present.document_id
left join instants as next_instant
    on next_instant.report_key = present.report_key and next_instant.instant_no = last_stretch.last_in_force_no + 1
left join conflicts on conflicts.report_key = present.report_key
left join after_it on after_it.document_id = present.document_id
left join standing as successor
    on successor.report_key = present.report_key
    and successor.instant_no = after_it.successor_no
    and successor.is_in_force
