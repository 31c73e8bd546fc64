"""A house in which everything exists twice, once for each of two shoppers, made by the real verbs;
every word that only its shopper or staff may read holds a sign to look for.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import world
from tests.factories.care_requests import ask_to_cancel, report_fake
from tests.factories.items import a_watch_in_japan, an_unjudged_bag
from tests.factories.mails import raw_mail, receive_mail
from tests.factories.marked_shopper import DAY, HOUR, LATER, NOW, Shopper
from tests.factories.moments import NOON, SATURDAY
from tests.factories.people import erin
from tests.factories.pictures import picture
from tests.factories.policies import changed_terms
from tests.factories.returns import begin_return, buy_return_labels, send_back
from tests.factories.shopper_parcels import (
    create_boxes,
    create_returns,
    deliver_order,
    plain_photo,
    read_content,
)
from troth import roles
from troth.care import answering, attaching, damage
from troth.care.authenticity_refunds import authenticators, authenticity
from troth.catalog import photos
from troth.catalog.actions import describe_item, take_off_sale
from troth.catalog.models import Evaluation
from troth.fulfillment.from_japan import arrival_checks, transfers
from troth.fulfillment.models import (
    Crossing,
    Delay,
)
from troth.fulfillment.promises import closures, monitoring
from troth.fulfillment.warehouse import pickups, tags
from troth.notifications import searches
from troth.notifications.actions import write_notice
from troth.orders import actions as orders
from troth.orders.models import Event
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


def create_everything_twice(fedex) -> tuple[Shopper, Shopper]:
    """Ann's and Ben's."""
    both = Shopper("ann"), Shopper("ben")
    for shopper in both:
        create_boxes(shopper, fedex)
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
        user=create_person("colleague", roles.OWNER), type="webauthn", data={}
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
        changed_terms(("window_hours = 2 ", f"window_hours = {hours} ")).source for hours in (4, 5)
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
        draft=draft, **days, sentence="Four hours.", now=NOW, by="staff:colleague@example.com"
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
        order=unreached, sentence="550 no such user", now=LATER, by="mailbox", at=LATER
    )
    shopper.order("fresh", at=NOW - HOUR)
    shopper.order("taxed", at=NOON + HOUR, to={"city": "Scarsdale", "zip_code": "10583"})
    waits = ask_to_cancel(
        shopper.order("kept", at=SATURDAY),
        SATURDAY + HOUR,
        sentence=f"{shopper.sign} thought again",
    )
    shopper.at["kept_request"] = waits.key
    mailed = shopper.order("mailed", at=NOON)
    text = f"Please cancel my order {mailed.number}.\r\n\r\n{shopper.sign} says so"
    sender = {"sender": shopper.address.email, "signed": False}
    by_mail = receive_mail(
        raw_mail("Cancel it", text, message_id=f"<m1.{shopper.sign}@example.com>", **sender),
        NOON + HOUR,
    )
    lost = receive_mail(
        raw_mail(
            f"Hello {shopper.sign}",
            "Where is it?",
            message_id=f"<m2.{shopper.sign}@example.com>",
            **sender,
        ),
        LATER,
    )
    assert lost.state == "open"
    question = receive_mail(
        raw_mail(
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
    shopper.files |= {read_content(letter.raw) for letter in (by_mail, lost, question)}
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
    picture_of_it = picture(seed=f"damaged {shopper.sign}", size=(400, 400))
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
        sentence=f"{shopper.sign} sees a tear",
        asked_at=NOW,
        now=NOW,
        by="shopper",
        how="page",
    )
    fake = report_fake(sent, NOW)
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
    answering.add_note(
        request=claim, sentence=f"{shopper.hidden} was rude", now=NOW, by="staff:care"
    )
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
    deliver_order(shopper, "come")
    create_returns(shopper)
    back = report_fake(deliver_order(shopper, "back"), NOW)
    authenticity.check_origin(
        request=back, genuine=True, why="They confirmed it.", now=NOW, by="staff:care"
    )
    shopper.at["back_request"] = back.key
    here = send_back(back.order, NOW)
    begin_return(sent), buy_return_labels(fedex, NOW)
    world.carrier_clock(LATER)
    shopper.at["return_photo"] = here.photos.get().pk
    label = fake.order.returns.get(request_key=fake.key).labels.get()
    shopper.files |= {read_content(here.photos.get().file), read_content(label.file)}


def _items(shopper: Shopper) -> None:
    """Pieces that nobody has bought: for sale, taken off, not judged; with photos and evidence."""
    shown, off = shopper.item("shown"), shopper.item("off")
    take_off_sale(item=off, reason="to be looked at", now=NOON, by="erin")
    flawed, unjudged = shopper.item("flawed"), an_unjudged_bag()
    defects = [{"zone": "corners", "kind": "scratch", "severity": "slight", "note": ""}]
    describe_item(item=flawed, changes={"defects": defects}, now=NOON, by="erin")
    shopper.items.append(unjudged)
    seed = len(shopper.name) + ord(shopper.name[0])
    one = photos.add_photos(item=shown, files=[plain_photo(seed)], now=NOON, by="erin")[0][0]
    photos.add_photos(item=shown, files=[plain_photo(seed + 100)], now=NOON, by="erin")
    seen = photos.add_evidence(item=unjudged, files=[plain_photo(seed + 200)], now=NOON, by=erin())[
        0
    ][0]
    shopper.files.add(read_content(seen.file))
    approved = shown.evaluations.filter(verdict=Evaluation.APPROVED).first()
    shopper.at |= {
        "unjudged": unjudged.slug,
        "unjudged_pk": unjudged.pk,
        "photo": one.pk,
        "photo_file": one.file.name,
        "evidence": seen.pk,
    }
    shopper.at |= {"evidence_file": seen.file.name, "evaluation": approved.pk}


def create_person(name: str, *named: str, staff: bool = True) -> User:
    """Somebody with an account, these roles, and a second factor."""
    person = User.objects.create_user(
        f"{name}@example.com", email=f"{name}@example.com", is_staff=staff
    )
    roles.set_roles(person, named)
    TOTP.activate(person, generate_totp_secret())
    return person
