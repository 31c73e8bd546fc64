"""Whether the store serves."""

from __future__ import annotations


def test_it_answers_when_the_database_does(shopper):
    assert shopper.get("/healthz").json() == {"status": "ok"}
