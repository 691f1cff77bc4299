-- One row per link and indicator family of forms: which reports a linked term reads, and between which forms.
with

links as (select * from {{ ref('int_report_links') }}),

reports as (select * from {{ ref('int_reports') }})

select
    links.base_report_no,
    links.link,
    links.member,
    links.report_no,
    bases.form_code as base_form_code,
    others.form_code
from links
inner join reports as bases on bases.report_no = links.base_report_no
inner join reports as others on others.report_no = links.report_no
