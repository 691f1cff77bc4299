"""The rows of the work database that a part is made of: raw rows and checks of its documents, each read once.

A part only becomes larger while it is closed, so what was read for it stays.
"""

from __future__ import annotations

import duckdb

from orchestration.warehouse.increment.family import Cells, Family
from orchestration.warehouse.increment.held import UNREAD
from orchestration.warehouse.raw_store import RAW_TABLES

_THIN = ("raw_documents", "raw_organ_names", "raw_arrivals")  # of documents that only have to be there
# The checks of the part as they stand and what they speak of, each looked up once: no table of the marts is larger.
# By documents first: these are few, and tell the engine which rows it needn't decode.
_HELD = """
    create or replace temp table asked_checks as
    select *, rowid as work_row
    from work.marts.fct_sum_check
    where
        document_id in (from main.held_wanted)
        and organ_id in (
            select organ_id from work.marts.dim_document where document_id in (from main.held_wanted)
        );

    create or replace temp table asked_operands as
    select *, rowid as work_row
    from work.marts.fct_sum_check_operand
    where document_id in (from main.spoken_documents);

    create table if not exists main.held_checks as from asked_checks limit 0;
    create table if not exists main.held_operands as from asked_operands limit 0;
    insert into main.held_checks from asked_checks;
    insert into main.held_operands
    from asked_operands where check_id in (select check_id from asked_checks);
    insert into main.held_documents from main.held_wanted;
"""
# What is to be read now and was not read before; the part never becomes smaller.
_WANTED = """
    create or replace table main.full_wanted as
    (from main.read_documents except from main.gone_documents) except from main.full_loaded;

    create or replace table main.thin_wanted as
    (
        (
            from main.read_documents union from main.kin_documents union from main.unnamed_documents
            union from main.region_documents union from main.money_documents
        )
        except from main.gone_documents
    )
    except from main.thin_loaded;

    create or replace table main.amounts_wanted as
    ((from main.money_documents except from main.gone_documents) except from main.full_loaded)
    except from main.amounts_loaded;
"""
_LOADED = """
    insert into main.full_loaded from main.full_wanted;
    insert into main.thin_loaded from main.thin_wanted;
    insert into main.amounts_loaded from main.amounts_wanted;
"""
_AMOUNTS = """
    delete from raw.raw_observations
    where document_id in (from main.full_wanted) and document_id in (from main.amounts_loaded);

    insert into raw.raw_observations
    from work.raw.raw_observations
    where
        document_id in (from main.amounts_wanted)
        and document_id not in (from main.full_wanted)
        and indicator_code in (select indicator_code from work.seeds.money_scales)
"""
_OF_NO_REPORT = """
    insert into raw.raw_standing_organs from work.raw.raw_standing_organs;

    insert into raw.raw_quarantine
    from work.raw.raw_quarantine where document_id not in (from main.gone_documents);

    insert into raw.raw_arrivals
    from work.raw.raw_arrivals
    where
        document_id in (
            from main.gone_documents
            union select document_id from work.marts.rpt_submission where organ_id is null
        )
        and submission_id not in (from main.gone_submissions);

    -- who is there is told by all documents; beside that, each that is read tells whom it names
    insert into raw.raw_organs by name
    select '' as document_id, * exclude (mention_count) from main.mentions where mention_count > 0
"""
_ONCE = ("raw_standing_organs", "raw_quarantine", "raw_submission_decisions")  # not read by document


def look_up_held(connection: duckdb.DuckDBPyConnection, family: Family, cells: Cells) -> None:
    """Make ``main.held_checks`` and ``main.held_operands`` whole for the documents of the cells and those that go."""
    family.name_documents("spoken_documents", family.reads(cells) | family.kin(cells))
    connection.execute("insert into main.spoken_documents from main.gone_documents")
    connection.execute("""
        create table if not exists main.held_documents (document_id varchar);
        create or replace table main.held_wanted as
        (from main.part_documents union from main.gone_documents) except from main.held_documents
    """)
    connection.execute(_HELD)


def load_rows(connection: duckdb.DuckDBPyConnection, *, is_first: bool) -> None:
    """Bring the schema ``raw`` to the documents that are to be read; what is there stays."""
    if is_first:
        connection.execute("create schema raw")
        for table in RAW_TABLES:
            connection.execute(f"create table raw.{table} as from incoming.{table}")
        connection.execute(_OF_NO_REPORT)
        for what in ("full", "thin", "amounts"):
            connection.execute(f"create table main.{what}_loaded (document_id varchar)")
    connection.execute(_WANTED)
    connection.execute(_AMOUNTS)
    for table in RAW_TABLES:
        if table not in UNREAD and table not in _ONCE:
            wanted = "thin" if table in _THIN else "full"
            rest = "and submission_id not in (from main.gone_submissions)" if table == "raw_arrivals" else ""
            connection.execute(
                f"insert into raw.{table} from work.raw.{table} where document_id in (from main.{wanted}_wanted) {rest}"
            )
    connection.execute(_LOADED)
