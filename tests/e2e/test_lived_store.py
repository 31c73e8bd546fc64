"""`make run` opens a store that has lived: its past is made behind the open store, stopped and
continued, and caught up when the store was off. Fewer days than a demo's, with all that its owner
is to find at the end.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import urllib.request
from datetime import timedelta

import pytest

from tests.e2e.first_look import DOCUMENT, STEPS, Walk
from tests.e2e.stores import Store
from tests.factories.moments import PRESENT, store_clock

MADE, MAKING = "The demo's past is made", "The demo's past is being made"
DAYS = "42"
# What an owner is to find, whatever else there is.
SITUATIONS = (
    "an order's page: Cancelled",
    "an order's page: Delayed",
    "an order's page: Delivered",
    "an order's page: On its way",
    "an order's page: Order confirmed",
    "an order's page: Packed",
    "an order's page: Partly delivered",
    "an order's page: Payment in review",
    "held",
    "asked to cancel, in time",
    "asked to cancel, out of time",
    "packed, waits for its driver",
    "late, with a choice open",
    "at customs",
    "parcels that came back",
    "pieces that shoppers send back",
    "claims, open",
    "claims, decided",
    "damage, open",
    "damage, decided",
    "reports of a fake, open",
    "reports of a fake, decided",
    "mails and questions, open",
    "mails and questions, decided",
    "refunds that wait for a second person",
    "payments to review",
    "disputes",
    "saved searches",
    "drafts of the terms",
    "promises that moved",
)


def wait_for(store: Store, text: str, seconds: float) -> None:
    until = time.monotonic() + seconds
    while text not in "".join(store.output):
        assert store.process.poll() is None, "".join(store.output)
        assert time.monotonic() < until, "".join(store.output)
        time.sleep(0.1)


def stop(store: Store) -> None:
    assert store.stop() == 0, "".join(store.output)
    assert "failed" not in "".join(store.output)
    store.output.clear()


def counts_of(store: Store) -> dict[str, int]:
    printed = subprocess.run(
        [sys.executable, "-m", "simulation.past", "--situations"],
        env=store.environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout
    rows = [line.split("|")[1:3] for line in printed.splitlines()[2:]]
    return {name.strip(): int(count) for name, count in rows}


def assert_sound(store: Store) -> None:
    """Timelines replay, and every cent of the provider has its order."""
    checked = store.troth("check-timelines")
    assert "0 differences" in checked.stdout, checked.stdout + checked.stderr
    moved = json.loads(_read(f"http://127.0.0.1:{store.payments_port}/_control/audit"))
    provider_cents = sum(
        payment["amount_received"] - payment["refunded"] for payment in moved["payment_intents"]
    )
    [[store_cents]] = store.sql("SELECT sum(captured_cents - refunded_cents) FROM payments_payment")
    assert provider_cents == store_cents
    early = (
        "SELECT o.number FROM orders_event e JOIN orders_order o ON o.id = e.order_id"
        " WHERE e.at < o.placed_at"
    )
    assert store.sql(early) == []
    again = "SELECT email FROM orders_recipient GROUP BY email HAVING count(*) > 1"
    assert set(store.sql(again)) <= {("ann@example.com",)}  # who buys by hand


def _read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.read().decode()


def test_a_lived_store_is_made_stopped_continued_walked_and_caught_up(tmp_path, browser):
    store = Store(tmp_path, PAST=DAYS)
    with store:
        home = _read(store.url)  # the shop is open, whatever is being made
        assert "/items/" in home
        assert "Order" not in home
        wait_for(store, MAKING, 120)
        stop(store)
    [[count_when_stopped]] = store.sql("SELECT count(*) FROM orders_order")
    with store:
        shopper = Walk(browser, store)  # somebody buys while the past is being made
        shopper.look_at_a_piece()
        shopper.buy_it()
        shopper.close()
        assert MADE not in "".join(store.output)
        wait_for(store, MADE, 300)
        assert_sound(store)
        counts = counts_of(store)
        assert {name: counts.get(name, 0) for name in SITUATIONS if not counts.get(name)} == {}
        [[first_count]] = store.sql("SELECT count(*) FROM orders_order")
        assert first_count > count_when_stopped
        wait_for(store, "The desk's queue", 30)
        walk = Walk(browser, store)
        walk.open_every_page()
        walk.go()
        walk.close()
        assert not (store.var / "past-is-being-made").exists()
        assert not (store.var / "desk-notice.txt").exists()
        stop(store)
    store_clock(store.var, PRESENT + timedelta(days=7))
    with store:
        wait_for(store, MADE, 120)
        assert_sound(store)
        [[last_count]] = store.sql("SELECT count(*) FROM orders_order")
        assert last_count > first_count
        by_hand = (
            "SELECT e.order_id, e.kind, e.at FROM orders_event e JOIN orders_recipient r ON"
            " r.order_id = e.order_id WHERE r.email = 'ann@example.com' ORDER BY e.id"
        )
        events = store.sql(by_hand)
        here = [order for order, kind, _ in events if kind == "line.placed"]
        shipped = [order for order, kind, _ in events if kind == "line.shipped"]
        assert (len(here), set(shipped)) == (2, set(here)), events  # bought by hand, and packed
        stop(store)


@pytest.mark.parametrize(("setting", "pieces"), [({"EMPTY": "1"}, 0), ({"PAST": "no"}, 72)])
def test_an_empty_store_and_one_that_never_sold(tmp_path, setting, pieces):
    with Store(tmp_path, **setting) as store:
        assert store.sql("SELECT count(*) FROM catalog_item") == [(pieces,)]
        assert store.sql("SELECT count(*) FROM orders_order") == [(0,)]
        assert MADE not in "".join(store.output)


def test_what_the_past_is_asked_for_is_checked(tmp_path):
    store = Store(tmp_path, PAST="sometimes")
    refusal = store.refusal()
    assert "PAST is 'sometimes'; it is yes, no, or a number of days from 42" in refusal


def test_the_document_has_the_steps_of_the_walk():
    headings = re.findall(r"^## \d+\. (.+)$", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    assert headings == [title for title, _ in STEPS]


def test_an_empty_store_takes_a_folder_of_its_own(tmp_path):
    store = Store(tmp_path)
    with store:
        pass
    refusal = store.refusal(EMPTY="1")
    assert "has pieces already. Name a folder of its own" in refusal
