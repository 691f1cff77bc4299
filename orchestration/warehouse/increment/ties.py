"""The ties between cells as SQL: statements that begin with ``ASKED`` follow them from the cells that are asked about.

They read ``main.directory``, ``main.periods`` and ``main.families``, which the family of reports lays out.
"""

BASES = """
    select distinct directory.organ_id, directory.period
    from asked
    join main.directory as directory on directory.organ_id = asked.organ_id
    where
        directory.prior_year_period = asked.period
        or (
            directory.period_start_date <= asked.period_start_date
            and directory.period_end_date >= asked.period_end_date
        )
    union
    select families.parent_organ_id, asked.period
    from asked
    join main.families as families on families.organ_id = asked.organ_id
"""
READS = """
    select distinct directory.organ_id, directory.period
    from asked
    join main.directory as directory on directory.organ_id = asked.organ_id
    where
        directory.period = asked.prior_year_period
        or (
            directory.period_start_date >= asked.period_start_date
            and directory.period_end_date <= asked.period_end_date
        )
    union
    select families.organ_id, asked.period
    from asked
    join main.directory as directory
        on directory.organ_id = asked.organ_id
        and directory.period = asked.period
        and directory.reporting_scope = 'consolidated'
    join main.families as families on families.parent_organ_id = asked.organ_id
"""
ABOVE = """,
    lines as (
        select organ_id, period, 0 as height from asked
        union
        select families.parent_organ_id, lines.period, lines.height + 1
        from lines
        join main.families as families on families.organ_id = lines.organ_id
        where lines.height < 5
    )
    select distinct organ_id, period from lines
"""
# Of the third step down only those count who are above an organ with several parents: it may be counted through them.
BELOW = """,
    several as (select organ_id from main.families group by organ_id having count(*) > 1),
    lines as (
        select organ_id, period, 0 as depth from asked
        union
        select families.organ_id, lines.period, lines.depth + 1
        from lines
        join main.families as families on families.parent_organ_id = lines.organ_id
        where
            lines.depth < 2
            or (
                lines.depth = 2
                and families.organ_id in (
                    select parent_organ_id from main.families where organ_id in (from several)
                )
            )
    )
    select distinct organ_id, period from lines
"""
FORMS = """
    select families.parent_organ_id, directory.period
    from main.families as families
    join main.directory as directory on directory.organ_id = families.organ_id
    where families.parent_organ_id in (from main.asked_organs) and directory.period like '____'
    union
    select organ_id, period from main.directory where organ_id in (from main.asked_organs) and period like '____'
    union
    select organ_id, period from work.marts.rpt_consolidated_member where organ_id in (from main.asked_organs)
"""
ALONE = """
    select distinct families.parent_organ_id, periods.period
    from main.families as families
    join main.periods as periods on periods.period like '____'
    left join work.marts.rpt_consolidated_member as members
        on members.organ_id = families.parent_organ_id
        and members.period = periods.period
        and members.role = 'child'
        and members.member_organ_id not in (from main.asked_organs)
    where families.organ_id in (from main.asked_organs) and members.organ_id is null
"""
ASKED = """
    with recursive asked as (
        select cells.organ_id, cells.period, periods.* exclude (period)
        from main.asked_cells as cells
        left join main.periods as periods on periods.period = cells.period
    )
"""
