"""Attempts to get around the rules: who tries, what, and the rule that is attacked. What counts is
what the store has done afterwards, never what the page has answered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from tests.factories import world
from tests.factories.items import a_bag
from tests.factories.letters import send_confirmation
from tests.factories.orders import order_of
from tests.factories.pages import Browser
from tests.factories.payments import money_moved
from tests.factories.people import create_staff
from tests.factories.pictures import picture
from troth import clock
from troth.catalog.models import Item
from troth.fulfillment.models import Parcel
from troth.fulfillment.warehouse import tags
from troth.orders.actions import mark_confirmation_sent
from troth.orders.models import Order
from troth.payments import actions as payments
from troth.payments.models import PaymentOperation

BOX = {"grams": "2400", "length_mm": "400", "width_mm": "300", "height_mm": "200", "seal": "S-9"}
ROLES = ("care", "warehouse", "authenticator", "finance", "owner", "shell")
Test = TypeVar("Test", bound=Callable[..., Any])


@dataclass(frozen=True)
class Attempt:
    """One attempt: the test that makes it, who tries, and the rule."""

    test: str
    role: str
    rule: str


ATTEMPTS: list[Attempt] = []


def attempt(role: str, rule: str) -> Callable[[Test], Test]:
    """Counts a test as an attempt of this role to break this rule."""
    assert role in ROLES

    def counted(test: Test) -> Test:
        ATTEMPTS.append(Attempt(test.__name__, role, rule))
        return test

    return counted


def staff(name: str, *roles: str) -> Any:
    """Somebody on the staff with exactly these roles."""
    return create_staff(f"{name}@example.com", *roles)


def desk(person: Any) -> Browser:
    """The desk in a browser of this person, who has just signed in."""
    browser = Browser()
    browser.force_login(person)
    return browser


def press(browser: Browser, address: str, form: dict[str, Any], pages: int = 3) -> Any:
    """Sends a form, and then whatever page repeats it and asks "are you sure?", as somebody would
    who insists: up to `pages` times.
    """
    answer = browser.post(address, form, follow=True)
    for _ in range(pages):
        asks = _confirmation(answer.content.decode())
        if asks is None:
            break
        action, hidden = asks
        answer = browser.post(action or address, form | hidden, follow=True)
    return answer


def _confirmation(page: str) -> tuple[str, dict[str, str]] | None:
    """The address and the hidden fields of a form that repeats what was asked for."""
    for attributes, body in re.findall(r"<form([^>]*)>(.*?)</form>", page, re.DOTALL):
        hidden = dict(re.findall(r'type="hidden"\s+name="(\w+)"\s+value="([^"]*)"', body))
        hidden.pop("csrfmiddlewaretoken", None)
        if hidden.keys() & {"confirmed", "seen"}:
            action = re.search(r'action="([^"]*)"', attributes)
            return action[1] if action else "", hidden
    return None


def placed(*items: Item, hours_ago: float = 3, **named: Any) -> Order:
    """An order whose confirmation was sent when it was placed; its window is closed after two
    hours.
    """
    now = clock.now() - timedelta(hours=hours_ago)
    order = order_of(*items or [a_bag()], now=now, **named)
    mark_confirmation_sent(
        order=order, message_id=f"<{order}@example.com>", now=now, by="notifications"
    )
    return order


def paid(*items: Item) -> Order:
    """An order whose money was taken."""
    order = order_of(*items or [a_bag()], now=clock.now())
    send_confirmation(order)
    payments.request_capture(order=order, now=clock.now(), by="pat", reason="handed over")
    money_moved(clock.now())
    return order


def given_back(order: Order) -> int:
    """What goes back to the shopper: made, or owed from now on, in cents."""
    refunds = PaymentOperation.objects.filter(
        payment__order=order, kind=PaymentOperation.REFUND, failed=False
    )
    return sum(refunds.values_list("amount_cents", flat=True))


def refund(browser: Browser, order: Order, **parts: str) -> Any:
    """Asks for a refund at the desk, with the page's own form."""
    address = f"/desk/orders/{order.number}"
    page = browser.get(address).content.decode()
    key = re.search(r'name="key" value="([\w-]+)"', page)
    form = {"key": key[1] if key else "k" * 12, "item_cents": "", "shipping_cents": ""}
    form |= {"tax_cents": "", "reason": "goodwill"} | parts
    return press(browser, f"{address}/refund", form)


def boxed(order: Order) -> str:
    """The address of a closed box with this order, which is the first in turn, packed at the
    desk.
    """
    packer = desk(staff("pia", "warehouse"))
    packer.post("/desk/packing/take")
    address = f"/desk/packing/{Parcel.objects.get(order=order).key}"
    for piece in order.lines.all():
        packer.post(f"{address}/scan", {"tag": tags.tag_of(piece.item_id)})
    packer.post(f"{address}/photos", {"photos": photo()})
    packer.post(f"{address}/close", BOX)
    assert Parcel.objects.get(order=order).closed_at is not None
    return address


def over_the_counter(browser: Browser, box: str, number: str, **changes: Any) -> Any:
    """Ships a box by hand, with all that the page asks for."""
    form = {"number": number, "number_again": number, "is_signed": "on", "receipt": photo(9)}
    whole = {name: value for name, value in (form | changes).items() if value is not None}
    return press(browser, f"{box}/by-hand", whole)


def has_shipped(order: Order) -> bool:
    """Whether a parcel of this order is said to be on its way."""
    return order.events.filter(kind="parcel.shipped").exists()


def photo(seed: int = 7) -> SimpleUploadedFile:
    """A picture, as a phone sends it."""
    return SimpleUploadedFile("seen.jpg", picture(seed=seed, size=(400, 400)))


def tag(order: Order) -> str:
    """The tag of an order's first piece."""
    return tags.tag_of(order.lines.order_by("pk")[0].item_id)


def states(order: Order) -> set[str]:
    """The states of an order's pieces."""
    return set(Order.objects.get(pk=order.pk).lines.values_list("state", flat=True))


@contextmanager
def sql() -> Iterator[Any]:
    """Statements by hand. What the database refuses, it refuses: the test looks at what is left."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            yield cursor
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except DatabaseError:
        pass


def disputed(order: Order) -> None:
    """The shopper disputes the payment at the bank."""
    from troth.payments import disputes
    from troth.payments.models import Payment
    from troth.payments.provider import configured_provider

    payment = Payment.objects.get(order=order)
    opened = world.control(
        "/_control/dispute", payment_intent=payment.intent_id, reason="product_not_received"
    )
    disputes.record_dispute(
        payment=payment, dispute=configured_provider().dispute(opened["id"]), now=clock.now()
    )
