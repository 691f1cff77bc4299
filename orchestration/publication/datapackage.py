"""The published marts described for machines, as a Frictionless Data Package (https://datapackage.org, version 2)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.publication.descriptions import MartSchema

_TYPES = {
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIME": "time",
    "TIMESTAMP": "datetime",
    "FLOAT": "number",
    "DOUBLE": "number",
    "DECIMAL": "number",
    "VARCHAR": "string",
}
_UNITS = {"_pct": "%", "_bytes": "B", "_days": "d"}  # by the ending of a name
_LICENCE = {
    "name": "Apache-2.0",
    "title": "Apache License 2.0: the software and what it declares; the figures are those of public documents",
}
_UNIT_NOTE = "values are in the canonical unit of the column `unit`"


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """One mart as published; sha256 and size_bytes are those of its Parquet file."""

    name: str
    row_count: int
    sha256: str
    size_bytes: int
    columns: tuple[tuple[str, str], ...]  # name, DuckDB type


def describe_package(
    tables: tuple[PublishedTable, ...],
    *,
    version_id: str,
    title: str,
    descriptions: Mapping[str, Mapping[str, str]],
    keys: Mapping[str, tuple[str, ...]],
    schemas: Mapping[str, MartSchema],
    sources: Sequence[str],
    run_facts: Mapping[str, Any],
    gate: Mapping[str, Any] | None,
) -> str:
    """The text of `datapackage.json`: one resource per mart, with fields, units, row count, size and sha256."""
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "gongkai",
        "title": title,
        "version": version_id,
        "units": _UNIT_NOTE,
        "licenses": [_LICENCE],
        "sources": [{"title": source} for source in sources],
        "resources": [
            _describe_resource(
                table,
                descriptions.get(table.name, {}),
                keys.get(table.name, ()),
                schemas.get(table.name, MartSchema({}, frozenset(), (), "")),
                {other.name for other in tables},
            )
            for table in tables
        ],
        "gongkai": {**run_facts, "gate": gate},
    }
    return json.dumps(package, ensure_ascii=False, indent=2, default=str) + "\n"


def parquet_path(table_name: str) -> str:
    """Where a mart's Parquet file lies, relative to `datapackage.json`."""
    return f"parquet/{table_name}/{table_name}.parquet"


def _describe_resource(
    table: PublishedTable,
    descriptions: Mapping[str, str],
    key: tuple[str, ...],
    schema: MartSchema,
    published: set[str],
) -> dict[str, Any]:
    has_unit = any(name == "unit" for name, _ in table.columns)
    fields = [_describe_field(name, kind, descriptions.get(name), has_unit) for name, kind in table.columns]
    for field in fields:
        if title := schema.titles.get(field["name"]):
            field["title"] = title
        if field["name"] in schema.required:
            field["constraints"] = {"required": True}
    resource = {
        "name": table.name,
        "type": "table",
        "path": parquet_path(table.name),
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": table.size_bytes,
        "hash": f"sha256:{table.sha256}",
        "rows": table.row_count,
        "schema": {"$schema": "https://datapackage.org/profiles/2.0/tableschema.json", "fields": fields},
    }
    foreign_keys = [
        {"fields": [column], "reference": {"resource": mart, "fields": [field]}}
        for column, mart, field in schema.foreign_keys
        if mart in published
    ]
    if key:
        resource["schema"]["primaryKey"] = list(key)
    if foreign_keys:
        resource["schema"]["foreignKeys"] = foreign_keys
    if title := schema.titles.get(""):
        resource["title"] = title
    if schema.deprecated:
        resource["deprecated"] = schema.deprecated
    if "" in descriptions:
        resource["description"] = descriptions[""]
    return resource


def _describe_field(name: str, duckdb_type: str, description: str | None, has_unit: bool) -> dict[str, Any]:
    base = duckdb_type.partition("(")[0].partition(" ")[0]
    field = {"name": name, "type": _TYPES.get(base, "integer" if base.endswith(("INT", "INTEGER")) else "any")}
    field["physicalType"] = duckdb_type
    if description:
        field["description"] = description
    if has_unit and name.startswith("value_") and field["type"] == "number":
        field["unit"] = _UNIT_NOTE
    for ending, unit in _UNITS.items():
        if name.endswith(ending):
            field["unit"] = unit
    return field
