"""A backup proves itself whole, and is restored into an empty place only."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from types import SimpleNamespace

import pytest

from troth.operations import backup, restoring
from troth.operations.backup import UnableToBackUp
from troth.operations.restoring import UnableToRestore


@pytest.fixture
def whole(tmp_path):
    folder = tmp_path / "backup"
    (folder / "media").mkdir(parents=True)
    (folder / "media" / "a.jpg").write_bytes(b"a photo")
    files = {"media/a.jpg": backup.digest_of(folder / "media" / "a.jpg")}
    (folder / "manifest.json").write_text(json.dumps({"files": files, "engine": "other"}))
    return folder


def test_a_whole_backup_is_believed_and_no_other(whole):
    assert backup.verified_manifest(whole)["engine"] == "other"
    (whole / "media" / "a.jpg").write_bytes(b"another")
    with pytest.raises(UnableToBackUp, match=r"a\.jpg is missing, or is not what was written"):
        backup.verified_manifest(whole)
    (whole / "manifest.json").unlink()
    with pytest.raises(UnableToBackUp, match="is no whole backup"):
        backup.verified_manifest(whole)


def test_it_goes_into_an_empty_folder_only(house, whole):
    with pytest.raises(UnableToBackUp, match="is not empty"):
        backup.make_backup(whole)


def test_photos_that_are_here_are_kept_where_they_are_the_same(house, whole):
    restoring._restore_files(whole / "media", "default")
    restoring._restore_files(whole / "media", "default")
    assert (house.MEDIA_ROOT / "a.jpg").read_bytes() == b"a photo"
    (house.MEDIA_ROOT / "a.jpg").write_bytes(b"another")
    with pytest.raises(UnableToRestore, match="is another one"):
        restoring._restore_files(whole / "media", "default")


def test_the_backup_of_another_engine_is_refused(house, whole):
    with pytest.raises(UnableToRestore, match="the backup is of other"):
        restoring._restore_database(whole, backup.verified_manifest(whole))


@pytest.fixture
def a_file(house, tmp_path, monkeypatch):
    """A file of SQLite's with a table of each name, and one row, on either engine."""
    file = tmp_path / "troth.sqlite3"
    with contextlib.closing(sqlite3.connect(file)) as database:
        for table in backup.table_names():
            database.execute(f'CREATE TABLE "{table}" (id integer)')
        database.execute("INSERT INTO auth_group VALUES (1)")
        database.commit()
    monkeypatch.setattr(backup, "connection", SimpleNamespace(vendor="sqlite"))
    monkeypatch.setitem(house.DATABASES["default"], "NAME", str(file))
    return file


def test_a_backup_holds_every_row_and_every_file(a_file, house, tmp_path):
    (house.MEDIA_ROOT / "items").mkdir(parents=True)
    (house.MEDIA_ROOT / "items" / "a.jpg").write_bytes(b"a photo")
    steps = []
    folder = tmp_path / "backup"
    manifest = backup.make_backup(folder, report=steps.append)
    assert backup.verified_manifest(folder) == manifest
    assert steps == ["The database ...", "media ...", "evidence ..."]
    assert (manifest["engine"], manifest["elsewhere"]) == ("sqlite", [])
    assert set(manifest["counts"]) == set(backup.table_names())
    assert (manifest["counts"]["auth_group"], manifest["counts"]["orders_order"]) == (1, 0)
    assert {"troth.sqlite3", "media/items/a.jpg"} <= manifest["files"].keys()
    assert not (folder / "manifest.json.new").exists()


def test_a_backup_that_is_cut_short_has_no_manifest(a_file, tmp_path, monkeypatch):
    def disk_is_full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr(backup, "_copy_files", disk_is_full)
    with pytest.raises(OSError, match="No space left"):
        backup.make_backup(tmp_path / "backup")
    with pytest.raises(UnableToBackUp, match="is no whole backup"):
        backup.verified_manifest(tmp_path / "backup")
