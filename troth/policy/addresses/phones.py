"""A phone number for the driver: one of this country, as the shopper wrote it, or none."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Three digits of an area, three of an exchange, four of a line (the North American plan).
_NUMBER = re.compile(r"[2-9]\d{2}[2-9]\d{6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Phone:
    """Ten digits, and an extension apart; empty where there is none."""

    number: str
    extension: str = ""


def phone_of(text: str) -> Phone | None:
    """The number of the United States or Canada that a text begins with; None without one."""
    from phonenumbers import Leniency, PhoneNumberMatcher  # 60 ms, when the first is read

    plain = unicodedata.normalize("NFKC", text)
    digits = re.sub(r"[^0-9]", "", plain).removeprefix("1")
    for match in PhoneNumberMatcher(plain, "US", leniency=Leniency.POSSIBLE):
        number = str(match.number.national_number)
        if not digits.startswith(number) or match.number.country_code != 1:
            return None
        return Phone(number, match.number.extension or "") if _NUMBER.fullmatch(number) else None
    return None
