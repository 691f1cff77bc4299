with

members as (select * from {{ ref('int_consolidation_members') }}),

forms as (select * from {{ ref('stg_forms__official_years') }}),

documents as (
    select certification.*
    from {{ ref('rpt_certification') }} as certification
    inner join forms on forms.form_code = certification.form_code
    where certification.is_latest
),

candidates as (
    select
        members.organ_id,
        members.period,
        members.role,
        members.member_organ_id,
        documents.document_id,
        documents.form_code,
        documents.is_certified,
        documents.known_from,
        documents.known_to,
        row_number() over (
            partition by members.organ_id, members.period, members.role, members.member_organ_id
            -- a consolidated report holds the own one; of two forms filed for one year the official one is taken, then the later arrival
            order by
                case when documents.reporting_scope = 'consolidated' then 0 else 1 end,
                case when documents.form_code = members.form_code then 0 else 1 end,
                documents.known_from desc,
                documents.document_id
        ) as choice_no
    from members
    inner join documents
        on documents.organ_id = members.member_organ_id
        and documents.period = members.period
        and (
            members.needed_scope = 'any'
            or (documents.reporting_scope = 'consolidated') = (members.needed_scope = 'consolidated')
        )
),

chosen as (select * from candidates where choice_no = 1),

-- a report of the other scope is no substitute, but worth saying
others as (select distinct organ_id, period from documents)

select
    members.organ_id,
    members.organ_name_zh,
    members.region_code,
    members.period,
    cast(members.report_year as integer) as report_year,
    members.form_code,
    members.role,
    members.member_organ_id,
    members.member_name_zh,
    members.needed_scope,
    members.through_organ_id,
    members.exemption_reason,
    case
        when members.through_organ_id <> '' then 'refused'
        when chosen.document_id is null and members.exemption_reason <> '' then 'exempt'
        when chosen.document_id is null then 'missing'
        when not chosen.is_certified then 'uncertified'
        else 'counted'
    end as status,
    case
        when members.through_organ_id <> '' then 'counted_through'
        when chosen.document_id is null and members.exemption_reason <> '' then 'exempt'
        when chosen.document_id is null and others.organ_id is null then 'no_report'
        when chosen.document_id is null and members.needed_scope = 'consolidated' then 'only_own_report'
        when chosen.document_id is null then 'only_consolidated_report'
        when not chosen.is_certified then 'uncertified'
        else ''
    end as reason_code,
    chosen.document_id,
    chosen.form_code as document_form_code,
    chosen.known_from,
    chosen.known_to
from members
left join chosen
    on chosen.organ_id = members.organ_id
    and chosen.period = members.period
    and chosen.role = members.role
    and chosen.member_organ_id = members.member_organ_id
left join others on others.organ_id = members.member_organ_id and others.period = members.period
