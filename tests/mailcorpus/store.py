"""The store that the corpus is sent to: whose order is whose, and what is seen when a message has
been filed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import timedelta

from django.db import transaction

from tests.factories.items import a_bag
from tests.factories.letters import letter_of
from tests.factories.moments import moment
from tests.factories.orders import order_of
from tests.factories.people import ANN, BEN
from tests.mailcorpus.keys import dns
from tests.mailcorpus.letters import CARE
from tests.mailcorpus.machines import About
from tests.mailcorpus.senders import OURS
from tests.with_django import timelines, turns_that_differ
from troth.care.mail import filing
from troth.care.mail_models import Mail
from troth.care.models import CANCEL, OTHER, CareCase
from troth.fulfillment import actions as fulfillment
from troth.notifications.actions import write_notice
from troth.orders.actions import mark_confirmation_sent, record_event
from troth.orders.models import Event, Line, Order
from troth.policy.lifecycle import replay_events

MONDAY = moment("Mon 2026-11-23 12:00")
CAME = MONDAY + timedelta(hours=1)
ADDRESSES = {
    "ann": "ann@example.com",
    "gmail": "ann.lee@gmail.example",
    "outlook": "ann_lee@outlook.example",
    "icloud": "ann@icloud.example",
    "yahoo": "annlee1979@yahoo.example",
    "docomo": "ann..lee.@docomo.example",
    "ezweb": "-ann.lee-@ezweb.example",
    "softbank": "ann.lee..0401@softbank.example",
    "post": "Ann.Lee@post.example",
    "mail": "ann@mail.example.com",
}
# What a mail of an order's address may put on the timeline; and what it may where it is proven, and
# plain.
MAY = {
    "mail.received",
    "cancellation.requested",
    "cancellation.held",
    "order.held",
    "confirmation.bounced",
}
PROVEN_MAY = {"cancellation.refused", "line.cancelled", "order.cancelled"}


@dataclass
class Store:
    """Everybody's order; `second` and `shipped` are Ann's too, `bens` somebody else's."""

    orders: dict[str, Order] = field(default_factory=dict)
    abouts: dict[str, About] = field(default_factory=dict)
    subjects: dict[str, str] = field(default_factory=dict)  # of each confirmation
    last: int = 0  # the last event, and each line's state, before any mail came
    states: dict[int, str] = field(default_factory=dict)

    def name_of(self, order: Order | None) -> str:
        return next(
            (
                name
                for name, candidate in self.orders.items()
                if order is not None and candidate.pk == order.pk
            ),
            "none",
        )


def opened(*names: str) -> Store:
    """Every order, or those named, placed and confirmed at noon on a Monday; one was placed before,
    and has left since.
    """
    store = Store()
    everybody = ADDRESSES | {
        "second": "ann@example.com",
        "shipped": "ann@example.com",
        "bens": BEN.email,
    }
    for name in names or everybody:
        address, at = everybody[name], MONDAY - timedelta(days=4) if name == "shipped" else MONDAY
        order = order_of(a_bag(), by=replace(BEN if name == "bens" else ANN, email=address), now=at)
        letter = letter_of(order, "confirmation")
        mark_confirmation_sent(
            order=order, message_id=letter.message_id, now=at, by="notifications"
        )
        if name == "shipped":
            _leaves(order)
        shipping = f"<{order.number}.shipping.0a1b2c3d4e5f6071@localhost>"
        store.orders[name], store.subjects[name] = order, letter.subject
        store.abouts[name] = About(order.number, address, letter.message_id, shipping, letter.text)
    store.last = Event.objects.order_by("-pk").values_list("pk", flat=True)[0]
    store.states = dict(Line.objects.values_list("pk", "state"))
    return store


def _leaves(order: Order) -> None:
    kwargs = {"order": order, "now": MONDAY, "by": "pat"}
    for line in order.lines.all():
        record_event(line=line, kind="line.processed", **kwargs)
    fulfillment.ship_order(carrier="fedex", number="794988888885", **kwargs)


@dataclass
class Seen:
    """What has become of one message, in the words of the table."""

    kind: str = ""
    order: str = ""
    suggests: str = ""
    proven: str = ""
    end: str = ""
    answer: str = ""
    wrong: list[str] = field(default_factory=list)  # what must never be
    seconds: float = 0.0


class _Undone(Exception):
    pass


def filed(
    store: Store, raw: bytes, *, letters: bool = True, again: bool = True, authserv_id: str = OURS
) -> Seen:
    """Files the message through the door that IMAP and the webhook use, looks at everything, and
    undoes it all.

    `letters`: those that follow are written too. `again`: it comes a second time.
    """
    seen = Seen()
    try:
        with transaction.atomic():
            _file(store, raw, seen, letters, again, authserv_id)
            raise _Undone
    except _Undone:
        return seen


def _file(
    store: Store, raw: bytes, seen: Seen, letters: bool, again: bool, authserv_id: str
) -> None:
    stored_mail = filing.store_mail(raw, received_at=CAME, how="imap", now=CAME)
    kwargs = {
        "clock": lambda: CAME,
        "dns": dns,
        "authserv_id": authserv_id,
        "our_domain": "localhost",
    }
    began = time.process_time()  # a busy machine is no slow reader
    handled = filing.process_mail(mail_id=stored_mail.pk, **kwargs)
    seen.seconds = time.process_time() - began
    mail = Mail.objects.select_related("order", "request").get(pk=stored_mail.pk)
    with mail.raw.open("rb") as file:
        if file.read() != raw:
            seen.wrong.append("it isn't kept byte for byte")
    if again:
        twice = filing.store_mail(raw, received_at=CAME, how="postmark", now=CAME)
        if twice.pk != mail.pk or filing.process_mail(mail_id=twice.pk, **kwargs):
            seen.wrong.append("the same message was filed twice")
    mail.raw.delete(save=False)
    events = list(
        Event.objects.filter(pk__gt=store.last)
        .select_related("order__policy", "order__recipient")
        .order_by("pk")
    )
    _fill_in(store, mail, seen, events, handled)
    _look(store, mail, seen, events, letters)


def _fill_in(store: Store, mail: Mail, seen: Seen, events: list[Event], handled: bool) -> None:
    seen.kind, seen.order, seen.suggests = mail.kind, store.name_of(mail.order), mail.suggests
    seen.proven = "yes" if mail.proven else "no"
    seen.end = (
        _end(mail, {event.kind for event in events}) if handled else f"failed: {mail.problem}"
    )


def _end(mail: Mail, kinds: set[str]) -> str:
    request = mail.request
    if request is None:
        return (
            ("bounced" if "confirmation.bounced" in kinds else "person")
            if mail.state == "open"
            else "kept"
        )
    cancel = (
        request
        if request.kind == CANCEL
        else CareCase.objects.filter(order=mail.order, kind=CANCEL).first()
    )
    if cancel is None:
        return "request" if request.kind == OTHER else request.kind
    if cancel.state == "done":
        end = {"accepted": "cancelled"}.get(cancel.outcome, cancel.outcome)
    elif "unconfirmed" in cancel.facts:
        end = "asked back" if cancel.state == "asleep" else "asked"
    else:
        end = "held"
    return end if cancel == request else f"request, {end}"


def _look(store: Store, mail: Mail, seen: Seen, events: list[Event], letters: bool) -> None:
    """What must never be: a line that moves for anybody but the proven, a letter to anybody but the
    order's address.
    """
    moved = {
        pk for pk, state in Line.objects.values_list("pk", "state") if store.states.get(pk) != state
    }
    own = set(mail.order.lines.values_list("pk", flat=True)) if mail.order else set()
    if moved and not (mail.proven and mail.clear and moved <= own):
        seen.wrong.append(f"lines moved: {sorted(moved)}")
    if mail.state not in ("open", "done"):
        seen.wrong.append(f"it is {mail.state}: {mail.problem}")
    allowed = MAY | PROVEN_MAY if mail.proven and mail.clear else MAY
    for event in events:
        if mail.order is None or event.order_id != mail.order.pk:
            seen.wrong.append(f"{event.kind} on an order that it doesn't belong to")
        elif (
            event.kind != "confirmation.bounced"
            and mail.sender != mail.order.recipient.email.lower()
        ):
            seen.wrong.append(f"{event.kind} by somebody else")
        elif event.kind not in allowed:
            seen.wrong.append(f"{event.kind} by nobody who is proven")
    if events:
        of = {"order": mail.order}
        seen.wrong += [
            f"line {line}: {state}"
            for line, state, kinds in timelines(**of)
            if replay_events(kinds) != state
        ]
        seen.wrong += [f"turn {order}" for order in turns_that_differ(**of)]
    if letters:
        sent = {
            notice.to for event in events if (notice := write_notice(event=event, now=event.at))
        }
        address = mail.order.recipient.email if mail.order else ""
        if sent - {address, CARE}:
            seen.wrong.append(f"a letter to {sorted(sent)}")
        seen.answer = "order" if address in sent else "somebody else" if sent else "nobody"
