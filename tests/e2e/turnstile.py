"""Interleavings that are chosen, not hoped for: each process stops before every statement, and one
at a time goes on.

A process that waits for a row another one has locked is seen to wait (PostgreSQL tells), and the
others go on. On SQLite a transaction that writes is alone by itself, so the processes stop between
transactions.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import traceback
from collections.abc import Callable, Sequence
from typing import Any

Act = tuple[str, dict[str, Any]]
_NOTHING_TO_STOP_FOR = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SET ", "PRAGMA")
MOST_STOPS = 5_000


class Turnstile:
    """A process's own side: it stops here, and goes on when it is let through."""

    def __init__(self, pipe: Any) -> None:
        self._pipe = pipe

    def stop(self) -> None:
        self._pipe.send(("here", None))
        self._pipe.recv()

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        """Around every statement of the process (`connection.execute_wrapper`)."""
        connection = context["connection"]
        alone = connection.vendor == "sqlite" and connection.in_atomic_block
        if not alone and not sql.startswith(_NOTHING_TO_STOP_FOR):
            self.stop()
        return execute(sql, params, many, context)

    def before_commit(self) -> None:
        """Stops at a commit too: until then the others see nothing of what was written, or wait for
        it.
        """
        from django.db import connection

        if connection.vendor == "sqlite":
            return
        commit = connection._commit

        def stop_and_commit() -> Any:
            self.stop()
            return commit()

        connection._commit = stop_and_commit


class Process:
    """One that acts, as the one that chooses sees it."""

    def __init__(
        self,
        acts: dict[str, Callable[..., Any]],
        begin: Callable[[Turnstile], None],
        others: Sequence[Process] = (),
    ) -> None:
        self.number = len(others)
        self.pipe, theirs = multiprocessing.Pipe()
        self.key = os.fork()
        if self.key == 0:
            for process in (
                self,
                *others,
            ):  # so that it ends with the one that chooses, however that ends
                process.pipe.close()
            try:
                _serve(theirs, acts, begin)
            except BaseException:
                traceback.print_exc()
            os._exit(1)
        theirs.close()
        self.backend = self.pipe.recv()
        self.end: str | None = None

    def stop(self) -> None:
        self.pipe.send(None)
        os.waitpid(self.key, 0)


def _serve(
    pipe: Any, acts: dict[str, Callable[..., Any]], begin: Callable[[Turnstile], None]
) -> None:
    from django.db import connection

    turnstile = Turnstile(pipe)
    begin(turnstile)
    connection.ensure_connection()
    turnstile.before_commit()
    pipe.send(connection.connection.info.backend_pid if connection.vendor == "postgresql" else 0)
    with connection.execute_wrapper(turnstile):
        while (act := pipe.recv()) is not None:
            name, facts = act
            try:
                pipe.send(("end", f"{name}: {acts[name](**facts)}"))
            except (
                Exception
            ) as raised:  # the loser of a race is told so; whether rightly, the caller judges
                where = traceback.extract_tb(raised.__traceback__)[-1]
                kind = f"{type(raised).__module__}.{type(raised).__name__}"
                pipe.send(("end", f"{name}! {kind}: {str(raised)[:200]} ({where.name})"))
    os._exit(0)


class Chooser:
    """Lets the processes through, one at a time, by a seeded choice."""

    def __init__(self, processes: Sequence[Process]) -> None:
        self._processes = processes

    def play(self, acts: Sequence[Act], chance: random.Random) -> tuple[list[str], str]:
        """How each act ended (`name: result`, or `name! Error: why`), and who went when."""
        crew = self._processes[: len(acts)]
        for process, act in zip(crew, acts, strict=True):
            process.end = None
            process.pipe.send(act)
        waits, went = [process for process in crew if self._arrives(process)], []
        stays = chance.choice(
            (0.0, 0.5, 0.8, 0.95)
        )  # from every statement in turn to one long run after another
        last: Process | None = None
        while ready := [process for process in waits if process.end is None]:
            last = last if last in ready and chance.random() < stays else chance.choice(ready)
            went.append(str(last.number))
            assert len(went) < MOST_STOPS, "it never ends"
            last.pipe.send("go")
            waits.remove(last)
            behind = [process for process in crew if process.end is None and process not in waits]
            behind.sort(
                key=lambda process: process is not last
            )  # the one that went may have let another one go on
            while True:
                waits += (arrived := [process for process in behind if self._arrives(process)])
                behind = [
                    process for process in behind if process not in arrived and process.end is None
                ]
                if not behind or [process for process in waits if process.end is None]:
                    break
        return [process.end or "" for process in crew], "".join(went)

    def _arrives(self, process: Process) -> bool:
        """Waits until it stops (True) or has ended; False also where it waits for another one's
        lock.
        """
        while not process.pipe.poll(0.002):
            if process.backend and self._blocked(process.backend):
                if process.pipe.poll(0):
                    break
                return False
        kind, ended = process.pipe.recv()
        if kind == "end":
            process.end = ended
        return kind == "here"

    def _blocked(self, backend: int) -> bool:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s))", [backend])
            return cursor.fetchone()[0] > 0
