"""Whatever is sent to the forms and endpoints of checkout, payment and orders: no 5xx, no trace,
nothing half-done.

`make fuzz` sends 100,000 on each engine; the suite sends a share.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections import Counter

import pytest
from django.test import Client

from tests.factories import world
from tests.factories.items import a_bag, a_cheap_scarf, an_unjudged_bag
from tests.factories.letters import send_confirmation
from tests.factories.orders import order_of
from tests.factories.pages import ADDRESS_FORM, Browser
from tests.factories.people import ola
from tests.web.webhook_calls import sign_payload
from troth import clock
from troth.catalog.models import Item, Reservation, ReservationStart
from troth.orders.links import link_of
from troth.orders.models import Line, Order
from troth.payments.models import Payment, PaymentOperation

REQUESTS = int(os.environ.get("TROTH_FUZZ", "600"))
NASTY = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "'",
    '"',
    "';--",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "%00",
    "%",
    "../../etc/passwd",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "🛍️" * 40,
    "ｆｕｌｌ ｗｉｄｔｈ",
    "١٢٣٤٥",
    "x" * 300,
    "x" * 70_000,
    "-1",
    "0",
    "1e400",
    "NaN",
    "9" * 60,
    "2026-02-30",
    "null",
    "true",
    "[]",
    "{}",
    "T-22222-22222",
    "\r\nSet-Cookie: a=b",
    "\u202e",
    "١",
    "۱۰۰۱۳",
    "10013",
    "96813",
    "09001",
    "NY",
    "HI",
    "ground",
    "approve",
    "10.005",
]


@pytest.fixture
def shop(house):
    now = clock.now()
    world.clock(now)
    orders = [order_of(a_bag(), now=now), order_of(a_cheap_scarf(), now=now, card=world.RISKY)]
    for order in orders:
        send_confirmation(order)
    items = [a_bag() for _ in range(6)]
    return {"orders": orders, "items": [*items, an_unjudged_bag()]}


class Fuzzer:
    """Browsers of several kinds, each with a bag and a checkout that go where chance sends them."""

    def __init__(self, shop, seed: int) -> None:
        self.chance, self.shop = random.Random(seed), shop
        self.clients = [Client(raise_request_exception=False) for _ in range(4)]
        self.staff = Browser(raise_request_exception=False)
        self.staff.force_login(ola())
        self.statuses: Counter[int] = Counter()

    def value(self, good: str) -> str:
        pick = self.chance.random()
        if pick < 0.55:
            return good
        if pick < 0.9:
            return self.chance.choice(NASTY)
        at = self.chance.randrange(len(good) + 1)
        return good[:at] + chr(self.chance.choice([0, 7, 39, 60, 233, 8238, 0x1F600])) + good[at:]

    def form(self, good: dict[str, str]) -> dict[str, str]:
        if self.chance.random() < 0.4:
            return dict(good)
        fields = {
            name: self.value(value) for name, value in good.items() if self.chance.random() > 0.07
        }
        if self.chance.random() < 0.05:
            fields[self.chance.choice(NASTY) or "x"] = self.chance.choice(NASTY)
        return fields

    def goes_on(self, client: Client) -> None:
        """Half of the browsers mean to buy: they put something in the bag, and type an address that
        is fine.
        """
        client.post(f"/bag/add/{self.chance.choice(self.shop['items']).slug}")
        client.post("/checkout", ADDRESS_FORM)

    def once(self) -> None:
        client = self.staff if self.chance.random() < 0.2 else self.chance.choice(self.clients)
        if client in self.clients[:2] and self.chance.random() < 0.2:
            self.goes_on(client)
        method, path, form, more = self.chance.choice(
            [self._bag, self._checkout, self._pay, self._order, self._desk, self._webhook]
        )(client)
        if method == "POST" and isinstance(form, bytes):
            answer = client.post(path, form, content_type="application/json", headers=more)
        elif method == "POST":
            answer = client.post(path, form)
        elif method == "GET":
            answer = client.get(path, form)
        else:
            answer = client.generic(method, path, b"x")
        self.statuses[answer.status_code] += 1
        assert answer.status_code < 500, (method, path[:200], str(form)[:500])
        if not answer.streaming:
            assert b"Traceback" not in answer.content, (method, path[:200])

    def _method(self) -> str:
        return self.chance.choices(["GET", "POST", "PUT"], [4, 6, 0.3])[0]

    def _slug(self) -> str:
        return (
            self.value(self.chance.choice(self.shop["items"]).slug)
            .replace("\x00", "")
            .replace("?", "")[:500]
            or "x"
        )

    def _bag(self, client):
        path = self.chance.choice(
            [
                f"/bag/add/{self._slug()}",
                f"/bag/remove/{self._slug()}",
                "/bag",
                f"/items/{self._slug()}",
            ]
        )
        return ("POST" if "/bag/" in path else "GET"), path, self.form({"zip": "10013"}), {}

    def _checkout(self, client):
        return (
            self._method(),
            self.chance.choice(["/checkout", "/checkout", "/checkout/method", "/checkout/leave"]),
            self.form(ADDRESS_FORM),
            {},
        )

    def _pay(self, client):
        page = client.get("/checkout/review").content.decode() if self.chance.random() < 0.5 else ""
        form = dict(re.findall(r'name="(key|agreed)" value="([^"]+)"', page)) or {
            "key": "k" * 32,
            "agreed": "a:b:c",
        }
        payment = Payment.objects.order_by("?").first()
        path = self.chance.choice(
            ["/checkout/review", "/checkout/review", "/checkout/accept", "/checkout/paid"]
        )
        if path == "/checkout/paid":
            return "GET", path, {"session": self.value(payment.session_id or "cs_x")}, {}
        return self._method(), path, self.form(form), {}

    def _order(self, client):
        order = self.chance.choice(self.shop["orders"])
        token = link_of(number=order.number, link_hash=order.link_hash).rpartition("/")[2]
        clean = re.sub(r"[^\w-]", "", self.value(order.number)) or "x"
        path = self.chance.choice(
            [
                f"/orders/{clean}",
                f"/orders/{clean}/print",
                f"/orders/{clean}/calendar.ics",
                f"/o/{re.sub(r'[^A-Za-z0-9_-]', '', self.value(token)) or 'x'}",
                "/orders/find",
                "/orders/find",
            ]
        )
        return (
            (self._method() if path == "/orders/find" else "GET"),
            path,
            self.form({"number": order.number, "email": "ann@example.com"}),
            {},
        )

    def _desk(self, client):
        order = self.chance.choice(self.shop["orders"])
        path = self.chance.choice(["payment", "refund", "tax-place", "process", "ship"])
        form = {
            "answer": "maybe",
            "note": "x",
            "key": "abcdefgh1",
            "item_cents": "1.00",
            "reason": "x",
            "code": "8081",
            "carrier": "fedex",
            "number": "986578788855",
        }
        if self.chance.random() < 0.3:
            return (
                "GET",
                self.chance.choice(["/desk/money/", "/desk/money/sales-tax.csv", "/desk/"]),
                self.form({"quarter": "2026-09", "page": "1"}),
                {},
            )
        return self._method(), f"/desk/orders/{order.number}/{path}", self.form(form), {}

    def _webhook(self, client):
        payment = Payment.objects.order_by("?").first()
        thing = {
            "id": self.value(payment.session_id or "cs_x"),
            "object": self.value("checkout.session"),
            "payment_intent": self.value("pi_x"),
        }
        body = {
            "id": self.value("evt_1"),
            "object": "event",
            "type": self.value("checkout.session.completed"),
            "data": {"object": thing},
        }
        payload = json.dumps(body).encode()
        if self.chance.random() < 0.2:
            payload = payload[: self.chance.randrange(len(payload))]
        signature = sign_payload(payload) if self.chance.random() < 0.7 else self.value("t=1,v1=00")
        return (
            "POST",
            "/webhooks/payments",
            payload,
            {"Stripe-Signature": signature.replace("\r", "").replace("\n", "").replace("\x00", "")},
        )


def test_nothing_breaks_and_nothing_is_half_done(shop):
    fuzzer = Fuzzer(shop, seed=int(os.environ.get("TROTH_FUZZ_SEED", "20261125")))
    before = Order.objects.count()
    for _ in range(REQUESTS):
        fuzzer.once()
        if fuzzer.chance.random() < 0.02:  # a day later
            Reservation.objects.all().delete()
            ReservationStart.objects.all().delete()
    print(f"\n{REQUESTS} requests: {dict(sorted(fuzzer.statuses.items()))}")
    assert Order.objects.count() == before, "nobody typed a card"
    sold = set(Item.objects.filter(sold_at__isnull=False).values_list("pk", flat=True))
    assert sold == set(Line.objects.live().values_list("item", flat=True))
    refund_cents = sum(
        PaymentOperation.objects.filter(kind="refund").values_list("amount_cents", flat=True)
    )
    assert refund_cents == sum(Payment.objects.values_list("refunded_cents", flat=True))
