"""Two more stores, by their TOML alone: their dates are those of a second reading, and nothing that
they say is another store's.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import holidays
import numpy as np
import pytest

from tests.policy.terms_oracle import POLICIES, reading_of
from troth.policy import agreement, faq
from troth.policy.addresses.places import place_of
from troth.policy.cautions import list_cautions
from troth.policy.dates.bulk import promise_bulk
from troth.policy.dates.outlook import Closure, Facts, outlook
from troth.policy.dates.promise import promise
from troth.policy.dates.windows import cancellation_verdict
from troth.policy.results import Refusal, Step
from troth.policy.sales_tax.tax import Taxed, tax
from troth.policy.schema import fixed_offset
from troth.policy.shipping.carriers import choose_route
from troth.policy.terms import Terms, load_terms, parse_terms, shipped_terms

STORES = ("pacific", "fixed-offset")
TERMS = {name: load_terms(POLICIES[name]) for name in STORES}
TODAY = date(2026, 11, 25)
# What is true of the shipped store, and not of these.
UNTRUE = {
    "pacific": (
        r"Japan|New York(?!:| \|)|\bET\b|EST|\bUPS\b|[^.\d]2 hours|\b24 hours (?:later|from)|"
        r"15th|18th|15 business days|18 business days|4:00 pm|6:00 pm|9:00 am|"
        r"Fathom|fathom|212-555|"
        r"to nobody|5 to 10|1 to 2 business|\b1 (?:hours|days|minutes)"
    ),
    "fixed-offset": (
        r"\bET\b|\bPT\b|[^.\d]2 hours|15th|18th|15 business days|18 business days|"
        r"4:00 pm|6:00 pm|9:00 am|Fathom|fathom|212-555-0100|Veterans|Columbus|"
        r"daylight time|GMT|5 to 10|\b1 (?:hours|business days)|5 U\.S\.C\."
    ),
}


def sentences_of(terms: Terms) -> list[str]:
    """Every sentence of the FAQ and of what is agreed to."""
    words: list[str] = []
    for section in faq.questions(terms, today=TODAY):
        words += [section.asks, *section.paragraphs, *section.points]
        words += [f"{example.when}: {example.then}" for example in section.examples]
    warehouses = ["us", "jp"] if terms.file.transfer else ["us"]
    words += [agreement.charged_when(terms, warehouses), agreement.cancellation_rule(terms)]
    return [*words, agreement.claim_rule(terms), agreement.damage_rule(terms)]


@pytest.mark.parametrize("name", STORES)
def test_no_sentence_is_another_stores(name):
    # An example's destination may be New York, and the Postal Service keeps holidays of its own.
    sentences = [
        sentence
        for sentence in sentences_of(TERMS[name])
        if not sentence.startswith("Ordered") and "works by its own calendar" not in sentence
    ]
    wrong = [sentence for sentence in sentences if re.search(UNTRUE[name], sentence)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", STORES)
def test_the_search_for_untrue_words_finds_those_of_the_shipped_store(name):
    """The patterns are those of sentences that are really printed."""
    text = " ".join(sentences_of(shipped_terms()))
    untrue = set(re.findall(UNTRUE[name], text))
    assert len(untrue) >= 8, untrue


# What each store's own sentences have in them.
TRUE = {
    "pacific": [
        "Every time here is read off the clock on the wall in Los Angeles, which we write PT.",
        "Order on a business day by 2:30 pm PT",
        "2 to 3 business days after the day on which we start",
        (
            "Ground: $18.00 an order, to the 48 contiguous states and Washington, DC, PO boxes"
            " there included; 4 to 8 business days after it is ready."
        ),
        (
            "Express: $49.00 an order, to the 48 contiguous states and Washington, DC, and Alaska"
            " and Hawaii, but not to PO boxes; 1 to 3 business days after it is ready."
        ),
        "We have none: every piece lies in Portland.",
        "Yes, for 1 hour from when you receive the confirmation",
        "For 1 hour after you receive the confirmation you can cancel it",
        "You may cancel within 1 hour of receiving the confirmation",
        "for a piece in Portland",
        "No: we collect none, wherever it ships to.",
        "Until the end of the 17th business day",
        "within 12 business days of the day it shipped",
        "If we don't hear from you within 7 business days",
    ],
    "fixed-offset": [
        "Every time here is UTC−5 all year, without daylight saving, which we write EST.",
        "Order on a business day by 12:15 pm EST",
        "Thu Aug 14",
        (
            "else UPS to a street address, up to 68.04 kg (150 lb), because UPS is the carrier we"
            " use unless another rule fits."
        ),
        "We work from 10:00 am to 4:30 pm EST on business days.",
        "Yes, for 24 hours from when you receive the confirmation",
        "What if a piece is in Japan?",
        "Until the end of the 25th business day",
        "1 business day after the day on which we start",
        "The day after Thanksgiving",
    ],
}


@pytest.mark.parametrize("name", STORES)
def test_its_own_sentences_are_said(name):
    terms = TERMS[name]
    days = (TODAY, date(2025, 6, 2))  # the second one's year has a Founder's Day on a Thursday
    text = " ".join(
        words
        for today in days
        for section in faq.questions(terms, today=today)
        for words in (section.asks, *section.paragraphs, *section.points)
    )
    text += " ".join(sentences_of(terms))
    missing = [words for words in TRUE[name] if words not in text]
    assert not missing


# --- Dates


@pytest.mark.parametrize(
    ("name", "warehouse", "method"),
    [
        ("pacific", "us", "ground"),
        ("pacific", "us", "express"),
        ("fixed-offset", "us", "ground"),
        ("fixed-offset", "jp", "ground"),
    ],
)
def test_every_quarter_hour_of_a_year_is_promised_as_read(name, warehouse, method):
    read = reading_of(name)
    first = datetime(2026, 7, 1, tzinfo=UTC)
    instants = [first + timedelta(minutes=15 * n) for n in range(365 * 96)]
    column = np.array([at.replace(tzinfo=None) for at in instants], "datetime64[us]")
    promised = promise_bulk(
        TERMS[name], placed_at=column.astype("int64"), warehouse=warehouse, method=method
    )
    expected = [read.promise(at, warehouse, method) for at in instants]
    assert promised.starts_on.tolist() == [dates.starts_on for dates in expected]
    for end, nth in (("earliest", 0), ("latest", 1)):
        assert getattr(promised, f"processed_{end}").tolist() == [
            dates.processed[nth] for dates in expected
        ]
        assert getattr(promised, f"arrives_{end}").tolist() == [
            dates.arrives[nth] for dates in expected
        ]
        transfer = getattr(promised, f"transfer_{end}")
        assert (transfer is None) == (warehouse == "us")
        if transfer is not None:
            assert transfer.tolist() == [dates.transfer[nth] for dates in expected]


def test_the_pacific_store_keeps_the_federal_holidays():
    law = holidays.country_holidays("US", years=range(2025, 2034))
    listed = {
        date.fromisoformat(day)
        for day in reading_of("pacific").file["calendars"]["store"]["holidays"]
    }
    assert listed == {day for day in law if day.weekday() < 5 and day.year < 2033}


def test_a_fixed_offset_never_changes_its_clock():
    terms = TERMS["fixed-offset"]
    offsets = {
        datetime(2026, month, 15, tzinfo=UTC).astimezone(terms.zone).utcoffset()
        for month in range(1, 13)
    }
    assert offsets == {timedelta(hours=-5)}


@pytest.mark.parametrize(
    ("zone", "offset"),
    [
        ("UTC-05:00", -300), ("Etc/GMT+5", -300), ("UTC+05:30", 330), ("UTC", 0),
        ("America/New_York", None), ("America/Phoenix", None), ("Asia/Tokyo", None),
    ],
)  # fmt: skip
def test_a_zone_is_a_place_or_an_offset(zone, offset):
    parsed = fixed_offset(zone)
    assert parsed == (None if offset is None else timedelta(minutes=offset))


# --- Where it ships, by whom, and from where


@pytest.mark.parametrize(
    ("name", "zip_code", "facts", "expected"),
    [
        ("pacific", "60611", {}, ("ground", "fedex")),
        ("pacific", "99501", {}, ("express", "fedex")),
        ("pacific", "96813", {}, ("express", "fedex")),
        ("pacific", "60611", {"po_box": True}, ("ground", "usps")),
        ("pacific", "60611", {"method": "express"}, ("express", "fedex")),
        ("fixed-offset", "60611", {}, ("ground", "ups")),
        ("fixed-offset", "97209", {}, ("ground", "fedex")),
        ("fixed-offset", "97209", {"grams": 30_000}, ("ground", "ups")),
        ("fixed-offset", "97209", {"po_box": True}, ("ground", "usps")),
    ],
)
def test_each_destination_has_its_method_and_carrier(name, zip_code, facts, expected):
    way = choose_route(TERMS[name], place=place_of(zip_code), on=TODAY, **facts)
    assert (way.method.key, way.carrier) == expected


@pytest.mark.parametrize(
    ("name", "zip_code", "served"),
    [
        ("pacific", "00901", "the 48 contiguous states and Washington, DC, and Alaska and Hawaii"),
        ("fixed-offset", "99501", "the 48 contiguous states and Washington, DC"),
    ],
)
def test_a_refusal_names_what_the_store_serves(name, zip_code, served):
    refused = choose_route(TERMS[name], place=place_of(zip_code), on=TODAY)
    assert isinstance(refused, Refusal)
    assert f"We deliver to {served}: " in refused.sentence


def test_a_store_without_a_warehouse_abroad_promises_no_piece_from_there():
    terms = TERMS["pacific"]
    at = datetime(2026, 11, 23, 20, tzinfo=UTC)
    refused = promise(terms, placed_at=at, place=place_of("60611"), warehouse="jp")
    sentence = "We don't bring pieces from Japan at the moment."
    assert refused == Refusal(
        "transfer", sentence, (Step("transfer", sentence, date(2026, 11, 23)),)
    )


def test_to_give_up_a_warehouse_abroad_is_looked_at_twice():
    without = re.sub(r"(?s)\[transfer\].*?(?=\[cancellation\])", "", shipped_terms().source)
    warnings = list_cautions(parse_terms(without), before=shipped_terms(), on=TODAY)
    assert ("transfer", "transfer", "Pieces in Japan can no longer be ordered.") in warnings
    assert not list_cautions(shipped_terms(), before=parse_terms(without), on=TODAY)


def test_a_closure_names_the_stores_own_warehouse():
    facts = Facts(date(2026, 11, 23), "us", "ground", date(2026, 11, 23))
    closed = Closure("us", date(2026, 11, 24), date(2026, 11, 24), "a storm")
    text = " ".join(step.sentence for step in outlook(TERMS["pacific"], facts, (closed,)).steps)
    assert "Our Portland warehouse is closed Tue Nov 24, 2026 (a storm)." in text
    assert "New York" not in text


def test_warehouses_have_the_names_that_the_policy_gives_them():
    """Every step of a way from abroad, under other names."""
    named = shipped_terms().source.replace(
        "[cut_off]", '[store.warehouses]\nus = "Reno"\njp = "Osaka"\n\n[cut_off]', 1
    )
    terms, at = parse_terms(named), datetime(2026, 11, 23, 20, tzinfo=UTC)
    promised = promise(terms, placed_at=at, place=place_of("60611"), warehouse="jp")
    facts = Facts(date(2026, 11, 23), "jp", "ground", date(2026, 11, 23))
    sentences = [step.sentence for step in (*promised.steps, *outlook(terms, facts).steps)]
    sentences += sentences_of(terms)
    text = " ".join(sentence for sentence in sentences if "sales tax" not in sentence.lower())
    assert "Leaves Osaka" in text
    assert "Reaches Reno" in text
    assert "after it arrives from Osaka" in text
    assert not re.search(r"from Japan|in Japan\b|Leaves Japan|Reaches New York", text)


def test_a_store_that_collects_no_tax_says_so():
    none = tax(
        TERMS["pacific"], place=place_of("10013"), city="New York",
        items=[Taxed("item", 120_000)], shipping_cents=1800, on=TODAY,
    )  # fmt: skip
    assert (none.lines, none.steps[0].sentence) == ((), "No sales tax: we collect none.")


def test_one_of_something_is_said_in_the_singular():
    terms = TERMS["pacific"]
    at = datetime(2026, 11, 23, 20, tzinfo=UTC)
    verdict = cancellation_verdict(terms, asked_at=at + timedelta(hours=2), confirmed_at=at)
    text = " ".join([verdict.sentence, *(step.sentence for step in verdict.steps)])
    assert "1 hour from then" in text
    assert "1 hours" not in text
