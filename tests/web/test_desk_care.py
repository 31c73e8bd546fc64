"""Care's pages: every request by its deadline, one with all that belongs to it, answered once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.care_requests import (
    ask_to_cancel,
    place_and_deliver,
    place_and_ship,
    report_fake,
    report_missing,
)
from tests.factories.items import a_bag
from tests.factories.moments import CLAIM_OPENS, SATURDAY, moment
from tests.factories.orders import place_confirmed
from tests.factories.pages import page_text
from tests.factories.parcels import NUMBER
from tests.factories.people import erin, fay, pat, sam
from tests.factories.pictures import picture
from tests.factories.returns import send_back
from tests.web.desk_forms import NOW, post_decision, request_path
from troth import clock
from troth.approvals.models import ApprovalRequest
from troth.care import damage
from troth.care.models import Authenticator, CareCase, Note
from troth.notifications.actions import build_email, write_notice
from troth.orders.models import Event
from troth.payments.models import Approval, PaymentOperation


@pytest.fixture
def desk(house, client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    client.force_login(pat())
    return client


def test_the_queue_has_the_earliest_deadline_first(desk):
    late = ask_to_cancel(
        place_confirmed(at=moment("Fri 2026-11-20 12:00")), moment("Sat 2026-11-21 12:00")
    )
    CareCase.objects.filter(pk=late.pk).update(state="open")
    soon = damage_of(place_and_deliver())
    words = page_text(desk.get("/desk/care/"))
    assert words.index(late.key) < words.index(soon.key)
    assert "overdue" in page_text(desk.get("/desk/"))


def damage_of(order):
    return damage.report_damage(
        order=order,
        line=order.lines.get(),
        sentence="It is torn.",
        asked_at=NOW,
        now=NOW,
        by="shopper",
        how="page",
    )


def test_a_cancellation_is_answered(desk):
    request = ask_to_cancel(place_confirmed(at=moment("Fri 2026-11-27 12:00")), SATURDAY)
    page = page_text(desk.get(request_path(request)))
    assert "but we try" in page
    assert "Say why" in post_decision(desk, request, "refuse", why="")
    assert "accepted" in post_decision(desk, request, "accept")
    assert "accepted" in post_decision(desk, request, "accept")  # pressed twice
    assert Event.objects.filter(kind="order.cancelled").count() == 1


def test_a_claim_shows_its_evidence_and_is_settled(desk):
    request = report_missing(place_and_ship(), CLAIM_OPENS, sentence="Nothing came.")
    page = page_text(desk.get(request_path(request)))
    assert "Nothing came." in page
    assert "It can be claimed now" in page
    assert "refunded" in post_decision(desk, request, "refunded")
    assert PaymentOperation.objects.filter(kind="refund").count() == 1


def test_above_the_limit_another_person_agrees_on_the_care_page(desk):
    request = report_missing(place_and_ship(a_bag(price="9000.00")), CLAIM_OPENS)
    post_decision(desk, request, "refunded")
    approve = f"/desk/care/approvals/{Approval.objects.get().pk}"
    assert "Another person must agree" in page_text(
        desk.post(approve, {"answer": "agree"}, follow=True)
    )
    desk.force_login(fay())
    assert "wait for a second person" in page_text(desk.get("/desk/care/"))
    assert "on its way" in page_text(desk.post(approve, {"answer": "agree"}, follow=True))
    assert PaymentOperation.objects.filter(kind="refund").count() == 1


def test_a_claim_after_its_last_day_is_refunded_by_two_people_or_not_at_all(desk):
    request = report_missing(place_and_ship(), moment("Sat 2026-12-19 10:00"))
    page = page_text(desk.get(request_path(request)))
    assert "Ask a second person to refund it as an exception" in page
    for _ in range(2):
        assert "It waits for a second person" in post_decision(desk, request, "refunded")
    assert "waits for a second person. Asked by pat" in page_text(desk.get(request_path(request)))
    approval_request = ApprovalRequest.objects.get()
    decide = f"/desk/approvals/{approval_request.pk}/decide"
    assert "you asked for it" in page_text(desk.post(decide, {"answer": "approve"}, follow=True))
    assert not PaymentOperation.objects.filter(kind="refund").exists()
    desk.force_login(fay())
    assert "refunded as an exception" in page_text(
        desk.post(decide, {"answer": "approve"}, follow=True)
    )
    assert PaymentOperation.objects.filter(kind="refund").count() == 1


def test_damage_is_decided_with_a_part(desk):
    request = damage_of(place_and_deliver())
    assert "more than $0.00" in post_decision(desk, request, "part")
    post_decision(desk, request, "part", part_cents="200.00")
    assert PaymentOperation.objects.get(kind="refund").parts["item_cents"] == 20_000


def test_from_report_to_proven_and_opinions_decide_nothing(desk):
    request = report_fake(place_and_deliver(), at=NOW)
    post_decision(desk, request, "genuine")
    assert "The piece is back" not in page_text(desk.get(request_path(request)))
    send_back(request.order, NOW)
    opinion = {"authentic": "yes", "sentence": "An original."}
    assert "for authenticator" in page_text(desk.post(f"{request_path(request)}/opinion", opinion))
    for expert in (erin(), sam()):
        desk.force_login(expert)
        assert "It is recorded, and decides nothing" in page_text(desk.get(request_path(request)))
        desk.post(f"{request_path(request)}/opinion", opinion)
    assert "Is it the piece that was sold?" in page_text(desk.get(request_path(request)))
    piece = {"photos": "yes", "sentence": "The same scratch inside."}
    assert "Everything paid for it goes back" in page_text(
        desk.post(f"{request_path(request)}/piece", piece, follow=True)
    )
    assert "proven" in page_text(desk.get(request_path(request)))
    assert PaymentOperation.objects.filter(kind="refund").count() == 1


def test_care_confirms_only_a_report_by_somebody_on_the_list(desk):
    request = report_fake(place_and_deliver(), at=NOW, by="A friend")
    assert "not on our list" in page_text(desk.get(request_path(request)))
    assert "isn't on the public list today" in post_decision(desk, request, "genuine")
    assert "We send" not in post_decision(desk, request, "genuine", authenticator="Orlède House")
    assert CareCase.objects.get().facts["authenticator"] == "Orlède House"


def test_a_check_that_fails_waits_for_another_person_on_the_approvals_page(desk):
    request = report_fake(place_and_deliver(), at=NOW)
    page = post_decision(desk, request, "refuse", why="They say that they never saw it.")
    assert "A second person is asked to decide" in page
    approval = ApprovalRequest.objects.get()
    decide = f"/desk/approvals/{approval.pk}/decide"
    desk.post(decide, {"answer": "approve"})
    assert CareCase.objects.get().state == "open"  # the same person
    desk.force_login(fay())
    words = page_text(desk.get(f"/desk/approvals/{approval.pk}"))
    assert "They say that they never saw it." in words
    desk.post(decide, {"answer": "approve"})
    assert CareCase.objects.get().outcome == "refused"


def test_a_piece_that_differs_is_accepted_or_refused_by_two(desk):
    request = report_fake(place_and_deliver(), at=NOW)
    post_decision(desk, request, "genuine")
    send_back(request.order, NOW)
    assert "What you found" in page_text(
        desk.post(f"{request_path(request)}/piece", {"photos": "no"})
    )
    desk.post(f"{request_path(request)}/piece", {"photos": "no", "sentence": "Another lining."})
    waiting = ApprovalRequest.objects.get()
    assert waiting.facts["passes"] is False
    words = page_text(desk.get(request_path(request)))
    assert "It doesn't agree with the photos." in words
    assert "Record the check" not in words


def test_notes_papers_and_letters_are_kept_once(desk, client_class):
    request = damage_of(place_and_deliver())
    desk.post(f"{request_path(request)}/note", {"sentence": "Called the carrier."})
    label = {
        "files": [
            SimpleUploadedFile("label.pdf", b"%PDF-1.7"),
            SimpleUploadedFile("a.jpg", picture()),
        ],
        "shown": "on",
    }
    desk.post(f"{request_path(request)}/papers", label)
    for _ in range(2):
        desk.post(f"{request_path(request)}/reply", {"key": "k" * 16, "reply": "We look into it."})
    assert (
        Note.objects.filter(event=None).count(),
        request.attachments.filter(shown=True).count(),
    ) == (1, 2)
    event = Event.objects.get(kind="care.answered")
    assert "We look into it." in build_email(write_notice(event=event, now=NOW)).body
    pdf = request.attachments.get(kind="application/pdf")
    assert b"".join(desk.get(f"/desk/care/papers/{pdf.pk}").streaming_content) == b"%PDF-1.7"
    assert client_class().get(f"/desk/care/papers/{pdf.pk}").status_code == 302


def test_the_list_of_authenticators_changes_by_two_people(desk):
    house = {"name": "Orlède House", "site": "house.example", "reason": "We called them."}
    assert "Enter a valid URL" in page_text(
        desk.post("/desk/authenticators/list", house | {"site": "no"})
    )
    assert "How they were verified" in page_text(
        desk.post("/desk/authenticators/list", house | {"reason": ""})
    )
    desk.post("/desk/authenticators/list", house)
    assert not Authenticator.objects.exists()
    assert "Waits for a second person" in page_text(desk.get("/desk/authenticators"))
    _agreed(desk, erin())
    assert "put on the list (We called them.)" in page_text(desk.get("/desk/authenticators"))
    row = Authenticator.objects.get()
    desk.force_login(pat())
    desk.post("/desk/authenticators/list", {"end": str(row.pk), "why": "They closed."})
    assert Authenticator.objects.get().ended_on is None
    _agreed(desk, erin())
    assert Authenticator.objects.get().ended_on == date(2026, 11, 30)


def _agreed(desk, person):
    desk.force_login(person)
    waiting = ApprovalRequest.objects.waiting().get()
    desk.post(f"/desk/approvals/{waiting.pk}/decide", {"answer": "approve"})


@pytest.mark.parametrize("what", ["", "x", "opinion", "a" * 50])
def test_an_answer_that_is_none_changes_nothing(desk, what):
    request = damage_of(place_and_deliver())
    assert desk.post(f"{request_path(request)}/decide", {"what": what, "why": "x"}).status_code in (
        302,
        422,
    )
    request.refresh_from_db()
    assert request.state == "open"


def test_every_page_is_for_staff_alone(desk, client_class):
    request = damage_of(place_and_deliver())
    pages = ["/desk/care/", request_path(request), "/desk/authenticators"]
    assert [desk.get(page).status_code for page in pages] == [200] * 3
    assert [client_class().get(page).status_code for page in pages] == [302] * 3
    assert desk.get("/desk/care/C-NOTHERE1").status_code == 404


def test_a_trace_is_recorded_with_the_carrier_s_reference(desk):
    early = moment("Mon 2026-11-30 10:00")
    request = report_missing(place_and_ship(), early)
    page = page_text(desk.get(request_path(request)))
    assert "We ask the carrier for a trace by 6:00 pm ET on Mon Nov 30, 2026" in page
    assert "reference for the trace" in post_decision(desk, request, "traced", why=" ")
    post_decision(desk, request, "traced", why="TR-1")
    post_decision(desk, request, "traced", why="TR-1")
    assert Event.objects.get(kind="trace.started").facts["reference"] == "TR-1"


def test_a_loss_that_the_carrier_confirmed_by_phone_is_settled(desk):
    request = report_missing(place_and_ship(), moment("Mon 2026-11-30 10:00"))
    assert "what the carrier said" in post_decision(desk, request, "lost", why="")
    post_decision(desk, request, "lost", why="Ms. Ito says that it is lost.")
    post_decision(desk, request, "lost", why="Ms. Ito says that it is lost.")
    assert PaymentOperation.objects.filter(kind="refund").count() == 1
    assert Event.objects.filter(kind="parcel.lost").count() == 1


def test_a_loss_that_nobody_had_reported_is_recorded_at_the_order(desk):
    order = place_and_ship()
    page = f"/desk/orders/{order.number}"
    assert "The carrier confirmed a loss" in page_text(desk.get(page))
    wrong = desk.post(f"{page}/lost", {"parcel": "1", "sentence": "It is lost."}, follow=True)
    assert "on its way, so it can" in page_text(wrong)
    empty = desk.post(f"{page}/lost", {"parcel": NUMBER, "sentence": " "}, follow=True)
    assert "what the carrier said" in page_text(empty)
    for _ in range(2):
        desk.post(f"{page}/lost", {"parcel": NUMBER, "sentence": "Ms. Ito: it is lost."})
    assert Event.objects.filter(kind="parcel.lost").count() == 1
    assert CareCase.objects.get().outcome == "refunded"
    assert "The carrier confirmed a loss" not in page_text(desk.get(page))


def test_a_refund_by_hand_after_the_last_day_to_claim_waits_for_a_second_person(desk, monkeypatch):
    order = place_and_ship()
    monkeypatch.setattr("troth.clock.now", lambda: moment("Sat 2026-12-19 10:00"))
    url = f"/desk/orders/{order.number}"
    assert "so a refund is an exception" in page_text(desk.get(url))
    form = {"key": "12345678", "item_cents": "10", "reason": "goodwill"}
    assert "It waits for a second person" in page_text(
        desk.post(f"{url}/refund", form, follow=True)
    )
    assert not PaymentOperation.objects.filter(kind="refund").exists()


def test_a_claim_that_came_in_time_is_refused_by_two(house, client, monkeypatch):
    request = report_missing(place_and_ship(), CLAIM_OPENS)
    monkeypatch.setattr(clock, "now", lambda: CLAIM_OPENS + timedelta(hours=1))
    client.force_login(pat())
    page = post_decision(client, request, "refused", why="The driver says that it came.")
    assert "Refusing this claim waits for a second person" in page
    approval = ApprovalRequest.objects.get()
    decide = f"/desk/approvals/{approval.pk}/decide"
    client.post(decide, {"answer": "approve"})
    assert CareCase.objects.get().state == "open"  # the same person
    client.force_login(fay())
    assert "The driver says that it came." in page_text(
        client.get(f"/desk/approvals/{approval.pk}")
    )
    client.post(decide, {"answer": "approve"})
    assert CareCase.objects.get().outcome == "refused"


def test_a_claim_of_what_was_signed_for_is_refused_by_one(desk):
    request = report_missing(place_and_deliver(), NOW)
    post_decision(desk, request, "refused", why="The signature is yours.")
    assert CareCase.objects.get().outcome == "refused"
