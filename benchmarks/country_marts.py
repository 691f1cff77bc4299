"""The marts of a whole country, made of those of a small one by SQL, without a document being read.

A small synthetic country is built as always. Its marts are then given to the organs of a country of 31 provinces, 341
cities, 2,728 counties and their departments: each organ gets all rows of one of the organs that report, under ids of
its own that agree between the marts, its figures times a factor of its own. Schemas are those of the marts.
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from orchestration.publication.publisher import reading_order
from orchestration.settings import Settings
from orchestration.warehouse.models import build_models, compiled_nodes

ORGANS_A_PROVINCE = 1300  # a province, 11 cities and 88 counties, each with 12 departments

_ORGANS = """
create or replace table country_organs as
with
reporting as (
    select organ_id as pattern_id, row_number() over (order by organ_id) - 1 as pattern_no
    from (select distinct organ_id from base.dim_document where form_code in ('NF2014', 'NF2019', 'NF2021'))
),
regions as (
    select 11 + province as province, city, county
    from range({provinces}) as provinces(province), range(12) as cities(city), range(9) as counties(county)
    where city > 0 or county = 0
),
organs as (
    select
        *, printf('%02d%02d%02d', province, city, county) as region_code,
        case when county > 0 then 'county' when city > 0 then 'city' else 'province' end as organ_level
    from regions, range(13) as departments(department)
),
named as (
    select
        *, concat('G', region_code, if(department > 0, printf('-D%02d', department), '')) as organ_id,
        row_number() over (order by region_code, department) - 1 as organ_no
    from organs
)
select
    organ_no, organ_id, region_code, organ_level, if(department > 0, 'department', 'government') as organ_kind,
    concat('第', region_code, '号', if(department > 0, printf('第%d局', department), '地方')) as organ_name_zh,
    case
        when department > 0 then concat('G', region_code)
        when county > 0 then printf('G%02d%02d00', province, city)
        when city > 0 then printf('G%02d0000', province)
    end as parent_organ_id,
    printf('G%02d0000', province) as province_organ_id, printf('第%02d省', province) as province_name_zh,
    if(city > 0, printf('G%02d%02d00', province, city), null) as city_organ_id,
    if(city > 0, printf('第%02d%02d市', province, city), '省本级') as city_name_zh,
    if(county > 0, concat('G', region_code), null) as county_organ_id,
    if(county > 0, concat('第', region_code, '县'), '本级') as county_name_zh, true as is_registered,
    1 + organ_no % 97 as factor, pattern_id, substr(md5(cast(organ_no as varchar)), 1, 16) as number_hex
from named
inner join reporting on pattern_no = organ_no % (select count(*) from reporting)
where organ_no < {organs}
"""
_HASHED = ("observation_id", "check_id", "set_id", "document_id")  # their first characters become the organ's number
_NUMBER_LENGTH = 16
_OF_THE_ORGAN = (
    "organ_id", "organ_name_zh", "region_code", "organ_level", "province_name_zh", "city_name_zh", "county_name_zh",
)  # fmt: skip
_SCALED = ("value_reported", "value_derived", "value_accepted", "value_low", "value_high", "value", "value_prior")


def attach_base(connection: duckdb.DuckDBPyConnection, database: Path, organs: int) -> int:
    """Attaches the published small country as `base`, and lists the organs of the large one; how many they are."""
    connection.execute(f"attach '{database}' as small (read_only)")
    connection.execute("create schema base")
    for (name,) in connection.execute(
        "select table_name from duckdb_tables() where database_name = 'small' and schema_name = 'main'"
    ).fetchall():
        connection.execute(f"create view base.{name} as from small.main.{name}")
    connection.execute(_ORGANS.format(provinces=-(-organs // ORGANS_A_PROVINCE), organs=organs))
    return connection.execute("select count(*) from country_organs").fetchone()[0]


def list_marts(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The names of the marts, those of the small country."""
    rows = connection.execute(
        "select view_name from duckdb_views() where schema_name = 'base' and not internal order by 1"
    ).fetchall()
    return [name for (name,) in rows]


def country_rows(connection: duckdb.DuckDBPyConnection, mart: str, first: int, end: int) -> str:
    """The query of a mart's rows of the organs numbered from `first` to before `end`."""
    columns = {name: kind for name, kind, *_ in connection.execute(f"describe base.{mart}").fetchall()}
    wanted = f"organs.organ_no >= {first} and organs.organ_no < {end}"
    if mart == "dim_organ":
        known = {name for name, *_ in connection.execute("describe country_organs").fetchall()}
        named = [name if name in known else f"cast(null as {kind}) as {name}" for name, kind in columns.items()]
        return f"select {', '.join(named)} from country_organs as organs where {wanted}"
    if "organ_id" in columns:
        source = f"base.{mart} as rows inner join country_organs as organs on organs.pattern_id = rows.organ_id"
    elif "document_id" in columns:
        source = f"""
            base.{mart} as rows
            inner join base.dim_document as documents on documents.document_id = rows.document_id
            inner join country_organs as organs on organs.pattern_id = documents.organ_id
        """
    else:
        return f"select * from base.{mart} where {first} = 0"
    changed = [_changed(name, kind) for name, kind in columns.items()]
    return f"select {', '.join(changed)} from {source} where {wanted}"


def write_country(
    database: Path, base: Path, organs: int, asked: str, keys: dict[str, tuple[str, ...]], settings: Settings
) -> int:
    """Writes the marts that SQL asks into schema ``marts`` of a new database, in the order of publication.

    A province at a time, since none knows of another. Roll-ups over regions are made by their own models of marts that
    are not kept.

    Returns:
        Rows in all.
    """
    nodes = compiled_nodes(settings.dbt_dir)
    with duckdb.connect(config={"threads": 2, "memory_limit": "8GB"}) as connection:  # "memory", as in the models
        connection.execute(f"attach '{database}' as country; create schema country.marts")
        count = attach_base(connection, base, organs)
        marts = list_marts(connection)
        wanted = [mart for mart in marts if re.search(rf"\b{mart}\b", asked)]
        rolled_up = [mart for mart in wanted if mart.endswith("_by_region")]
        beneath = {parent for mart in rolled_up for parent in nodes[mart].parents if parent in marts}
        orders = {}
        for mart in wanted:
            columns = [name for name, *_ in connection.execute(f"describe base.{mart}").fetchall()]
            orders[mart] = reading_order(columns, keys.get(mart, ()))
            connection.execute(f"create table country.marts.{mart} as from base.{mart} limit 0")
        for first in range(0, count, ORGANS_A_PROVINCE):
            end = min(first + ORGANS_A_PROVINCE, count)
            for mart in (mart for mart in wanted if mart not in rolled_up):
                rows = country_rows(connection, mart, first, end)
                connection.execute(f"insert into country.marts.{mart} {rows} order by {orders[mart]}")
            connection.execute("create schema marts; create schema intermediate")
            for mart in beneath:
                rows = (
                    country_rows(connection, mart, first, end)
                    if _is_of_organs(connection, mart)
                    else f"from base.{mart}"
                )
                connection.execute(f"create table marts.{mart} as from ({rows})")
            connection.execute(
                "create view intermediate.int_series_reports as select distinct document_id, is_consolidated"
                " from marts.rpt_series"
            )
            build_models(connection, nodes, settings.seeds_dir, rolled_up, given=[*beneath, "int_series_reports"])
            for mart in rolled_up:
                connection.execute(f"insert into country.marts.{mart} from marts.{mart}")
            for schema in {"marts", "intermediate", *(node.schema for node in nodes.values())}:
                connection.execute(f"drop schema if exists {schema} cascade")
        for mart in rolled_up:
            connection.execute(
                f"create or replace table country.marts.{mart} as from country.marts.{mart} order by {orders[mart]}"
            )
        connection.execute("checkpoint country")
        return connection.execute(
            "select sum(estimated_size) from duckdb_tables() where database_name = 'country'"
        ).fetchone()[0]


def _is_of_organs(connection: duckdb.DuckDBPyConnection, mart: str) -> bool:
    columns = {name for name, *_ in connection.execute(f"describe base.{mart}").fetchall()}
    return not columns.isdisjoint({"organ_id", "document_id"})


def _changed(name: str, kind: str) -> str:
    column = f"rows.{name}"
    if name in _HASHED:
        return f"concat(organs.number_hex, substr({column}, {_NUMBER_LENGTH + 1})) as {name}"
    if name in _OF_THE_ORGAN:
        return f"organs.{name}"
    if name in _SCALED and kind.startswith("DECIMAL"):
        return f"cast({column} * organs.factor as {kind}) as {name}"
    return column
