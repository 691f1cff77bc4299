with

documents as (select * from {{ ref('int_documents_resolved') }}),

mapped as (
    select document_id, count(distinct place) as mapped_figure_count
    from {{ ref('stg_raw__observations') }}
    where value_status in ('number', 'zero')
    group by document_id
),

unmapped as (
    select
        unmapped.document_id,
        count(*) as unmapped_figure_count,
        sum(case when reasons.is_statistic then 1 else 0 end) as unmapped_statistic_count
    from {{ ref('stg_raw__unmapped') }} as unmapped
    inner join {{ ref('unmapped_reasons') }} as reasons on reasons.reason_code = unmapped.reason_code
    group by unmapped.document_id
)

select
    documents.document_id,
    documents.organ_id,
    documents.organ_name_zh,
    documents.period,
    documents.form_code,
    cast(documents.figure_count as bigint) as figure_count,
    cast(coalesce(mapped.mapped_figure_count, 0) as bigint) as mapped_figure_count,
    cast(coalesce(unmapped.unmapped_figure_count, 0) as bigint) as unmapped_figure_count,
    cast(coalesce(unmapped.unmapped_statistic_count, 0) as bigint) as unmapped_statistic_count,
    documents.figure_count
        = coalesce(mapped.mapped_figure_count, 0) + coalesce(unmapped.unmapped_figure_count, 0) as is_conserved
from documents
left join mapped on mapped.document_id = documents.document_id
left join unmapped on unmapped.document_id = documents.document_id
