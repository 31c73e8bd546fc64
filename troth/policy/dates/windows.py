"""Until when a shopper may ask: clauses `cancellation`, `cancellation_closed_days`, `non_receipt`,
`claim_deadline`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

from troth.policy.dates.calendars import Calendar, day_label
from troth.policy.dates.hours import close_of_business, deadline_label, end_of_business_day
from troth.policy.dates.promise import local_time
from troth.policy.results import Step, clock_label, count_label
from troth.policy.terms import Terms


class ContradictoryFacts(ValueError):
    """The facts given can't all be true; `fact` names the one at fault."""

    def __init__(self, fact: str, reason: str) -> None:
        super().__init__(reason)
        self.fact = fact


COUNTS_STILL = "in time, and that still counts: it can be claimed now."


@dataclass(frozen=True, slots=True)
class CancellationLimit:
    """Recorded when the clock starts; no later policy or calendar moves it."""

    closes_at: datetime  # the last instant in time, in the store's zone
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class CancellationVerdict:
    verdict: Literal["accepted", "held", "best_effort", "refused"]
    clause: str
    # The last instant in time; None while the confirmation hasn't been received.
    closes_at: datetime | None
    answer_by: date | None  # for `held` and `best_effort`, where that day is to come
    sentence: str
    steps: tuple[Step, ...]

    def data(self) -> dict[str, Any]:
        return {
            "verdict": self.verdict,
            "clause": self.clause,
            "closes_at": self.closes_at.isoformat() if self.closes_at else None,
            "answer_by": self.answer_by.isoformat() if self.answer_by else None,
            "sentence": self.sentence,
            "steps": [step.data() for step in self.steps],
        }


@dataclass(frozen=True, slots=True)
class ClaimDates:
    """Recorded when the parcel ships; no later policy or calendar moves them."""

    opens_at: datetime  # the first instant at which a claim can be filed, in the store's zone
    closes_at: datetime  # the first instant at which it no longer can
    last_on: date  # the last day of the window, as told to the shopper
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class ClaimVerdict:
    verdict: Literal["early", "open", "closed", "delivered"]
    clause: str
    opens_at: datetime
    closes_at: datetime
    sentence: str
    steps: tuple[Step, ...]

    def data(self) -> dict[str, Any]:
        return {
            "verdict": self.verdict,
            "clause": self.clause,
            "opens_at": self.opens_at.isoformat(),
            "closes_at": self.closes_at.isoformat(),
            "sentence": self.sentence,
            "steps": [step.data() for step in self.steps],
        }


def _as_utc(at: datetime) -> datetime:
    """In UTC, where two instants compare by time: in one zone Python compares the clocks on the
    wall, and in the hour that a clock change repeats the later can look earlier.
    """
    if at.tzinfo is None:
        raise ValueError("an instant needs its offset")
    return at.astimezone(UTC)


def instant_label(terms: Terms, at: datetime) -> str:
    """`Mon Nov 23, 2026, 6:00 pm ET`: when something happened. (`hours.deadline_label` says a
    limit.)
    """
    local = local_time(terms, at)
    return f"{day_label(local.date())}, {clock_label(local, terms.file.zone_label)}"


def cancellation_limit(
    terms: Terms, *, confirmed_at: datetime, because: str = "The confirmation was received"
) -> CancellationLimit:
    """The window that a confirmation received at `confirmed_at` opens. Hours are added in UTC.
    `because` says what counts as its receipt.
    """
    hours = terms.file.cancellation.window_hours
    closes_at = local_time(terms, _as_utc(confirmed_at) + timedelta(hours=hours))
    steps = (
        Step(
            "cancellation",
            f"{because} {instant_label(terms, confirmed_at)}.",
            local_time(terms, confirmed_at),
        ),
        Step(
            "cancellation",
            f"{count_label(hours, 'hour')} from then, a cancellation is accepted until"
            f" {deadline_label(terms, closes_at)}.",
            closes_at,
        ),
    )
    return CancellationLimit(closes_at, steps)


def cancellation_verdict(
    terms: Terms,
    *,
    asked_at: datetime,
    confirmed_at: datetime | None = None,
    shipped_at: datetime | None = None,
    affirmed_at: datetime | None = None,
    recorded_at: datetime | None = None,
) -> CancellationVerdict:
    """What becomes of a cancellation asked for at `asked_at`. All instants are aware.

    `affirmed_at` is when the shopper confirmed that a mail was theirs, `recorded_at` when the
    request was put on record, as of a mail that was read later: once the business day on which it
    would have been answered has come, it is answered then, and no day is named. Without
    `confirmed_at` (no confirmation received yet) the request is in the window. A `shipped_at` after
    `asked_at` counts as not yet; one inside the window raises `ContradictoryFacts`, since nothing
    ships then.
    """
    asked_at, shipped_at = _as_utc(asked_at), _as_utc(shipped_at) if shipped_at else None
    limit = cancellation_limit(terms, confirmed_at=confirmed_at) if confirmed_at else None
    _check_shipped(terms, limit, asked_at, shipped_at)
    asked_on = local_time(terms, asked_at).date()
    shipped = shipped_at is not None and shipped_at <= asked_at
    open_day = terms.store_days.is_open(asked_on)
    clause = "cancellation" if open_day else "cancellation_closed_days"
    steps = _window_steps(terms, clause, asked_at, limit)
    if shipped_at is not None and shipped:
        sentence = f"It shipped {instant_label(terms, shipped_at)}."
        steps += (Step(clause, sentence, local_time(terms, shipped_at)),)
    in_window = _is_in_window(asked_at, limit)
    verdict = _decide_verdict(in_window=in_window, open_day=open_day, shipped=shipped)
    answer_by: date | None = None
    if verdict in ("held", "best_effort"):
        answer_by, answer_step = _answer_day(terms, clause, asked_on, affirmed_at, recorded_at)
        steps += (answer_step,)
    answer = _cancellation_sentence(terms, verdict, answer_by, limit, shipped)
    closes_at = limit.closes_at if limit else None
    return CancellationVerdict(verdict, clause, closes_at, answer_by, answer, steps)


def _is_in_window(asked_at: datetime, limit: CancellationLimit | None) -> bool:
    return limit is None or asked_at <= limit.closes_at


def _window_steps(
    terms: Terms, clause: str, asked_at: datetime, limit: CancellationLimit | None
) -> tuple[Step, ...]:
    """The window, and on which side of it and on what kind of day the shopper asked."""
    local = local_time(terms, asked_at)
    side = "inside" if _is_in_window(asked_at, limit) else "outside"
    sentence = f"Asked {_asked_label(terms, asked_at, limit)}: {side} the window"
    if not terms.store_days.is_open(local.date()):
        sentence += f", and not on a business day ({terms.store_days.why_closed(local.date())})"
    asked_step = Step(clause, sentence + ".", local)
    if limit is None:
        not_received = "The confirmation has not been received yet."
        return Step("cancellation", not_received, local), asked_step
    return *limit.steps, asked_step


def _answer_day(
    terms: Terms,
    clause: str,
    asked_on: date,
    affirmed_at: datetime | None,
    recorded_at: datetime | None,
) -> tuple[date | None, Step]:
    """The day by which care answers, None where it came before the shopper confirmed the mail, or
    before the mail was read.
    """
    answer_by = terms.store_days.after(asked_on, 1)
    known_at = affirmed_at or recorded_at
    if known_at is not None and answer_by <= local_time(terms, known_at).date():
        return None, _answered_at_once(terms, clause, known_at, was_affirmed=bool(affirmed_at))
    until = deadline_label(terms, close_of_business(terms, answer_by))
    return answer_by, Step(clause, f"Care answers on the next business day, by {until}.", answer_by)


def _answered_at_once(terms: Terms, clause: str, known_at: datetime, *, was_affirmed: bool) -> Step:
    what = "You confirmed it" if was_affirmed else "We read it"
    sentence = (
        f"{what} {instant_label(terms, known_at)}. The next business day after it was asked for had"
        " come by then, so it is answered at once."
    )
    return Step(clause, sentence, local_time(terms, known_at))


def until_affirmed(verdict: CancellationVerdict) -> CancellationVerdict:
    """The verdict while the shopper hasn't confirmed that a mail was theirs: nobody answers before
    that, so no day is named.
    """
    steps = verdict.steps if verdict.answer_by is None else verdict.steps[:-1]
    return replace(verdict, answer_by=None, steps=steps)


def _asked_label(terms: Terms, asked_at: datetime, limit: CancellationLimit | None) -> str:
    """When it was asked; in the minute in which the window closed, on which side of that."""
    label = instant_label(terms, asked_at)
    if limit and asked_at > limit.closes_at and label == instant_label(terms, limit.closes_at):
        return f"{label}, seconds too late"
    return label


def _check_shipped(
    terms: Terms, limit: CancellationLimit | None, asked_at: datetime, shipped_at: datetime | None
) -> None:
    if shipped_at is None:
        return
    if limit and shipped_at <= limit.closes_at:
        until = deadline_label(terms, limit.closes_at)
        raise ContradictoryFacts(
            "shipped_at",
            f"nothing ships inside the cancellation window, which is open until {until}",
        )
    if limit is None and shipped_at <= asked_at:
        raise ContradictoryFacts("shipped_at", "nothing ships before the confirmation is received")


def _decide_verdict(
    *, in_window: bool, open_day: bool, shipped: bool
) -> Literal["accepted", "held", "best_effort", "refused"]:
    if in_window:
        return "accepted" if open_day else "held"
    return "refused" if open_day or shipped else "best_effort"


def _cancellation_sentence(
    terms: Terms,
    verdict: str,
    answer_by: date | None,
    limit: CancellationLimit | None,
    shipped: bool,
) -> str:
    if verdict in ("held", "best_effort") and answer_by is None:
        return _said_at_once(verdict)
    answered = day_label(answer_by) if answer_by else ""
    if verdict == "accepted":
        return "Accepted: the order is cancelled and the payment returned in full."
    if verdict == "held":
        return (
            "Accepted: the order is held now, and is cancelled on the next business day, "
            f"{answered}, with the payment returned in full."
        )
    if verdict == "best_effort":
        return (
            f"The window has closed, but we try: what care finds unshipped on {answered} is"
            " cancelled."
        )
    closed = (
        f"The window closed at {deadline_label(terms, limit.closes_at)}"
        if limit
        else "The window has closed"
    )
    also = " and the order has shipped" if shipped else ""
    return f"{closed}{also}, so the order can't be cancelled. {what_remains(terms)}"


def what_remains(terms: Terms) -> str:
    """What a shopper can still ask for when cancelling is over."""
    opens_after = count_label(terms.file.claim.opens_after_days, "business day")
    return (
        f"What remains: a parcel that doesn't arrive can be claimed after {opens_after}; and"
        f" {terms.file.store.care_email} hears at any time of what arrives damaged, not as"
        " described, or is proven not authentic."
    )


def _said_at_once(verdict: str) -> str:
    if verdict == "held":
        return "Accepted: the order is cancelled now, with the payment returned in full."
    return "The window has closed, but we try: if it hasn't shipped, it is cancelled now."


def claim_dates(terms: Terms, *, shipped_on: date) -> ClaimDates:
    """When a parcel shipped on `shipped_on` (a day in the store's zone) can be claimed."""
    rule, days = terms.file.claim, terms.store_days
    waited = days.after(shipped_on, rule.opens_after_days)
    last = days.after(shipped_on, rule.closes_after_days)
    opens_at, closes_at = _end_of(terms, waited), _end_of(terms, last)
    steps = (
        Step("non_receipt", f"Shipped {day_label(shipped_on)}.", shipped_on),
        _counted_step(
            days,
            "non_receipt",
            "not received by the end of it, a parcel can be claimed",
            shipped_on,
            rule.opens_after_days,
        ),
        _counted_step(
            days,
            "claim_deadline",
            "a claim can be filed until it ends",
            shipped_on,
            rule.closes_after_days,
        ),
    )
    return ClaimDates(opens_at, closes_at, last, steps)


def claim_verdict(
    terms: Terms,
    *,
    shipped_on: date,
    asked_at: datetime,
    delivered_at: datetime | None = None,
    recorded_at: datetime | None = None,
) -> ClaimVerdict:
    """What a report of non-receipt made at `asked_at` is: early, open, closed, or about a delivered
    parcel.

    `recorded_at` is when it was put on record, as of a mail that was read later. It counts from
    `asked_at`, and nothing that is over by then is named: an early report of what can be claimed by
    then is a claim, and one of what was delivered by then is about a delivered parcel.

    A `delivered_at` after `asked_at` counts as not yet, but for an early report put on record
    later; one before the day it shipped raises `ContradictoryFacts`.
    """
    asked_at, delivered_at = _as_utc(asked_at), _as_utc(delivered_at) if delivered_at else None
    recorded_at = max(asked_at, _as_utc(recorded_at)) if recorded_at else asked_at
    dates = claim_dates(terms, shipped_on=shipped_on)
    report_step = Step(
        "non_receipt", f"Reported {instant_label(terms, asked_at)}.", local_time(terms, asked_at)
    )
    steps = (*dates.steps, report_step)
    if delivered_at is not None and local_time(terms, delivered_at).date() < shipped_on:
        raise ContradictoryFacts(
            "delivered_at", f"it shipped on {shipped_on}; it can't have arrived before that"
        )
    known_at = recorded_at if asked_at < dates.opens_at else asked_at
    if delivered_at is not None and delivered_at <= known_at:
        return _judge_delivered(terms, dates, delivered_at, steps)
    return _judge_undelivered(terms, dates, asked_at, recorded_at, steps)


def _judge_delivered(
    terms: Terms, dates: ClaimDates, delivered_at: datetime, steps: tuple[Step, ...]
) -> ClaimVerdict:
    delivered_sentence = f"Delivered {instant_label(terms, delivered_at)}."
    steps += (Step("non_receipt", delivered_sentence, local_time(terms, delivered_at)),)
    care = terms.file.store.care_email
    answer = f"{delivered_sentence} If nobody there signed for it, write to {care}."
    return ClaimVerdict("delivered", "non_receipt", dates.opens_at, dates.closes_at, answer, steps)


def _judge_undelivered(
    terms: Terms,
    dates: ClaimDates,
    asked_at: datetime,
    recorded_at: datetime,
    steps: tuple[Step, ...],
) -> ClaimVerdict:
    last, care = day_label(dates.last_on), terms.file.store.care_email
    was_early, was_late = asked_at < dates.opens_at, asked_at >= dates.closes_at
    if recorded_at >= (dates.opens_at if was_early else dates.closes_at) and not was_late:
        steps += (_recorded_step(terms, recorded_at),)
        sentence = f"You reported it on {_day_of(terms, asked_at)}, {COUNTS_STILL}"
        return ClaimVerdict("open", "non_receipt", dates.opens_at, dates.closes_at, sentence, steps)
    if was_early:
        due_at = trace_due_at(terms, asked_at=asked_at, recorded_at=recorded_at)
        trace_by = deadline_label(terms, due_at)
        until = deadline_label(terms, dates.opens_at)
        answer = (
            f"We ask the carrier for a trace by {trace_by}. If nothing has arrived by {until}, your"
            " report becomes a claim by itself."
        )
        return ClaimVerdict("early", "non_receipt", dates.opens_at, dates.closes_at, answer, steps)
    if not was_late:
        answer = f"It can be claimed now, until the end of {last}."
        return ClaimVerdict("open", "non_receipt", dates.opens_at, dates.closes_at, answer, steps)
    answer = (
        f"The time to claim ended with {last}, so it can't be refunded. What remains: write to"
        f" {care}, and ask your card's issuer, whose own rules still apply."
    )
    return ClaimVerdict("closed", "claim_deadline", dates.opens_at, dates.closes_at, answer, steps)


def trace_due_at(terms: Terms, *, asked_at: datetime, recorded_at: datetime) -> datetime:
    """By when care asks the carrier for a trace of what was reported at `asked_at`: by the end of
    that business day, or, where it was put on record only after that, of the day of the record.
    """
    due_at = end_of_business_day(terms, asked_at)
    is_over = due_at.astimezone(UTC) <= recorded_at.astimezone(UTC)
    return end_of_business_day(terms, recorded_at) if is_over else due_at


def _recorded_step(terms: Terms, recorded_at: datetime) -> Step:
    sentence = f"We put it on record {instant_label(terms, recorded_at)}: it counts as reported."
    return Step("non_receipt", sentence, local_time(terms, recorded_at))


def _day_of(terms: Terms, at: datetime) -> str:
    return day_label(local_time(terms, at).date())


def still_claimed(
    terms: Terms, verdict: ClaimVerdict, *, reported_at: datetime, was_filed: bool = False
) -> ClaimVerdict:
    """The verdict on a parcel that was reported in its days, was said to be found, and hasn't come
    since: that report still counts, whatever day it is now. `was_filed`: it was a claim already,
    filed by the store at `reported_at`, as its carrier couldn't find it or had lost it.
    """
    begins = "Your claim was filed on" if was_filed else "You reported it on"
    sentence = f"{begins} {_day_of(terms, reported_at)}, {COUNTS_STILL}"
    step = Step("non_receipt", sentence, local_time(terms, reported_at))
    return replace(
        verdict,
        verdict="open",
        clause="non_receipt",
        sentence=sentence,
        steps=(*verdict.steps, step),
    )


def _end_of(terms: Terms, day: date) -> datetime:
    """The first instant of the next day, in the store's zone."""
    return datetime.combine(day + timedelta(days=1), time(0), terms.zone)


def _counted_step(days: Calendar, clause: str, means: str, since: date, n: int) -> Step:
    reached = days.index(since) + n
    day, passed = days.days[reached], days.passed_over(since, reached)
    return Step(clause, f"Business day {n} after it is {day_label(day)}{passed}: {means}.", day)
