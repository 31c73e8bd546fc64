"""When a shipment can't leave by the day promised: the choice to wait or to cancel (16 CFR
435.2(b)).

A first delay of at most the policy's `consent_days` stands unless the shopper says no; any other
stands only if the shopper says yes. A date that the shopper agreed to and that fails ends the order
at the end of that day, unless they agree to wait longer. Who hasn't answered a notice keeps the
time that it gave: a later notice never cuts it, and never puts off a refund that it announced.
Until it ships the shopper may cancel, for everything that was paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

from troth.policy.dates.calendars import day_label
from troth.policy.dates.hours import deadline_label
from troth.policy.dates.promise import local_time
from troth.policy.dates.windows import ContradictoryFacts, instant_label
from troth.policy.results import Step, count_label
from troth.policy.terms import Terms

REFUND_WORKING_DAYS = 7  # 16 CFR 435.1(b): for what was paid by card

Silence = Literal["consent", "cancel"]
Answer = Literal["wait", "cancel"]
# What became of the money: taken; only authorized; gone, so that keeping the order needs a new
# payment; or gone where the order can't be paid again by its page.
Money = Literal["charged", "authorized", "expired", "unpaid"]


@dataclass(frozen=True, slots=True)
class DelayRound:
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
    def sentence(self) -> str:
        """What the shopper is told of an answer, and of none."""
        return self.steps[-1].sentence

    def data(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "old_by": self.old_by.isoformat(),
            "new_by": self.new_by.isoformat() if self.new_by else None,
            "silence": self.silence,
            "decides_at": self.decides_at.isoformat(),
            "notice_by": self.notice_by.isoformat(),
            "sentence": self.sentence,
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
    answer_until: datetime | None = None,
    agreed_by: date | None = None,
    part: str = "",
    money: Money = "charged",
) -> DelayRound:
    """The choice that the shopper has when what should ship by `old_by` ships by `new_by` instead.

    `original_by` is the day of the promise as made, `clause` the one that moved. `found_at` is the
    instant of the notice: of a first delay, or told after the day was over, the shopper has at
    least the policy's `least_answer_hours` from it. Of the notices before this one: `announced_at`
    is the refund that an unanswered one announced, and it stands, neither later nor earlier;
    `answer_until` is the time to answer of an unanswered one that announced none; `agreed_by` is
    the day that the shopper last agreed to. `part` names the pieces where the order has others.
    Raises `ContradictoryFacts` where nothing is delayed, ValueError where `found_at` carries no
    offset.
    """
    delay = _Delay(clause, number, original_by, old_by, new_by)
    notice_by = _end_of(terms, old_by)
    if announced_at is not None:
        silence: Silence = "cancel"
        decides_at = local_time(terms, announced_at)
        more_steps = [_announced_step(terms, clause, announced_at, part, money)]
    else:
        silence, decides_at, more_steps = _rule_of_silence(
            terms, delay, found_at=found_at, answer_until=answer_until, agreed_by=agreed_by
        )
    words = silence_sentence(
        terms, silence=silence, decides_at=decides_at, new_by=new_by, part=part, money=money
    )
    steps = (*delay.steps(), *more_steps, Step(clause, words, decides_at))
    return DelayRound(number, old_by, new_by, silence, decides_at, notice_by, steps)


@dataclass(frozen=True, slots=True)
class _Delay:
    """What moves: the clause that failed, the number of the delay, and the days."""

    clause: str
    number: int
    original_by: date
    old_by: date
    new_by: date | None

    def __post_init__(self) -> None:
        if self.number < 1:
            raise ContradictoryFacts("number", "the first delay is number 1")
        if self.old_by < self.original_by:
            raise ContradictoryFacts(
                "old_by", f"a delay moves a date later: {self.old_by} is before {self.original_by}"
            )
        if self.new_by is not None and self.new_by <= self.old_by:
            raise ContradictoryFacts(
                "new_by", f"a delay moves a date later: {self.new_by} is not after {self.old_by}"
            )

    def steps(self) -> tuple[Step, Step]:
        """The day that fails, and the new one."""
        failed = f"It should have shipped by {day_label(self.old_by)}, and can't."
        first = Step(self.clause, failed, self.old_by)
        if self.new_by is None:
            unknown = "Nobody can say yet when it will ship."
            return first, Step(self.clause, unknown, self.old_by)
        days = (self.new_by - self.original_by).days
        later = (
            f"{days} day{'s' if days != 1 else ''} after the day first promised,"
            f" {day_label(self.original_by)}"
        )
        sentence = f"It will ship by {day_label(self.new_by)}, {later}."
        return first, Step(self.clause, sentence, self.new_by)


def _rule_of_silence(
    terms: Terms,
    delay: _Delay,
    *,
    found_at: datetime | None,
    answer_until: datetime | None,
    agreed_by: date | None,
) -> tuple[Silence, datetime, list[Step]]:
    """What silence means and from when, where no refund was announced before; and a step where the
    shopper has longer to answer than the dates give.
    """
    silence, last_day = _silence_rule(terms, delay, agreed_by)
    decides_at, steps = _end_of(terms, last_day), []
    if answer_until is not None and _as_utc(decides_at) < _as_utc(answer_until):
        decides_at = local_time(terms, answer_until)
    if found_at is not None:
        is_first = delay.number == 1 or answer_until is not None
        is_late = _as_utc(found_at) >= _as_utc(_end_of(terms, delay.old_by))
        least = _least_deadline(terms, found_at)
        if (is_first or is_late) and _as_utc(decides_at) < _as_utc(least):
            decides_at = least
            steps = [_time_to_answer(terms, delay.clause, found_at, least, is_late=is_late)]
    if not ends_before(terms, decides_at, delay.new_by):
        silence = "cancel"  # nobody can agree by silence to a day that is over by then
    return silence, decides_at, steps


def _announced_step(
    terms: Terms, clause: str, announced_at: datetime, part: str, money: Money
) -> Step:
    what = "a refund" if _is_refunded(part, money) else "a cancellation"
    until = deadline_label(terms, announced_at)
    sentence = f"We announced {what} at {until} before, and that day stands."
    return Step(clause, sentence, local_time(terms, announced_at))


def _time_to_answer(
    terms: Terms, clause: str, found_at: datetime, decides_at: datetime, *, is_late: bool
) -> Step:
    late = "This notice comes late. " if is_late else ""
    hours = count_label(terms.file.delay.least_answer_hours, "hour")
    sentence = (
        f"{late}Told {instant_label(terms, found_at)}, you have at least {hours} to answer:"
        f" until {deadline_label(terms, decides_at)}."
    )
    return Step(clause, sentence, decides_at)


def round_outcome(
    delay: DelayRound, *, answer: Answer | None, shipped: bool, now: datetime
) -> Literal["open", "consented", "cancel", "shipped"]:
    """How the round stands at `now` (aware), with the answer that came in time, if one did.

    What has shipped can't be called back, so an answer is judged when it comes. Until then "cancel"
    always counts, even after a consent.
    """
    if shipped:
        return "shipped"
    if answer is not None:
        return "cancel" if answer == "cancel" else "consented"
    if _as_utc(now) < _as_utc(delay.decides_at):
        return "open"
    return "cancel" if delay.silence == "cancel" else "consented"


def refund_due_on(terms: Terms, *, vested_at: datetime) -> date:
    """The last day for the refund of an order cancelled at `vested_at` (aware): working days
    strictly after it.
    """
    return terms.store_days.after(local_time(terms, vested_at).date(), REFUND_WORKING_DAYS)


def _silence_rule(terms: Terms, delay: _Delay, agreed_by: date | None) -> tuple[Silence, date]:
    """What silence means by the dates alone, and the last day of the time to answer."""
    limit = delay.original_by + timedelta(days=terms.file.delay.consent_days)
    if delay.number > 1:
        return "cancel", max(delay.old_by, agreed_by or delay.old_by)
    if delay.new_by is not None and delay.new_by <= limit:
        return "consent", delay.old_by
    return "cancel", limit


def silence_sentence(
    terms: Terms,
    *,
    silence: Silence,
    decides_at: datetime,
    new_by: date | None,
    part: str = "",
    money: Money = "charged",
) -> str:
    """What the shopper is told of an answer, and of none, as their money stands."""
    until = deadline_label(terms, decides_at)
    if silence == "consent" and new_by is not None:
        waits = (
            f"If we don't hear from you by {until}, we take it that you wait until"
            f" {day_label(new_by)}."
        )
        sentences = (waits, _pay_again(terms, money), _may_cancel(part, money))
        return " ".join(sentence for sentence in sentences if sentence)
    unpaid = money in ("expired", "unpaid")
    ships = "" if unpaid else ", or it ships first"
    ends = f"Unless you tell us by {until} that you want to wait{ships}, we cancel {part or 'it'}"
    if not _is_refunded(part, money):
        sentences = (
            f"{ends}, and you are charged nothing.",
            _pay_again(terms, money),
            f"You can cancel at any time until it ships, {cancelled_for(money)}.",
        )
        return " ".join(sentence for sentence in sentences if sentence)
    refund = "refund everything you paid"
    if part:
        refund = (
            f"refund what you {'paid' if money == 'charged' else 'pay'} for it: the price, its tax"
            " and its share of the shipping. The rest of your order isn't affected"
        )
    return f"{ends} and {refund}. You can cancel at any time until it ships, for the same refund."


def _pay_again(terms: Terms, money: Money) -> str:
    """What keeping the order needs besides the answer, where its payment is gone."""
    if money == "expired":
        return (
            "To keep it, you also need to pay again, on your order's page: nothing ships before"
            " that."
        )
    if money == "unpaid":
        return (
            "To keep it, you also need to pay again, which your order's page can't offer in this"
            f" case: write to {terms.file.store.care_email}."
        )
    return ""


def _may_cancel(part: str, money: Money) -> str:
    if part and _is_refunded(part, money):
        return "You can cancel at any time until it ships, for a full refund of it."
    return f"You can cancel at any time until it ships, {cancelled_for(money)}."


def _is_refunded(part: str, money: Money) -> bool:
    """Whether a cancellation gives money back. For a part of an order that is only authorized, the
    whole is charged, and the part refunded.
    """
    return money == "charged" or (money == "authorized" and bool(part))


def cancel_sentence(terms: Terms, *, part: str = "", money: Money = "charged") -> str:
    """The choice that stays open until it ships, where no answer is asked for."""
    return " ".join(
        sentence for sentence in (_pay_again(terms, money), _may_cancel(part, money)) if sentence
    )


def announced_sentence(
    terms: Terms, announced_at: datetime, *, part: str = "", money: Money = "charged"
) -> str:
    """The same, where an earlier notice announced what silence means."""
    stands = silence_sentence(
        terms, silence="cancel", decides_at=announced_at, new_by=None, part=part, money=money
    )
    return f"What we announced stands. {stands}"


def ends_before(terms: Terms, decides_at: datetime, ship_by: date | None) -> bool:
    """Whether silence ends the order before the last day on which it can ship: then that day is
    one only for who keeps the order, and is told so.
    """
    return ship_by is not None and _as_utc(decides_at) < _as_utc(_end_of(terms, ship_by))


def cancelled_for(money: Money) -> str:
    """What a cancellation means for the money, at the end of a sentence."""
    return "for a full refund" if money == "charged" else "and are charged nothing"


def cancelled_with(money: Money) -> str:
    """The same, where the store cancels."""
    return "with a full refund" if money == "charged" else "and you are charged nothing"


def _least_deadline(terms: Terms, found_at: datetime) -> datetime:
    """The first midnight in the store's zone that leaves the shopper the hours promised; hours are
    added in UTC.
    """
    least = local_time(
        terms, _as_utc(found_at) + timedelta(hours=terms.file.delay.least_answer_hours)
    )
    midnight = datetime.combine(least.date(), time(0), terms.zone)
    return midnight if _as_utc(least) <= _as_utc(midnight) else _end_of(terms, least.date())


def _end_of(terms: Terms, day: date) -> datetime:
    """The first instant of the next day, in the store's zone."""
    return datetime.combine(day + timedelta(days=1), time(0), terms.zone)


def _as_utc(at: datetime) -> datetime:
    """In UTC, where two instants compare by time."""
    if at.tzinfo is None:
        raise ValueError("an instant needs its offset")
    return at.astimezone(UTC)
