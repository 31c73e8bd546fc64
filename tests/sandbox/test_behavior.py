"""The sandbox's provider behaves as the real one says that it does, and misbehaves only when it is
told to.
"""

from __future__ import annotations

import http.server
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import stripe

from sandbox.stripe.server import PaymentsServer
from tests.factories import world
from tests.sandbox.talk import PAGE, opened, paid, raw

KEY = "Idempotency-Key"


@pytest.fixture(autouse=True)
def _now():
    from datetime import UTC, datetime

    world.clock(datetime.now(UTC))
    yield
    world.control(reset=True)


def fresh(**changes: str) -> dict[str, str]:
    return PAGE | {"expires_at": str(int(time.time()) + 3000)} | changes


def test_the_same_key_gives_the_same_answer_and_says_that_it_is_an_old_one():
    form, key = fresh(), {KEY: f"once-{time.time()}"}
    assert raw("POST", "/v1/checkout/sessions", key, **form) == raw(
        "POST", "/v1/checkout/sessions", key, **form
    )


def test_the_same_key_for_something_else_is_refused():
    key = {KEY: f"once-{time.time()}"}
    raw("POST", "/v1/checkout/sessions", key, **fresh())
    status, body = raw(
        "POST", "/v1/checkout/sessions", key, **fresh(customer_email="ben@example.com")
    )
    assert (status, body["error"]["type"]) == (400, "idempotency_error")


def test_the_same_key_at_the_same_moment_makes_one():
    form, key = fresh(), {KEY: f"once-{time.time()}"}
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda _: raw("POST", "/v1/checkout/sessions", key, **form), range(16))
        )
    assert {session["id"] for status, session in answers if status == 200}.__len__() == 1
    assert {status for status, _ in answers} <= {200, 409}


@pytest.mark.parametrize(
    ("changes", "param", "code"),
    [
        ({"gift": "1"}, "gift", "parameter_unknown"),
        ({"line_items[0][color]": "red"}, "line_items[0][color]", "parameter_unknown"),
        ({"mode": ""}, "mode", None),
        ({"success_url": "javascript:alert(1)"}, "success_url", "url_invalid"),
        ({"expires_at": "1"}, "expires_at", None),
        ({"line_items[0][price_data][unit_amount]": "49"}, "line_items", "amount_too_small"),
        (
            {"line_items[0][price_data][unit_amount]": "x"},
            "line_items[0][price_data][unit_amount]",
            "parameter_invalid_integer",
        ),
    ],
)
def test_a_wrong_parameter_is_named(changes, param, code):
    status, body = raw("POST", "/v1/checkout/sessions", **fresh(**changes))
    assert (status, body["error"]["type"]) == (400, "invalid_request_error")
    assert body["error"]["param"] == param
    assert body["error"].get("code") == code


@pytest.mark.parametrize("key", ["", "Bearer sk_live_x", "Bearer nonsense", "x"])
def test_without_a_test_key_nothing_is_told(key):
    assert raw("GET", "/v1/payment_intents", {"Authorization": key})[0] == 401


def test_what_does_not_exist():
    status, body = raw("GET", "/v1/payment_intents/pi_none")
    assert (status, body["error"]["code"]) == (404, "resource_missing")
    assert raw("GET", "/v1/unicorns")[0] == 404


def test_a_decline_and_then_another_card_is_one_payment():
    page = opened()
    assert "declined" in world.pay(page["url"], card=world.DECLINED)[1]
    first = raw("GET", f"/v1/checkout/sessions/{page['id']}")[1]["payment_intent"]
    assert world.pay(page["url"])[0] == 303
    intent = raw("GET", f"/v1/payment_intents/{first}")[1]
    assert intent["status"] == "requires_capture"
    assert len(raw("GET", f"/v1/charges?payment_intent={first}")[1]["data"]) == 2


def test_the_number_typed_is_not_shown_again():
    html = world.pay(opened()["url"], card=world.DECLINED)[1]
    assert world.DECLINED not in html
    assert 'value="Ann Lee"' in html


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"number": "4242424242424241"}, "not a card number"),
        ({"expiry": "01/20"}, "to come"),
        ({"expiry": "13/40"}, "to come"),
        ({"cvc": "12"}, "Three or four digits"),
        ({"name": ""}, "name on the card is missing"),
        ({"zip": "1001"}, "Five digits"),
        ({"email": "nobody"}, "not an email"),
    ],
)
def test_what_is_typed_wrong_is_told_at_its_field(typed, problem):
    html = world.pay(
        opened()["url"], **({"card": typed.pop("number")} if "number" in typed else {}), **typed
    )[1]
    assert problem in html
    assert 'aria-invalid="true"' in html


@pytest.mark.parametrize(
    ("answer", "status"), [("complete", "requires_capture"), ("fail", "requires_payment_method")]
)
def test_authentication_both_ways(answer, status):
    page = opened()
    moved, where = world.pay(page["url"], card=world.SECURE_3D)
    assert (moved, "/c/3ds/" in where) == (303, True)
    pressed_status, end = world.press(where, answer=answer)
    assert (pressed_status == 303) == (answer == "complete")
    intent = raw("GET", f"/v1/checkout/sessions/{page['id']}?expand[0]=payment_intent")[1][
        "payment_intent"
    ]
    assert intent["status"] == status
    assert "unable to authenticate" in end or answer == "complete"


def test_pressing_eight_times_at_once_charges_once():
    page = opened()
    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(lambda _: world.pay(page["url"]), range(8)))
    assert {status for status, _ in ends} == {303}
    intent = raw("GET", f"/v1/checkout/sessions/{page['id']}")[1]["payment_intent"]
    assert len(raw("GET", f"/v1/charges?payment_intent={intent}")[1]["data"]) == 1


def test_a_reservation_lapses_after_seven_days_and_a_page_at_its_end():
    from datetime import UTC, datetime, timedelta

    intent, page = paid(), opened()
    world.clock(datetime.now(UTC) + timedelta(days=7, minutes=1))
    lapsed = raw("GET", f"/v1/payment_intents/{intent['id']}")[1]
    assert (lapsed["status"], lapsed["cancellation_reason"]) == ("canceled", "automatic")
    assert raw("GET", f"/v1/checkout/sessions/{page['id']}")[1]["status"] == "expired"
    status, body = raw("POST", f"/v1/payment_intents/{intent['id']}/capture")
    assert (status, body["error"]["code"]) == (400, "payment_intent_unexpected_state")


def test_captures_cancels_and_refunds_have_their_limits():
    intent = paid()["id"]
    assert raw("POST", "/v1/refunds", payment_intent=intent)[0] == 400  # nothing taken yet
    assert raw("POST", f"/v1/payment_intents/{intent}/capture", amount_to_capture="5001")[0] == 400
    assert (
        raw("POST", f"/v1/payment_intents/{intent}/capture", amount_to_capture="4000")[1][
            "amount_received"
        ]
        == 4000
    )
    assert raw("POST", f"/v1/payment_intents/{intent}/capture")[0] == 400
    assert raw("POST", f"/v1/payment_intents/{intent}/cancel")[0] == 400
    assert raw("POST", "/v1/refunds", payment_intent=intent, amount="3000")[0] == 200
    assert raw("POST", "/v1/refunds", payment_intent=intent, amount="1001")[0] == 400
    assert raw("POST", "/v1/refunds", payment_intent=intent)[1]["amount"] == 1000
    assert (
        raw("POST", "/v1/refunds", payment_intent=intent)[1]["error"]["code"]
        == "charge_already_refunded"
    )


def test_an_answer_that_is_lost_was_given_and_is_given_again():
    intent, key = paid()["id"], {KEY: f"once-{time.time()}"}
    world.control(hang_after={"path": "/capture", "times": 1})
    with pytest.raises(OSError):  # noqa: PT011 - however the line breaks
        raw("POST", f"/v1/payment_intents/{intent}/capture", key)
    assert raw("POST", f"/v1/payment_intents/{intent}/capture", key)[1]["status"] == "succeeded"


def test_lists_go_on_from_page_to_page():
    intent_ids = [paid()["id"] for _ in range(3)]
    first = raw("GET", "/v1/payment_intents?limit=2")[1]
    assert [intent["id"] for intent in first["data"]] == intent_ids[:0:-1]
    assert first["has_more"]
    after = raw("GET", f"/v1/payment_intents?limit=1&starting_after={first['data'][-1]['id']}")[1]
    assert after["data"][0]["id"] == intent_ids[0]


class Listener(http.server.BaseHTTPRequestHandler):
    taken: list[tuple[bytes, str]] = []
    refuse = 0

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = 200
        if type(self).refuse:
            type(self).refuse -= 1
            status = 500
        else:
            type(self).taken.append((body, self.headers["Stripe-Signature"]))
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def provider(tmp_path):
    """A provider of its own, and who listens to it."""
    Listener.taken, Listener.refuse = [], 0
    listener = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    hook = f"http://127.0.0.1:{listener.server_port}/webhooks"
    with PaymentsServer(folder=tmp_path, webhook_url=hook, webhook_secret="whsec_x") as server:
        yield server
    listener.shutdown()
    listener.server_close()


def say(server: PaymentsServer, kind: str, count: int) -> None:
    with server._store.transaction():
        for nth in range(count):
            server._state.tell(kind, {"object": "payment_intent", "id": f"pi_{nth}"})


def wait_for(count: int) -> list[tuple[bytes, str]]:
    for _ in range(200):
        if len(Listener.taken) >= count:
            return Listener.taken
        time.sleep(0.05)
    raise AssertionError(f"{len(Listener.taken)} of {count} messages")


def test_messages_are_signed_as_the_package_checks_them(provider):
    say(provider, "payment_intent.succeeded", 1)
    [(body, signature)] = wait_for(1)
    event = stripe.Webhook.construct_event(body, signature, "whsec_x")
    assert event.type == "payment_intent.succeeded"
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body, signature, "whsec_other")


def test_a_message_that_is_not_taken_comes_again(provider):
    Listener.refuse = 2
    say(provider, "payment_intent.succeeded", 1)
    assert len(wait_for(1)) == 1


def test_held_back_shuffled_and_doubled_on_request(provider):
    provider.control.set({"webhooks": {"hold": True}})
    say(provider, "payment_intent.created", 12)
    time.sleep(0.3)
    assert Listener.taken == []
    provider.control.set({"webhooks": {"duplicate": 2, "shuffle": True, "hold": False}})
    order = [json.loads(body)["data"]["object"]["id"] for body, _ in wait_for(24)]
    assert len(order) == 24
    assert len(set(order)) == 12
    assert order != sorted(order, key=lambda key: int(key[3:]))


def test_what_it_knows_survives_a_restart(tmp_path):
    with PaymentsServer(folder=tmp_path) as first, first._store.transaction():
        session = first._state.open_page(
            {
                "line_items": [{"quantity": 1, "price_data": {"unit_amount": 5000}}],
                "success_url": "http://x/",
            }
        )
    with PaymentsServer(folder=tmp_path) as second, second._store.transaction():
        assert second._state.page(session["id"]).doc == session


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET /c/pay/../../etc/passwd HTTP/1.1\r\n",
        b"POST /v1/refunds HTTP/1.1\r\nContent-Length: 99999999\r\n",
        b"POST /_control HTTP/1.1\r\nContent-Length: 1\r\n\r\n{",
        b"POST /c/pay/cs_x HTTP/1.1\r\nContent-Length: 2\r\n\r\n\xff\xfe",
    ],
)
def test_nonsense_is_answered_and_the_next_one_served(request_line):
    parts = world.payments().url.removeprefix("http://").split(":")
    with socket.create_connection((parts[0], int(parts[1])), timeout=10) as raw_socket:
        raw_socket.sendall(request_line + b"Host: x\r\nConnection: close\r\n\r\n")
        assert raw_socket.recv(100).startswith(b"HTTP/1.1 4")
    assert raw("GET", "/v1/refunds")[0] == 200
    assert Path(world.payments().folder).exists()
