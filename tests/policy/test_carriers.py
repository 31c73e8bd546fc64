"""Clauses `methods`, `carrier`, `signature`: who is served, by whom, and why."""

from __future__ import annotations

import pytest

from tests.factories.moments import day
from tests.factories.policies import changed_terms
from troth.policy import faq
from troth.policy.addresses.places import STATES, place_of
from troth.policy.results import Refusal
from troth.policy.shipping.carriers import (
    Route,
    UnknownMethod,
    carriers_to,
    choose_route,
    tracking_url,
)
from troth.policy.terms import shipped_terms

ON = day("Mon 2026-11-23")
NOT_SERVED = {"AK", "HI", "PR", "VI", "GU", "AS", "MP", "FM", "MH", "PW", "AA", "AE", "AP"}
A_ZIP = {
    "AK": "99501", "HI": "96813", "PR": "00901", "VI": "00802", "GU": "96910", "AS": "96799",
    "MP": "96950", "FM": "96941", "MH": "96960", "PW": "96940", "AA": "34002", "AE": "09001",
    "AP": "96201", "DC": "20001", "NY": "10013", "CA": "94103", "TX": "78701", "WA": "98101",
    "ME": "04101", "FL": "33101",
}  # fmt: skip


def way(zip_code: str, terms=None, **parcel):
    return choose_route(terms or shipped_terms(), place=place_of(zip_code), on=ON, **parcel)


def test_ground_serves_the_48_states_and_dc():
    assert set(shipped_terms().methods["ground"].states) == set(STATES) - NOT_SERVED
    assert len(shipped_terms().methods["ground"].states) == 49


@pytest.mark.parametrize("state", sorted(A_ZIP))
def test_who_is_served(state):
    answer = way(A_ZIP[state])
    assert place_of(A_ZIP[state]).state == state
    assert isinstance(answer, Refusal if state in NOT_SERVED else Route)
    assert answer.clause == "methods" if state in NOT_SERVED else answer.signature_sentence


@pytest.mark.parametrize(
    ("parcel", "carrier"),
    [
        ({}, "fedex"),
        ({"po_box": True}, "usps"),
        ({"grams": 22_680}, "fedex"),
        ({"grams": 22_681}, "ups"),
        ({"grams": 68_038}, "ups"),
        ({"grams": 31_751, "po_box": True}, "usps"),
    ],
)
def test_the_carrier_by_destination_and_weight(parcel, carrier):
    chosen = way("10013", **parcel)
    assert chosen.carrier == carrier
    assert chosen.carrier_reason


@pytest.mark.parametrize("parcel", [{"grams": 68_039}, {"grams": 31_752, "po_box": True}])
def test_what_no_carrier_takes_is_refused(parcel):
    assert way("10013", **parcel).clause == "carrier"


FEDEX_ONLY = frozenset(["fedex"])


@pytest.mark.parametrize(
    ("parcel", "reason"),
    [
        ({"po_box": True}, "to a PO box by USPS only, and we don't ship with USPS at the moment"),
        ({"grams": 30_000}, "by UPS only, and we don't ship with UPS at the moment"),
    ],
)
def test_what_no_carrier_that_is_set_up_serves_is_refused_with_the_reason(parcel, reason):
    refused = way("10013", carriers=FEDEX_ONLY, **parcel)
    assert isinstance(refused, Refusal)
    assert refused.clause == "methods"
    assert reason in refused.sentence
    assert ("street address instead" in refused.sentence) == ("po_box" in parcel)


def test_a_carrier_that_is_not_set_up_is_passed_over_for_the_next_that_serves():
    terms = changed_terms(("up_to_grams = 22680", "up_to_grams = 68038"))
    chosen = way("10013", terms, carriers=frozenset(["ups"]))
    assert (chosen.carrier, way("10013", terms).carrier) == ("ups", "fedex")


def test_the_same_carriers_set_up_change_nothing():
    everyone = frozenset(["fedex", "ups", "usps"])
    assert way("10013", carriers=everyone).carrier == "fedex"
    assert way("10013", carriers=everyone, po_box=True).carrier == "usps"


def test_a_po_box_is_reached_by_the_postal_service_alone():
    to = {"method": "ground", "place": place_of("10013")}
    assert carriers_to(shipped_terms(), po_box=True, **to) == ("usps",)
    assert set(carriers_to(shipped_terms(), po_box=False, **to)) == {"fedex", "ups", "usps"}


def faq_of(key, carriers):
    (section,) = [
        section
        for section in faq.questions(shipped_terms(), today=ON, carriers=carriers)
        if section.key == key
    ]
    return " ".join([*section.paragraphs, *section.points])


def test_the_faq_says_what_is_not_served_at_the_moment():
    everyone = frozenset(["fedex", "ups", "usps"])
    assert "PO boxes there included" in faq_of("methods", everyone)
    assert "not to PO boxes" in faq_of("methods", FEDEX_ONLY)
    text = faq_of("carrier", FEDEX_ONLY)
    assert "We don't ship with UPS and USPS at the moment" in text
    assert "to a PO box" not in text
    assert "at the moment" not in faq_of("carrier", everyone)
    assert faq_of("carrier", everyone) == faq_of("carrier", None)


def test_a_street_in_a_zip_of_po_boxes_goes_as_any_street():
    """Kings Beach, on Lake Tahoe: FedEx comes to the street only, the Postal Service to the box."""
    assert place_of("96143").po_box
    assert way("96143").carrier == "fedex"
    assert way("96143", po_box=True).carrier == "usps"
    to = {"method": "ground", "place": place_of("96143")}
    assert carriers_to(shipped_terms(), po_box=False, **to) == ("fedex", "ups", "usps")


def test_another_method_is_a_matter_of_data():
    express = """[[methods]]
key = "express"
name = "Express"
price_cents = 9500
earliest_days = 1
latest_days = 3
po_boxes = false
states = ["AK", "HI"]
carrier_rules = [{ carrier = "fedex", reason = "express goes by FedEx" }]

[carriers.fedex]"""
    terms = changed_terms(("[carriers.fedex]", express))
    assert way("99501", terms).method.key == "express"
    assert way("10013", terms).method.key == "ground"
    assert way("99501", terms, method="ground").clause == "methods"
    assert way("99501", terms, po_box=True).clause == "methods"


def test_an_unknown_method_is_an_error_that_names_the_known_ones():
    with pytest.raises(UnknownMethod, match="ground"):
        way("10013", method="drone")


@pytest.mark.parametrize(
    ("carrier", "number", "url"),
    [
        ("fedex", "986578788855", "https://www.fedex.com/fedextrack/?trknbr=986578788855"),
        (
            "ups",
            "1Z5R89390357567127",
            "https://www.ups.com/track?loc=en_US&tracknum=1Z5R89390357567127",
        ),
        ("usps", "9400 1", "https://tools.usps.com/go/TrackConfirmAction?tLabels=9400%201"),
    ],
)
def test_the_number_opens_the_carriers_own_page(carrier, number, url):
    assert tracking_url(shipped_terms(), carrier=carrier, number=number) == url


def test_the_faq_names_the_site_of_each_carrier():
    sites = "FedEx at www.fedex.com, UPS at www.ups.com and USPS at tools.usps.com."
    assert faq_of("shipping_notice", None).endswith(f"Sites: {sites}")
