"""What stories on one running store need, besides a browser: its clock, its staff's sign-ins,
orders that somebody placed, letters that came.

A story takes pieces of its own, and moves the clock forward to the day that it needs.
"""

from __future__ import annotations

import html
import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from urllib.request import Request, urlopen

from tests.e2e.buyers import Buyer, pay
from tests.e2e.page_checks import problems_on
from tests.e2e.stores import Store
from tests.engine import FULL
from tests.factories.pictures import picture
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

PHONE, DESKTOP = {"width": 360, "height": 780}, {"width": 1440, "height": 900}
FIRST_EXPERT, SECOND_EXPERT = "expert@fathomandreed.example", "second@fathomandreed.example"
OWN_PASSWORD = "seven green herons waltz"
TABLET = {"width": 820, "height": 1180}
TAG = re.compile(r"TAG\d{9,}")


def item_slugs(
    store: Store, count: int = 1, warehouse: str = "us", *, up_to_cents: int = ANY_PRICE
) -> list[str]:
    """Pieces for sale that nobody is buying."""
    rows = store.sql(
        f"SELECT slug FROM catalog_item WHERE {OPEN} AND warehouse = '{warehouse}'"
        f" AND price_cents <= {up_to_cents} ORDER BY id DESC LIMIT {count}"
    )
    return [slug for (slug,) in rows]


def move_clock(store: Store, **by: float) -> None:
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
        move_clock(store, seconds=1)
        time.sleep(0.5)


def _ahead(store: Store) -> timedelta:
    file = store.var / "clock-moved-by-seconds"
    return timedelta(seconds=float(file.read_text(encoding="ascii")) if file.exists() else 0)


def move_to_business_day(store: Store) -> None:
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
    move_clock(store, seconds=(noon.astimezone(UTC) - here.astimezone(UTC)).total_seconds())


def move_to_claim_days(store: Store, number: str) -> None:
    """On to the middle of the first day on which an order's parcel may be claimed; how many days
    that takes hangs on the holidays between.
    """
    wait_until(store, lambda: _claims_open(store, number), lambda: f"{number} isn't watched")
    left = _claims_open(store, number)[0] - (datetime.now(UTC) + _ahead(store))
    move_clock(store, seconds=(left + timedelta(hours=12)).total_seconds())


def _claims_open(store: Store, number: str) -> list[datetime]:
    rows = store.sql(
        "SELECT w.opens_at FROM care_watch w JOIN orders_order o ON o.id = w.order_id"
        f" WHERE o.number = '{number}'"
    )
    return [
        at if isinstance(at, datetime) else datetime.fromisoformat(at).replace(tzinfo=UTC)
        for (at,) in rows
    ]


def wait_until(store: Store, holds: Callable[[], object], failure: Callable[[], str]) -> None:
    """Waits for what the worker does; it is sent to look for what is owed, half a second apart."""
    for nth in range(1200):
        if holds():
            return
        if nth % 10 == 5:
            move_clock(store, seconds=1)
        time.sleep(0.05)
    raise AssertionError(failure())


def main_text(page) -> str:
    """The page's words once all of it has come: a click waits for the first bytes only."""
    page.wait_for_load_state("domcontentloaded")
    return page.locator("main").inner_text()


def wait_until_shown(page, store: Store, words: str) -> None:
    """Until the page says so; what the store answers is asked for first, and then looked at."""
    if words not in main_text(page):
        wait_until(
            store,
            lambda: words in _words(page.request.get(page.url).text()),
            lambda: f"{words!r} never came: " + main_text(page)[:1500],
        )
        page.reload()
    shown = main_text(page)
    assert words in shown, shown[:1500]


def _words(source: str) -> str:
    main = source.partition("<main")[2].partition(">")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", main)).split())


def letters_with(store: Store, *words: str) -> list[EmailMessage]:
    """What was sent whose subject has all of these words, oldest first."""
    return [mail for mail in store.mails() if all(word in mail["Subject"] for word in words)]


def newest_letter(store: Store, *words: str) -> str:
    """The text of the newest letter whose subject has these words, once it comes."""
    wait_until(
        store,
        lambda: letters_with(store, *words),
        lambda: f"no letter {words}: {store.output[-5:]}",
    )
    return letters_with(store, *words)[-1].get_body(("plain",)).get_content()


def buy_item(context, store: Store, warehouse: str = "us", *, up_to_cents: int = ANY_PRICE) -> str:
    """An order by whoever sits at this browser, without a page of it; its number, once it is
    confirmed.
    """
    ann = Buyer(store.url, "ann")
    ann.cookies = {cookie["name"]: cookie["value"] for cookie in context.cookies(store.url)}
    done = pay(ann.at_the_providers(*item_slugs(store, 1, warehouse, up_to_cents=up_to_cents)))
    number = re.search(r"/orders/(T-[\w-]+)", ann.come_back(done.location).location)[1]
    ann.close()
    give_browser(context, store, ann)
    wait_until(
        store,
        lambda: store.sql(CONFIRMED.format(number=number)),
        lambda: "no confirmation: " + "".join(store.output),
    )
    return number


def give_browser(context, store: Store, who: Buyer) -> None:
    """From now on this browser is theirs."""
    context.add_cookies(
        [{"name": name, "value": value, "url": store.url} for name, value in who.cookies.items()]
    )


def staff_browser(store: Store, who: str = STAFF) -> Buyer:
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


def open_desk_as(context, store: Store, who: str = STAFF) -> None:
    """This browser is signed in as somebody of the staff, and as nobody else."""
    context.clear_cookies()
    give_browser(context, store, staff_browser(store, who))


def hold_other_orders(store: Store, *but: str) -> None:
    """Every order that waits is held, so that none goes before these."""
    for (number,) in store.sql(WAITING):
        if number not in but:
            staff_browser(store).post(f"/desk/orders/{number}/hold", why="Its story has ended.")


def put_in_the_bag(page, store, slug: str) -> None:
    page.goto(f"{store.url}/items/{slug}")
    page.get_by_role("button", name="Put in the bag").click()


def order_by_browser(page, store, words: str) -> str:
    """From the front page to the thank-you page; returns the order's address."""
    page.goto(store.url)
    page.get_by_label("Search").fill(words)
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**/search?q=*")
    page.goto(f"{page.url}&location=us")
    free = {slug for (slug,) in store.sql(f"SELECT slug FROM catalog_item WHERE {OPEN}")}
    paths = [link.get_attribute("href") for link in page.locator(".cards a").all()]
    own = next(path for path in paths if path.rpartition("/")[2] in free)
    page.locator(f'.cards a[href="{own}"]').first.click()
    page.get_by_label(re.compile("ZIP code")).fill("10013")
    page.get_by_role("button", name="Show dates").click()
    assert "arrives" in page.locator(".arrival .dates").inner_text()
    page.get_by_text("Why these dates?").click()
    assert (
        "cut-off" in page.locator(".steps").inner_text()
        or "business day" in page.locator(".steps").inner_text()
    )
    return buy_shown_piece(page)


def buy_shown_piece(page) -> str:
    """From a piece's page to the thank-you page; returns the order's address."""
    page.get_by_role("button", name="Put in the bag").click()
    page.get_by_role("link", name="Check out").click()
    fill_address(page)
    page.get_by_role("button", name="Keep it for me").click()
    assert "can't be changed" in main_text(page)
    page.get_by_role("button", name=re.compile("^Pay")).click()
    type_card(page)
    page.wait_for_url("**/orders/**")
    assert "Thank you" in main_text(page)
    return page.url.split("?")[0]


def type_card(page, number: str = "4242 4242 4242 4242") -> None:
    """On the provider's page."""
    page.wait_for_url("**/c/**")
    for label, typed in {
        "Card number": number,
        "Expiry": "12/40",
        "Security code": "123",
        "Name on card": "Ann Lee",
        "ZIP": "10013",
    }.items():
        page.get_by_label(re.compile(label)).fill(typed)
    page.get_by_role("button", name=re.compile("^Pay")).click()


def fill_address(page) -> None:
    for label, typed in {
        "Email": "ann@example.com",
        "Full name": "Ann Lee",
        "Street address": "12 Grand Street",
        "City": "New York",
        "ZIP code": "10013",
    }.items():
        page.get_by_label(label, exact=True).fill(typed)
    page.get_by_label("State").select_option("NY")


def sign_in(page, store) -> None:
    page.goto(f"{store.url}/desk/")
    if page.get_by_label("Email").count():
        page.get_by_label("Email").fill("staff@fathomandreed.example")
        page.get_by_label("Password").fill(store.password)
        page.get_by_role("button", name="Sign in", exact=True).click()


def choose_password(page, printed: str) -> None:
    """The page that opens first of all."""
    page.get_by_label("Current Password").fill(printed)
    page.get_by_label("New Password", exact=True).fill(OWN_PASSWORD)
    page.get_by_label("New Password (again)").fill(OWN_PASSWORD)
    page.get_by_label("New Password (again)").press("Enter")
    page.get_by_role("heading", name="Your sign-in").wait_for()


def wait_until_collected(store) -> None:
    """The van comes at six on a working day. A few hours at a time, so that the parcel isn't
    delivered as well.
    """
    audit = Request(
        f"http://127.0.0.1:{store.carrier_port}/_control/audit", data=b"{}", method="POST"
    )
    for _ in range(15):
        move_clock(store, hours=8)
        with urlopen(audit, timeout=10) as answer:
            if json.load(answer)["shipments"][-1]["handed_at"]:
                return
    raise AssertionError("no van came: " + "".join(store.output))


def check_page(page, name: str) -> None:
    """By axe-core, and no page is wider than its window: the desk's on a tablet, a shopper's on a
    phone; and each on a desktop by `make stories`.
    """
    small = TABLET if "/desk/" in page.url else PHONE
    for size in (DESKTOP, small) if FULL else (small,):
        page.set_viewport_size(size)
        assert problems_on(page, name) == [], size
    page.set_viewport_size(DESKTOP)


def pack_by_scanner(
    desk, store, number: str, *, look: bool = False, grams: int = 5_200, signature: str = "DIRECT"
) -> str:
    """Takes the next order, which must be this one, and packs it with a scanner; the carrier says
    by what signature it delivers. The box's key.
    """
    hold_other_orders(store, number)
    desk.goto(f"{store.url}/desk/packing/?lang=en")
    if look:
        check_page(desk, "packing")
    desk.locator("button:focus").wait_for()
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/desk/packing/{number}-*")
    key = desk.url.rpartition("/")[2]
    for tag in TAG.findall(main_text(desk)):
        desk.locator("input:focus").wait_for()
        desk.keyboard.type(tag)  # as the scanner does
        with desk.expect_navigation():
            desk.keyboard.press("Enter")
    desk.get_by_label("Photos", exact=True).set_input_files(
        {"name": "box.jpg", "mimeType": "image/jpeg", "buffer": picture(seed=hash(key) % 1000)}
    )
    desk.get_by_role("button", name="Keep them").click()
    desk.get_by_alt_text("Photo 1 of the open box").wait_for()
    if look:
        check_page(desk, "parcel-open")
    desk.get_by_label("Weight, grams").fill(str(grams))
    desk.get_by_label("Seal number").fill("S-20045")
    desk.keyboard.press("Enter")
    desk.get_by_text(f"Signature confirmed: {signature}.").wait_for(timeout=30_000)
    return key
