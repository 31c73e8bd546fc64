"""Items from a CSV file: what is broken is told by line and reason, and the rest goes in."""

from __future__ import annotations

import pytest

from tests.factories.moments import NOON
from tests.factories.people import erin
from troth.catalog import actions
from troth.catalog.intake import Intake
from troth.catalog.models import Evaluation, Item
from troth.catalog.rows import BadFile, rows_of
from troth.policy.terms import shipped_terms

HEADER = "source_id,title,designer,category,condition,price,sub_category,location,weight_grams\n"


@pytest.fixture
def take_in(house, tmp_path):
    """Takes a file's rows in; returns the report."""

    def run(text: str | bytes, *, expert=None, second=None):
        file = tmp_path / "items.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        intake = Intake(
            source="test",
            file_name=file.name,
            expert=expert,
            second=second,
            terms=shipped_terms(),
            now=NOON,
        )
        for row in rows_of(file):
            intake.add(row)
        intake.flush()
        return intake.report

    return run


def good(key: str, **changes: str) -> str:
    values = {
        "source_id": key,
        "title": "silk scarf",
        "designer": "Orlède",
        "category": "accessories",
        "condition": "good",
        "price": "95.00",
        "sub_category": "scarves",
        "location": "new york",
        "weight_grams": "",
    }
    return ",".join((values | changes).values()) + "\n"


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (good("b", title=""), "title is empty"),
        (good("b", price="cheap"), "price: 'cheap' is not an amount"),
        (good("b", price="0"), "price is zero"),
        (good("b", price="-5"), "price: '-5' is not between"),
        (good("b", price="1.005"), "not a whole number of cents"),
        (good("b", title="x" * 201), "title has 201 characters; at most 200"),
        (good("b", designer="x" * 81), "designer has 81 characters; at most 80"),
        (good("b", title="a\x00b"), "title holds characters that are no text"),
        (good("b", weight_grams="heavy"), "weight_grams: 'heavy'"),
        (good("b", weight_grams="60001"), "weight_grams: '60001'"),
        (good("a"), "source_id a stands already in line 2"),
        ("b,silk scarf\n", "fewer fields than the header"),
        (good("b").strip() + ",more\n", "more fields than the header"),
        (good("b", title="y" * 140_000), "field larger than field limit"),
    ],
)
def test_a_broken_row_is_told_by_line_and_the_rest_goes_in(take_in, broken, reason):
    report = take_in(HEADER + good("a") + broken + good("c"), expert=erin())
    [(line, problem)] = report.broken
    assert line == 3
    assert reason in problem
    assert (report.added, report.listed) == (2, 2)


def test_bytes_that_are_no_text_spoil_their_own_row_only(take_in):
    report = take_in(
        HEADER.encode()
        + good("a").encode()
        + good("b").encode().replace(b"silk", b"s\xfflk")
        + good("c").encode()
    )
    assert [line for line, _ in report.broken] == [3]
    assert report.added == 2


def test_a_line_number_is_the_files_own_across_a_quoted_newline(take_in):
    report = take_in(HEADER + good("a", title='"two\nlines"') + good("b", price="0"))
    assert [line for line, _ in report.broken] == [4]


def test_a_byte_order_mark_is_no_part_of_the_first_column(take_in):
    assert take_in(b"\xef\xbb\xbf" + (HEADER + good("a")).encode()).added == 1


@pytest.mark.parametrize("text", ["", "title,price\nx,1\n"])
def test_a_file_without_the_columns_is_refused_whole(take_in, text):
    with pytest.raises(BadFile, match="column 'source_id' is missing"):
        take_in(text)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(BadFile, match="No such file"):
        list(rows_of(tmp_path / "nowhere.csv"))


def test_importing_again_makes_no_duplicate(take_in):
    take_in(HEADER + good("a") + good("b"), expert=erin())
    again = take_in(HEADER + good("a") + good("b") + good("c"), expert=erin())
    assert (again.added, again.already_here, again.listed) == (1, 2, 1)
    assert Item.objects.count() == Evaluation.objects.count() == 3


def test_without_an_expert_nothing_is_listed_until_one_answers_for_it(take_in):
    assert take_in(HEADER + good("a")).listed == 0
    assert not Item.objects.listed().exists()
    assert take_in(HEADER + good("a"), expert=erin()).listed == 1
    assert Evaluation.objects.get().by == erin()


def test_an_earlier_rejection_stands(take_in):
    take_in(HEADER + good("a"))
    actions.evaluate_items(
        items=Item.objects.all(), verdict=Evaluation.REJECTED, evidence={}, now=NOON, by=erin()
    )
    assert take_in(HEADER + good("a"), expert=erin()).listed == 0


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("accessories", "clothing_footwear", "us", 400)),
        ({"sub_category": "sunglasses"}, ("accessories", "general", "us", 400)),
        ({"category": "Jewellery", "location": "Japan"}, ("jewelry", "general", "jp", 300)),
        ({"category": "shoes", "weight_grams": "1234"}, ("shoes", "clothing_footwear", "us", 1234)),
        ({"category": "bags", "sub_category": "belt bags"}, ("bags", "general", "us", 1500)),
    ],
)
def test_category_tax_warehouse_and_weight(take_in, changes, expected):
    take_in(HEADER + good("a", **changes))
    item = Item.objects.get()
    assert (item.category, item.tax_category, item.warehouse, item.weight_grams) == expected
