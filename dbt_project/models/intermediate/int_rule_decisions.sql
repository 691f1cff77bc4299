-- One row per question looked at closely, with its outcome. A figure that is missing leaves it undecided; it never counts as zero.
with

sides as (select * from {{ ref('int_rule_sides') }}),

ranks as (select * from {{ ref('int_rule_ranks') }}),

missing as (select * from {{ ref('int_rule_missing_terms') }}),

blanks as (select * from {{ ref('int_rule_blanks') }}),

compared as (
    select
        sides.*,
        ranks.rank_computed,
        coalesce(ranks.incomplete_row_count, 0) as incomplete_row_count,
        missing.names_zh as missing_names_zh,
        missing.has_absent,
        missing.link_reason,
        coalesce(blanks.are_zeros, false) as blanks_are_zeros,
        coalesce(blanks.balances_with_zeros, true) as balances_with_zeros,
        sides.terms_found < sides.term_count or sides.blank_count > 0 as is_incomplete,
        {{ intervals_meet('sides.left', 'sides.right') }} as is_equal,
        {{ interval_reaches('sides.left', 'sides.right') }} as is_at_most,
        -- a rate: 100 x numerator against rate x denominator, so that nothing is divided
        100 * sides.numerator_low <= sides.left_high * case when sides.numerator_low < 0 then sides.denominator_low else sides.denominator_high end
        and 100 * sides.numerator_high >= sides.left_low * case when sides.numerator_high < 0 then sides.denominator_high else sides.denominator_low end
        -- an excluded end of a count must be passed, too
        and not (sides.numerator_high_is_open = 1 and 100 * sides.numerator_high = sides.left_low * case when sides.numerator_high < 0 then sides.denominator_high else sides.denominator_low end)
        and not (sides.denominator_high_is_open = 1 and sides.numerator_low > 0 and 100 * sides.numerator_low = sides.left_high * sides.denominator_high)
        as is_rate_met,
        100 * abs(sides.numerator_value) >= abs(sides.left_value) * sides.denominator_value
        and 100 * abs(sides.numerator_value) < (abs(sides.left_value) + (sides.left_high - sides.left_low)) * sides.denominator_value
        and sides.numerator_value * sides.left_value >= 0
        and sides.has_approximate = 0
        as is_rate_cut
    from sides
    left join ranks on ranks.report_no = sides.report_no and ranks.slot_no = sides.slot_no
    left join missing on missing.report_no = sides.report_no and missing.slot_no = sides.slot_no
    left join blanks on blanks.report_no = sides.report_no and blanks.slot_no = sides.slot_no
    -- a list that ranks nobody isn't asked for its ranks
    where sides.relation <> 'rank' or ranks.stated_rank_count > 0
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
            when blanks_are_zeros then 'holds'
            when is_incomplete then 'undecided'
            when kind = 'agreement' and coalesce(is_scope_unclear, false) and not is_equal then 'undecided'
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
            when outcome = 'holds' and blanks_are_zeros then 'assumed_blank_zero'
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
            when kind = 'agreement' and coalesce(is_scope_unclear, false) and not is_incomplete then 'scope_unclear'
            when relation = 'rate' and not is_incomplete then 'denominator_zero'
            when coalesce(has_absent, 0) = 1 then coalesce(link_reason, 'term_missing')
            when relation = 'rank' and blank_count = 0 then 'term_missing'
            when not balances_with_zeros then 'blank_not_zero'
            else 'term_blank'
        end as reason_code,
        case
            when relation = 'rank' then {{ exact('rank_computed') }}
            when relation = 'rate' and denominator_value > 0 then {{ shown_ratio('100 * numerator_value', 'denominator_value') }}
            when relation = 'rate' then null
            when outcome = 'undecided' and balances_with_zeros and coalesce(link_reason, '') <> 'children_missing' and is_incomplete then null
            else {{ exact('coalesce(right_value, case when blanks_are_zeros then 0 end)') }}
        end as right_shown
    from decided
),

-- Variants named a/1, a/2 ask the same question in other words: the first that is decided speaks.
chosen as (
    select
        explained.*,
        row_number() over (
            partition by report_no, question_no
            order by case when outcome = 'undecided' then 1 else 0 end, term_count - terms_found, alternative_no
        ) as choice_no
    from explained
)

select
    report_no,
    slot_no,
    outcome,
    reason_code,
    missing_names_zh,
    {{ exact('coalesce(left_value, case when blanks_are_zeros then 0 end)') }} as left_value,
    left_decimals,
    right_shown as right_value
from chosen
where choice_no = 1
