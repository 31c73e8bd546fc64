"""What is agreed to says the policy's own numbers."""

from __future__ import annotations

from troth.policy import agreement
from troth.policy.terms import parse_terms, shipped_terms

OTHER = parse_terms(
    shipped_terms()
    .source.replace("opens_after_days = 15", "opens_after_days = 12")
    .replace("closes_after_days = 18", "closes_after_days = 21")
    .replace("window_hours = 2 ", "window_hours = 5 ")
)


def test_the_numbers_are_the_policys():
    assert "within 15 business days" in agreement.claim_rule(shipped_terms())
    assert "the end of business day 18" in agreement.claim_rule(shipped_terms())
    assert "within 12 business days" in agreement.claim_rule(OTHER)
    assert "the end of business day 21" in agreement.claim_rule(OTHER)
    assert "within 2 hours" in agreement.cancellation_rule(shipped_terms())
    assert "within 5 hours" in agreement.cancellation_rule(OTHER)


def test_only_an_order_with_a_piece_from_japan_may_be_charged_before_it_ships():
    here = agreement.charged_when(shipped_terms(), ["us"])
    there = agreement.charged_when(shipped_terms(), ["us", "jp"])
    assert here == "when the first parcel is handed to the carrier"
    assert there.startswith(here)
    assert "on its way from Japan" in there
