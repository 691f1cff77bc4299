-- One row per report and link that a rule may follow: how many reports it leads to, and how many there should be.
with

reports as (
    select reports.*, kinds.document_kind
    from {{ ref('int_reports') }} as reports
    left join {{ ref('form_versions') }} as kinds on kinds.form_code = reports.form_code
    where reports.is_primary
),

links as (select * from {{ ref('int_report_links') }}),

expected as (
    select
        reports.report_no as base_report_no,
        'children' as link,
        below.organ_id as member,
        below.organ_name_zh as member_name_zh,
        below.exemption_reason
    from reports
    inner join {{ ref('int_reports_expected') }} as below
        on below.parent_organ_id = reports.organ_id
        and below.period = reports.period
        and below.document_kind = reports.document_kind
    where reports.reporting_scope = 'consolidated'
),

children as (
    select
        expected.base_report_no,
        expected.link,
        count(*) as expected_count,
        count(links.report_no) as found_count,
        -- an exempt one did not fail to report, but what it did is not known either
        {{ text_list("case when links.report_no is null then concat(expected.member_name_zh, case when expected.exemption_reason <> '' then '（免报）' else '' end) end", '、', 'expected.member') }} as missing_names_zh
    from expected
    left join links
        on links.base_report_no = expected.base_report_no and links.link = expected.link and links.member = expected.member
    group by expected.base_report_no, expected.link
),

parts as (
    select
        links.base_report_no,
        links.link,
        max(parts.part_count) as expected_count,
        count(*) as found_count,
        -- the parts that were not sent have no name here; how many there are has
        concat('应有', cast(max(parts.part_count) as varchar), '期，已有', cast(count(*) as varchar), '期') as missing_names_zh
    from links
    inner join reports on reports.report_no = links.base_report_no
    inner join {{ ref('int_report_parts') }} as parts
        on parts.period = reports.period and parts.link = links.link and parts.part_period = links.member
    group by links.base_report_no, links.link
)

select * from children
union all
select * from parts
