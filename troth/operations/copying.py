"""Every commit on a second disk before it is acknowledged, for a store on SQLite: nothing else
keeps its last minutes.

The copy is a whole database (`base-N`) and in it the write-ahead logs since, in order. Who answers
a request calls `ship` first: it appends to the copy what was committed, and returns once that is on
the disk. Only `ship` checkpoints, after it has copied all, so that no log begins anew before it is
kept; where one did, a new base is made. SQLite's own format is described under "WAL-mode file
format" in its documentation.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import sqlite3
import struct
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

HEADER, FRAME = 32, 24  # bytes before the first frame, and before each page
CHECKPOINT_BYTES = 4_000_000
MOST_LOG_BYTES = (
    64_000_000  # a copy with more log than this, and than its base, begins with a new base
)
LOCK_SECONDS = 20.0


class BrokenCopy(Exception):
    """The copy can't be used whole; the text says where it ends."""


class Copy:
    """The copy of one SQLite database in a folder on another disk. Every process of the store may
    use it.
    """

    def __init__(self, database: Path, folder: Path) -> None:
        self.database, self.folder = database, folder
        self._wal = database.with_name(database.name + "-wal")

    def ship(self) -> int:
        """Copies what was committed since, if anything was. Returns how many bytes; raises OSError
        where the other disk takes nothing: then nothing may be acknowledged.
        """
        if not self._something_new():
            return 0
        with self._alone():
            return self._ship()

    def begin(self) -> None:
        """When the store starts, and now and then: a whole base where what was written last may not
        be in the copy, or where its logs have grown long.
        """
        with self._alone():
            log = self._log()
            grown = sum(file.stat().st_size for file in self._logs())
            goes_on = (
                log is not None
                and self._wal.exists()
                and _read_header(self._wal) == _read_header(log)
            )
            if not goes_on or grown > max(MOST_LOG_BYTES, self.database.stat().st_size):
                self._new_base()

    def tidy(self) -> None:
        """Ships, and begins with a new base where the logs have grown long."""
        self.ship()
        if sum(file.stat().st_size for file in self._logs()) > max(
            MOST_LOG_BYTES, self.database.stat().st_size
        ):
            self.begin()

    def lag(self) -> int:
        """About how many bytes of the log are not in the copy."""
        log = self._log()
        with contextlib.suppress(FileNotFoundError):
            size = self._wal.stat().st_size
            return (
                max(size - _whole_frames_end(log), 0)
                if log is not None and self._something_new()
                else 0
            )
        return 0

    def _something_new(self) -> bool:
        log = self._log()
        if self._base() is None:
            return True
        with contextlib.suppress(FileNotFoundError), self._wal.open("rb") as wal:
            header = wal.read(HEADER)
            if len(header) < HEADER:
                return False
            if log is None or _read_header(log) != header:
                return True
            wal.seek(_whole_frames_end(log))
            return wal.read(FRAME)[8:16] == header[16:24]
        return False

    def _ship(self) -> int:
        if self._base() is None:
            return self._new_base()
        with self._quiet():
            log = self._log()
            header, end = _read_committed(self._wal, log)
            if not header:
                return 0
            if log is None or header != _read_header(log):
                if log is not None and not (
                    _sealed_marker(log).exists() and _is_next_log(header, _read_header(log))
                ):
                    return self._new_base(quiet=True)
                log = self._next(log)
            return self._append(log, end)

    def _append(self, log: Path, end: int) -> int:
        have = _whole_frames_end(log)
        if end > have:
            with self._wal.open("rb") as wal, log.open("r+b" if have else "wb") as target:
                wal.seek(have)
                target.seek(have)
                target.write(wal.read(end - have))
                target.truncate()
                target.flush()
                os.fsync(target.fileno())
            _sealed_marker(log).unlink(missing_ok=True)
            if not have:
                _fsync_folder(log.parent)
        if end > CHECKPOINT_BYTES and not _sealed_marker(log).exists():
            self._checkpoint(log)
        return max(end - have, 0)

    def _checkpoint(self, log: Path) -> None:
        """Nobody writes meanwhile; the next writer begins the log anew, where no reader needs
        it.
        """
        with contextlib.closing(sqlite3.connect(self.database, timeout=LOCK_SECONDS)) as connection:
            _, frames, done = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if frames == done:
            _sealed_marker(log).touch()
            _fsync_folder(log.parent)

    def _new_base(self, *, quiet: bool = False) -> int:
        """A whole database beside the old copy, which goes when the new one is complete."""
        number = (
            max((int(base.name.split("-")[1]) for base in self.folder.glob("base-*")), default=0)
            + 1
        )
        making = self.folder / f"making-{number}"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        began = datetime.now(UTC)
        with (
            contextlib.closing(sqlite3.connect(self.database, timeout=LOCK_SECONDS)) as source,
            contextlib.closing(sqlite3.connect(making / "troth.sqlite3")) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        (making / "began").write_text(began.isoformat(), encoding="ascii")
        # The log is replayed over the base from its beginning: it must reach at least as far as the
        # base does.
        with contextlib.nullcontext() if quiet else self._quiet():
            header, end = _read_committed(self._wal, None)
            if header:
                (making / "wal-1").write_bytes(self._wal.read_bytes()[:end])
        for file in making.iterdir():
            _fsync_file(file)
        _fsync_folder(making)
        making.rename(self.folder / f"base-{number}")
        _fsync_folder(self.folder)
        for old in self.folder.glob("base-*"):
            if old.name != f"base-{number}":
                shutil.rmtree(old, ignore_errors=True)
        return (self.folder / f"base-{number}" / "troth.sqlite3").stat().st_size

    def _base(self) -> Path | None:
        return max(
            self.folder.glob("base-*"), key=lambda base: int(base.name.split("-")[1]), default=None
        )

    def _logs(self) -> list[Path]:
        base = self._base()
        logs = base.glob("wal-*[0-9]") if base else []
        return sorted(logs, key=lambda log: int(log.name.split("-")[1]))

    def _log(self) -> Path | None:
        return next(reversed(self._logs()), None)

    def _next(self, log: Path | None) -> Path:
        base = self._base()
        assert base is not None
        return base / f"wal-{int(log.name.split('-')[1]) + 1 if log else 1}"

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """One process and thread ships at a time."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.database.with_name(self.database.name + "-copying").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @contextlib.contextmanager
    def _quiet(self) -> Iterator[None]:
        """Nobody writes: what the log holds is whole."""
        with contextlib.closing(
            sqlite3.connect(self.database, timeout=LOCK_SECONDS, isolation_level=None)
        ) as held:
            held.execute("PRAGMA wal_autocheckpoint=0")
            held.execute("BEGIN IMMEDIATE")
            yield
            held.execute("ROLLBACK")


def restore_copy(folder: Path, to: Path) -> datetime:
    """Writes the database of a copy to a new file. Returns when its base was begun.

    Raises `BrokenCopy`, and FileNotFoundError where the folder holds no copy.
    """
    copy = Copy(to, folder)
    base = copy._base()
    if base is None:
        raise FileNotFoundError(f"{folder} holds no copy: no base-N in it")
    shutil.copyfile(base / "troth.sqlite3", to)
    wal, logs = to.with_name(to.name + "-wal"), copy._logs()
    for nth, log in enumerate(logs):
        shutil.copyfile(log, wal)
        header, end = _read_committed(wal, None)
        expected = (end - HEADER) // (FRAME + _page_size(header)) if header else 0
        with contextlib.closing(sqlite3.connect(to)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            _, frames, _ = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        wal.unlink(missing_ok=True)
        to.with_name(to.name + "-shm").unlink(missing_ok=True)
        if frames < expected and nth < len(logs) - 1:
            raise BrokenCopy(
                f"{log} is damaged after frame {frames} of {expected}, and logs follow it"
            )
    return datetime.fromisoformat((base / "began").read_text(encoding="ascii"))


def _read_committed(wal: Path, log: Path | None) -> tuple[bytes, int]:
    """A log's header, and where its last commit ends; looked for from where `log`, a copy of it,
    ends. Empty and 0 where there is none.
    """
    try:
        with wal.open("rb") as file:
            header = file.read(HEADER)
            if len(header) < HEADER:
                return b"", 0
            size = FRAME + _page_size(header)
            at = end = (
                _whole_frames_end(log)
                if log is not None and _read_header(log) == header
                else HEADER
            )
            while True:
                file.seek(at)
                frame = file.read(FRAME)
                if len(frame) < FRAME or frame[8:16] != header[16:24]:
                    return (header, end) if end > HEADER else (b"", 0)
                at += size
                if frame[4:8] != b"\0\0\0\0":  # the size of the database after a commit
                    end = at
    except FileNotFoundError:
        return b"", 0


def _read_header(log: Path) -> bytes:
    with log.open("rb") as file:
        return file.read(HEADER)


def _whole_frames_end(log: Path) -> int:
    """Where the last whole frame of a log ends; 0 where there is none: a copy may have been torn by
    a crash.
    """
    header = _read_header(log) if log.exists() else b""
    if len(header) < HEADER:
        return 0
    size = FRAME + _page_size(header)
    return HEADER + (log.stat().st_size - HEADER) // size * size


def _page_size(header: bytes) -> int:
    size = int(struct.unpack(">I", header[8:12])[0])
    return 65536 if size == 1 else size


def _is_next_log(header: bytes, older: bytes) -> bool:
    """Whether a log is the very next one: each adds one to its number and to its first salt."""
    number, salt = struct.unpack(">II", header[12:20])
    older_number, older_salt = struct.unpack(">II", older[12:20])
    return bool(number == older_number + 1 and salt == (older_salt + 1) % 2**32)


def _sealed_marker(log: Path) -> Path:
    """Stands beside a log that was whole in the copy when all of it went into the database."""
    return log.with_name(f"{log.name}.sealed")


def _fsync_file(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
