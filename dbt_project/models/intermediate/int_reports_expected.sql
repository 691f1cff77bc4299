-- One row per parent organ, organ below it, kind of report and period: who owes a report that the parent's consolidated one holds, or sent it unasked.
with

duties as (select * from {{ ref('int_reporting_duties') }} where parent_organ_id is not null),

organs as (select * from {{ ref('int_organs_standing') }} where parent_organ_id is not null),

exemptions as (select * from {{ ref('exemptions') }}),

filed as (
    select distinct
        documents.organ_id,
        documents.period,
        kinds.report_kind,
        kinds.document_kind,
        cast(periods.report_year as integer) as report_year
    from {{ ref('int_documents_resolved') }} as documents
    inner join {{ ref('form_versions') }} as forms on forms.form_code = documents.form_code
    inner join {{ ref('int_periods') }} as periods on periods.period = documents.period
    inner join {{ ref('report_kinds') }} as kinds
        on kinds.document_kind = forms.document_kind and kinds.period_grain = periods.grain
),

periods as (select distinct period, report_kind, document_kind, report_year from filed),

expected as (
    select
        duties.parent_organ_id,
        duties.organ_id,
        duties.organ_name_zh,
        periods.period,
        periods.report_year,
        periods.report_kind,
        periods.document_kind,
        true as is_owed
    from duties
    inner join periods
        on periods.report_kind = duties.report_kind
        and periods.report_year between duties.first_year and duties.last_year

    union all

    select
        organs.parent_organ_id,
        organs.organ_id,
        organs.organ_name_zh,
        filed.period,
        filed.report_year,
        filed.report_kind,
        filed.document_kind,
        false
    from organs
    inner join filed
        on filed.organ_id = organs.organ_id
        and filed.report_year between organs.first_year and organs.last_year
)

select
    expected.parent_organ_id,
    expected.organ_id,
    max(expected.organ_name_zh) as organ_name_zh,
    expected.period,
    expected.report_year,
    expected.report_kind,
    expected.document_kind,
    bool_or(expected.is_owed) as is_owed,
    coalesce(max(exemptions.reason), '') as exemption_reason
from expected
left join exemptions
    on exemptions.organ_id = expected.organ_id
    and exemptions.period = expected.period
    and exemptions.report_kind = expected.report_kind
where expected.parent_organ_id <> expected.organ_id
group by
    expected.parent_organ_id, expected.organ_id, expected.period, expected.report_year, expected.report_kind,
    expected.document_kind
