"""No cell of a CSV file is a formula to a spreadsheet, and each is read back as it was."""

from __future__ import annotations

import pytest

from tests.factories.formulas import FORMULAS
from tests.factories.hypothesis_profile import given, st
from troth.policy.cells import cell_text, safe_cell


@pytest.mark.parametrize("text", [*FORMULAS, "'\n"])
def test_a_formula_is_led_by_an_apostrophe(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a bag", "'twas", "O'Hara", "1=1", "a-b", "12.50", "T-AB-CD"])
def test_other_text_stays_as_it_is(text):
    assert safe_cell(text) == text


@given(st.text(alphabet=" '\t\n=+-@＝ab1", max_size=12))
def test_each_is_read_back_as_it_was(text):
    assert cell_text(safe_cell(text)) == text
