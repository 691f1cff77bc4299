"""Errors as offices make them, injected into a finished report, with their place and the rules they break."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from orchestration.synthesis.catalogue import Catalogue
from orchestration.synthesis.figures import Figures
from orchestration.synthesis.model import Cell, Report
from orchestration.synthesis.rules import broken_rules, constrained_codes
from orchestration.synthesis.writing import Figure, Writer, plain

FAULTS = (
    "digit_swap",
    "digit_off",
    "total_blank",
    "total_zero",
    "shifted_column",
    "factor_10000",
    "part_omitted",
    "carry_over_broken",
)
_MONEY = ("fees.amount", "procurement.amount", "resource.budget", "information_fee.amount")
_LEAST_SHIFTED = 3  # values in a row that can be shifted


@dataclass(frozen=True, slots=True)
class Fault:
    """One cell that a fault changed; place is table, row and column in the report, from 1."""

    kind: str
    figure: Figure
    table: int
    row: int
    column: int


class Injector:
    """Injects faults into the report of one document."""

    def __init__(
        self, report: Report, form: str, writer: Writer, catalogue: Catalogue, before: Figures | None, rng: Random
    ) -> None:
        self._report, self._form, self._writer = report, form, writer
        self._catalogue, self._before, self._rng = catalogue, before, rng
        self._cells = [cell for table in report.tables for cell in table.cells() if cell.figure is not None]
        self._sums, self._parts = constrained_codes(catalogue, form)

    def inject(self, kinds: tuple[str, ...]) -> tuple[list[Fault], list[str]]:
        """Inject one fault.

        Args:
            kinds: By preference; a kind that the report has no figure for gives way to the next.

        Returns:
            The cells that were changed, and the rules that no longer hold because of it, blanks counted as zero.
        """
        held = set(self._broken())
        for kind in kinds:
            if _WAYS[kind](self):
                break
        else:
            return [], []
        places = {id(cell): number for number, table in enumerate(self._report.tables, 1) for cell in table.cells()}
        faults = [
            Fault(kind, cell.figure, places[id(cell)], cell.row + 1, cell.column + 1)
            for cell in self._cells
            if cell.figure is not None and cell.figure.true_raw is not None
        ]
        return faults, [rule for rule in self._broken() if rule not in held]

    def _broken(self) -> list[str]:
        printed = {
            (figure.code, figure.dimensions): Decimal(0) if figure.status in ("blank", "dash") else figure.amount
            for figure in self._figures()
        }
        return broken_rules(self._catalogue, self._form, printed, self._before)

    def _figures(self) -> list[Figure]:
        return [cell.figure for cell in self._cells if cell.figure is not None]

    def _pick(self, fits: Callable[[Figure], bool]) -> Figure | None:
        fitting = [figure for figure in self._figures() if figure.amount and fits(figure)]
        return self._rng.choice(fitting) if fitting else None

    def _is_sum(self, figure: Figure) -> bool:
        return figure.dimensions.endswith("=total") or (not figure.dimensions and figure.code in self._sums)

    def _is_part(self, figure: Figure) -> bool:
        return not figure.dimensions.endswith("=total") and figure.code in self._parts - self._sums

    def _is_checked(self, figure: Figure) -> bool:
        return isinstance(figure.amount, int) and figure.code in self._sums | self._parts

    def digit_swap(self) -> bool:
        """Two neighbouring digits change places."""

        def has_two(figure: Figure) -> bool:
            return self._is_checked(figure) and any(_swappable(str(figure.amount)))

        if (figure := self._pick(has_two)) is None:
            return False
        digits = str(figure.amount)
        at = self._rng.choice([place for place, can in enumerate(_swappable(digits)) if can])
        self._writer.reprint(figure, int(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]))
        return True

    def digit_off(self) -> bool:
        """One digit is another, by one."""
        figure = self._pick(self._is_checked)
        if figure is None:  # nothing but zeros: one of them becomes 1
            zeros = [figure for figure in self._figures() if figure.code in self._sums | self._parts]
            if not zeros:
                return False
            figure = self._rng.choice(zeros)
        amount = int(figure.amount)
        step = 10 ** self._rng.randrange(len(str(amount)))
        self._writer.reprint(figure, amount - step if amount > step and self._rng.random() < 0.5 else amount + step)
        return True

    def total_blank(self) -> bool:
        """A total beside filled parts is left blank."""
        return self._replace(self._is_sum, "")

    def total_zero(self) -> bool:
        """A total beside filled parts is 0."""
        return self._replace(self._is_sum, "0")

    def part_omitted(self) -> bool:
        """A part is left out while its total stays."""
        return self._replace(self._is_part, self._rng.choice(("0", "", "0")))

    def _replace(self, fits: Callable[[Figure], bool], raw: str) -> bool:
        figure = self._pick(fits)
        if figure is not None:
            self._writer.reprint(figure, 0, raw)
        return figure is not None

    def factor_10000(self) -> bool:
        """Money in another unit than the column says, or a count with four zeros too many."""
        figure = self._pick(lambda f: f.code in _MONEY) or self._pick(self._is_checked)
        if figure is None:
            return False
        raw, amount = figure.raw, figure.amount * 10_000
        if raw.endswith("万元"):
            self._writer.reprint(figure, Decimal(figure.amount) / 10_000, raw.replace("万元", "元"))
        elif raw.endswith("元"):
            self._writer.reprint(figure, amount, raw.replace("元", "万元"))
        else:
            self._writer.reprint(figure, amount, plain(amount))
        return True

    def shifted_column(self) -> bool:
        """The values of a row stand one column beside theirs; the first is empty, the last is lost, or the reverse."""
        rows = [[c for c in row if c.figure] for table in self._report.tables for row in table.rows]
        rows = [row for row in rows if len(row) >= _LEAST_SHIFTED and _differs_when_shifted(row)]
        if not rows or self._form == "NF2014":
            return False
        figures = [cell.figure for cell in self._rng.choice(rows) if cell.figure is not None]
        printed = [(figure.amount, figure.raw) for figure in figures]
        nothing = (0, self._writer.writing.zero)
        shifted = [nothing, *printed[:-1]] if self._rng.random() < 0.7 else [*printed[1:], nothing]
        for figure, (amount, raw) in zip(figures, shifted, strict=True):
            if raw != figure.raw:
                self._writer.reprint(figure, amount, raw)
        return True

    def carry_over_broken(self) -> bool:
        """More is carried in than was carried forward last year; the sums of the report itself still hold."""
        if self._before is None or self._form not in ("NF2019", "NF2021"):
            return False
        by_key = {(figure.code, figure.dimensions): figure for figure in self._figures()}
        received = [f for key, f in by_key.items() if key[0] == "applications.received" and f.amount]
        applicants = [figure.dimensions for figure in received if not figure.dimensions.endswith("=total")]
        if not applicants:
            return False
        applicant = self._rng.choice(applicants)
        moved = self._rng.randint(1, max(1, int(by_key["applications.received", applicant].amount) // 3))
        for dimensions in (applicant, "applicant=total"):
            for code, change in (("applications.carried_in", moved), ("applications.received", -moved)):
                figure = by_key[code, dimensions]
                self._writer.reprint(figure, figure.amount + change)
        return True


def _swappable(digits: str) -> list[bool]:
    """At which places the next digit differs and may come first."""
    return [a != b and (place > 0 or b != "0") for place, (a, b) in enumerate(itertools.pairwise(digits))]


def _differs_when_shifted(row: list[Cell]) -> bool:
    amounts = [cell.figure.amount for cell in row if cell.figure is not None]
    return len({str(amount) for amount in amounts}) > 1


_WAYS: dict[str, Callable[[Injector], bool]] = {kind: getattr(Injector, kind) for kind in FAULTS}
