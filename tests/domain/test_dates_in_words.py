"""How days and times are written: with the year wherever they are kept or read later, and no limit
as "12:00 am".
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from tests.factories.moments import moment
from troth import clock
from troth.orders import formatting

TROTH = Path(__file__).parents[2] / "troth"
KEPT = [
    *sorted((TROTH / "notifications" / "templates").rglob("body.*")),
    TROTH / "storefront/orders/templates/storefront/orders/order_print.html",
    TROTH / "storefront/orders/templates/storefront/orders/_print_status.html",
    TROTH / "fulfillment/templates/fulfillment/slip.html",
]
WITHOUT_A_YEAR = re.compile(r"\|(day|window|instant|plain_instant)\b")
ACROSS = {"earliest": "2026-12-29", "latest": "2027-01-06"}
DECEMBER = {"earliest": "2026-12-02", "latest": "2026-12-10"}
JANUARY = {"earliest": "2027-01-19", "latest": "2027-02-03"}


pytestmark = pytest.mark.usefixtures(
    "house"
)  # without its order's terms, a day reads those in force


@pytest.fixture
def in_2026(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: moment("Mon 2026-11-30 10:00"))


def test_every_letter_is_among_them():
    assert len([path for path in KEPT if path.name.startswith("body.")]) >= 40


@pytest.mark.parametrize("template", KEPT, ids=lambda path: "/".join(path.parts[-2:]))
def test_what_is_kept_names_the_year_of_every_day(template):
    assert not WITHOUT_A_YEAR.findall(template.read_text(encoding="utf-8"))


def test_a_live_page_names_the_year_where_it_is_not_this_one(in_2026):
    assert formatting.format_day(date(2026, 12, 2)) == "Wed Dec 2"
    assert formatting.format_day("2027-01-19") == "Tue Jan 19, 2027"
    assert formatting.format_window(DECEMBER) == "Wed Dec 2 – Thu Dec 10"
    assert formatting.format_window(ACROSS) == "Tue Dec 29 – Wed Jan 6, 2027"
    assert formatting.format_window(JANUARY) == "Tue Jan 19 – Wed Feb 3, 2027"
    assert (
        formatting.format_plain_instant(moment("Mon 2026-11-23 18:00:59"))
        == "Mon Nov 23, 6:00 pm ET"
    )
    assert (
        formatting.format_plain_instant(moment("Fri 2027-01-01 09:00"))
        == "Fri Jan 1, 2027, 9:00 am ET"
    )


def test_a_year_later_the_same_page_names_the_year_of_what_is_past(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: moment("Mon 2027-11-29 10:00"))
    assert formatting.format_day("2026-12-02") == "Wed Dec 2, 2026"
    assert formatting.format_window(ACROSS) == "Tue Dec 29, 2026 – Wed Jan 6"


def test_the_year_turns_on_the_stores_clock(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: moment("Thu 2026-12-31 23:00"))  # 2027 in UTC
    assert formatting.format_day("2026-12-31") == "Thu Dec 31"


def test_mail_and_paper_always_name_the_year(in_2026):
    assert formatting.format_dated_day("2026-12-02") == "Wed Dec 2, 2026"
    assert formatting.format_dated_window(DECEMBER) == "Wed Dec 2 – Thu Dec 10, 2026"
    assert formatting.format_dated_window(ACROSS) == "Tue Dec 29, 2026 – Wed Jan 6, 2027"
    assert (
        formatting.format_dated_instant("2026-11-23T18:00:59-05:00")
        == "Mon Nov 23, 2026, 6:00 pm ET"
    )
    assert formatting.format_dated_instant("2026-12-16T00:00:00-05:00") == "Wed Dec 16, 2026"


def test_a_limit_at_midnight_is_the_end_of_the_day_before(in_2026):
    assert formatting.format_deadline("2026-12-01T00:00:00-05:00") == "the end of Mon Nov 30, 2026"
    assert (
        formatting.format_deadline(moment("Mon 2026-11-30 18:00"))
        == "6:00 pm ET on Mon Nov 30, 2026"
    )


def test_the_desk_in_japanese_names_years_and_limits_too(in_2026):
    with translation.override("ja"):
        assert formatting.format_day("2026-12-02") == "12月2日(水)"
        assert formatting.format_day("2027-01-19") == "2027年1月19日(火)"
        assert formatting.format_dated_day("2026-12-02") == "2026年12月2日(水)"
        assert formatting.format_deadline("2026-12-01T00:00:00-05:00") == "2026年11月30日(月)中"
        assert (
            formatting.format_deadline(moment("Mon 2026-11-30 18:00"))
            == "2026年11月30日(月) 18:00 ET"
        )
