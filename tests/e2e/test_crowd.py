"""One of a kind, and a crowd that wants it: everybody presses at once, one gets it, and everybody
is told.

`make crowd` plays it with 5,000 buyers of one piece, and 10,000 of 500; the suite with a few.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import re
import threading
import time
import urllib.parse
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.buyers import ADDRESS, Buyer, pay
from tests.e2e.round_items import LIVE_LINES, items_for, source_of
from tests.e2e.stores import Store
from tests.engine import ENGINE, on_one_engine

BUYERS = int(os.environ.get("TROTH_CROWD", "24"))
MANY_ITEMS, MANY_BUYERS = (500, 10_000) if BUYERS >= 5000 else (4, 24)
CONTROL = 40 if BUYERS >= 5000 else 10
PREPARERS = 12
PATIENCE = 60  # seconds without an answer, and then a buyer presses again
AGAIN: list[Buyer] = []
_networks = itertools.count(1)

pytestmark = pytest.mark.xdist_group("crowd")  # one running store


@pytest.fixture
def store(busy_store):
    return busy_store


def network() -> str:
    nth = next(_networks)
    return f"10.{nth >> 16 & 255}.{nth >> 8 & 255}.{nth & 255}"


def ready(store: Store, slug: str, nth: int) -> Buyer:
    """A buyer with the piece in their bag and the address typed."""
    buyer = Buyer(store.url, f"buyer{nth}", network=network())
    buyer.get(f"/items/{slug}")
    buyer.post(f"/bag/add/{slug}")
    buyer.get("/checkout")
    buyer.close()
    return buyer


def ready_all(store: Store, slugs: list[str], count: int) -> list[Buyer]:
    with ThreadPoolExecutor(PREPARERS) as pool:
        return list(pool.map(lambda nth: ready(store, slugs[nth % len(slugs)], nth), range(count)))


async def _once(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        return await reader.read()
    finally:
        writer.close()


async def _press(buyer: Buyer, port: int, started: float, answers: list) -> None:
    """One POST over a socket of its own, sent as soon as it may be; asked again where the door was
    still closed.
    """
    fields = {
        "csrfmiddlewaretoken": buyer.cookies["csrftoken"],
        "email": f"{buyer.name}@example.com",
        **ADDRESS,
    }
    body = urllib.parse.urlencode(fields).encode()
    cookies = "; ".join(f"{name}={value}" for name, value in buyer.cookies.items())
    head = (
        f"POST /checkout HTTP/1.1\r\nHost: localhost:{port}\r\nCookie:"
        f" {cookies}\r\nX-Forwarded-For: {buyer.network}\r\nContent-Type:"
        f" application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\nConnection:"
        " close\r\n\r\n"
    ).encode()
    for _ in range(600):
        try:
            answer = await asyncio.wait_for(_once(port, head + body), PATIENCE)
            if answer:
                break
        except (OSError, TimeoutError):
            AGAIN.append(
                buyer
            )  # the door was full; whoever is not answered presses again, and that does no harm
        await asyncio.sleep(0.2)
    else:
        raise AssertionError("the store never answered")
    status = int(answer.split(b" ", 2)[1])
    location = re.search(rb"(?im)^location: *(\S+)", answer.partition(b"\r\n\r\n")[0])
    outcome = (
        "mine"
        if location and b"/checkout/review" in location[1]
        else (
            "theirs"
            if b"being bought by somebody else" in answer
            else "sold"
            if b"just been sold" in answer or location
            else "?"
        )
    )
    answers.append((buyer, status, outcome, time.monotonic() - started))


def press_all(store: Store, buyers: list[Buyer]) -> list[tuple[Buyer, int, str, float]]:
    """Everybody presses at the same moment, over as many sockets; who was told what, and after how
    long.
    """
    answers: list[tuple[Buyer, int, str, float]] = []

    async def everybody() -> None:
        started = time.monotonic()
        await asyncio.gather(*(_press(buyer, store.port, started, answers) for buyer in buyers))

    runner = threading.Thread(target=lambda: asyncio.run(everybody()))
    runner.start()
    runner.join()
    return answers


def buy(buyer: Buyer) -> str:
    """From the look-once-more page to the order; where it ends."""
    done = pay(buyer.open_page(buyer.look()))
    end = buyer.come_back(done.location).location
    buyer.close()
    return end


def sold_twice(store: Store, folder) -> int:
    return sum(count > 1 for _, count in store.sql(LIVE_LINES.format(source=source_of(folder))))


def charged(store: Store) -> Counter:
    return Counter(intent["status"] for intent in store.audit()["payment_intents"])


def test_a_crowd_wants_one_piece(store, tmp_path):
    [slug] = items_for(store, tmp_path, 1)
    buyers = ready_all(store, [slug], BUYERS)
    before = charged(store)
    answers = press_all(store, buyers)
    assert len(answers) == BUYERS
    outcomes = Counter(what for _, _, what, _ in answers)
    assert Counter(status // 100 for _, status, _, _ in answers).keys() <= {
        2,
        3,
    }, "everybody is answered, and no error"
    assert outcomes == {"mine": 1, "theirs": BUYERS - 1}
    waits = sorted(wait for *_, wait in answers)
    assert "/orders/" in buy(next(buyer for buyer, _, what, _ in answers if what == "mine"))
    assert charged(store)["requires_capture"] - before["requires_capture"] == 1
    assert sold_twice(store, tmp_path) == 0
    print(
        f"\n{ENGINE}: {BUYERS} buyers of one piece: 1 order, 1 reservation; told after"
        f" {waits[len(waits) // 2]:.1f} s (median), {waits[-1]:.1f} s at most; {len(AGAIN)} pressed"
        " again"
    )


def test_a_crowd_wants_many_pieces(store, tmp_path):
    slugs = items_for(store, tmp_path, MANY_ITEMS)
    buyers = ready_all(store, slugs, MANY_BUYERS)
    before = charged(store)
    answers = press_all(store, buyers)
    assert Counter(status // 100 for _, status, _, _ in answers).keys() <= {2, 3}
    winners = [buyer for buyer, _, what, _ in answers if what == "mine"]
    assert len(winners) == MANY_ITEMS
    with ThreadPoolExecutor(PREPARERS) as pool:
        ends = list(pool.map(buy, winners))
    assert sum("/orders/" in end for end in ends) == MANY_ITEMS
    assert charged(store)["requires_capture"] - before["requires_capture"] == MANY_ITEMS
    assert sold_twice(store, tmp_path) == 0
    stuck = store.sql(
        "SELECT count(*) FROM catalog_reservation h JOIN catalog_item i ON i.id = h.item_id WHERE"
        " i.sold_at IS NULL AND h.item_id IN (SELECT id FROM catalog_item WHERE source = '"
        + source_of(tmp_path)
        + "')"
    )
    assert stuck == [(0,)]
    waits = sorted(wait for *_, wait in answers)
    print(
        f"\n{ENGINE}: {MANY_BUYERS} buyers of {MANY_ITEMS} pieces: {MANY_ITEMS} orders, none twice;"
        f" told after {waits[len(waits) // 2]:.1f} s (median), {waits[-1]:.1f} s at most;"
        f" {len(AGAIN)} pressed again"
    )


@pytest.fixture
def unguarded(tmp_path):
    with Store(tmp_path, WEB_PROCESSES="2", CLIENT_ADDRESS_HEADER="X-Forwarded-For") as running:
        yield running


@on_one_engine("postgres", "the control of the checks, not of the store")
def test_control_without_the_guards_pieces_are_sold_twice(unguarded, tmp_path):
    """The holds forgotten and the index gone: two who have paid come back at once, and both get
    it.
    """
    slugs = items_for(unguarded, tmp_path, CONTROL)  # a command, which puts every guard back
    unguarded.sql("DROP INDEX one_live_line_per_item")
    if ENGINE == "sqlite":
        for trigger in ("one_live_insert", "replace_insert"):
            unguarded.sql(f"DROP TRIGGER orders_line_{trigger}")
    doubled = 0
    for slug in slugs:
        pair, pages = [Buyer(unguarded.url, name, network=network()) for name in ("ann", "ben")], []
        for buyer in pair:
            pages.append(buyer.at_the_providers(slug))
            unguarded.sql("DELETE FROM catalog_reservation")
        doubled += come_back_together(pair, [pay(page).location for page in pages])
    print(f"\ncontrol, guards off: {doubled} of {CONTROL} pieces sold twice")
    assert doubled > 0
    assert sold_twice(unguarded, tmp_path) == doubled


def come_back_together(pair: list[Buyer], back: list[str]) -> bool:
    """Both at the same moment; whether both have an order."""
    barrier, ends = threading.Barrier(2), ["", ""]

    def come(at: int) -> None:
        barrier.wait()
        ends[at] = pair[at].come_back(back[at]).location

    threads = [threading.Thread(target=come, args=[at]) for at in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for buyer in pair:
        buyer.close()
    return all("/orders/" in end for end in ends)


def test_with_the_guards_on_one_of_two_who_have_paid_gets_it(store, tmp_path):
    for slug in items_for(store, tmp_path, 5):
        pair, pages = [Buyer(store.url, name, network=network()) for name in ("ann", "ben")], []
        for buyer in pair:
            pages.append(buyer.at_the_providers(slug))
            store.sql("DELETE FROM catalog_reservation")  # as if the first one's time had ended
        assert not come_back_together(pair, [pay(page).location for page in pages])
    assert sold_twice(store, tmp_path) == 0
