-- One row per document: how its checks ended, and whether any stands against certifying it.
with

documents as (select document_id from {{ ref('int_documents_resolved') }}),

outcomes as (select * from {{ ref('int_rule_outcomes') }}),

findings as (select * from {{ ref('int_rule_findings') }}),

counted as (
    select
        outcomes.document_id,
        count(*) as check_count,
        sum(case when outcomes.outcome in ('holds', 'truncated') then 1 else 0 end) as holding_count,
        sum(case when outcomes.outcome = 'undecided' then 1 else 0 end) as undecided_count,
        sum(case when outcomes.outcome = 'violated' and outcomes.severity = 'error' then 1 else 0 end) as error_count,
        sum(case when outcomes.outcome = 'violated' and outcomes.severity = 'warning' then 1 else 0 end) as warning_count,
        sum(case when findings.is_waived then 1 else 0 end) as waived_count,
        sum(case when findings.is_resolved then 1 else 0 end) as resolved_count,
        sum(case when findings.is_blocking then 1 else 0 end) as blocking_count
    from outcomes
    left join findings on findings.check_id = outcomes.check_id
    group by outcomes.document_id
)

select
    documents.document_id,
    {% for name in ['check', 'holding', 'undecided', 'error', 'warning', 'waived', 'resolved', 'blocking'] -%}
    cast(coalesce(counted.{{ name }}_count, 0) as bigint) as {{ name }}_count,
    {% endfor -%}
    coalesce(counted.blocking_count, 0) = 0 as is_certified
from documents
left join counted on counted.document_id = documents.document_id
