"""Taking items in, judging them, listing them, and taking them out of the store again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Permission, User
from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from troth.actors import Actor, staff_actor
from troth.catalog import serials
from troth.catalog.models import (
    Evaluation,
    Item,
    ItemEvent,
    ListingRule,
    Reservation,
    VoidedSerial,
    Withdrawal,
)
from troth.errors import ActionRefused
from troth.event_kinds import ItemEventKind
from troth.policy.terms import Terms

JUDGE = "catalog.add_evaluation"
SEE_SERIALS = "catalog.view_voidedserial"


class ItemActionRefused(ActionRefused):
    """It can't be done; the text says why, and what can be done."""


class NotAnExpert(ItemActionRefused):
    """Only an in-house expert judges an item."""


class NotApproved(ItemActionRefused):
    """An item without enough standing approvals can't be listed (clause `authentication`)."""


class JudgedMeanwhile(ItemActionRefused):
    """Somebody else has judged the item since it was read."""


class ItemChanged(ItemActionRefused):
    """The item is no longer what it was when it was read."""


def record_item_events(
    items: Iterable[Item], kind: str, *, now: datetime, by: str, facts: dict[str, Any] | None = None
) -> None:
    """Appends to each item's timeline. Called inside the verb's own transaction."""
    ItemEvent.objects.bulk_create(
        [ItemEvent(item=item, kind=kind, at=now, by=by, facts=facts or {}) for item in items],
        batch_size=1000,
    )


@transaction.atomic
def add_items(*, items: Sequence[Item], now: datetime, by: str) -> None:
    """Writes new items, unlisted. Their prices begin here."""
    Item.objects.bulk_create(items)
    ItemEvent.objects.bulk_create(
        [
            ItemEvent(
                item=item,
                kind=ItemEventKind.ADDED,
                at=now,
                by=by,
                facts={"price_cents": item.price_cents},
            )
            for item in items
        ]
    )


@transaction.atomic
def describe_item(*, item: Item, changes: dict[str, Any], now: datetime, by: str) -> bool:
    """Changes what is recorded of an item. False when nothing differs. Raises `ItemChanged` once it
    is sold.
    """
    if "price_cents" in changes:
        raise ItemActionRefused("Price: it isn't part of a description; change it by itself.")
    stored = Item.objects.select_for_update().get(pk=item.pk)
    if stored.sold_at:
        raise ItemChanged(f"{stored.title} is sold: its description stays as it was bought")
    differs = {field: value for field, value in changes.items() if getattr(stored, field) != value}
    if not differs:
        return False
    secret = {"serial_sealed", "serial_print"}
    facts: dict[str, Any] = {
        field: [getattr(stored, field), value]
        for field, value in differs.items()
        if field not in secret
    }
    if secret & set(differs):
        facts["serial"] = "changed"
    Item.objects.filter(pk=item.pk).update(**differs)
    record_item_events([item], ItemEventKind.DESCRIPTION_CHANGED, now=now, by=by, facts=facts)
    if VoidedSerial.objects.filter(fingerprint=differs.get("serial_print") or "-").exists():
        _mark_unlisted(
            [item], now=now, by=by, reason="its serial is on the list of voided and stolen ones"
        )
    return True


def evaluate_items(
    *,
    items: Sequence[Item],
    verdict: str,
    evidence: dict[str, Any],
    now: datetime,
    by: User,
    number: int | None = None,
) -> None:
    """Records what the expert `by` found of each item: all of it, or nothing.

    `number` is the evaluation the expert meant to write; raises `JudgedMeanwhile` when it is taken.
    Raises `NotAnExpert`, and `ItemActionRefused` for a rejected item, for one that `by` has judged
    already, and for approving one whose serial is voided or stolen. A rejection takes the item off
    sale.
    """
    if not is_expert(by):
        raise NotAnExpert(f"{by.email or by.username} is not an active in-house expert")
    try:
        _record_evaluations(items, verdict, evidence, now, by, number)
    except IntegrityError as taken:
        raise JudgedMeanwhile(
            "Somebody else has just judged it. Look at it again before you decide."
        ) from taken


def permission_of(name: str) -> Permission:
    """The permission of a name such as `JUDGE`."""
    app, _, code = name.partition(".")
    return Permission.objects.get(content_type__app_label=app, codename=code)


def is_expert(person: User) -> bool:
    """Active staff with the permission to judge."""
    return bool(person.is_active and person.is_staff and person.has_perm(JUDGE))


@transaction.atomic
def _record_evaluations(
    items: Sequence[Item],
    verdict: str,
    evidence: dict[str, Any],
    now: datetime,
    by: User,
    number: int | None,
) -> None:
    keys = [item.pk for item in items]
    earlier = Evaluation.objects.filter(item__in=keys)
    _check_may_judge(earlier, by)
    if verdict == Evaluation.APPROVED:
        _check_serials(items)
    else:
        _mark_unlisted(items, now=now, by=_staff_actor(by), reason="an expert rejected it")
    last = dict(earlier.values_list("item").annotate(last=Max("number")))
    if number is not None and any(last.get(key, 0) + 1 != number for key in keys):
        raise JudgedMeanwhile(
            "Somebody else has judged it meanwhile. Look at it again before you decide."
        )
    Evaluation.objects.bulk_create(
        Evaluation(
            item=item,
            number=last.get(item.pk, 0) + 1,
            verdict=verdict,
            by=by,
            at=now,
            evidence=evidence,
        )
        for item in items
    )
    record_item_events(items, f"item.{verdict}", now=now, by=_staff_actor(by))


def _check_may_judge(earlier: QuerySet[Evaluation], by: User) -> None:
    """Raises `ItemActionRefused` after a rejection, and for who has approved it already."""
    if rejected := earlier.filter(verdict=Evaluation.REJECTED).select_related("item").first():
        raise ItemActionRefused(
            f"{rejected.item.title} was rejected on {rejected.at:%Y-%m-%d}: a rejection stands."
        )
    if own := earlier.filter(by=by, withdrawal=None).select_related("item").first():
        raise ItemActionRefused(
            f"You have approved {own.item.title} already: another expert must, or you withdraw"
            " yours."
        )


def _check_serials(items: Sequence[Item]) -> None:
    prints = {item.serial_print: item for item in items if item.serial_print}
    if listed := VoidedSerial.objects.filter(fingerprint__in=prints).first():
        item = prints[listed.fingerprint]
        raise ItemActionRefused(
            f"{item.title}: its serial is on the list of voided and stolen serials"
            f" ({listed.reason})."
        )


@transaction.atomic
def withdraw_approval(*, evaluation: Evaluation, reason: str, now: datetime, by: User) -> None:
    """Takes an approval back, for ever; the item leaves the store at once, whatever else approves
    it.

    Raises `NotAnExpert`, and `ItemActionRefused` for a rejection or an approval that is withdrawn
    already.
    """
    if not is_expert(by):
        raise NotAnExpert(f"{by.email or by.username} is not an active in-house expert")
    if not reason.strip():
        raise ItemActionRefused("Say why the approval no longer stands.")
    if evaluation.verdict != Evaluation.APPROVED:
        raise ItemActionRefused("Only an approval can be withdrawn: a rejection stands.")
    # The item's row first: who lists it at this moment waits, and then finds the withdrawal.
    item = Item.objects.select_for_update().get(pk=evaluation.item_id)
    if Withdrawal.objects.filter(evaluation=evaluation).exists():
        raise ItemActionRefused("This approval is withdrawn already.")
    _mark_unlisted(
        [item], now=now, by=_staff_actor(by), reason=f"an approval was withdrawn: {reason.strip()}"
    )
    Withdrawal.objects.create(evaluation=evaluation, by=by, at=now, reason=reason.strip())
    facts = {"evaluation": evaluation.pk, "reason": reason.strip()}
    record_item_events(
        [item], ItemEventKind.APPROVAL_WITHDRAWN, now=now, by=_staff_actor(by), facts=facts
    )


@transaction.atomic
def put_on_sale(*, items: Sequence[Item], terms: Terms, now: datetime, by: str) -> None:
    """Lists the items. Raises `NotApproved`, and lists none, unless enough experts' approvals of
    every one stand.
    """
    store_listing_rule(terms=terms, now=now)
    keys = [item.pk for item in items]
    unlisted = list(
        Item.objects.select_for_update().filter(pk__in=keys, listed_at=None).order_by("pk")
    )
    if lacking := unlistable_items(items=unlisted, terms=terms):
        first, why = next(iter(lacking.items()))
        raise NotApproved(f"{len(lacking)} of {len(items)} can't be listed: {first.title} {why}.")
    _check_serials(unlisted)
    Item.objects.filter(pk__in=[item.pk for item in unlisted]).update(listed_at=now)
    record_item_events(unlisted, ItemEventKind.LISTED, now=now, by=by)


def unlistable_items(*, items: Sequence[Item], terms: Terms) -> dict[Item, str]:
    """Those of the items that can't be listed as they stand, each with what it lacks."""
    stored = Item.objects.filter(pk__in=[item.pk for item in items])
    counted: Any = stored.with_experts()
    experts = dict(counted.values_list("pk", "experts"))
    rejected = set(stored.rejected().values_list("pk", flat=True))
    gone = ItemEvent.objects.filter(item__in=stored, kind=ItemEventKind.WRITTEN_OFF)
    written_off = set(gone.values_list("item", flat=True))
    aside = set(stored.set_aside().values_list("pk", flat=True))
    lacking: dict[Item, str] = {}
    for item in items:
        missing = experts_needed(terms=terms, price_cents=item.price_cents) - experts[item.pk]
        if item.pk in written_off:
            lacking[item] = "is written off"
        elif item.pk in aside:
            lacking[item] = "is set aside: it arrived damaged, wrong or not at all"
        elif item.sold_at:
            lacking[item] = "is sold"
        elif item.pk in rejected:
            lacking[item] = "is rejected"
        elif missing > 0:
            lacking[item] = f"lacks {missing} more expert's approval"
    return lacking


def experts_needed(*, terms: Terms, price_cents: int) -> int:
    """How many different experts must approve an item at this price."""
    above = terms.file.authentication.second_expert_above_cents
    return 2 if above is not None and price_cents > above else 1


def store_listing_rule(*, terms: Terms, now: datetime) -> None:
    """Tells the database the published value above which two experts are needed, where it
    changed.
    """
    latest = ListingRule.objects.order_by("-pk").first()
    above = terms.file.authentication.second_expert_above_cents
    if latest is None or latest.second_expert_above_cents != above:
        ListingRule.objects.create(
            policy_digest=terms.digest, second_expert_above_cents=above, at=now
        )


@transaction.atomic
def take_off_sale(*, item: Item, reason: str, now: datetime, by: str) -> None:
    """Takes the item out of the store. Raises `ItemChanged` if it is not for sale."""
    if not _mark_unlisted(
        Item.objects.for_sale().select_for_update().filter(pk=item.pk),
        now=now,
        by=by,
        reason=reason,
    ):
        raise ItemChanged(f"{item.title} is not for sale now.")


@transaction.atomic(savepoint=False)
def mark_sold(*, items: Sequence[Item], key: str, now: datetime) -> None:
    """Takes the items out of every list of what is for sale.

    Raises `ItemChanged` unless each is still listed, at the price it was read with, and kept for
    nobody but the checkout of this key; the caller's transaction then ends without effect. Who owns
    it is not decided here.
    """
    as_read = Q()
    for item in items:
        as_read |= Q(pk=item.pk, price_cents=item.price_cents)
    other_holds = Reservation.objects.filter(item=OuterRef("pk"), until__gt=now).exclude(key=key)
    sold = Item.objects.filter(as_read, ~Exists(other_holds), listed_at__isnull=False).update(
        sold_at=now
    )
    if sold != len(items):
        raise ItemChanged(
            f"{' or '.join(item.title for item in items)} has changed or left the store"
        )
    ItemEvent.objects.bulk_create(
        ItemEvent(
            item=item,
            kind=ItemEventKind.SOLD,
            at=now,
            by=Actor.SHOPPER,
            facts={"price_cents": item.price_cents},
        )
        for item in items
    )


@transaction.atomic
def relist_items(
    *,
    items: Sequence[Item],
    now: datetime,
    by: str,
    reason: str,
    arrived: Sequence[Item] = (),
    packed: Sequence[Item] = (),
) -> None:
    """The sale did not last: what is still listed is for sale again; of these, `arrived` have come
    from Japan since.

    What was `packed` leaves the store until somebody has looked at it and lists it again.
    """
    Item.objects.filter(pk__in=[item.pk for item in arrived]).update(warehouse="us")
    Reservation.objects.filter(item__in=items, until__gt=now).update(until=now)
    Item.objects.filter(pk__in=[item.pk for item in items]).update(sold_at=None)
    record_item_events(items, ItemEventKind.RELISTED, now=now, by=by, facts={"reason": reason})
    _mark_unlisted(
        packed, now=now, by=by, reason="it was packed: look at it once more, then put it on sale"
    )
    aside = Item.objects.filter(pk__in=[item.pk for item in items]).set_aside()
    unlist_items(items=list(aside), now=now, by=by, reason="it is set aside")


def unlist_items(*, items: Sequence[Item], reason: str, now: datetime, by: str) -> None:
    """Takes out of the store what must not be bought; nothing happens to what isn't listed."""
    _mark_unlisted(items, now=now, by=by, reason=reason)


@transaction.atomic
def void_serial(*, brand: str, serial: str, reason: str, now: datetime, by: str) -> list[Item]:
    """Puts a serial on the list of voided and stolen ones. Items that bear it leave the store; they
    are returned.
    """
    mark = serials.serial_fingerprint(brand, serial)
    if not mark:
        raise ItemActionRefused("serial: has no letter or digit")
    VoidedSerial.objects.get_or_create(
        fingerprint=mark,
        defaults={
            "brand": brand[:80],
            "serial": serial[:60],
            "reason": reason[:200],
            "at": now,
            "by": by,
        },
    )
    bearing = list(Item.objects.select_for_update().filter(serial_print=mark))
    _mark_unlisted(bearing, now=now, by=by, reason=f"its serial is listed: {reason}")
    return bearing


def _mark_unlisted(items: Iterable[Item], *, now: datetime, by: str, reason: str) -> int:
    """Takes the items out of the store. Of one that somebody has bought, that is a doubt, and care
    must hear of it.
    """
    listed = list(Item.objects.filter(pk__in=[item.pk for item in items], listed_at__isnull=False))
    Item.objects.filter(pk__in=[item.pk for item in listed]).update(listed_at=None)
    for kind, affected in (
        (ItemEventKind.UNLISTED_AFTER_SALE, [item for item in listed if item.sold_at]),
        (ItemEventKind.UNLISTED, [item for item in listed if not item.sold_at]),
    ):
        record_item_events(affected, kind, now=now, by=by, facts={"reason": reason})
    return len(listed)


def _staff_actor(person: User) -> str:
    return staff_actor(person.get_username())
