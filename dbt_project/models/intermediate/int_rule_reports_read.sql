-- One row per report that is looked at closely, and report whose figures are read for it: itself, and those it is linked to.
with

asked as (select distinct report_no from {{ ref('int_rule_asked') }}),

linked as (select * from {{ ref('int_report_links_compared') }})

select report_no as base_report_no, 'self' as link, report_no, '' as member, '' as base_form_code, '' as form_code
from asked

union all

select linked.base_report_no, linked.link, linked.report_no, linked.member, linked.base_form_code, linked.form_code
from linked
inner join asked on asked.report_no = linked.base_report_no
