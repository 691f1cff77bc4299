"""How a figure is written in a cell: a true amount -> what is printed, and what that says in the canonical unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from orchestration.synthesis.catalogue import Catalogue

_FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
_DASHES = frozenset("/-—")
_PER_TEN_THOUSAND = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class Writing:
    """The habits of one document."""

    zero: str = "0"  # or blank, or a dash
    has_separators: bool = False
    is_full_width: bool = False
    has_plus_sign: bool = False
    has_words_for_change: bool = False
    has_unit_in_cell: bool = False
    has_remarks: bool = False
    money_in_yuan: bool = True  # where the form fixes no unit


@dataclass(slots=True)
class Figure:
    """A figure on paper; ``value`` is in the canonical unit, empty where nothing is stated."""

    code: str
    dimensions: str
    amount: int | Decimal  # in the unit that the form prescribes
    raw: str
    value: str
    status: str
    unit: str
    method: str = "table"
    true_raw: str | None = None  # set by a fault
    true_value: str | None = None


class Writer:
    """Writes figures with the habits of one document."""

    def __init__(self, catalogue: Catalogue, writing: Writing) -> None:
        self.writing = writing
        self._catalogue = catalogue

    def figure(self, code: str, dimensions: str, amount: int | Decimal, method: str = "table") -> Figure:
        """A figure of an amount in the unit of its form."""
        unit, factor = self._catalogue.canonical(self._catalogue.units[code])
        raw = self.print(code, amount)
        value, status = "", status_of(raw, amount)
        if status in ("number", "zero"):
            value = plain(amount * factor if factor != 1 else amount)
        return Figure(code, dimensions, amount, raw, value, status, unit, method)

    def reprint(self, figure: Figure, amount: int | Decimal, raw: str | None = None) -> None:
        """Let a figure say something else; what it said is kept as its truth."""
        if figure.true_raw is None:
            figure.true_raw, figure.true_value = figure.raw, figure.value
        printed = self.figure(figure.code, figure.dimensions, amount)
        figure.amount, figure.raw, figure.value, figure.status = amount, printed.raw, printed.value, printed.status
        if raw is not None:
            figure.raw, figure.status = raw, status_of(raw, amount)
            stated = "0" if figure.status == "zero" else printed.value
            figure.value = stated if figure.status in ("number", "zero") else ""

    def print(self, code: str, amount: int | Decimal) -> str:
        """The characters in the cell."""
        writing = self.writing
        if code.endswith("_rate"):
            return f"{amount}%"
        if amount == 0:
            return writing.zero
        if code == "procurement.amount":
            return f"{amount}元" if writing.money_in_yuan else f"{plain(amount / _PER_TEN_THOUSAND)}万元"
        if isinstance(amount, Decimal):
            if writing.has_unit_in_cell:
                return f"{plain(amount * _PER_TEN_THOUSAND)}元"
            raw = f"{amount:,f}" if writing.has_separators else f"{amount:f}"
        elif code.endswith(".items_change"):
            raw = self._change(amount)
        else:
            raw = f"{amount:,}" if writing.has_separators else str(amount)
        if writing.is_full_width:
            raw = raw.translate(_FULL_WIDTH)
        if writing.has_remarks and code in ("normative_documents.issued", "normative_documents.newly_made"):
            raw += f"（其中修订{min(amount, 1 + amount // 3)}件）"
        return raw

    def _change(self, amount: int) -> str:
        if self.writing.has_words_for_change:
            return f"{'增' if amount > 0 else '减'}{abs(amount)}"
        return f"{amount:+d}" if self.writing.has_plus_sign else str(amount)


def status_of(raw: str, amount: int | Decimal) -> str:
    """What kind of statement a cell makes."""
    if not raw.strip():
        return "blank"
    if raw in _DASHES:
        return "dash"
    return "zero" if amount == 0 else "number"


def plain(amount: int | Decimal) -> str:
    """Canonical decimal: no exponent, no trailing zeros."""
    text = f"{amount:f}" if isinstance(amount, Decimal) else str(amount)
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(part: int, whole: int, places: int) -> Decimal:
    """A rate in percent, rounded as people round."""
    return (Decimal(100 * part) / whole).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
