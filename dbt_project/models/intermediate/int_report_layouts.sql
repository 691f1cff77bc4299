-- One row per report with its layout: the lowest number of the reports that state the same kinds of figures.
with

reports as (select report_no from {{ ref('int_reports') }}),

observations as (
    select report_no, signature_no
    from {{ ref('int_observations_resolved') }}
    where is_first_statement
),

-- the set of what a report states in one number, whatever its order; assert_layouts_are_those_of_their_reports looks at the sets
stated as (
    select report_no, bit_xor({{ spread('signature_no') }}) as stated_set
    from observations
    group by report_no
)

select
    reports.report_no,
    min(reports.report_no) over (partition by stated.stated_set) as layout_no
from reports
left join stated on stated.report_no = reports.report_no
