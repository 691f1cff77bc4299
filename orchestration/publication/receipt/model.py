"""What a receipt says, before it is a page or a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

LEFT, RIGHT, NUMERATOR, DENOMINATOR = "left", "right", "numerator", "denominator"
SUSPECT, ALTERNATIVE = "suspect", "alternative"


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a document: a cell of a table (1-based), or a span of a paragraph (0-based, end excluded)."""

    document: str
    table: int = 0
    row: int = 0
    column: int = 0
    passage: int = 0
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """How a cell is marked: the sides it stands on, whether it is suspected, and the figure suggested for it."""

    roles: tuple[str, ...] = ()
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """One cell of a redrawn table; a gap stands for rows or columns that are left out."""

    text: str
    row_span: int = 1
    column_span: int = 1
    is_label: bool = False
    is_gap: bool = False
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """The part of a table that a finding is about, with its headings."""

    caption: str
    head: tuple[tuple[DrawnCell, ...], ...]
    body: tuple[tuple[DrawnCell, ...], ...]
    is_excerpt: bool


@dataclass(frozen=True, slots=True)
class DrawnPassage:
    """The sentences of a paragraph that a finding is about: pieces of text, each with its mark."""

    caption: str
    pieces: tuple[tuple[str, Mark], ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One cell that may be wrong, and the figure that would repair the sums."""

    name: str
    where: str
    place: Place | None
    reported: str
    repair: str
    why: str
    fault: str
    alternative: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What one check found, in words."""

    rule: str
    description: str
    source: str
    scope: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One or more checks that fail together, and what to look at."""

    number: int  # within its document, from 1
    severity: str
    statements: tuple[Statement, ...]
    options: tuple[tuple[Suggestion, ...], ...]  # ways to repair it, as likely as each other, the first one first
    advice: str  # what to do where no cell could be named
    tables: tuple[DrawnTable, ...]
    passages: tuple[DrawnPassage, ...]
    marks: dict[Place, Mark]

    @property
    def is_error(self) -> bool:
        """Whether it keeps the report from passing."""
        return self.severity == "error"


@dataclass(frozen=True, slots=True)
class Grouped:
    """Checks of one kind told together: what they are, how many, and details."""

    title: str
    count: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A statistic that became no figure of the warehouse."""

    value: str
    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class DocumentReceipt:
    """What is said of one document."""

    document: str
    file: str
    organ: str
    title: str
    period: str
    form: str
    form_name: str
    verdict: str  # a key of words.VERDICTS
    figures: int
    counts: dict[str, int]  # outcome -> checks
    findings: tuple[Finding, ...]
    hints: tuple[Statement, ...]
    assumed: tuple[Grouped, ...]
    undecided: tuple[Grouped, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def error_count(self) -> int:
        """Findings that keep the report from passing."""
        return sum(finding.is_error for finding in self.findings)

    @property
    def warning_count(self) -> int:
        """Findings that only inform, rates that were cut among them."""
        return len(self.findings) - self.error_count + len(self.hints)


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """A file that could not be read, why, and what to do."""

    file: str
    reason: str
    remedy: str
    detail: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The whole receipt."""

    documents: tuple[DocumentReceipt, ...]
    unread: tuple[UnreadFile, ...]
    rule_count: int
    rule_version: str


Record = dict[str, Any]  # a record of an examination
