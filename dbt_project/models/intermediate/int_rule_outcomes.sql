-- One row per check with its outcome. A figure that is missing leaves a check undecided; it never counts as zero.
with

sides as (select * from {{ ref('int_rule_sides') }}),

ranks as (select * from {{ ref('int_rule_ranks') }}),

missing as (select * from {{ ref('int_rule_missing_terms') }}),

rules as (select * from {{ ref('sum_rules') }}),

compared as (
    select
        sides.*,
        rules.relation,
        rules.severity,
        rules.form_code as rule_form_code,
        rules.when_missing,
        ranks.rank_computed,
        coalesce(ranks.incomplete_row_count, 0) as incomplete_row_count,
        missing.names_zh as missing_names_zh,
        missing.has_absent,
        missing.year_offset as missing_year_offset,
        sides.terms_found < sides.term_count or sides.blank_count > 0 as is_incomplete,
        -- equal: the intervals meet; an excluded upper bound must be passed, not touched
        (
            sides.left_low < sides.right_high
            or (sides.left_low = sides.right_high and sides.right_high_is_open = 0)
        ) and (
            sides.right_low < sides.left_high
            or (sides.right_low = sides.left_high and sides.left_high_is_open = 0)
        ) as is_equal,
        sides.left_low <= sides.right_high as is_at_most,
        -- a rate: 100 x numerator against rate x denominator, so that nothing is divided
        100 * sides.numerator_low <= sides.left_high * case when sides.numerator_low < 0 then sides.denominator_low else sides.denominator_high end
        and 100 * sides.numerator_high >= sides.left_low * case when sides.numerator_high < 0 then sides.denominator_high else sides.denominator_low end
        as is_rate_met,
        100 * abs(sides.numerator_value) >= abs(sides.left_value) * sides.denominator_value
        and 100 * abs(sides.numerator_value) < (abs(sides.left_value) + (sides.left_high - sides.left_low)) * sides.denominator_value
        and sides.numerator_value * sides.left_value >= 0
        and sides.has_approximate = 0
        as is_rate_cut
    from sides
    inner join rules on rules.rule_id = sides.rule_id
    left join ranks on ranks.check_id = sides.check_id
    left join missing on missing.check_id = sides.check_id
    -- a list that ranks nobody isn't asked for its ranks
    where rules.relation <> 'rank' or ranks.stated_rank_count > 0
),

decided as (
    select
        compared.*,
        case
            when kind = 'agreement' and scope_count > 1 then 'undecided'
            when has_contradicted = 1 then 'undecided'
            when relation = 'rank' and (left_value is null or incomplete_row_count > 0) then 'undecided'
            when relation = 'rank' then case when left_value = rank_computed then 'holds' else 'violated' end
            when is_incomplete and when_missing = 'absent_if_equal' and blank_count = 0
                and left_value is not null and right_value is not null and is_equal then 'holds'
            when is_incomplete then 'undecided'
            when relation = 'equal' then case when is_equal then 'holds' else 'violated' end
            when relation = 'at_most' then case when is_at_most then 'holds' else 'violated' end
            when relation = 'rate' and denominator_low <= 0 then 'undecided'
            when relation = 'rate' and is_rate_met then 'holds'
            when relation = 'rate' and is_rate_cut then 'truncated'
            when relation = 'rate' then 'violated'
        end as outcome
    from compared
),

explained as (
    select
        decided.*,
        case
            when outcome = 'holds' and is_incomplete and relation <> 'rank' then 'assumed_absent'
            when outcome = 'holds' then ''
            when outcome = 'truncated' then 'truncated'
            when outcome = 'violated' then case relation
                when 'equal' then 'not_equal'
                when 'at_most' then 'over_bound'
                when 'rank' then 'rank_differs'
                else 'rate_differs'
            end
            when kind = 'agreement' and scope_count > 1 then 'scope_differs'
            when has_contradicted = 1 then 'stated_twice'
            when relation = 'rate' and not is_incomplete then 'denominator_zero'
            when coalesce(has_absent, 0) = 1 and missing_year_offset = -1 then 'prior_year_missing'
            when coalesce(has_absent, 0) = 1 or (relation = 'rank' and blank_count = 0) then 'term_missing'
            else 'term_blank'
        end as reason_code,
        case
            when relation = 'rank' then {{ exact('rank_computed') }}
            when relation = 'rate' and denominator_value > 0 then {{ shown_ratio('100 * numerator_value', 'denominator_value') }}
            when relation = 'rate' then null
            when is_incomplete and outcome = 'undecided' then null
            else {{ exact('right_value') }}
        end as right_shown
    from decided
),

-- Variants named a/1, a/2 ask the same question in other words: the first that is decided speaks.
chosen as (
    select
        explained.*,
        row_number() over (
            partition by
                rule_id, alternative_of, base_document_id, base_period, key_indicator, {{ dimension_columns('key') }}
            order by case when outcome = 'undecided' then 1 else 0 end, variant
        ) as choice_no
    from explained
)

select
    check_id,
    rule_id,
    variant,
    alternative_of,
    kind,
    relation,
    severity,
    rule_form_code,
    base_document_id as document_id,
    base_period as period,
    {{ dimension_text('key', var('rule_dimensions'), leading=[('variant', 'alternative_of'), ('indicator', 'key_indicator')]) }} as scope,
    outcome,
    reason_code,
    missing_names_zh,
    {{ exact('left_value') }} as left_value,
    left_decimals,
    right_shown as right_value
from chosen
where choice_no = 1
