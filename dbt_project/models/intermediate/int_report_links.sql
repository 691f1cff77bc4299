-- One row per report, link and report it is compared with: last year's, its own beside the consolidated one, its children's, its parts'.
with

reports as (select * from {{ ref('int_reports') }} where is_primary and is_latest),

periods as (select * from {{ ref('int_periods') }}),

parts as (select * from {{ ref('int_report_parts') }}),

expected as (select * from {{ ref('int_reports_expected') }}),

kinds as (select form_code, document_kind from {{ ref('form_versions') }}),

bases as (
    select reports.*, periods.prior_year_period, periods.report_year, kinds.document_kind
    from {{ ref('int_reports') }} as reports
    inner join periods on periods.period = reports.period
    left join kinds on kinds.form_code = reports.form_code
    where reports.is_primary
),

others as (
    select reports.*, kinds.document_kind
    from reports
    left join kinds on kinds.form_code = reports.form_code
),

prior_year as (
    select
        bases.report_no as base_report_no,
        -- what an organ says of itself is not compared with what it says of its region; that there is one is known
        case
            when others.reporting_scope = bases.reporting_scope or 'unknown' in (others.reporting_scope, bases.reporting_scope)
                then 'prior_year'
            else 'prior_year_of_other_scope'
        end as link,
        others.organ_id as member,
        others.report_no,
        -- a report of the same scope comes first, then one that doesn't say
        case when others.reporting_scope = bases.reporting_scope then 0 else 1 end as distance,
        others.arrived_at
    from bases
    inner join others
        on others.organ_id = bases.organ_id
        and others.period = bases.prior_year_period
        and coalesce(others.document_kind, '') = coalesce(bases.document_kind, '')
),

own as (
    select bases.report_no, 'own', others.organ_id, others.report_no, 0, others.arrived_at
    from bases
    inner join others
        on others.organ_id = bases.organ_id
        and others.period = bases.period
        and others.form_code = bases.form_code
        and others.reporting_scope <> 'consolidated'
    where bases.reporting_scope = 'consolidated'
),

children as (
    select
        bases.report_no,
        'children',
        others.organ_id,
        others.report_no,
        -- of a child that sent both, the consolidated one holds the other
        case when others.reporting_scope = 'consolidated' then 0 else 1 end,
        others.arrived_at
    from bases
    inner join expected
        on expected.parent_organ_id = bases.organ_id
        and expected.period = bases.period
        and expected.document_kind = bases.document_kind
    inner join others
        on others.organ_id = expected.organ_id
        and others.period = expected.period
        and others.document_kind = expected.document_kind
    where bases.reporting_scope = 'consolidated'
),

whole as (
    select bases.report_no, parts.link, others.period, others.report_no, 0, others.arrived_at
    from bases
    inner join parts on parts.period = bases.period
    inner join others
        on others.organ_id = bases.organ_id
        and others.period = parts.part_period
        and others.reporting_scope = bases.reporting_scope
),

candidates as (
    select * from prior_year
    union all
    select * from own
    union all
    select * from children
    union all
    select * from whole
),

chosen as (
    select
        candidates.*,
        row_number() over (
            partition by base_report_no, link, member
            order by distance, arrived_at desc, report_no
        ) as choice_no
    from candidates
)

select base_report_no, link, member, report_no
from chosen
where choice_no = 1
