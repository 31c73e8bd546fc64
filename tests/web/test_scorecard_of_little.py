"""The scorecard's pages before there is much to tell."""

from __future__ import annotations

from datetime import UTC, datetime

from simulation.years.generator import YEAR_ENDS, make_year
from tests.factories.pages import page_text
from tests.factories.people import ola
from troth import clock
from troth.scorecard import actions


def test_before_anything_was_read(house, client):
    client.force_login(ola())
    assert "Nothing is read yet" in page_text(client.get("/desk/scorecard/"))


def test_few_cases_are_said_to_be_few(house, client):
    make_year(12, seed=22)
    clock.offset_file().write_text(
        str((YEAR_ENDS - datetime.now(UTC)).total_seconds()), encoding="ascii"
    )
    actions.catch_up(now=YEAR_ENDS)
    actions.set_public(shown=True, after=0, now=YEAR_ENDS, by="staff:ola")
    words = page_text(client.get("/promises"))
    assert "too few to say how often" in words
    assert "No refunds in these weeks" in words
    assert "%" not in words
