"""The ``gongkai`` command: parse arguments, call a room, print. Nothing is computed here."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.domain.errors import BuildError, GongkaiError
from orchestration.settings import Settings, export_settings, load_settings

if TYPE_CHECKING:
    from orchestration.warehouse.examination import Examination

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Statistics of government information disclosure: read the reports, prove every figure.",
)

_Paths = Annotated[list[Path], typer.Argument(help="Files, or folders whose files are taken.", show_default=False)]
_Json = Annotated[bool, typer.Option("--json", help="One JSON record a line.")]
_Lang = Annotated[str, typer.Option("--lang", help="Language of what people read: zh or en.")]
_Source = Annotated[Path | None, typer.Option(help="Folder of documents.", show_default=False)]
_Data = Annotated[Path | None, typer.Option(help="Folder of landing, work and published data.", show_default=False)]

_Submission = Annotated[
    str, typer.Argument(help="Beginning of its id, its uri, or the name of its file.", show_default=False)
]
_By = Annotated[str, typer.Option(help="Who decides.", show_default=False)]
_Why = Annotated[str, typer.Option(help="The reason.", show_default=False)]
_At = Annotated[str, typer.Option(help="Day or instant of the decision; now if none.", show_default=False)]

PUBLISHED, FAILED, GATE_REFUSED = 0, 1, 3
CLEAN, VIOLATED, UNREADABLE = 0, 1, 2


@app.command()
def build(
    source: _Source = None,
    data: _Data = None,
    target: Annotated[str, typer.Option(help="Engine of the warehouse.")] = "duckdb",
    lang: _Lang = "zh",
) -> None:
    """Land, extract, transform, check and publish; the main job."""
    settings = load_settings(source, data, target)
    export_settings(settings)
    from orchestration.build import run_build  # the orchestrator takes seconds to import

    raise typer.Exit(run_build(settings, lang))


@app.command()
def update(source: _Source = None, data: _Data = None, lang: _Lang = "zh") -> None:
    """Land what is new and take it in: only what depends on it is built and published anew."""
    settings = load_settings(source, data)
    export_settings(settings)
    from orchestration.build import run_update

    raise typer.Exit(run_update(settings, lang))


@app.command()
def extract(paths: _Paths, as_json: _Json = False, lang: _Lang = "zh") -> None:
    """Print the observations of files, and the figures that became none."""
    from orchestration.reporting import print_observations

    settings = load_settings()
    examination = _examine(paths, settings, with_checks=False, quiet=as_json)
    if as_json:
        for record in (*examination.observations(), *examination.unmapped()):
            _print_record(record)
    else:
        print_observations(examination, lang)
    _explain_unreadable(examination)
    raise typer.Exit(UNREADABLE if examination.unreadable else CLEAN)


@app.command()
def check(
    paths: _Paths,
    as_json: _Json = False,
    show_all: Annotated[bool, typer.Option("--all", help="Print the rules that hold too.")] = False,
    receipt: Annotated[
        Path | None, typer.Option(help="Write a receipt in Chinese too, OUT.html or OUT.xlsx.", show_default=False)
    ] = None,
    lang: _Lang = "zh",
) -> None:
    """Check the sums of files; reports of several years given together are checked against each other."""
    from orchestration.publication.receipt import check_target, write_receipt
    from orchestration.reporting import print_checks

    settings = load_settings()
    if receipt:
        check_target(receipt)
    examination = _examine(paths, settings, with_checks=True, quiet=as_json)
    checks = list(examination.checks())
    shown = [record for record in checks if show_all or record["outcome"] != "holds"]
    if as_json:
        for record in shown:
            _print_record(record)
    else:
        print_checks(examination, checks, shown, lang)
    _explain_unreadable(examination)
    if receipt:
        write_receipt(receipt, examination, checks, settings.seeds_dir)
    if examination.unreadable:
        raise typer.Exit(UNREADABLE)
    broken = any(record["outcome"] == "violated" and record["severity"] == "error" for record in checks)
    raise typer.Exit(VIOLATED if broken else CLEAN)


@app.command()
def inbox(
    folder: Annotated[Path, typer.Argument(help="Folder whose files and archives are landed.", show_default=False)],
    received: Annotated[str, typer.Option(help="Day or instant of receipt; now if none.", show_default=False)] = "",
    sender: Annotated[str, typer.Option(help="Who handed it in.", show_default=False)] = "",
    data: _Data = None,
) -> None:
    """Land the files of a folder; the next build takes them in. Nothing landed before is withdrawn."""
    from orchestration.season import land_inbox

    print(land_inbox(load_settings(data=data), folder, received, sender))


@app.command()
def accept(submission: _Submission, by: _By, why: _Why = "", at: _At = "", data: _Data = None) -> None:
    """Put a submission in force in place of the others for the same report."""
    from orchestration.season import accept_submission

    print(accept_submission(load_settings(data=data), submission, by, why, at))


@app.command(name="return")
def return_(
    submission: _Submission,
    by: _By,
    why: _Why = "",
    receipt: Annotated[
        Path | None, typer.Option(help="Write the receipt too, OUT.html or OUT.xlsx.", show_default=False)
    ] = None,
    at: _At = "",
    data: _Data = None,
) -> None:
    """Send a submission back to its sender: its figures count no longer."""
    from orchestration.season import return_submission

    print(return_submission(load_settings(data=data), submission, by, why, at, receipt))


@app.command()
def status(
    organ: Annotated[str, typer.Argument(help="Office, by name or id; all if none.", show_default=False)] = "",
    year: Annotated[int, typer.Argument(help="Year of the reports; all if none.", show_default=False)] = 0,
    on: Annotated[str, typer.Option(help="Day such as 2025-02-01; today if none.", show_default=False)] = "",
    all_levels: Annotated[bool, typer.Option("--all-levels", help="Those below the ones right below it too.")] = False,
    as_json: _Json = False,
    data: _Data = None,
) -> None:
    """Tell who owes a report, who is late, what was returned and why, and what waits for a decision."""
    from orchestration.season import parse_day
    from orchestration.status_table import print_status, status_lines
    from orchestration.warehouse.status import load_status

    settings = load_settings(data=data)
    if organ.isdigit() and len(organ) == len("2024") and not year:
        organ, year = "", int(organ)
    database = settings.published_dir / "gongkai.duckdb"
    found = load_status(database, settings.seeds_dir, organ, year, parse_day(on), all_levels=all_levels)
    if as_json:
        for line in status_lines(found):
            print(line)
    else:
        print_status(found)


@app.command("as-of")
def as_of_day(
    day: Annotated[str, typer.Argument(help="Day, such as 2024-03-01, or instant in UTC.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", "-o", help="OUT.duckdb.", show_default=False)],
    data: _Data = None,
) -> None:
    """Write all marts as they were known at the end of that day."""
    from orchestration.as_of import write_as_of

    count = write_as_of(load_settings(data=data), day, out)
    print(f"截至 {day} 的全部数据（{count} 份文件）已写入 {out}")


@app.command()
def consolidate(
    organ: Annotated[str, typer.Argument(help="Parent organ, by name or id.", show_default=False)],
    year: Annotated[int, typer.Argument(help="Year of the reports.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", "-o", help="OUT.xlsx or OUT.docx.", show_default=False)],
    as_of: Annotated[
        str, typer.Option(help="As it was known on that day, such as 2024-03-01.", show_default=False)
    ] = "",
    data: _Data = None,
) -> None:
    """Write the official form of a parent organ, filled from its own report and those of the organs below it."""
    from orchestration.as_of import published_or_as_of
    from orchestration.publication.consolidated import check_target, write_consolidation
    from orchestration.warehouse.consolidation import load_consolidation

    settings = load_settings(data=data)
    check_target(out)
    with published_or_as_of(settings, as_of) as database:
        form = load_consolidation(database, settings.seeds_dir, organ, year, as_of)
    write_consolidation(out, form, settings.seeds_dir)
    print(f"{form.organ_name} {form.year} 年汇总表已写入 {out}")


@app.command()
def versions(data: _Data = None, as_json: _Json = False, lang: _Lang = "zh") -> None:
    """List the published versions that are kept, the newest first."""
    from orchestration.publication.rollback import list_versions
    from orchestration.reporting import print_versions

    kept = list_versions(load_settings(data=data).published_dir)
    if as_json:
        for version in kept:
            _print_record(version.record())
    else:
        print_versions(kept, lang)


@app.command()
def rollback(
    version: Annotated[str | None, typer.Argument(help="The one before the current, if left out.")] = None,
    data: _Data = None,
) -> None:
    """Show readers a version that was published before; the next build publishes as always."""
    from orchestration.publication.rollback import roll_back

    now = roll_back(load_settings(data=data).published_dir, version)
    print(f"当前版本 {now.version_id}（{now.row_count:,} 行），发布于 {now.published_at:%Y-%m-%d %H:%M:%S} UTC")


@app.command(name="publish")
def publish_to(
    to: Annotated[str, typer.Option(help="postgresql://USER@HOST:PORT/DATABASE", show_default=False)],
    schema: Annotated[str, typer.Option(help="Schema that readers look in.")] = "gongkai",
    version: Annotated[
        str, typer.Option(help="A kept version; the current one, if left out.", show_default=False)
    ] = "",
    data: _Data = None,
) -> None:
    """Show a published version to the readers of a PostgreSQL database, in one transaction."""
    from orchestration.progress import progress_over_tables
    from orchestration.publication.postgres import publish_to_postgres
    from orchestration.reporting import print_postgres

    settings = load_settings(data=data)
    with progress_over_tables() as on_table:
        done = publish_to_postgres(
            to,
            settings.published_dir,
            version_id=version or None,
            schema=schema,
            versions_kept=settings.versions_kept,
            on_table=on_table,
        )
    print_postgres(done)


@app.command()
def bulletin(
    organ: Annotated[str, typer.Argument(help="Organ that publishes it, by name or id.", show_default=False)],
    period: Annotated[str, typer.Argument(help="2017, 2018Q1, 2023H1 or 2021-08.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", "-o", help="OUT.docx or OUT.html.", show_default=False)],
    data: _Data = None,
) -> None:
    """Write the bulletin of an organ over its units and the organs below it: totals, ranks, rates, findings, gaps."""
    from orchestration.publication.bulletin import check_target, write_bulletin
    from orchestration.warehouse.bulletin import load_bulletin

    settings = load_settings(data=data)
    check_target(out)
    figures = load_bulletin(settings.published_dir / "gongkai.duckdb", settings.seeds_dir, organ, period)
    write_bulletin(out, figures, settings.seeds_dir)
    print(f"{figures.organ_name} {figures.period} 通报已写入 {out}")


@app.command()
def report(
    organ: Annotated[str, typer.Argument(help="Organ whose report it is, by name or id.", show_default=False)],
    year: Annotated[int, typer.Argument(help="Year of the report.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", "-o", help="OUT.html.", show_default=False)],
    data: _Data = None,
) -> None:
    """Write a page to hand out: an annual report with charts, trends, findings, official tables and sources."""
    from orchestration.publication.report import check_target, write_report
    from orchestration.warehouse.report import load_report

    settings = load_settings(data=data)
    check_target(out)
    known = load_report(settings.published_dir / "gongkai.duckdb", settings.seeds_dir, organ, year)
    write_report(out, known, settings.seeds_dir)
    print(f"{known.organ_name} {known.year} 年数据报告已写入 {out}")


@app.command()
def synth(
    out: Annotated[Path, typer.Option(help="Folder for the documents and the truth; new or empty.")],
    organs: Annotated[int, typer.Option(help="Organs of the country, or of the province.", min=1)] = 200,
    years: Annotated[str, typer.Option(help="Report years, such as 2014-2024 or 2021.")] = "2014-2024",
    faults: Annotated[float, typer.Option(help="Share of documents that get a fault.", min=0, max=1)] = 0.0,
    cities: Annotated[int, typer.Option(help="Make one province of so many cities instead.", min=0)] = 0,
    counties: Annotated[int, typer.Option(help="Counties of that province.", min=0)] = 0,
    missing: Annotated[float, typer.Option(help="Share of the province's reports that never come.")] = 0.0,
    revised: Annotated[float, typer.Option(help="Share of them that comes twice, the second right.")] = 0.0,
    seed: Annotated[int, typer.Option(help="The same seed makes the same country.")] = 1,
    lang: _Lang = "zh",
) -> None:
    """Make a synthetic country: documents in all forms and formats, with the truth and the faults beside them."""
    from orchestration.progress import progress_over_documents
    from orchestration.reporting import print_synthesis
    from orchestration.synthesis import Province, generate_country

    first, _, last = years.partition("-")
    if not (first.isdecimal() and (last or first).isdecimal()):
        raise typer.BadParameter(f"{years!r} is no year and no span of years such as 2014-2024", param_hint="--years")
    who = Province(cities, counties, organs, missing, revised) if cities else organs
    with progress_over_documents() as on_document:
        summary = generate_country(
            out, who, (int(first), int(last or first)), faults, seed, load_settings().seeds_dir, on_document
        )
    print_synthesis(summary, out, lang)


@app.command()
def dev(
    port: Annotated[int, typer.Option(help="Port of the page.")] = 3000,
    host: Annotated[str, typer.Option(help="Address it listens on.")] = "127.0.0.1",
    source: _Source = None,
    data: _Data = None,
) -> None:
    """Open the Dagster UI on the project."""
    settings = load_settings(source, data)
    export_settings(settings)
    from orchestration.build import serve_ui

    raise typer.Exit(serve_ui(settings, host, port))


@app.command()
def bi(
    port: Annotated[int, typer.Option(help="Port of the page.")] = 8088,
    host: Annotated[str, typer.Option(help="Address it listens on.")] = "127.0.0.1",
    data: _Data = None,
) -> None:
    """Serve the dashboards on the published marts; `make bi` installs what they need first."""
    from orchestration.bi import serve_dashboards

    serve_dashboards(load_settings(data=data), host, port)


@app.command()
def contract(
    write: Annotated[bool, typer.Option("--write", help="Keep what was added as promised from now on.")] = False,
    as_of: Annotated[
        datetime | None,
        typer.Option(help="Day by which deprecated marts may go.", formats=["%Y-%m-%d"], show_default=False),
    ] = None,
) -> None:
    """Compare the marts with what readers were promised; ends with 1 if a promise is broken."""
    from orchestration.publication.contract import compare, contract_of, explain_break, read_contract, write_contract
    from orchestration.warehouse.models import compiled_manifest

    settings = load_settings()
    declared = contract_of(compiled_manifest(settings.dbt_dir))
    comparison = compare(read_contract(settings.contract_dir), declared, as_of.date() if as_of else None)
    if comparison.broken:
        raise BuildError(explain_break(comparison))
    if write:
        write_contract(settings.contract_dir, declared)
    for sentence in comparison.added:
        print(f"  {sentence}")
    hint = "" if write or not comparison.added else "; `gongkai contract --write` promises what was added"
    print(f"{len(declared.marts)} marts, {len(declared.columns)} columns: the contract is kept{hint}")


@app.command()
def docs(data: _Data = None) -> None:
    """Write dbt's documentation of the project as one page that works offline."""
    from orchestration.publication.files import write_whole
    from orchestration.warehouse.project_docs import render_project_docs

    settings = load_settings(data=data)
    export_settings(settings)
    page = render_project_docs(settings.dbt_dir, settings.work_db)
    settings.docs_dir.mkdir(exist_ok=True)
    write_whole(settings.docs_dir / "dbt.html", page)
    print(settings.docs_dir / "dbt.html")


@app.command(hidden=True)
def prepare() -> None:
    """Check the seeds and compile the models, so that the first run starts at once; part of the set-up."""
    settings = load_settings()
    export_settings(settings)
    from orchestration.build import prepare_project

    prepare_project(settings)


def _examine(paths: list[Path], settings: Settings, *, with_checks: bool, quiet: bool) -> Examination:
    from orchestration.progress import progress_over_files
    from orchestration.warehouse.examination import examine_files

    with progress_over_files(quiet) as on_file:
        return examine_files(paths, settings.seeds_dir, settings.dbt_dir, with_checks=with_checks, on_file=on_file)


def _explain_unreadable(examination: Examination) -> None:
    for unreadable in examination.unreadable:
        print(f"{unreadable.file}: {unreadable.reason} [{unreadable.reason_code}]", file=sys.stderr)


def _print_record(record: dict[str, Any]) -> None:
    print(json.dumps(record, ensure_ascii=False))


def main() -> None:
    """Run the command; an error that the user can act on is printed without a trace."""
    try:
        app()
    except GongkaiError as error:
        print(error, file=sys.stderr)
        sys.exit(FAILED)
    except BrokenPipeError:  # the reader of a pipe has gone
        sys.exit(CLEAN)


if __name__ == "__main__":
    main()
