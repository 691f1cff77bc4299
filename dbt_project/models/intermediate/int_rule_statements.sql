-- One row per report that is looked at closely, figure and wide term that takes it: a term over many kinds of figures.
with

layouts as (select * from {{ ref('int_report_layouts') }}),

figures as (select * from {{ ref('int_layout_figures') }}),

bindings as (select * from {{ ref('int_rule_bindings') }} where is_wide),

reports_read as (select * from {{ ref('int_rule_reports_read') }}),

comparable as (select * from {{ ref('stg_catalogue__crosswalk') }} where relation = 'same')

select
    reports_read.base_report_no,
    reports_read.report_no,
    reports_read.member,
    figures.signature_no,
    bindings.slot_no,
    bindings.rule_id,
    bindings.variant,
    bindings.term_no,
    bindings.side,
    bindings.weight,
    bindings.sort_sign,
    bindings.is_count_of_zeros,
    bindings.key_indicator,
    {{ dimension_columns('key', 'bindings') }}
from reports_read
inner join layouts on layouts.report_no = reports_read.report_no
inner join figures on figures.layout_no = layouts.layout_no
inner join bindings on bindings.signature_no = figures.signature_no and bindings.link = reports_read.link
left join comparable
    on comparable.from_form_code = reports_read.form_code
    and comparable.to_form_code = reports_read.base_form_code
    and comparable.to_indicator_code = bindings.indicator_code
where {{ can_be_read('bindings', 'reports_read', 'comparable') }}
