"""How a letter greets its reader."""

from __future__ import annotations

import pytest

from troth.orders.templatetags.says import first_name


@pytest.mark.parametrize(
    ("name", "greeted"),
    [
        ("Ann Lee", "Ann"),
        ("  Ann  Lee ", "Ann"),
        ("Mary-Jane van der Berg", "Mary-Jane"),
        ("Lee, Ann", "Ann"),
        ("ann lee", "Ann"),
        ("ANN LEE", "Ann"),
        ("JJ Smith", "JJ"),
        ("McKenzie Scott", "McKenzie"),
        ("Madonna", "Madonna"),
        ("A. Lee", "A. Lee"),
        ("J Lee", "J Lee"),
        ("Dr. Ann Lee", "Dr. Ann Lee"),
        ("Mrs Lee", "Mrs Lee"),
        ("山田花子", "山田花子"),
        ("", "there"),
    ],
)
def test_a_letter_greets_by_first_name_where_that_is_sure(name, greeted):
    assert first_name(name) == greeted
