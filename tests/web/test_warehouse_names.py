"""Warehouses are called what the policy in force calls them, and a store without one abroad is
offered none.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.factories import orders
from tests.factories.days import Days
from tests.factories.items import a_watch_in_japan
from tests.factories.letters import letters_of
from tests.factories.moments import NOON
from tests.factories.pages import page_text
from tests.factories.people import ola
from tests.factories.publications import put_in_force
from tests.factories.transfers import (
    FAULTS,
    LANDED,
    land_transfer,
    place_in_japan,
    report_fault,
    send_from_japan,
)
from tests.policy.terms_oracle import POLICIES
from troth.desk.catalog.forms import warehouse_choices
from troth.order_status.reading import status_of
from troth.orders.policy_versions import clear_terms_cache
from troth.policy import lifecycle, wording
from troth.policy.terms import Terms, load_terms, parse_terms, shipped_terms

USUAL = re.compile(r"Japan|New York")
RENAMED = '[store.warehouses]\nus = "Newark"\njp = "Osaka"\n\n[cut_off]'


def renamed() -> Terms:
    return parse_terms(shipped_terms().source.replace("[cut_off]", RENAMED, 1))


@pytest.fixture
def other_names(house, monkeypatch):
    monkeypatch.setattr(orders, "shipped_terms", renamed)  # what its orders are placed under
    put_in_force(renamed(), since=NOON - timedelta(days=9))
    yield
    clear_terms_cache()


@pytest.fixture
def nothing_abroad(house):
    put_in_force(load_terms(POLICIES["pacific"]), since=NOON - timedelta(days=9))
    yield
    clear_terms_cache()


def told_to_the_shopper(order, now) -> str:
    status = status_of(order, now)
    words = [entry.sentence for entry in status.timeline]
    words += [piece.sentence for piece in status.pieces]
    words += [f"{group.sentence} {group.ships_from}" for group in status.to_come]
    words += [f"{delay.why} {delay.sentence} {delay.ships_from}" for delay in status.delays]
    words += [letter.text for letter in letters_of(order, "delay")]
    return "\n".join(words)


def test_no_table_of_words_names_a_warehouse():
    tables = [
        wording.EVENTS,
        wording.ITEM_EVENTS,
        wording.STATES,
        wording.WAITS_FOR,
        wording.CLAUSES,
        wording.CLOSED_PLACES,
        {key: move.label for key, move in lifecycle.MOVES.items()},
    ]
    assert not [text for table in tables for text in table.values() if USUAL.search(text)]


@pytest.mark.parametrize("outcome", list(FAULTS))
def test_a_shopper_reads_the_stores_own_names_all_the_way(other_names, monkeypatch, outcome):
    order = place_in_japan()
    read = [told_to_the_shopper(order, NOON)]
    transfer = land_transfer(order)
    read.append(told_to_the_shopper(order, LANDED))
    days = Days(monkeypatch, LANDED)
    days.at(LANDED)
    report_fault(order, outcome, **FAULTS[outcome][0])
    days.pass_by(2)
    read.append(told_to_the_shopper(order, days.now))
    wrong = [line for words in read for line in words.splitlines() if USUAL.search(line)]
    assert not [line for line in wrong if "New York, NY" not in line]  # the shopper's own address
    assert all("Osaka" in words for words in read)
    assert "Newark" in "\n".join(read)
    assert transfer.pk


def test_one_that_is_late_abroad_and_on_its_way_is_told_so_by_name(other_names, monkeypatch):
    late_there, late_crossing = place_in_japan(), place_in_japan()
    send_from_japan(late_crossing)
    days = Days(monkeypatch, NOON)
    days.at(NOON)
    days.pass_by(20)
    for order in (late_there, late_crossing):
        letter = letters_of(order, "delay")[-1]
        assert "Osaka" in letter.text
        assert not USUAL.search(letter.text.replace("New York, NY", ""))


def page(client, path: str) -> str:
    return page_text(client.get(path))


PAGES = ["/desk/", "/desk/promises/", "/desk/items/", "/desk/tasks/"]


@pytest.mark.parametrize("path", PAGES)
def test_the_desk_of_a_store_without_a_warehouse_abroad_names_none(nothing_abroad, client, path):
    client.force_login(ola())
    words = page(client, path)
    assert not re.search(r"Japan|Flights and customs", words), words[:600]
    assert "Transfers" not in page(client, "/desk/")


def test_its_closures_and_pieces_are_at_home_alone(nothing_abroad, client):
    client.force_login(ola())
    html = client.get("/desk/promises/").content.decode()
    assert re.findall(r'<option value="(\w+)"', html)[:2] == ["us", "carrier"]
    assert "Portland warehouse" in page_text(client.get("/desk/promises/"))
    assert warehouse_choices(None) == [("us", "Portland")]


def test_a_piece_that_lies_abroad_still_can_be_described_as_it_is(nothing_abroad):
    assert [key for key, _ in warehouse_choices(a_watch_in_japan())] == ["us", "jp"]


def test_the_shipped_store_is_offered_both(house, client):
    client.force_login(ola())
    assert warehouse_choices(None) == [("us", "New York"), ("jp", "Japan")]
    assert "Japan" in page(client, "/desk/")
    html = client.get("/desk/promises/").content.decode()
    assert re.findall(r'<option value="(\w+)"', html)[:4] == ["us", "jp", "customs", "carrier"]


def test_what_still_crosses_under_older_terms_keeps_its_page(house, client):
    order = place_in_japan()
    put_in_force(load_terms(POLICIES["pacific"]), since=NOON - timedelta(minutes=1))
    try:
        client.force_login(ola())
        assert "/desk/transfers/" in client.get("/desk/").content.decode()
        assert order.lines.get().state == "in_japan"
    finally:
        clear_terms_cache()


def test_the_desk_of_a_store_with_other_names_says_them(other_names, client):
    order = place_in_japan()
    client.force_login(ola())
    for path in [*PAGES, "/desk/transfers/", f"/desk/orders/{order.number}"]:
        words = page(client, path).replace("New York, NY", "").replace("New York (NY)", "")
        assert not USUAL.search(words), (path, USUAL.search(words))
    assert "Osaka" in page(client, f"/desk/orders/{order.number}")
    assert "Transfers from Osaka" in page(client, "/desk/transfers/")
