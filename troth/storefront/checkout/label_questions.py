"""What a shopper is asked about a name and address that no label can hold as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from troth.policy.addresses.places import is_po_box, place_of
from troth.policy.shipping.label_layout import LIMITS, DoesNotFit, lay_out, shorten_words
from troth.policy.shipping.label_text import Unprintable, to_printable, without_unprintable

FIELDS = ("name", "street", "street2", "city")
_AS_IN = {"name": "Hanako Yamada", "city": "New York"}
_STREETS = ("street", "street2")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and a text that would do; empty where nothing is sure."""

    prompt: str
    proposal: str = ""


def questions_about(typed: Mapping[str, str]) -> dict[str, Question]:
    """The fields of an address whose text can't be printed on the label of every carrier that
    delivers there, each with what to ask. Fields that are missing are passed over.
    """
    questions = {field: _ask_for_latin(field, typed) for field in FIELDS if typed.get(field)}
    unprintable = {field: question for field, question in questions.items() if question is not None}
    if unprintable or not all(typed.get(field) for field in ("name", "street", "city")):
        return unprintable
    unfit = _why_it_does_not_fit({field: typed.get(field, "") for field in FIELDS})
    return _shorter_by_field(typed, unfit) if unfit is not None else {}


def _ask_for_latin(field: str, typed: Mapping[str, str]) -> Question | None:
    """Asks for Latin letters, where there are others."""
    text = typed[field]
    try:
        to_printable(text)
    except Unprintable as unprintable:
        message = (
            f"A carrier's label can't print {unprintable.letters}. Please write it in Latin"
            f" letters, as in {_AS_IN.get(field, '12 Grand Street')}."
        )
        return Question(message, _printable_part(field, text, typed.get("zip_code", "")))
    return None


def _printable_part(field: str, text: str, zip_code: str) -> str:
    """What is left of a text without the words that can't be printed, if it still is a name, or an
    address with all its numbers. A city is known by its ZIP code.
    """
    if field == "city":
        return place_of(zip_code).city if zip_code else ""
    rest = without_unprintable(text)
    words = [word for word in rest.split() if sum(sign.isalpha() for sign in word) > 1]
    numbers = [sum(sign.isdigit() for sign in part) for part in (rest, text)]
    return rest if len(words) > 1 and numbers[0] == numbers[1] else ""


def _why_it_does_not_fit(typed: Mapping[str, str]) -> DoesNotFit | None:
    """Why a label has no room for it, of any carrier that delivers there."""
    streets = [typed[field] for field in _STREETS]
    for carrier in ["usps"] if is_po_box(*streets) else LIMITS:
        try:
            lay_out(carrier, name=typed["name"], street=streets, city=typed["city"])
        except DoesNotFit as unfit:
            return unfit
    return None


def _shorter_by_field(typed: Mapping[str, str], unfit: DoesNotFit) -> dict[str, Question]:
    """Asks for shorter words; proposes them where the Postal Service's short forms are enough."""
    field = _STREETS[unfit.line] if unfit.field == "street" else unfit.field
    message = f"This has no room on a carrier's label: {unfit}. Please write it shorter."
    short = {street_field: shorten_words(typed.get(street_field, "")) for street_field in _STREETS}
    changed = {
        street_field: text
        for street_field, text in short.items()
        if text != typed.get(street_field, "")
    }
    if (
        unfit.field != "street"
        or not changed
        or _why_it_does_not_fit({**dict(typed), **short}) is not None
    ):
        return {field: Question(message)}
    return {street_field: Question(message, text) for street_field, text in changed.items()}
