"""What the rooms hand to each other: frozen records, standard library only. No parsing, no files, no SQL here."""

from orchestration.domain.records import (
    Arrival,
    Cell,
    Decision,
    LabelReading,
    Numeral,
    Observation,
    Passage,
    Placement,
    ReadDocument,
    Refusal,
    Table,
    TableReport,
    Unmapped,
    new_record,
)

__all__ = [
    "Arrival",
    "Cell",
    "Decision",
    "LabelReading",
    "Numeral",
    "Observation",
    "Passage",
    "Placement",
    "ReadDocument",
    "Refusal",
    "Table",
    "TableReport",
    "Unmapped",
    "new_record",
]
