"""The dashboards from the command line: Apache Superset, in an environment of its own, on the published marts.

What Superset shows is declared in the folder `bi/`; here it is only set up and served. Its address is always one of
this machine unless another is asked for.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import subprocess
from pathlib import Path
from typing import NoReturn

from orchestration.domain.errors import GongkaiError
from orchestration.publication.publisher import is_published
from orchestration.settings import Settings, bi_environment

_THREADS = 8


def serve_dashboards(settings: Settings, host: str, port: int) -> NoReturn:
    """Set up what is new, then become the server, so that what stops this process stops it.

    Raises:
        GongkaiError: nothing is published yet, Superset is not installed, or it can't be set up.
    """
    set_up_dashboards(settings)
    print(f"仪表板：http://{host}:{port}  （Ctrl+C 停止）", flush=True)
    command = [
        str(settings.bi_python), "-m", "gunicorn", "superset.app:create_app()", "--bind", f"{host}:{port}",
        "--worker-class", "gthread", "--threads", str(_THREADS), "--timeout", "120", "--log-level", "warning",
    ]  # fmt: skip
    os.chdir(settings.project_dir)
    os.execve(command[0], command, bi_environment(settings))  # noqa: S606 - no shell is wanted


def set_up_dashboards(settings: Settings) -> None:
    """Bring Superset's own database up to date; nothing is done if nothing changed since the last time.

    Raises:
        GongkaiError: as above.
    """
    if not is_published(settings.published_dir):
        raise GongkaiError(
            f"{settings.published_dir} 中没有已发布的数据，请先运行 make run 或 gongkai build"
            "（nothing is published yet: run make run first）"
        )
    if not settings.bi_python.exists():
        raise GongkaiError("尚未安装 Superset，请运行 make bi（Superset is not installed: run make bi）")
    _ensure_secret(settings.bi_secret_file)
    stamp, state = settings.bi_dir / "set_up", _state_of(settings)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == state:
        return
    print("正在设置 Superset（首次约一分钟）……", flush=True)
    log = settings.bi_dir / "set_up.log"
    with log.open("w", encoding="utf-8") as file:
        done = subprocess.run(
            [str(settings.bi_python), "-m", "bi.set_up"],
            cwd=settings.project_dir, env=bi_environment(settings), stdout=subprocess.PIPE, stderr=file,
            text=True, check=False,
        )  # fmt: skip
    print(done.stdout, end="", flush=True)
    if done.returncode != 0:
        raise GongkaiError(f"Superset 设置失败，详见 {log}（Superset could not be set up; see the log）")
    stamp.write_text(state, encoding="utf-8")


def _ensure_secret(path: Path) -> None:
    """A key that signs the sessions of this machine, readable by its owner alone; it is never in the repository."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
    os.replace(unfinished, path)


def _state_of(settings: Settings) -> str:
    """Changes with what is set up: the files of `bi/`, the version of Superset, a password that is asked for."""
    digest = hashlib.sha256(settings.bi_secret_file.read_bytes())
    for path in (*sorted((settings.project_dir / "bi").rglob("*")), settings.project_dir / "requirements-bi.lock"):
        if path.suffix in (".py", ".yaml", ".lock"):
            digest.update(path.name.encode() + path.read_bytes())
    digest.update(f"{settings.bi_password}\n{settings.bi_viewer_password}".encode())
    return digest.hexdigest()
