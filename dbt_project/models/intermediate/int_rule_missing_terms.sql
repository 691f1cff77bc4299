-- One row per check that lacks a figure: the names of what it lacks, in the order of the rule.
with

sides as (select * from {{ ref('int_rule_sides') }} where terms_found < term_count or blank_count > 0),

terms as (select * from {{ ref('stg_rules__terms') }}),

indicators as (select * from {{ ref('stg_catalogue__indicators') }}),

operands as (
    select check_id, term_no, sum(case when value is null then 1 else 0 end) as blank_count
    from {{ ref('int_rule_scope_operands') }}
    group by check_id, term_no
),

lacking as (
    select
        sides.check_id,
        terms.term_no,
        case when operands.check_id is null then 1 else 0 end as is_absent,
        concat(
            case when terms.year_offset = -1 then '上年' else '' end,
            coalesce(indicators.indicator_name_zh, terms.indicator_pattern),
            case when terms.indicator_match = 'any' and terms.dimensions <> '*' then concat('（', terms.dimensions, '）') else '' end
        ) as name_zh,
        terms.year_offset
    from sides
    inner join terms on terms.rule_id = sides.rule_id and terms.variant = sides.variant
    left join indicators on indicators.indicator_code = terms.indicator_pattern
    left join operands on operands.check_id = sides.check_id and operands.term_no = terms.term_no
    where operands.check_id is null or operands.blank_count > 0
),

named as (
    select
        check_id,
        name_zh,
        min(term_no) as term_no,
        max(is_absent) as is_absent,
        min(year_offset) as year_offset
    from lacking
    group by check_id, name_zh
)

select
    check_id,
    max(is_absent) as has_absent,
    min(year_offset) as year_offset,
    {{ text_list('name_zh', '、', 'term_no') }} as names_zh
from named
group by check_id
