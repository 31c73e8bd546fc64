"""While a store's past is made by another process, the sandbox lets no time pass for what is on
record: nothing runs out, nothing is collected, and no message is sent.
"""

from __future__ import annotations

import json
import time
import urllib.parse
import urllib.request
from pathlib import Path
from threading import Event

import pytest

from sandbox.carriers.server import CarrierServer
from sandbox.http.webhooks import Senders
from sandbox.stripe.server import PaymentsServer
from sandbox.stripe.storage import StripeStorage
from tests.sandbox.talk import PAGE

DAYS = 86_400


@pytest.fixture
def pause(tmp_path) -> Path:
    file = tmp_path / "past-is-being-made"
    file.touch()
    return file


def _open_page(server: PaymentsServer) -> str:
    request = urllib.request.Request(
        f"{server.url}/v1/checkout/sessions",
        urllib.parse.urlencode(PAGE).encode(),
        {"Authorization": "Bearer sk_test_x"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)["id"]


def test_no_page_to_pay_on_expires_while_it_is_paused(tmp_path, pause):
    clock = tmp_path / "clock"
    with PaymentsServer(folder=tmp_path, clock_file=clock, pause_file=pause) as server:
        page = _open_page(server)
        clock.write_text(str(2 * DAYS), encoding="ascii")
        assert server._state.expire() == 0
        assert server._state.page(page).doc["status"] == "open"
        pause.unlink()
        until = time.monotonic() + 5
        while server._state.page(page).doc["status"] != "expired":
            assert time.monotonic() < until
            time.sleep(0.05)


def test_a_message_waits_until_it_is_taken_and_none_comes_from_the_future(tmp_path):
    with PaymentsServer(folder=tmp_path, webhook_url="http://store", sends=False) as server:
        for number, created in enumerate((server.now() - 5, server.now() + DAYS)):
            payload = json.dumps({"id": f"evt_{number}", "created": created})
            server._store.queue(f"evt_{number}", payload.encode(), 0.0)
        [(key, payload)] = server.waiting_messages()
        assert json.loads(payload)["id"] == "evt_0"
        server.mark_taken(key)
        assert server.waiting_messages() == []


def test_no_message_is_sent_while_it_is_paused(tmp_path, pause):
    store, sent = StripeStorage(tmp_path), Event()

    class Quick(Senders):
        def _send(self, payload: bytes) -> bool:
            sent.set()
            return True

    senders = Quick(store, url="http://store", secret="s", is_paused=pause.exists)
    store.queue("evt_1", b"{}", 0.0)
    assert not sent.wait(0.3)
    pause.unlink()
    assert sent.wait(5)
    until = time.monotonic() + 5
    while store.rows("SELECT 1 FROM deliveries WHERE state = 'waiting'"):
        assert time.monotonic() < until
        time.sleep(0.01)
    senders.stop()
    store.close()


def test_nothing_is_collected_while_it_is_paused(tmp_path, pause):
    seen: list[int] = []
    with CarrierServer(folder=tmp_path, pause_file=pause) as server:
        server.parcels._collect = seen.append  # type: ignore[method-assign]
        server.parcels.settle()
        assert seen == []
        pause.unlink()
        server.parcels.settle()
        assert seen
