-- One row per kind of figure: form, indicator, dimensions and method that figures of some document share.
with

standardized as (select * from {{ ref('int_observations_standardized') }}),

documents as (select document_id, form_code from {{ ref('int_documents_resolved') }}),

kinds as (
    select distinct
        documents.form_code,
        standardized.indicator_code,
        standardized.dimensions,
        {{ dimension_columns('dim', 'standardized') }}
    from standardized
    inner join documents on documents.document_id = standardized.document_id
)

select
    cast(row_number() over (order by form_code, indicator_code, dimensions, dim_method) as integer) as signature_no,
    kinds.*
from kinds
