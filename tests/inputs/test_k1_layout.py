"""No letter, digit or unit is lost between what a shopper writes and what a label says, on any
carrier; or the checkout asks for it again.

What is right is written into the table of parts itself, by hand: no code of the layout says it.
`make addresses` tries 100,000 of them.
"""

from __future__ import annotations

import os
import random
from dataclasses import replace

import pytest

from tests.factories.hypothesis_profile import given, settings, st
from troth.fulfillment.carriers.address_checks import PartyFields, check_party
from troth.fulfillment.carriers.interface import Address, NotAsPromised
from troth.policy.shipping.label_layout import DoesNotFit, NotLatin, lay_out, shorten_words
from troth.policy.shipping.label_text import Unprintable, to_printable, without_unprintable
from troth.storefront.checkout.label_questions import questions_about

ROOM = {"fedex": (3, 35), "ups": (3, 35), "usps": (2, 50)}
ADDRESSES = int(os.environ.get("TROTH_ADDRESSES", "3000"))
LETTERS = {
    "é": "e", "ñ": "n", "ü": "u", "å": "a", "ç": "c", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
    "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "þ": "th", "Þ": "Th",
    "ı": "i", "İ": "I", "ế": "e", "ễ": "e", "ｂ": "b", "Ｂ": "B", "ŋ": "ng", "ħ": "h",
    "’": "'", "‐": "-", "a\u0308": "a", "x": "x", "Q": "Q", "o": "o", "m": "m", "T": "T",
}  # fmt: skip
FRACTIONS = {
    "½": "1/2",
    "¼": "1/4",
    "¾": "3/4",
    "⅓": "1/3",
    "⅞": "7/8",
    " 1/2": "1/2",
    " 2⁄3": "2/3",
}
DASHES = ("-", "–", "—", "‑", "−")
UNITS = ("Apt", "Unit", "Suite", "#", "Floor", "Rm", "Bldg", "No.")
FOREIGN = ("東京都", "はなこ", "ﾔﾏﾀﾞ", "서울", "Иван", "Γιώργος", "١٢", "²", "①")


def _word(signs):
    return "".join(signs), "".join(LETTERS[sign] for sign in signs)


words = st.lists(st.sampled_from(list(LETTERS)), min_size=1, max_size=14).map(_word)
plain_numbers = st.integers(1, 99_999).map(lambda value: (str(value), str(value)))
numbers = st.one_of(
    plain_numbers,
    st.tuples(st.integers(1, 9999), st.sampled_from(list(FRACTIONS))).map(
        lambda parts: (f"{parts[0]}{parts[1]}", f"{parts[0]} {FRACTIONS[parts[1]]}")
    ),
    st.tuples(st.integers(1, 999), st.sampled_from(DASHES), st.integers(1, 999)).map(
        lambda parts: (f"{parts[0]}{parts[1]}{parts[2]}", f"{parts[0]}-{parts[2]}")
    ),
    st.integers(1, 999).map(lambda value: (_wide(value), str(value))),
)
units = st.tuples(st.sampled_from(UNITS), numbers, st.sampled_from(["", "B", "-C"])).map(
    lambda parts: (f"{parts[0]} {parts[1][0]}{parts[2]}", f"{parts[0]} {parts[1][1]}{parts[2]}")
)
foreign = st.sampled_from(FOREIGN).map(lambda text: (text, None))
odd = st.one_of(words, words, words, words, words, words, units, foreign)


def _wide(value):
    return str(value).translate(str.maketrans("0123456789", "０１２３４５６７８９"))


def _text(parts):
    """What is written, and what must be printed; None where something can't be."""
    written = " ".join(part for part, _ in parts)
    right = [printed for _, printed in parts]
    return written, None if None in right else " ".join(right)


streets = st.tuples(numbers, st.lists(odd, min_size=1, max_size=7)).map(
    lambda parts: _text([parts[0], *parts[1]])
)
seconds = st.lists(st.one_of(units, odd), max_size=5).map(_text)
names = st.lists(st.one_of(words, words, words, odd), min_size=1, max_size=6).map(_text)


def tokens(lines):
    return " ".join(lines).replace(",", " ").split()


@settings(max_examples=100)
@given(street=streets, street2=seconds, name=names)
def test_nothing_is_lost_or_it_is_asked_for_again(street, street2, name):
    is_kept_or_asked(street, street2, name)


def test_nothing_is_lost_of_many_addresses():
    """The same parts, put together by dice: many more, in the same time."""
    dice, asked_count = random.Random(20), 0
    for _ in range(ADDRESSES):
        asked_count += is_kept_or_asked(*drawn(dice))
    assert 0.2 * ADDRESSES < asked_count < 0.8 * ADDRESSES


def drawn(dice):
    """A street, its second line and a name."""
    street = [_number(dice), *(_odd(dice) for _ in range(dice.randint(1, 6)))]
    second = [_odd(dice) for _ in range(dice.choice((0, 0, 1, 2, 4)))]
    name = [_odd(dice) for _ in range(dice.randint(1, 5))]
    return _text(street), _text(second), _text(name)


def _number(dice):
    value, other, dash = dice.randint(1, 99_999), dice.randint(1, 999), dice.choice(DASHES)
    fraction = dice.choice(list(FRACTIONS))
    return dice.choice(
        (
            (str(value), str(value)),
            (f"{other}{fraction}", f"{other} {FRACTIONS[fraction]}"),
            (f"{other}{dash}{value}", f"{other}-{value}"),
            (_wide(value), str(value)),
        )
    )


def _odd(dice):
    kind = dice.random()
    if kind < 0.03:
        return dice.choice(FOREIGN), None
    if kind < 0.2:
        unit, end, (given_number, right) = dice.choice(UNITS), dice.choice(("", "B")), _number(dice)
        return f"{unit} {given_number}{end}", f"{unit} {right}{end}"
    return _word(dice.choices(list(LETTERS), k=dice.choice((1, 4, 6, 8, 11, 14))))


def is_kept_or_asked(street, street2, name) -> bool:
    """Whether the checkout asks again; where it doesn't, each label must say all of it."""
    typed = {"name": name[0], "street": street[0], "street2": street2[0], "city": "New York"}
    questions = questions_about({**typed, "zip_code": "10013"})
    wrong = {
        field
        for field, right in (("name", name), ("street", street), ("street2", street2))
        if right[1] is None
    }
    assert wrong <= set(questions)
    if questions:
        room = all(len(line[1]) <= 35 for line in (street, street2) if line[1] is not None)
        assert wrong or not room or len(name[1]) > 35, questions
        return True
    own = Address(name[0], tuple(filter(None, (street[0], street2[0]))), "New York", "NY", "10013")
    for carrier, (most, longest) in ROOM.items():
        layout = lay_out(carrier, name=own.name, street=own.street, city=own.city)
        assert tokens(layout.names) == tokens([name[1]])
        assert tokens(layout.lines) == tokens([street[1], street2[1]])
        assert len(layout.lines) <= most
        assert all(len(line) <= longest for line in layout.lines)
        party = PartyFields(layout.names, layout.lines, layout.city, "NY", "10013", "")
        check_party(party, own, lines=most, line=longest)  # which agrees
    return False


def party_of(own, **changes):
    layout = lay_out("fedex", name=own.name, street=own.street, city=own.city)
    party = PartyFields(layout.names, layout.lines, layout.city, own.state, own.zip, "2135550199")
    return replace(party, **changes)


BANK = "Residences at the Old Bank District"
OWN = Address(
    name="Łukasz Søndergård",
    street=("420½ N Spring St", "Residences at the Old Bank District, Apt 1204"),
    city="Los Angeles",
    state="CA",
    zip="90012",
    phone="+1 (213) 555-0199 ext 42",
)


def test_a_right_request_passes():
    check_party(party_of(OWN), OWN, lines=3, line=35)
    check_party(party_of(OWN, phone=""), OWN, lines=3, line=35)


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"names": ["ukasz Sndergard"]}, "name"),
        ({"names": ["Lukasz Sondergar"]}, "name"),
        ({"names": ["Lukasz", "Sondergard", "Jr"]}, "name"),
        ({"lines": ["42012 N Spring St", BANK, "Apt 1204"]}, "street"),
        ({"lines": ["420 1/2 N Spring St", BANK]}, "street"),
        ({"lines": ["420 1/2 N Spring St", BANK, "Apt 120"]}, "street"),
        ({"lines": ["4201/2 N Spring St", BANK, "Apt 1204"]}, "street"),
        ({"lines": ["420 1/2 N Spring St, Apt 1204", BANK]}, "street"),
        ({"lines": ["420 1/2 N Spring St", f"{BANK}, Apt 1204"]}, "street"),
        ({"city": "Los Angele"}, "city"),
        ({"zip": "90013"}, "ZIP code"),
        ({"state": "NY"}, "state"),
        ({"phone": "3555019942"}, "phone"),
        ({"phone": "2125550100"}, "phone"),
    ],
)  # fmt: skip
def test_a_wrong_request_is_stopped(wrong, what):
    with pytest.raises(NotAsPromised, match=what):
        check_party(party_of(OWN, **wrong), OWN, lines=3, line=35)


@pytest.mark.parametrize("carrier", list(ROOM))
def test_what_has_no_room_is_told_with_its_field(carrier):
    with pytest.raises(DoesNotFit) as unfit:
        lay_out(carrier, name="Ann", street=("12 Grand Street", "x" * 51), city="New York")
    assert (unfit.value.field, unfit.value.line) == ("street", 1)
    with pytest.raises(DoesNotFit) as unfit:
        lay_out(carrier, name="Ann", street=("12 Grand Street",), city="x" * 36)
    assert unfit.value.field == "city"
    with pytest.raises(DoesNotFit) as unfit:
        lay_out(carrier, name="💎", street=("12 Grand Street",), city="New York")
    assert unfit.value.field == "name"
    with pytest.raises(NotLatin) as foreign_letters:
        lay_out(carrier, name="Ann", street=("12 Grand Street", "東京"), city="New York")
    assert (foreign_letters.value.line, foreign_letters.value.letters) == (1, "東京")


def test_a_unit_stays_with_its_number():
    layout = lay_out(
        "fedex", name="Ann", street=("1200 West Washington Boulevard Apt 1204",), city="Chicago"
    )
    assert layout.lines == ("1200 West Washington Boulevard", "Apt 1204")
    layout = lay_out(
        "fedex", name="Ann", street=("Tower of the Old Bank of Spring 420½ N",), city="X"
    )
    assert "420 1/2" in " | ".join(layout.lines)


def test_a_line_is_as_long_as_its_letters_and_blanks():
    """A comma at its end isn't printed, and a blank that is kept is one character."""
    width = ROOM["fedex"][1]
    first = "1200 Northwest Bartholomew Building"
    assert len(first) == width
    layout = lay_out("fedex", name="Ann", street=(f"{first}, Second Floor",), city="X")
    assert layout.lines == (first, "Second Floor")
    first = "1200 Bartholomew Boulevard Apt 1204"
    assert len(first) == width
    layout = lay_out("fedex", name="Ann", street=(f"{first} Second Court",), city="X")
    assert layout.lines == (first, "Second Court")


def test_short_forms_are_proposed_and_never_taken_unasked():
    long = (
        "1200 Northwest Saint Bartholomew Boulevard, Building Twelve, Apartment 1204, Second Floor"
    )
    typed = {"name": "Ann", "street": long, "street2": "Care of Smith", "city": "X"}
    questions = questions_about(typed)
    assert questions["street"].proposal == shorten_words(long)
    assert "Apt 1204" in questions["street"].proposal
    assert questions_about(typed | {"street": shorten_words(long)}) == {}


def test_the_words_that_can_be_printed_are_proposed():
    assert without_unprintable("山田 Hanako 花子 Yamada") == "Hanako Yamada"
    typed = {"name": "山田 Hanako 花子 Yamada", "street": "東京 12 Grand Street", "city": "X"}
    questions = questions_about(typed | {"zip_code": "10013"})
    assert questions["name"].proposal == "Hanako Yamada"
    assert questions["street"].proposal == "12 Grand Street"
    questions = questions_about(
        {"street": "東京1-2-3 Grand Street", "city": "ニューヨーク", "zip_code": "10013"}
    )
    assert (questions["street"].proposal, questions["city"].proposal) == ("", "New York")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("4¹⁄₂ Oak", "4 1/2 Oak"), ("½5", "1/2 5"), ("⅟3 Oak", "1/3 Oak"), ("Nº 5", "No 5"),
        ("5°B", "5 B"), ("𝓐𝓷𝓷", "Ann"), ("O´Brien", "O'Brien"), ("🇺🇸 Ann 👩‍🚀", "Ann"),
        ("１２−３", "12-3"), ("№5", "No 5"), ("℅ Ann", "c/o Ann"), ("Apt 1️⃣", "Apt 1"),
        ("Ann 👍🏻", "Ann"), ("12 Grand 🏽 Street", "12 Grand Street"),
    ],
)  # fmt: skip
def test_signs_are_printed_as_the_keyboard_has_them(text, right):
    assert to_printable(text) == right


@pytest.mark.parametrize(
    "text", ["㈱", "🅰", "5①", "5²", "Ⅳ", "12ー3", "١٢", "§5", "€5", "𝜶", "\ue000", "ʔ", "Ʌʕ"]
)
def test_no_letter_and_no_number_is_guessed(text):
    with pytest.raises(Unprintable):
        to_printable(text)
