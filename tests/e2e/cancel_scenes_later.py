"""The scenes of `cancel_races` in which something ends by itself, is asked for twice, or is
late.
"""

from __future__ import annotations

import itertools
from datetime import date, datetime
from random import Random

from django.test import override_settings

from tests.e2e import cancel_acts as acts
from tests.e2e.cancel_scenes import (
    DAY,
    FRIDAY,
    HOUR,
    IN_TIME,
    LATER,
    MINUTE,
    MONDAY,
    SATURDAY,
    SECOND,
    Drawn,
    Scene,
    answers,
    boxed,
    leaves,
    mail,
    page,
    placed,
    scene,
    some,
    somebody,
)
from tests.e2e.turnstile import Act
from tests.factories import world
from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.moments import NOON, moment
from tests.factories.orders import reach_payment_page
from tests.factories.transfers import send_from_japan
from troth.care.cancellations import goodwill
from troth.catalog.models import Item, Reservation
from troth.fulfillment.from_japan import late_transfers
from troth.fulfillment.models import Delay
from troth.fulfillment.promises import closures, monitoring
from troth.orders.models import Order
from troth.payments import actions as payments
from troth.payments import payment_requests
from troth.payments.models import PaymentRequest
from troth.payments.provider import configured_provider

_ids = itertools.count(1)
_LAST_DAY_IS_OVER = moment("Fri 2026-11-27 16:30")  # bought on Mon Nov 23: to ship by Fri
_A_PERSON_LOOKS = MONDAY + DAY  # at what was asked back on Saturday, and nobody answered


# --- expiry


def _about_to_lapse(chance: Random) -> Scene:
    order = placed(chance.choice((a_bag, a_watch_in_japan))())
    now = order.payment.capture_before - 12 * HOUR
    kwargs = {"order": order.pk, "now": now}
    also: list[Act] = [("lapses", kwargs), ("move", kwargs)]
    return scene(
        "about to lapse", order, some(chance, [mail(order, now), ("lapses", kwargs)], also), now
    )


def _lapsed(chance: Random) -> Scene:
    order, now = placed(), LATER
    configured_provider().cancel(order.payment.intent_id, key=f"lapse-{next(_ids)}")
    kwargs = {"order": order.pk, "now": now}
    first: list[Act] = [mail(order, now), ("provider_tells", kwargs)]
    return scene("lapsed", order, some(chance, first, [("move", kwargs), mail(order, now)]), now)


def _review_ends(chance: Random) -> Scene:
    order = placed(card=world.RISKY)
    now = NOON + DAY + MINUTE
    kwargs = {"order": order.pk, "now": now}
    also: list[Act] = [
        ("review", kwargs | {"approve": True}),
        ("review", kwargs | {"approve": False}),
        ("move", kwargs),
    ]
    return scene(
        "its review ends",
        order,
        some(chance, [mail(order, now), ("review_ends", kwargs)], also),
        now,
    )


def _hold_ends(chance: Random) -> Scene:
    bag = a_bag()
    ann = reach_payment_page(bag, by=somebody(), now=NOON, session=f"ann{bag.pk}")
    world.pay(ann.payment.session_url)
    now = Reservation.objects.get(item=bag).until
    ben = reach_payment_page(bag, by=somebody(), now=now, session=f"ben{bag.pk}")
    world.pay(ben.payment.session_url)
    kwargs = {"now": now, "then_cancel": True}
    first: list[Act] = [("place", kwargs | {"session": ann.payment.session_id})]
    first.append(("leave", {"checkout_key": ann.key, "now": now}))
    also: list[Act] = [
        (
            "place",
            kwargs | {"session": ben.payment.session_id, "then_cancel": chance.random() < 0.5},
        )
    ]
    also.append(("place", kwargs | {"session": ann.payment.session_id}))
    return Scene("its hold ends", (bag.pk,), tuple(some(chance, first, also)), now, now + HOUR)


# --- another cancel


def _asked_twice(chance: Random) -> Scene:
    order, now = placed(), LATER
    back = ("ask_back", {"order": order.pk, "asked_at": IN_TIME, "now": now})
    also: list[Act] = [
        back,
        mail(order, now),
        page(order, now),
        ("confirm", {"order": order.pk, "now": now}),
    ]
    return scene(
        "asked twice",
        order,
        some(chance, [mail(order, now), chance.choice(also)], also),
        now,
        MONDAY,
    )


def _asked_twice_on_a_closed_day(chance: Random) -> Scene:
    order = placed(at=chance.choice((FRIDAY, SATURDAY - HOUR)))
    kwargs = {"order": order.pk, "now": SATURDAY}
    asks: list[Act] = [
        page(order, SATURDAY),
        page(order, SATURDAY),
        ("ask_back", kwargs | {"asked_at": SATURDAY}),
    ]
    chosen = chance.sample(asks, 2)
    others: list[Act] = [
        ("withdraw", kwargs),
        ("confirm", kwargs),
        ("decide", kwargs | {"accept": True}),
    ]
    return scene(
        "asked twice, closed", order, some(chance, chosen, others), SATURDAY, _A_PERSON_LOOKS
    )


def _answered_twice(chance: Random) -> Scene:
    order = placed(at=chance.choice((FRIDAY, SATURDAY - HOUR)))
    acts.ask(order=order.pk, asked_at=SATURDAY, now=SATURDAY)
    replies = answers(order, MONDAY)
    chosen = chance.sample(replies, 2)
    return scene(
        "answered twice", order, some(chance, chosen, [*replies, page(order, MONDAY)]), MONDAY
    )


def _was_it_you(chance: Random) -> Scene:
    order = placed(at=chance.choice((FRIDAY, SATURDAY - HOUR)))
    acts.ask_back(order=order.pk, asked_at=SATURDAY, now=SATURDAY)
    kwargs = {"order": order.pk, "now": SATURDAY + HOUR}
    replies: list[Act] = [
        ("confirm", kwargs),
        ("withdraw", kwargs),
        ("confirm", kwargs),
        ("wake", kwargs),
    ]
    replies += [page(order, SATURDAY + HOUR), ("decide", kwargs | {"accept": True})]
    return scene(
        "was it you?",
        order,
        some(chance, chance.sample(replies, 2), replies),
        kwargs["now"],
        _A_PERSON_LOOKS,
    )


def _given_back_twice(chance: Random) -> Scene:
    order, now = placed(), LATER + HOUR
    parcel = boxed(order, LATER)
    acts.hand_over(parcel=parcel.pk, now=LATER)
    acts.move(order=order.pk, now=LATER)
    acts.ask(order=order.pk, asked_at=IN_TIME, now=now, how="mail")
    kwargs = {"order": order.pk, "now": now}
    first: list[Act] = [("give_back", kwargs), ("give_back", kwargs | {"by": "staff:fay"})]
    also: list[Act] = [
        ("move", kwargs),
        ("decide", kwargs | {"accept": True}),
        ("withdraw", kwargs),
    ]
    return scene("given back twice", order, some(chance, first, also), now)


# --- delay


def _no_closure() -> tuple[()]:
    """The closures on record before the storm, as `settings.CLOSURES` names them."""
    return ()


def _before_the_storm(*items: Item) -> Order:
    """Placed when nobody knew of the storm: a promise counts every closure that is entered, and
    the storm of an earlier race is on record for good.
    """
    with override_settings(CLOSURES=f"{__name__}.{_no_closure.__name__}"):
        order = placed(*items)
    monitoring.start_watching([order])
    return order


def _storm() -> None:
    """The New York warehouse is closed: one fact, however many races enter it."""
    days = {"first_on": date(2026, 11, 24), "last_on": date(2026, 12, 1)}
    closures.enter_closure(place="us", why="a snow storm", now=NOON, by="pat", **days)


def _delayed(order: Order, now: datetime) -> Delay:
    """The storm, and the round that it opens on an order that was placed before it."""
    _storm()
    monitoring.reassess_order(order, now=now, by="policy")
    return Delay.objects.get(order=order)


def _choices(delay: Delay, now: datetime) -> list[Act]:
    kwargs = {"delay": delay.pk, "now": now}
    return [("answer", kwargs | {"answer": "wait"}), ("answer", kwargs | {"answer": "cancel"})]


def _consent(chance: Random) -> Scene:
    order = _before_the_storm()
    delay = _delayed(order, NOON + MINUTE)
    now = chance.choice((LATER, delay.decides_at))
    choices = [*_choices(delay, now), ("silence", {"delay": delay.pk, "now": delay.decides_at})]
    chosen = some(chance, [mail(order, now), chance.choice(choices)], choices)
    return scene("may it wait?", order, chosen, now, delay.decides_at + HOUR)


def _no_consent(chance: Random) -> Scene:
    order = placed(a_watch_in_japan())
    transfer = send_from_japan(order, now=LATER)
    late_transfers.report_late(
        transfer=transfer,
        why="customs ask for papers",
        expected_on=None,
        now=LATER + MINUTE,
        by="kenji",
    )
    delay = Delay.objects.get(order=order)
    if chance.random() < 0.5:
        payments.request_capture(
            order=order, now=LATER, by="policy", reason="the reservation is about to lapse"
        )
    now = delay.decides_at
    choices = [*_choices(delay, now), ("silence", {"delay": delay.pk, "now": now})]
    also = [*choices, ("move", {"order": order.pk, "now": now})]
    chosen = some(chance, [mail(order, now), chance.choice(choices)], also)
    return scene("nobody can say when", order, chosen, now)


def _held_and_delayed(chance: Random) -> Scene:
    order = _before_the_storm()
    delay = _delayed(order, NOON + MINUTE)
    acts.ask(order=order.pk, asked_at=SATURDAY, now=SATURDAY)
    chosen = some(
        chance,
        [chance.choice(answers(order, MONDAY)), chance.choice(_choices(delay, MONDAY))],
        [*answers(order, MONDAY), *_choices(delay, MONDAY)],
    )
    return scene("held, and delayed", order, chosen, MONDAY)


def _found_now(chance: Random) -> Scene:
    order = _before_the_storm()
    _storm()
    first: list[Act] = [mail(order, LATER), ("look", {"order": order.pk, "now": LATER})]
    chosen = some(chance, first, [("look", {"order": order.pk, "now": LATER})])
    return scene("a delay is found", order, chosen, LATER, MONDAY)


def _one_of_two(chance: Random) -> Scene:
    order = _before_the_storm(a_bag(), a_watch_in_japan())
    delay = _delayed(order, NOON + MINUTE)
    wait, cancel = _choices(delay, LATER)
    also: list[Act] = [wait, cancel, ("move", {"order": order.pk, "now": LATER})]
    return scene(
        "one of two is late", order, some(chance, [mail(order, LATER), cancel], also), LATER, MONDAY
    )


def _date_passes(chance: Random) -> Scene:
    """Nobody packed it, or its box waits: the day to ship is over, and a round opens by itself."""
    order, now = _before_the_storm(), _LAST_DAY_IS_OVER
    look = ("look", {"order": order.pk, "now": now})
    others: list[Act] = [look, mail(order, now)]
    if chance.random() < 0.6:
        others.append(leaves(chance, boxed(order, LATER), now))
    if chance.random() < 0.5:
        monitoring.reassess_order(order, now=now, by="policy")
        others += _choices(Delay.objects.get(order=order), now)
    chosen = some(chance, [look, chance.choice(others)], others)
    return scene("its date passes", order, chosen, now, MONDAY)


# --- unpaid


def _unpaid(*, requested: bool = True) -> Order:
    """Its authorization is gone; the shopper is asked to pay again."""
    order = placed()
    configured_provider().cancel(order.payment.intent_id, key=f"unpaid-{next(_ids)}")
    acts.provider_tells(order=order.pk, now=LATER)
    world.clock(LATER)
    if requested:
        payment_requests.ask_to_pay_again(order=order, now=LATER, by="staff:care")
    return order


def _paid_in_two_tabs(chance: Random) -> Scene:
    order = _unpaid()
    kwargs = {"order": order.pk, "now": LATER}
    first: list[Act] = [("pays_again", kwargs), ("pays_again", kwargs)]
    return scene("paid in two tabs", order, some(chance, first, [("ask_again", kwargs)]), LATER)


def _paid_while_it_is_cancelled(chance: Random) -> Scene:
    order = _unpaid()
    kwargs = {"order": order.pk, "now": LATER}
    goodwill.ask_for_goodwill(
        order=order, reason="x", asked_by_shopper=False, now=LATER, by="staff:care"
    )
    first: list[Act] = [("pays_again", kwargs), ("goodwill", kwargs)]
    also: list[Act] = [("settles_again", kwargs), ("declines", kwargs)]
    return scene("paid while it is cancelled", order, some(chance, first, also), LATER)


def _paid_and_declined(chance: Random) -> Scene:
    order = _unpaid()
    kwargs = {"order": order.pk, "now": LATER}
    first: list[Act] = [("pays_again", kwargs), ("declines", kwargs)]
    return scene(
        "paid and declined", order, some(chance, first, [("settles_again", kwargs)]), LATER
    )


def _paid_at_the_limit(chance: Random) -> Scene:
    order = _unpaid()
    pay_by = PaymentRequest.objects.get(order=order).pay_by
    in_time, over = {"order": order.pk, "now": pay_by - SECOND}, {"order": order.pk, "now": pay_by}
    world.clock(pay_by)
    first: list[Act] = [("pays_again", in_time), ("pay_limit", over)]
    also: list[Act] = [("pay_limit", over), ("settles_again", in_time), ("declines", in_time)]
    return scene("paid at the limit", order, some(chance, first, also), pay_by)


def _cancelled_while_it_is_asked_for(chance: Random) -> Scene:
    order = _unpaid(requested=False)
    kwargs = {"order": order.pk, "now": LATER}
    first: list[Act] = [("ask_again", kwargs), ("cancels_unpaid", kwargs)]
    also: list[Act] = [("ask_again", kwargs), ("cancels_unpaid", kwargs)]
    return scene("asked and cancelled", order, some(chance, first, also), LATER, MONDAY)


EXPIRY: list[Drawn] = [_about_to_lapse, _lapsed, _review_ends, _hold_ends]
CANCEL: list[Drawn] = [
    _asked_twice,
    _asked_twice_on_a_closed_day,
    _answered_twice,
    _was_it_you,
    _given_back_twice,
]
DELAY: list[Drawn] = [
    _consent,
    _no_consent,
    _held_and_delayed,
    _found_now,
    _one_of_two,
    _date_passes,
]
UNPAID: list[Drawn] = [
    _paid_in_two_tabs,
    _paid_while_it_is_cancelled,
    _paid_and_declined,
    _paid_at_the_limit,
    _cancelled_while_it_is_asked_for,
]
