with

observations as (select * from {{ ref('int_observations_standardized') }}),

documents as (select * from {{ ref('int_documents_resolved') }}),

reports as (select report_no, document_id, period from {{ ref('int_reports') }}),

signatures as (select * from {{ ref('int_cell_signatures') }}),

organs as (select organ_id, kind from {{ ref('int_organs') }}),

-- A document that states a figure twice counts it once: the first exact one speaks, a table before prose.
ranked as (
    select
        observations.*,
        documents.organ_id,
        documents.organ_name_zh,
        documents.region_code,
        documents.form_code,
        documents.is_latest,
        documents.known_from,
        documents.known_to,
        reports.report_no,
        -- a government's table may be of its region, where the document doesn't say
        observations.reporting_scope = 'unknown' and observations.method = 'table' and coalesce(organs.kind = 'government', false)
        as may_be_of_region,
        signatures.signature_no,
        row_number() over (
            partition by
                observations.document_id, observations.indicator_code, observations.dimensions,
                observations.period, observations.method
            order by observations.is_approximate, observations.position
        ) as statement_no,
        row_number() over (
            partition by
                observations.document_id, observations.indicator_code, observations.dimensions, observations.period
            order by case when observations.method = 'prose' then 1 else 0 end, observations.is_approximate, observations.position
        ) as place_no,
        coalesce(
            min(case when not observations.is_approximate then observations.value end) over statements
            < max(case when not observations.is_approximate then observations.value end) over statements,
            false
        ) as is_contradicted
    from observations
    inner join documents on documents.document_id = observations.document_id
    inner join reports on reports.document_id = observations.document_id and reports.period = observations.period
    inner join signatures
        on signatures.form_code = documents.form_code
        and signatures.indicator_code = observations.indicator_code
        and signatures.dimensions = observations.dimensions
        and signatures.dim_method = observations.method
    left join organs on organs.organ_id = documents.organ_id
    window statements as (
        partition by
            observations.document_id, observations.indicator_code, observations.dimensions,
            observations.period, observations.method
    )
)

select
    ranked.*,
    ranked.statement_no = 1 as is_first_statement,
    ranked.place_no = 1 as is_in_facts,
    -- an exact whole number that nothing contradicts: what most rules can be settled with
    case
        when
            ranked.value_low = ranked.value_high
            and not ranked.is_approximate
            and not ranked.is_contradicted
            and abs(ranked.value) < 1000000000000
            and ranked.value = floor(ranked.value)
            then cast(ranked.value as bigint)
    end as whole_value
from ranked
