with

documents as (select * from {{ ref('int_documents_resolved') }}),

pairs as (
    select document_id, successor_document_id, organ_id, organ_name_zh, period, form_code, standing
    from documents
    where successor_document_id is not null
),

cells as (
    select document_id, indicator_code, dimensions, period, value_raw, value, value_status, unit, place
    from {{ ref('int_observations_resolved') }}
    where is_in_facts
),

older as (
    select pairs.document_id as former_document_id, pairs.successor_document_id, cells.*
    from pairs
    inner join cells on cells.document_id = pairs.document_id
),

newer as (
    select pairs.document_id as former_document_id, pairs.successor_document_id, cells.*
    from pairs
    inner join cells on cells.document_id = pairs.successor_document_id
),

compared as (
    select
        coalesce(older.former_document_id, newer.former_document_id) as document_id,
        coalesce(older.period, newer.period) as cell_period,
        coalesce(older.indicator_code, newer.indicator_code) as indicator_code,
        coalesce(older.dimensions, newer.dimensions) as dimensions,
        coalesce(newer.unit, older.unit) as unit,
        older.value_raw,
        newer.value_raw as successor_value_raw,
        older.value,
        newer.value as successor_value,
        older.value_status,
        newer.value_status as successor_value_status,
        older.place,
        newer.place as successor_place,
        case
            when newer.document_id is null then 'removed'
            when older.document_id is null then 'added'
            else 'changed'
        end as change_kind
    from older
    full outer join newer
        on newer.former_document_id = older.former_document_id
        and newer.indicator_code = older.indicator_code
        and newer.dimensions = older.dimensions
        and newer.period = older.period
)

select
    pairs.organ_id,
    pairs.organ_name_zh,
    pairs.period,
    pairs.form_code,
    pairs.document_id,
    pairs.successor_document_id,
    pairs.standing,
    compared.cell_period,
    compared.indicator_code,
    compared.dimensions,
    compared.change_kind,
    compared.unit,
    compared.value_raw,
    compared.successor_value_raw,
    compared.value,
    compared.successor_value,
    compared.value_status,
    compared.successor_value_status,
    compared.place,
    compared.successor_place
from compared
inner join pairs on pairs.document_id = compared.document_id
where
    compared.change_kind <> 'changed'
    or compared.value is distinct from compared.successor_value
    or compared.value_status <> compared.successor_value_status
