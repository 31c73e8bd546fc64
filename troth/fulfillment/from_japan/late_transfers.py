"""A transfer that is late: what customs or the freight say now, foreseen before it is entered, and
told to every shopper whose date moves. Said anew, it is a correction: whoever was told a later date
than the one that is known now is told that one, once.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from troth.approvals import actions as approvals
from troth.approvals.models import ApprovalRequest
from troth.catalog import crossing as catalog
from troth.fulfillment.from_japan.transfers import orders_of
from troth.fulfillment.models import PromiseStatus, Transfer
from troth.fulfillment.promises import effects, monitoring
from troth.fulfillment.promises.earlier_dates import PriorBelief
from troth.fulfillment.promises.standing_progress import load_progress
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.orders import queue_entries
from troth.orders.policy_versions import terms_at
from troth.policy.dates.promise import local_time

APPROVAL, LONGEST_WHY = "transfer.late", 200


@transaction.atomic
def report_late(
    *, transfer: Transfer, why: str, expected_on: date | None, now: datetime, by: str
) -> int:
    """Customs or the freight say when it comes now, or can't say (`expected_on` None). Every
    shopper of a piece whose date moves is told. Returns how many promises moved.

    The same report twice is one. Raises `FulfillmentRefused` for what isn't on its way, without a
    reason, and for a day that is over.
    """
    stored = Transfer.objects.select_for_update().get(pk=transfer.pk)
    why = _checked_reason(stored, why, expected_on, now)
    if (stored.late_why, stored.expected_on, stored.unknown) == (
        why,
        expected_on,
        expected_on is None,
    ):
        return 0
    believed = _prior_belief(stored, why)
    _store_report(stored, why, expected_on)
    return sum(
        monitoring.reassess_order(order, now=now, by=by, believed=believed)
        for order in orders_of(stored)
    )


def preview_report(
    *, transfer: Transfer, why: str, expected_on: date | None, now: datetime
) -> effects.Effect:
    """What the report would do: which promises move, by how much, and the first letter. Nothing is
    stored. Raises `FulfillmentRefused` as `report_late` does.
    """

    def reported() -> effects.Effect:
        stored = Transfer.objects.select_for_update().get(pk=transfer.pk)
        believed = _prior_belief(stored, _checked_reason(stored, why, expected_on, now))
        _store_report(stored, why.strip()[:LONGEST_WHY], expected_on)
        monitoring.start_watching(orders_of(stored))
        return effects.preview_effect(
            [_standings_of(stored)],
            closed=monitoring.current_closures(),
            now=now,
            believed=believed,
        )

    return effects.run_rolled_back(reported)


def ask_second_person(
    *,
    transfer: Transfer,
    why: str,
    expected_on: date | None,
    effect: effects.Effect,
    reason: str,
    now: datetime,
    by: str,
) -> ApprovalRequest:
    """Asks for the second person whom a report that moves many dates needs. Raises
    `ApprovalRefused` without a reason.
    """
    why = _checked_reason(Transfer.objects.get(pk=transfer.pk), why, expected_on, now)
    key = f"late.{transfer.key}.{expected_on or 'unknown'}."
    decided = ApprovalRequest.objects.filter(key__startswith=key, decided_at__isnull=False)
    when = f"expected on {expected_on}" if expected_on else "nobody can say when it comes"
    return approvals.request_approval(
        kind=APPROVAL,
        key=f"{key}{decided.count()}",
        title=f"Transfer {transfer.key} is late: {when}",
        reason=reason,
        facts={
            "transfer": transfer.key,
            "why": why,
            "expected_on": expected_on.isoformat() if expected_on else None,
        },
        details=[("Why, as shoppers read it", why), *effect.details()],
        link=f"/desk/foreseen/{key}{decided.count()}",
        by=by,
        now=now,
    )


def enter_approved_report(request: ApprovalRequest, *, now: datetime, by: str) -> str:
    """Enters a report that a second person has agreed to. Raises `ApprovalRefused` where it
    can't be entered any more.
    """
    facts = request.facts
    transfer = Transfer.objects.get(key=facts["transfer"])
    expected_on = date.fromisoformat(facts["expected_on"]) if facts["expected_on"] else None
    try:
        moved = report_late(
            transfer=transfer, why=facts["why"], expected_on=expected_on, now=now, by=by
        )
    except FulfillmentRefused as unable:
        raise approvals.ApprovalRefused(str(unable)) from unable
    promises = "1 promise" if moved == 1 else f"{moved:,} promises"
    return f"Entered: {promises} moved." + (" Whoever it concerns is told." if moved else "")


def preview_request(request: ApprovalRequest, *, now: datetime) -> effects.Effect:
    """What a request that waits would do now. Raises `FulfillmentRefused` where it can't be
    entered.
    """
    facts = request.facts
    expected_on = date.fromisoformat(facts["expected_on"]) if facts["expected_on"] else None
    transfer = Transfer.objects.get(key=facts["transfer"])
    return preview_report(transfer=transfer, why=facts["why"], expected_on=expected_on, now=now)


def _checked_reason(stored: Transfer, why: str, expected_on: date | None, now: datetime) -> str:
    if stored.dispatched_at is None or stored.ended_at is not None:
        raise FulfillmentRefused("transfer", "Only what is on its way can be late.")
    if not why.strip():
        raise FulfillmentRefused("transfer", "Say why: the shopper is told.")
    if expected_on is not None and expected_on < local_time(terms_at(now), now).date():
        raise FulfillmentRefused("transfer", "That day is over.")
    return why.strip()[:LONGEST_WHY]


def _store_report(stored: Transfer, why: str, expected_on: date | None) -> None:
    stored.late_why, stored.expected_on, stored.unknown = why, expected_on, expected_on is None
    stored.save()
    items = [crossing.line.item for crossing in stored.crossings.select_related("line__item")]
    catalog.set_expected_arrival(items=items, on=expected_on, why=stored.late_why)


def _standings_of(stored: Transfer) -> list[PromiseStatus]:
    orders = [order.pk for order in orders_of(stored)]
    rows = PromiseStatus.objects.filter(order__in=orders, ended_at=None)
    return list(rows.select_related("order__policy").order_by("pk"))


def _prior_belief(stored: Transfer, why: str) -> PriorBelief | None:
    """What was said of it until now; None where nothing was, or no date."""
    if stored.expected_on is None:
        return None
    standings = _standings_of(stored)
    places = {
        standing.order.policy.terms.warehouse_name(standing.warehouse) for standing in standings
    }
    queue_entries.lock_orders(standing.order_id for standing in standings)
    return PriorBelief(
        closed=monitoring.current_closures(),
        sentence=(
            f"It's coming from {' or '.join(sorted(places))} sooner than we had told you:"
            f" {why.rstrip('.')}."
        ),
        reasons=(f"({stored.late_why})",),
        since=stored.dispatched_at or stored.made_at,
        progress=load_progress(standings),
    )
