"""What the marts say already of reports that nothing happened to, put beside what is built of a part.

Each entry names a table of the part, which of its rows are not those of a full build, and what stands in their place.
"""

from __future__ import annotations

from typing import NamedTuple


class Others(NamedTuple):
    """Rows of others for one table of the part."""

    name: str
    inexact: str  # which rows of it go first
    rows: str  # a query over the part and the work database


_NOT_OF_PART = "document_id not in (from main.part_documents)"
_NOT_GONE = "document_id not in (from main.gone_documents)"
_NOT_IN_SCOPE = "document_id not in (from main.scope_documents)"

_TOLD = """(
    (organ_id in (from main.told_organs) and period in (select period from main.subjects))
    or organ_id in (from main.changed_circle)
)"""
_NOT_IN_FORMS = "(organ_id, period) not in (select (organ_id, period) from main.scope_forms)"

# Submissions that were not read have no report to depend on: they are all in the part.
SUBMITTED = (
    Others(
        "intermediate.int_submissions",
        f"is_read and {_NOT_IN_SCOPE}",
        f"""
        select
            * exclude (error_count, is_in_force, reason_codes, received_date),
            true as is_read,
            is_in_force as is_latest,
            received_date is not null as is_delivered,
            error_count as blocking_count,
            concat_ws(
                '|',
                case when organ_id = 'UNKNOWN' then document_id else organ_id end, period, form_code,
                case when reporting_scope = 'consolidated' then 'consolidated' else 'own' end
            ) as report_key,
            -- the first arrival of a content goes before its repetitions, whatever their number
            case when list_contains(string_split(reason_codes, ';'), 'repeated') then 2 else 1 end as arrival_no,
            organ_id as subject_organ_id,
            period as subject_period,
            report_kind as subject_report_kind
        from (
            select
                submission_id, document_id, file_name, sender, received_at, received_date, claimed_organ_id,
                claimed_organ_name_zh, claimed_period, organ_id, organ_name_zh, region_code, period, report_kind,
                form_code, reporting_scope, state, is_certified, decided_by, decided_at, reason_codes, error_count,
                is_in_force, documents.published_date
            from work.marts.rpt_submission
            join (select document_id, published_date from work.marts.dim_document) as documents using (document_id)
            where organ_id is not null and {_NOT_IN_SCOPE} and {_TOLD}
        )
        """,
    ),
    Others(
        "marts.rpt_submission",
        f"organ_id is not null and {_NOT_IN_SCOPE}",
        f"select * from work.marts.rpt_submission where organ_id is not null and {_NOT_IN_SCOPE} and {_TOLD}",
    ),
)

# Who has a part in the marts without having sent anything: whoever owes a report, or is waited for by a consolidation.
OF_KNOWN = (
    Others(
        "intermediate.int_reports_due",
        "false",
        """
        select distinct organ_id
        from work.marts.rpt_submission_status
        where
            is_due
            and organ_id in (from main.scope_known)
            and organ_id not in (select organ_id from main.changed_organs)
            and (organ_id, period) not in (select (organ_id, period) from main.scope_states)
        """,
    ),
    Others(
        "intermediate.int_consolidation_members",
        _NOT_IN_FORMS,
        f"""
        select distinct member_organ_id
        from work.marts.rpt_consolidated_member
        where member_organ_id in (from main.scope_known) and {_NOT_IN_FORMS}
        """,
    ),
)

# Lists that may differ: of the organs and periods that figures of touched documents are of, and of their parents.
_RANKED = ("fct_information_submission", "fct_public_interaction")
TOUCHED_LISTS = f"""
    create or replace table main.scope_lists as
    with stated as (
        {
    " union ".join(
        f"select organ_id, period from {schema}.{mart} where document_id in (from main.scope_documents)"
        for mart in _RANKED
        for schema in ("marts", "work.marts")
    )
}
    )
    select organ_id as parent_organ_id, period from stated
    union
    select families.parent_organ_id, stated.period
    from stated
    join main.families as families on families.organ_id = stated.organ_id
"""
_FACTS_OF_OTHERS = " union all by name ".join(
    f"""
    select * from work.marts.{mart}
    where
        is_latest
        and {_NOT_IN_SCOPE}
        and (organ_id, period) in (
            select (parent_organ_id, period) from main.scope_lists
            union
            select (families.organ_id, lists.period)
            from main.scope_lists as lists
            join main.families as families on families.parent_organ_id = lists.parent_organ_id
        )
    """
    for mart in _RANKED
)
OF_PARENTS = (
    Others(
        "intermediate.int_periods",
        "false",
        """
        select * exclude (period_grain), period_grain as grain
        from work.marts.dim_period
        where
            period in (select period from main.scope_lists)
            and period not in (select period from intermediate.int_periods)
        """,
    ),
    Others(
        "intermediate.int_facts",
        _NOT_IN_SCOPE,
        f"""
        select * replace (coalesce(kind_code, '') as kind_code, coalesce(topic_name_zh, '') as topic_name_zh)
        from ({_FACTS_OF_OTHERS})
        """,
    ),
    Others(
        "marts.rpt_certification",
        _NOT_OF_PART,
        f"""
        select certification.*
        from work.marts.rpt_certification as certification
        join main.member_cells as cells using (organ_id, period)
        where {_NOT_OF_PART} and {_NOT_GONE}
        """,
    ),
    Others(
        "marts.rpt_consolidated_source",
        _NOT_OF_PART,
        f"""
        select sources.*
        from work.marts.rpt_consolidated_source as sources
        join main.scope_forms as forms using (organ_id, period)
        where {_NOT_OF_PART} and {_NOT_GONE}
        """,
    ),
    Others(
        "intermediate.int_series_values",
        _NOT_OF_PART,
        f"""
        select
            document_id, indicator_code, dimensions, comparability, comparability_reason_code,
            comparability_note_en as note, value, value_stated
        from work.marts.rpt_series
        where
            {_NOT_OF_PART}
            and document_id in (
                select prior_document_id from intermediate.int_series_reports
                where document_id in (from main.part_documents)
            )
        """,
    ),
)

_REGION = "coalesce(county_organ_id, city_organ_id, province_organ_id, '')"
_PLACE = """
    province_organ_id, province_name_zh, city_organ_id, city_name_zh, county_organ_id, county_name_zh, organ_level
"""
MOVED = f"""
    select organ_id
    from (select organ_id, {_PLACE} from marts.dim_organ union select organ_id, {_PLACE} from work.marts.dim_organ)
    group by organ_id
    having count(*) > 1
    limit 1
"""
_YEARS = """(
    select period, report_year from marts.dim_period
    union select period, report_year from work.marts.dim_period
)"""
# The marts that regions add up, with the year in which they add a row.
_OF_A_YEAR = {
    "rpt_series": "select * from {schema}.rpt_series",
    "rpt_metric": "select * from {schema}.rpt_metric",
    "fct_sum_check": f"select checks.*, years.report_year from {{schema}}.fct_sum_check as checks "
    f"join {_YEARS} as years on years.period = checks.period",
}
_STATED = " union ".join(
    f"select organ_id, report_year from ({rows.format(schema=schema)}) where document_id in (from main.scope_documents)"
    for rows in _OF_A_YEAR.values()
    for schema in ("marts", "work.marts")
)
SCOPE_REGIONS = f"""
    create or replace table main.placed_organs as
    select organ_id, {_REGION} as region_organ_id from marts.dim_organ
    union
    select organ_id, {_REGION} from work.marts.dim_organ;

    create or replace table main.scope_regions as
    select distinct placed.region_organ_id, stated.report_year
    from ({_STATED}) as stated
    join main.placed_organs as placed on placed.organ_id = stated.organ_id;

    create or replace table main.region_years as
    select distinct placed.organ_id, regions.report_year
    from main.scope_regions as regions
    join main.placed_organs as placed using (region_organ_id);
"""
# Reports of a region's year that were not read even thinly: which of them speak in the series is not known then.
UNSEEN = """
    select document_id
    from marts.rpt_metric
    where period_grain = 'year' and is_total and document_id not in (select document_id from raw.raw_documents)
    limit 1
"""
OF_REGIONS = (
    Others(
        "marts.dim_organ",
        "false",
        """
        select *
        from work.marts.dim_organ
        where
            not is_registered
            and organ_id not in (from main.scope_organs)
            and organ_id not in (select organ_id from marts.dim_organ)
        """,
    ),
    Others(
        "marts.dim_period",
        "false",
        """
        select *
        from work.marts.dim_period
        where
            period not in (select period from main.period_counts where mention_count = 0)
            and period not in (select period from marts.dim_period)
        """,
    ),
    *(
        Others(
            f"marts.{mart}",
            _NOT_IN_SCOPE,
            f"""
            select rows.*{" exclude (report_year)" if mart == "fct_sum_check" else ""}
            from ({rows.format(schema="work.marts")}) as rows
            join main.region_years as years
                on years.organ_id = rows.organ_id and years.report_year = rows.report_year
            where {_NOT_IN_SCOPE}
            """,
        )
        for mart, rows in _OF_A_YEAR.items()
    ),
)
