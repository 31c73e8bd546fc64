"""When a shipment can't leave by the day promised: the choice to wait or to cancel (16 CFR
435.2(b)).

A first delay of at most the policy's `consent_days` stands unless the shopper says no; any other
stands only if the shopper says yes. A date that the shopper agreed to and that fails ends the order
at the end of that day, unless they agree to wait longer. Until it ships the shopper may cancel, for
everything that was paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

from troth.policy.answers import Step
from troth.policy.calendars import day_label
from troth.policy.hours import deadline_label
from troth.policy.promise import local_time
from troth.policy.terms import Terms
from troth.policy.windows import ContradictoryFacts, instant_label

REFUND_WORKING_DAYS = 7  # 16 CFR 435.1(b): for what was paid by card

Silence = Literal["consent", "cancel"]
Answer = Literal["wait", "cancel"]


@dataclass(frozen=True, slots=True)
class Round:
    """One notice of a delay and what follows from it. Recorded when made; no later policy or
    calendar moves it.
    """

    number: int  # 1 for the first delay
    old_by: date  # the day it should have shipped by, as last promised
    new_by: date | None  # None: nobody can say
    silence: Silence  # what no answer means
    decides_at: (
        datetime  # the first instant at which silence counts: a midnight in the store's zone
    )
    notice_by: datetime  # the notice must be out before this instant
    steps: tuple[Step, ...]

    @property
    def says(self) -> str:
        """What the shopper is told of an answer, and of none."""
        return self.steps[-1].says

    def data(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "old_by": self.old_by.isoformat(),
            "new_by": self.new_by.isoformat() if self.new_by else None,
            "silence": self.silence,
            "decides_at": self.decides_at.isoformat(),
            "notice_by": self.notice_by.isoformat(),
            "says": self.says,
            "steps": [step.data() for step in self.steps],
        }


def ship_by_on(terms: Terms, *, processed_by: date) -> date:
    """The day by which the carrier must have what is processed by `processed_by`: what a delay is
    measured against.
    """
    days = terms.file.delay.hand_over_days
    return terms.store_days.after(processed_by, days) if days else processed_by


def delay_round(
    terms: Terms,
    *,
    number: int,
    original_by: date,
    old_by: date,
    new_by: date | None,
    clause: str,
    found_at: datetime | None = None,
    announced_at: datetime | None = None,
    part: str = "",
) -> Round:
    """The choice that the shopper has when what should ship by `old_by` ships by `new_by` instead.

    `original_by` is the day of the promise as made, `clause` the one that moved. `found_at` is the
    instant of the notice: of a first delay, or told after the day was over, the shopper has at
    least the policy's `least_answer_hours` from it. `announced_at` is an automatic refund that an
    earlier notice announced and that nobody has answered: it is never moved later. `part` names the
    pieces where the order has others. Raises `ContradictoryFacts` where nothing is delayed,
    ValueError where `found_at` carries no offset.
    """
    _check(number, original_by, old_by, new_by)
    silence, last_day = _rule(terms, number, original_by, old_by, new_by)
    steps = [Step(clause, f"It should have shipped by {day_label(old_by)}, and can't.", old_by)]
    steps.append(_new_date(clause, original_by, old_by, new_by))
    notice_by = _end_of(terms, old_by)
    decides_at = _end_of(terms, last_day)
    if found_at is not None and decides_at < (least := _least(terms, found_at)):
        is_late = _utc(found_at) >= _utc(notice_by)
        if number == 1 or is_late:
            decides_at = least
            steps.append(_time_to_answer(terms, clause, found_at, decides_at, is_late=is_late))
    if new_by is not None and _utc(decides_at) > _utc(_end_of(terms, new_by)):
        silence = "cancel"  # nobody can agree by silence to a day that is over by then
    if announced_at is not None and _utc(decides_at) >= _utc(announced_at):
        silence, decides_at = "cancel", local_time(terms, announced_at)
        says = (
            "We announced a refund at"
            f" {deadline_label(terms, announced_at)} before, and that day stands."
        )
        steps.append(Step(clause, says, decides_at))
    steps.append(Step(clause, _says(terms, silence, decides_at, new_by, part), decides_at))
    return Round(number, old_by, new_by, silence, decides_at, notice_by, tuple(steps))


def _time_to_answer(
    terms: Terms, clause: str, found_at: datetime, decides_at: datetime, *, is_late: bool
) -> Step:
    late = "This notice comes late. " if is_late else ""
    hours = terms.file.delay.least_answer_hours
    says = (
        f"{late}Told {instant_label(terms, found_at)}, you have at least {hours} hours to answer:"
        f" until {deadline_label(terms, decides_at)}."
    )
    return Step(clause, says, decides_at)


def outcome(
    made: Round, *, answer: Answer | None, shipped: bool, now: datetime
) -> Literal["open", "consented", "cancel", "shipped"]:
    """How the round stands at `now` (aware), with the answer that came in time, if one did.

    What has shipped can't be called back, so an answer is judged when it comes. Until then "cancel"
    always counts, even after a consent.
    """
    if shipped:
        return "shipped"
    if answer is not None:
        return "cancel" if answer == "cancel" else "consented"
    if _utc(now) < _utc(made.decides_at):
        return "open"
    return "cancel" if made.silence == "cancel" else "consented"


def refund_due_on(terms: Terms, *, vested_at: datetime) -> date:
    """The last day for the refund of an order cancelled at `vested_at` (aware): working days
    strictly after it.
    """
    return terms.store_days.after(local_time(terms, vested_at).date(), REFUND_WORKING_DAYS)


def _check(number: int, original_by: date, old_by: date, new_by: date | None) -> None:
    if number < 1:
        raise ContradictoryFacts("number", "the first delay is number 1")
    if old_by < original_by:
        raise ContradictoryFacts(
            "old_by", f"a delay moves a date later: {old_by} is before {original_by}"
        )
    if new_by is not None and new_by <= old_by:
        raise ContradictoryFacts(
            "new_by", f"a delay moves a date later: {new_by} is not after {old_by}"
        )


def _rule(
    terms: Terms, number: int, original_by: date, old_by: date, new_by: date | None
) -> tuple[Silence, date]:
    """What silence means, and the last day of the time to answer."""
    limit = original_by + timedelta(days=terms.file.delay.consent_days)
    if number > 1:
        return "cancel", old_by
    if new_by is not None and new_by <= limit:
        return "consent", old_by
    return "cancel", limit


def _new_date(clause: str, original_by: date, old_by: date, new_by: date | None) -> Step:
    if new_by is None:
        return Step(clause, "Nobody can say yet when it will ship.", old_by)
    days = (new_by - original_by).days
    later = (
        f"{days} day{'s' if days != 1 else ''} after the day first promised,"
        f" {day_label(original_by)}"
    )
    return Step(clause, f"It will ship by {day_label(new_by)}, {later}.", new_by)


def _says(
    terms: Terms, silence: Silence, decides_at: datetime, new_by: date | None, part: str
) -> str:
    until = deadline_label(terms, decides_at)
    refund = (
        "refund what you paid for it: the price, its tax and its share of the shipping. The rest of"
        " your order isn't affected"
        if part
        else "refund everything you paid"
    )
    if silence == "consent" and new_by is not None:
        full = "a full refund of it" if part else "a full refund"
        return (
            f"If we don't hear from you by {until}, we take it that you wait until"
            f" {day_label(new_by)}. You can cancel at any time until it ships, for {full}."
        )
    return (
        f"Unless you tell us by {until} that you want to wait, or it ships first, we cancel"
        f" {part or 'it'} and {refund}. You can cancel at any time until it ships, for the same"
        " refund."
    )


def _least(terms: Terms, found_at: datetime) -> datetime:
    """The first midnight in the store's zone that leaves the shopper the hours promised; hours are
    added in UTC.
    """
    least = local_time(terms, _utc(found_at) + timedelta(hours=terms.file.delay.least_answer_hours))
    midnight = datetime.combine(least.date(), time(0), terms.zone)
    return midnight if _utc(least) <= _utc(midnight) else _end_of(terms, least.date())


def _end_of(terms: Terms, day: date) -> datetime:
    """The first instant of the next day, in the store's zone."""
    return datetime.combine(day + timedelta(days=1), time(0), terms.zone)


def _utc(at: datetime) -> datetime:
    """In UTC, where two instants compare by time."""
    if at.tzinfo is None:
        raise ValueError("an instant needs its offset")
    return at.astimezone(UTC)
