"""The scenes of `cancel_races` in which a parcel leaves or money is taken, and what all scenes are
made of: an order as the real verbs have left it, and who acts on it at the same moment. A seed
tells a scene again.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from tests.e2e import cancel_acts as acts
from tests.e2e.turnstile import Act
from tests.factories import world
from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.moments import NOON, moment
from tests.factories.orders import order_of
from tests.factories.people import ANN
from troth.catalog.models import Item
from troth.checkout.quoting import Address
from troth.fulfillment.from_japan import transfers
from troth.fulfillment.models import PackingPhoto, Parcel
from troth.fulfillment.warehouse import packing, queue, tags
from troth.orders.actions import mark_confirmation_sent
from troth.orders.models import Order
from troth.payments import actions as payments
from troth.payments.provider import configured_provider

SECOND, MINUTE, HOUR, DAY = (
    timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days")
)
IN_TIME, LATER = NOON + 90 * MINUTE, NOON + 4 * HOUR
FRIDAY, SATURDAY, MONDAY = (
    moment(f"{text} 12:00") for text in ("Fri 2026-11-27", "Sat 2026-11-28", "Mon 2026-11-30")
)
_ids = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Scene:
    """`now` is the moment of the race; by `later` everything that ends by itself has ended."""

    name: str
    items: tuple[int, ...]
    acts: tuple[Act, ...]
    now: datetime
    later: datetime


Drawn = Callable[[Random], Scene]


def placed(*items: Item, at: datetime = NOON, card: str = world.VISA) -> Order:
    """Paid, and confirmed to the shopper: the window is open from then."""
    order = order_of(*items or [a_bag()], by=somebody(), now=at, card=card)
    mark_confirmation_sent(
        order=order, message_id=f"<{order}@example.com>", now=at, by="notifications"
    )
    return order


def somebody() -> Address:
    """Another shopper each time: how much one may keep is not what is tried here."""
    return replace(ANN, email=f"shopper-{next(_ids)}@example.com")


def scene(
    name: str, order: Order, chosen: list[Act], now: datetime, later: datetime | None = None
) -> Scene:
    items = tuple(order.lines.order_by("pk").values_list("item", flat=True))
    return Scene(name, items, tuple(chosen), now, later or now + HOUR)


def some(chance: Random, first: list[Act], also: list[Act]) -> list[Act]:
    """All of `first`, and perhaps one of `also`; three at the most, in any order."""
    chosen = first + ([chance.choice(also)] if also and chance.random() < 0.7 else [])
    chance.shuffle(chosen)
    return chosen


def mail(order: Order, now: datetime, asked_at: datetime = IN_TIME) -> Act:
    """A mail that came in the window, and is read now."""
    return "ask", {"order": order.pk, "asked_at": asked_at, "now": now, "how": "mail"}


def page(order: Order, now: datetime) -> Act:
    return "ask", {"order": order.pk, "asked_at": now, "now": now}


# --- ship


def filled(order: Order, at: datetime) -> Parcel:
    parcel = queue.claim_next_order(now=at, by=f"packer-{next(_ids)}")
    assert parcel is not None
    assert parcel.order_id == order.pk
    for packed in parcel.packed.all():
        packing.scan_tag(parcel=parcel, tag=tags.tag_of(packed.line.item_id), now=at)
    PackingPhoto.objects.create(parcel=parcel, file="x.jpg", digest="x", by="pat", at=at)
    return parcel


def boxed(order: Order, at: datetime) -> Parcel:
    parcel = filled(order, at)
    packing.close_parcel(parcel=parcel, now=at, by="pat", **acts.BOX)
    acts.buy_label(parcel.pk)
    return parcel


def leaves(chance: Random, parcel: Parcel, now: datetime) -> Act:
    return chance.choice(("hand_over", "scan")), {"parcel": parcel.pk, "now": now}


def _mail_and_a_box_that_leaves(chance: Random) -> Scene:
    order, now = placed(), LATER + MINUTE
    parcel = boxed(order, LATER)
    also: list[Act] = [
        leaves(chance, parcel, now + SECOND),
        ("unpack", {"parcel": parcel.pk, "now": now}),
    ]
    also.append(("decide", {"order": order.pk, "accept": True, "now": now}))
    chosen = some(chance, [mail(order, now), leaves(chance, parcel, now)], also)
    return scene("mail, a box that leaves", order, chosen, now)


def _mail_and_a_box_being_closed(chance: Random) -> Scene:
    order, now = placed(), LATER + MINUTE
    parcel = filled(order, LATER)
    also: list[Act] = [("set_aside", {"parcel": parcel.pk, "now": now}), mail(order, now)]
    chosen = some(chance, [mail(order, now), ("close", {"parcel": parcel.pk, "now": now})], also)
    return scene("mail, a box being closed", order, chosen, now)


def _called_off_and_unpacked_while_it_leaves(chance: Random) -> Scene:
    order, now = placed(), LATER + MINUTE
    parcel = boxed(order, LATER)
    acts.ask(order=order.pk, asked_at=IN_TIME, now=now, how="mail")
    first = [("unpack", {"parcel": parcel.pk, "now": now}), leaves(chance, parcel, now)]
    return scene(
        "unpacked while it leaves", order, some(chance, first, [leaves(chance, parcel, now)]), now
    )


def _closed_day(chance: Random) -> Scene:
    order = placed(at=FRIDAY)
    parcel = boxed(order, FRIDAY + 4 * HOUR)
    also: list[Act] = [
        ("withdraw", {"order": order.pk, "now": SATURDAY}),
        page(order, SATURDAY + SECOND),
    ]
    chosen = some(chance, [page(order, SATURDAY), leaves(chance, parcel, SATURDAY)], also)
    return scene("asked on a closed day", order, chosen, SATURDAY, MONDAY)


def _answered_on_monday(chance: Random) -> Scene:
    order = placed(at=FRIDAY)
    parcel = boxed(order, FRIDAY + 4 * HOUR)
    acts.ask(order=order.pk, asked_at=SATURDAY, now=SATURDAY)
    theirs = answers(order, MONDAY)
    chosen = some(chance, [chance.choice(theirs), leaves(chance, parcel, MONDAY)], theirs)
    return scene("answered on Monday", order, chosen, MONDAY, MONDAY + HOUR)


def answers(order: Order, now: datetime) -> list[Act]:
    kwargs = {"order": order.pk, "now": now}
    return [
        ("decide", kwargs | {"accept": True}),
        ("decide", kwargs | {"accept": False}),
        ("answer_due", kwargs),
        ("withdraw", kwargs),
    ]


def _window_opens_again(chance: Random) -> Scene:
    order, now = placed(), LATER + MINUTE
    parcel = boxed(order, LATER)
    report = {
        "order": order.pk,
        "message_id": f"<{order}@example.com>",
        "at": NOON + 3 * HOUR,
        "now": now,
    }
    chosen = some(
        chance, [("report", report), leaves(chance, parcel, now)], [page(order, now + SECOND)]
    )
    return scene("the window opens again", order, chosen, now, now + 6 * HOUR)


def _leaves_japan(chance: Random) -> Scene:
    order, now = placed(a_watch_in_japan()), LATER
    transfer = transfers.create_transfer(lines=[order.lines.get().pk], now=now, by="kenji")
    first = [mail(order, now), ("dispatch", {"transfer": transfer.pk, "now": now})]
    return scene("leaves Japan", order, some(chance, first, [mail(order, now)]), now)


def _shipped_by_hand(chance: Random) -> Scene:
    order = placed(at=FRIDAY)
    parcel = filled(order, FRIDAY + 4 * HOUR)
    packing.close_parcel(parcel=parcel, now=FRIDAY + 4 * HOUR, by="pat", **acts.BOX)
    kwargs = {"order": order.pk, "now": SATURDAY}
    also: list[Act] = [("withdraw", kwargs), ("decide", kwargs | {"accept": True})]
    first = [page(order, SATURDAY), ("by_hand", {"parcel": parcel.pk, "now": SATURDAY})]
    return scene("shipped by hand", order, some(chance, first, also), SATURDAY, MONDAY)


# --- capture


def _taken_before_it_lapses(chance: Random) -> Scene:
    order, now = placed(a_watch_in_japan()), SATURDAY
    payments.request_capture(
        order=order, now=now, by="policy", reason="the reservation is about to lapse"
    )
    kwargs = {"order": order.pk, "now": now}
    also: list[Act] = [("move", kwargs), ("provider_tells", kwargs), mail(order, now)]
    return scene(
        "it is being taken", order, some(chance, [mail(order, now), ("move", kwargs)], also), now
    )


def _taken_at_the_providers_desk(chance: Random) -> Scene:
    order, now = placed(a_watch_in_japan()), LATER
    payment = order.payment
    configured_provider().capture(
        payment.intent_id, amount_cents=payment.amount_cents, key=f"desk-{next(_ids)}"
    )
    kwargs = {"order": order.pk, "now": now}
    first: list[Act] = [mail(order, now), ("provider_tells", kwargs)]
    return scene(
        "taken at the provider's desk", order, some(chance, first, [("move", kwargs)]), now
    )


def _taken_as_it_ships(chance: Random) -> Scene:
    order, now = placed(), LATER + MINUTE
    parcel = boxed(order, LATER)
    kwargs = {"order": order.pk, "now": now}
    first: list[Act] = [mail(order, now), leaves(chance, parcel, now), ("move", kwargs)]
    return scene("taken as it ships", order, some(chance, first, []), now)


def _released_while_it_is_taken(chance: Random) -> Scene:
    order, now = placed(a_watch_in_japan()), SATURDAY
    kwargs = {"order": order.pk, "now": now}
    payments.request_capture(
        order=order, now=now, by="policy", reason="the reservation is about to lapse"
    )
    acts.ask(order=order.pk, asked_at=IN_TIME, now=now, how="mail")
    first: list[Act] = [("move", kwargs), ("move", kwargs)]
    return scene(
        "called off while it is taken",
        order,
        some(chance, first, [("provider_tells", kwargs)]),
        now,
    )


SHIP: list[Drawn] = [
    _mail_and_a_box_that_leaves,
    _mail_and_a_box_being_closed,
    _called_off_and_unpacked_while_it_leaves,
    _closed_day,
    _answered_on_monday,
    _window_opens_again,
    _leaves_japan,
    _shipped_by_hand,
]
CAPTURE: list[Drawn] = [
    _taken_before_it_lapses,
    _taken_at_the_providers_desk,
    _taken_as_it_ships,
    _released_while_it_is_taken,
]
