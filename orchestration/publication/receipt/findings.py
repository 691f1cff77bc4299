"""Findings: violated checks that share what is suspected, with the cells to look at drawn and marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from orchestration.publication.receipt.drawing import draw_passage, draw_table
from orchestration.publication.receipt.model import (
    ALTERNATIVE,
    SUSPECT,
    DrawnPassage,
    DrawnTable,
    Finding,
    Mark,
    Place,
    Record,
    Suggestion,
)
from orchestration.publication.receipt.names import parse_place, place_words, show
from orchestration.publication.receipt.sentences import Sentences, raw_words
from orchestration.publication.receipt.words import ADVICE, ADVICE_OTHERWISE, FAULTS, NO_REASON

if TYPE_CHECKING:
    from orchestration.warehouse.examination import Examination

_SEVERITIES = ("error", "warning", "undecided")
_TABLE, _PASSAGE = "table", "passage"
_MOST_DRAWN = 60  # findings of a document that are drawn; more are told in words


def build_findings(
    examination: Examination, document: str, failing: Sequence[Record], sentences: Sentences
) -> tuple[Finding, ...]:
    """The findings of one document, errors first; checks that one change would repair are one finding.

    Args:
        examination: Where the tables and paragraphs are.
        document: The document.
        failing: Its violated checks, and the undecided ones whose blanks contradict what is filled in.
        sentences: Words for its checks.
    """
    ordered = sorted(_groups(failing), key=lambda checks: _SEVERITIES.index(_severity(checks)))
    if not ordered:
        return ()
    sources = _Sources(examination)
    return tuple(_finding(n, document, checks, sentences, sources) for n, checks in enumerate(ordered, 1))


def _groups(failing: Sequence[Record]) -> list[list[Record]]:
    """Checks that share a suspect, in the order in which the first of each group stands."""
    group_of: dict[object, int] = {}
    groups: dict[int, list[Record]] = {}
    for position, check in enumerate(failing):
        keys = _suspect_keys(check)
        met = sorted({group_of[key] for key in keys if key in group_of}) or [position]
        merged = [one for number in met for one in groups.pop(number, [])]
        groups[met[0]] = [*merged, check]
        moved = [key for key, number in group_of.items() if number in met[1:]] if len(met) > 1 else []
        group_of.update(dict.fromkeys([*keys, *moved], met[0]))
    return [groups[number] for number in sorted(groups)]


def _suspect_keys(check: Record) -> list[object]:
    """What tells the suspects of a check from others; those of ranks are counted apart from those of sums."""
    names = ("file", "place", "indicator", "repair", "alternative")
    return [
        (check.get("kind") == "rank", *(str(suspect.get(name) or "") for name in names))
        for suspect in check.get("suspects") or []
    ]


def _severity(checks: Sequence[Record]) -> str:
    violated = {check["severity"] for check in checks if check["outcome"] == "violated"}
    return next((severity for severity in _SEVERITIES if severity in violated), "undecided")


def _finding(number: int, document: str, checks: Sequence[Record], sentences: Sentences, sources: _Sources) -> Finding:
    files = {cell["file"]: cell.get("document", document) for check in checks for cell in check["cells"]}
    suspects = [suspect for check in checks for suspect in check.get("suspects") or []]
    named = (_suggestion(s, s.get("document") or files.get(s.get("file"), document), sentences) for s in suspects)
    suggestions = list(dict.fromkeys(named))
    marks = _marks(document, checks, suggestions)
    form_tables: dict[tuple[str, int], str] = {}
    for cell in (cell for check in checks for cell in check["cells"]):
        place = parse_place(cell.get("document", document), cell["place"])
        if place and place.table:
            table = sentences.form_table(cell).partition("（")[0].partition("第")[0]
            form_tables.setdefault((place.document, place.table), table)
    tables, passages = sources.draw(document, marks, form_tables) if number <= _MOST_DRAWN else ((), ())
    localisation = next((check["localisation"] for check in checks if check.get("localisation")), "")
    return Finding(
        number=number,
        severity=_severity(checks),
        statements=tuple(sentences.statement(check) for check in checks),
        options=_options(suggestions),
        advice=ADVICE.get((localisation, bool(suggestions)), "" if suggestions else ADVICE_OTHERWISE),
        tables=tables,
        passages=passages,
        marks=marks,
    )


def _options(suggestions: Sequence[Suggestion]) -> tuple[tuple[Suggestion, ...], ...]:
    """The ways to repair it, each once: ways that differ in cells of other findings alone are one here."""
    ways: dict[int, list[Suggestion]] = {}
    for suggestion in suggestions:
        ways.setdefault(suggestion.alternative, []).append(suggestion)
    told: dict[frozenset[tuple[object, ...]], tuple[Suggestion, ...]] = {}
    for number in sorted(ways):
        key = frozenset((one.name, one.place, one.repair) for one in ways[number])
        told.setdefault(key, tuple(ways[number]))
    return tuple(told.values())


def _suggestion(suspect: Record, document: str, sentences: Sentences) -> Suggestion:
    place = parse_place(document, suspect.get("place") or "")
    named = {"place": "", "dimensions": {}, **suspect, "document": document}
    return Suggestion(
        name=sentences.full_name(named),
        where=place_words(place),
        place=place,
        reported=raw_words(suspect.get("reported")),
        repair=str(suspect.get("repair") or ""),
        why=show(suspect.get("why") or "") if suspect.get("why_code") != "none" else NO_REASON,
        fault=FAULTS.get(suspect.get("fault") or "", ""),
        alternative=int(suspect.get("alternative") or 1),
    )


def _marks(document: str, checks: Sequence[Record], suggestions: Sequence[Suggestion]) -> dict[Place, Mark]:
    roles: dict[Place, dict[str, None]] = {}
    figures: dict[Place, list[str]] = {}
    for check in checks:
        for cell in check["cells"]:
            place = parse_place(cell.get("document", document), cell["place"])
            if place:
                roles.setdefault(place, {})[cell["side"]] = None
    first = min((suggestion.alternative for suggestion in suggestions), default=1)
    for suggestion in suggestions:
        if suggestion.place is None:
            continue
        role = SUSPECT if suggestion.alternative == first else ALTERNATIVE
        roles.setdefault(suggestion.place, {})[role] = None
        figures.setdefault(suggestion.place, []).append(suggestion.repair)
    return {
        place: Mark(tuple(kinds), " 或 ".join(dict.fromkeys(figures.get(place, [])))) for place, kinds in roles.items()
    }


class _Sources:
    """The tables and paragraphs of documents, read when they are first drawn."""

    def __init__(self, examination: Examination) -> None:
        self._examination = examination
        self._files = {d["document_id"]: d["file_name"] for d in examination.documents()}
        self._cells: dict[str, dict[int, list[Record]]] = {}
        self._texts: dict[str, dict[int, str]] = {}

    def draw(
        self, document: str, marks: dict[Place, Mark], form_tables: dict[tuple[str, int], str]
    ) -> tuple[tuple[DrawnTable, ...], tuple[DrawnPassage, ...]]:
        """The tables and paragraphs that hold marked places, the document's own first."""
        by_source: dict[tuple[str, str, int], dict[Place, Mark]] = {}
        for place, mark in marks.items():
            kind, number = (_TABLE, place.table) if place.table else (_PASSAGE, place.passage)
            by_source.setdefault((place.document, kind, number), {})[place] = mark
        tables, passages = [], []
        for (owner, kind, number), marked in sorted(by_source.items(), key=lambda s: (s[0][0] != document, s[0])):
            elsewhere = "" if owner == document else f"（另一文件：{show(self._files.get(owner, ''))}）"
            if kind == _TABLE:
                cells = self._cells_of(owner).get(number, [])
                at = {(place.row, place.column): mark for place, mark in marked.items()}
                of_form = form_tables.get((owner, number), "")
                in_file = f"文件第 {number} 张表"
                caption = f"{of_form}（{in_file}）" if of_form else in_file
                tables.append(draw_table(caption + elsewhere, cells, at))
            else:
                text = self._texts_of(owner).get(number, "")
                spans = [(place.start, place.end, mark) for place, mark in marked.items()]
                passages.append(draw_passage(f"正文第 {number} 段{elsewhere}", text, spans))
        return tuple(tables), tuple(passages)

    def _cells_of(self, document: str) -> dict[int, list[Record]]:
        if document not in self._cells:
            tables: dict[int, list[Record]] = {}
            for cell in self._examination.tables(document):
                tables.setdefault(cell["table"], []).append(cell)
            self._cells[document] = tables
        return self._cells[document]

    def _texts_of(self, document: str) -> dict[int, str]:
        if document not in self._texts:
            self._texts[document] = {p["passage"]: p["text"] for p in self._examination.passages(document)}
        return self._texts[document]
