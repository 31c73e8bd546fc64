"""One of a kind: two buyers press at the same moment, round after round, and exactly one order
comes of it.

The control, with the guards off, is in `test_crowd.py`.
"""

from __future__ import annotations

import os
import threading

import pytest

from tests.e2e.buyers import Buyer, pay
from tests.e2e.round_items import LIVE_LINES, items_for, source_of
from tests.e2e.stores import Store

pytestmark = pytest.mark.xdist_group("crowd")  # one running store
ROUNDS = int(os.environ.get("TROTH_RACE_ROUNDS", "8"))
CONTROL_ROUNDS = 10


def keep_together(buyers: list[Buyer]) -> list[str]:
    """All press at once the button that keeps what is in their bags; where each is led."""
    barrier, ended = threading.Barrier(len(buyers)), [""] * len(buyers)

    def press(at: int) -> None:
        barrier.wait()
        ended[at] = buyers[at].keep().location

    threads = [threading.Thread(target=press, args=[at]) for at in range(len(buyers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended


def live_lines(store: Store, folder) -> list[int]:
    """How many live lines each piece of the test has."""
    return [count for _, count in store.sql(LIVE_LINES.format(source=source_of(folder)))]


@pytest.fixture
def store(busy_store):
    return busy_store


@pytest.fixture
def buyers(store):
    both = [
        Buyer(store.url, name, network=f"10.0.0.{at}") for at, name in enumerate(("ann", "ben"))
    ]
    yield both
    for buyer in both:
        buyer.close()


def test_exactly_one_may_pay_each_round_and_gets_it(store, buyers, tmp_path):
    for slug in items_for(store, tmp_path, ROUNDS):
        for buyer in buyers:
            buyer.into_the_bag(slug)
        led = keep_together(buyers)
        assert sorted(led) == ["", "/checkout/review"]
        winner = buyers[led.index("/checkout/review")]
        done = pay(winner.open_page(winner.look()))
        assert "/orders/" in winner.come_back(done.location).location
    assert live_lines(store, tmp_path) == [1] * ROUNDS
    print(f"\n{ROUNDS} rounds, {ROUNDS} orders, 0 double sales")


def test_two_bags_with_the_same_pieces_in_another_order_do_not_wait_in_a_ring(
    store, buyers, tmp_path
):
    slugs = items_for(store, tmp_path, 2 * CONTROL_ROUNDS)
    for pair in zip(slugs[::2], slugs[1::2], strict=True):
        buyers[0].into_the_bag(*pair)
        buyers[1].into_the_bag(*reversed(pair))
        assert sorted(keep_together(buyers)) == ["", "/checkout/review"]
        for buyer in buyers:
            buyer.post("/checkout/leave")


def test_one_buyer_coming_back_twice_at_once_gets_one_order(store, tmp_path):
    for slug in items_for(store, tmp_path, CONTROL_ROUNDS):
        ann = Buyer(store.url, "ann", network="10.0.1.1")
        again = Buyer(store.url, "ann", network="10.0.1.1")
        back = pay(ann.at_the_providers(slug)).location
        again.cookies = ann.cookies
        ends = both(lambda buyer, back=back: buyer.come_back(back).location, ann, again)
        ann.close()
        again.close()
        assert "/orders/" in ends[0]
        assert ends[0] == ends[1]
    assert live_lines(store, tmp_path) == [1] * CONTROL_ROUNDS


def both(act, first: Buyer, second: Buyer) -> list[str]:
    """Both act at the same moment."""
    barrier, ended = threading.Barrier(2), ["", ""]

    def run(at: int, buyer: Buyer) -> None:
        barrier.wait()
        ended[at] = act(buyer)

    threads = [
        threading.Thread(target=run, args=[at, buyer]) for at, buyer in enumerate((first, second))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended
