"""A backup proves itself whole, and is restored into an empty place only."""

from __future__ import annotations

import json

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
