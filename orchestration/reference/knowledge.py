"""The declared knowledge that extraction works with, compiled once: patterns, labels, vocabularies, units.

Patterns in seeds use macros in braces: ``{n}`` and ``{p}`` are figures, ``{ns}`` and ``{ps}`` lists of figures joined
by 、, ``{number}`` a figure that the pattern only passes over, ``{org}`` and ``{orgs}`` units, and the name of a list
of ``forms/vocabulary.csv`` any of its aliases.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from orchestration.reference.literals import LiteralIndex
from orchestration.reference.registry import OrganResolver
from orchestration.reference.seed_files import read_seed

FIGURE = "\ue000"  # stands for the digits of one figure in a masked text
_SECTIONS = "一二三四五六七八九十"
_MACRO = re.compile(r"\{([a-z_]+)\}")
_CLASS = re.compile(r"\[[^\]]*\]")
_MACROS = {
    "n": f"(?P<n>{FIGURE})",
    "p": f"(?P<p>{FIGURE})",
    "ns": rf"(?P<ns>{FIGURE}[^\d。,;、{FIGURE}]{{0,3}}(?:[、,]{FIGURE}[^\d。,;、{FIGURE}]{{0,3}})+)",
    "ps": rf"(?P<ps>{FIGURE}%(?:[、,]{FIGURE}%)+)",
    "number": FIGURE,
    "year": f"(?P<year>{FIGURE})",
    "month": f"(?P<month>{FIGURE})",
    "quarter": f"(?P<quarter>[一二三四]|{FIGURE})",
    "organ": r"(?P<organ>[一-龥][一-龥 ()]{1,40}?)",
}
MACRO_NAMES = frozenset(_MACROS) | {"org", "orgs"}


@dataclass(frozen=True, slots=True)
class Emission:
    """What one slot of a sentence pattern says: an indicator and its dimensions, with macros still in them."""

    slot: str
    indicator_code: str
    dimensions: tuple[tuple[str, str], ...]
    takes_applicant: bool  # on the forms of 2019 and 2021 a figure of the prose speaks of all applicants
    sign: int


@dataclass(frozen=True, slots=True)
class SentencePattern:
    """One way to say a figure in prose."""

    pattern_id: str
    document_kind: str
    contexts: frozenset[str]
    must_have: re.Pattern[str] | None
    regex: re.Pattern[str]
    emissions: tuple[Emission, ...]

    @property
    def is_relative(self) -> bool:
        """Whether it states a share or a growth of the quantity before it."""
        return any(emission.indicator_code.startswith("@") for emission in self.emissions)


@dataclass(frozen=True, slots=True)
class NonStatistic:
    """One way to write a figure that is no statistic, with the reason it is given."""

    reason_code: str
    regex: re.Pattern[str]
    must_have: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class ColumnLabel:
    """What a column of a list of units holds: its serial numbers, its units, or an indicator."""

    role: str
    indicator_code: str
    beside: str  # only where another column of the table belongs to this family


@dataclass(frozen=True, slots=True)
class FormCell:
    """One cell of an official form."""

    form_code: str
    section: str
    row_path: str
    column_path: str
    indicator_code: str
    dimensions: tuple[tuple[str, str], ...]
    period_from: str = ""  # blank: the period of the report; year: from its January; 2008-05: from then on

    @property
    def section_number(self) -> int:
        """一 is 1; a section that has no number comes after those that have one."""
        return _SECTIONS.find(self.section[:1]) + 1 or len(_SECTIONS) + 1


def parse_dimensions(text: str) -> tuple[tuple[str, str], ...]:
    """``applicant=total;kind=投诉`` as sorted pairs; bare words such as ``@applicant`` are left out."""
    pairs = (part.split("=", 1) for part in text.split(";") if "=" in part)
    return tuple(sorted((name, value) for name, value in pairs))


class Knowledge:
    """All rows of ``seeds/`` that extraction needs, compiled; build it with :func:`load_knowledge`."""

    def __init__(self, seeds_dir: Path) -> None:
        self._seeds_dir = seeds_dir

    @property
    def seeds_dir(self) -> Path:
        """The folder of its rows."""
        return self._seeds_dir

    def _rows(self, name: str) -> list[dict[str, str]]:
        return read_seed(self._seeds_dir, name)

    @cached_property
    def forms_fingerprint(self) -> str:
        """Changes when a row of ``seeds/forms`` does."""
        digest = hashlib.sha256()
        for path in sorted((self._seeds_dir / "forms").glob("*.csv")):
            digest.update(path.read_bytes())
        return digest.hexdigest()

    @cached_property
    def collectors(self) -> frozenset[str]:
        """The organs that are declared to collect reports."""
        return frozenset(row["organ_id"] for row in self._rows("duties/collectors"))

    @cached_property
    def indicators(self) -> dict[str, dict[str, str]]:
        return {row["indicator_code"]: row for row in self._rows("catalogue/indicators")}

    @cached_property
    def unit_names(self) -> frozenset[str]:
        return frozenset(row["unit_zh"] for row in self._rows("catalogue/units"))

    @cached_property
    def money_units(self) -> frozenset[str]:
        return frozenset(row["unit_zh"] for row in self._rows("catalogue/units") if row["quantity"] == "money")

    @cached_property
    def money_indicators(self) -> frozenset[str]:
        """Indicators whose declared unit is one of money."""
        return frozenset(code for code, row in self.indicators.items() if row["unit_zh"] in self.money_units)

    @cached_property
    def form_versions(self) -> list[dict[str, str]]:
        return self._rows("forms/form_versions")

    @cached_property
    def form_sections(self) -> dict[tuple[str, str], dict[str, str]]:
        """(form, ordinal of the section) -> how the form prints it."""
        return {(row["form_code"], row["section"]): row for row in self._rows("forms/form_sections")}

    @cached_property
    def forms_by_applicant(self) -> frozenset[str]:
        """Forms that tell figures by type of applicant."""
        return frozenset(cell.form_code for cell in self.form_cells if "applicant" in dict(cell.dimensions))

    @cached_property
    def form_cells(self) -> list[FormCell]:
        cumulative = {
            (r["form_code"], r["column_label"]): r["period_from"] for r in self._rows("forms/cumulative_columns")
        }
        return [
            FormCell(
                row["form_code"],
                row["section"],
                row["row_path"],
                row["column_path"],
                row["indicator_code"],
                parse_dimensions(row["dimensions"]),
                cumulative.get((row["form_code"], row["column_path"].rpartition("/")[2]), ""),
            )
            for row in self._rows("forms/form_cells")
        ]

    @cached_property
    def forms_of_cell(self) -> dict[tuple[str, tuple[tuple[str, str], ...]], set[str]]:
        """(indicator, dimensions) -> the forms that have such a cell."""
        forms: dict[tuple[str, tuple[tuple[str, str], ...]], set[str]] = defaultdict(set)
        for cell in self.form_cells:
            forms[cell.indicator_code, cell.dimensions].add(cell.form_code)
        return forms

    @cached_property
    def label_aliases(self) -> dict[str, list[str]]:
        """Label of a form -> other ways to write it."""
        aliases: dict[str, list[str]] = defaultdict(list)
        for row in self._rows("forms/label_aliases"):
            aliases[row["label"]].append(row["alias"])
        return aliases

    @cached_property
    def vocabulary(self) -> dict[str, dict[str, str]]:
        """List name -> alias -> code, in the order of the file."""
        lists: dict[str, dict[str, str]] = defaultdict(dict)
        for row in self._rows("forms/vocabulary"):
            lists[row["list"]][row["alias"]] = row["code"]
        return dict(lists)

    @cached_property
    def titles(self) -> list[tuple[str, int, re.Pattern[str]]]:
        """(document kind, priority, pattern), the most telling first."""
        rows = sorted(self._rows("forms/title_patterns"), key=lambda row: int(row["priority"]))
        return [(row["document_kind"], int(row["priority"]), self._compile(row["pattern"])) for row in rows]

    @cached_property
    def title_priorities(self) -> tuple[int, ...]:
        """Of ``titles``, the most telling first."""
        return tuple(sorted({priority for _, priority, _ in self.titles}))

    @cached_property
    def scopes(self) -> list[tuple[str, str, re.Pattern[str]]]:
        return [
            (r["reporting_scope"], r["reach"], self._compile(r["pattern"])) for r in self._rows("forms/scope_patterns")
        ]

    @cached_property
    def contexts(self) -> list[tuple[str, str, re.Pattern[str]]]:
        return [(r["context"], r["reach"], self._compile(r["pattern"])) for r in self._rows("forms/contexts")]

    @cached_property
    def context_families(self) -> dict[str, str]:
        """Context -> family; the nearest word of a family overrules what the heading says of that family."""
        return {row["context"]: row["family"] for row in self._rows("forms/contexts")}

    @cached_property
    def period_cues(self) -> list[tuple[str, re.Pattern[str]]]:
        return [(r["basis"], self._compile(r["pattern"])) for r in self._rows("forms/period_cues")]

    @cached_property
    def unit_groups(self) -> list[tuple[str, re.Pattern[str]]]:
        return [(r["group_code"], self._compile(r["pattern"])) for r in self._rows("forms/unit_groups")]

    @cached_property
    def column_labels(self) -> dict[str, list[ColumnLabel]]:
        labels: dict[str, list[ColumnLabel]] = defaultdict(list)
        for row in self._rows("forms/column_labels"):
            labels[row["label"]].append(ColumnLabel(row["role"], row["indicator_code"], row["beside"]))
        return dict(labels)

    @cached_property
    def total_labels(self) -> frozenset[str]:
        return frozenset(row["label"] for row in self._rows("forms/total_labels"))

    @cached_property
    def relatives(self) -> dict[tuple[str, str], tuple[str, str]]:
        """(relation, base indicator or family) -> (indicator, dimension carried over from the base)."""
        return {
            (row["relation"], row["base"]): (row["indicator_code"], row["carried_dimension"])
            for row in self._rows("forms/relative_indicators")
        }

    @cached_property
    def relative_codes(self) -> frozenset[str]:
        """Indicators that are a share or growth of another."""
        return frozenset(code for code, _ in self.relatives.values())

    @cached_property
    def number_names(self) -> list[re.Pattern[str]]:
        return [re.compile(row["pattern"]) for row in self._rows("forms/number_names")]

    @cached_property
    def non_statistics(self) -> list[NonStatistic]:
        return [
            NonStatistic(
                row["reason_code"], self._compile(row["pattern"]), self._compile_or_none(row["sentence_must_have"])
            )
            for row in self._rows("forms/non_statistics")
        ]

    @cached_property
    def sentence_patterns(self) -> list[SentencePattern]:
        emissions: dict[str, list[Emission]] = defaultdict(list)
        for row in self._rows("forms/sentence_emissions"):
            emissions[row["pattern_id"]].append(
                Emission(
                    row["slot"],
                    row["indicator_code"],
                    parse_dimensions(row["dimensions"]),
                    "@applicant" in row["dimensions"],
                    -1 if row["sign"] == "-1" else 1,
                )
            )
        return [
            SentencePattern(
                row["pattern_id"],
                row["document_kind"],
                frozenset(row["contexts"].split("|")) if row["contexts"] else frozenset(),
                self._compile_or_none(row["sentence_must_have"]),
                self._compile(row["pattern"]),
                tuple(emissions[row["pattern_id"]]),
            )
            for row in self._rows("forms/sentence_patterns")
        ]

    @cached_property
    def sentence_index(self) -> LiteralIndex:
        """Which of ``sentence_patterns`` may match a text."""
        return LiteralIndex([pattern.regex for pattern in self.sentence_patterns], FIGURE)

    @cached_property
    def zero_patterns(self) -> list[SentencePattern]:
        """Those of ``sentence_patterns`` that state a zero in words, and so need no figure."""
        return [p for p in self.sentence_patterns if any(emission.slot == "none" for emission in p.emissions)]

    @cached_property
    def zero_index(self) -> LiteralIndex:
        """Which of ``zero_patterns`` may match a text."""
        return LiteralIndex([pattern.regex for pattern in self.zero_patterns], FIGURE)

    @cached_property
    def non_statistic_index(self) -> LiteralIndex:
        """Which of ``non_statistics`` may match a text."""
        return LiteralIndex([rule.regex for rule in self.non_statistics], FIGURE)

    @cached_property
    def inline_contexts(self) -> list[tuple[str, re.Pattern[str]]]:
        """Words within a passage that set a context."""
        return [(context, pattern) for context, reach, pattern in self.contexts if reach == "inline"]

    @cached_property
    def inline_context_index(self) -> LiteralIndex:
        """Which of ``inline_contexts`` may match a text."""
        return LiteralIndex([pattern for _, pattern in self.inline_contexts], FIGURE)

    @cached_property
    def _unit_macros(self) -> dict[str, str]:
        """``{org}`` is a unit by its ending; in ``{orgs}`` whole names stand between two 、."""
        endings = "|".join(sorted(map(re.escape, self.vocabulary["unit_ending"]), key=len, reverse=True))
        unit = rf"[一-龥]{{1,14}}?(?:\([一-龥]{{1,8}}\))?(?:{endings})(?:\([一-龥]{{1,10}}\))?"
        last = rf"{unit}(?![局委办厅院处部、])"
        return {
            "org": f"(?P<org>{unit})",
            "orgs": rf"(?P<orgs>[一-龥()]{{2,24}}(?:、[一-龥()]{{2,16}})*?、{last})",
        }

    @cached_property
    def organ_resolver(self) -> OrganResolver:
        """What a name of an organ means; it keeps what it resolved."""
        return OrganResolver(self._seeds_dir)

    def compile_pattern(self, pattern: str) -> re.Pattern[str]:
        """A pattern of the seeds with its macros filled; raises ``re.error`` if that is no regular expression."""
        return self._compile(pattern)

    def _compile_or_none(self, pattern: str) -> re.Pattern[str] | None:
        return self._compile(pattern) if pattern else None

    def _compile(self, pattern: str) -> re.Pattern[str]:
        macros = {**_MACROS, **self._unit_macros}

        def expand(match: re.Match[str]) -> str:
            name = match[1]
            if name in macros:
                return macros[name]
            aliases = sorted(self.vocabulary[name], key=len, reverse=True)
            return f"(?P<{name}>{'|'.join(map(re.escape, aliases))})"

        # inside a character class a figure macro is the bare placeholder, not a group
        pattern = _CLASS.sub(lambda match: _MACRO.sub(FIGURE, match[0]), pattern)
        seen: set[str] = set()

        def expand_once(match: re.Match[str]) -> str:
            # a macro used twice is a group the first time and the bare placeholder after that
            if match[1] in seen and match[1] in macros:
                return FIGURE
            seen.add(match[1])
            return expand(match)

        return re.compile(_MACRO.sub(expand_once, pattern))


@lru_cache(maxsize=4)
def load_knowledge(seeds_dir: Path) -> Knowledge:
    """The declared knowledge below ``seeds_dir``; rows are read and checked as they are first used, then kept."""
    return Knowledge(seeds_dir)
