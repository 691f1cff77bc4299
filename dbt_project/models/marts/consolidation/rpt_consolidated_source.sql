with

members as (select * from {{ ref('int_consolidation_members') }} where through_organ_id = ''),

documents as (select * from {{ ref('int_documents_resolved') }}),

facts as (select * from {{ ref('int_facts') }}),

zeros as (select * from {{ ref('int_blanks_proved_zero') }}),

doubted as (select * from {{ ref('int_figures_out_of_scale') }}),

crosswalk as (select * from {{ ref('stg_catalogue__crosswalk') }} where relation = 'same'),

cells as (select * from {{ ref('int_consolidated_cells') }})

select
    members.organ_id,
    members.period,
    members.form_code,
    cells.indicator_code,
    cells.dimensions,
    members.role,
    members.member_organ_id,
    members.member_name_zh,
    case
        when doubted.observation_id is not null then null
        when facts.value_accepted is not null then facts.value_accepted
        when zeros.observation_id is not null then {{ exact('0') }}
    end as value_counted,
    case
        when doubted.observation_id is not null then null
        when facts.value_accepted is distinct from facts.value_reported then facts.value_accepted
        when zeros.observation_id is not null then {{ exact('0') }}
        else facts.value_low
    end as value_low,
    case
        when doubted.observation_id is not null then null
        when facts.value_accepted is distinct from facts.value_reported then facts.value_accepted
        when zeros.observation_id is not null then {{ exact('0') }}
        else facts.value_high
    end as value_high,
    zeros.observation_id is not null as assumed_blank_zero,
    doubted.observation_id is not null as is_out_of_scale,
    facts.value_reported,
    facts.value_raw,
    facts.value_status,
    facts.unit,
    facts.has_violation,
    documents.form_code as document_form_code,
    facts.observation_id,
    facts.document_id,
    documents.file_name,
    facts.place,
    facts.is_certified,
    facts.is_latest,
    facts.known_from,
    facts.known_to
from members
inner join documents
    on documents.organ_id = members.member_organ_id
    and documents.period = members.period
    and (documents.reporting_scope = 'consolidated') = (members.needed_scope = 'consolidated')
inner join facts on facts.document_id = documents.document_id and facts.period = documents.period
left join crosswalk
    on crosswalk.from_form_code = documents.form_code
    and crosswalk.from_indicator_code = facts.indicator_code
    and crosswalk.to_form_code = members.form_code
-- what another form counts otherwise has no cell here
inner join cells
    on cells.form_code = members.form_code
    and cells.dimensions = facts.dimensions
    and cells.indicator_code = case
        when documents.form_code = members.form_code then facts.indicator_code
        else crosswalk.to_indicator_code
    end
left join zeros on zeros.observation_id = facts.observation_id
left join doubted on doubted.observation_id = facts.observation_id
