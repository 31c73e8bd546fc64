"""A backup proves itself whole, a file is on both disks, and nothing is acknowledged that the
second disk did not take.
"""

from __future__ import annotations

import json
import sqlite3

import pytest
from django.core.files.base import ContentFile
from django.http import HttpResponse

from troth.operations import backup, keeping, restoring
from troth.operations.backup import UnableToBackUp
from troth.operations.copying import Copy
from troth.operations.keeping import Doubled, Kept
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


def test_a_file_is_on_both_disks_before_its_name_is_told(tmp_path):
    storage = Doubled(location=tmp_path / "one", second=tmp_path / "two")
    name = storage.save("items/x.jpg", ContentFile(b"a photo"))
    assert [(tmp_path / disk / name).read_bytes() for disk in ("one", "two")] == [b"a photo"] * 2
    storage.delete(name)
    assert not list((tmp_path / "two").rglob("*.jpg"))


def test_what_the_second_disk_does_not_take_is_not_acknowledged(house, rf, tmp_path, monkeypatch):
    house.COPY_DIR = str(tmp_path / "copy")
    database = tmp_path / "troth.sqlite3"
    written = sqlite3.connect(database, isolation_level=None)
    written.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; CREATE TABLE kept (says TEXT);"
    )
    second_copy = Copy(database, tmp_path / "copy")
    monkeypatch.setattr(keeping, "database_copy", lambda: second_copy)
    ask = Kept(lambda request: HttpResponse("Thank you"))
    assert ask(rf.post("/")).content == b"Thank you"
    assert keeping.copy_lag_bytes() == 0
    written.execute("INSERT INTO kept VALUES ('an order')")
    assert keeping.copy_lag_bytes() > 0
    second_copy.folder.rename(tmp_path / "away")
    second_copy.folder.write_text("a disk that takes nothing")
    answer = ask(rf.post("/"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert b"Thank you" not in answer.content
    second_copy.folder.unlink()
    (tmp_path / "away").rename(second_copy.folder)
    assert ask(rf.post("/")).content == b"Thank you"
    assert keeping.copy_lag_bytes() == 0
    written.close()
