"""Being forgotten: what is erased of an order, what the law keeps of it, and until when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from troth.policy.dates.promise import local_time
from troth.policy.results import Step, count_label
from troth.policy.terms import Terms

CLAUSE = "care"
ERASED = (
    "Your name, address, email and phone, the letters we wrote to you, the mails, words and photos"
    " that you sent us, and the searches that you saved under that address."
)


class KeptRecord(NamedTuple):
    """Something that stays: what it is, why, and the last day of it; None where it stays as long as
    the order does.
    """

    what: str
    why: str
    until: date | None

    def data(self) -> dict[str, str | None]:
        return {
            "what": self.what,
            "why": self.why,
            "until": self.until.isoformat() if self.until else None,
        }


def erased_at(terms: Terms, *, recorded_at: datetime) -> datetime:
    """When it is done: later than it is put on record, so that it can be taken back, also by who
    asked in a mail that was read days later.
    """
    return recorded_at + timedelta(hours=terms.file.records.erase_after_hours)


def kept_records(terms: Terms, *, placed_at: datetime) -> tuple[KeptRecord, ...]:
    """What stays of an order, by the law on records of sales tax and by the store's own
    promises.
    """
    until = tax_records_until(terms, placed_at=placed_at)
    years = terms.file.records.tax_years
    return (
        KeptRecord(
            "The order's number, pieces, amounts, tax, state and ZIP code, without a name",
            f"Records of sales tax are kept for {years} years after the return was due; the order"
            " itself is never changed.",
            None,
        ),
        KeptRecord(
            "The shipping label and the carrier's proof of delivery, which name you",
            "They show where it went, for the sales tax; then they are erased by themselves.",
            until,
        ),
        KeptRecord(
            "Who signed for the parcel",
            "The proof of delivery is kept: that is a promise of ours, and yours to use.",
            None,
        ),
        KeptRecord(
            "What the payment provider and the carrier hold",
            "They keep records of their own, by the law that governs them; ask them.",
            None,
        ),
    )


def erasure_steps(terms: Terms, *, recorded_at: datetime, placed_at: datetime) -> tuple[Step, ...]:
    """Why then, and why something stays, in words."""
    at = local_time(terms, erased_at(terms, recorded_at=recorded_at))
    hours = count_label(terms.file.records.erase_after_hours, "hour")
    return (
        Step(
            CLAUSE,
            f"It is done {hours} after your request is on record; until then you may take it back.",
            at,
        ),
        Step(
            "sales_tax",
            "The return for the order's quarter was due"
            f" {_tax_return_due(terms, placed_at):%b %-d, %Y}, and"
            f" its records are kept for {terms.file.records.tax_years} years after it.",
            tax_records_until(terms, placed_at=placed_at),
        ),
    )


def tax_records_until(terms: Terms, *, placed_at: datetime) -> date:
    """The last day on which records of the order's sales tax must be kept.

    Source: New York TB-ST-770: three years from the due date of the return that the records belong
    to.
    """
    due = _tax_return_due(terms, placed_at)
    return due.replace(year=due.year + terms.file.records.tax_years)


def _tax_return_due(terms: Terms, placed_at: datetime) -> date:
    """The due day of a quarterly return: the 20th after quarters that end with February, May,
    August, November.
    """
    on = local_time(terms, placed_at).date()
    first = on.month // 3 * 3 or 12  # quarters begin with March, June, September, December
    return date(on.year + (first == 12 and on.month == 12), (first + 2) % 12 + 1, 20)
