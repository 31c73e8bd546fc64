"""Words that are put into sentences."""

import pytest

from troth.policy.wording import lower_first


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
