-- One row per report of the series and figure of the series: its value, stated or added up, or the reason why it has none.
with

reports as (select * from {{ ref('int_series_reports') }}),

terms as (select * from {{ ref('int_series_terms') }}),

cells as (select * from {{ ref('stg_forms__cells') }}),

facts as (select * from {{ ref('int_facts') }}),

zeros as (select * from {{ ref('int_blanks_proved_zero') }}),

stated as (
    select
        reports.document_id,
        facts.indicator_code,
        facts.dimensions,
        case
            when facts.value_accepted is not null then facts.value_accepted
            when zeros.observation_id is not null then {{ exact('0') }}
        end as value_stated
    from reports
    inner join facts on facts.document_id = reports.document_id and facts.period = reports.period
    inner join cells
        on cells.form_code = reports.form_code
        and cells.indicator_code = facts.indicator_code
        and cells.dimensions = facts.dimensions
    left join zeros on zeros.observation_id = facts.observation_id
),

added as (
    select
        reports.document_id,
        terms.series_indicator_code,
        terms.series_dimensions,
        max(terms.relation) as relation,
        max(terms.note) as note,
        -- a sum with a part that is not stated is not known
        case when count(stated.value_stated) = count(*) then sum(stated.value_stated) end as value
    from reports
    inner join terms on terms.form_code = reports.form_code
    left join stated
        on stated.document_id = reports.document_id
        and stated.indicator_code = terms.indicator_code
        and stated.dimensions = terms.dimensions
    group by reports.document_id, terms.series_indicator_code, terms.series_dimensions
),

used as (select distinct form_code, indicator_code, dimensions from terms),

series as (select distinct series_indicator_code, series_dimensions from terms),

-- figures that only an older form has stand in the series too, beside it
alone as (
    select stated.document_id, stated.indicator_code, stated.dimensions
    from stated
    inner join reports on reports.document_id = stated.document_id
    left join used
        on used.form_code = reports.form_code
        and used.indicator_code = stated.indicator_code
        and used.dimensions = stated.dimensions
    where used.form_code is null
),

wanted as (
    select reports.document_id, series.series_indicator_code as indicator_code, series.series_dimensions as dimensions, true as is_of_series
    from reports
    cross join series

    union all

    select alone.document_id, alone.indicator_code, alone.dimensions, false
    from alone
    left join series
        on series.series_indicator_code = alone.indicator_code and series.series_dimensions = alone.dimensions
    where series.series_indicator_code is null
)

select
    wanted.document_id,
    wanted.indicator_code,
    wanted.dimensions,
    coalesce(added.relation, 'not_comparable') as comparability,
    case
        when not wanted.is_of_series then 'no_counterpart'
        when added.document_id is null then 'not_in_form'
        when added.note <> '' then 'definition_differs'
        else ''
    end as comparability_reason_code,
    coalesce(added.note, '') as note,
    added.value,
    stated.value_stated
from wanted
left join added
    on added.document_id = wanted.document_id
    and added.series_indicator_code = wanted.indicator_code
    and added.series_dimensions = wanted.dimensions
left join stated
    on stated.document_id = wanted.document_id
    and stated.indicator_code = wanted.indicator_code
    and stated.dimensions = wanted.dimensions
