"""What if: a draft replayed over every order of the store, in the background, a slice at a time,
safe to kill.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Max, QuerySet

from troth.event_kinds import PolicyEventKind
from troth.orders.models import Order
from troth.publishing.actions import PublishingRefused
from troth.publishing.models import Draft, PolicyEvent, WhatIf
from troth.publishing.outbox import WHAT_IFS
from troth.publishing.replay import Counts, add_orders

BUNCH = 2000
SLICE = 5  # bunches that are replayed in one go
MOST_KEPT = 20
MOST_ATTEMPTS = 5
ASKED, STOPPED = PolicyEventKind.WHAT_IF_ASKED, PolicyEventKind.WHAT_IF_STOPPED


@transaction.atomic
def start_what_if(*, draft: Draft, now: datetime, by: str) -> WhatIf:
    """Asks what the draft would have meant for the store's own orders. Asked again while it runs,
    it is the same run.

    Raises `PublishingRefused` while another draft's runs.
    """
    if running := WhatIf.objects.filter(state=WhatIf.RUNNING).first():
        if running.digest == draft.digest:
            return running
        raise PublishingRefused(
            "draft", "Another what-if runs now, and one runs at a time: wait for it, or stop it."
        )
    try:
        with transaction.atomic():
            what_if = WhatIf.objects.create(
                text=draft.text,
                digest=draft.digest,
                name=draft.terms.name,
                draft=draft.number,
                by=by,
                asked_at=now,
                not_before=now,
                total=Order.objects.count(),
                until=Order.objects.aggregate(last=Max("pk"))["last"] or 0,
            )
    except IntegrityError as other:
        raise PublishingRefused(
            "draft", "Another what-if was started just now, and one runs at a time."
        ) from other
    PolicyEvent.objects.create(
        kind=ASKED,
        at=now,
        by=by,
        facts={"what_if": what_if.pk, "draft": draft.number, "digest": draft.digest},
    )
    newest = WhatIf.objects.order_by("-pk").values_list("pk", flat=True)[:MOST_KEPT]
    WhatIf.objects.exclude(pk__in=list(newest)).delete()
    return what_if


@transaction.atomic
def stop_what_if(*, what_if: WhatIf, now: datetime, by: str) -> bool:
    """It ends without an answer. False where it had ended."""
    running = WhatIf.objects.filter(pk=what_if.pk, state=WhatIf.RUNNING)
    if not running.update(state=WhatIf.STOPPED, ended_at=now, problem=f"Stopped by {by}."[:500]):
        return False
    PolicyEvent.objects.create(kind=STOPPED, at=now, by=by, facts={"what_if": what_if.pk})
    return True


def run_what_if(*, what_if_id: int, clock: Callable[[], datetime], bunches: int = SLICE) -> bool:
    """Replays the draft over the next bunches of orders. Whether there are more: then it wants to
    be run again.

    So no mail waits for it long. Killed, it goes on with the first bunch that isn't counted, when
    its lease has run out; whoever lost the lease can no longer write.
    """
    now = clock()
    if not WHAT_IFS.lease_row(what_if_id, now=now):
        return False
    what_if = WhatIf.objects.get(pk=what_if_id)
    held = WhatIf.objects.filter(pk=what_if.pk, state=WhatIf.RUNNING, attempts=what_if.attempts)
    if what_if.attempts > what_if.slices + MOST_ATTEMPTS:
        held.update(
            state=WhatIf.STOPPED,
            ended_at=now,
            result={},
            problem="It was begun too often without an end.",
        )
        return False
    draft, counts, after = what_if.terms, Counts.of(what_if.result), what_if.done_through
    for _ in range(bunches):
        if not (bunch := _next_order_keys(after, what_if.until)):
            return not _finish_run(held, counts, clock())
        add_orders(counts, draft, bunch)
        after = bunch[-1]
        if not held.update(looked_at=counts.orders, not_before=clock() + WHAT_IFS.lease):
            return False
    fields = {"result": counts.data(), "done_through": after, "slices": F("slices") + 1}
    return bool(held.update(**fields, not_before=clock()))


def _next_order_keys(after: int, until: int) -> list[int]:
    """The keys of the next orders."""
    orders = Order.objects.filter(pk__gt=after, pk__lte=until).order_by("pk")
    return list(orders.values_list("pk", flat=True)[:BUNCH])


def _finish_run(held: QuerySet[WhatIf], counts: Counts, now: datetime) -> bool:
    done = {"looked_at": counts.orders, "total": counts.orders, "result": counts.data()}
    held.update(state=WhatIf.DONE, ended_at=now, **done)
    return True
