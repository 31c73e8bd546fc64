"""Tracking numbers: real ones pass, a slip of one digit is seen."""

from __future__ import annotations

import pytest

from troth.fulfillment.shipping_labels.tracking_numbers import is_valid_number, normalize_number

REAL = {
    "fedex": [
        "986578788855",
        "477179081230",
        "041441760228964",
        "568283610012000",
        "9611020987654312345672",
    ],
    "ups": ["1Z5R89390357567127", "1Z879E930346834440"],
    "usps": [
        "9400111202555842332669",
        "03071790000523483741",
        "RB123456785US",
        "420221539101026837331000039521",
    ],
}
PAIRS = [(carrier, number) for carrier, numbers in REAL.items() for number in numbers]


@pytest.mark.parametrize(("carrier", "number"), PAIRS)
def test_a_real_number_passes(carrier, number):
    assert is_valid_number(carrier=carrier, number=number)


@pytest.mark.parametrize(
    ("carrier", "number", "blind"),
    [("usps", "9400111202555842332669", 0), ("ups", "1Z5R89390357567127", 5)],
)
def test_a_wrong_digit_is_seen(carrier, number, blind):
    # UPS doubles every second digit without more, so there two digits five apart weigh the same:
    # its own rule.
    for at, digit in enumerate(number):
        for other in set("0123456789") - {digit} if digit.isdigit() and at > 1 else ():
            if not blind or abs(int(digit) - int(other)) != blind:
                assert not is_valid_number(
                    carrier=carrier, number=number[:at] + other + number[at + 1 :]
                )


def test_fedex_sees_all_but_what_its_own_sum_cannot():
    # Its remainder of 10 is written 0, so a few slips give the same last digit; that is the
    # carrier's own rule.
    number, missed = "986578788855", 0
    for at, digit in enumerate(number):
        for other in set("0123456789") - {digit}:
            missed += is_valid_number(
                carrier="fedex", number=number[:at] + other + number[at + 1 :]
            )
    assert missed == 0


@pytest.mark.parametrize(
    ("carrier", "number"),
    [
        ("fedex", ""),
        ("fedex", "12345"),
        ("fedex", "1Z5R89390357567127"),
        ("ups", "986578788855"),
        ("usps", "1"),
        ("fedex", "９８６５７８７８８８５５"),
    ],
)
def test_what_is_no_number_of_the_carrier_fails(carrier, number):
    assert not is_valid_number(carrier=carrier, number=number)


def test_a_carrier_without_a_known_form_passes():
    assert is_valid_number(carrier="pigeon", number="7")


def test_tidy_writes_it_as_the_carrier_does():
    assert normalize_number(" 1z 5r8-939 ") == "1Z5R8939"
