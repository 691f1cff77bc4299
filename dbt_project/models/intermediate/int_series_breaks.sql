-- One row per report of the series with something that sets it apart from last year's: what it is, as codes and in Chinese.
with

reports as (select * from {{ ref('int_series_reports') }} where prior_document_id is not null),

reasons as (select * from {{ ref('consolidation_reasons') }}),

breaks as (
    select document_id, 'new_form' as reason_code from reports where is_new_form
    union all
    select document_id, 'revised' from reports where is_revised or is_prior_revised
    union all
    select document_id, 'boundary_change' from reports where is_boundary_changed
    union all
    select document_id, 'scope_unknown' from reports where is_scope_unknown
)

select
    breaks.document_id,
    {{ text_list('breaks.reason_code', ';', 'breaks.reason_code') }} as break_reason_codes,
    {{ text_list('reasons.reason_zh', '；', 'breaks.reason_code') }} as break_reasons_zh
from breaks
inner join reasons on reasons.reason_code = breaks.reason_code
group by breaks.document_id
