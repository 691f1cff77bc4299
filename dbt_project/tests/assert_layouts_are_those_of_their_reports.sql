-- Fails if a report doesn't state the kinds of figures that its layout says it states, or states others.
{{ config(meta={'dagster': {'ref': {'name': 'int_report_layouts'}}}) }}
with

layouts as (select * from {{ ref('int_report_layouts') }}),

figures as (select * from {{ ref('int_layout_figures') }}),

counted as (
    select layout_no, count(*) as figure_count
    from figures
    group by layout_no
),

stated as (
    select layouts.report_no, layouts.layout_no, count(*) as stated_count, count(figures.signature_no) as known_count
    from {{ ref('int_observations_resolved') }} as observations
    inner join layouts on layouts.report_no = observations.report_no
    left join figures on figures.layout_no = layouts.layout_no and figures.signature_no = observations.signature_no
    where observations.is_first_statement
    group by layouts.report_no, layouts.layout_no
)

select layouts.report_no, layouts.layout_no, stated.stated_count, stated.known_count, counted.figure_count
from layouts
left join stated on stated.report_no = layouts.report_no
left join counted on counted.layout_no = layouts.layout_no
where
    coalesce(stated.stated_count, 0) <> coalesce(stated.known_count, 0)
    or coalesce(stated.stated_count, 0) <> coalesce(counted.figure_count, 0)
