-- Fails if a document holds figures that are neither observations nor listed as unmapped.
{{ config(meta={'dagster': {'ref': {'name': 'rpt_conservation'}}}) }}
select document_id, figure_count, mapped_figure_count, unmapped_figure_count
from {{ ref('rpt_conservation') }}
where not is_conserved
