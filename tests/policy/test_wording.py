"""Words that are put into sentences."""

import pytest

from troth.policy.texts import shorten_text
from troth.policy.wording import as_sentence, has_greeting, lower_first


@pytest.mark.parametrize(
    ("words", "inside"),
    [
        ("Delivered to you", "delivered to you"),
        ("FedEx can't locate it", "FedEx can't locate it"),
        ("UPS has it", "UPS has it"),
        ("US customs asks for papers", "US customs asks for papers"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_letters_inside_a_sentence(words, inside):
    assert lower_first(words) == inside


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("We found a flaw", "We found a flaw."),
        ("We found a flaw. ", "We found a flaw."),
        ("Is it yours?", "Is it yours?"),
        ("It said “lost.”", "It said “lost.”"),
        ("It said “lost”", "It said “lost”."),
        ("a storm (Ida)", "a storm (Ida)."),
        ("", ""),
    ],
)
def test_a_sentence_ends_with_one_mark_whoever_typed_it(typed, sentence):
    assert as_sentence(typed) == sentence


@pytest.mark.parametrize(
    ("text", "greets"),
    [
        ("Hi Ann,", True),
        ("Dear Ms. Lee:\nThe strap", True),
        ("good morning", True),
        ("Highly recommended", False),
        ("The strap is here.\nHello", False),
        ("Hello " + "A" * 54, True),
        ("Hello " + "A" * 55, False),
    ],
)
def test_a_letter_is_greeted_once(text, greets):
    assert has_greeting(text) is greets


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It came back.", "It came back."),
        ("x" * 20, "x" * 20),
        ("FedEx has lost your parcel.", "FedEx has lost your…"),
        ("Nothing came,\nand nobody knows", "Nothing came, and…"),
    ],
)
def test_a_text_that_is_too_long_ends_with_a_word(text, shown):
    assert shorten_text(text, 20) == shown
