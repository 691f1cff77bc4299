-- One row per parent organ, year, role and member: whose reports its consolidated form is made of, and which report of each.
with

organs as (
    select organ_id, max_by(organ_name_zh, last_year) as organ_name_zh, max_by(region_code, last_year) as region_code
    from {{ ref('int_organs_standing') }}
    group by organ_id
),

forms as (select * from {{ ref('stg_forms__official_years') }}),

reported as (
    select distinct documents.organ_id, documents.period, periods.report_year
    from {{ ref('int_documents_resolved') }} as documents
    inner join {{ ref('int_periods') }} as periods on periods.period = documents.period and periods.grain = 'year'
    inner join forms on forms.form_code = documents.form_code
),

-- who is below whom in which years, and owes an annual report or sent one
lines as (
    select
        parent_organ_id as upper_organ_id,
        organ_id as lower_organ_id,
        organ_name_zh as lower_organ_name_zh,
        exemption_reason,
        period,
        report_year
    from {{ ref('int_reports_expected') }}
    where report_kind = 'annual_report'
),

consolidating as (
    {% for end in ['upper', 'lower'] -%}
    select lines.upper_organ_id as organ_id, lines.period, lines.report_year
    from lines
    inner join reported on reported.organ_id = lines.{{ end }}_organ_id and reported.period = lines.period
    {{ 'union' if not loop.last }}
    {% endfor -%}
),

parents as (
    select
        consolidating.organ_id,
        organs.organ_name_zh,
        organs.region_code,
        consolidating.period,
        consolidating.report_year,
        forms.form_code
    from consolidating
    inner join organs on organs.organ_id = consolidating.organ_id
    inner join forms on consolidating.report_year between forms.first_year and forms.last_year
),

-- a child's child, its child, and so on down: province, city, county, town and what is below it
{% for depth in range(1, 4) -%}
below_{{ depth }} as (
    {% if depth == 1 -%}
    select upper_organ_id, lower_organ_id, period from lines
    {%- else -%}
    select upper.upper_organ_id, lines.lower_organ_id, lines.period
    from below_{{ depth - 1 }} as upper
    inner join lines on lines.upper_organ_id = upper.lower_organ_id and lines.period = upper.period
    {%- endif %}
),

{% endfor -%}
below as (
    {% for depth in range(1, 4) -%}
    select * from below_{{ depth }}
    {{ 'union' if not loop.last }}
    {% endfor -%}
),

children as (
    select
        parents.organ_id,
        parents.period,
        lines.lower_organ_id as member_organ_id,
        lines.lower_organ_name_zh as member_name_zh,
        lines.exemption_reason
    from parents
    inner join lines on lines.upper_organ_id = parents.organ_id and lines.period = parents.period
),

-- a child that another child's figures hold already would be counted twice
counted_through as (
    select
        children.organ_id,
        children.period,
        children.member_organ_id,
        min(below.upper_organ_id) as through_organ_id
    from children
    inner join children as others
        on others.organ_id = children.organ_id
        and others.period = children.period
        and others.member_organ_id <> children.member_organ_id
    inner join below
        on below.upper_organ_id = others.member_organ_id
        and below.lower_organ_id = children.member_organ_id
        and below.period = children.period
    group by children.organ_id, children.period, children.member_organ_id
),

having_children as (select distinct upper_organ_id, period from lines),

members as (
    select
        organ_id,
        period,
        'own' as role,
        organ_id as member_organ_id,
        organ_name_zh as member_name_zh,
        'own' as needed_scope,
        '' as exemption_reason
    from parents

    union all

    select organ_id, period, 'reported', organ_id, organ_name_zh, 'consolidated', ''
    from parents

    union all

    select
        children.organ_id,
        children.period,
        'child',
        children.member_organ_id,
        children.member_name_zh,
        -- whether there are departments below an organ is known only once one of them reported
        case when having_children.upper_organ_id is null then 'any' else 'consolidated' end,
        children.exemption_reason
    from children
    left join having_children
        on having_children.upper_organ_id = children.member_organ_id and having_children.period = children.period
)

select
    parents.organ_id,
    parents.organ_name_zh,
    parents.region_code,
    parents.period,
    parents.report_year,
    parents.form_code,
    members.role,
    members.member_organ_id,
    members.member_name_zh,
    members.needed_scope,
    members.exemption_reason,
    coalesce(counted_through.through_organ_id, '') as through_organ_id
from parents
inner join members on members.organ_id = parents.organ_id and members.period = parents.period
left join counted_through
    on members.role = 'child'
    and counted_through.organ_id = members.organ_id
    and counted_through.period = members.period
    and counted_through.member_organ_id = members.member_organ_id
