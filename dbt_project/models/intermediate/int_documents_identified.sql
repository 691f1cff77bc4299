-- One row per document: its organ resolved by the registry, and whose file it is among those of one report.
with

documents as (select * from {{ ref('stg_raw__documents') }}),

reporters as (select * from {{ ref('stg_raw__organ_names') }} where role = 'reporter'),

arrivals as (select * from {{ ref('stg_raw__arrivals') }}),

-- An organ that the registry does not know, or knows twice, keeps its written name and is never guessed.
resolved as (
    select
        documents.*,
        case
            when reporters.status = 'resolved' then reporters.organ_id
            when documents.organ_raw = '' then 'UNKNOWN'
            else concat('UNRESOLVED:', replace(documents.organ_raw, ' ', ''))
        end as organ_id,
        coalesce(reporters.status, 'unknown') as organ_status,
        coalesce(arrivals.family, '') as family
    from documents
    left join reporters on reporters.document_id = documents.document_id
    left join arrivals on arrivals.document_id = documents.document_id and arrivals.uri = documents.uri
)

select
    resolved.*,
    -- what a revised report replaces; a consolidated report and the organ's own stand side by side, unknown organs apart
    concat_ws(
        '|', case when organ_id = 'UNKNOWN' then document_id else organ_id end, period, form_code, case when reporting_scope = 'consolidated' then 'consolidated' else 'own' end
    ) as report_key
from resolved
