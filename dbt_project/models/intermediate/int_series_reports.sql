-- One row per organ, year and whether it is the consolidated one: the annual report that speaks in the series, and what sets it apart from last year's.
with

documents as (select * from {{ ref('int_documents_resolved') }}),

forms as (select * from {{ ref('stg_forms__official_years') }}),

periods as (select * from {{ ref('int_periods') }} where grain = 'year'),

organs as (select * from {{ ref('stg_registry__organs') }}),

filed as (
    select
        documents.*,
        documents.reporting_scope = 'consolidated' as is_consolidated,
        periods.report_year,
        row_number() over (
            partition by documents.organ_id, periods.report_year, documents.reporting_scope = 'consolidated'
            -- of two forms filed for one year the official one is taken, then the later arrival
            order by
                case when documents.is_latest then 0 else 1 end,
                case when periods.report_year between forms.first_year and forms.last_year then 0 else 1 end,
                documents.arrived_at desc,
                documents.document_id
        ) as choice_no,
        -- what the office has not chosen between yet revises nothing
        max(case when documents.is_latest or documents.standing = 'conflict' then 0 else 1 end) over (
            partition by documents.organ_id, periods.report_year, documents.reporting_scope = 'consolidated'
        ) = 1 as is_revised
    from documents
    inner join forms on forms.form_code = documents.form_code
    inner join periods on periods.period = documents.period
),

reports as (select * from filed where choice_no = 1 and is_latest),

founded as (
    select organ_id, first_year as change_year, false as is_of_children
    from organs

    union

    select parent_organ_id, first_year, true
    from organs

    union

    select parent_organ_id, last_year + 1, true
    from organs
),

changed as (
    select distinct reports.document_id
    from reports
    inner join founded
        on founded.organ_id = reports.organ_id
        and founded.change_year = reports.report_year
        and (reports.is_consolidated or not founded.is_of_children)
)

select
    reports.organ_id,
    reports.organ_name_zh,
    reports.region_code,
    reports.is_consolidated,
    reports.reporting_scope,
    reports.report_year,
    reports.form_code,
    reports.document_id,
    reports.period,
    reports.is_revised,
    reports.known_from,
    changed.document_id is not null as is_boundary_changed,
    prior.document_id as prior_document_id,
    prior.form_code as prior_form_code,
    coalesce(prior.form_code <> reports.form_code, false) as is_new_form,
    coalesce(prior.is_revised, false) as is_prior_revised,
    -- the own report and one that doesn't say its scope stand in one series
    coalesce(prior.reporting_scope <> reports.reporting_scope, false) as is_scope_unknown
from reports
left join reports as prior
    on prior.organ_id = reports.organ_id
    and prior.is_consolidated = reports.is_consolidated
    and prior.report_year = reports.report_year - 1
left join changed on changed.document_id = reports.document_id
