"""The public contract: the marts and columns that readers may rely on, and what breaks it.

The promise is kept beside the dbt project, one row a relation and one row a column, and compared with dbt's manifest.
A relation never changes under its readers: what has to change becomes a new version of the model beside the old one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from orchestration.domain.errors import BuildError
from orchestration.publication.descriptions import keys_of, marts_of, nodes_of
from orchestration.publication.files import write_whole

MARTS, COLUMNS = "marts.csv", "columns.csv"


@dataclass(frozen=True, slots=True, order=True)
class PublicMart:
    """A relation that readers open; ``version`` is blank unless its model has versions."""

    relation: str
    model: str
    version: str
    deprecation_date: str


@dataclass(frozen=True, slots=True)
class PublicColumn:
    """A column of a relation; ``is_key`` if it is of the key that dbt proves."""

    relation: str
    column: str
    data_type: str
    is_nullable: bool
    is_key: bool


_Row = TypeVar("_Row", PublicMart, PublicColumn)


@dataclass(frozen=True, slots=True)
class Contract:
    """Relations by name, and their columns in the order of the model."""

    marts: tuple[PublicMart, ...]
    columns: tuple[PublicColumn, ...]

    def columns_of(self, relation: str) -> dict[str, PublicColumn]:
        """The columns of a relation, by name."""
        return {column.column: column for column in self.columns if column.relation == relation}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the project does to the promise: sentences that name mart and column."""

    broken: tuple[str, ...]
    added: tuple[str, ...]


def contract_of(manifest: Path) -> Contract:
    """The contract that the dbt project declares now.

    Raises:
        BuildError: a mart has no enforced contract, or a column no type.
    """
    keys = keys_of(manifest)
    marts, columns = [], []
    for node in marts_of(nodes_of(manifest)):
        relation = node["alias"]
        if not node["contract"]["enforced"]:
            raise BuildError(f"{relation}: its dbt contract is not enforced; every mart is public and needs one.")
        marts.append(
            PublicMart(relation, node["name"], str(node["version"] or ""), (node["deprecation_date"] or "")[:10])
        )
        columns += [_column_of(relation, column, keys.get(relation, ())) for column in node["columns"].values()]
    return Contract(tuple(marts), tuple(columns))


def _column_of(relation: str, column: dict[str, Any], key: tuple[str, ...]) -> PublicColumn:
    if not column["data_type"]:
        raise BuildError(f"{relation}.{column['name']}: the column has no data_type in its yml.")
    constraints = {constraint["type"] for constraint in column["constraints"]}
    data_type = column["data_type"].replace(" ", "").lower()
    return PublicColumn(relation, column["name"], data_type, "not_null" not in constraints, column["name"] in key)


def compare(promised: Contract, declared: Contract, as_of: date | None = None) -> Comparison:
    """What the declared contract breaks of the promised one, and what it adds.

    Args:
        promised: What readers were told.
        declared: What the project makes now.
        as_of: The day by which a deprecated relation may go; without one none may.
    """
    broken: list[str] = []
    added: list[str] = []
    now = {mart.relation: mart for mart in declared.marts}
    for mart in promised.marts:
        if mart.relation in now:
            _compare_columns(promised.columns_of(mart.relation), declared.columns_of(mart.relation), broken, added)
        elif not mart.deprecation_date:
            broken.append(f"{mart.relation}: the mart is gone or renamed")
        elif as_of is None or as_of.isoformat() < mart.deprecation_date:
            broken.append(f"{mart.relation}: the mart is gone, and was promised until {mart.deprecation_date}")
        else:
            added.append(f"{mart.relation}: gone as announced for {mart.deprecation_date}")
    before = {mart.relation: mart for mart in promised.marts}
    added += [f"{relation}: a new mart" for relation in now if relation not in before]
    added += [
        f"{relation}: announced to go on {mart.deprecation_date}"
        for relation, mart in now.items()
        if relation in before and mart.deprecation_date != before[relation].deprecation_date
    ]
    return Comparison(tuple(broken), tuple(added))


def _compare_columns(
    promised: dict[str, PublicColumn], declared: dict[str, PublicColumn], broken: list[str], added: list[str]
) -> None:
    for name, before in promised.items():
        label = f"{before.relation}.{name}"
        after = declared.get(name)
        if after is None:
            broken.append(f"{label}: the column is gone or renamed")
            continue
        if after.data_type != before.data_type:
            broken.append(f"{label}: its type was {before.data_type} and is {after.data_type}")
        if after.is_nullable and not before.is_nullable:
            broken.append(f"{label}: it was never null and may be now")
        elif before.is_nullable and not after.is_nullable:
            added.append(f"{label}: never null any more")
        if after.is_key != before.is_key:
            broken.append(f"{label}: it {'is now' if after.is_key else 'is no longer'} part of the key of a row")
    added += [f"{column.relation}.{name}: a new column" for name, column in declared.items() if name not in promised]


def explain_break(comparison: Comparison) -> str:
    """The breaks, one a line, and what to do about them."""
    lines = "\n".join(f"  {sentence}" for sentence in comparison.broken)
    return (
        f"The public contract is broken:\n{lines}\n"
        "Readers rely on it. Keep it as it was, or leave the mart and add a version beside it: in its yml, version 1 "
        "with `config: {alias: <mart>}` and a deprecation_date, "
        "and version 2 with the change. docs/contract.md shows how."
    )


def read_contract(folder: Path) -> Contract:
    """The promised contract.

    Raises:
        BuildError: a file is missing or has other columns than it should.
    """
    marts = [PublicMart(**row) for row in _read(folder / MARTS, PublicMart)]
    columns = [
        PublicColumn(**{**row, **{name: row[name] == "true" for name in ("is_nullable", "is_key")}})
        for row in _read(folder / COLUMNS, PublicColumn)
    ]
    return Contract(tuple(marts), tuple(columns))


def _read(path: Path, kind: type[_Row]) -> list[dict[str, Any]]:
    if not path.is_file():
        raise BuildError(f"The public contract {path.name} is missing; get it back from version control.")
    with path.open(encoding="utf-8") as file:
        rows = csv.DictReader(file)
        wanted = [field.name for field in fields(kind)]
        if rows.fieldnames != wanted:
            raise BuildError(f"The public contract {path.name} should have the columns {', '.join(wanted)}.")
        return list(rows)


def write_contract(folder: Path, contract: Contract) -> None:
    """Keep a contract as the one that is promised; the same contract gives the same bytes."""
    folder.mkdir(exist_ok=True)
    write_whole(folder / MARTS, _text(contract.marts, PublicMart))
    write_whole(folder / COLUMNS, _text(contract.columns, PublicColumn))


def _text(rows: Iterable[_Row], kind: type[_Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([field.name for field in fields(kind)])
    writer.writerows(
        [str(value).lower() if isinstance(value, bool) else value for value in astuple(row)] for row in rows
    )
    return text.getvalue().encode()
