"""Each version upgrades the databases of those before it, from 0.7.0 on."""

from __future__ import annotations

import shutil

import pytest

from tests.e2e.stores import Store
from tests.engine import ENGINE
from tests.upgrade import kept

VERSIONS = kept.kept_versions()
ADD = "ALTER TABLE worklist_task ADD COLUMN unmigrated integer"


@pytest.fixture(params=VERSIONS, ids=lambda folder: folder.name)
def upgraded(request, tmp_path):
    """A store on a kept database, after `troth manage migrate`; and its rows before that."""
    store = Store(tmp_path / "kept", migrated=False)
    text = (request.param / f"{ENGINE}.sql").read_text(encoding="utf-8")
    kept.load_database(store.database_url, text)
    before = kept.stored_rows(store)
    ran = store.troth("manage", "migrate")
    assert ran.returncode == 0, ran.stderr
    return store, before


def test_a_kept_database_becomes_one_of_this_version(upgraded, tmp_path):
    store, before = upgraded
    fresh = Store(tmp_path / "fresh")
    assert kept.differences(kept.schema_of(store), kept.schema_of(fresh)) == []
    assert kept.differences(kept.reference_rows(store), kept.reference_rows(fresh)) == []
    assert store.troth("manage", "check", "--database", "default").returncode == 0
    assert sum(map(len, before.values())) > 150
    assert kept.lost_rows(before, kept.stored_rows(store)) == []
    # What a change of the models without a migration would leave.
    fresh.sql(ADD)
    assert kept.differences(kept.schema_of(store), kept.schema_of(fresh)) != []
    before["worklist_task"][0]["title"] = "Another title"
    assert kept.lost_rows(before, kept.stored_rows(store)) == ["worklist_task"]


@pytest.mark.parametrize("folder", VERSIONS, ids=lambda folder: folder.name)
def test_no_migration_of_a_kept_version_is_edited(folder, tmp_path):
    """Whoever changes a model adds a migration: a database that has run one never runs it again."""
    digests, now = kept.read_digests(folder), kept.migration_digests()
    assert {name: now.get(name) for name in digests} == digests
    name = min(digests)
    (tmp_path / name).parent.mkdir(parents=True)
    shutil.copyfile(kept.ROOT / name, tmp_path / name)
    assert kept.migration_digests(tmp_path)[name] == digests[name]
    (tmp_path / name).write_text("# edited\n", encoding="utf-8")
    assert kept.migration_digests(tmp_path)[name] != digests[name]
