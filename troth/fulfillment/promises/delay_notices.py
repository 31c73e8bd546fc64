"""What the shopper is told of a date that moved: the round of delay, and the event that owes the
letter. One fact, one letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from troth.event_kinds import EventKind
from troth.fulfillment.models import Delay, PromiseStatus
from troth.fulfillment.promises.obstacles import ended_sentence, lapse_of, where_it_stands
from troth.fulfillment.promises.standing_progress import StandingProgress
from troth.orders.models import Event
from troth.payments.payment_requests import money_now
from troth.policy.dates import outlook as policy
from troth.policy.dates.delay import (
    DelayRound,
    Money,
    announced_sentence,
    cancel_sentence,
    delay_round,
    ends_before,
    ship_by_on,
)
from troth.policy.terms import Terms
from troth.policy.texts import shorten_text

Steps = list[dict[str, str]]
Moved = tuple[list[Delay], Event]


@dataclass(frozen=True, slots=True)
class Dates:
    """Dates that can be kept, as they are told: none begins on a day that is over."""

    outlook: policy.Outlook
    ship_from: date
    ship_by: date
    in_the_way: str = ""  # the closures that take the days on which it could have left


MOVED, KNOWN, SOONER = (
    EventKind.PROMISE_DELAYED,
    EventKind.PROMISE_DATED,
    EventKind.PROMISE_BROUGHT_FORWARD,
)


def no_date_notice(
    standing: PromiseStatus,
    progress: StandingProgress,
    why: str,
    now: datetime,
    by: str,
    *,
    another: bool = False,
    first: str = "",
) -> Moved | None:
    """No date can be given: told once, with the choice. Who agreed to wait without a date is not
    asked again; `another` cause than the one they know is told, and asks nothing anew. `first` is
    what the letter says before it.
    """
    words, shown_why = shorten_text(why, 200).rstrip("."), standing.unknown_why
    if standing.shipped_at or (shown_why and not (another and shown_why != words)):
        return None
    if _is_ending(standing, now):
        return None
    standing.unknown_why = words
    why = f"{first} {why}".strip()
    if shown_why or agreed_without_a_date(standing):
        return new_dates_notice(
            standing, progress, MOVED, standing.ship_by, why, [], now, by, has_date=False
        )
    return open_round(standing, progress, None, why, [], now, by)


def ships_by(terms: Terms, outlook: policy.Outlook) -> date:
    return ship_by_on(terms, processed_by=outlook.ready.latest)


def agreed_without_a_date(standing: PromiseStatus) -> bool:
    """Whether the shopper said that they wait though nobody can say until when: 16 CFR
    435.2(b)(2)(iii) asks for no further consent then.
    """
    return bool(standing.rounds) and any(
        delay.new_by is None and delay.answer == "wait" and delay.outcome != "shipped"
        for delay in standing.delays.all()
    )


@dataclass(frozen=True, slots=True)
class EarlierNotices:
    """What earlier notices gave the shopper: `announced_at` is the refund that an unanswered one
    announced, `answer_until` the time to answer of one that announced none, `agreed_by` the day
    that they last agreed to.
    """

    announced_at: datetime | None = None
    answer_until: datetime | None = None
    agreed_by: date | None = None


def earlier_notices(standing: PromiseStatus) -> EarlierNotices:
    """What the rounds before now gave: nothing that a later notice may take back."""
    if not standing.rounds:
        return EarlierNotices()
    rounds = list(standing.delays.order_by("number"))
    unanswered = [delay for delay in rounds if delay.ended_at is None]
    answers = [delay.decides_at for delay in unanswered if delay.silence == "consent"]
    agreed = [delay.new_by for delay in rounds if delay.outcome == "consented" and delay.new_by]
    return EarlierNotices(
        announced_at=_announced_refund(standing),
        answer_until=max(answers, default=None),
        agreed_by=agreed[-1] if agreed else None,
    )


def _announced_refund(standing: PromiseStatus) -> datetime | None:
    """The earliest refund that an unanswered notice announced for silence: nothing moves it."""
    if not standing.rounds:
        return None
    open_ones = standing.delays.filter(ended_at=None, silence="cancel")
    return open_ones.order_by("decides_at").values_list("decides_at", flat=True).first()


def _is_ending(standing: PromiseStatus, now: datetime) -> bool:
    """Whether the refund that was announced is made at this moment: no letter gives a choice whose
    time is over.
    """
    announced = _announced_refund(standing)
    return announced is not None and announced <= now


def part_of(progress: StandingProgress) -> str:
    """The pieces that a notice is about, where the order has others."""
    return " and ".join(progress.titles) if progress.is_part else ""


def new_dates_notice(
    standing: PromiseStatus,
    progress: StandingProgress,
    kind: str,
    old_by: date,
    why: str,
    steps: Steps,
    now: datetime,
    by: str,
    *,
    has_date: bool,
) -> Moved:
    """New dates without a new question; a refund that was announced stands, and is said again."""
    facts = facts_of(standing, progress, old_by=old_by, why=why, steps=steps) | {"choice": False}
    if not has_date:
        facts["arrives_from"] = facts["arrives_by"] = None
    terms: Terms = standing.order.policy.terms
    money, part = money_now(standing.order), part_of(progress)
    facts |= {"money": money, "sentence": cancel_sentence(terms, part=part, money=money)}
    if announced := _announced_refund(standing):
        facts |= {
            "refund_announced_at": announced.isoformat(),
            "sentence": announced_sentence(terms, announced, part=part, money=money),
            "if_kept": has_date and ends_before(terms, announced, standing.ship_by),
        }
    return [], Event(order=standing.order, kind=kind, at=now, by=by, facts=facts)


def steps_of(outlook: policy.Outlook | policy.UnknownDates) -> Steps:
    return [step.data() for step in outlook.steps]


def closures_named_in(steps: Steps, closed: Sequence[str]) -> str:
    """The closures in the way, as these steps name them; empty where they name none. One that
    goes on where another ends is named with it.
    """
    return " ".join(dict.fromkeys(step["sentence"] for step in steps if step["sentence"] in closed))


def open_round(
    standing: PromiseStatus,
    progress: StandingProgress,
    new_by: date | None,
    why: str,
    steps: Steps,
    now: datetime,
    by: str,
    ready_on: date | None = None,
) -> Moved:
    terms: Terms = standing.order.policy.terms
    money = money_now(standing.order)
    decided = _decide_round(standing, new_by, part_of(progress), money, now)
    delay = _build_delay(standing, decided, why, now)
    facts = facts_of(standing, progress, old_by=decided.old_by, why=why, steps=steps) | {
        "choice": True,
        "round": decided.number,
        "ship_by": new_by.isoformat() if new_by else None,
        "ship_from": ready_on.isoformat() if ready_on else None,
        "silence": decided.silence,
        "decides_at": decided.decides_at.isoformat(),
        "sentence": decided.sentence,
        "money": money,
        "if_kept": decided.silence == "cancel" and ends_before(terms, decided.decides_at, new_by),
    }
    if new_by:
        standing.ship_by = new_by
    else:
        facts["arrives_from"] = facts["arrives_by"] = None
    return [delay], Event(order=standing.order, kind=MOVED, at=now, by=by, facts=facts)


def _decide_round(
    standing: PromiseStatus, new_by: date | None, part: str, money: Money, now: datetime
) -> DelayRound:
    """The standing's next round, by the promise as made and by what earlier notices gave."""
    terms: Terms = standing.order.policy.terms
    promise = standing.order.promises[standing.warehouse]
    original_by = ship_by_on(terms, processed_by=date.fromisoformat(promise["processed"]["latest"]))
    earlier = earlier_notices(standing)
    standing.rounds += 1
    return delay_round(
        terms,
        number=standing.rounds,
        # A correction may have brought it forward.
        original_by=min(original_by, standing.ship_by),
        old_by=standing.ship_by,
        new_by=new_by,
        clause="transfer" if standing.warehouse == "jp" else "processing",
        found_at=now,
        announced_at=earlier.announced_at,
        answer_until=earlier.answer_until,
        agreed_by=earlier.agreed_by,
        part=part,
        money=money,
    )


def _build_delay(standing: PromiseStatus, decided: DelayRound, why: str, now: datetime) -> Delay:
    return Delay(
        standing=standing,
        order=standing.order,
        number=decided.number,
        old_by=decided.old_by,
        new_by=decided.new_by,
        arrives_from=standing.arrives_from if decided.new_by else None,
        arrives_by=standing.arrives_by if decided.new_by else None,
        why=shorten_text(why, 300),
        steps=[step.data() for step in decided.steps],
        silence=decided.silence,
        found_at=now,
        notice_by=decided.notice_by,
        decides_at=decided.decides_at,
    )


def facts_of(
    standing: PromiseStatus, progress: StandingProgress, *, old_by: date, why: str, steps: Steps
) -> dict[str, Any]:
    return {
        "warehouse": standing.warehouse,
        "old_by": old_by.isoformat(),
        "why": why,
        "arrives_from": str(standing.arrives_from),
        "arrives_by": str(standing.arrives_by),
        "steps": steps,
        "lines": progress.lines,
        "pieces": progress.titles if progress.is_part else [],
    }


def later_date_notice(
    standing: PromiseStatus,
    progress: StandingProgress,
    dates: Dates,
    now: datetime,
    by: str,
    closed: Sequence[str],
    otherwise: str = "",
) -> Moved | None:
    """A date that moved later, or that is known again. The letter tells the dates that were worked
    out, and no others; none where the payment is known to expire before them. `closed` are the
    closures on record, as steps name them.
    """
    if _is_ending(standing, now):
        return None
    terms: Terms = standing.order.policy.terms
    steps, was_unknown = steps_of(dates.outlook), bool(standing.unknown_why)
    is_paid_again = _is_paid_since_notice(standing)
    why = dates.in_the_way or ended_sentence(standing.unknown_why, is_paid_again=is_paid_again)
    why = why or closures_named_in(steps, closed) or otherwise
    lapse = lapse_of(terms, progress.lapses_at, first=dates.ship_from, last=dates.ship_by)
    if lapse is not None and lapse.leaves_no_date:
        return no_date_notice(standing, progress, lapse.sentence, now, by, another=True, first=why)
    why = why or where_it_stands(standing.order, standing.warehouse)
    why = f"{why} {lapse.sentence}" if lapse is not None else why
    late = dates.ship_by > standing.ship_by
    if not late or was_unknown or agreed_without_a_date(standing):
        return _dates_without_choice(standing, progress, dates, why, now, by)
    standing.arrives_from, standing.arrives_by = dates.outlook.arrives
    return open_round(
        standing, progress, dates.ship_by, why, steps, now, by, ready_on=dates.ship_from
    )


def _is_paid_since_notice(standing: PromiseStatus) -> bool:
    """Whether the shopper has paid again since they were last told of dates."""
    kinds = (MOVED, KNOWN, SOONER, EventKind.PAYMENT_AUTHORIZED_AGAIN)
    events = standing.order.events.filter(kind__in=kinds).order_by("pk")
    last = events.values_list("kind", flat=True).last()
    return last == EventKind.PAYMENT_AUTHORIZED_AGAIN


def _dates_without_choice(
    standing: PromiseStatus,
    progress: StandingProgress,
    dates: Dates,
    why: str,
    now: datetime,
    by: str,
) -> Moved:
    """The standing has these dates from now on, and the shopper is asked nothing about them."""
    late, was_unknown = dates.ship_by > standing.ship_by, bool(standing.unknown_why)
    old_by = standing.ship_by if late else standing.arrives_by
    standing.unknown_why = ""
    standing.arrives_from, standing.arrives_by = dates.outlook.arrives
    if late or was_unknown:
        standing.ship_by = dates.ship_by
    kind, steps = KNOWN if was_unknown else MOVED, steps_of(dates.outlook)
    moved = new_dates_notice(standing, progress, kind, old_by, why, steps, now, by, has_date=True)
    if late or was_unknown:
        moved[1].facts |= {
            "ship_by": dates.ship_by.isoformat(),
            "ship_from": dates.ship_from.isoformat(),
        }
    return moved
