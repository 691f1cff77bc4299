-- One row per metric, form and member: whether it compares with the present form, by the crosswalk of its terms.
with

terms as (select distinct metric_code, form_code, member_code, side, measure from {{ ref('int_metric_terms') }} where alternative = 1),

present as (select form_code from {{ ref('stg_forms__official_years') }} where is_present),

crosswalk as (select * from {{ ref('stg_catalogue__crosswalk') }} where relation in ('same', 'sum_of')),

members as (select distinct metric_code, form_code, member_code from terms where member_code <> '*'),

-- the whole of a mix is that of each of its members
sides as (
    select members.metric_code, members.form_code, members.member_code, terms.side, terms.measure
    from members
    inner join terms
        on terms.metric_code = members.metric_code
        and terms.form_code = members.form_code
        and terms.member_code in (members.member_code, '*')
),

present_sides as (select sides.* from sides inner join present on present.form_code = sides.form_code),

links as (
    select
        sides.metric_code,
        sides.form_code,
        sides.member_code,
        sides.side,
        sides.measure,
        present_sides.measure as present_measure,
        case when sides.form_code = present_sides.form_code then 'same' else crosswalk.relation end as relation,
        coalesce(crosswalk.note, '') as note
    from sides
    inner join present_sides
        on present_sides.metric_code = sides.metric_code
        and present_sides.member_code = sides.member_code
        and present_sides.side = sides.side
    left join crosswalk
        on crosswalk.from_form_code = sides.form_code
        and crosswalk.from_indicator_code = sides.measure
        and crosswalk.to_form_code = present_sides.form_code
        and crosswalk.to_indicator_code = present_sides.measure
    where (sides.form_code = present_sides.form_code and sides.measure = present_sides.measure)
        or crosswalk.relation is not null
),

linked as (
    select
        metric_code,
        form_code,
        member_code,
        count(distinct concat(side, measure)) as linked_count,
        count(distinct concat(side, present_measure)) as present_linked_count,
        max(relation) as relation,  -- sum_of, if any is
        max(note) as note
    from links
    group by metric_code, form_code, member_code
),

sizes as (
    select metric_code, form_code, member_code, count(*) as term_count
    from sides
    group by metric_code, form_code, member_code
),

judged as (
    select
        sizes.metric_code,
        sizes.form_code,
        sizes.member_code,
        case
            when sizes.form_code = 'ANY' then ''
            when present_sizes.term_count is null then 'no_counterpart'
            when coalesce(linked.linked_count, 0) < sizes.term_count then 'parts_differ'
            when linked.present_linked_count < present_sizes.term_count then 'parts_differ'
            when linked.note <> '' then 'definition_differs'
            else ''
        end as reason_code,
        coalesce(linked.relation, 'same') as relation
    from sizes
    cross join present
    left join sizes as present_sizes
        on present_sizes.form_code = present.form_code
        and present_sizes.metric_code = sizes.metric_code
        and present_sizes.member_code = sizes.member_code
    left join linked
        on linked.metric_code = sizes.metric_code
        and linked.form_code = sizes.form_code
        and linked.member_code = sizes.member_code
)

select
    metric_code,
    form_code,
    member_code,
    case when reason_code in ('no_counterpart', 'parts_differ') then 'not_comparable' else relation end as comparability,
    reason_code as comparability_reason_code
from judged
