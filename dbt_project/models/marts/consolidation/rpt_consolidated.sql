with

members as (select * from {{ ref('rpt_consolidated_member') }} where status <> 'refused'),

sources as (select * from {{ ref('rpt_consolidated_source') }}),

cells as (select * from {{ ref('int_consolidated_cells') }}),

-- every member owes every cell of the form of the year
owed as (
    select
        members.organ_id,
        members.period,
        members.form_code,
        cells.indicator_code,
        cells.dimensions,
        members.role,
        members.member_organ_id,
        members.member_name_zh,
        sources.value_counted,
        sources.value_low,
        sources.value_high,
        case
            when members.status = 'counted' and sources.value_counted is null then 'incomplete'
            else members.status
        end as status
    from members
    inner join cells on cells.form_code = members.form_code
    left join sources
        on sources.document_id = members.document_id
        and sources.organ_id = members.organ_id
        and sources.period = members.period
        and sources.role = members.role
        and sources.indicator_code = cells.indicator_code
        and sources.dimensions = cells.dimensions
),

summed as (
    select
        organ_id,
        period,
        form_code,
        indicator_code,
        dimensions,
        max(case when role = 'own' and status = 'counted' then value_counted end) as value_own,
        max(case when role = 'own' then status end) as own_status,
        sum(case when role = 'child' and status = 'counted' then value_counted end) as value_children,
        -- what there is; it claims to be the whole only where nothing is left open
        sum(case when role <> 'reported' and status = 'counted' then value_counted end) as value_found,
        sum(case when role <> 'reported' and status = 'counted' then value_low end) as found_low,
        sum(case when role <> 'reported' and status = 'counted' then value_high end) as found_high,
        sum(case when role <> 'reported' and status <> 'counted' then 1 else 0 end) as open_count,
        max(case when role = 'reported' then value_counted end) as value_reported,
        max(case when role = 'reported' then status end) as reported_status,
        sum(case when role = 'child' then 1 else 0 end) as children_expected_count,
        {% for status in ['counted', 'missing', 'uncertified', 'incomplete'] -%}
        sum(case when role = 'child' and status = '{{ status }}' then 1 else 0 end) as children_{{ status }}_count{{ ',' if not loop.last }}
        {% endfor %}
    from owed
    group by organ_id, period, form_code, indicator_code, dimensions
),

-- names are listed apart from the sums: once a family, and once a cell only where a child doesn't state it
parents as (
    select
        organ_id,
        period,
        max(organ_name_zh) as organ_name_zh,
        max(region_code) as region_code,
        {% for status in ['missing', 'uncertified'] -%}
        {{ text_list("case when role = 'child' and status = '" ~ status ~ "' then member_name_zh end", '、', 'member_organ_id') }} as children_{{ status }}_names_zh{{ ',' if not loop.last }}
        {% endfor %}
    from members
    group by organ_id, period
),

incomplete as (
    select
        organ_id,
        period,
        indicator_code,
        dimensions,
        {{ text_list('member_name_zh', '、', 'member_organ_id') }} as children_incomplete_names_zh
    from owed
    where role = 'child' and status = 'incomplete'
    group by organ_id, period, indicator_code, dimensions
),

described as (
    select
        summed.*,
        parents.organ_name_zh,
        parents.region_code,
        parents.children_missing_names_zh,
        parents.children_uncertified_names_zh,
        incomplete.children_incomplete_names_zh,
        cells.indicator_name_zh,
        cells.unit,
        cells.is_signed
    from summed
    inner join parents on parents.organ_id = summed.organ_id and parents.period = summed.period
    inner join cells
        on cells.form_code = summed.form_code
        and cells.indicator_code = summed.indicator_code
        and cells.dimensions = summed.dimensions
    left join incomplete
        on incomplete.organ_id = summed.organ_id
        and incomplete.period = summed.period
        and incomplete.indicator_code = summed.indicator_code
        and incomplete.dimensions = summed.dimensions
),

compared as (
    select
        described.*,
        open_count = 0 as is_complete,
        case when value_found is null then value_reported else value_reported - value_found end as value_gap,
        -- the parent's certified figure and what was found can't both be right
        reported_status = 'counted'
        and case
            when open_count = 0 then value_reported < found_low or value_reported > found_high
            else not is_signed and coalesce(value_reported < found_low, false)
        end as is_contested
    from described
),

bounded as (
    select
        compared.*,
        case
            when is_contested then 'contested'
            when is_complete then 'none'
            when reported_status = 'counted' then 'reported'
            else 'count'
        end as interval_basis
    from compared
),

filled as (
    select
        bounded.*,
        case
            when is_complete then null
            when interval_basis = 'reported' and found_high is null then value_reported
            when interval_basis = 'reported' and is_signed then value_reported - found_high
            when interval_basis = 'reported' then greatest(value_reported - found_high, {{ exact('0') }})
            when not is_signed then {{ exact('0') }}
        end as missing_low,
        case
            when is_complete then null
            when interval_basis = 'reported' and found_low is null then value_reported
            when interval_basis = 'reported' then value_reported - found_low
        end as missing_high,
        case
            when interval_basis = 'contested' then least(found_low, value_reported)
            when is_complete then found_low
            when interval_basis = 'reported' then value_reported
            when not is_signed then coalesce(found_low, 0)
        end as whole_low,
        case
            when interval_basis = 'contested' and is_complete then greatest(found_high, value_reported)
            when is_complete then found_high
            when interval_basis = 'reported' then value_reported
        end as whole_high
    from bounded
)

select
    organ_id,
    organ_name_zh,
    region_code,
    period,
    form_code,
    indicator_code,
    indicator_name_zh,
    dimensions,
    unit,
    {{ exact('value_own') }} as value_own,
    own_status,
    {{ exact('value_children') }} as value_children,
    {{ exact('value_found') }} as value_found,
    case when is_complete then {{ exact('value_found') }} end as value_consolidated,
    {{ exact('value_reported') }} as value_reported,
    reported_status,
    {{ exact('value_gap') }} as value_gap,
    is_complete,
    {{ exact('whole_low') }} as total_low,
    {{ exact('whole_high') }} as total_high,
    {{ exact('missing_low') }} as missing_low,
    {{ exact('missing_high') }} as missing_high,
    interval_basis,
    {% for status in ['expected', 'counted', 'missing', 'uncertified', 'incomplete'] -%}
    cast(children_{{ status }}_count as integer) as children_{{ status }}_count,
    {% endfor -%}
    {% for status in ['missing', 'uncertified', 'incomplete'] -%}
    coalesce(children_{{ status }}_names_zh, '') as children_{{ status }}_names_zh{{ ',' if not loop.last }}
    {% endfor %}
from filled
