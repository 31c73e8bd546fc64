"""What is written down: a line for each request, with a name for it, and nothing of a person."""

from __future__ import annotations

import json
import logging
import sys

import pytest
from structlog.contextvars import bound_contextvars

from tests.factories.items import a_bag
from tests.factories.orders import order_of
from troth import clock
from troth.operations.logs import build_formatter, logging_for, mask_personal
from troth.orders.links import token_for


@pytest.fixture
def written():
    """The lines of the access log, as objects."""
    lines: list[str] = []

    class Keeps(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    handler, log = Keeps(), logging.getLogger("troth.access")
    handler.setFormatter(build_formatter(as_json=True))
    before = log.level
    log.addHandler(handler), log.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in lines]
    log.removeHandler(handler), log.setLevel(before)


def test_each_request_has_one_line(house, client, written):
    client.get("/bag?zip=10013")
    [line] = written()
    assert (line["method"], line["path"], line["status"], line["level"], line["logger"]) == (
        "GET",
        "/bag",
        200,
        "INFO",
        "troth.access",
    )
    assert line["ms"] > 0
    assert line["time"].endswith("+00:00")
    assert "10013" not in json.dumps(line)


def test_the_proxys_name_of_a_request_is_kept_and_returned(house, client, written):
    named = client.get("/bag", headers={"x-request-id": "f00dfeed-1234"})
    assert named["X-Request-ID"] == "f00dfeed-1234" == written()[0]["request_id"]
    for wrong in ("short", "x" * 65, 'a"b\\c forged', "new\nline12"):
        answer = client.get("/bag", headers={"x-request-id": wrong})
        assert answer["X-Request-ID"] != wrong
        assert len(answer["X-Request-ID"]) == 16


def test_the_secret_of_an_orders_link_is_not_written(house, client, written, caplog):
    order = order_of(a_bag(), now=clock.now())
    token = token_for(order.number)
    client.get(f"/o/{token}")
    client.get(f"/o/{token}/too/much")
    client.get(f"/searches/{token}")
    client.get(f"/desk/sign-in/device/{token}")
    assert [line["path"] for line in written()] == [
        "/o/…",
        "/o/…/too/much",
        "/searches/…",
        "/desk/sign-in/device/…",
    ]
    assert token not in json.dumps(written())


def test_a_forged_line_stays_one_line(house, client, written):
    client.get("/nothing%0A2026-01-01%20ERROR%20forged%1b[2J")
    [line] = written()
    assert "\n" not in line["message"]
    assert "\x1b" not in line["path"]


@pytest.mark.parametrize("as_json", [False, True])
def test_trouble_is_told_without_the_person(as_json):
    message = (
        "duplicate\nDETAIL: Key (email)=(ann@example.com) exists, see https://x.example/a?secret=1"
    )
    try:
        raise ValueError(message)
    except ValueError:
        record = logging.LogRecord(
            "x", 40, __file__, 1, "for %s at /o/s3cret", ("ann@example.com",), True
        )
        record.exc_info = sys.exc_info()
    line = build_formatter(as_json=as_json).format(record)
    assert "ValueError: duplicate" in line
    for secret in ("ann@example.com", "s3cret", "secret=1", "Key (email)"):
        assert secret not in line
    if as_json:
        assert json.loads(line)["level"] == "ERROR"


def test_the_two_shapes_of_one_record():
    record = logging.LogRecord("x", 30, __file__, 1, "Late\n%s", ("again",), None)
    record.created = 1_790_000_000.1234
    at = "2026-09-21T14:13:20.123+00:00"
    with bound_contextvars(request_id="f00dfeed-1234"):
        assert json.loads(build_formatter(as_json=True).format(record)) == {
            "time": at,
            "level": "WARNING",
            "logger": "x",
            "message": "Late\N{REPLACEMENT CHARACTER}again",
            "request_id": "f00dfeed-1234",
        }
        line = build_formatter(as_json=False).format(record)
    assert line == f"{at} WARNING x: Late\N{REPLACEMENT CHARACTER}again [f00dfeed-1234]"
    assert "[" not in build_formatter(as_json=False).format(record)


def test_what_belongs_to_nobody_is_not_masked():
    assert mask_personal("GET /items/a-bag 200 1.5 ms") == "GET /items/a-bag 200 1.5 ms"


def test_settings_choose_the_shape():
    assert logging_for(as_json=True, access=True)["formatters"]["line"]["as_json"]
    assert logging_for(as_json=False, access=False)["loggers"]["troth.access"]["level"] == "WARNING"
