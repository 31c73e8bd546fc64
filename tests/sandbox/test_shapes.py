"""The sandbox's provider's objects, field by field, against the types that the `stripe` package
publishes.
"""

from __future__ import annotations

import pytest
import stripe
from stripe.params import PaymentIntentCaptureParams, RefundCreateParams
from stripe.params.checkout import SessionCreateParams

from sandbox.stripe import schema
from tests.factories import world
from tests.sandbox.shapes import Report, _fields, compare
from tests.sandbox.talk import opened, paid, raw

COUNTED = Report()


@pytest.fixture(autouse=True)
def _now():
    from datetime import UTC, datetime

    world.clock(datetime.now(UTC))


def holds(value: dict, kind: type) -> None:
    report = compare(value, kind)
    COUNTED.fields += report.fields
    assert report.fields > 10
    assert report.wrong == []


def get(path: str) -> dict:
    return raw("GET", path)[1]


def intent_of(session: dict) -> dict:
    return get(f"/v1/checkout/sessions/{session['id']}?expand[0]=payment_intent")["payment_intent"]


EXPANDED = "?expand[0]=payment_intent.latest_charge"


def test_a_page_in_each_of_its_states():
    page = opened()
    holds(page, stripe.checkout.Session)
    world.pay(page["url"], card=world.DECLINED)
    holds(get(f"/v1/checkout/sessions/{page['id']}{EXPANDED}"), stripe.checkout.Session)
    world.pay(page["url"])
    holds(get(f"/v1/checkout/sessions/{page['id']}{EXPANDED}"), stripe.checkout.Session)
    left = opened()
    holds(raw("POST", f"/v1/checkout/sessions/{left['id']}/expire")[1], stripe.checkout.Session)


@pytest.mark.parametrize(
    "card",
    [
        world.VISA,
        world.RISKY,
        world.WRONG_ZIP,
        world.WRONG_CVC,
        world.DECLINED,
        world.BLOCKED,
        "5555555555554444",
    ],
)
def test_a_payment_and_its_charge_with_each_card(card):
    page = opened()
    world.pay(page["url"], card=card)
    intent = intent_of(page)
    holds(intent, stripe.PaymentIntent)
    holds(get(f"/v1/charges/{intent['latest_charge']}"), stripe.Charge)


def test_a_payment_that_asks_for_authentication_before_and_after():
    page = opened()
    where = world.pay(page["url"], card=world.SECURE_3D)[1]
    holds(intent_of(page), stripe.PaymentIntent)
    world.press(where, answer="complete")
    holds(intent_of(page), stripe.PaymentIntent)
    holds(get(f"/v1/charges/{intent_of(page)['latest_charge']}"), stripe.Charge)


def test_a_payment_taken_and_given_back_and_disputed():
    intent = paid()
    holds(
        raw("POST", f"/v1/payment_intents/{intent['id']}/capture", amount_to_capture="5000")[1],
        stripe.PaymentIntent,
    )
    holds(raw("POST", "/v1/refunds", payment_intent=intent["id"], amount="1000")[1], stripe.Refund)
    holds(get(f"/v1/charges/{intent['latest_charge']}"), stripe.Charge)
    dispute = world.control(
        "/_control/dispute", payment_intent=intent["id"], reason="product_not_received"
    )
    holds(dispute, stripe.Dispute)
    holds(
        world.control("/_control/dispute/close", dispute=dispute["id"], status="lost"),
        stripe.Dispute,
    )


def test_a_payment_released():
    holds(raw("POST", f"/v1/payment_intents/{paid()['id']}/cancel")[1], stripe.PaymentIntent)


def test_every_event_and_what_it_tells_of():
    intent = paid()
    raw("POST", f"/v1/payment_intents/{intent['id']}/capture")
    raw("POST", "/v1/refunds", payment_intent=intent["id"])
    kinds = {
        "checkout.session": stripe.checkout.Session,
        "payment_intent": stripe.PaymentIntent,
        "charge": stripe.Charge,
        "refund": stripe.Refund,
        "dispute": stripe.Dispute,
    }
    seen = set()
    for event in get("/v1/events?limit=100")["data"]:
        seen.add(event["type"])
        resource = event["data"]["object"]
        holds(resource, kinds[resource["object"]])
        report = compare(event, stripe.Event)
        assert [wrong for wrong in report.wrong if ".data" not in wrong] == []
    assert {"checkout.session.completed", "payment_intent.succeeded", "charge.refunded"} <= seen


@pytest.mark.parametrize(
    "path", ["payment_intents", "charges", "refunds", "disputes", "events", "checkout/sessions"]
)
def test_a_list_has_its_shape(path):
    paid()
    listing = get(f"/v1/{path}?limit=2")
    assert (listing["object"], listing["url"]) == ("list", f"/v1/{path}")
    assert set(listing) == {"object", "data", "has_more", "url"}
    assert isinstance(listing["has_more"], bool)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (schema.SESSION_CREATE, SessionCreateParams),
        (schema.CAPTURE, PaymentIntentCaptureParams),
        (schema.REFUND_CREATE, RefundCreateParams),
    ],
)
def test_what_is_taken_is_what_the_package_sends(ours, theirs):
    """Every parameter that the provider takes is one that the package knows."""
    allowed = set(theirs.__annotations__)
    assert set(ours) <= allowed
    assert ours


def test_the_comparison_can_fail():
    page = opened()
    for broken in (
        {name: value for name, value in page.items() if name != "expires_at"},
        page | {"expires_at": "soon"},
        page | {"mode": "gift"},
        page | {"invented": 1},
        page | {"custom_text": {"submit": 1}},
        (
            page | {"metadata": None}
            if not _optional_metadata()
            else page | {"payment_status": "perhaps"}
        ),
    ):
        assert len(compare(broken, stripe.checkout.Session).wrong) == 1, broken


def _optional_metadata() -> bool:
    return "Optional" in str(_fields(stripe.checkout.Session)["metadata"])


def test_zz_how_much_was_compared():
    print(f"\n{COUNTED.fields} fields compared")
