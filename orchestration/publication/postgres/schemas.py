"""The schemas on the server: views of the current version, tables of each kept one, and their readers' rights."""

from __future__ import annotations

import re

import psycopg
from psycopg import sql

HISTORY = "publications"  # one row a switch, in the schema of the views
VERSION_ID = "[0-9a-f]{12}"

# less than PostgreSQL waits before it looks for deadlocks, so that no reader is ever the victim of one
_PATIENCE = "200ms"

_MAKE_VIEWS = """
do $$
declare
    relation record;
    described record;
begin
    for relation in
        select oid, relname from pg_class where relnamespace = to_regnamespace({tables}) and relkind = 'r'
    loop
        execute format(
            'create view %I.%I as select * from %I.%I', {views}, relation.relname, {tables}, relation.relname
        );
        for described in
            select objsubid, description, attname
            from pg_description
            left join pg_attribute on attrelid = objoid and attnum = objsubid and objsubid > 0
            where objoid = relation.oid and classoid = 'pg_class'::regclass
        loop
            if described.objsubid = 0 then
                execute format('comment on view %I.%I is %L', {views}, relation.relname, described.description);
            else
                execute format(
                    'comment on column %I.%I.%I is %L',
                    {views}, relation.relname, described.attname, described.description
                );
            end if;
        end loop;
    end loop;
end $$
"""


def switch_views(connection: psycopg.Connection, schema: str, version_id: str) -> None:
    """Makes views on a version's tables, and gives them the readers' name; within the caller's transaction."""
    views, tables = f"{schema}__next", f"{schema}_{version_id}"
    names = {"views": sql.Identifier(views), "schema": sql.Identifier(schema)}
    connection.execute(sql.SQL("create schema {views}").format(**names))
    connection.execute(sql.SQL(_MAKE_VIEWS).format(views=sql.Literal(views), tables=sql.Literal(tables)))
    history = sql.Identifier(views, HISTORY)
    connection.execute(
        sql.SQL(
            "create table {} (publication_no bigint primary key, version_id text not null,"
            " published_at timestamptz not null)"
        ).format(history)
    )
    if connection.execute("select to_regnamespace(%s)", (schema,)).fetchone() != (None,):
        former = sql.Identifier(schema, HISTORY)
        connection.execute(sql.SQL("insert into {} select * from {}").format(history, former))
        (number,) = connection.execute("select pg_current_xact_id()::text").fetchone()
        retired = sql.Identifier(f"{schema}__former_{number}")
        connection.execute(sql.SQL("alter schema {schema} rename to {}").format(retired, **names))
    connection.execute(
        sql.SQL(
            "insert into {0} select coalesce(max(publication_no), 0) + 1, %s, transaction_timestamp() from {0}"
        ).format(history),
        (version_id,),
    )
    comment = "历次发布，每次一行：One row per publication to this database, rollbacks among them."
    connection.execute(sql.SQL("comment on table {} is {}").format(history, sql.Literal(comment)))
    grant_reading(connection, schema, views)
    connection.execute(sql.SQL("alter schema {views} rename to {schema}").format(**names))


def grant_reading(connection: psycopg.Connection, schema: str, readable: str) -> None:
    """Lets the role of readers select from all of a schema, and do nothing else there."""
    names = {"schema": sql.Identifier(readable), "role": sql.Identifier(f"{schema}_reader")}
    connection.execute(sql.SQL("grant usage on schema {schema} to {role}").format(**names))
    connection.execute(sql.SQL("grant select on all tables in schema {schema} to {role}").format(**names))


def remove_former(connection: psycopg.Connection, schema: str, versions_kept: int) -> tuple[str, ...]:
    """Removes the views of former switches, and all but the versions shown last; the names of those still in use.

    Nothing that others built on them is removed with them, and no reader waits for it.
    """
    rows = connection.execute("select nspname from pg_namespace order by 1").fetchall()
    names = [name for (name,) in rows]
    shown = connection.execute(
        sql.SQL("select version_id from {} group by 1 order by max(publication_no) desc").format(
            sql.Identifier(schema, HISTORY)
        )
    ).fetchall()
    kept = {f"{schema}_{version_id}" for (version_id,) in shown[:versions_kept]}
    views = [name for name in names if re.fullmatch(rf"{schema}__former_\d+", name)]
    versions = [name for name in names if re.fullmatch(f"{schema}_{VERSION_ID}", name) and name not in kept]
    return tuple(name for name in (*views, *versions) if not _drop_unless_used(connection, name))


def _drop_unless_used(connection: psycopg.Connection, name: str) -> bool:
    """False if a reader is at it, or an object of somebody else depends on it."""
    relations = connection.execute(
        "select relname, relkind::text from pg_class"
        " where relnamespace = to_regnamespace(%s) and relkind in ('r', 'v')",
        (name,),
    ).fetchall()
    try:
        with connection.transaction():
            connection.execute(sql.SQL("set local lock_timeout = {}").format(sql.Literal(_PATIENCE)))
            for kind, command in (("v", "drop view {}"), ("r", "drop table {}")):
                wanted = [sql.Identifier(name, relation) for relation, its_kind in relations if its_kind == kind]
                if wanted:
                    connection.execute(sql.SQL(command).format(sql.SQL(", ").join(wanted)))
            connection.execute(sql.SQL("drop schema {}").format(sql.Identifier(name)))
    except (psycopg.errors.LockNotAvailable, psycopg.errors.DependentObjectsStillExist):
        return False
    return True
