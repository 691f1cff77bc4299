-- One row per layout and kind of figure that its reports state; rules are bound to layouts, which are few, not to reports.
with

layouts as (select distinct layout_no from {{ ref('int_report_layouts') }}),

observations as (
    select report_no, signature_no
    from {{ ref('int_observations_resolved') }}
    where is_first_statement
)

select layouts.layout_no, observations.signature_no
from observations
inner join layouts on layouts.layout_no = observations.report_no
