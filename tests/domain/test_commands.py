"""Commands of operators, in this process: what they print, and their exit codes. `tests/e2e` runs
them as an operator does.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.factories import world
from tests.factories.items import a_bag
from tests.factories.moments import NOON
from tests.factories.orders import order_of, reach_payment_page
from tests.factories.payments import TIE_OUT_AT, money_moved
from troth import clock
from troth.cli import main
from troth.commands.management.commands import tie_out
from troth.payments import actions, reconciliation
from troth.payments.provider import ProviderUnreachable
from troth.scorecard.models import Case


@pytest.fixture(autouse=True)
def _two_hours_later(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: TIE_OUT_AT)


def unreachable_provider(*_arguments, **_options):
    raise ProviderUnreachable("no route to it")


def test_the_tie_out_names_money_that_has_no_order(house, capsys):
    taken = order_of(a_bag())
    actions.request_capture(order=taken, now=NOON, by="pat", reason="handed over")
    money_moved()
    paying = reach_payment_page(a_bag())
    world.pay(paying.payment.session_url)
    assert main(["tie-out", "--days", "2"]) == 1
    printed = capsys.readouterr().out
    sentence = "It is reserved or taken, and there is no order (ours $0.00, theirs $1,322.83)"
    assert sentence in printed
    assert re.search(
        r"^[\d,]+ payments of the last 2 days, [\d,]+ differences?\.$", printed, re.MULTILINE
    )


@pytest.mark.parametrize("days", ["0", "401"])
def test_a_tie_out_is_of_400_days_at_most(house, days, capsys):
    assert main(["tie-out", "--days", days]) == 2
    assert "--days: a number from 1 to 400" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (["tie-out"], "try again later"),
        (["reconcile", NOON.isoformat()], f"once it does: troth reconcile {NOON.isoformat()}"),
    ],
)
def test_a_provider_that_does_not_answer_is_named(house, words, advice, capsys, monkeypatch):
    monkeypatch.setattr(reconciliation, "reconcile_payments", unreachable_provider)
    monkeypatch.setattr(tie_out, "reconcile_payments", unreachable_provider)
    monkeypatch.setattr("troth.commands.reconciling.reconcile_after_restore", lambda **_: [])
    assert main(words) == 2
    printed = capsys.readouterr().err
    assert "the payment provider doesn't answer: no route to it" in printed
    assert advice in printed


def test_a_restored_store_that_lost_nothing_is_told_so(house, capsys):
    order_of(a_bag())
    code = main(["reconcile", (TIE_OUT_AT + timedelta(days=30)).isoformat()])
    printed = capsys.readouterr().out
    summary = (
        r"Reconciled with the payment provider: nothing was missing; ([\d,]+) differences? left\."
    )
    left = re.search(summary, printed)
    assert code == (1 if left[1] != "0" else 0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("yesterday", "WHEN: 'yesterday' is no moment"),
        ("2026-11-25T10:00:00", "has no zone; end it with +00:00"),
    ],
)
def test_a_moment_is_written_with_its_zone(house, text, words, capsys):
    assert main(["reconcile", text]) == 2
    assert words in capsys.readouterr().err


def test_a_backup_goes_into_an_empty_folder(house, tmp_path, capsys):
    (tmp_path / "note.txt").write_text("mine")
    assert main(["backup", str(tmp_path)]) == 2
    assert "DIR: " in capsys.readouterr().err


def test_the_scorecard_is_read_again(house, capsys):
    order_of(a_bag())
    assert main(["scorecard"]) == 0
    assert "Judged anew: 1 order." in capsys.readouterr().out
    cases = Case.objects.count()
    assert main(["scorecard"]) == 0
    assert "Judged anew: 0 orders." in capsys.readouterr().out
    assert main(["scorecard", "--anew"]) == 0
    assert "Judged anew: 1 order." in capsys.readouterr().out
    assert Case.objects.count() == cases > 0


def test_the_search_gets_a_new_index(house, tmp_path, settings, capsys):
    settings.SEARCH_DIR = tmp_path / "search"
    a_bag()
    assert main(["reindex"]) == 0
    printed = capsys.readouterr().out
    assert re.match(r"The search uses the new index: \d+\.\d MB in ", printed)
    assert list((tmp_path / "search").iterdir())
