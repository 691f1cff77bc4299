{#- What a revised report replaces; a consolidated report and the organ's own stand side by side. -#}
{% set same_report = "resolved.organ_id, resolved.period, resolved.form_code, resolved.reporting_scope = 'consolidated'" %}
with

documents as (select * from {{ ref('stg_raw__documents') }}),

reporters as (select * from {{ ref('stg_raw__organ_names') }} where role = 'reporter'),

organs as (select * from {{ ref('int_organs') }}),

-- An organ that the registry does not know, or knows twice, keeps its written name and is never guessed.
resolved as (
    select
        documents.*,
        case
            when reporters.status = 'resolved' then reporters.organ_id
            when documents.organ_raw = '' then 'UNKNOWN'
            else concat('UNRESOLVED:', replace(documents.organ_raw, ' ', ''))
        end as organ_id,
        coalesce(reporters.status, 'unknown') as organ_status
    from documents
    left join reporters on reporters.document_id = documents.document_id
),

final as (
    select
        resolved.document_id,
        resolved.file_name,
        resolved.uri,
        resolved.media_type,
        resolved.encoding,
        resolved.form_code,
        resolved.form_confidence,
        resolved.title_raw,
        resolved.organ_raw,
        resolved.publisher_raw,
        resolved.organ_id,
        resolved.organ_status,
        coalesce(organs.organ_name_zh, nullif(replace(resolved.organ_raw, ' ', ''), ''), '（未识别）') as organ_name_zh,
        coalesce(organs.region_code, '') as region_code,
        resolved.period,
        resolved.reporting_scope,
        resolved.published_date,
        resolved.arrived_at,
        resolved.table_count,
        resolved.passage_count,
        resolved.figure_count,
        row_number() over (
            partition by {{ same_report }}
            order by resolved.arrived_at desc, resolved.document_id
        ) = 1 as is_latest,
        count(*) over (partition by {{ same_report }}) > 1 as has_rival,
        lead(resolved.arrived_at) over (
            partition by {{ same_report }}
            order by resolved.arrived_at, resolved.document_id desc
        ) as superseded_at
    from resolved
    left join organs on organs.organ_id = resolved.organ_id
)

select * from final
