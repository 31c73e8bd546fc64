"""What shoppers do in the demo's past: they buy, write, cancel, choose and report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage

from simulation.past.people import PastOrder, business_days_between, event_at, is_cancelled
from simulation.past.plan import PlannedOrder
from simulation.past.world import World
from troth.care import damage
from troth.care.authenticity_refunds import authenticity
from troth.care.authenticity_refunds.authenticators import verified_authenticators
from troth.care.cancellations import cancellation
from troth.care.mail.filing import store_mail
from troth.care.mail_models import Mail
from troth.care.models import CANCEL, DAMAGED, NOT_AUTHENTIC, NOT_RECEIVED, CareCase
from troth.care.not_received import claims
from troth.catalog.models import Item
from troth.checkout import actions as checkout
from troth.checkout import placement
from troth.checkout.models import Checkout
from troth.checkout.quoting import Address, UnableToPlace
from troth.event_kinds import EventKind
from troth.fulfillment.models import Return
from troth.fulfillment.promises import delay_consent
from troth.fulfillment.returns import returned_parcels
from troth.orders.models import Order
from troth.orders.policy_versions import terms_at
from troth.payments.provider import configured_provider
from troth.webhooks.mail.tasks import read_mail

SHOPPER = "shopper"
SOURCE = "past"  # of the pieces that may be sold in the past


def place_order(world: World, planned: PlannedOrder) -> Order | None:
    """Buys pieces that are on sale, and pays. None where nothing is left for this shopper."""
    now = world.clock.now()
    items = _choose_items(planned)
    if items is None:
        return None
    address, session = _address_of(planned), f"past {planned.key}"
    shopper = checkout.Shopper(session=session, network=session)
    terms = terms_at(now)
    started = checkout.start_checkout(
        terms=terms, items=items, address=address, method=None, shopper=shopper, key=None, now=now
    )
    if not isinstance(started, Checkout):
        return None
    quote = checkout.current_quote(checkout=started, terms=terms, now=now)
    provider = configured_provider()
    paying = checkout.start_payment(
        checkout=started,
        terms=terms,
        agreed=quote.signed_token(),
        shopper=shopper,
        now=now,
        provider=provider,
    )
    assert paying.payment is not None
    assert paying.payment.session_id is not None
    world.pay(
        paying.payment.session_url,
        card=planned.story.card,
        name=planned.name,
        zip_code=planned.address[4],
        email=planned.email,
    )
    stored = placement.checkout_of(session_id=paying.payment.session_id)
    assert stored is not None
    snapshot = provider.session(paying.payment.session_id)
    try:
        return placement.place_order(checkout=stored, snapshot=snapshot, terms=terms, now=now)
    except UnableToPlace:  # somebody else bought it first
        return None


def _choose_items(planned: PlannedOrder) -> list[Item] | None:
    """A piece of each warehouse that the story names; None where there is none."""
    chosen, dice = list[Item](), planned.dice
    for warehouse in planned.story.pieces:
        on_sale = Item.objects.for_sale().filter(source=SOURCE, warehouse=warehouse)
        items = list(on_sale.exclude(pk__in=[item.pk for item in chosen]).order_by("pk"))
        if not items:
            return None
        dearest = max(items, key=lambda item: (item.price_cents, item.pk))
        chosen.append(dearest if planned.story.is_dear else dice.choice(items))
    return chosen


def _address_of(planned: PlannedOrder) -> Address:
    street, street2, city, state, zip_code = planned.address
    return Address(
        email=planned.email,
        name=planned.name,
        street=street,
        street2=street2,
        city=city,
        state=state,
        zip_code=zip_code,
    )


def act(past: PastOrder, now: datetime) -> None:
    """Whatever this order's shopper does by now, each thing once."""
    for deed in _DEEDS:
        deed(past, now)


def ask_to_cancel(past: PastOrder, now: datetime) -> None:
    """Presses the button on the order's page, once."""
    if not is_cancelled(past.order) and not _has_asked(past.order, CANCEL):
        cancellation.request_cancellation(
            order=past.order, asked_at=now, now=now, by=SHOPPER, how="page"
        )


def _cancel_what_has_shipped(past: PastOrder, now: datetime) -> None:
    days = past.story.cancel_days_shipped
    if days is not None and past.days_since(EventKind.PARCEL_SHIPPED, now) >= days:
        ask_to_cancel(past, now)


def _has_asked(order: Order, kind: str) -> bool:
    return CareCase.objects.filter(order=order, kind=kind).exists()


def _answer_delay(past: PastOrder, now: datetime) -> None:
    if not past.story.delay_answer:
        return
    for delay in delay_consent.open_rounds(past.order):
        if not delay.answer and now >= delay.found_at + timedelta(hours=8):
            delay_consent.answer_delay(
                delay=delay, answer=past.story.delay_answer, now=now, by=SHOPPER
            )


def _report_missing(past: PastOrder, now: datetime) -> None:
    days = past.story.report_days
    shipped = past.last(EventKind.PARCEL_SHIPPED)
    if days is None or shipped is None or past.last(EventKind.PARCEL_DELIVERED) is not None:
        return
    if business_days_between(past.terms, shipped.at, now) < days:
        return
    if not _has_asked(past.order, NOT_RECEIVED):
        claims.report_not_received(
            order=past.order,
            number=shipped.facts["number"],
            asked_at=now,
            now=now,
            by=SHOPPER,
            how="page",
            sentence="It hasn't come, and I was at home every day.",
        )


def _report_damage(past: PastOrder, now: datetime) -> None:
    if past.story.damage is None or not past.is_delivered_since(now, days=1):
        return
    if not _has_asked(past.order, DAMAGED):
        damage.report_damage(
            order=past.order,
            line=past.first_line(),
            sentence="One corner is torn. I have added no photo; I can send one.",
            asked_at=now,
            now=now,
            by=SHOPPER,
            how="page",
        )


def _report_fake(past: PastOrder, now: datetime) -> None:
    if past.story.fake is None or not past.is_delivered_since(now, days=3):
        return
    listed = verified_authenticators(on=now.date())
    if listed and not _has_asked(past.order, NOT_AUTHENTIC):
        authenticity.report_not_authentic(
            order=past.order,
            line=past.first_line(),
            authenticator=listed[0].name,
            sentence="They write that the stamp is not of this house.",
            asked_at=now,
            now=now,
            by=SHOPPER,
            how="page",
        )


def _choose_for_returned(past: PastOrder, now: datetime) -> None:
    if not past.story.return_choice:
        return
    for returned in Return.objects.filter(order=past.order, answer="").exclude(parcel=None):
        notice = past.last(EventKind.PARCEL_RETURNING)
        if notice is not None and now >= notice.at + timedelta(days=1):
            returned_parcels.choose_outcome(
                returned=returned, answer=past.story.return_choice, now=now, by=SHOPPER
            )


def _write_mail(past: PastOrder, now: datetime) -> None:
    placed = past.order.placed_at
    if not past.story.mail or now < placed + timedelta(hours=5):
        return
    if Mail.objects.filter(order=past.order).exists():
        return
    message = EmailMessage()
    message["From"] = f"{past.planned.name} <{past.planned.email}>"
    message["To"] = past.terms.file.store.care_email
    message["Subject"] = f"Order {past.order.number}"
    message["Date"] = now
    message["Message-ID"] = f"<past.{past.planned.key}@example.com>"
    message.set_content(past.story.mail)
    mail = store_mail(message.as_bytes(), received_at=now, how="mail", now=now)
    read_mail.call(mail.pk)


def _dispute(past: PastOrder, now: datetime) -> None:
    if not past.story.dispute or not past.is_delivered_since(now, days=2):
        return
    payment = past.order.payment
    if event_at(past.order, EventKind.PAYMENT_DISPUTED) is None:
        past.world.control_payments(
            "/dispute", payment_intent=payment.intent_id, reason="product_not_received"
        )


_DEEDS: tuple[Callable[[PastOrder, datetime], None], ...] = (
    _cancel_what_has_shipped,
    _answer_delay,
    _report_missing,
    _report_damage,
    _report_fake,
    _choose_for_returned,
    _write_mail,
    _dispute,
)
