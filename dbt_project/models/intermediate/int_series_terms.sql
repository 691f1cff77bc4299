-- One row per figure of the series, form and figure of that form that it is made of; a form without a row has nothing comparable.
with

cells as (select * from {{ ref('stg_forms__cells') }}),

present as (select form_code from {{ ref('stg_forms__official_years') }} where is_present),

crosswalk as (select * from {{ ref('stg_catalogue__crosswalk') }} where to_indicator_code <> ''),

present_cells as (
    select cells.form_code, cells.indicator_code, cells.dimensions
    from cells
    inner join present on present.form_code = cells.form_code
),

-- what an older form states as one figure and a newer one in parts goes on as the whole
wholes as (
    select distinct from_form_code as form_code, from_indicator_code as indicator_code
    from crosswalk
    where relation = 'sum_of'
),

related as (
    select distinct indicator_code as series_indicator_code, form_code, indicator_code, 'same' as relation, '' as note
    from present_cells

    union

    select crosswalk.to_indicator_code, crosswalk.from_form_code, crosswalk.from_indicator_code, 'same', coalesce(crosswalk.note, '')
    from crosswalk
    inner join present on present.form_code = crosswalk.to_form_code
    where crosswalk.relation = 'same'

    union

    select indicator_code, form_code, indicator_code, 'same', ''
    from wholes

    union

    select from_indicator_code, to_form_code, to_indicator_code, 'sum_of', coalesce(note, '')
    from crosswalk
    where relation = 'sum_of'

    union

    select crosswalk.to_indicator_code, crosswalk.from_form_code, crosswalk.from_indicator_code, 'same', coalesce(crosswalk.note, '')
    from crosswalk
    inner join wholes
        on wholes.form_code = crosswalk.to_form_code and wholes.indicator_code = crosswalk.to_indicator_code
    where crosswalk.relation = 'same'
),

-- the figures of all applicants are the only ones that the forms before 2019 have
series as (
    select indicator_code as series_indicator_code, dimensions as series_dimensions
    from present_cells

    union

    select
        wholes.indicator_code,
        case when cells.dimensions = '' and part_cells.dimensions is not null then part_cells.dimensions else cells.dimensions end
    from wholes
    inner join cells on cells.form_code = wholes.form_code and cells.indicator_code = wholes.indicator_code
    left join crosswalk
        on crosswalk.relation = 'sum_of'
        and crosswalk.from_form_code = wholes.form_code
        and crosswalk.from_indicator_code = wholes.indicator_code
    left join cells as part_cells
        on part_cells.form_code = crosswalk.to_form_code
        and part_cells.indicator_code = crosswalk.to_indicator_code
        and part_cells.dimensions = 'applicant=total'
),

terms as (
    select
        series.series_indicator_code,
        series.series_dimensions,
        related.form_code,
        related.relation,
        related.note,
        related.indicator_code,
        cells.dimensions,
        -- a sum that lacks a part in the form is no sum
        count(*) over (partition by series.series_indicator_code, series.series_dimensions, related.form_code)
        - count(cells.indicator_code) over (partition by series.series_indicator_code, series.series_dimensions, related.form_code) as lacking_count
    from series
    inner join related on related.series_indicator_code = series.series_indicator_code
    left join cells
        on cells.form_code = related.form_code
        and cells.indicator_code = related.indicator_code
        and (
            cells.dimensions = series.series_dimensions
            or (cells.dimensions = '' and series.series_dimensions = 'applicant=total')
        )
)

select series_indicator_code, series_dimensions, form_code, relation, note, indicator_code, dimensions
from terms
where lacking_count = 0
