"""Writes one planned document: its figures, its layout, what is wrong with it, its bytes, and the truth of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from random import Random

from orchestration.synthesis.annual import AnnualReport, compose_annual
from orchestration.synthesis.bulletins import Bulletin, compose_bulletin
from orchestration.synthesis.catalogue import Catalogue, load_catalogue
from orchestration.synthesis.chance import chance
from orchestration.synthesis.drifts import Bent, bend_tables, plan_drifts
from orchestration.synthesis.faults import Fault, Injector
from orchestration.synthesis.figures import Figures, add_up, as_preliminary, series_of
from orchestration.synthesis.model import Report
from orchestration.synthesis.organs import Organ, found_organs
from orchestration.synthesis.plan import DocumentPlan
from orchestration.synthesis.province import Province, found_province
from orchestration.synthesis.render import SPREADSHEETS, render, without_prose
from orchestration.synthesis.truth import CellRow, TotalRow
from orchestration.synthesis.writing import Figure, Writer, plain

_FILE_NAMES = ("{title}", "{title}", "附件：{title}", "{title}（定稿）", "{period}-{title}")


@dataclass(slots=True)
class Printed:
    """The truth of documents that were written."""

    documents: list[tuple[object, ...]] = field(default_factory=list)
    faults: list[tuple[object, ...]] = field(default_factory=list)
    cells: list[CellRow] = field(default_factory=list)
    totals: list[TotalRow] = field(default_factory=list)
    missing: list[tuple[object, ...]] = field(default_factory=list)
    size_bytes: int = 0


class Press:
    """A country at work in one process; every process of a run has one, and all of them print the same."""

    def __init__(self, out: Path, organs: int | Province, years: tuple[int, int], seed: int, seeds_dir: Path) -> None:
        self.catalogue: Catalogue = load_catalogue(seeds_dir)
        found = found_province(organs, seed) if isinstance(organs, Province) else found_organs(organs, seed)
        self.organs: list[Organ] = found
        self._out, self._years, self._seed = out, years, seed
        self._series = lru_cache(maxsize=256)(self._series_of)
        self._sums = lru_cache(maxsize=32)(self._sums_of)

    def figures(self, organ: Organ, year: int, is_consolidated: bool) -> Figures:
        """True amounts of an organ; consolidated, its own with those of all organs below it."""
        return (self._sums if is_consolidated else self._series)(organ.index)[year]

    def print(self, plans: list[DocumentPlan]) -> Printed:
        """Write documents and return their truth."""
        printed = Printed()
        for plan in plans:
            self._print(plan, printed)
        return printed

    def _series_of(self, organ: int) -> dict[int, Figures]:
        return series_of(self.organs[organ], self._years, self._seed, self.catalogue)

    def _sums_of(self, organ: int) -> dict[int, Figures]:
        sums = {year: dict(figures) for year, figures in self._series(organ).items()}
        for child in self.organs[organ].children:
            below = (self._sums if child.children else self._series)(child.index)
            for year, figures in sums.items():
                add_up(figures, below[year])
        return sums

    def _print(self, plan: DocumentPlan, printed: Printed) -> None:
        organ = self.organs[plan.organ]
        if plan.is_consolidated and plan.version == 1:
            printed.totals.extend(self._total_rows(plan, organ))
        if plan.is_missing:
            printed.missing.append((organ.organ_id, plan.period, _scope(plan)))
            return
        rng = chance(self._seed, *plan.name)
        bent = plan_drifts(plan.drifts, rng)
        writer = Writer(self.catalogue, bent.writing)
        report, organ_name = self._compose(plan, organ, bent, writer, rng)
        bend_tables(report, plan.drifts, rng)
        faults: list[Fault] = []
        broken: list[str] = []
        if plan.faults:
            injector = Injector(report, plan.form, writer, self.catalogue, self._before(plan, organ), rng)
            faults, broken = injector.inject(plan.faults)
        if plan.file_format in SPREADSHEETS:
            report = without_prose(report)
        data = render(report, plan.file_format, plan.variant, "merges_dropped" in plan.drifts, rng)
        title = rng.choice(_FILE_NAMES).format(title=report.title, period=plan.period)
        marks = f"{'（汇总）' if plan.is_consolidated else ''}{'（修订）' if plan.version > 1 else ''}"
        name = f"{title}{marks}.{plan.file_format}"
        place = Path("documents", str(plan.year), organ.name, name)
        (self._out / place).parent.mkdir(parents=True, exist_ok=True)
        (self._out / place).write_bytes(data)
        path = place.as_posix()
        kind = faults[0].kind if faults else ""
        printed.size_bytes += len(data)
        printed.documents.append(_document_row(path, data, plan, organ, organ_name, kind))
        printed.faults.extend(_fault_row(path, fault, broken) for fault in faults)
        printed.cells.extend(_cell_rows(path, report))

    def _compose(self, plan: DocumentPlan, organ: Organ, bent: Bent, writer: Writer, rng: Random) -> tuple[Report, str]:
        if plan.form == "BULLETIN":
            bulletin = Bulletin(organ, plan.year, plan.period, plan.has_tables)
            return compose_bulletin(bulletin, writer, self.catalogue, rng), bulletin.organ_name
        subject = AnnualReport(
            organ, plan.year, plan.form, plan.is_consolidated, plan.layout, rng.random() < 0.5, bent.shape
        )
        figures = self.figures(organ, plan.year, plan.is_consolidated)
        if plan.is_preliminary:
            figures = as_preliminary(figures, rng)
        return compose_annual(subject, figures, writer, self.catalogue, rng), subject.organ_name

    def _before(self, plan: DocumentPlan, organ: Organ) -> Figures | None:
        """What the report of the year before states in its table."""
        year = plan.year - 1
        if year < self._years[0] or plan.form == "BULLETIN":
            return None
        stated = {(cell.code, cell.dimensions) for cell in self.catalogue.cells[self.catalogue.form_of(year)]}
        figures = self.figures(organ, year, plan.is_consolidated)
        return {key: amount for key, amount in figures.items() if key in stated}

    def _total_rows(self, plan: DocumentPlan, organ: Organ) -> Iterator[TotalRow]:
        """What the cells of the form of the year are to add up to, in the canonical unit."""
        figures = self.figures(organ, plan.year, is_consolidated=True)
        for cell in self.catalogue.cells[self.catalogue.form_of(plan.year)]:
            _, factor = self.catalogue.canonical(self.catalogue.units[cell.code])
            value = plain(figures[cell.code, cell.dimensions] * factor)
            yield organ.organ_id, plan.period, cell.code, cell.dimensions, value


def _scope(plan: DocumentPlan) -> str:
    return "consolidated" if plan.is_consolidated else "own"


def _document_row(
    path: str, data: bytes, plan: DocumentPlan, organ: Organ, organ_name: str, fault: str
) -> tuple[object, ...]:
    return (
        path,
        hashlib.sha256(data).hexdigest(),
        len(data),
        organ.organ_id,
        organ_name,
        "bulletin" if plan.form == "BULLETIN" else "annual_report",
        plan.form,
        plan.file_format,
        plan.period,
        _scope(plan),
        "/".join(filter(None, (plan.layout, plan.variant))),
        ";".join(plan.drifts),
        str(not plan.drifts).lower(),
        fault,
        str(plan.version),
        str(plan.is_preliminary).lower(),
    )


def _fault_row(path: str, fault: Fault, broken: list[str]) -> tuple[object, ...]:
    figure = fault.figure
    return (
        path,
        fault.kind,
        figure.code,
        figure.dimensions,
        figure.true_raw,
        figure.raw,
        figure.true_value,
        figure.value,
        fault.table,
        fault.row,
        fault.column,
        ";".join(broken),
    )


def _cell_rows(path: str, report: Report) -> list[CellRow]:
    rows = [
        _cell_row(path, cell.figure, number, cell.row + 1, cell.column + 1)
        for number, table in enumerate(report.tables, 1)
        for cell in table.cells()
        if cell.figure is not None
    ]
    rows.extend(_cell_row(path, figure, None, None, None) for figure in report.said)
    return rows


def _cell_row(path: str, figure: Figure, table: int | None, row: int | None, column: int | None) -> CellRow:
    has_fault = figure.true_raw is not None
    return (
        path,
        figure.code,
        figure.dimensions,
        figure.raw,
        figure.value,
        figure.status,
        figure.unit,
        figure.method,
        has_fault,
        (figure.true_value or "") if has_fault else figure.value,
        table,
        row,
        column,
    )
