"""A PostgreSQL server of one's own: made in a folder, reached through a socket in it, gone with it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from pathlib import Path

_OPTIONS = "-c listen_addresses='' -c unix_socket_directories='{socket}' -c fsync=off -c max_connections=40"


def find_binaries() -> Path | None:
    """The folder of the server's programs on this machine, the newest of them, if it has one."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    on_path = [Path(program).resolve().parent for program in (shutil.which("initdb"),) if program]
    return next((folder for folder in (*on_path, *reversed(folders)) if (folder / "initdb").exists()), None)


class PostgresServer:
    """A running server with the superuser `owner`; the socket is the only way in."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self._binaries, self._folder = binaries, folder
        self._user = _unprivileged_user()
        folder.mkdir(mode=0o700)
        if self._user:
            shutil.chown(folder, self._user)
        self._run("initdb", "--auth=trust", "--username=owner", "--encoding=UTF8", "--locale=C", "--no-sync")
        options = _OPTIONS.format(socket=folder)
        self._run("pg_ctl", "--wait", f"--log={folder / 'log'}", f"--options={options}", "start")

    def url(self, user: str = "owner", database: str = "postgres") -> str:
        """The address of a database of the server."""
        return f"postgresql://{user}@/{database}?host={self._folder}"

    def close(self) -> None:
        """End the server and the connections it has."""
        self._run("pg_ctl", "--wait", "--mode=immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._binaries / program), f"--pgdata={self._folder / 'data'}", *arguments]
        log = self._folder / f"{program}.out"
        with log.open("w") as output:
            subprocess.run(command, check=True, user=self._user, cwd=self._folder, stdout=output, stderr=output)


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root; who it then runs as."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
