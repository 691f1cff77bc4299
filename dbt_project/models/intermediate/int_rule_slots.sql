-- One row per rule, variant and scope that figures of some document stand in: a question that can be asked of a report.
with

bindings as (select * from {{ ref('int_rule_bindings_keyed') }}),

purity as (
    select rule_id, variant, min(case when is_scoping then 1 else 0 end) = 1 as is_pure
    from {{ ref('int_rule_terms_bound') }}
    group by rule_id, variant
),

slots as (
    select
        slot_key, question_key, rule_id, variant, alternative_of, alternative_no, form_code, kind, relation, severity,
        applies_when, when_missing, term_count, needs_consolidated, sums_many, follows_links, needed_link, key_indicator,
        {{ dimension_columns('key') }}
    from bindings
    where is_scoping
    group by all
),

numbered as (
    select
        cast(row_number() over (order by slots.slot_key) as integer) as slot_no,
        cast(dense_rank() over (order by slots.question_key) as integer) as question_no,
        slots.*,
        -- sums over single figures of whole numbers can be settled by one addition over all reports
        purity.is_pure
        and slots.applies_when = 'any'
        and slots.relation in ('equal', 'at_most')
        and slots.kind <> 'agreement'
        and not slots.sums_many
        and not slots.follows_links
        and slots.term_count < 500 as is_plain
    from slots
    inner join purity on purity.rule_id = slots.rule_id and purity.variant = slots.variant
)

select
    numbered.*,
    is_plain and alternative_no = '1' as is_fast,
    max(case when is_plain and alternative_no = '1' then 1 else 0 end) over (partition by question_no) = 1 as has_fast_alternative,
    count(*) over (partition by question_no) > 1 as has_alternatives,
    {{ dimension_text('key', var('rule_dimensions'), leading=[('variant', 'alternative_of'), ('indicator', 'key_indicator')]) }} as scope
from numbered
