"""What a full build leaves for updates in the schema ``held`` of the work database: what it was made with, and counts.

The marts and raw tables themselves are the state; held beside them is only what can't be told from a part of them:

    held.basis            one row: the fingerprint of seeds, models and code; the version that was published from it
    held.organ_mentions   one row per organ and relation as documents name it, with how many do
    held.period_mentions  one row per period, with how many documents speak of it
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb

from orchestration.warehouse.models import models_fingerprint

OF_EVERY_YEAR = ("raw_arrivals", "raw_submission_decisions", "raw_standing_organs")  # raw tables without documents
UNREAD = ("raw_cells", "raw_passages")  # raw tables that no model reads
# Members of archives that were refused go by the hash of their archive.
REFUSED = "(select document_id from work.raw.raw_arrivals where archive_document_id = document_id)"
_ROOMS = ("contracts", "domain", "extraction", "landing", "readers", "reconciliation", "reference", "warehouse")
_MOST_MEMORY = "2GB"  # while the marts are laid in order
_ROW_GROUP = 122_880  # rows that the engine keeps together
_KEPT_TOGETHER = ("organ_id", "region_organ_id", "document_id")  # the first of them that a mart has
_MENTION = "relation, organ_id, organ_name_zh, kind, level, region_code, parent_organ_id, valid_from, valid_to, source"


def work_fingerprint(seeds_dir: Path, dbt_dir: Path) -> str:
    """Seeds, models and the code that reads documents, in one hash: a work database of another one is built anew."""
    digest = hashlib.sha256(models_fingerprint(dbt_dir).encode())
    rooms = Path(__file__).resolve().parents[2]
    code = (path for room in _ROOMS for path in (rooms / room).rglob("*.py"))
    for path in (*sorted(code), *sorted(seeds_dir.rglob("*.csv"))):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def remember_build(work_db: Path, fingerprint: str) -> None:
    """Note after a full build what its marts are made of, so that updates can go on from them."""
    with duckdb.connect(str(work_db), config={"memory_limit": _MOST_MEMORY}) as connection:
        _lay_in_order(connection)
        connection.execute("create schema if not exists held")
        connection.execute(
            f"create or replace table held.organ_mentions as "
            f"select {_MENTION}, count(*) as mention_count from raw.raw_organs group by all"
        )
        connection.execute(
            "create or replace table held.period_mentions as "
            "select period, count(distinct document_id) as mention_count from intermediate.int_reports group by all"
        )
        connection.execute(
            "create or replace table held.basis as select ? as fingerprint, '' as version_id", [fingerprint]
        )


def _lay_in_order(connection: duckdb.DuckDBPyConnection) -> None:
    """Let the rows of one organ, or of one document, lie together, so that an update need not decode those of others.

    A table that fits into one row group is left as it is: all of it is read at once anyway.
    """
    connection.execute("set preserve_insertion_order = true")
    large = connection.execute(
        "select table_name from duckdb_tables() where schema_name = 'marts' and estimated_size > ? order by all",
        [_ROW_GROUP],
    ).fetchall()
    for (mart,) in large:
        columns = {name for name, *_ in connection.execute(f"describe marts.{mart}").fetchall()}
        if order := next((key for key in _KEPT_TOGETHER if key in columns), None):
            connection.execute("drop table if exists marts.in_order")
            connection.execute(f"create table marts.in_order as from marts.{mart} order by {order}")
            connection.execute(f"drop table marts.{mart}")
            connection.execute(f"alter table marts.in_order rename to {mart}")


def remember_publication(work_db: Path, version_id: str) -> None:
    """Note which published version holds the marts of the work database, if updates can go on from them."""
    with duckdb.connect(str(work_db)) as connection:
        if _has_basis(connection, "current_database()"):
            connection.execute("update held.basis set version_id = ?", [version_id])


def published_version(connection: duckdb.DuckDBPyConnection) -> str:
    """The version that was published from the attached work database; blank if its marts were not published."""
    (version_id,) = connection.execute("select version_id from work.held.basis").fetchone()
    return str(version_id)


def why_not(connection: duckdb.DuckDBPyConnection, fingerprint: str) -> str:
    """Why the attached work database can't be updated, in a sentence; blank if it can."""
    if not _has_basis(connection, "'work'"):
        return "The work database holds no finished build."
    (made_with,) = connection.execute("select fingerprint from work.held.basis").fetchone()
    return "" if made_with == fingerprint else "Seeds, models or code have changed since the last build."


def can_update(work_db: Path, fingerprint: str) -> bool:
    """True if the work database is at rest and an update can go on from it."""
    if not work_db.is_file():
        return False
    try:
        with duckdb.connect() as connection:
            connection.execute("attach '" + str(work_db).replace("'", "''") + "' as work (read_only)")
            return not why_not(connection, fingerprint)
    except duckdb.IOException:
        return False


def take_in_mentions(connection: duckdb.DuckDBPyConnection) -> None:
    """Put the counts as they are with the update, ``main.mentions`` and ``main.period_counts``, in place of the old."""
    connection.execute("delete from work.held.organ_mentions where organ_id in (from main.scope_organs)")
    connection.execute(
        f"insert into work.held.organ_mentions select {_MENTION}, mention_count from main.mentions "
        "where mention_count > 0 and organ_id in (from main.scope_organs)"
    )
    connection.execute("delete from work.held.period_mentions where period in (select period from main.period_counts)")
    connection.execute("insert into work.held.period_mentions from main.period_counts where mention_count > 0")


def count_mentions(connection: duckdb.DuckDBPyConnection) -> None:
    """Make ``main.mentions`` and ``main.period_counts``: the counts without what is gone, and with what is new.

    Needs ``main.gone_documents``, and the rows of the new documents in the schema ``incoming``. Periods are those that
    either speaks of; organs are all.
    """
    gone = "where document_id in (select document_id from main.gone_documents)"
    connection.execute(f"""
        create or replace table main.mentions as
        select {_MENTION}, cast(sum(mention_count) as bigint) as mention_count
        from (
            select {_MENTION}, mention_count from work.held.organ_mentions
            union all select {_MENTION}, 1 from incoming.raw_organs
            union all select {_MENTION}, -1 from work.raw.raw_organs {gone}
        )
        group by all
    """)
    connection.execute(f"""
        create or replace table main.period_counts as
        with spoken as (
            select document_id, period, 1 as change from incoming.raw_documents
            union select document_id, period, 1 from incoming.raw_observations
            union select document_id, period, -1 from work.raw.raw_documents {gone}
            union select document_id, period, -1 from work.raw.raw_observations {gone}
        ),
        changed as (select period, sum(change) as change from spoken where period <> '' group by period)
        select period, cast(coalesce(mention_count, 0) + change as bigint) as mention_count
        from changed left join work.held.period_mentions using (period)
    """)


def _has_basis(connection: duckdb.DuckDBPyConnection, database: str) -> bool:
    found = connection.execute(
        f"select 1 from duckdb_tables() where database_name = {database} and schema_name = 'held' "
        "and table_name = 'basis'"
    ).fetchone()
    return found is not None
