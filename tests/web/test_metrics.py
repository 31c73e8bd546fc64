"""What the store counts, told to who has the token, from the rows themselves."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.factories.items import a_bag
from tests.factories.orders import order_of
from troth import clock
from troth.care.models import CareCase
from troth.operations import figures
from troth.orders.models import Order
from troth.payments import actions
from troth.worklist.actions import open_task

LINE = re.compile(r'troth_[a-z_]+(\{[a-z]+="[^"]*"\})? -?[0-9.e+]+')


@pytest.fixture
def token(house):
    house.METRICS_TOKEN = "a-token-of-the-watchers"
    return {"authorization": "Bearer a-token-of-the-watchers"}


def parse_metrics(text: str) -> dict[str, float]:
    return {
        name: float(value)
        for name, value in (line.rsplit(" ", 1) for line in text.splitlines() if line[0] != "#")
    }


def test_only_who_has_the_token_is_told(token, client, house):
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer another"}).status_code == 404
    answer = client.get("/metrics", headers=token)
    assert (answer.status_code, answer["Content-Type"]) == (
        200,
        "text/plain; version=0.0.4; charset=utf-8",
    )
    house.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_it_is_prometheus_text_with_a_meaning_for_each_name(token, client):
    lines = client.get("/metrics", headers=token).content.decode().splitlines()
    values = [line for line in lines if not line.startswith("#")]
    assert [line for line in values if not LINE.fullmatch(line)] == []
    named = {re.match("[a-z_]+", line)[0] for line in values}
    assert named == {line.split()[2] for line in lines if line.startswith("# HELP")}
    assert len(named) >= 23


def test_a_label_is_escaped_and_a_large_number_is_whole(house, monkeypatch):
    monkeypatch.setattr(figures, "version", lambda _package: 'a "b" \\ c\nd')
    monkeypatch.setattr(Order.objects, "count", lambda: 12_345_678)
    lines = figures.metrics_text(now=clock.now()).splitlines()
    assert r'troth_build_info{version="a \"b\" \\ c\nd"} 1.0' in lines
    assert "# TYPE troth_orders_placed_total counter" in lines
    [total] = [line for line in lines if line.startswith("troth_orders_placed_total ")]
    assert float(total.split()[1]) == 12_345_678


def test_the_figures_are_the_rows(house):
    order, now = order_of(a_bag(), now=clock.now()), clock.now()
    a_bag()
    before = parse_metrics(figures.metrics_text(now=now))
    assert (
        before["troth_orders_placed_total"],
        before["troth_items_for_sale"],
        before["troth_queue_waiting"],
    ) == (
        1,
        1,
        1,
    )
    assert before["troth_queue_ready"] == 0
    assert before['troth_tasks{status="ready"}'] > 0
    actions.request_capture(order=order, now=now, by="pat", reason="x")
    verdict = {"verdict": "held", "sentence": "x"}
    told_of = {"kind": "other", "how": "page", "by": "shopper", "asked_at": now, "verdict": verdict}
    CareCase.objects.create(order=order, answer_by=now, **told_of)
    later = now + timedelta(hours=1)
    after = parse_metrics(figures.metrics_text(now=later))
    assert after['troth_money_owed{kind="capture"}'] == 1
    assert after["troth_money_owed_oldest_seconds"] == 3600
    assert (after["troth_requests_open"], after["troth_requests_late"]) == (1, 1)


def test_tasks_of_staff_and_those_whose_time_is_over_are_counted(house):
    now = clock.now()
    for key, hours in (("soon", 1), ("late", -1)):
        due_at = now + timedelta(hours=hours)
        open_task(key=key, kind="x", role="care", title="x", due_at=due_at, now=now)
    metrics = parse_metrics(figures.metrics_text(now=now))
    assert (metrics["troth_staff_tasks_open"], metrics["troth_staff_tasks_overdue"]) == (2, 1)
