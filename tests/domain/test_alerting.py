"""Clause `care`: what needs a person becomes a task of the role that can act, with a time; never a
mail to the mailbox that the store itself reads and empties.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta

import pytest

from tests.factories import world
from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.letters import send_confirmation
from tests.factories.mails import raw_mail, receive_mail
from tests.factories.moments import NOON, moment
from tests.factories.orders import order_of
from tests.factories.payments import capture_order, money_moved, payment_of
from tests.factories.people import ANN, erin, fay, ola, pat, sam
from tests.factories.publications import OSCAR, propose_draft
from troth import roles
from troth.alerting import digest, tasks
from troth.alerting.actions import bring_up_to_date
from troth.alerting.causes import FIND
from troth.care.mail import filing
from troth.catalog.actions import evaluate_items, put_on_sale, void_serial, withdraw_approval
from troth.catalog.models import Evaluation, Item
from troth.checkout import payment_sync
from troth.fulfillment.models import CarrierOutage, Label, Parcel, Scan
from troth.notifications import actions as notices
from troth.notifications.models import Notification
from troth.operations import alarms, health
from troth.operations import tasks as operations
from troth.orders.actions import record_event
from troth.orders.models import Event, Order
from troth.payments import (
    actions,
    approving,
    disputes,
    execution,
    external_changes,
    reviewing,
    tax_return,
)
from troth.payments.models import Approval, PaymentOperation, Reconciliation
from troth.payments.provider import configured_provider
from troth.payments.reconciliation import BACK
from troth.policy.money import dollars
from troth.policy.terms import shipped_terms
from troth.publishing import actions as publishing
from troth.worklist.actions import close_task, take_task
from troth.worklist.kinds import KINDS
from troth.worklist.models import Task

CARE_MAILBOX = "care@fathomandreed.example"


def swept(now: datetime) -> None:
    """Every kind is brought up to date; the daily comparison has a test file of its own."""
    bring_up_to_date(now=now, kinds=[kind for kind in FIND if kind != "tie_out_missing"])


def one_open(now: datetime = NOON) -> Task:
    """What the sweep finds: one open task."""
    swept(now)
    return Task.objects.open().get()


def none_open(now: datetime = NOON) -> bool:
    swept(now)
    return not Task.objects.open().exists()


def followed(order: Order) -> None:
    """The worker's part for every event so far, without the sweep."""
    for pk in order.events.values_list("pk", flat=True):
        tasks.on_event(pk)


def test_every_kind_has_its_row_and_is_found():
    assert set(FIND) < set(KINDS)
    assert all(KINDS[kind].title and KINDS[kind].over for kind in FIND)
    assert all(kind.roles and set(kind.roles) <= set(roles.ROLES) for kind in KINDS.values())


def test_a_risky_payment_is_a_task_of_finance_due_at_its_limit(house):
    order = order_of(a_bag(), card=world.RISKY, now=moment("Sat 2026-11-28 02:01"))
    task = one_open()
    assert (task.kind, task.role, task.order) == ("payment_review", roles.FINANCE, order)
    assert task.due_at == moment("Mon 2026-11-30 18:00")
    assert "risk elevated" in task.detail
    assert task.link == f"/desk/orders/{order.number}"


def test_a_decided_review_closes_its_task(house):
    order = order_of(a_bag(), card=world.RISKY)
    assert one_open().kind == "payment_review"
    reviewing.decide_review(order=order, approve=True, note="", now=NOON, by="staff:fay")
    assert none_open()
    assert Task.objects.get().outcome == KINDS["payment_review"].over


def test_a_task_follows_its_event_without_waiting_for_the_sweep(house, monkeypatch):
    monkeypatch.setattr("troth.clock.now", lambda: NOON)
    order = order_of(a_bag(), card=world.RISKY)
    followed(order)
    assert Task.objects.open().get().kind == "payment_review"
    reviewing.decide_review(order=order, approve=False, note="", now=NOON, by="staff:fay")
    followed(order)
    assert not Task.objects.open().exists()


def test_an_authorization_that_expires_after_a_rest_is_a_task_before_it(house):
    """Placed on Monday, it expires a week later at noon. Thanksgiving and a weekend lie between:
    the last time to act is Friday's close, and the task is there on Wednesday.
    """
    order = order_of(a_bag())
    assert payment_of(order).capture_before == moment("Mon 2026-11-30 12:00")
    assert none_open(moment("Wed 2026-11-25 08:59"))
    task = one_open(moment("Wed 2026-11-25 09:00"))
    assert (task.kind, task.due_at) == ("payment_lapsing", moment("Fri 2026-11-27 18:00"))
    assert "12:00 pm ET on Mon Nov 30, 2026" in task.detail


def test_what_is_captured_by_itself_is_no_task(house):
    order_of(a_watch_in_japan())
    assert none_open(moment("Fri 2026-11-27 10:00"))


def test_an_expired_authorization_is_told_before_and_after(house):
    order = order_of(a_bag())
    lapses_at = payment_of(order).capture_before
    near = lapses_at - timedelta(hours=23)
    execution.capture_before_authorizations_expire(now=near)
    soon = one_open(near)
    assert (soon.kind, soon.role) == ("payment_lapsing", roles.CARE)
    assert soon.due_at <= lapses_at
    external_changes.record_lapsed_authorization(payment=payment_of(order), now=lapses_at)
    assert one_open(lapses_at).kind == "payment_lapsed"
    actions.cancel_order(order=order, reason="it lapsed", now=lapses_at, by="staff:pat")
    assert none_open(lapses_at)


def test_a_refund_that_comes_back_is_a_task_until_somebody_says_what_was_done(house):
    order = capture_order()
    actions.request_refund(
        payment=payment_of(order),
        amount_cents=500,
        key="k",
        now=NOON,
        by="staff:fay",
        reason="a scratch",
        parts={"item_cents": 500},
    )
    money_moved(NOON)
    done = PaymentOperation.objects.get(kind="refund")
    external_changes.record_failed_refund(
        payment=payment_of(order), reference=done.reference, now=NOON
    )
    task = one_open()
    assert (task.kind, task.role) == ("money_failed", roles.FINANCE)
    assert "sent it back" in task.detail
    assert close_task(key=task.key, now=NOON, by="staff:fay", outcome="Sent a check")
    assert none_open()


def test_a_refund_is_a_task_on_its_legal_day(house):
    order = capture_order()
    owed = actions.request_refund(
        payment=payment_of(order),
        amount_cents=500,
        key="k",
        now=NOON,
        by="staff:fay",
        reason="a scratch",
        parts={"item_cents": 500},
    )
    due = datetime.combine(owed.due_on, NOON.timetz())
    assert none_open(due - timedelta(days=1))
    task = one_open(due)
    assert task.kind == "refund_due"
    assert task.due_at == due.replace(hour=18)


def test_a_dispute_is_due_when_the_provider_says_and_ends_when_it_is_answered(house):
    order = capture_order()
    opened = world.control(
        "/_control/dispute", payment_intent=payment_of(order).intent_id, reason="fraudulent"
    )
    dispute = configured_provider().dispute(opened["id"])
    disputes.record_dispute(payment=payment_of(order), dispute=dispute, now=NOON)
    task = one_open()
    assert (task.kind, task.role) == ("dispute", roles.FINANCE)
    assert task.due_at.timestamp() == dispute["evidence_details"]["due_by"]
    disputes.record_dispute(
        payment=payment_of(order), dispute=dispute | {"status": "under_review"}, now=NOON
    )
    assert none_open()


def test_a_dispute_whose_day_the_provider_moves_is_due_on_the_new_day(house):
    order = capture_order()
    opened = world.control(
        "/_control/dispute", payment_intent=payment_of(order).intent_id, reason="fraudulent"
    )
    dispute = configured_provider().dispute(opened["id"])
    disputes.record_dispute(payment=payment_of(order), dispute=dispute, now=NOON)
    first = one_open().due_at
    sooner = dispute["evidence_details"] | {"due_by": int((first - timedelta(days=2)).timestamp())}
    moved = dispute | {"evidence_details": sooner}
    disputes.record_dispute(payment=payment_of(order), dispute=moved, now=NOON)
    assert one_open().due_at == first - timedelta(days=2)
    silent = moved | {"evidence_details": {"due_by": None}}
    disputes.record_dispute(payment=payment_of(order), dispute=silent, now=NOON)
    assert one_open().due_at == first - timedelta(days=2)


def test_what_a_dispute_keeps_from_being_refunded_is_a_task_of_finance(house):
    order = order_of(a_watch_in_japan())
    actions.request_capture(order=order, now=NOON, by="policy", reason="about to lapse")
    money_moved(NOON)
    opened = world.control(
        "/_control/dispute", payment_intent=payment_of(order).intent_id, reason="fraudulent"
    )
    dispute = configured_provider().dispute(opened["id"]) | {"status": "under_review"}
    disputes.record_dispute(payment=payment_of(order), dispute=dispute, now=NOON)
    assert none_open()
    actions.cancel_order(order=order, reason="late", now=NOON, by="policy")
    task = one_open()
    assert (task.kind, task.role) == ("disputed_refund", roles.FINANCE)
    assert f"a refund of {dollars(order.total_cents)}" in task.detail
    disputes.record_dispute(
        payment=payment_of(order), dispute=dispute | {"status": "won"}, now=NOON
    )
    assert none_open()


def test_a_refund_that_needs_a_second_person_is_a_task_until_they_decide(house):
    order = capture_order(a_bag(price="9000.00"))
    approving.submit_refund(
        order=order,
        parts={"item_cents": 600_000},
        key="k",
        reason="not as described",
        now=NOON,
        by="staff:pat",
    )
    task = one_open()
    assert (task.kind, task.due_at) == ("refund_approval", moment("Tue 2026-11-24 18:00"))
    approving.decide_refund(approval=Approval.objects.get(), agree=False, now=NOON, by="staff:fay")
    assert none_open()


def test_a_mail_without_an_order_is_a_task_of_care_until_it_is_filed(house):
    letter = receive_mail(raw_mail("Hello", "Is this bag still available?"), NOON)
    task = one_open()
    assert (task.kind, task.role) == ("unmatched_email", roles.CARE)
    assert task.due_at == moment("Tue 2026-11-24 18:00")
    assert task.link == f"/desk/mails/{letter.pk}"
    filing.dismiss_mail(mail=letter, why="answered", now=NOON, by="staff:pat")
    assert none_open()


def test_no_task_holds_what_must_be_erased_one_day(house):
    receive_mail(raw_mail("My address is 12 Grand Street", "I am Ann Lee"), NOON)
    task = one_open()
    words = f"{task.title} {task.detail} {task.link}"
    for personal in ("Grand Street", "Ann", "ann@example.com"):
        assert personal not in words


def test_a_sold_piece_in_doubt_is_a_task_for_care_and_the_experts(house):
    order = order_of(a_bag())
    send_confirmation(order)
    withdraw_approval(evaluation=Evaluation.objects.get(), reason="the stamp", now=NOON, by=erin())
    task = one_open()
    assert task.kind == "sold_in_doubt"
    assert "the stamp" in task.detail
    assert task.may_act({roles.CARE})
    assert task.may_act({roles.AUTHENTICATOR})
    assert not task.may_act({roles.WAREHOUSE})
    actions.cancel_order(order=order, reason="a doubt", now=NOON, by="staff:pat")
    assert none_open()


def test_a_sold_piece_whose_serial_is_listed_as_stolen_is_a_task(house):
    bag = a_bag(serial="MB-1234-0987")
    order_of(bag)
    void_serial(
        brand=bag.brand, serial="MB-1234-0987", reason="stolen in 2012", now=NOON, by="staff:erin"
    )
    assert "stolen in 2012" in one_open().detail


def test_a_doubt_that_was_settled_before_the_sale_is_none(house):
    bag = a_bag()
    withdraw_approval(evaluation=Evaluation.objects.get(), reason="x", now=NOON, by=erin())
    evaluate_items(items=[bag], verdict=Evaluation.APPROVED, evidence={}, now=NOON, by=sam())
    put_on_sale(items=[bag], terms=shipped_terms(), now=NOON, by="x")
    order_of(Item.objects.get())
    assert none_open()


def test_a_doubt_about_what_nobody_bought_is_none(house):
    a_bag()
    withdraw_approval(evaluation=Evaluation.objects.get(), reason="x", now=NOON, by=erin())
    assert none_open()


def test_a_parcel_that_left_by_mistake_is_a_task(house):
    order = order_of(a_bag())
    facts = {
        "parcel": f"{order.number}-1",
        "number": "794988888885",
        "sentence": "It was cancelled.",
    }
    record_event(order=order, kind="parcel.shipped_in_error", now=NOON, by="fedex", facts=facts)
    task = one_open()
    assert (task.kind, task.role) == ("parcel_astray", roles.WAREHOUSE)
    assert "794988888885" in task.detail
    assert close_task(key=task.key, now=NOON, by="staff:pat", outcome="FedEx brings it back")
    assert none_open()


def parcel(order: Order, **changes) -> Parcel:
    fields = {"by": "staff:kim", "taken_at": NOON, "closed_at": NOON, "carrier": "fedex"} | changes
    return Parcel.objects.create(order=order, key=f"{order.number}-1", **fields)


def label(box: Parcel, nth: int = 1, **changes) -> Label:
    fields = {"carrier": "fedex", "by": "staff:kim", "asked_at": NOON, "not_before": NOON} | changes
    return Label.objects.create(parcel=box, reference=f"{box.key}.{nth}", **fields)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("delayed", "reports a problem"),
        ("unsigned", "no signature"),
    ],
)
def test_a_parcel_in_trouble_is_a_task_with_the_carriers_own_words(house, status, words):
    box = parcel(order_of(a_bag()), left_at=NOON, status=status, status_at=NOON)
    label(box, state=Label.BOUGHT, number="794988888885")
    Scan.objects.create(
        carrier="fedex", number="794988888885", digest="d", status=status, code="DE", at=NOON,
        carrier_text="Unable to locate package, trace started", place="", signed_by="", raw={},
        heard_at=NOON, how="told",
    )  # fmt: skip
    task = one_open()
    assert (task.kind, task.role) == ("parcel_trouble", roles.CARE)
    assert task.may_act({roles.WAREHOUSE})
    assert words in task.detail
    assert "Unable to locate package, trace started" in task.detail
    Parcel.objects.filter(pk=box.pk).update(status="moving")
    assert none_open()


def test_a_parcel_on_its_way_is_none(house):
    parcel(order_of(a_bag()), left_at=NOON, status="moving", status_at=NOON)
    assert none_open()


def test_a_refused_label_is_a_task_the_same_day_until_there_is_another(house):
    box = parcel(order_of(a_bag()))
    label(box, state=Label.REFUSED, problem="The ZIP code is wrong.", ended_at=NOON)
    task = one_open()
    assert (task.kind, task.due_at) == ("label_refused", moment("Mon 2026-11-23 18:00"))
    assert "The ZIP code is wrong." in task.detail
    label(box, 2, state=Label.BOUGHT, number="794988888885")
    assert none_open()


def test_each_refusal_is_a_task_of_its_own(house):
    box = parcel(order_of(a_bag()))
    label(box, state=Label.REFUSED, problem="The ZIP code is wrong.", ended_at=NOON)
    first = one_open()
    label(box, 2, state=Label.REFUSED, problem="The phone is wrong.", ended_at=NOON)
    second = one_open()
    assert first.pk != second.pk
    assert "phone" in second.detail


def test_a_carrier_that_stays_silent_is_a_task_and_one_that_stumbles_is_none(house):
    CarrierOutage.objects.create(
        carrier="fedex", since=NOON, last_at=NOON, carrier_text="timed out"
    )
    assert none_open(NOON + timedelta(minutes=29))
    task = one_open(NOON + timedelta(minutes=30))
    assert (task.kind, task.role) == ("carrier_down", roles.WAREHOUSE)
    CarrierOutage.objects.all().delete()
    assert none_open(NOON + timedelta(minutes=31))


def compared(at: datetime, *differences: str) -> None:
    rows = [
        {"intent": "", "about": about, "sentence": "The amounts differ", "ours_cents": 1,
         "theirs_cents": 2}
        for about in differences
    ]  # fmt: skip
    Reconciliation.objects.create(
        made_at=at, since=at - BACK, until=at, payments=1, differences=rows
    )


def test_what_differs_from_the_provider_is_one_task_however_often_it_is_compared(house):
    compared(NOON, "T-1")
    task = one_open()
    assert (task.kind, task.role) == ("tie_out", roles.FINANCE)
    assert "T-1: The amounts differ" in task.detail
    compared(NOON + timedelta(days=1), "T-1")
    assert one_open(NOON + timedelta(days=1)).pk == task.pk
    compared(NOON + timedelta(days=2), "T-1", "T-2")
    assert "T-2" in one_open(NOON + timedelta(days=2)).detail
    compared(NOON + timedelta(days=3))
    assert none_open(NOON + timedelta(days=3))


def test_a_policy_waits_for_a_second_owner(house):
    waits = propose_draft()
    task = one_open()
    assert (task.kind, task.role) == ("policy_approval", roles.OWNER)
    publishing.decline_proposal(proposal=waits, now=NOON, by=OSCAR)
    assert none_open()


def test_a_doubtful_tax_place_waits_for_finance(house):
    order = order_of(a_bag(), by=dataclasses.replace(ANN, city="Bronxville", zip_code="10708"))
    assert one_open().kind == "tax_place"
    tax_return.review_tax_place(order=order, code="6511", now=NOON, by="staff:fay")
    assert none_open()


def test_a_task_that_somebody_closed_is_not_opened_again(house):
    box = parcel(order_of(a_bag()), left_at=NOON, status="unsigned", status_at=NOON)
    task = one_open()
    close_task(key=task.key, now=NOON, by="staff:pat", outcome="They have it.")
    assert none_open(NOON + timedelta(days=1))
    assert Task.objects.get().outcome == "They have it."
    assert box.status == "unsigned"


def test_a_task_opened_while_the_sweep_looks_is_not_closed_by_it(house, monkeypatch):
    """The sweep reads what stands before it reads the causes."""
    find_unmatched = FIND["unmatched_email"]

    def slow(now, order):
        causes = list(find_unmatched(now, order))
        if not Task.objects.exists():  # another process is faster
            receive_mail(raw_mail("Hello", "Is it there?"), NOON)
            monkeypatch.setitem(FIND, "unmatched_email", find_unmatched)
            bring_up_to_date(now=now)
        return iter(causes)

    monkeypatch.setitem(FIND, "unmatched_email", slow)
    bring_up_to_date(now=NOON)
    assert Task.objects.open().get().kind == "unmatched_email"


def test_nothing_that_happens_is_mailed_to_cares_own_mailbox(house):
    """The store empties it by itself: whatever is mailed there reaches nobody."""
    order = order_of(a_bag(), card=world.RISKY)
    facts = {
        "parcel": "p",
        "number": "1",
        "sentence": "x",
        "lapses_at": NOON.isoformat(),
        "dispute": "",
    }
    for kind in (
        "payment.authorization_expiring",
        "payment.authorization_expired",
        "payment.operation_failed",
        "payment.disputed",
        "payment.dispute_closed",
        "parcel.shipped_in_error",
    ):
        record_event(order=order, kind=kind, now=NOON, by="provider", facts=facts)
    compared(NOON, "T-1")
    for event in Event.objects.all():
        notices.write_notice(event=event, now=NOON)
    bring_up_to_date(now=NOON)
    assert not Notification.objects.filter(to=CARE_MAILBOX).exists()
    assert "payment.operation_failed" not in notices.LETTERS


def test_a_restart_finds_what_no_event_told_of(house):
    """A store that was down: the sweep alone opens everything, once."""
    order_of(a_bag(), card=world.RISKY)
    receive_mail(raw_mail("Hello", "Is it there?"), NOON)
    compared(NOON, "T-1")
    assert bring_up_to_date(now=NOON) == 3
    assert bring_up_to_date(now=NOON) == 0


def test_one_row_that_cannot_be_read_silences_no_other_alarm(house, monkeypatch, caplog):
    def broken(_now, _order):
        raise KeyError("until")

    monkeypatch.setitem(FIND, "payment_review", broken)
    monkeypatch.setattr("troth.clock.now", lambda: NOON)
    receive_mail(raw_mail("Hello", "Is it there?"), NOON)
    caplog.set_level("CRITICAL", "troth.alerting.tasks")
    tasks.sweep_alerts()
    assert Task.objects.get().kind == "unmatched_email"


def test_a_full_disk_is_a_task_of_the_owner_until_it_has_room(house):
    alarms.update_alarms({"disk": "almost full"}, now=NOON)
    alarms.update_alarms({"disk": "almost full"}, now=NOON + timedelta(minutes=1))
    task = Task.objects.open().get()
    assert (task.kind, task.role) == ("disk_full", roles.OWNER)
    assert task.due_at == moment("Mon 2026-11-23 18:00")
    alarms.update_alarms({"disk": "ok"}, now=NOON + timedelta(hours=1))
    assert not Task.objects.open().exists()


def test_the_sweep_asks_the_disk_itself(house, monkeypatch):
    monkeypatch.setattr("troth.clock.now", lambda: NOON)
    monkeypatch.setitem(health.CHECKS, "disk", lambda: "almost full")
    assert operations.sweep_health() == 1


OPENS = moment("Tue 2026-11-24 09:00")


def overnight() -> None:
    """A risky payment of the evening before."""
    order_of(a_bag(), card=world.RISKY, now=moment("Mon 2026-11-23 20:00"))
    bring_up_to_date(now=moment("Mon 2026-11-23 20:01"))


def digests() -> dict[str, str]:
    return dict(Notification.objects.filter(kind="digest").values_list("to", "text"))


def test_a_digest_is_mailed_at_opening_to_who_can_act_once(house):
    pat(), fay(), erin(), ola()
    overnight()
    assert digest.write_due_digests(now=OPENS - timedelta(minutes=1)) == 0
    assert digest.write_due_digests(now=OPENS) == 3
    assert digest.write_due_digests(now=OPENS + timedelta(minutes=1)) == 0
    by_address = digests()
    assert set(by_address) == {"pat@example.com", "fay@example.com", "ola@example.com"}
    assert "Review a risky payment" in by_address["fay@example.com"]
    assert "due by 6:00 pm ET on Tue Nov 24, 2026" in by_address["fay@example.com"]


def test_no_digest_is_mailed_on_a_closed_day_nor_of_what_came_since_opening(house):
    fay()
    order_of(a_bag(), card=world.RISKY, now=moment("Wed 2026-11-25 10:00"))
    bring_up_to_date(now=moment("Wed 2026-11-25 10:01"))
    assert digest.write_due_digests(now=moment("Wed 2026-11-25 10:02")) == 0
    assert digest.write_due_digests(now=moment("Thu 2026-11-26 10:00")) == 0  # Thanksgiving
    assert digest.write_due_digests(now=moment("Fri 2026-11-27 20:00")) == 0  # closed for the day


def test_no_digest_goes_to_the_mailbox_that_the_store_empties(house, settings):
    person = fay()
    overnight()
    person.email = CARE_MAILBOX.upper()
    person.save()
    assert digest.is_cares_own(person, shipped_terms())
    assert digest.write_due_digests(now=OPENS) == 0
    person.email = "desk@example.com"
    person.save()
    settings.CARE_IMAP = settings.CARE_IMAP | {"user": "desk@example.com"}
    assert digest.write_due_digests(now=OPENS) == 0


def test_a_digest_can_be_turned_off(house, settings, monkeypatch):
    fay()
    overnight()
    monkeypatch.setattr("troth.clock.now", lambda: OPENS)
    settings.STAFF_DIGEST = False
    tasks.sweep_alerts()
    assert digests() == {}
    settings.STAFF_DIGEST = True
    tasks.sweep_alerts()
    assert set(digests()) == {"fay@example.com"}


def test_who_has_left_gets_no_digest(house):
    person = fay()
    overnight()
    person.is_active = False
    person.save()
    assert digest.write_due_digests(now=OPENS) == 0


def test_a_taken_task_names_its_owner_in_the_digest(house):
    fay()
    overnight()
    assert take_task(task=Task.objects.get(), by="staff:pat@example.com")
    digest.write_due_digests(now=OPENS)
    assert "taken by staff:pat@example.com" in digests()["fay@example.com"]


def test_an_authorization_the_provider_reports_gone_is_a_task(house):
    order = order_of(a_bag())
    later = NOON + timedelta(days=8)
    world.clock(later)
    payment_sync.sync_payment(
        payment=payment_of(order), terms=shipped_terms(), now=later, provider=configured_provider()
    )
    assert one_open(later).kind == "payment_lapsed"
