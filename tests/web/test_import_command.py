"""Clause `authentication`: `troth import-items` and the demo approve nothing in production."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from tests.factories.people import erin, sam
from troth.catalog.models import Evaluation, Item
from troth.catalog.production import mark_production
from troth.cli import main

ROWS = (
    "source_id,title,designer,category,condition,price\n"
    "a,silk scarf,Orlède,accessories,good,95.00\n"
    "b,dear bag,Orlède,bags,good,9000.00\n"
)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "items.csv"
    path.write_text(ROWS, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    "options",
    [
        ["--approve-as", "erin@example.com"],
        ["--approve-as", "erin@example.com", "--second", "sam@example.com"],
        ["--second", "sam@example.com"],
    ],
)
def test_in_production_the_command_approves_nothing_and_says_where_it_is_done(
    house, file, options, capsys
):
    erin(), sam()
    house.DEVELOPMENT = False
    assert main(["import-items", file, *options]) == 2
    assert "Each expert signs in and judges it at the desk" in capsys.readouterr().err
    assert not Item.objects.exists()
    assert not Evaluation.objects.exists()


def test_a_shell_that_says_development_over_a_production_database_approves_nothing(
    house, file, capsys
):
    mark_production()
    assert main(["import-items", file, "--approve-as", "new@example.com"]) == 2
    assert "Each expert signs in" in capsys.readouterr().err
    assert not User.objects.filter(username="new@example.com").exists()
    assert main(["run"]) == 2
    assert "belongs to a store in production" in capsys.readouterr().err
    assert not User.objects.exists()


def test_in_production_it_takes_pieces_in_unlisted(house, file, capsys):
    house.DEVELOPMENT = False
    assert main(["import-items", file]) == 0
    assert "None is listed: in-house experts judge them first at the desk" in (
        capsys.readouterr().out
    )
    assert Item.objects.filter(listed_at=None).count() == 2
    assert not Evaluation.objects.exists()


def test_in_development_it_approves_and_says_that_nobody_examined_them(house, file):
    experts = ["--approve-as", "erin@example.com", "--second", "sam@example.com"]
    assert main(["import-items", file, *experts]) == 0
    assert Item.objects.for_sale().count() == 2
    assert all(
        "nobody examined it" in evaluation.evidence["sentence"]
        for evaluation in Evaluation.objects.all()
    )


def test_listed_serials_take_what_bears_them_off_sale_and_say_so(house, tmp_path, capsys):
    house.DEVELOPMENT = False
    path = tmp_path / "serials.csv"
    path.write_text("designer,serial,reason\nOrlède,MB-1,stolen\n", encoding="utf-8")
    for _ in range(2):
        assert main(["import-serials", str(path)]) == 0
    assert "1 serials on the list; 0 items bear one" in capsys.readouterr().out
