"""The fixtures of the rules: cases in ``fixtures/cases.csv`` over the reports of ``fixtures/reports.csv``.

A case is a rule (and variant), the reports it is asked of (the last one named is the one whose check is looked at),
what is changed in them, and the outcome that is expected. A change is ``indicator[dimensions]=as written``; the text
after ``=`` may be blank, ``~`` takes the figure away. ``indicator@prose[..]`` (or table, own, consolidated) speaks of
the figure told in that way (``@prose/own`` of both), ``+=`` states a figure once more, ``report:`` before it speaks of another report than the last, and ``@form=``, ``@scope=`` and
``@period=`` of the report itself. Changes are separated by ``|``.

The figures of a report stand in ``fixtures/tables/<report>.csv`` and ``<report>.<part>.csv``. A column named
``value`` holds them, or columns named after an indicator, or after a dimension (``applicant=total``). Reports of a
few figures share ``short_reports.csv``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from tests.rules.observed import Figure, Report

FIXTURES = Path(__file__).parent / "fixtures"
_NOT_STATED = "~"
_CHANGE = re.compile(
    r"(?:(?P<report>\w+):)?(?P<what>@?[\w.]+)(?:@(?P<told>\w+(?:/\w+)?))?(?:\[(?P<dimensions>[^\]]*)\])?(?P<further>\+?)=(?P<to>.*)"
)
_SCOPES = {"own", "consolidated", "unknown"}


@dataclass(frozen=True)
class Case:
    """One row of ``cases.csv``; blank expectations are not looked at."""

    rule_id: str
    variant: str
    case: str
    reports: tuple[str, ...]
    changes: str
    scope: dict[str, str]
    outcome: str
    reason_code: str
    left: str
    right: str

    @property
    def name(self) -> str:
        """Tells the case from all others, for people."""
        return ":".join(part for part in (self.rule_id, self.variant.replace("/", "alternative "), self.case) if part)


def read_cases() -> list[Case]:
    """All cases, in the order of the file."""
    return [
        Case(
            **{
                name: row[name]
                for name in ("rule_id", "variant", "case", "changes", "outcome", "reason_code", "left", "right")
            },
            reports=tuple(row["reports"].split()),
            scope=dict(part.split("=", 1) for part in row["scope"].split(";") if part),
        )
        for row in _rows(FIXTURES / "cases.csv")
    ]


def reports_of(case: Case) -> list[Report]:
    """The reports of a case with its changes made, as reports of organs that no other case speaks of."""
    reports = {name: _report(name, case.name) for name in case.reports}
    for change in filter(None, map(str.strip, case.changes.split("|"))):
        found = _CHANGE.fullmatch(change)
        assert found, f"{case.name}: this is no change: {change}"
        report = reports[found["report"] or case.reports[-1]]
        if found["what"].startswith("@"):
            setattr(report, found["what"][1:], found["to"])
        else:
            _change_figure(report, found, case)
    return list(reports.values())


def _change_figure(report: Report, change: re.Match[str], case: Case) -> None:
    told = set(filter(None, (change["told"] or "").split("/")))
    method = next(iter(told - _SCOPES), "")
    scope = next(iter(told & _SCOPES), "")
    key = (change["what"], change["dimensions"] or "")
    same = [
        number
        for number, figure in enumerate(report.figures)
        if (figure.indicator, figure.dimensions) == key and method in ("", figure.method)
    ]
    if change["to"] == _NOT_STATED:
        assert same, f"{case.name}: {change[0]} takes away what is not there"
        report.figures = [figure for number, figure in enumerate(report.figures) if number not in same]
    elif same and not change["further"]:
        for number in same:
            figure = report.figures[number]
            report.figures[number] = replace(figure, written=change["to"], scope=scope or figure.scope)
    else:
        report.figures.append(Figure(*key, change["to"], method or "table", scope))


def _report(name: str, case: str) -> Report:
    declared = _declared_reports()[name]
    organ, parent = (f"{label}（{case}）" if label else "" for label in (declared["organ"], declared["parent"]))
    return Report(organ, declared["period"], declared["form"], list(_figures(name)), declared["scope"], parent)


@cache
def _declared_reports() -> dict[str, dict[str, str]]:
    return {row["report"]: row for row in _rows(FIXTURES / "reports.csv")}


@cache
def _figures(report: str) -> tuple[Figure, ...]:
    folder = FIXTURES / "tables"
    rows = [
        row for file in (*folder.glob(f"{report}.csv"), *sorted(folder.glob(f"{report}.*.csv"))) for row in _rows(file)
    ]
    rows += [row for row in _rows(folder / "short_reports.csv") if row.pop("report") == report]
    assert rows, f"{report} has no figures"
    return tuple(figure for row in rows for figure in _figures_of(row))


def _figures_of(row: dict[str, str]) -> Iterator[Figure]:
    dimensions, method = row.pop("dimensions", ""), row.pop("method", "table")
    indicator = row.pop("indicator_code", "")
    for column, written in row.items():
        if written == _NOT_STATED:
            continue
        if column == "value":
            yield Figure(indicator, dimensions, written, method)
        elif "=" in column:
            yield Figure(indicator, ";".join(filter(None, (dimensions, column))), written, method)
        else:
            yield Figure(column, dimensions, written, method)


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
