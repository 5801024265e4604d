"""A PostgreSQL server for the length of a test run: its own folder, a free port, synced writes, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from system_packages import find_postgres

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "100",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "timezone": "UTC",
}


@contextmanager
def throwaway_postgres() -> Iterator[str]:
    """Start a server, give its DATABASE_URL, and stop and remove it however the block ends."""
    # PostgreSQL refuses to run as root, and its own account must be able to reach the folder.
    as_server: dict[str, Any] = {"user": _server_account()} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="tanhui-pg-", dir="/tmp" if as_server else None))
    if as_server:
        shutil.chown(folder, as_server["user"])
        as_server |= {"group": pwd.getpwnam(as_server["user"]).pw_gid, "extra_groups": []}
    port = _free_port()

    def server(program: str, *arguments: str) -> None:
        command = [find_postgres(program) or program, "-D", str(folder / "data"), *arguments]
        done = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **as_server
        )
        if done.returncode != 0:
            raise SystemExit(f"tanhui: PostgreSQL: {program} failed:\n{done.stdout.decode(errors='replace')[-2000:]}")

    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    try:
        server("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C")
        start = f"{options} -c port={port} -c unix_socket_directories={folder}"
        server("pg_ctl", "--wait", f"--log={folder / 'log'}", f"--options={start}", "start")
        yield f"postgres://postgres@127.0.0.1:{port}/tanhui"
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            server("pg_ctl", "--mode=immediate", "--wait", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _server_account() -> str:
    """Return the account the server runs under when we are root."""
    accounts = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in accounts)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
