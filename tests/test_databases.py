"""The templates of test databases: made once, found again, and forgotten when they are old."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import pytest
from django.db import connection

from tests import databases
from troth.database.installing import guard_faults


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(databases, "CACHE", tmp_path / "cache")
    databases._template.cache_clear()
    yield tmp_path / "cache"
    databases._template.cache_clear()


def made_in(folder: Path) -> Path:
    (folder / "made").write_text("a database")
    return folder / "made"


def test_the_suites_own_database_is_whole(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM auth_group")
        assert cursor.fetchone() == (5,)
        cursor.execute("SELECT count(*) FROM orders_order")
        assert cursor.fetchone() == (0,)
    assert guard_faults() == []


@pytest.mark.parametrize(
    "name",
    [
        "troth/orders/models.py",
        "troth/care/mail_models.py",
        "troth/orders/guards.py",
        "troth/orders/migrations/0001_initial_0_7.py",
        "troth/database/installing.py",
        "troth/desk/rights.py",
    ],
)
def test_the_key_follows_what_makes_a_database(tmp_path, name):
    for path in (databases.ROOT / "troth").rglob("*.py"):
        to = tmp_path / path.relative_to(databases.ROOT)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, to)
    key = databases.template_key("1", tmp_path)
    assert key == databases.template_key("1")
    assert key != databases.template_key("2", tmp_path)
    with (tmp_path / "troth/storefront/views.py").open("a") as views:
        views.write("# a page\n")
    settings = tmp_path / "troth/config/settings.py"
    settings.write_text(settings.read_text() + "ANOTHER = 1\n")
    assert databases.template_key("1", tmp_path) == key
    with (tmp_path / name).open("a") as file:
        file.write("# another one\n")
    assert databases.template_key("1", tmp_path) != key


def test_an_app_more_is_another_database(tmp_path):
    settings = tmp_path / "settings.py"
    text = (databases.ROOT / "troth/config/settings.py").read_text()
    settings.write_text(text.replace('"anymail",', '"anymail", "another",'))
    assert databases._installed_apps(settings) != databases._installed_apps(
        databases.ROOT / "troth/config/settings.py"
    )


def test_two_who_need_it_at_once_make_it_once(cache):
    started, folders, templates = threading.Barrier(2), [], []

    def make(folder: Path) -> Path:
        folders.append(folder)
        return made_in(folder)

    def need() -> None:
        started.wait()
        templates.append(databases._template("sqlite", "1", make))

    threads = [threading.Thread(target=need) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(folders), len(set(templates)), templates[0].read_text()) == (1, 1, "a database")
    assert list(cache.glob("making-*")) == []


def test_what_fails_halfway_is_no_template(cache):
    def fail(folder: Path) -> Path:
        made_in(folder)
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        databases._template("sqlite", "1", fail)
    (cache / "making-of-a-killed-one").mkdir()
    assert databases._template("sqlite", "1", made_in).exists()
    assert list(cache.glob("making-*")) == []


def test_the_newest_three_are_kept(cache):
    cache.mkdir()
    for age in range(5):
        old = cache / f"sqlite-{age}"
        old.mkdir() if age % 2 else old.write_text("x")
        os.utime(old, (1_000_000 - age, 1_000_000 - age))
    (cache / "postgres-1").mkdir()
    newest = databases._template("sqlite", "1", made_in)
    assert {path.name for path in cache.glob("*-*")} == {
        newest.name,
        "sqlite-0",
        "sqlite-1",
        "postgres-1",
    }
