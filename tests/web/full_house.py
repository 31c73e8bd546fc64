"""A house in which everything exists twice, once for each of two shoppers, made by the real verbs;
every word that only its shopper or staff may read holds a sign to look for.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import world
from tests.cast import (
    ANN,
    NOON,
    a_bag,
    a_watch_in_japan,
    an_unjudged_bag,
    confirm,
    erin,
    money_moved,
    order_of,
    process,
)
from tests.domain.test_authenticity import reported
from tests.domain.test_cancelling import SATURDAY, ask_to_cancel, process_and_ship
from tests.domain.test_claims import comes
from tests.domain.test_mail import came, mail
from tests.domain.test_packing import BOX, filled
from tests.moments import moment
from tests.numbers import usps_number
from tests.policy.test_promise import changed
from tests.sent_back import begun, labels_bought, scanned, sent_back
from tests.uploads import picture
from troth import roles
from troth.care import answering, attaching, authenticators, authenticity, damage
from troth.catalog import photos
from troth.catalog.actions import describe_item, take_off_sale
from troth.catalog.models import Evaluation, Item
from troth.checkout.quoting import Address
from troth.fulfillment import (
    arrival_checks,
    closures,
    handover,
    labels,
    monitoring,
    packing,
    pickups,
    proofs,
    tags,
    tracking_events,
    transfers,
)
from troth.fulfillment.by_hand import ship_by_hand
from troth.fulfillment.models import (
    CounterReceipt,
    Crossing,
    Delay,
    Label,
    Parcel,
    ParcelBack,
    Return,
    ReturnedPiece,
)
from troth.fulfillment.outbox import LABELS
from troth.fulfillment.queue import claim_next_order
from troth.notifications import searches
from troth.notifications.actions import write_notice
from troth.orders import actions as orders
from troth.orders.links import token_for
from troth.orders.models import Event, Order
from troth.payments import actions as payments
from troth.payments import approving, payment_requests, reconciliation
from troth.payments import external_changes as payment_reported
from troth.payments.models import Payment
from troth.payments.provider import configured_provider
from troth.policy.terms import shipped_terms
from troth.publishing import actions as publishing
from troth.publishing import what_if
from troth.scorecard import actions as scorecard
from troth.scorecard.measures import MEASURES
from troth.scorecard.models import PublicScorecard
from troth.worklist.actions import open_task

LATER, NOW = NOON + timedelta(hours=4), moment("Mon 2026-11-30 12:00")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Shopper:
    """All that is one shopper's. `at` has what stands in addresses, by a name of ours."""

    name: str
    at: dict[str, Any] = field(default_factory=dict)
    orders: list[Order] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    roots: list[Any] = field(default_factory=list)  # what is theirs, beside orders and items
    files: set[bytes] = field(default_factory=set)  # what lies in the evidence store for them

    @property
    def sign(self) -> str:
        """Stands in every word of theirs."""
        return f"{self.name}qx"

    @property
    def hidden(self) -> str:
        """Stands in every word of staff about them, which they never read themselves."""
        return f"{self.name}zq"

    @property
    def serial(self) -> str:
        return f"{self.name.upper()}9-SER-77"

    @property
    def address(self) -> Address:
        return replace(
            ANN,
            email=f"{self.sign}@example.com",
            name=f"Lee {self.sign}",
            street=f"12 {self.sign} Street",
            street2=f"Floor {self.sign}",
            phone=f"212 555 01{len(self.name)}{ord(self.name[0]) % 10}",
        )

    def order(
        self, name: str, *items: Item, at=NOON, to: dict[str, str] | None = None, **kwargs: Any
    ) -> Order:
        """A confirmed order under a name of ours."""
        address = replace(self.address, **(to or {}))
        placed = order_of(*items or [self.item(f"{name}_item")], by=address, now=at, **kwargs)
        if name == "fresh":
            confirm(placed)  # by mail, now
        else:
            orders.mark_confirmation_sent(
                order=placed, message_id=f"<{placed}@example.com>", now=at, by="notifications"
            )
        self.orders.append(placed)
        self.at |= {
            name: placed.number,
            f"{name}_pk": placed.pk,
            f"{name}_token": token_for(placed.number),
        }
        self.at[f"{name}_line"] = placed.lines.order_by("pk").first().pk
        return placed

    def item(self, name: str, **changes: str) -> Item:
        bag = a_bag(serial=f"{self.serial}-{name}", **changes)
        self.items.append(bag)
        self.at[name] = bag.slug
        self.at[f"{name}_tag"] = tags.tag_of(bag.pk)
        return bag


def full_house(fedex) -> tuple[Shopper, Shopper]:
    """Ann's and Ben's."""
    both = Shopper("ann"), Shopper("ben")
    for shopper in both:
        _boxes(shopper, fedex)
    for shopper in both:
        _waiting(shopper)
        _japan(shopper)
        _asked(shopper, fedex)
        _items(shopper)
    closure = closures.enter_closure(
        place="us",
        first_on=date(2026, 11, 24),
        last_on=date(2026, 12, 1),
        why="a storm",
        now=NOON + HOUR,
        by="pat",
    )
    closures.recompute_promises(closure_id=closure.pk, now=NOON + HOUR)
    longer = closures.ClosurePlan("us", date(2026, 12, 3), date(2026, 12, 30), "a flood")
    asked_for = closures.ask_second_person(
        plan=longer,
        effect=closures.preview_plan(plan=longer, now=LATER),
        reason="The cellar is under water.",
        now=LATER,
        by="staff:pat",
    )
    for shopper in both:
        shopper.at |= {"closure": closure.pk, "asked_closure": asked_for.key}
        shopper.at["delay"] = Delay.objects.get(order=shopper.at["late_pk"]).pk
    compared = reconciliation.reconcile_payments(
        since=NOON - DAY, until=NOON + DAY, now=NOW, provider=configured_provider()
    )
    asked_for = pickups.request_pickup(
        carrier="fedex", terms=shipped_terms(), carriers=fedex, now=LATER, by="staff:kim"
    )
    passkey = Authenticator.objects.create(
        user=a_person("colleague", roles.OWNER), type="webauthn", data={}
    )
    session = UserSession.objects.create(
        user=passkey.user, ip="203.0.113.9", session_key="of-a-colleague", user_agent="x"
    )
    published = _published()
    for shopper in both:
        shopper.at["passkey"] = passkey.pk  # somebody else's
        shopper.at["session"], shopper.at["device_key"] = session.pk, "made-up"
        shopper.at |= {
            "tie_out": compared.pk,
            "pickup": asked_for.pk,
            "section": "items",
            "tax_code": "5581",
        }
        shopper.at["mistyped"] = f"{shopper.at['sent']}/x/"
        shopper.at["digest"] = shipped_terms().digest[:12]
        shopper.at |= published
    for event in Event.objects.filter(kind__in=["order.placed", "parcel.shipped"]).select_related(
        "order__policy"
    ):
        write_notice(event=event, now=event.at)
    return both


@cache
def _texts() -> tuple[str, str]:
    four, five = (
        changed(("window_hours = 2 ", f"window_hours = {hours} ")).source for hours in (4, 5)
    )
    return four, five


def _published() -> dict[str, Any]:
    """A draft that is put forward, what it would have meant, and a scorecard that everybody
    sees.
    """
    text, other = _texts()
    draft = publishing.save_draft(text=text, over=0, now=NOW, by="staff:colleague@example.com")
    days = {"on": NOW.date() + 3 * DAY}
    waiting = publishing.propose_terms(
        draft=draft, **days, says="Four hours.", now=NOW, by="staff:colleague@example.com"
    )
    finished = what_if.start_what_if(draft=draft, now=NOW, by="staff:colleague@example.com")
    while what_if.run_what_if(what_if_id=finished.pk, clock=lambda: NOW):
        pass
    running = what_if.start_what_if(draft=draft, now=NOW, by="staff:colleague@example.com")
    scorecard.catch_up(now=NOW)
    scorecard.set_public(shown=True, after=0, now=NOW, by="staff:colleague@example.com")
    return {
        "proposal": waiting.pk,
        "what_if": finished.pk,
        "running": running.pk,
        "showing": PublicScorecard.objects.get().pk,
        "another_text": other,
        "publish_on": (NOW.date() + 4 * DAY).isoformat(),
        "measure": MEASURES[0].key,
        "whole_digest": shipped_terms().digest,
    }


def _boxed(shopper: Shopper, name: str, to: dict[str, str] | None = None, **item: str) -> Parcel:
    """Packed, by a packer of its own; the box is open."""
    shopper.order(name, shopper.item(f"{name}_item", **item), to=to)
    parcel = claim_next_order(now=LATER, by=f"staff:{name}-{shopper.name}")
    assert parcel.order.number == shopper.at[name]
    shopper.at |= {f"{name}_box": parcel.key, f"{name}_parcel": parcel.pk}
    return parcel


def _closed(parcel: Parcel, fedex) -> Parcel:
    packing.close_parcel(parcel=filled(parcel), grams=2_400, now=LATER, by=parcel.by, **BOX)
    for label_id in LABELS.due_keys(now=LATER):
        labels.process_label(label_id=label_id, clock=lambda: LATER, carriers=fedex)
    return Parcel.objects.get(pk=parcel.pk)


def _boxes(shopper: Shopper, fedex) -> None:
    """One order in each state that a box has."""
    sent = _closed(_boxed(shopper, "sent", price="9000.00"), fedex)
    handover.hand_over(parcel=sent, to="F. Driver", now=LATER, by=sent.by)
    world.carrier_clock(LATER + DAY)
    world.carrier_control(
        "/_control/deliver", number=sent.labels.get().number, signed_by=shopper.sign.upper()
    )
    tracking_events.ask_carriers(carriers=fedex, now=LATER + DAY + HOUR)
    proofs.fetch_proofs(carriers=fedex, now=LATER + DAY + HOUR)
    world.carrier_clock(LATER)
    sent = Parcel.objects.get(pk=sent.pk)
    assert sent.delivered_at
    money_moved(LATER)
    _closed(_boxed(shopper, "boxed"), fedex)
    pulled = _closed(_boxed(shopper, "pulled"), fedex)
    payments.cancel_order(order=pulled.order, reason="the shopper asked", now=LATER, by="care")
    filled(_boxed(shopper, "box"))
    _boxed(shopper, "opened")
    shopper.at["packing_photo"] = sent.photos.get().pk
    _by_hand(shopper, fedex)
    boxes = Parcel.objects.filter(order__in=shopper.orders)
    files = [
        record.file
        for box in boxes
        for record in [*box.photos.all(), *box.labels.filter(state="bought").exclude(file="")]
    ]
    files += [receipt.file for receipt in CounterReceipt.objects.filter(label__parcel__in=boxes)]
    shopper.files |= {_content(file) for file in [*files, sent.proof]}
    _turned_back(shopper, fedex)
    process(order=shopper.order("done"), now=LATER, by="pat")
    process_and_ship(shopper.order("shipped"), LATER)


def _by_hand(shopper: Shopper, fedex) -> None:
    """Boxes for the carrier's counter: one that went, one that waits; and one without a label."""
    to = {"street": f"PO Box {shopper.sign}"}
    went = _closed(_boxed(shopper, "went", to), fedex)
    receipt = SimpleUploadedFile("receipt.jpg", picture(seed=went.pk, size=(400, 400)))
    ship_by_hand(
        parcel=went,
        number=usps_number(went.pk),
        receipt=receipt,
        is_signed=True,
        now=LATER,
        by=went.by,
    )
    counter = _closed(_boxed(shopper, "counter", to), fedex)
    shopper.at["counter_number"] = usps_number(counter.pk)
    choice = _boxed(shopper, "choice")
    packing.close_parcel(parcel=filled(choice), grams=2_400, now=LATER, by=choice.by, **BOX)
    choice.labels.update(state=Label.REFUSED, problem="FedEx is on strike", ended_at=LATER)


def _waiting(shopper: Shopper) -> None:
    """Orders that wait for something, or for somebody."""
    shopper.order("ready", at=NOON + HOUR / 6)
    held = shopper.order("held", at=NOON + HOUR)
    shopper.at["hold"] = orders.hold_order(
        order=held, why=f"{shopper.hidden} doubts", now=LATER, by="care"
    ).pk
    monitoring.start_watching([shopper.order("late", at=NOON + HOUR / 2)])
    shopper.order("risky", at=NOON + HOUR, card=world.RISKY)
    for name in ("lapsed", "unpaid"):
        lapsed = shopper.order(name, at=NOON + HOUR)
        payment_reported.record_lapsed_authorization(
            payment=Payment.objects.get(order=lapsed), now=LATER
        )
    payment_requests.ask_to_pay_again(
        order=lapsed, reason=f"{shopper.sign} expired.", now=NOW - HOUR, by="care"
    )
    unreached = shopper.order("unreached", at=NOON + HOUR)
    orders.mark_confirmation_bounced(
        order=unreached, says="550 no such user", now=LATER, by="mailbox", at=LATER
    )
    shopper.order("fresh", at=NOW - HOUR)
    shopper.order("taxed", at=NOON + HOUR, to={"city": "Scarsdale", "zip_code": "10583"})
    waits = ask_to_cancel(
        shopper.order("kept", at=SATURDAY), SATURDAY + HOUR, says=f"{shopper.sign} thought again"
    )
    shopper.at["kept_request"] = waits.key
    mailed = shopper.order("mailed", at=NOON)
    text = f"Please cancel my order {mailed.number}.\r\n\r\n{shopper.sign} says so"
    sender = {"sender": shopper.address.email, "signed": False}
    by_mail = came(
        mail("Cancel it", text, message_id=f"<m1.{shopper.sign}@example.com>", **sender),
        NOON + HOUR,
    )
    lost = came(
        mail(
            f"Hello {shopper.sign}",
            "Where is it?",
            message_id=f"<m2.{shopper.sign}@example.com>",
            **sender,
        ),
        LATER,
    )
    assert lost.state == "open"
    question = came(
        mail(
            f"About {mailed.number}",
            f"{shopper.sign} asks when it comes.",
            message_id=f"<m3.{shopper.sign}@example.com>",
            **sender,
        ),
        NOON + HOUR,
    )
    shopper.at |= {
        "mail_request": by_mail.request.key,
        "mailed_mail": by_mail.pk,
        "mail": by_mail.pk,
        "lost_mail": lost.pk,
    }
    shopper.at["question_request"] = question.request.key
    shopper.roots.append(lost)
    shopper.files |= {_content(letter.raw) for letter in (by_mail, lost, question)}
    task_facts = {"due_at": NOW, "now": LATER, "order": held}
    review = open_task(
        key=f"review.{shopper.name}",
        kind="payment_review",
        role=roles.FINANCE,
        title="x",
        **task_facts,
    )
    trouble = open_task(
        key=f"trouble.{shopper.name}",
        kind="parcel_trouble",
        role=roles.CARE,
        title="x",
        **task_facts,
    )
    shopper.at |= {"task": review.pk, "noted_task": trouble.pk}
    search, _ = searches.save_search(email=shopper.address.email, address="q=bag", now=LATER)
    shopper.at["search"] = search.key
    shopper.roots.append(search)


def _japan(shopper: Shopper) -> None:
    """One piece that waits in Japan, and one in each state of crossing."""
    order = shopper.order("japan", *[a_watch_in_japan() for _ in range(5)])
    waits, begun, flying, landed, damaged = order.lines.order_by("pk")
    shopper.items += [line.item for line in order.lines.all()]
    shopper.at["waits_line"] = waits.pk
    crossing = {"begun": begun, "flying": flying, "landed": landed, "damaged": damaged}
    for name, line in crossing.items():
        transfer = transfers.create_transfer(lines=[line.pk], now=NOON + HOUR, by="kenji")
        if name != "begun":
            transfers.dispatch_transfer(
                transfer=transfer,
                carrier="yamato",
                number="123456789013",
                tags_scanned=[tags.tag_of(line.item_id)],
                now=LATER,
                by="kenji",
            )
        if name in ("landed", "damaged"):
            transfers.record_leg(transfer=transfer, leg="landed", now=LATER, by="pat")
        shopper.at |= {
            name: transfer.key,
            f"{name}_crossing": transfer.crossings.get().pk,
            f"{name}_tag": tags.tag_of(line.item_id),
        }
        shopper.roots.append(transfer)
    _arrived_damaged(shopper)


def _arrived_damaged(shopper: Shopper) -> None:
    """A piece that an authenticator is to look at, with the warehouse's photo."""
    picture_of_it = picture(seed=len(shopper.sign) + 40, size=(400, 400))
    check = arrival_checks.record_fault(
        crossing=Crossing.objects.get(pk=shopper.at["damaged_crossing"]),
        fault=arrival_checks.Fault(
            "damaged", words="the case is scratched", tag=shopper.at["damaged_tag"]
        ),
        photos=[SimpleUploadedFile("box.jpg", picture_of_it)],
        now=LATER,
        by="staff:pat",
    )
    shopper.at["damaged_photo"] = check.photos.get().pk


def _asked(shopper: Shopper, fedex) -> None:
    """What a shopper asks for once it has come, and what care does about it."""
    sent = next(order for order in shopper.orders if order.number == shopper.at["sent"])
    claim = damage.report_damage(
        order=sent,
        line=sent.lines.get(),
        says=f"{shopper.sign} sees a tear",
        asked_at=NOW,
        now=NOW,
        by="shopper",
        how="page",
    )
    fake = reported(sent, NOW)
    authenticity.check_origin(
        request=fake, genuine=True, why="They confirmed it.", now=NOW, by="staff:care"
    )
    paper, label = b"%PDF-1.7 " + shopper.sign.encode(), b"%PDF-1.7 label " + shopper.sign.encode()
    for asked_for, content, shown in ((claim, paper, False), (fake, label, True)):
        upload = SimpleUploadedFile(f"{shopper.sign}-{shown}.pdf", content)
        assert (
            attaching.attach_files(
                request=asked_for, files=[upload], now=NOW, by="shopper", shown=shown
            )
            == []
        )
    answering.add_note(request=claim, says=f"{shopper.hidden} was rude", now=NOW, by="staff:care")
    shopper.files |= {paper, label}
    parts = {"item_cents": 600_000}
    approval = approving.submit_refund(
        order=sent, parts=parts, key="k" * 12, reason="too much", now=NOW, by="staff:gus"
    )
    shopper.at |= {"claim": claim.key, "fake": fake.key, "approval": approval.pk}
    asked_for = authenticators.request_listing(
        name=f"House of {shopper.name}",
        site="https://house.example",
        reason="We called them.",
        now=NOW,
        by="staff:gus",
    )
    shopper.at["asked_for"] = asked_for.pk
    shopper.at |= {"paper": claim.attachments.get().pk, "label_paper": fake.attachments.get().pk}
    _comes(shopper, "come")
    _goes_back(shopper)
    back = reported(_comes(shopper, "back"), NOW)
    authenticity.check_origin(
        request=back, genuine=True, why="They confirmed it.", now=NOW, by="staff:care"
    )
    shopper.at["back_request"] = back.key
    here = sent_back(back.order, NOW)
    begun(sent), labels_bought(fedex, NOW)
    world.carrier_clock(LATER)
    shopper.at["return_photo"] = here.photos.get().pk
    label = fake.order.returns.get(request_key=fake.key).labels.get()
    shopper.files |= {_content(here.photos.get().file), _content(label.file)}


def _goes_back(shopper: Shopper) -> None:
    """Pieces that stay their buyer's, each at another step of its way back to them."""
    order = next(placed for placed in shopper.orders if placed.number == shopper.at["come"])
    line = order.lines.get()
    for name, state in {
        "unsent": None,
        "unpacked": {},
        "empty": {},
        "refused": {"label": "failed"},
        "packed": {"label": "bought", "number": f"9865787888{55 if shopper.name == 'ann' else 66}"},
        "left": {"label": "bought", "left_at": LATER},
    }.items():
        here = Return.objects.create(
            key=f"back-{shopper.name}-{name}",
            order=order,
            opened_at=LATER,
            received_at=LATER,
            ended_at=LATER,
            ended_how="refused",
        )
        condition = "missing" if name == "empty" else "sound"
        ReturnedPiece.objects.create(returned=here, line=line, condition=condition)
        shopper.at |= {f"{name}_back": here.key, f"{name}_back_tag": tags.tag_of(line.item_id)}
        if state is None:
            continue
        parcel = ParcelBack.objects.create(
            returned=here, key=f"{here.key}.B1", opened_at=LATER, opened_by="x", carrier="fedex"
        )
        if name == "packed":
            content = b"%PDF-1.7 back to " + shopper.sign.encode()
            parcel.file.save(f"{here.key}.pdf", ContentFile(content), save=False)
            shopper.files.add(content)
            state |= {"file": parcel.file.name}
        if state:
            packed = {"packed_at": LATER, "grams": 2_000, "not_before": LATER}
            ParcelBack.objects.filter(pk=parcel.pk).update(**(packed | state))


def _turned_back(shopper: Shopper, fedex) -> None:
    """A parcel that the carrier brings back."""
    parcel = _closed(_boxed(shopper, "returning"), fedex)
    handover.hand_over(parcel=parcel, to="F. Driver", now=LATER, by=parcel.by)
    money_moved(LATER)
    scanned(parcel, "returning", LATER + HOUR)
    returned = Return.objects.get(parcel=parcel)
    piece = returned.pieces.get()
    shopper.at |= {
        "returning_back": returned.key,
        "returning_piece": piece.pk,
        "returning_tag": tags.tag_of(piece.line.item_id),
    }


def _comes(shopper: Shopper, name: str) -> Order:
    order = shopper.order(name)
    process_and_ship(order, LATER)
    money_moved(LATER)
    comes(order, LATER + DAY)
    return order


def _items(shopper: Shopper) -> None:
    """Pieces that nobody has bought: for sale, taken off, not judged; with photos and evidence."""
    shown, off = shopper.item("shown"), shopper.item("off")
    take_off_sale(item=off, reason="to be looked at", now=NOON, by="erin")
    flawed, unjudged = shopper.item("flawed"), an_unjudged_bag()
    defects = [{"zone": "corners", "kind": "scratch", "severity": "slight", "note": ""}]
    describe_item(item=flawed, changes={"defects": defects}, now=NOON, by="erin")
    shopper.items.append(unjudged)
    seed = len(shopper.name) + ord(shopper.name[0])
    one = photos.add_photos(item=shown, files=[_photo(seed)], now=NOON, by="erin")[0][0]
    photos.add_photos(item=shown, files=[_photo(seed + 100)], now=NOON, by="erin")
    seen = photos.add_evidence(item=unjudged, files=[_photo(seed + 200)], now=NOON, by=erin())[0][0]
    shopper.files.add(_content(seen.file))
    approved = shown.evaluations.filter(verdict=Evaluation.APPROVED).first()
    shopper.at |= {
        "unjudged": unjudged.slug,
        "unjudged_pk": unjudged.pk,
        "photo": one.pk,
        "photo_file": one.file.name,
        "evidence": seen.pk,
    }
    shopper.at |= {"evidence_file": seen.file.name, "evaluation": approved.pk}


def _content(file: Any) -> bytes:
    with file.open("rb") as opened:
        return opened.read()


def _photo(seed: int) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{seed}.jpg", picture(seed=seed, size=(400, 400)))


def a_person(name: str, *named: str, staff: bool = True) -> User:
    """Somebody with an account, these roles, and a second factor."""
    person = User.objects.create_user(
        f"{name}@example.com", email=f"{name}@example.com", is_staff=staff
    )
    roles.set_roles(person, named)
    TOTP.activate(person, generate_totp_secret())
    return person
