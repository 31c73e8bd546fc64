"""Run by `bench/checkout.py`: how many statements each request of the guest flow sends to the
database.
"""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import world
from tests.factories.items import a_bag
from tests.factories.pages import ADDRESS_FORM


@pytest.mark.django_db
def test_queries(request, client):
    from troth import clock

    request.getfixturevalue("house")
    world.clock(clock.now())
    bag = a_bag()
    client.get(f"/items/{bag.slug}")
    client.post(f"/bag/add/{bag.slug}")
    counted("GET  /checkout", lambda: client.get("/checkout"))
    counted("POST /checkout", lambda: client.post("/checkout", ADDRESS_FORM))
    page = counted("GET  /checkout/review", lambda: client.get("/checkout/review"))
    form = dict(re.findall(r'name="(key|agreed)" value="([^"]+)"', page.content.decode()))
    opened = counted("POST /checkout/review", lambda: client.post("/checkout/review", form))
    back = re.sub(r"^https?://[^/]+", "", world.pay(opened.url)[1])
    order = counted("GET  /checkout/paid (placing)", lambda: client.get(back))
    counted("GET  /orders/...", lambda: client.get(order.url))


def counted(name, ask):
    with CaptureQueriesContext(connection) as captured:
        answer = ask()
    kinds = [query["sql"].split()[0] for query in captured.captured_queries]
    ends = sum(kind in ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE") for kind in kinds)
    print(
        f"\n  {name:32} {len(kinds) - ends:3} statements, {ends} that begin and end transactions",
        end="",
    )
    return answer
