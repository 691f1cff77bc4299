"""What people read on the terminal: tables in Chinese or English. No figure is computed here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from orchestration.terminal_words import words

if TYPE_CHECKING:
    from orchestration.publication.postgres import PostgresPublication
    from orchestration.publication.rollback import KeptVersion
    from orchestration.synthesis import SynthesisSummary
    from orchestration.update import UpdateReport
    from orchestration.warehouse.examination import Examination

_WIDTH_OF_FILES = 200
_STYLE = {"violated": "bold red", "truncated": "yellow", "undecided": "dim", "holds": "green"}


def _console() -> Console:
    """The terminal; where there is none, wide enough that no cell is cut."""
    console = Console()
    return console if console.is_terminal else Console(width=_WIDTH_OF_FILES)


def print_postgres(done: PostgresPublication) -> None:
    """What a PostgreSQL database shows now."""
    if not done.is_switched:
        print(f"{done.address} 已是版本 {done.version_id}，无需改动")
    else:
        how = "已装载并切换" if done.is_loaded else "已切换"
        print(f"{done.address} 模式 {done.schema} {how}到版本 {done.version_id}")
    for name in done.left:
        print(f"模式 {name} 已过期，但仍有读者或他人的视图在用，下次发布时再删除")


def print_synthesis(summary: SynthesisSummary, out: Path, lang: str) -> None:
    """What a synthetic country came to: documents by form and format, faults by kind."""
    w = words(lang)
    table = Table(title=f"{w['synthesis']} · {out}")
    table.add_column(w["item"])
    table.add_column(w["result"], justify="right")
    counts = [
        ("organs", summary.organs),
        ("documents", summary.documents),
        ("clean", summary.clean_documents),
        ("faulted", summary.faulted_documents),
        ("revised", summary.revised_reports),
        ("missing", summary.missing_reports),
        ("cells", summary.cells),
    ]
    for name, count in counts:
        table.add_row(w[name], f"{count:,}")
    for by in (summary.by_form, summary.by_format, summary.by_fault):
        table.add_section()
        for name, count in sorted(by.items()):
            table.add_row(name, f"{count:,}")
    _console().print(table)


def print_versions(versions: list[KeptVersion], lang: str) -> None:
    """The kept versions with what the gate said of them."""
    w = words(lang)
    table = Table(title=w["versions"], title_justify="left", header_style="bold")
    for column in ("version", "published_at", "tables", "rows", "gate", "warnings", "current"):
        table.add_column(w[column], justify="right" if column in ("tables", "rows", "warnings") else "left")
    for version in versions:
        table.add_row(
            version.version_id,
            f"{version.published_at:%Y-%m-%d %H:%M:%S}",
            str(version.table_count),
            f"{version.row_count:,}",
            {True: w["passed"], False: w["failed"], None: ""}[version.gate_passed],
            str(version.warning_count),
            w["yes"] if version.is_current else "",
        )
    _console().print(table)


def print_observations(examination: Examination, lang: str) -> None:
    """The observations of each file as a table, then what was left out and why."""
    console, w = _console(), words(lang)
    for file, records in _by_file(examination.observations()).items():
        first = records[0]
        table = Table(title=_title(file, first, w), title_justify="left", header_style="bold")
        for column in ("indicator", "dimensions", "value", "unit", "raw", "place"):
            table.add_column(w[column], justify="right" if column in ("value", "raw") else "left")
        for record in records:
            table.add_row(
                record["indicator"],
                Text(_dimensions(record["dimensions"])),
                record["value"] or record["value_status"],
                record["unit"],
                Text(record["value_raw"]),
                record["place"],
            )
        console.print(table)
    reasons = Counter(record[f"reason_{lang if lang == 'en' else 'zh'}"] for record in examination.unmapped())
    if reasons:
        table = Table(title=w["unmapped"], title_justify="left", header_style="bold")
        table.add_column(w["reason"])
        table.add_column(w["count"], justify="right")
        for reason, count in reasons.most_common():
            table.add_row(reason, str(count))
        console.print(table)


def print_checks(
    examination: Examination, checks: list[dict[str, Any]], shown: list[dict[str, Any]], lang: str
) -> None:
    """The verdict first, then what does not hold or could not be decided."""
    console, w = _console(), words(lang)
    outcomes = Counter(record["outcome"] for record in checks)
    console.print(
        Text(w["summary"] + "  ", style="bold").append_text(
            Text("  ").join(
                Text(f"{w[name]} {outcomes.get(name, 0)}", style=_STYLE[name])
                for name in ("violated", "truncated", "undecided", "holds")
            )
        )
    )
    for document in examination.documents():
        records = [record for record in shown if record["document"] == document["document_id"]]
        if not records:
            continue
        head = {"organ": document["organ_name_zh"], "period": document["period"], "form": document["form_code"]}
        table = Table(title=_title(document["file_name"], head, w), title_justify="left", header_style="bold")
        for column in ("outcome", "rule", "words", "scope", "stated", "computed", "place", "reason"):
            table.add_column(
                w[column], justify="right" if column in ("stated", "computed") else "left", overflow="fold"
            )
        for record in sorted(
            records, key=lambda r: ("violated", "truncated", "undecided", "holds").index(r["outcome"])
        ):
            style = _STYLE[record["outcome"]]
            table.add_row(
                Text(w[record["outcome"]], style=style),
                record["rule"],
                record["description_en" if lang == "en" else "description"],
                Text(_dimensions(record["scope"])),
                record["left"] or "",
                record["right"] or "",
                " ".join(dict.fromkeys(cell["place"] for cell in record["cells"][:4])),
                Text(_reason(record, lang)),
            )
        console.print(table)


def _reason(record: dict[str, Any], lang: str) -> str:
    """Why a check ended as it did, and the figure to look at first."""
    reason = record["reason_en" if lang == "en" else "reason"]
    first = [suspect for suspect in record["suspects"] if suspect["alternative"] == 1]
    if not first:
        return reason
    w = words(lang)
    named = "; ".join(f"{s['place']} {s['reported'] or w['blank']} → {s['repair'] or '?'}" for s in first)
    why = first[0]["why_en" if lang == "en" else "why"]
    return f"{reason} [{w['suspect']} {named}: {why}]"


def print_closing(rows: list[tuple[str, str]], findings: list[dict[str, Any]], lang: str) -> None:
    """The table a build ends with, and the violations it found."""
    console, w = _console(), words(lang)
    table = Table(title=w["title"], title_justify="left", header_style="bold")
    table.add_column(w["item"])
    table.add_column(w["result"], justify="right")
    for item, result in rows:
        table.add_row(item, result)
    console.print(table)
    if not findings:
        return
    table = Table(title=w["findings"], title_justify="left", header_style="bold")
    for column in ("outcome", "organ", "period", "rule", "words", "scope", "stated", "computed", "place"):
        table.add_column(w[column], justify="right" if column in ("stated", "computed") else "left", overflow="fold")
    for finding in findings:
        table.add_row(
            Text(w[finding["outcome"]], style=_STYLE[finding["outcome"]]),
            finding["organ"],
            finding["period"],
            finding["rule"],
            finding["words_en" if lang == "en" else "words_zh"],
            Text(finding["scope"]),
            finding["stated"],
            finding["computed"],
            finding["place"],
        )
    console.print(table)


def print_update(report: UpdateReport, database: Path, lang: str) -> None:
    """The table an update ends with: documents, the rows of each mart that changed, and where it is published."""
    w, console = words(lang), _console()
    if not (report.documents_come or report.documents_gone or report.is_new or report.refusals):
        console.print(w["unchanged"])
        return
    table = Table(title=w["update_title"])
    for column in (w["item"], w["rows_gone"], w["rows_come"]):
        table.add_column(column, justify="left" if column == w["item"] else "right")
    for mart, (gone, come) in sorted(report.rows.items()):
        table.add_row(mart, f"{gone:,}", f"{come:,}")
    console.print(table)
    console.print(
        f"{w['come']} {report.documents_come:,}  {w['gone']} {report.documents_gone:,}  "
        f"{w['marts_changed']} {len(report.rows):,}"
    )
    console.print(w["refused"] if report.refusals else f"{w['published']} {database}")


def _by_file(records: Iterator[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    grouped: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        grouped.setdefault(record["file"], []).append(record)
    return grouped


def _title(file: str, record: dict[str, Any], w: dict[str, str]) -> str:
    parts = (file, record["organ"] or w["unknown"], record["period"] or w["unknown"], record["form"] or w["unknown"])
    return " · ".join(Text(part).plain for part in parts)


def _dimensions(dimensions: dict[str, str]) -> str:
    return " ".join(f"{name}={value}" for name, value in dimensions.items())
