"""The copy on a second disk: whatever was shipped is in it, however logs begin anew, and whoever
dies when.
"""

from __future__ import annotations

import contextlib
import random
import shutil
import sqlite3
import threading

import pytest

from troth.operations import copying
from troth.operations.copying import BrokenCopy, Copy


class Writer:
    """A process of the store: a connection that never checkpoints by itself."""

    def __init__(self, database) -> None:
        self.connection = sqlite3.connect(
            database, isolation_level=None, timeout=20, check_same_thread=False
        )
        self.connection.executescript("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;")
        self.connection.execute(
            "CREATE TABLE IF NOT EXISTS kept (id INTEGER PRIMARY KEY, says TEXT)"
        )

    def write(self, *texts: str) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.executemany(
            "INSERT INTO kept (says) VALUES (?)", [(text,) for text in texts]
        )
        self.connection.execute("COMMIT")


@pytest.fixture
def store(tmp_path):
    database = tmp_path / "disk" / "troth.sqlite3"
    database.parent.mkdir()
    writer = Writer(database)
    yield database, writer, Copy(database, tmp_path / "copy")
    writer.connection.close()


def restored(copy: Copy, tmp_path) -> list[str]:
    """What a store would begin with again."""
    to = tmp_path / f"again-{random.random()}.sqlite3"
    copying.restore_copy(copy.folder, to)
    with contextlib.closing(sqlite3.connect(to)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [text for (text,) in connection.execute("SELECT says FROM kept ORDER BY id")]


def test_what_was_shipped_is_there_and_nothing_is_shipped_twice(store, tmp_path):
    _, writer, copy = store
    writer.write("one")
    assert copy.ship() > 0
    assert copy.ship() == 0
    writer.write("two")
    assert restored(copy, tmp_path) == ["one"]
    copy.ship()
    assert restored(copy, tmp_path) == ["one", "two"]


def test_logs_begin_anew_and_none_is_missed(store, tmp_path, monkeypatch):
    _, writer, copy = store
    monkeypatch.setattr(copying, "CHECKPOINT_BYTES", 30_000)
    copy.begin()
    for nth in range(120):
        writer.write(f"{nth}", "x" * 900)
        copy.ship()
    assert len(copy._logs()) > 2
    assert restored(copy, tmp_path)[::2] == [str(nth) for nth in range(120)]


def test_an_open_reader_keeps_a_log_from_beginning_anew(store, tmp_path, monkeypatch):
    database, writer, copy = store
    monkeypatch.setattr(copying, "CHECKPOINT_BYTES", 30_000)
    copy.begin()
    writer.write("first")
    reader = sqlite3.connect(database, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM kept").fetchone()
    for nth in range(60):
        writer.write(f"{nth}", "x" * 900)
        copy.ship()
    reader.close()
    for nth in range(60, 120):
        writer.write(f"{nth}", "x" * 900)
        copy.ship()
    assert restored(copy, tmp_path)[1::2] == [str(nth) for nth in range(120)]


@pytest.mark.parametrize("checkpoints", [1, 2])
def test_a_stranger_who_checkpoints_costs_a_new_base_and_no_row(store, tmp_path, checkpoints):
    database, writer, copy = store
    writer.write("one")
    copy.ship()
    for nth in range(checkpoints):
        writer.write(f"unshipped {nth}")
        with contextlib.closing(sqlite3.connect(database)) as stranger:
            stranger.execute("PRAGMA wal_checkpoint(RESTART)")
    writer.write("two")
    copy.ship()
    assert copy._base().name == "base-2"
    assert restored(copy, tmp_path) == [
        "one",
        *(f"unshipped {nth}" for nth in range(checkpoints)),
        "two",
    ]


def test_a_store_that_was_stopped_begins_with_a_new_base(store, tmp_path):
    database, writer, copy = store
    writer.write("one")
    copy.ship()
    writer.write("last words")
    writer.connection.close()  # the last one: SQLite empties the log into the database
    copy.begin()
    assert restored(copy, tmp_path) == ["one", "last words"]
    writer.connection = Writer(database).connection
    writer.write("two")
    copy.ship()
    assert restored(copy, tmp_path) == ["one", "last words", "two"]


def test_a_torn_copy_goes_on_from_its_last_whole_page(store, tmp_path):
    _, writer, copy = store
    copy.begin()
    for nth in range(5):
        writer.write(f"{nth}")
        copy.ship()
    [log] = copy._logs()
    log.write_bytes(log.read_bytes()[:-1500])
    assert restored(copy, tmp_path) == ["0", "1", "2", "3"]
    writer.write("5")
    copy.ship()
    assert restored(copy, tmp_path) == [str(nth) for nth in range(6)]


def test_what_is_rolled_back_is_not_kept(store, tmp_path):
    _, writer, copy = store
    copy.begin()
    writer.connection.execute("PRAGMA cache_size=5")
    for nth in range(4):
        writer.connection.execute("BEGIN IMMEDIATE")
        writer.connection.executemany(
            "INSERT INTO kept (says) VALUES (?)", [("y" * 3000,)] * 60
        )  # spills into the log
        writer.connection.execute("ROLLBACK")
        copy.ship()
        writer.write(f"{nth}")
        copy.ship()
    assert restored(copy, tmp_path) == ["0", "1", "2", "3"]


def test_damage_in_the_middle_is_told(store, tmp_path, monkeypatch):
    _, writer, copy = store
    monkeypatch.setattr(copying, "CHECKPOINT_BYTES", 30_000)
    copy.begin()
    for nth in range(100):
        writer.write(f"{nth}", "x" * 900)
        copy.ship()
    first = copy._logs()[0]
    damaged = bytearray(first.read_bytes())
    damaged[5000] ^= 1
    first.write_bytes(damaged)
    with pytest.raises(BrokenCopy, match="is damaged after frame"):
        restored(copy, tmp_path)
    with pytest.raises(FileNotFoundError):
        copying.restore_copy(tmp_path / "nothing", tmp_path / "x.sqlite3")


def test_many_at_once_each_acknowledged_row_is_in_a_copy_taken_at_any_moment(
    store, tmp_path, monkeypatch
):
    """Four writers; each says that it is done only after it has shipped. The disk is lost at ten
    moments.
    """
    database, _, copy = store
    monkeypatch.setattr(copying, "CHECKPOINT_BYTES", 40_000)
    copy.begin()
    acknowledged: list[str] = []
    over = threading.Event()

    def work(name: str) -> None:
        writer, mine, nth = Writer(database), Copy(database, copy.folder), 0
        while not over.is_set():
            nth += 1
            writer.write(f"{name}-{nth}", "x" * 500)
            mine.ship()
            acknowledged.append(f"{name}-{nth}")
        writer.connection.close()

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    seen = []
    while len(seen) < 10:
        rows = list(acknowledged)
        with copy._alone():  # a copy of the copy in one moment
            shutil.copytree(copy.folder, tmp_path / f"moment-{len(seen)}")
        seen.append(rows)
        over.wait(0.05)
    over.set()
    for thread in threads:
        thread.join()
    assert len(acknowledged) > 20
    for nth, rows in enumerate(seen):
        there = set(restored(Copy(database, tmp_path / f"moment-{nth}"), tmp_path))
        assert [row for row in rows if row not in there] == []
