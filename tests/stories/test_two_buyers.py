"""One of a kind: two buyers press at the same moment, round after round, and exactly one order comes of it.

The control drops the database's guard, and shows the race that it prevents.
"""

from __future__ import annotations

import csv
import http.cookiejar
import os
import re
import threading
import urllib.error
import urllib.parse
import urllib.request

import pytest

from tests.engine import ENGINE
from tests.stories.stores import Store

ROUNDS = int(os.environ.get("TROTH_RACE_ROUNDS", "12"))
CONTROL_ROUNDS = 10
LIVE_LINES = (
    "SELECT l.item_id, count(*) FROM orders_line l JOIN catalog_item i ON i.id = l.item_id "
    "WHERE l.state <> 'cancelled' AND i.source = '{source}' GROUP BY l.item_id"
)


class Buyer:
    """A shopper's browser as far as forms go: cookies, CSRF, one page after another."""

    def __init__(self, store: Store, name: str) -> None:
        self.store, self.name = store, name
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> str:
        with self.opener.open(self.store.url + path, timeout=30) as answer:
            return answer.read().decode()

    def post(self, path: str, **fields: str) -> str:
        """Sends a form; returns the address it leads to."""
        token = next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken")
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
        with self.opener.open(self.store.url + path, data=body, timeout=30) as answer:
            return answer.geturl()

    def ready_to_press(self, *slugs: str) -> dict[str, str]:
        """Bag, address, look-once-more page; what the last form holds."""
        self.get(f"/items/{slugs[0]}")
        for other in re.findall(r"/bag/remove/([\w-]+)", self.get("/bag")):
            self.post(f"/bag/remove/{other}")
        for slug in slugs:
            self.post(f"/bag/add/{slug}")
        self.get("/checkout")
        self.post(
            "/checkout", email=f"{self.name}@example.com", name=self.name, street="12 Grand Street", city="New York",
            state="NY", zip_code="10013", method="ground",
        )  # fmt: skip
        page = self.get("/checkout/review")
        return dict(re.findall(r'name="(key|agreed)" value="([^"]+)"', page))


def press_together(buyers: list[Buyer], forms: list[dict[str, str]]) -> list[str]:
    """Both press at once; where each ends up."""
    barrier, ended = threading.Barrier(len(buyers)), [""] * len(buyers)

    def press(at: int) -> None:
        barrier.wait()
        ended[at] = buyers[at].post("/checkout/review", card="test_approves", **forms[at])

    threads = [threading.Thread(target=press, args=[at]) for at in range(len(buyers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended


def items_for(store: Store, folder, rounds: int) -> list[str]:
    """Pieces of the test's own, whose source is the test's folder."""
    file, source = folder / "rounds.csv", source_of(folder)
    with file.open("w", newline="") as written:
        rows = csv.writer(written)
        rows.writerow(["source_id", "title", "designer", "category", "condition", "price"])
        rows.writerows([str(at), f"piece {at}", "Maison Orlède", "bags", "good", "500.00"] for at in range(rounds))
    done = store.troth("import-items", str(file), "--approve-as", "erin@example.com", "--source", source)
    assert done.returncode == 0, done.stderr
    return [slug for (slug,) in store.sql(f"SELECT slug FROM catalog_item WHERE source = '{source}' ORDER BY id")]


def source_of(folder) -> str:
    return re.sub("[^a-z0-9]", "-", folder.name.lower())[-40:]


def live_lines(store: Store, folder) -> list[int]:
    """How many live lines each piece of the test has."""
    return [count for _, count in store.sql(LIVE_LINES.format(source=source_of(folder)))]


def play(store: Store, folder, rounds: int) -> list[list[str]]:
    buyers = [Buyer(store, "ann"), Buyer(store, "ben")]
    ends = []
    for slug in items_for(store, folder, rounds):
        forms = [buyer.ready_to_press(slug) for buyer in buyers]
        ends.append(press_together(buyers, forms))
    return ends


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with Store(tmp_path_factory.mktemp("buyers"), WEB_PROCESSES="2") as running:
        yield running


@pytest.fixture
def unguarded(tmp_path):
    with Store(tmp_path, WEB_PROCESSES="2") as running:
        running.sql("DROP INDEX one_live_line_per_item")
        if ENGINE == "sqlite":
            running.sql("DROP TRIGGER orders_line_one_live_insert")
        yield running


def test_exactly_one_order_each_round(store, tmp_path):
    ends = play(store, tmp_path, ROUNDS)
    orders = [sum("/orders/" in end for end in pair) for pair in ends]
    assert orders == [1] * ROUNDS
    assert live_lines(store, tmp_path) == [1] * ROUNDS
    print(f"\n{ROUNDS} rounds, {sum(orders)} orders, 0 double sales")


def test_two_bags_with_the_same_pieces_in_another_order_do_not_wait_in_a_ring(store, tmp_path):
    slugs, buyers = items_for(store, tmp_path, 2 * CONTROL_ROUNDS), [Buyer(store, "ann"), Buyer(store, "ben")]
    for pair in zip(slugs[::2], slugs[1::2], strict=True):
        forms = [buyers[0].ready_to_press(*pair), buyers[1].ready_to_press(*reversed(pair))]
        ended = press_together(buyers, forms)
        assert sum("/orders/" in end for end in ended) == 1, ended
    assert live_lines(store, tmp_path) == [1] * 2 * CONTROL_ROUNDS


def test_one_buyer_pressing_twice_at_once_gets_one_order(store, tmp_path):
    ann = Buyer(store, "ann")
    for slug in items_for(store, tmp_path, CONTROL_ROUNDS):
        form = ann.ready_to_press(slug)
        first, second = press_together([ann, ann], [form, form])
        assert "/orders/" in first
        assert first.split("?")[0] == second.split("?")[0]
    assert live_lines(store, tmp_path) == [1] * CONTROL_ROUNDS


def test_control_without_the_guard_the_race_shows(unguarded, tmp_path):
    ends = play(unguarded, tmp_path, CONTROL_ROUNDS)
    doubled = sum(all("/orders/" in end for end in pair) for pair in ends)
    print(f"\ncontrol, guard off: {doubled} of {CONTROL_ROUNDS} rounds sold one item twice")
    assert doubled > 0
    assert sum(count > 1 for count in live_lines(unguarded, tmp_path)) == doubled
