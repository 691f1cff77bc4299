"""The launcher of dbt: hands its command to a process that waits, and is dbt itself where none does."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

from orchestration import early_dbt

LAUNCHER = str(Path(sys.executable).with_name("gongkai-dbt"))
SOCKET = "GONGKAI_DBT_SOCKET"


def workers_of(parent: int) -> set[int]:
    """The processes of a parent that wait for a command, by what the kernel says of them."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue  # ended meanwhile
        if int(fields[1]) == parent and fields[0] != "Z" and b"wait_for_command" in command:
            found.add(int(folder.name))
    return found


def is_running(process: int) -> bool:
    try:
        return (Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def comes_to_its_end(process: int) -> bool:
    """Whether a process ends soon; the worker answers the launcher a moment before."""
    for _ in range(100):
        if not is_running(process):
            return True
        time.sleep(0.05)
    return False


def launch(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    folders = ["--project-dir", str(project), "--profiles-dir", str(project)]
    return subprocess.run([LAUNCHER, *arguments, *folders], capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(autouse=True)
def work_db(tiny_project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("GONGKAI_WORK_DB", str(tiny_project / "work.duckdb"))
    monkeypatch.delenv(SOCKET, raising=False)
    yield
    assert not workers_of(os.getpid())


@pytest.mark.slow
def test_without_a_worker_the_launcher_is_dbt() -> None:
    done = subprocess.run([LAUNCHER, "--version"], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0
    assert f"installed: {version('dbt-core')}" in done.stdout


def test_a_worker_that_is_gone_takes_no_command(tmp_path: Path) -> None:
    assert early_dbt._hand_over(str(tmp_path / "absent"), b"{}") is None
    address = tmp_path / "socket"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(address))
    assert early_dbt._hand_over(str(address), b"{}") is None


@pytest.mark.slow
def test_a_command_is_handed_over_with_its_output_and_exit_code(tiny_project: Path) -> None:
    with early_dbt.start_early_dbt(tiny_project):
        (worker,) = workers_of(os.getpid())
        done = launch(tiny_project, "run-operation", "no_such_macro")
        assert comes_to_its_end(worker)  # it ran the command and ended with it
    assert done.returncode in (1, 2)
    assert "could not find a macro with the name 'no_such_macro'" in done.stdout


def test_the_worker_ends_with_the_block(tiny_project: Path) -> None:
    with early_dbt.start_early_dbt(tiny_project):
        (worker,) = workers_of(os.getpid())
        address = os.environ[SOCKET]
        assert Path(address).is_socket()
    assert not is_running(worker)
    assert SOCKET not in os.environ
    assert not Path(address).parent.exists()


def test_the_worker_ends_when_the_block_fails(tiny_project: Path) -> None:
    found: set[int] = set()

    def fail() -> None:
        with early_dbt.start_early_dbt(tiny_project):
            found.update(workers_of(os.getpid()))
            raise RuntimeError("in the block")

    with pytest.raises(RuntimeError, match="in the block"):
        fail()
    assert len(found) == 1
    assert not any(map(is_running, found))
    assert SOCKET not in os.environ


def test_a_worker_waits_only_as_long_as_its_parent_lives(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as launcher:
        listener.bind(str(tmp_path / "socket"))
        listener.listen(1)
        assert early_dbt._accept_while(listener, parent=os.getpid()) is None  # nobody is its own parent
        launcher.connect(str(tmp_path / "socket"))
        connection = early_dbt._accept_while(listener, parent=os.getppid())
        assert connection is not None
        connection.close()


def test_a_large_environment_is_handed_over_whole(tmp_path: Path) -> None:
    command = {"environment": {"LARGE": "x" * 100_000}}
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        listener.listen(1)
        request = json.dumps(command).encode()
        handing = threading.Thread(target=early_dbt._hand_over, args=(str(tmp_path / "socket"), request))
        handing.start()
        connection, _ = listener.accept()
        with connection:
            received, descriptors = early_dbt.receive_command(connection)
            for descriptor in descriptors:
                os.close(descriptor)
        handing.join()
    assert received == command
