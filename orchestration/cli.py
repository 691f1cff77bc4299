"""The ``gongkai`` command: parse arguments, call a room, print. Nothing is computed here."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.domain.errors import GongkaiError
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
    folder: Annotated[Path, typer.Argument(help="Folder whose files are landed.", show_default=False)],
    data: _Data = None,
) -> None:
    """Land the files of a folder; the next build takes them in. Nothing landed before is withdrawn."""
    from orchestration.build import land_inbox

    print(land_inbox(load_settings(data=data), folder))


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
def synth(
    out: Annotated[Path, typer.Option(help="Folder for the documents and the truth; new or empty.")],
    organs: Annotated[int, typer.Option(help="Organs of the country.", min=1)] = 200,
    years: Annotated[str, typer.Option(help="Report years, such as 2014-2024 or 2021.")] = "2014-2024",
    faults: Annotated[float, typer.Option(help="Share of documents that get a fault.", min=0, max=1)] = 0.0,
    seed: Annotated[int, typer.Option(help="The same seed makes the same country.")] = 1,
    lang: _Lang = "zh",
) -> None:
    """Make a synthetic country: documents in all forms and formats, with the truth and the faults beside them."""
    from orchestration.reporting import print_synthesis, progress_over_documents
    from orchestration.synthesis import generate_country

    first, _, last = years.partition("-")
    if not (first.isdecimal() and (last or first).isdecimal()):
        raise typer.BadParameter(f"{years!r} is no year and no span of years such as 2014-2024", param_hint="--years")
    with progress_over_documents() as on_document:
        summary = generate_country(
            out, organs, (int(first), int(last or first)), faults, seed, load_settings().seeds_dir, on_document
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


@app.command(hidden=True)
def prepare() -> None:
    """Check the seeds and compile the models, so that the first run starts at once; part of the set-up."""
    settings = load_settings()
    export_settings(settings)
    from orchestration.build import prepare_project

    prepare_project(settings)


def _examine(paths: list[Path], settings: Settings, *, with_checks: bool, quiet: bool) -> Examination:
    from orchestration.reporting import progress_over_files
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
