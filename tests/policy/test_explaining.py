"""The reasons for the dates, as they are shown: apart for each parcel, the earliest day first, none
twice.
"""

from __future__ import annotations

from tests.factories.moments import moment
from troth.policy.addresses.places import place_of
from troth.policy.dates.explaining import in_order_of_days, reasons_of
from troth.policy.dates.promise import promise
from troth.policy.terms import shipped_terms


def promise_from(warehouse):
    at = moment("Mon 2026-11-23 12:00")
    promised = promise(shipped_terms(), placed_at=at, place=place_of("10013"), warehouse=warehouse)
    return warehouse, promised.data()


def test_the_days_of_a_piece_from_japan_come_in_order():
    _, japan = promise_from("jp")
    recorded = [step["on"][:10] for step in japan["steps"]]
    shown = in_order_of_days(japan["steps"])
    days = [step["on"][:10] for step in shown]
    assert recorded != sorted(recorded)  # leg by leg, each from its earliest to its latest
    assert days == sorted(recorded)
    assert len({step["sentence"] for step in shown}) == len(shown)
    assert [step["on"][:10] for step in japan["steps"]] == recorded  # what is recorded stays


def test_within_a_day_they_stay_as_they_were_worked_out():
    steps = [
        {"clause": "cut_off", "sentence": sentence, "on": on}
        for sentence, on in [
            ("placed", "2026-11-23T12:00:00-05:00"),
            ("starts", "2026-11-23"),
            ("later", "2026-11-25"),
            ("earlier", "2026-11-24"),
            ("starts", "2026-11-23"),
        ]
    ]
    assert [step["sentence"] for step in in_order_of_days(steps)] == [
        "placed",
        "starts",
        "earlier",
        "later",
    ]


def test_two_parcels_share_what_holds_for_both_and_have_the_rest_apart():
    together, here, there = reasons_of([promise_from("us"), promise_from("jp")])
    assert (together.warehouse, here.warehouse, there.warehouse) == ("", "us", "jp")
    assert "Placed" in together.steps[0]["sentence"]
    assert "It starts that day" in together.steps[1]["sentence"]
    assert [step["clause"] for step in here.steps] == ["processing"] * 2 + ["delivery"] * 2
    assert {step["clause"] for step in there.steps} == {"transfer", "processing", "delivery"}
    sentences = [step["sentence"] for reasons in (together, here, there) for step in reasons.steps]
    assert len(sentences) == len(set(sentences))
    both = {
        step["sentence"]
        for _, promised in (promise_from("us"), promise_from("jp"))
        for step in promised["steps"]
    }
    assert set(sentences) == both  # and nothing is left out


def test_one_parcel_needs_no_parts():
    [only] = reasons_of([promise_from("us")])
    assert len(only.steps) == len(promise_from("us")[1]["steps"])
