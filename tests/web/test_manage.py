"""`troth manage` in production: only Django's commands that write no row of the store."""

from __future__ import annotations

import pytest
from django.core.management import base

from troth.cli import main


@pytest.fixture(autouse=True)
def connection_stays(monkeypatch):
    """A command closes its connections when it ends: a test's goes on."""
    monkeypatch.setattr(base.connections, "close_all", lambda: None)


@pytest.mark.parametrize("command", ["loaddata", "flush", "shell", "dbshell", "createsuperuser"])
def test_production_refuses_commands_that_write(house, capsys, command):
    house.DEVELOPMENT = False
    assert main(["manage", command, "x"]) == 2
    error = capsys.readouterr().err
    assert f"{command} doesn't run in production" in error
    assert "migrate" in error


@pytest.mark.parametrize("words", [["orders", "zero"], ["--fake"], ["--run-syncdb"]])
def test_production_migrates_forward_only(house, capsys, words):
    house.DEVELOPMENT = False
    with pytest.raises(SystemExit) as ended:
        main(["manage", "migrate", *words])
    assert ended.value.code == 2
    assert "only all the way forward" in capsys.readouterr().err


def test_production_shows_its_migrations(house, capsys):
    house.DEVELOPMENT = False
    assert main(["manage", "showmigrations", "orders"]) == 0
    assert "0001_initial" in capsys.readouterr().out
