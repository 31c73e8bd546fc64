"""The return's figures: quarters, sums by code to the cent, and a CSV that a spreadsheet opens
without harm.
"""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from tests.factories.hypothesis_profile import given, st
from troth.policy.sales_tax.tax_report import (
    HEADER,
    OUTSIDE,
    Entry,
    Row,
    parse_quarter,
    report_as_csv,
    sums_by_code,
)

FIRST, LAST = date(2026, 9, 1), date(2026, 11, 30)
PARTS = ("gross_cents", "taxable_cents", "state_cents", "local_cents", "mctd_cents")


def entry(
    code: str = "8081",
    gross: int = 100_000,
    *,
    on: date = FIRST,
    review: bool = False,
    reference: str = "T-1",
):
    taxed = gross if code else 0
    return Entry(
        on=on,
        code=code,
        name="New York City" if code == "8081" else f"Place {code}",
        gross_cents=gross,
        taxable_cents=taxed,
        state_cents=taxed * 4 // 100,
        local_cents=taxed * 45 // 1000,
        mctd_cents=taxed * 375 // 100_000,
        review=review,
        reference=reference,
    )


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def cents(amount: str) -> int:
    return int(Decimal(amount) * 100)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-03", "2026-03-01", "2026-05-31"),
        ("2026-06", "2026-06-01", "2026-08-31"),
        ("2026-09", "2026-09-01", "2026-11-30"),
        ("2026-12", "2026-12-01", "2027-02-28"),
        ("2027-12", "2027-12-01", "2028-02-29"),
        (" 2026-12 ", "2026-12-01", "2027-02-28"),
        ("2099-12", "2099-12-01", "2100-02-28"),
    ],
)
def test_a_quarter(text, first, last):
    assert parse_quarter(text) == (date.fromisoformat(first), date.fromisoformat(last))


def test_quarters_follow_each_other_without_a_gap():
    names = [f"{year}-{month}" for year in range(2025, 2040) for month in ("03", "06", "09", "12")]
    for one, next_one in pairwise(names):
        assert parse_quarter(one)[1] + timedelta(days=1) == parse_quarter(next_one)[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026",
        "2026-01",
        "2026-13",
        "2026-3",
        "2026Q4",
        "1999-12",
        "9999-12",
        "２０２６-12",
        "2026-12-01",
        "now",
        "x" * 999,
    ],
)
def test_what_is_no_quarter_is_told_in_one_short_line(text):
    with pytest.raises(
        ValueError, match="March, June, September or December, as in 2026-09"
    ) as refused:
        parse_quarter(text)
    assert len(str(refused.value)) < 200
    assert "\n" not in str(refused.value)


def test_the_sums_by_code_with_other_states_last():
    entries = [
        entry("", 50_000, reference="T-3"),
        entry(reference="T-1"),
        entry(gross=1_500, reference="T-1"),
        entry(reference="T-2", review=True),
        entry(gross=-100_000, reference="T-2", review=True),
        entry("0181", 20_000, reference="T-4"),
    ]
    assert sums_by_code(entries, first=FIRST, last=LAST) == [
        Row("0181", "Place 0181", 1, 20_000, 20_000, 800, 900, 75, 0),
        Row("8081", "New York City", 2, 101_500, 101_500, 4_060, 4_567, 380, 1),
        Row("", OUTSIDE, 1, 50_000, 0, 0, 0, 0, 0),
    ]


@pytest.mark.parametrize(
    ("on", "counts"), [("2026-08-31", 0), ("2026-09-01", 1), ("2026-11-30", 1), ("2026-12-01", 0)]
)
def test_both_days_are_in_the_period(on, counts):
    assert len(sums_by_code([entry(on=date.fromisoformat(on))], first=FIRST, last=LAST)) == counts


def test_a_refund_alone_is_no_sale_and_is_negative():
    [row] = sums_by_code([entry(gross=-5)], first=FIRST, last=LAST)
    assert (row.sales, row.gross_cents) == (0, -5)
    [line, total] = read(report_as_csv([row], first=FIRST, last=LAST))
    assert (line["Gross sales"], total["Gross sales"]) == ("-0.05", "-0.05")


def test_the_newest_name_of_a_code_is_told():
    import dataclasses

    old, new = entry(), dataclasses.replace(entry(on=LAST), name="A New Name")
    for entries in ([old, new], [new, old]):
        assert sums_by_code(entries, first=FIRST, last=LAST)[0].name == "A New Name"


def test_the_csv_word_for_word():
    rows = sums_by_code([entry(), entry("", 123_456, reference="T-2")], first=FIRST, last=LAST)
    assert (
        report_as_csv(rows, first=FIRST, last=LAST)
        == "From,To,Code,Place,Sales,Gross sales,Taxable sales,State tax,Local tax,MCTD tax,Total"
        " tax,Awaiting review\n"
        "2026-09-01,2026-11-30,8081,New York City,1,1000.00,1000.00,40.00,45.00,3.75,88.75,0\n"
        "2026-09-01,2026-11-30,,Outside New York,1,1234.56,0.00,0.00,0.00,0.00,0.00,0\n"
        "2026-09-01,2026-11-30,,Total,2,2234.56,1000.00,40.00,45.00,3.75,88.75,0\n"
    )


def test_a_quarter_without_a_sale_is_a_header_and_a_total_of_nothing():
    [total] = read(report_as_csv([], first=FIRST, last=LAST))
    assert (total["Place"], total["Gross sales"], total["Sales"]) == ("Total", "0.00", "0")


@pytest.mark.parametrize(
    "start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n=1", "＝1"]
)
def test_no_cell_is_a_formula(start):
    row = Row(start, f"{start}|cmd", 1, 1, 1, 1, 1, 1, 0)
    text = report_as_csv([row], first=FIRST, last=LAST)
    assert text.count("\n") == 3
    cells = read(text)[0]
    assert cells["Code"].startswith("'")
    assert cells["Place"].startswith("'")


def test_a_name_with_commas_and_quotes_is_one_cell():
    row = Row("0181", 'Albany, "the city"', 1, 1, 1, 1, 1, 1, 0)
    assert read(report_as_csv([row], first=FIRST, last=LAST))[0]["Place"] == 'Albany, "the city"'


money = st.integers(-10_000_000, 10_000_000)
entries_of_a_quarter = st.lists(
    st.builds(
        Entry,
        on=st.dates(FIRST - timedelta(days=3), LAST + timedelta(days=3)),
        code=st.sampled_from(["", "8081", "6511", "5581", "0181"]),
        name=st.text(max_size=8),
        gross_cents=money,
        taxable_cents=money,
        state_cents=money,
        local_cents=money,
        mctd_cents=money,
        review=st.booleans(),
        reference=st.sampled_from(["T-1", "T-2", "T-3"]),
    ),
    max_size=40,
)


@given(entries_of_a_quarter)
def test_the_total_is_the_sum_of_the_entries_to_the_cent(entries):
    rows = sums_by_code(iter(entries), first=FIRST, last=LAST)
    inside = [tax_entry for tax_entry in entries if FIRST <= tax_entry.on <= LAST]
    for part in PARTS:
        assert sum(getattr(row, part) for row in rows) == sum(
            getattr(tax_entry, part) for tax_entry in inside
        )
    assert [row.code for row in rows] == sorted(
        {tax_entry.code for tax_entry in inside}, key=lambda code: (code == "", code)
    )
    *lines, total = read(report_as_csv(rows, first=FIRST, last=LAST))
    assert len(lines) == len(rows)
    for column, part in zip(HEADER[5:10], PARTS, strict=True):
        assert cents(total[column]) == sum(cents(line[column]) for line in lines)
        assert cents(total[column]) == sum(getattr(tax_entry, part) for tax_entry in inside)
    for line in [*lines, total]:
        assert cents(line["Total tax"]) == sum(cents(line[column]) for column in HEADER[7:10])
    assert sums_by_code(reversed(entries), first=FIRST, last=LAST) == rows
