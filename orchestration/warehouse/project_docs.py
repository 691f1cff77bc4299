"""dbt's own documentation of the project, lineage and compiled SQL included, as one page that works offline."""

from __future__ import annotations

import tempfile
from pathlib import Path

from orchestration.domain.errors import BuildError

# the page is dbt's; whatever it asks for, the browser lets nothing out
_POLICY = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline' "
    "'unsafe-eval'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'\">"
)


def render_project_docs(dbt_dir: Path, work_db: Path) -> bytes:
    """The page as UTF-8; dbt reads the types of all tables from the work database that the environment names.

    Raises:
        BuildError: there is no work database yet, or dbt can't read it.
    """
    if not work_db.is_file():
        raise BuildError(f"There is no warehouse at {work_db}; `gongkai build` makes it.")
    from dbt.cli.main import dbtRunner  # takes two seconds to import

    folders = ["--project-dir", str(dbt_dir), "--profiles-dir", str(dbt_dir)]
    with tempfile.TemporaryDirectory() as target:
        result = dbtRunner().invoke(["--quiet", "docs", "generate", "--static", *folders, "--target-path", target])
        if not result.success:
            raise BuildError(f"dbt can't describe the project: {result.exception}")
        page = Path(target, "static_index.html").read_text(encoding="utf-8")
    head = page.index("<head>") + len("<head>")
    return (page[:head] + _POLICY + page[head:]).encode()
