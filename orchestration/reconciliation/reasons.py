"""The plain reason why a figure is wrong, where one fits, by the codes of ``seeds/catalogue/suspect_reasons.csv``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from orchestration.reconciliation.arithmetic import side_of
from orchestration.reconciliation.misprints import misprint
from orchestration.reconciliation.problem import Check, Figure

# Most telling first: the fewer true figures would fit a reason by chance, the more it says.
PLAUSIBLE = (
    "shifted_column", "zero_total", "blank_total", "factor_10000", "digits_swapped", "factor_100", "factor_10",
    "sign_lost", "last_years_figure", "counted_twice", "one_digit_off", "rate_of_other_counts", "digit_missing",
    "digit_extra", "part_omitted", "blank_part", "none",
)  # fmt: skip
_RANK = {code: number for number, code in enumerate(PLAUSIBLE)}
_LEAST_SHIFTED = 3  # cells of a row that moved together
_LEAST_REPEATED = 10  # a smaller figure equals last year's by chance
_LEAST_DECIMALS = 1  # a rate without decimals is that of many pairs of counts
_CELL = re.compile(r"t(\d+)!r(\d+)c(\d+)")

Repairs = Mapping[str, Decimal]  # observation -> the value that would repair


def plausibility(code: str) -> int:
    """The place of a reason among all; the most telling is 0."""
    return _RANK[code]


def place_order(figure: Figure) -> tuple[str, tuple[int, ...]]:
    """Sorts figures as they stand in their documents."""
    return figure.document_id, tuple(int(number) for number in re.findall(r"\d+", figure.place))


class Surroundings:
    """Figures as they stand in their documents; many sets of checks may share them."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        """Order the figures, and find the rows and the like they stand in."""
        self.figures = sorted(figures, key=place_order)
        self.rows: dict[tuple[str, str, str], list[Figure]] = {}
        self.elsewhere: dict[tuple[str, str], list[Figure]] = {}
        for figure in self.figures:
            if match := _CELL.fullmatch(figure.place):
                self.rows.setdefault((figure.document_id, match[1], match[2]), []).append(figure)
            self.elsewhere.setdefault((figure.indicator_code, figure.dimensions), []).append(figure)


class Reasons:
    """The reasons within one set of checks."""

    def __init__(self, around: Surroundings, failing: Iterable[Check], totals: Mapping[str, bool]) -> None:
        """Keep what reasons are found in.

        Args:
            around: All figures around the failing checks, of all documents.
            failing: The checks that do not hold.
            totals: Figures that are the whole of a sum.
        """
        self._figures = around.figures
        self._rows = around.rows
        self._elsewhere = around.elsewhere
        self._totals = totals
        self._checks: dict[str, list[Check]] = {}
        for check in failing:
            for key in check.figure_ids:
                self._checks.setdefault(key, []).append(check)

    def explain(self, changed: list[Figure], repairs: Repairs) -> dict[str, str]:
        """The reason of each changed figure of one solution."""
        shifted = self._shifted(changed, repairs)
        return {
            figure.observation_id: "shifted_column"
            if figure.observation_id in shifted
            else self._reason(figure, repairs[figure.observation_id])
            for figure in changed
        }

    def _reason(self, figure: Figure, repair: Decimal) -> str:
        is_total = figure.observation_id in self._totals
        if figure.is_blank:
            return "blank_total" if is_total else "blank_part"
        if not figure.amount:
            return "zero_total" if is_total else "part_omitted"
        checks = self._checks.get(figure.observation_id, [])
        if any(_is_rate_counted_twice(check, figure) for check in checks):
            return "counted_twice"
        slip = misprint(figure.amount, repair)
        if slip and plausibility(slip) < plausibility("last_years_figure"):
            return slip
        if self._is_last_years(figure):
            return "last_years_figure"
        if any(_is_counted_twice(check, figure, repair) for check in checks):
            return "counted_twice"
        if not slip and any(self._is_of_other_counts(check, figure) for check in checks):
            return "rate_of_other_counts"
        return slip or "none"

    def _shifted(self, changed: list[Figure], repairs: Repairs) -> set[str]:
        """Changed figures of a row whose repairs are what stands printed one column beside them."""
        found: set[str] = set()
        places = (_CELL.fullmatch(figure.place) for figure in changed)
        rows = {(f.document_id, m[1], m[2]) for f, m in zip(changed, places, strict=True) if m}
        for row in (self._rows[key] for key in sorted(rows) if key in self._rows):
            moved = [figure for figure in changed if figure in row]
            if len(moved) < _LEAST_SHIFTED:
                continue
            printed = [figure.amount for figure in row]
            for step in (1, -1):
                at = [row.index(figure) + step for figure in moved]
                hits = sum(
                    0 <= place < len(row) and printed[place] == repairs[figure.observation_id]
                    for place, figure in zip(at, moved, strict=True)
                )
                if hits >= len(moved) - 1 and hits >= _LEAST_SHIFTED - 1:  # what was pushed out of the row is lost
                    found |= {figure.observation_id for figure in moved}
        return found

    def _is_last_years(self, figure: Figure) -> bool:
        others = self._elsewhere[figure.indicator_code, figure.dimensions]
        return abs(figure.amount) >= _LEAST_REPEATED and any(
            other.document_id != figure.document_id and other.value == figure.value for other in others
        )

    def _is_of_other_counts(self, check: Check, rate: Figure) -> bool:
        """Whether the rate printed is that of the same count to another whole, or of another count to the whole."""
        if not _is_stated_rate(check, rate) or (rate.decimals or 0) < _LEAST_DECIMALS:
            return False
        over, under = side_of(check.terms, "numerator"), side_of(check.terms, "denominator")
        _, low, high = rate.bounds
        for other in self._figures:
            count = other.bounds[0]
            if other.document_id != rate.document_id or other.quantity != "count" or over is None or under is None:
                continue
            to_other_whole = count not in (0, under.value) and low * count <= 100 * over.value <= high * count
            of_other_count = count not in (0, over.value) and low * under.value <= 100 * count <= high * under.value
            if to_other_whole or of_other_count:
                return True
        return False


def _is_stated_rate(check: Check, figure: Figure) -> bool:
    return check.relation == "rate" and any(
        term.side == "left" and term.figure.observation_id == figure.observation_id for term in check.terms
    )


def _is_rate_counted_twice(check: Check, figure: Figure) -> bool:
    """Whether a printed rate is what comes out when something that is subtracted is subtracted twice."""
    over, under = side_of(check.terms, "numerator"), side_of(check.terms, "denominator")
    if not _is_stated_rate(check, figure) or over is None or under is None:
        return False
    taken = [term.figure.bounds[0] for term in check.terms if term.side == "numerator" and term.weight < 0]
    _, low, high = figure.bounds
    return any(
        extra and low * under.value <= 100 * (over.value - extra) <= high * under.value
        for extra in {*taken, sum(taken)}
    )


def _is_counted_twice(check: Check, figure: Figure, repair: Decimal) -> bool:
    """Whether a whole is too great by exactly one of its parts."""
    lefts = [term.figure.observation_id for term in check.terms if term.side == "left"]
    if check.relation != "equal" or lefts != [figure.observation_id] or len(check.terms) < _LEAST_SHIFTED:
        return False
    extra = figure.amount - repair
    return extra > 1 and any(term.figure.amount == extra for term in check.terms if term.side == "right")
