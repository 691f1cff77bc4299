"""Which documents a country has: every form in every format by turns, half of them with drifts, some with a fault."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from random import Random

from orchestration.synthesis.catalogue import Catalogue
from orchestration.synthesis.chance import chance
from orchestration.synthesis.drifts import choose_drifts
from orchestration.synthesis.faults import FAULTS
from orchestration.synthesis.layout_2014 import LAYOUTS
from orchestration.synthesis.organs import Organ
from orchestration.synthesis.render import FORMATS, LOSSY_VARIANT, SPREADSHEETS, VARIANTS
from orchestration.synthesis.render_text import TEXT_VARIANTS

_CONSOLIDATED = 0.35  # of the counties
_BULLETINS_A_YEAR = 2
_MIN_CHILDREN = 2
_LAST_YEAR_OF_OLD_FORM = 2022  # reports on the form of 2019 were still filed for 2021 and 2022
_WITHOUT_MERGES = frozenset({"txt", "md", "csv"})
_IMPOSSIBLE = {"NF2014": {"shifted_column", "carry_over_broken"}, "BULLETIN": {"carry_over_broken"}}
_FIRST_CARRIED = 2020  # the first year whose carried-in figures can be held against those of the year before


@dataclass(frozen=True, slots=True)
class DocumentPlan:
    """One document to be written."""

    organ: int  # index
    year: int
    period: str
    form: str
    file_format: str
    variant: str
    layout: str  # of the table of 2014; "" on other forms
    drifts: tuple[str, ...]
    faults: tuple[str, ...]  # kinds by preference; none if it has no fault
    is_consolidated: bool = False
    has_tables: bool = True
    version: int = 1  # 2 replaces 1
    is_preliminary: bool = False  # its figures are sound, but not yet the last
    is_missing: bool = False  # never written; its figures are true all the same

    @property
    def name(self) -> tuple[object, ...]:
        """What tells it from the other documents of the country."""
        versions = (self.version,) if self.version > 1 else ()
        return self.organ, self.period, self.form == "BULLETIN", self.is_consolidated, *versions


class Planner:
    """Deals out formats, layouts, drifts and faults; the same country gets the same plan."""

    def __init__(self, catalogue: Catalogue, years: tuple[int, int], fault_rate: float, seed: int) -> None:
        self._catalogue, self._years, self._fault_rate, self._seed = catalogue, years, fault_rate, seed
        self._dealt: Counter[str] = Counter()  # documents by form
        self._faulted: Counter[str] = Counter()

    def plan(self, organ: Organ) -> list[DocumentPlan]:
        """The documents of one organ; to be asked of the organs in their order."""
        plans = []
        is_consolidated = self._is_consolidated(organ)
        for year in range(self._years[0], self._years[1] + 1):
            form = self._catalogue.form_of(year)
            plans.append(self._deal(organ, year, str(year), form))
            if is_consolidated:
                plans.append(self._deal(organ, year, str(year), form, is_consolidated=True))
            if organ.kind == "government" and organ.level in ("city", "county"):
                plans.extend(
                    self._deal(organ, year, _period(year, organ.index, number), "BULLETIN")
                    for number in range(_BULLETINS_A_YEAR)
                )
        return plans

    def _is_consolidated(self, organ: Organ) -> bool:
        if organ.level != "county" or organ.kind != "government" or len(organ.children) < _MIN_CHILDREN:
            return False
        return chance(self._seed, "consolidated", organ.organ_id).random() < _CONSOLIDATED

    def _deal(self, organ: Organ, year: int, period: str, form: str, is_consolidated: bool = False) -> DocumentPlan:
        number = self._dealt[form]
        self._dealt[form] += 1
        turn, at = divmod(number, len(FORMATS))
        file_format = FORMATS[at]
        round_of_drifts, is_drifted = divmod(turn + at, 2)  # neighbours in a round differ
        rng = chance(self._seed, "plan", organ.organ_id, period, form, is_consolidated)
        drifts = choose_drifts(form, round_of_drifts + 5 * at, rng) if is_drifted else ()
        if year > _LAST_YEAR_OF_OLD_FORM:
            drifts = tuple("hybrid_other_row" if name == "old_form" else name for name in drifts)
        variant = VARIANTS[file_format][round_of_drifts % len(VARIANTS[file_format])]
        if file_format in _WITHOUT_MERGES:
            variant, drifts = _as_text(variant, drifts, form, round_of_drifts)
        if "old_form" in drifts:
            form = "NF2019"
        has_tables = form != "BULLETIN" or file_format in SPREADSHEETS or round_of_drifts % 2 == 0
        return DocumentPlan(
            organ=organ.index,
            year=year,
            period=period,
            form=form,
            file_format=file_format,
            variant=variant,
            layout=LAYOUTS[(turn // 2 + at) % len(LAYOUTS)] if form == "NF2014" else "",
            drifts=tuple(sorted(set(drifts))),
            faults=self._kinds(form, year, rng) if has_tables and rng.random() < self._fault_rate else (),
            is_consolidated=is_consolidated,
            has_tables=has_tables,
        )

    def _kinds(self, form: str, year: int, rng: Random) -> tuple[str, ...]:
        """Kinds of fault by turns; what comes after the first is for reports that have no figure for it."""
        impossible = _IMPOSSIBLE.get(form, set())
        if year < _FIRST_CARRIED or year == self._years[0]:
            impossible = {*impossible, "carry_over_broken"}
        kinds = [kind for kind in FAULTS if kind not in impossible]
        first = kinds.pop(self._faulted[form] % len(kinds))
        self._faulted[form] += 1
        rng.shuffle(kinds)
        return (first, *kinds)


def _period(year: int, organ: int, number: int) -> str:
    """A quarter, then a month, another one each year."""
    if number == 0:
        return f"{year}Q{(year + organ) % 4 + 1}"
    return f"{year}-{(year * 5 + organ) % 12 + 1:02d}"


def _as_text(variant: str, drifts: tuple[str, ...], form: str, turn: int) -> tuple[str, tuple[str, ...]]:
    """A format without merged cells loses more than others: what can't be told from it for sure is a drift."""
    if not drifts:
        return ("tabs" if variant == LOSSY_VARIANT else variant), drifts
    if variant == LOSSY_VARIANT:
        drifts = (*drifts, "blank_cells_as_blank_lines")
    if form in ("NF2019", "NF2021") and not any(name in drifts for name in ("flat_labels", "merges_repeated")):
        way = "merges_dropped" if variant in TEXT_VARIANTS and "merges_blank" not in drifts else "merges_blank"
        drifts = (*drifts, *[way][turn % 2 :])
    return variant, drifts
