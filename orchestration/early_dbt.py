"""dbt made ready early: a process that imports dbt and parses the project while this one loads Dagster.

Two thirds of a small dbt run are imports and parsing. ``start_early_dbt`` begins them at once in a process of its
own; the launcher ``gongkai-dbt``, which Dagster starts in place of dbt, hands its arguments, environment and output
over to it. Where no such process waits, the launcher becomes dbt itself, so nothing depends on it.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from orchestration.collector import collector_paused

_SOCKET = "GONGKAI_DBT_SOCKET"
_HEADER = struct.Struct(">Q")
_WORKER = (
    "import sys; from orchestration.early_dbt import wait_for_command; wait_for_command(sys.argv[1], int(sys.argv[2]))"
)


@contextmanager
def start_early_dbt(project_dir: Path) -> Iterator[None]:
    """While the block runs, the first command given to the launcher finds dbt imported and the project parsed."""
    with tempfile.TemporaryDirectory(prefix="gongkai-dbt-") as folder:
        address = str(Path(folder) / "socket")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(address)
            listener.listen(1)
            worker = subprocess.Popen(
                [sys.executable, "-c", _WORKER, str(project_dir), str(os.getpid())],
                stdin=listener.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        os.environ[_SOCKET] = address
        try:
            yield
        finally:
            del os.environ[_SOCKET]
            worker.kill()  # in the background a process may ignore what asks it to end; it has nothing to put away
            worker.wait()


def wait_for_command(project_dir: str, parent: int) -> None:
    """The worker: make dbt ready, take one command from the socket on standard input, run it, answer its exit code."""
    with collector_paused():
        from dbt.cli.main import dbtRunner

        folders = ["--project-dir", project_dir, "--profiles-dir", project_dir]
        parsed = dbtRunner().invoke(["--quiet", "parse", "--no-write-json", *folders])
    if not parsed.success:
        return  # the launcher becomes dbt itself, and dbt tells what is wrong
    connection = _accept_while(socket.socket(fileno=os.dup(sys.stdin.fileno())), parent)
    if connection is None:
        return
    command, descriptors = receive_command(connection)
    for descriptor, stream in zip(descriptors, (1, 2), strict=True):
        os.dup2(descriptor, stream)
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(command["environment"])
    os.chdir(command["folder"])
    threading.Thread(target=_leave_with, args=(connection,), daemon=True).start()
    result = dbtRunner(manifest=parsed.result).invoke(command["arguments"])
    code = 0 if result.success else 2 if result.exception else 1
    if result.exception:
        print(result.exception, file=sys.stderr, flush=True)
    sys.stdout.flush()
    connection.sendall(bytes([code]))
    os._exit(code)


def receive_command(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """A command and the two streams it writes to, as ``_hand_over`` sends them: a length, then that many bytes."""
    header, descriptors, _, _ = socket.recv_fds(connection, _HEADER.size, 2)
    (length,) = _HEADER.unpack(header)
    request = b""
    while len(request) < length:
        part = connection.recv(length - len(request))
        if not part:
            raise EOFError("the launcher is gone")
        request += part
    return json.loads(request), list(descriptors)


def _accept_while(listener: socket.socket, parent: int) -> socket.socket | None:
    """The connection of the launcher, or None when the process that would send the command is gone."""
    listener.settimeout(1)
    while os.getppid() == parent:
        try:
            connection, _ = listener.accept()
        except TimeoutError:
            continue
        connection.settimeout(None)
        return connection
    return None


def _leave_with(connection: socket.socket) -> None:
    """End at once when the launcher is stopped: dbt must not run on when nobody listens."""
    if not connection.recv(1):
        os._exit(1)


def launch() -> None:
    """The launcher: what Dagster starts as dbt; exits with dbt's exit code."""
    address = os.environ.pop(_SOCKET, "")
    command = {"arguments": sys.argv[1:], "environment": dict(os.environ), "folder": os.getcwd()}
    request = json.dumps(command).encode()
    if address and (code := _hand_over(address, request)) is not None:
        sys.exit(code)
    dbt = str(Path(sys.executable).with_name("dbt"))
    os.execv(dbt, [dbt, *sys.argv[1:]])  # noqa: S606 - our own interpreter's dbt, with the arguments it was given


def _hand_over(address: str, request: bytes) -> int | None:
    """Give the command to the worker; its exit code, or None if no worker took it."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(address)
            socket.send_fds(connection, [_HEADER.pack(len(request))], [1, 2])
            connection.sendall(request)
            answer = connection.recv(1)
    except OSError:
        return None
    return answer[0] if answer else 1
