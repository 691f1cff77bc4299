"""How rules, forms, figures and places are called in words, from the declared knowledge."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from orchestration.publication.receipt.model import Place
from orchestration.reference import load_knowledge, read_seed
from orchestration.reference.knowledge import FormCell

_ORDINAL = re.compile(r"^[一二三四五六七八九十]+、")
_CODE = re.compile(r"^\d+(?:\.\d+)* ")  # the number of a row in the form of 2014
_REMARK = re.compile(r"（(?:\w+=|按)[^）]*）")  # as in 任务数（task=...）, 逾期办结数（按承办单位）
_ASIDE = re.compile(r"(?<=.)（[^）]{8,}）$")  # as in 部分公开（区分处理的，只计这一情形，不计其他情形）
_SILENT = frozenset({"申请人情况", "统计数"})  # headings that say nothing by themselves
_GROUPING = "法人或其他组织"
_UNSPOKEN = frozenset({"method", "group", "variant"})  # dimensions that tell how, not what
_LONGEST = 80
_PART_OF_YEAR = {
    **{f"Q{n}": f"第{word}季度" for n, word in enumerate("一二三四", 1)},
    "H1": "上半年",
    "H2": "下半年",
}
_PLACE = re.compile(r"t(\d+)!r(\d+)c(\d+)|p(\d+):(\d+)-(\d+)")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_BREAK = re.compile(r"[ \t\u3000]*[\r\n]+[ \t\u3000]*")
_BETWEEN_WORDS = re.compile(r"(?<=[A-Za-z0-9,.;])\n(?=[A-Za-z0-9])")

Dimensions = Mapping[str, str]
Parts = tuple[str, ...]


class Names:
    """The words of the seeds, looked up by code."""

    def __init__(self, seeds_dir: Path) -> None:
        self._seeds_dir = seeds_dir
        self._knowledge = load_knowledge(seeds_dir)
        self.rules = {row["rule_id"]: row for row in read_seed(seeds_dir, "rules/sum_rules")}

    @property
    def rule_version(self) -> str:
        """Changes when a declared rule does."""
        digest = hashlib.sha256()
        for path in sorted((self._seeds_dir / "rules").glob("*.csv")):
            digest.update(path.read_bytes())
        return digest.hexdigest()[:8]

    @cached_property
    def forms(self) -> dict[str, str]:
        """Form -> its name."""
        return {row["form_code"]: row["name_zh"] for row in self._knowledge.form_versions}

    @property
    def form_sections(self) -> dict[tuple[str, str], dict[str, str]]:
        """(form, ordinal of the section) -> how the form prints it."""
        return self._knowledge.form_sections

    @property
    def form_cells(self) -> list[FormCell]:
        """The declared cells of all forms, in order."""
        return self._knowledge.form_cells

    @cached_property
    def unreadable(self) -> dict[str, tuple[str, str]]:
        """Why a file could not be read and what its sender can do, by reason code."""
        rows = read_seed(self._seeds_dir, "catalogue/quarantine_reasons")
        return {row["reason_code"]: (row["reason_zh"], row["remedy_zh"]) for row in rows}

    @cached_property
    def reasons(self) -> dict[str, str]:
        """Why a check has its outcome, by reason code."""
        rows = read_seed(self._seeds_dir, "catalogue/outcome_reasons")
        return {row["reason_code"]: row["reason_zh"] for row in rows}

    @cached_property
    def _form_labels(self) -> dict[tuple[str, tuple[tuple[str, str], ...]], dict[str, tuple[str, Parts]]]:
        """(indicator, dimensions) -> form -> (section, parts of the name)."""
        labels: dict[tuple[str, tuple[tuple[str, str], ...]], dict[str, tuple[str, Parts]]] = {}
        for cell in self._knowledge.form_cells:
            parts = (*_row_parts(cell.row_path), *_column_parts(cell.column_path))
            key = (cell.indicator_code, tuple(sorted(cell.dimensions)))
            labels.setdefault(key, {}).setdefault(cell.form_code, (cell.section, parts))
        return labels

    @cached_property
    def _annual_forms(self) -> frozenset[str]:
        """Forms of annual reports: what one of them lacks is called as the others call it."""
        versions = self._knowledge.form_versions
        return frozenset(row["form_code"] for row in versions if row["document_kind"] == "annual_report")

    @cached_property
    def _applicants(self) -> dict[str, str]:
        return {
            dict(cell.dimensions)["applicant"]: _column_parts(cell.column_path)[-1]
            for cell in self._knowledge.form_cells
            if "applicant" in dict(cell.dimensions)
        }

    @cached_property
    def _codes(self) -> dict[tuple[str, str], str]:
        words: dict[tuple[str, str], str] = {}
        for name, aliases in self._knowledge.vocabulary.items():
            for alias, code in aliases.items():
                words.setdefault((name, code), alias)
        return words

    def parts(self, form: str, indicator: str, dimensions: Dimensions) -> Parts:
        """The name of a figure in parts, from the general to the particular: (行政复议, 总计)."""
        found = self._find(form, indicator, dimensions)
        if found:
            return found[1]
        row = self._knowledge.indicators.get(indicator)
        name = without_remarks(row["name_zh"]) if row else indicator
        return (*name.split("｜"), *self.dimension_words(dimensions))

    def table_name(self, form: str, indicator: str, dimensions: Dimensions) -> str:
        """The table of the form that a figure stands in: 表四; nothing where it stands in none."""
        found = self._find(form, indicator, dimensions)
        if not found:
            return ""
        section, _, part = found[0].partition("/")
        printed = self.form_sections.get((form, section))
        table = printed["name_zh"] if printed else f"表{section}"
        return f"{table}（{part}）" if part else table

    def dimension_words(self, dimensions: Dimensions) -> Parts:
        """The values of dimensions as words; those that say how a figure was read are left out."""
        return tuple(
            self._dimension_word(name, value) for name, value in dimensions.items() if name not in _UNSPOKEN and value
        )

    def _dimension_word(self, name: str, value: str) -> str:
        if name == "applicant":
            return "各类申请人合计" if value == "total" else self._applicants.get(value, value)
        if name == "organ" and value == "total":
            return "合计"
        if name == "indicator" and value in self._knowledge.indicators:
            return without_remarks(self._knowledge.indicators[value]["name_zh"])
        return self._codes.get((name, value), show(value))

    def _find(self, form: str, indicator: str, dimensions: Dimensions) -> tuple[str, Parts] | None:
        key = (indicator, tuple(sorted((name, value) for name, value in dimensions.items() if name != "method")))
        forms = self._form_labels.get(key, {})
        return forms.get(form) or (next(iter(forms.values()), None) if form in self._annual_forms else None)


def _row_parts(path: str) -> Parts:
    parts = [_ASIDE.sub("", _CODE.sub("", part)) for part in path.split("/") if part]
    return tuple(parts[1:] if len(parts) > 1 and _ORDINAL.match(parts[0]) else parts)


def _column_parts(path: str) -> Parts:
    parts = [part for part in path.split("/") if part not in _SILENT]
    if len(parts) == 2 and parts[0] == _GROUPING and parts[1] != "其他":
        return (parts[1],)
    return tuple(parts)


def without_remarks(name: str) -> str:
    """The name of an indicator without what the catalogue says of its dimensions."""
    return _REMARK.sub("", name)


def join_parts(parts: Iterable[str]) -> str:
    """The parts of a name as one: 行政复议·总计."""
    return "·".join(parts)


def parse_place(document: str, place: str) -> Place | None:
    """``t3!r12c7`` or ``p41:120-133`` as a place; None for anything else."""
    match = _PLACE.fullmatch(place or "")
    if not match:
        return None
    if match[1]:
        return Place(document, table=int(match[1]), row=int(match[2]), column=int(match[3]))
    return Place(document, passage=int(match[4]), start=int(match[5]), end=int(match[6]))


def place_words(place: Place | None) -> str:
    """A place as people say it."""
    if place is None:
        return ""
    if place.table:
        return f"文件第 {place.table} 张表第 {place.row} 行第 {place.column} 列"
    return f"正文第 {place.passage} 段"


def period_words(period: str) -> str:
    """A period as people say it: 2018年第一季度."""
    if not period:
        return "期间未识别"
    if "/" in period:
        return "至".join(period_words(part) for part in period.split("/", 1))
    year, part = period[:4], period[4:]
    if part.startswith("-"):
        return f"{year}年{int(part[1:])}月"
    return f"{year}年{_PART_OF_YEAR.get(part, part)}"


def show(text: str) -> str:
    """Text of a document as it is shown: lines joined as they read, invisible control characters left out."""
    lines = _BREAK.sub("\n", text.strip())
    return _INVISIBLE.sub("", _BETWEEN_WORDS.sub(" ", lines).replace("\n", ""))


def shorten(text: str) -> str:
    """A name that is longer than any name should be, cut in the middle."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 20]}……{text[-18:]}"
