"""Talking to the sandbox's provider as it is, without the package between."""

from __future__ import annotations

import http.client
import json
import time
import urllib.parse
from typing import Any

from tests.factories import world

PAGE = {
    "mode": "payment",
    "success_url": "http://store.example/paid?session={CHECKOUT_SESSION_ID}",
    "cancel_url": "http://store.example/back",
    "client_reference_id": "our-key",
    "customer_email": "ann@example.com",
    "allowed_payment_method_types[0]": "card",
    "billing_address_collection": "required",
    "line_items[0][quantity]": "1",
    "line_items[0][price_data][currency]": "usd",
    "line_items[0][price_data][unit_amount]": "5000",
    "line_items[0][price_data][product_data][name]": "A bag <b>",
    "payment_intent_data[capture_method]": "manual",
    "payment_intent_data[metadata][key]": "our-key",
    "payment_intent_data[shipping][name]": "Ann Lee",
    "payment_intent_data[shipping][address][line1]": "12 Grand Street",
    "payment_intent_data[shipping][address][country]": "US",
    "metadata[key]": "our-key",
    "custom_text[submit][message]": "Kept for you until 3:42 pm ET.",
}


def raw(
    method: str, path: str, headers: dict[str, str] | None = None, **form: str
) -> tuple[int, dict[str, Any]]:
    """One call; the status and what it says."""
    parts = urllib.parse.urlsplit(world.payments().url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    try:
        request_headers = {
            "Authorization": "Bearer sk_test_x",
            "Content-Type": "application/x-www-form-urlencoded",
        } | (headers or {})
        connection.request(
            method,
            path,
            urllib.parse.urlencode(form) if method == "POST" else None,
            request_headers,
        )
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def opened(**changes: str) -> dict[str, Any]:
    """A page to pay $50.00 on."""
    form = PAGE | {"expires_at": str(int(time.time()) + 3000)} | changes
    status, page = raw("POST", "/v1/checkout/sessions", **form)
    assert status == 200, page
    return page


def paid(card: str = world.VISA) -> dict[str, Any]:
    """A payment that is reserved."""
    page = opened()
    status, where = world.pay(page["url"], card=card)
    assert status == 303, where
    return raw("GET", f"/v1/checkout/sessions/{page['id']}?expand[0]=payment_intent")[1][
        "payment_intent"
    ]
