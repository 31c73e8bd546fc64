"""Each term of the policy, changed: where the change is found. In the FAQ's sentences, in its
examples with real dates, in what the engine decides, and in what machines are told. None is
forgotten.
"""

from __future__ import annotations

import copy
import tomllib
import typing
from datetime import date, time, timedelta
from functools import cache
from types import SimpleNamespace

import pytest
from pydantic import BaseModel

from tests.factories.moments import moment
from troth.policy import faq
from troth.policy.addresses.places import place_of
from troth.policy.dates.delay import delay_round, ship_by_on
from troth.policy.dates.promise import promise
from troth.policy.dates.windows import cancellation_verdict, claim_verdict
from troth.policy.retention import erased_at, tax_records_until
from troth.policy.sales_tax.tax import Taxed, tax
from troth.policy.shipping.carriers import choose_route, tracking_url
from troth.policy.terms import PolicyFile, Terms, shipped_terms
from troth.storefront.shop import structured_data

TODAY, NOW = date(2026, 11, 25), moment("Wed 2026-11-25 12:00")
SAID, DATED, JUDGED, TOLD = "sentence", "example", "verdict", "offer"
# What is changed, to what, and where it must be found; nowhere else.
TERMS: list[tuple[str, typing.Any, set[str]]] = [
    ("name", "another", {SAID}),
    ("effective_on", date(2025, 6, 1), {SAID}),
    ("zone", "America/Chicago", {SAID, JUDGED, TOLD}),
    ("zone_label", "Eastern", {SAID, DATED, JUDGED}),
    ("store.name", "Reed & Co", {SAID, TOLD}),
    ("store.address", ["1 Other Row"], {SAID}),
    ("store.care_email", "help@reed.example", {SAID, DATED, JUDGED, TOLD}),
    ("store.phone", "212-555-0199", {SAID}),
    ("store.warehouses", {"us": "Reno", "jp": "Osaka"}, {SAID, JUDGED}),
    ("cut_off.at", time(15, 0), {SAID, DATED, JUDGED, TOLD}),
    ("cut_off.calendar", "fedex", {SAID, JUDGED}),
    ("processing.earliest_days", 0, {SAID, DATED, JUDGED, TOLD}),
    ("processing.latest_days", 3, {SAID, DATED, JUDGED, TOLD}),
    ("transfer.warehouse", "us", {SAID, DATED, JUDGED, TOLD}),
    ("transfer.dispatch_calendar", "usps", {SAID, DATED, JUDGED}),
    ("transfer.dispatch_earliest_days", 2, {SAID, DATED, JUDGED, TOLD}),
    ("transfer.dispatch_latest_days", 3, {SAID, DATED, JUDGED, TOLD}),
    ("transfer.arrival_earliest_days", 5, {SAID, DATED, JUDGED, TOLD}),
    ("transfer.arrival_latest_days", 9, {SAID, DATED, JUDGED, TOLD}),
    ("cancellation.window_hours", 3, {SAID, DATED, JUDGED}),
    ("cancellation.delivery_report_hours", 48, {SAID}),
    ("claim.opens_after_days", 14, {SAID, DATED, JUDGED}),
    ("claim.closes_after_days", 21, {SAID, DATED, JUDGED}),
    ("signature.required", False, {SAID, JUDGED}),
    ("sales_tax.states", ["NJ", "NY"], {SAID, DATED, JUDGED}),
    ("sales_tax.clothing_exempt_under_cents", 11500, {SAID, DATED, JUDGED}),
    ("authentication.second_expert_above_cents", 100000, {SAID}),
    ("delay.consent_days", 20, {SAID, DATED, JUDGED}),
    ("delay.least_answer_hours", 96, {SAID, DATED, JUDGED}),
    ("delay.hand_over_days", 2, {SAID, DATED, JUDGED}),
    ("delay.second_person_above_orders", 7, {SAID}),
    ("delay.second_person_above_days", 3, {SAID}),
    ("care.opens_at", time(10, 0), {SAID}),
    ("care.closes_at", time(17, 0), {SAID, JUDGED}),
    ("care.second_person_above_cents", 100000, {SAID}),
    ("care.return_days", 14, {SAID}),
    ("care.returned_answer_days", 7, {SAID}),
    ("records.erase_after_hours", 48, {SAID, JUDGED}),
    ("records.tax_years", 7, {SAID, DATED, JUDGED}),
    ("hold.minutes", 20, {SAID}),
    ("hold.minutes_after_decline", 5, {SAID}),
    ("hold.most_items_per_session", 7, {SAID}),
    ("hold.most_items_per_email", 8, {SAID}),
    ("hold.most_items_per_address", 9, {SAID}),
    ("hold.most_starts_a_day", 6, {SAID}),
    ("payment.capture", {"us": "before_expiry", "jp": "before_expiry"}, {SAID}),
    ("payment.before_expiry_hours", 36, {SAID}),
    ("payment.review_risk_levels", ["highest"], {SAID}),
    ("payment.review_failed_checks", ["line1"], {SAID}),
    ("payment.review_hours", 12, {SAID}),
    ("payment.pay_again_hours", 27, {SAID}),
    ("methods.0.name", "Road", {SAID, DATED, JUDGED}),
    ("methods.0.price_cents", 2000, {SAID, DATED, TOLD}),
    ("methods.0.earliest_days", 4, {SAID, DATED, JUDGED, TOLD}),
    ("methods.0.latest_days", 12, {SAID, DATED, JUDGED, TOLD}),
    ("methods.0.po_boxes", False, {SAID, JUDGED}),
    ("methods.0.states", ["NY", "IL", "AK"], {SAID, JUDGED, TOLD}),
    ("methods.0.services", {"fedex": "FEDEX_2_DAY", "ups": "02", "usps": "PRIORITY_MAIL"}, {SAID}),
    ("methods.0.carrier_rules.0.carrier", "ups", {SAID, JUDGED}),
    ("methods.0.carrier_rules.1.po_box", True, {SAID, JUDGED}),
    ("methods.0.carrier_rules.1.states", ["IL"], {SAID, JUDGED}),
    ("methods.0.carrier_rules.1.up_to_grams", 500, {SAID, JUDGED}),
    ("methods.0.carrier_rules.1.reason", "it is near", {SAID, JUDGED}),
    ("carriers.fedex.name", "FedEx Ground", {SAID, JUDGED}),
    ("carriers.fedex.calendar", "usps", {SAID}),
    ("carriers.fedex.tracking_url", "https://track.example/{number}", {SAID, JUDGED}),
    ("carriers.fedex.claim_within_days", 30, {SAID}),
    ("calendars.store.label", "shop", {SAID, JUDGED}),
    ("calendars.store.first", date(2024, 12, 31), {SAID}),
    ("calendars.store.last", date(2033, 1, 1), {SAID}),
    ("calendars.store.weekend", ["sunday"], {SAID, DATED, JUDGED, TOLD}),
    ("calendars.store.source", "a list of ours", {SAID}),
    ("calendars.store.verified_on", date(2026, 11, 23), {SAID}),
    ("calendars.store.holidays.2026-12-01", "Founders' day", {SAID, DATED, JUDGED}),
    ("calendars.store.closures", {"2026-12-02": "Stocktaking"}, {SAID, DATED, JUDGED}),
    ("calendars.japan.year_end.first", "12-28", {SAID, JUDGED}),
    ("calendars.japan.year_end.last", "01-04", {SAID, JUDGED}),
    ("calendars.japan.year_end.name", "New Year", {SAID, JUDGED}),
    ("calendars.store.early_close", {date(2026, 11, 27): time(13, 0)}, {SAID, DATED, JUDGED}),
]
_PRICING = "how staff's price changes are checked; a shopper is promised nothing by it"
INTERNAL = {
    "pricing.confirm_above_percent": _PRICING,
    "pricing.second_person_above_percent": _PRICING,
    "pricing.counted_days": _PRICING,
    "processing.work_ends_at": "until when boxes leave; who is late is told after it",
    "transfer.zone": "in which place's day its events are told; its days count by its calendar",
    "methods.*.key": "a name for the order's own record; the method's `name` is what is shown",
}


def leaves(model: type[BaseModel], path: str = "") -> list[str]:
    """Every term of the policy file's shape; `*` for each of several."""
    return [
        leaf
        for name, field in model.model_fields.items()
        for leaf in _leaves(field.annotation, f"{path}{name}")
    ]


def _leaves(kind: typing.Any, here: str) -> list[str]:
    if typing.get_origin(kind) is typing.Annotated:
        return _leaves(typing.get_args(kind)[0], here)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return leaves(kind, f"{here}.")
    inside = [part for part in typing.get_args(kind) if part is not type(None)]
    many = typing.get_origin(kind) in (list, dict)
    paths = [
        leaf
        for part in inside
        if _is_part(part)
        for leaf in _leaves(part, f"{here}.*" if many else here)
    ]
    return paths or [here]


def _is_part(kind: typing.Any) -> bool:
    kind = typing.get_args(kind)[0] if typing.get_origin(kind) is typing.Annotated else kind
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def changed(path: str, value: object) -> Terms:
    table = copy.deepcopy(tomllib.loads(shipped_terms().source))
    *way, last = path.split(".")
    at: typing.Any = table
    for step in way:
        at = at[int(step)] if isinstance(at, list) else at.setdefault(step, {})
    at[int(last) if isinstance(at, list) else last] = value
    return Terms(PolicyFile.model_validate(table), digest=path, source="")


def sentences(terms: Terms) -> list:
    return [
        (question.key, question.asks, question.paragraphs, question.points)
        for question in faq.questions(terms, today=TODAY)
    ]


def examples(terms: Terms) -> list:
    return [(question.key, question.examples) for question in faq.questions(terms, today=TODAY)]


def verdicts(terms: Terms) -> list:
    """What the engine decides, asked in many ways."""
    moments = [
        moment("Wed 2026-11-25 15:30"),
        moment("Wed 2026-11-25 16:30"),
        moment("Sat 2026-11-28 12:00"),
        moment("Fri 2026-11-27 14:00"),
        moment("Mon 2026-12-21 12:00"),
        moment("Thu 2026-12-24 10:00"),
        moment("Mon 2026-12-28 10:00"),
    ]
    places = [place_of(zip_code) for zip_code in ("10013", "60611", "99501", "10008")]
    return [
        [
            promise(terms, placed_at=at, place=place, warehouse=warehouse).steps
            for at in moments
            for place in places
            for warehouse in ("us", "jp")
        ],
        [
            str(
                getattr(
                    choose_route(terms, place=places[0], on=TODAY, grams=grams, po_box=box),
                    "carrier_reason",
                    "no",
                )
            )
            for grams in (1_000, 23_000, 32_000, 69_000)
            for box in (True, False)
        ],
        [tracking_url(terms, carrier=carrier, number="1") for carrier in terms.file.carriers],
        [
            cancellation_verdict(terms, asked_at=at + timedelta(hours=3), confirmed_at=at).data()
            for at in moments
        ],
        [
            claim_verdict(terms, shipped_on=TODAY, asked_at=NOW + timedelta(days=days)).data()
            for days in (1, 23, 40)
        ],
        ship_by_on(terms, processed_by=TODAY),
        [
            delay_round(
                terms,
                number=number,
                original_by=TODAY,
                old_by=TODAY,
                new_by=new_by,
                clause="processing",
                found_at=NOW,
            ).data()
            for number in (1, 2)
            for new_by in (None, date(2026, 12, 20), date(2027, 1, 20))
        ],
        [
            tax(
                terms,
                place=place,
                city=place.city,
                items=[Taxed("i", cents, "clothing_footwear")],
                shipping_cents=1500,
                on=TODAY,
            )
            for place in places[:2]
            for cents in (10_000, 10_999, 11_000, 12_000)
        ],
        (erased_at(terms, recorded_at=NOW), tax_records_until(terms, placed_at=NOW)),
    ]


def offers(terms: Terms) -> list:
    pieces = [SimpleNamespace(warehouse=warehouse) for warehouse in ("us", "jp")]
    shipping_details = [
        structured_data.shipping_details(piece, method, terms, NOW)
        for piece in pieces
        for method in terms.methods.values()
    ]
    return [shipping_details, structured_data.organization_data(terms)]


PLACES = {SAID: sentences, DATED: examples, JUDGED: verdicts, TOLD: offers}


@cache
def unchanged() -> dict[str, list]:
    return {place: look(shipped_terms()) for place, look in PLACES.items()}


def changed_places(terms: Terms) -> set[str]:
    return {place for place, look in PLACES.items() if look(terms) != unchanged()[place]}


def pattern(path: str) -> str:
    """Which term of the file's shape a path is of."""
    steps = path.split(".")
    for at, step in enumerate(steps):
        if step.isdigit() or (at == 1 and steps[0] in ("carriers", "calendars")):
            steps[at] = "*"
    return ".".join(step for step in steps if not step.startswith("20"))


@pytest.mark.parametrize(("path", "value", "where"), TERMS, ids=[row[0] for row in TERMS])
def test_a_changed_term_is_found_where_it_belongs(path, value, where):
    assert changed_places(changed(path, value)) == where


def test_no_term_is_forgotten():
    assert sorted({pattern(path) for path, _, _ in TERMS} | set(INTERNAL)) == sorted(
        leaves(PolicyFile)
    )
    assert all(SAID in where for _, _, where in TERMS)


def test_what_is_the_same_is_found_nowhere():
    assert changed_places(changed("processing.latest_days", 2)) == set()
