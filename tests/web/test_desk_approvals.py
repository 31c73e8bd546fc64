"""The desk's approvals: who sees them, who decides, and what a second person reads."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.factories.pages import page_text
from tests.factories.people import erin, fay, ola, pat
from troth import clock, roles
from troth.approvals import kinds
from troth.approvals.actions import request_approval
from troth.approvals.models import ApprovalRequest

DONE: list[str] = []


def perform(request: ApprovalRequest, *, now: datetime, by: str) -> str:
    DONE.append(by)
    return "The price is changed."


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    row = kinds.ApprovalKind(
        "test.act",
        "A price change",
        (roles.CARE,),
        (roles.FINANCE, roles.CARE),
        apply="tests.web.test_desk_approvals.perform",
    )
    monkeypatch.setitem(kinds.KINDS, "test.act", row)
    DONE.clear()


def ask_approval(by="staff:pat@example.com") -> str:
    request = request_approval(
        kind="test.act",
        key="act.1",
        title="Change the price of a bag",
        reason="A scratch was seen",
        facts={},
        details=[("Old price", "$8,950.00"), ("New price", "$900.00")],
        by=by,
        now=clock.now(),
    )
    return f"/desk/approvals/{request.pk}"


@pytest.fixture
def desk(house, client):
    def signed_in(person):
        client.force_login(person)
        return client

    return signed_in


def test_the_second_person_reads_what_why_and_who_before_deciding(desk):
    address = ask_approval()
    words = page_text(desk(fay()).get(address))
    for part in ("A scratch was seen", "$8,950.00", "$900.00", "pat@example.com", "Approve"):
        assert part in words
    answer = desk(fay()).post(f"{address}/decide", {"answer": "approve"}, follow=True)
    assert "Approved. The price is changed." in page_text(answer)
    assert DONE == ["staff:pat@example.com, staff:fay@example.com"]
    assert "decided already" in page_text(
        desk(ola()).post(f"{address}/decide", {"answer": "decline"}, follow=True)
    )
    assert len(DONE) == 1


def test_who_asked_can_only_withdraw(desk):
    address = ask_approval()
    words = page_text(desk(pat()).get(address))
    assert "another person must decide" in words
    answer = desk(pat()).post(f"{address}/decide", {"answer": "approve"}, follow=True)
    assert "Another person must decide this" in page_text(answer)
    assert DONE == []
    answer = desk(pat()).post(f"{address}/decide", {"answer": "withdraw"}, follow=True)
    assert "Withdrawn: nothing is done." in page_text(answer)
    assert ApprovalRequest.objects.get().was_withdrawn


def test_another_role_decides_nothing(desk):
    address = ask_approval()
    assert "another role must decide" in page_text(desk(erin()).get(address))
    answer = desk(erin()).post(f"{address}/decide", {"answer": "approve"}, follow=True)
    assert "another role must decide" in page_text(answer)
    assert ApprovalRequest.objects.get().is_waiting
    assert DONE == []


def test_an_old_sign_in_is_asked_for_again(desk):
    address = ask_approval()
    client = desk(fay())
    client.proven(fay(), minutes_ago=16)
    answer = client.post(f"{address}/decide", {"answer": "approve"})
    assert answer.url.startswith("/desk/sign-in/again/")
    assert DONE == []


def test_the_list_shows_what_waits_and_what_was_decided(desk):
    address = ask_approval()
    words = page_text(desk(fay()).get("/desk/approvals/"))
    assert "Change the price of a bag" in words
    desk(fay()).post(f"{address}/decide", {"answer": "decline", "note": "No"})
    words = page_text(desk(fay()).get("/desk/approvals/"))
    assert "Nothing waits for a second person." in words
    assert "declined" in words
