"""A place that can't work, for a storm, a holiday or a strike: entered as a dated fact, and every
promise that it touches is recalculated.

A closure is never edited. It is corrected, ended early or taken back by a fact of its own that
replaces it; then whoever was told of the wrong days is told the right dates, once.

The work goes on where it stopped, however often it is killed: each bunch of orders, their new
dates, the rounds and the events that owe the letters are one transaction with the mark of how far
it has come.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from troth.approvals import actions as approvals
from troth.approvals.models import ApprovalRequest
from troth.fulfillment.models import Closure, ClosureJob, PromiseStatus
from troth.fulfillment.promises import effects, monitoring
from troth.fulfillment.promises.earlier_dates import PriorBelief
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.orders import queue_entries
from troth.orders.policy_versions import terms_at
from troth.policy.dates import outlook
from troth.policy.dates.calendars import span_label
from troth.policy.dates.promise import local_time
from troth.policy.terms import Terms
from troth.policy.wording import CLOSED_PLACES, lower_first

BUNCH = 1000
LONGEST_DAYS = 90
LONGEST_NOTE = 300
CLAUSE, APPROVAL = "closed_days", "closure.enter"


@dataclass(frozen=True, slots=True)
class ClosurePlan:
    """What somebody means to enter: a closure, or what replaces one."""

    place: str
    first_on: date
    last_on: date
    why: str
    replaces: int | None = None
    is_off: bool = False
    note: str = ""

    def data(self) -> dict[str, Any]:
        """For the request that a second person decides."""
        return {
            "place": self.place,
            "first_on": self.first_on.isoformat(),
            "last_on": self.last_on.isoformat(),
            "why": self.why,
            "replaces": self.replaces,
            "is_off": self.is_off,
            "note": self.note,
        }

    @classmethod
    def of(cls, data: dict[str, Any]) -> ClosurePlan:
        """The plan that `data` gave."""
        days = {name: date.fromisoformat(data[name]) for name in ("first_on", "last_on")}
        return cls(**{**data, **days})


def enter_closure(
    *, place: str, first_on: date, last_on: date, why: str, now: datetime, by: str
) -> Closure:
    """The same closure entered twice is one. Raises `FulfillmentRefused` for days that can't be
    meant.
    """
    plan = ClosurePlan(place, first_on, last_on, why)
    return enter_plan(plan=plan, now=now, by=by)


@transaction.atomic
def enter_plan(*, plan: ClosurePlan, now: datetime, by: str) -> Closure:
    """Adds the closure, or the fact that replaces one, with the work that it owes. The same plan
    entered twice is one.

    Raises `FulfillmentRefused` for days that can't be meant, and where the closure was changed
    meanwhile.
    """
    plan = checked_plan(plan, now)
    if existing := _existing_closure(plan):
        return existing
    try:
        with transaction.atomic():
            closure = Closure.objects.create(
                place=plan.place,
                first_on=plan.first_on,
                last_on=plan.last_on,
                why=plan.why,
                replaces_id=plan.replaces,
                is_off=plan.is_off,
                note=plan.note,
                entered_at=now,
                by=by,
            )
    except IntegrityError as taken:
        if existing := _existing_closure(plan):
            return existing
        raise _changed_meanwhile() from taken
    total = PromiseStatus.objects.filter(ended_at=None).count()
    ClosureJob.objects.create(closure=closure, total=total)
    return closure


def checked_plan(plan: ClosurePlan, now: datetime) -> ClosurePlan:
    """The plan as it would be stored. Raises `FulfillmentRefused` for one that can't be entered.

    What was entered before and was changed since is entered again by replacing its last change.
    """
    plan = _normalize_plan(plan)
    if not plan.first_on <= plan.last_on or (plan.last_on - plan.first_on).days >= LONGEST_DAYS:
        raise FulfillmentRefused(
            CLAUSE,
            f"A closure has from 1 to {LONGEST_DAYS} days, the first before the last.",
        )
    if plan.replaces is None:
        return _checked_new_plan(plan, now)
    _check_change(plan, plan.replaces)
    return plan


def _checked_new_plan(plan: ClosurePlan, now: datetime) -> ClosurePlan:
    """The plan, or the one that replaces what became of it since it was entered before."""
    if plan.last_on < local_time(terms_at(now), now).date():
        raise FulfillmentRefused(CLAUSE, "These days are over: what they delayed shows by itself.")
    last = _last_change_of(plan)
    if last is None or _is_same_plan(last, plan):
        return plan
    note = f"Entered again. {plan.note}".strip()[:LONGEST_NOTE]
    return _plan_replacing(plan, last.pk, note)


def _check_change(plan: ClosurePlan, replaces: int) -> None:
    """Raises `FulfillmentRefused` where this can't take the place of the closure it replaces."""
    replaced = Closure.objects.filter(pk=replaces, place=plan.place).first()
    if replaced is None:
        raise FulfillmentRefused(CLAUSE, "There is no such closure.")
    if not plan.note:
        raise FulfillmentRefused(CLAUSE, "Reason: say why the closure is changed.")
    later = Closure.objects.filter(replaces=replaced).first()
    if later is not None and not _is_same_plan(later, plan):
        raise _changed_meanwhile()
    if later is None and _is_same_plan(replaced, plan):
        raise FulfillmentRefused(CLAUSE, "That is what the closure says already.")


def _normalize_plan(plan: ClosurePlan) -> ClosurePlan:
    return ClosurePlan(
        plan.place,
        plan.first_on,
        plan.last_on,
        plan.why.strip().rstrip(".")[:200],
        plan.replaces,
        plan.is_off,
        plan.note.strip()[:LONGEST_NOTE],
    )


def _plan_replacing(plan: ClosurePlan, replaces: int, note: str) -> ClosurePlan:
    return ClosurePlan(
        plan.place, plan.first_on, plan.last_on, plan.why, replaces, plan.is_off, note
    )


def _last_change_of(plan: ClosurePlan) -> Closure | None:
    """What now stands in place of a closure that was entered like this before."""
    row = Closure.objects.filter(
        place=plan.place,
        first_on=plan.first_on,
        last_on=plan.last_on,
        why=plan.why,
        replaces=None,
    ).first()
    while row is not None:
        later = Closure.objects.filter(replaces=row).first()
        if later is None:
            return row
        row = later
    return None


def _is_same_plan(row: Closure, plan: ClosurePlan) -> bool:
    if row.is_off or plan.is_off:
        return row.is_off == plan.is_off
    return (row.first_on, row.last_on, row.why) == (plan.first_on, plan.last_on, plan.why)


def _existing_closure(plan: ClosurePlan) -> Closure | None:
    """The row of the same plan; raises `FulfillmentRefused` where another one has replaced the
    closure.
    """
    if plan.replaces is None:
        return _last_change_of(plan)
    row = Closure.objects.filter(replaces=plan.replaces).first()
    if row is not None and not _is_same_plan(row, plan):
        raise _changed_meanwhile()
    return row


def _changed_meanwhile() -> FulfillmentRefused:
    return FulfillmentRefused(
        CLAUSE, "Somebody has changed this closure meanwhile. Look at it again."
    )


def preview_plan(*, plan: ClosurePlan, now: datetime) -> effects.Effect:
    """What entering the plan would do: which promises move, by how much, and the first letter.
    Nothing is stored. Raises `FulfillmentRefused` for a plan that can't be entered.
    """
    plan = checked_plan(plan, now)
    replaced = Closure.objects.filter(pk=plan.replaces or 0).first()
    rows = Closure.objects.filter(replaced_by=None, is_off=False).exclude(pk=plan.replaces or 0)
    counted = [monitoring.closed_days_of(row) for row in rows]
    meant = Closure(place=plan.place, first_on=plan.first_on, last_on=plan.last_on, why=plan.why)
    if not plan.is_off:
        counted.append(monitoring.closed_days_of(meant))
    meant.is_off = plan.is_off
    effect = effects.preview_effect(
        effects.open_standings(),
        closed=_sorted_closures(counted),
        now=now,
        believed=_prior_belief(replaced, meant, now),
    )
    effect.days_closed = len(_days_of(meant) - (_days_of(replaced) if replaced else set()))
    return effect


def _days_of(closure: Closure) -> set[date]:
    """The days that a closure closes; none of one that was taken back."""
    if closure.is_off:
        return set()
    many = (closure.last_on - closure.first_on).days + 1
    return {closure.first_on + timedelta(days=nth) for nth in range(many)}


def _sorted_closures(closed: list[outlook.Closure]) -> tuple[outlook.Closure, ...]:
    return tuple(sorted(closed, key=lambda row: (row.first_on, row.last_on, row.place)))


def _prior_belief(
    replaced: Closure | None, now_counts: Closure, now: datetime
) -> PriorBelief | None:
    """What counted until `replaced` was corrected; None for a closure that replaces none."""
    if replaced is None:
        return None
    others = Closure.objects.filter(replaced_by=None, is_off=False)
    others = others.exclude(pk__in=[row for row in (replaced.pk, now_counts.pk) if row])
    counted = [monitoring.closed_days_of(row) for row in others]
    if not replaced.is_off:
        counted.append(monitoring.closed_days_of(replaced))
    root = replaced
    while root.replaces is not None:
        root = root.replaces
    return PriorBelief(
        closed=_sorted_closures(counted),
        sentence=correction_sentence(replaced, now_counts, terms_at(now)),
        reasons=(f"({replaced.why})",),
        since=root.entered_at,
    )


def correction_sentence(replaced: Closure, now_counts: Closure, terms: Terms) -> str:
    """What was wrong, for who was told."""
    before = monitoring.closed_days_of(replaced)
    place, days = lower_first(before.where(terms)), span_label(before.first_on, before.last_on)
    notice = f"We had told you that {place} closed {days} ({before.why})."
    if now_counts.is_off:
        return f"{notice} That was a mistake, and those days count again."
    after = monitoring.closed_days_of(now_counts)
    return (
        f"{notice} {after.where(terms)} closed {span_label(after.first_on, after.last_on)} instead."
    )


def ask_second_person(
    *, plan: ClosurePlan, effect: effects.Effect, reason: str, now: datetime, by: str
) -> ApprovalRequest:
    """Asks for the second person whom a plan that moves many dates needs. Raises
    `ApprovalRefused` without a reason.
    """
    plan = checked_plan(plan, now)
    key = f"closure.{plan.place}.{plan.first_on}.{plan.last_on}.{plan.replaces or 0}"
    key += f".{'off' if plan.is_off else 'on'}."
    decided = ApprovalRequest.objects.filter(key__startswith=key, decided_at__isnull=False)
    days = span_label(plan.first_on, plan.last_on)
    place = terms_at(now).named(CLOSED_PLACES[plan.place])
    return approvals.request_approval(
        kind=APPROVAL,
        key=f"{key}{decided.count()}",
        title=f"{place} {'open after all' if plan.is_off else 'closed'} {days}",
        reason=reason,
        facts={"plan": plan.data()},
        details=[("Why, as shoppers read it", plan.why), *effect.details()],
        link=f"/desk/foreseen/{key}{decided.count()}",
        by=by,
        now=now,
    )


def enter_approved_closure(request: ApprovalRequest, *, now: datetime, by: str) -> str:
    """Enters a closure that a second person has agreed to. Raises `ApprovalRefused` where it
    can't be entered any more.
    """
    try:
        closure = enter_plan(plan=ClosurePlan.of(request.facts["plan"]), now=now, by=by)
    except FulfillmentRefused as unable:
        raise approvals.ApprovalRefused(str(unable)) from unable
    return f"Entered: {closure}. Every open promise is being worked out anew."


def preview_request(request: ApprovalRequest, *, now: datetime) -> effects.Effect:
    """What a request that waits would do now. Raises `FulfillmentRefused` where it can't be
    entered.
    """
    return preview_plan(plan=ClosurePlan.of(request.facts["plan"]), now=now)


def unfinished_closures() -> list[ClosureJob]:
    """Closures whose work isn't done, oldest first."""
    return list(ClosureJob.objects.filter(ended_at=None).select_related("closure").order_by("pk"))


def recompute_promises(
    *, closure_id: int, now: datetime, progress: Callable[[ClosureJob], None] = lambda _: None
) -> ClosureJob:
    """Works out every open promise anew, a bunch at a time. Two workers at once take bunches in
    turn.
    """
    while True:
        reckoning = _recompute_batch(closure_id, now)
        progress(reckoning)
        if reckoning.ended_at is not None:
            return reckoning


@transaction.atomic
def _recompute_batch(closure_id: int, now: datetime) -> ClosureJob:
    reckoning = (
        ClosureJob.objects.select_for_update(of=("self",))
        .select_related("closure__replaces")
        .get(pk=closure_id)
    )
    if reckoning.ended_at is not None:
        return reckoning
    rows = PromiseStatus.objects.filter(ended_at=None, pk__gt=reckoning.done_through).order_by("pk")
    bunch = list(rows.values_list("pk", "order")[:BUNCH])
    if bunch:
        queue_entries.lock_orders(order for _, order in bunch)
        reckoning.done_through = bunch[-1][0]
        reckoning.looked_at += len(bunch)
        # Read only now: one of them may have been cancelled, its shopper have answered, or the
        # closure itself been corrected, meanwhile.
        rows = rows.filter(pk__lte=reckoning.done_through).select_related("order__policy")
        standings = list(rows.defer("order__policy__source", "order__agreed", "order__tax"))
        reckoning.moved += monitoring.reassess_standings(
            standings,
            closed=monitoring.current_closures(),
            now=now,
            by=reckoning.closure.by,
            believed=_prior_belief(reckoning.closure.replaces, reckoning.closure, now),
        )
    if len(bunch) < BUNCH:
        reckoning.ended_at = now
    reckoning.save()
    return reckoning
