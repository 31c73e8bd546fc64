"""Whether a tracking number can be the carrier's own: its length and check digit. (facts: public
number formats)
"""

from __future__ import annotations

import re
from collections.abc import Callable

from troth.catalog.numbers import has_mod10_check


def is_valid_number(*, carrier: str, number: str) -> bool:
    """True where the number has a known form of the carrier and its check digit agrees; unknown
    carriers pass.
    """
    check = _CHECKS.get(carrier)
    return check is None or check(number)


def normalize_number(number: str) -> str:
    """As the carrier writes it: no blanks or hyphens, capitals."""
    return re.sub(r"[\s-]", "", number).upper()


def _has_mod11_check(digits: str) -> bool:
    """FedEx: weights 1, 3, 7 from the right of all but the last digit."""
    total = sum(int(digit) * (1, 3, 7)[at % 3] for at, digit in enumerate(reversed(digits[:-1])))
    return total % 11 % 10 == int(digits[-1])


def _is_fedex_number(number: str) -> bool:
    if not number.isascii() or not number.isdigit():
        return False
    if len(number) == 12:
        return _has_mod11_check(number)
    if len(number) == 34:  # printed as a barcode: the number and its check digit end it
        return number.startswith(("96", "100")) and _has_mod11_check(number[-14:])
    if len(number) == 22:
        return (
            has_mod10_check(number[-15:])
            if number.startswith("96")
            else _is_smart_post_number(number)
        )
    return (
        has_mod10_check(number)
        if len(number) == 15
        else len(number) == 20 and _is_smart_post_number(f"92{number}")
    )


def _is_smart_post_number(number: str) -> bool:
    """FedEx Ground Economy, 22 digits from 92 on; printed without them as well."""
    return number.startswith("92") and has_mod10_check(number)


def _is_ups_number(number: str) -> bool:
    if not re.fullmatch(r"1Z[0-9A-Z]{15}\d", number):
        return False
    values = [int(sign) if sign.isdigit() else (ord(sign) - 63) % 10 for sign in number[2:-1]]
    total = sum(value * (2 if at % 2 else 1) for at, value in enumerate(values))
    return -total % 10 == int(number[-1])


def _is_usps_number(number: str) -> bool:
    if number[:1].isalpha():
        return _is_s10_number(number)
    if not (number.isascii() and number.isdigit() and has_mod10_check(number[-22:])):
        return False
    if len(number) in (30, 34):  # printed as a barcode: 420 and the ZIP code before the number
        return number.startswith("420")
    return len(number) in (20, 22, 26)


def _has_mod7_check(number: str, length: int) -> bool:
    """Yamato, Sagawa and Yu-Pack (12 digits), DHL Express (10): the last digit is the rest of the
    others by seven.
    """
    return bool(re.fullmatch(rf"[0-9]{{{length}}}", number)) and int(number[:-1]) % 7 == int(
        number[-1]
    )


def _is_s10_number(number: str) -> bool:
    """The Universal Postal Union's form, such as EE123456785JP."""
    if not re.fullmatch(r"[A-Z]{2}[0-9]{9}[A-Z]{2}", number):
        return False
    weights = (8, 6, 4, 2, 3, 5, 9, 7)
    rest = 11 - sum(int(d) * w for d, w in zip(number[2:10], weights, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest) == int(number[10])


_CHECKS: dict[str, Callable[[str], bool]] = {
    "fedex": _is_fedex_number,
    "ups": _is_ups_number,
    "usps": _is_usps_number,
    "japanpost": lambda number: _is_s10_number(number) or _has_mod7_check(number, 12),
    "yamato": lambda number: _has_mod7_check(number, 12),
    "dhl": lambda number: _has_mod7_check(number, 10),
}
# Where a transfer from Japan is followed; the links of the carriers here are the policy's.
LINKS = {
    "fedex": "https://www.fedex.com/fedextrack/?trknbr={number}",
    "japanpost": (
        "https://trackings.post.japanpost.jp/services/srv/search/input?reqCodeNo1={number}"
    ),
    "yamato": "https://toi.kuronekoyamato.co.jp/cgi-bin/tneko?number01={number}",
    "dhl": "https://www.dhl.com/en/express/tracking.html?AWB={number}",
}
