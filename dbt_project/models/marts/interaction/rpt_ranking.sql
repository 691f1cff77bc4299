with

rankings as (select * from {{ ref('rankings') }}),

periods as (select * from {{ ref('int_periods') }}),

organs as (select * from {{ ref('int_organs') }}),

-- the keys of a ranking are those of its rule
keys as (
    select
        rankings.ranking_code,
        terms.indicator_pattern as indicator_code,
        terms.sort_sign,
        row_number() over (partition by rankings.ranking_code order by terms.term_no) as key_no,
        count(*) over (partition by rankings.ranking_code) as key_count
    from {{ ref('stg_rules__terms') }} as terms
    inner join rankings on rankings.rule_id = terms.rule_id
    where terms.sort_sign is not null
),

ranks as (
    select rankings.ranking_code, terms.indicator_pattern as indicator_code
    from {{ ref('stg_rules__terms') }} as terms
    inner join rankings on rankings.rule_id = terms.rule_id
    where terms.side = 'left'
),

wanted as (
    select ranking_code, indicator_code from keys
    union
    select ranking_code, indicator_code from ranks
    union
    select ranking_code, rate_code from rankings
),

figures as (
    select
        facts.*,
        wanted.ranking_code
    from {{ ref('int_facts') }} as facts
    inner join wanted on wanted.indicator_code = facts.indicator_code
    where
        facts.is_latest
        and facts.unit_role in ('each', 'overall')
        and facts.kind_code = ''
        and facts.topic_name_zh = ''
),

-- Who is below whom, by the years of the registry.
lines as (
    select
        children.organ_id as member_organ_id,
        parents.organ_id,
        parents.organ_name_zh,
        parents.region_code,
        periods.period
    from organs as children
    inner join organs as parents on parents.organ_id = children.parent_organ_id and parents.organ_id <> children.organ_id
    inner join periods
        on periods.report_year between cast(coalesce(nullif(children.valid_from, ''), '0') as integer)
        and cast(coalesce(nullif(children.valid_to, ''), '9999') as integer)
),

-- The units of a report's own list, and the organs right below one with what each states of itself.
members as (
    select
        organ_id,
        organ_name_zh,
        region_code,
        period,
        ranking_code,
        'units' as list_kind,
        unit_group_code,
        '' as member_organ_id,
        unit_organ_name_zh as member_name_zh,
        document_id,
        form_code,
        is_certified,
        indicator_code,
        value_accepted as value,
        place
    from figures
    where unit_role = 'each'

    union all

    select
        lines.organ_id,
        lines.organ_name_zh,
        lines.region_code,
        figures.period,
        figures.ranking_code,
        'organs' as list_kind,
        '' as unit_group_code,
        lines.member_organ_id,
        figures.organ_name_zh as member_name_zh,
        figures.document_id,
        figures.form_code,
        figures.is_certified,
        figures.indicator_code,
        figures.value_accepted as value,
        figures.place
    from figures
    inner join lines on lines.member_organ_id = figures.organ_id and lines.period = figures.period
    where figures.unit_role = 'overall'
),

gathered as (
    select
        members.organ_id,
        members.organ_name_zh,
        members.region_code,
        members.period,
        members.ranking_code,
        members.list_kind,
        members.unit_group_code,
        members.member_organ_id,
        members.member_name_zh,
        members.document_id,
        members.form_code,
        members.is_certified,
        max(keys.key_count) as key_count,
        sum(case when keys.key_no is not null and members.value is not null then 1 else 0 end) as keys_found,
        {% for no in [1, 2, 3] -%}
        max(case when keys.key_no = {{ no }} then members.indicator_code end) as key_{{ no }}_indicator_code,
        {{ exact('max(case when keys.key_no = ' ~ no ~ ' then members.value end)') }} as key_{{ no }}_value,
        max(case when keys.key_no = {{ no }} then keys.sort_sign end) as key_{{ no }}_sign,
        {% endfor -%}
        max(case when members.indicator_code = rankings.numerator_code then members.value end) as numerator,
        max(case when members.indicator_code = rankings.denominator_code then members.value end) as denominator,
        {{ exact('max(case when members.indicator_code = rankings.rate_code then members.value end)') }} as rate_stated,
        cast(max(case when ranks.indicator_code is not null then members.value end) as integer) as rank_stated,
        coalesce(min(case when keys.key_no = 1 then members.place end), min(members.place)) as place
    from members
    inner join rankings on rankings.ranking_code = members.ranking_code
    left join keys on keys.ranking_code = members.ranking_code and keys.indicator_code = members.indicator_code
    left join ranks on ranks.ranking_code = members.ranking_code and ranks.indicator_code = members.indicator_code
    group by
        members.organ_id, members.organ_name_zh, members.region_code, members.period, members.ranking_code,
        members.list_kind, members.unit_group_code, members.member_organ_id, members.member_name_zh,
        members.document_id, members.form_code, members.is_certified
),

-- An organ that states one figure in several reports is listed once: a bulletin speaks before other forms.
chosen as (
    select
        *,
        row_number() over (
            partition by organ_id, period, ranking_code, list_kind, member_organ_id,
            case when list_kind = 'units' then concat(document_id, '/', unit_group_code, '/', member_name_zh) else '' end
            order by keys_found desc, case when form_code = 'BULLETIN' then 0 else 1 end, document_id
        ) as choice_no
    from gathered
    where keys_found > 0 or list_kind = 'units'
),

lists as (
    select
        *,
        keys_found = key_count as has_all_keys,
        concat(
            organ_id, '/', period, '/', ranking_code, '/', list_kind, '/',
            case when list_kind = 'units' then concat(document_id, '/', unit_group_code) else '' end
        ) as list_key
    from chosen
    where choice_no = 1
),

ranked as (
    select
        *,
        rank() over (
            partition by list_key, has_all_keys
            order by key_1_sign * key_1_value, key_2_sign * key_2_value, key_3_sign * key_3_value
        ) as place_no,
        count(*) over (partition by list_key, has_all_keys, key_1_value, key_2_value, key_3_value) as alike_count,
        count(*) over (partition by list_key) as member_count,
        sum(case when has_all_keys then 0 else 1 end) over (partition by list_key) as unranked_count
    from lists
),

final as (
    select
        ranked.organ_id,
        ranked.organ_name_zh,
        ranked.region_code,
        ranked.period,
        periods.period_start_date,
        periods.period_end_date,
        ranked.ranking_code,
        rankings.name_zh as ranking_name_zh,
        rankings.rule_id,
        ranked.list_kind,
        ranked.unit_group_code,
        ranked.member_organ_id,
        ranked.member_name_zh,
        {% for no in [1, 2, 3] -%}
        ranked.key_{{ no }}_indicator_code,
        ranked.key_{{ no }}_value,
        {% endfor -%}
        rankings.rate_code as rate_indicator_code,
        ranked.rate_stated,
        case
            when ranked.denominator > 0 and ranked.numerator >= 0
                then {{ exact_percent('ranked.numerator', 'ranked.denominator') }}
        end as rate_computed_pct,
        case when ranked.has_all_keys then cast(ranked.place_no as integer) end as rank_computed,
        ranked.rank_stated,
        ranked.has_all_keys and ranked.alike_count > 1 as is_tied,
        cast(ranked.member_count as integer) as member_count,
        cast(ranked.unranked_count as integer) as unranked_count,
        ranked.is_certified,
        ranked.document_id,
        ranked.place
    from ranked
    inner join rankings on rankings.ranking_code = ranked.ranking_code
    inner join periods on periods.period = ranked.period
)

select * from final
