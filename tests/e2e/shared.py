"""What stories on one running store need, besides a browser: its clock, its staff's sign-ins,
orders that somebody placed, letters that came.

A story takes pieces of its own, and moves the clock forward to the day that it needs.
"""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

from tests.e2e.buyers import Buyer, pay
from tests.e2e.stores import Store
from troth.policy.terms import shipped_terms

STAFF = "staff@fathomandreed.example"  # as the demo store calls them

OPEN = (
    "listed_at IS NOT NULL AND sold_at IS NULL"
    " AND id NOT IN (SELECT item_id FROM catalog_reservation)"
)
CONFIRMED = (
    "SELECT 1 FROM orders_event e JOIN orders_order o ON o.id = e.order_id"
    " WHERE o.number = '{number}' AND e.kind = 'confirmation.sent'"
)
WAITING = (
    "SELECT o.number FROM orders_queueentry t JOIN orders_order o ON o.id = t.order_id"
    " WHERE t.ready_pieces > 0 AND t.holds = 0 AND NOT t.claimed"
)
UNTRIED = (
    "SELECT id FROM payments_paymentoperation WHERE done_at IS NULL AND problem = ''"
    " UNION ALL SELECT id FROM notifications_notification"
    " WHERE sent_at IS NULL AND refused_at IS NULL AND problem = ''"
)
ANY_PRICE = 1_000_000_00  # cents
SIGNED_IN_FOR = 600  # seconds; later, a page may ask once more who it is
_staff: dict[tuple[str, str], tuple[Buyer, float]] = {}


def slugs(
    store: Store, count: int = 1, warehouse: str = "us", *, up_to_cents: int = ANY_PRICE
) -> list[str]:
    """Pieces for sale that nobody is buying."""
    rows = store.sql(
        f"SELECT slug FROM catalog_item WHERE {OPEN} AND warehouse = '{warehouse}'"
        f" AND price_cents <= {up_to_cents} ORDER BY id DESC LIMIT {count}"
    )
    return [slug for (slug,) in rows]


def forward(store: Store, **by: float) -> None:
    """Moves the store's clock, as its desk does; the worker looks at once for what is due.

    Before days go by, the worker does what is due now: on a busy machine, an authorization would
    otherwise lapse between a parcel's handing over and its charge.
    """
    if timedelta(**by) > timedelta(days=1):
        _work_off(store)
    file = store.var / "clock-moved-by-seconds"
    ahead = _ahead(store) + timedelta(**by)
    fresh = file.with_suffix(".fresh")
    fresh.write_text(str(ahead.total_seconds()), encoding="ascii")
    fresh.replace(file)


def _work_off(store: Store) -> None:
    """Waits until money and mail were tried once; half a minute at most, as they may be refused."""
    for _ in range(60):
        if not store.sql(UNTRIED):
            return
        forward(store, seconds=1)
        time.sleep(0.5)


def _ahead(store: Store) -> timedelta:
    file = store.var / "clock-moved-by-seconds"
    return timedelta(seconds=float(file.read_text(encoding="ascii")) if file.exists() else 0)


def to_a_business_day(store: Store) -> None:
    """On to the next noon in New York of a day on which the store works, and works the day
    after.
    """
    days, here = (
        shipped_terms().store_days,
        (datetime.now(UTC) + _ahead(store)).astimezone(shipped_terms().zone),
    )
    noon = here.replace(hour=12, minute=0, second=0, microsecond=0)
    while noon <= here or not all(
        days.is_open((noon + timedelta(days=more)).date()) for more in (0, 1)
    ):
        noon += timedelta(days=1)
    forward(store, seconds=(noon.astimezone(UTC) - here.astimezone(UTC)).total_seconds())


def until(store: Store, holds: Callable[[], object], failure: Callable[[], str]) -> None:
    """Waits for what the worker does; it is sent to look for what is owed, half a second apart."""
    for nth in range(1200):
        if holds():
            return
        if nth % 10 == 5:
            forward(store, seconds=1)
        time.sleep(0.05)
    raise AssertionError(failure())


def main_of(page) -> str:
    """The page's words once all of it has come: a click waits for the first bytes only."""
    page.wait_for_load_state("domcontentloaded")
    return page.locator("main").inner_text()


def until_shown(page, store: Store, words: str) -> None:
    """Until the page says so; what the store answers is asked for first, and then looked at."""
    if words not in main_of(page):
        until(
            store,
            lambda: words in _words(page.request.get(page.url).text()),
            lambda: f"{words!r} never came: " + main_of(page)[:1500],
        )
        page.reload()
    shown = main_of(page)
    assert words in shown, shown[:1500]


def _words(source: str) -> str:
    main = source.partition("<main")[2].partition(">")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", main)).split())


def letters(store: Store, *words: str) -> list[EmailMessage]:
    """What was sent whose subject has all of these words, oldest first."""
    return [mail for mail in store.mails() if all(word in mail["Subject"] for word in words)]


def letter(store: Store, *words: str) -> str:
    """The text of the newest letter whose subject has these words, once it comes."""
    until(store, lambda: letters(store, *words), lambda: f"no letter {words}: {store.output[-5:]}")
    return letters(store, *words)[-1].get_body(("plain",)).get_content()


def bought(context, store: Store, warehouse: str = "us", *, up_to_cents: int = ANY_PRICE) -> str:
    """An order by whoever sits at this browser, without a page of it; its number, once it is
    confirmed.
    """
    ann = Buyer(store.url, "ann")
    ann.cookies = {cookie["name"]: cookie["value"] for cookie in context.cookies(store.url)}
    done = pay(ann.at_the_providers(*slugs(store, 1, warehouse, up_to_cents=up_to_cents)))
    number = re.search(r"/orders/(T-[\w-]+)", ann.come_back(done.location).location)[1]
    ann.close()
    give(context, store, ann)
    until(
        store,
        lambda: store.sql(CONFIRMED.format(number=number)),
        lambda: "no confirmation: " + "".join(store.output),
    )
    return number


def give(context, store: Store, who: Buyer) -> None:
    """From now on this browser is theirs."""
    context.add_cookies(
        [{"name": name, "value": value, "url": store.url} for name, value in who.cookies.items()]
    )


def staff(store: Store, who: str = STAFF) -> Buyer:
    """Somebody of the staff, who has signed in a short while ago."""
    person, signed_in_at = _staff.get((store.url, who), (None, 0.0))
    if person is not None:
        person.close()  # the last press may be long ago: the next has a connection of its own
    if person is None or time.monotonic() - signed_in_at > SIGNED_IN_FOR:
        person = Buyer(store.url, who)
        person.get("/desk/sign-in/?next=/desk/")
        answer = person.post("/desk/sign-in/", login=who, password=store.password)
        assert answer.status == 302, answer
        person.close()
        _staff[store.url, who] = person, time.monotonic()
    return person


def at_the_desk(context, store: Store, who: str = STAFF) -> None:
    """This browser is signed in as somebody of the staff, and as nobody else."""
    context.clear_cookies()
    give(context, store, staff(store, who))


def hold_the_others(store: Store, *but: str) -> None:
    """Every order that waits is held, so that none goes before these."""
    for (number,) in store.sql(WAITING):
        if number not in but:
            staff(store).post(f"/desk/orders/{number}/hold", why="Its story has ended.")
