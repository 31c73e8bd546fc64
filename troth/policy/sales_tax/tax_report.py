"""The figures of the sales-tax return: what was sold and what was given back, by the code of the
place, as CSV.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from troth.policy.cells import safe_cell

OUTSIDE = "Outside New York"
HEADER = (
    "From", "To", "Code", "Place", "Sales", "Gross sales", "Taxable sales", "State tax",
    "Local tax", "MCTD tax", "Total tax", "Awaiting review",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing sold on a day, or with negative amounts given back; without a code where no tax is
    due.
    """

    on: date
    code: str
    name: str
    gross_cents: int
    taxable_cents: int
    state_cents: int
    local_cents: int
    mctd_cents: int
    review: bool
    reference: str  # the order's: its entries are one sale


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the return."""

    code: str
    name: str
    sales: int
    gross_cents: int
    taxable_cents: int
    state_cents: int
    local_cents: int
    mctd_cents: int
    awaiting_review: int

    @property
    def cents(self) -> int:
        return self.state_cents + self.local_cents + self.mctd_cents


def parse_quarter(text: str) -> tuple[date, date]:
    """The first and last day of the sales-tax quarter that begins in a month: `2026-12` is December
    to February.
    """
    match = re.fullmatch(r"(20\d\d)-(\d\d)", text.strip(), re.ASCII)
    if not match or match[2] not in ("03", "06", "09", "12"):
        raise ValueError(
            f"{text[:20]!r} is not a sales-tax quarter: the year and the month it begins in, "
            "which is March, June, September or December, as in 2026-09"
        )
    year, month = int(match[1]), int(match[2])
    next_begins = date(year + 1, 3, 1) if month == 12 else date(year, month + 3, 1)
    return date(year, month, 1), next_begins - timedelta(days=1)


def sums_by_code(entries: Iterable[Entry], *, first: date, last: date) -> list[Row]:
    """The sums of the days `first` to `last`, both in it, by code; what went to other states is the
    last row.
    """
    of_code: dict[str, list[Entry]] = {}
    for entry in entries:
        if first <= entry.on <= last:
            of_code.setdefault(entry.code, []).append(entry)
    return [
        _row_of(code, of_code[code]) for code in sorted(of_code, key=lambda code: (not code, code))
    ]


def report_as_csv(rows: Sequence[Row], *, first: date, last: date) -> str:
    """The rows under a header, amounts as `1234.56`, and their total. No cell is a formula to a
    spreadsheet.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for row in [*rows, _sum_rows("", "Total", rows)]:
        amounts = (
            row.gross_cents,
            row.taxable_cents,
            row.state_cents,
            row.local_cents,
            row.mctd_cents,
            row.cents,
        )
        writer.writerow(
            [
                first.isoformat(),
                last.isoformat(),
                _harmless_text(row.code),
                _harmless_text(row.name),
                row.sales,
                *(_amount_text(cents) for cents in amounts),
                row.awaiting_review,
            ]
        )
    return out.getvalue()


def _row_of(code: str, entries: Sequence[Entry]) -> Row:
    """Entries of one code: an order counts as one sale however many entries it has, and given back
    as none.
    """
    return Row(
        code=code,
        name=max((entry.on, entry.name) for entry in entries)[1] if code else OUTSIDE,
        sales=len({entry.reference for entry in entries if entry.gross_cents > 0}),
        gross_cents=sum(entry.gross_cents for entry in entries),
        taxable_cents=sum(entry.taxable_cents for entry in entries),
        state_cents=sum(entry.state_cents for entry in entries),
        local_cents=sum(entry.local_cents for entry in entries),
        mctd_cents=sum(entry.mctd_cents for entry in entries),
        awaiting_review=len({entry.reference for entry in entries if entry.review}),
    )


def _sum_rows(code: str, name: str, rows: Sequence[Row]) -> Row:
    return Row(
        code=code,
        name=name,
        sales=sum(row.sales for row in rows),
        gross_cents=sum(row.gross_cents for row in rows),
        taxable_cents=sum(row.taxable_cents for row in rows),
        state_cents=sum(row.state_cents for row in rows),
        local_cents=sum(row.local_cents for row in rows),
        mctd_cents=sum(row.mctd_cents for row in rows),
        awaiting_review=sum(row.awaiting_review for row in rows),
    )


def _amount_text(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"


def _harmless_text(text: str) -> str:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front; control
    characters are spaces.
    """
    return safe_cell("".join(character if character.isprintable() else " " for character in text))
