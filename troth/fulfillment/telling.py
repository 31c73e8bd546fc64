"""What the shopper is told of a date that moved: the round of delay, and the event that owes the
letter. One fact, one letter.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from troth.fulfillment.known import Known
from troth.fulfillment.models import Delay, Standing
from troth.fulfillment.obstacles import where_it_stands
from troth.orders.models import Event
from troth.policy import outlook as policy
from troth.policy.delay import delay_round, ship_by_on
from troth.policy.terms import Terms

Steps = list[dict[str, str]]
Moved = tuple[list[Delay], Event]
MOVED, KNOWN = "promise.moved", "promise.known"


def no_date(standing: Standing, told: Known, why: str, now: datetime, by: str) -> Moved | None:
    """No date can be given: told once, with the choice. Who agreed to wait without a date is not
    asked again.
    """
    if standing.unknown_why or standing.shipped_at:
        return None
    standing.unknown_why = why[:200].rstrip(".")
    if agreed_without_a_date(standing):
        return news(standing, told, MOVED, standing.ship_by, why, [], now, by, has_date=False)
    return open_round(standing, told, None, why, [], now, by)


def ships_by(terms: Terms, found: policy.Outlook) -> date:
    return ship_by_on(terms, processed_by=found.ready.latest)


def agreed_without_a_date(standing: Standing) -> bool:
    """Whether the shopper said that they wait though nobody can say until when: 16 CFR
    435.2(b)(2)(iii) asks for no further consent then.
    """
    return bool(standing.rounds) and any(
        delay.new_by is None and delay.answer == "wait" for delay in standing.delays.all()
    )


def _announced_refund(standing: Standing) -> datetime | None:
    """The earliest refund that an unanswered notice announced for silence: nothing moves it."""
    if not standing.rounds:
        return None
    open_ones = standing.delays.filter(ended_at=None, silence="cancel")
    return open_ones.order_by("decides_at").values_list("decides_at", flat=True).first()


def news(
    standing: Standing,
    told: Known,
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
    facts = facts_of(standing, told, old_by=old_by, why=why, steps=steps) | {"choice": False}
    if not has_date:
        facts["arrives_from"] = facts["arrives_by"] = None
    if announced := _announced_refund(standing):
        facts["refund_announced_at"] = announced.isoformat()
    return [], Event(order=standing.order, kind=kind, at=now, by=by, facts=facts)


def steps_of(found: policy.Outlook | policy.Unknown) -> Steps:
    return [step.data() for step in found.steps]


def named_in(steps: Steps, words: list[str]) -> str:
    """The step that names a closure which is in the way; empty where none does."""
    told = (step["says"] for step in steps)
    return next((says for says in told if any(word in says for word in words)), "")


def open_round(
    standing: Standing,
    told: Known,
    new_by: date | None,
    why: str,
    steps: Steps,
    now: datetime,
    by: str,
    ready_on: date | None = None,
) -> Moved:
    terms: Terms = standing.order.policy.terms
    made = standing.order.promises[standing.warehouse]
    original_by = ship_by_on(terms, processed_by=date.fromisoformat(made["processed"]["latest"]))
    clause = "transfer" if standing.warehouse == "jp" else "processing"
    announced_at = _announced_refund(standing)
    standing.rounds += 1
    decided = delay_round(
        terms,
        number=standing.rounds,
        original_by=original_by,
        old_by=standing.ship_by,
        new_by=new_by,
        clause=clause,
        found_at=now,
        announced_at=announced_at,
        part=" and ".join(told.titles) if told.is_part else "",
    )
    delay = Delay(
        standing=standing,
        order=standing.order,
        number=decided.number,
        old_by=decided.old_by,
        new_by=new_by,
        arrives_from=standing.arrives_from if new_by else None,
        arrives_by=standing.arrives_by if new_by else None,
        why=why[:300],
        steps=[step.data() for step in decided.steps],
        silence=decided.silence,
        found_at=now,
        notice_by=decided.notice_by,
        decides_at=decided.decides_at,
    )
    facts = facts_of(standing, told, old_by=decided.old_by, why=why, steps=steps) | {
        "choice": True,
        "round": decided.number,
        "ship_by": new_by.isoformat() if new_by else None,
        "ship_from": ready_on.isoformat() if ready_on else None,
        "silence": decided.silence,
        "decides_at": decided.decides_at.isoformat(),
        "says": decided.says,
    }
    if new_by:
        standing.ship_by = new_by
    else:
        facts["arrives_from"] = facts["arrives_by"] = None
    return [delay], Event(order=standing.order, kind=MOVED, at=now, by=by, facts=facts)


def facts_of(
    standing: Standing, told: Known, *, old_by: date, why: str, steps: Steps
) -> dict[str, Any]:
    return {
        "warehouse": standing.warehouse,
        "old_by": old_by.isoformat(),
        "why": why,
        "arrives_from": str(standing.arrives_from),
        "arrives_by": str(standing.arrives_by),
        "steps": steps,
        "lines": told.lines,
        "pieces": told.titles if told.is_part else [],
    }


def later_date(
    standing: Standing,
    told: Known,
    found: policy.Outlook,
    now: datetime,
    by: str,
    words: list[str],
    otherwise: str = "",
) -> Moved | None:
    """A date that moved later, or that is known again. The letter tells the dates that were worked
    out, and no others.
    """
    ship_by = ships_by(standing.order.policy.terms, found)
    late = ship_by > standing.ship_by
    later = found.arrives.latest > standing.arrives_by
    was_unknown = bool(standing.unknown_why)
    if not (late or later or was_unknown):
        return None
    steps, old_by = steps_of(found), standing.ship_by if late else standing.arrives_by
    standing.unknown_why = ""
    standing.arrives_from, standing.arrives_by = found.arrives
    why = named_in(steps, words) or otherwise
    why = why or where_it_stands(standing.order, standing.warehouse)
    if late and not was_unknown and not agreed_without_a_date(standing):
        return open_round(
            standing, told, ship_by, why, steps, now, by, ready_on=found.ready.earliest
        )
    if late or was_unknown:
        standing.ship_by = ship_by
    kind = KNOWN if was_unknown else MOVED
    moved = news(standing, told, kind, old_by, why, steps, now, by, has_date=True)
    if late or was_unknown:
        moved[1].facts |= {
            "ship_by": ship_by.isoformat(),
            "ship_from": found.ready.earliest.isoformat(),
        }
    return moved
