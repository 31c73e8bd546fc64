"""What takes two people: one asks, another one approves, and only then is it done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.factories.moments import PRESENT
from troth import roles
from troth.alerting.actions import bring_up_to_date
from troth.approvals import kinds
from troth.approvals.actions import (
    ApprovalRefused,
    decide_request,
    request_approval,
    waiting_requests,
    withdraw_request,
)
from troth.approvals.models import ApprovalRequest
from troth.worklist.models import Task

pytestmark = pytest.mark.django_db

DONE: list[tuple[str, str]] = []


def perform(request: ApprovalRequest, *, now: datetime, by: str) -> str:
    if request.facts.get("gone"):
        raise ApprovalRefused("The piece is sold.")
    DONE.append((request.key, by))
    return "Done as asked."


def undo(request: ApprovalRequest, *, now: datetime, by: str) -> str:
    DONE.append((f"not {request.key}", by))
    return ""


@pytest.fixture(autouse=True)
def kind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    row = kinds.ApprovalKind(
        "test.act",
        "A test",
        (roles.CARE,),
        (roles.FINANCE,),
        apply="tests.domain.test_approvals.perform",
        decline="tests.domain.test_approvals.undo",
    )
    monkeypatch.setitem(kinds.KINDS, "test.act", row)
    DONE.clear()
    yield
    DONE.clear()


def request_act(key: str = "act.1", **facts: object) -> ApprovalRequest:
    return request_approval(
        kind="test.act",
        key=key,
        title="Do it",
        reason="It must be done",
        facts={"order": "T-1", **facts},
        by="staff:ann",
        now=PRESENT,
    )


def test_nothing_is_done_before_another_person_agrees() -> None:
    request = request_act()
    assert DONE == []
    with pytest.raises(ApprovalRefused, match="Another person"):
        decide_request(request=request, agree=True, by="staff:ann", now=PRESENT)
    assert DONE == []
    decided = decide_request(request=request, agree=True, by="staff:ben", now=PRESENT)
    assert DONE == [("act.1", "staff:ann, staff:ben")]
    assert (decided.agreed, decided.outcome) == (True, "Done as asked.")


def test_a_decision_stands_and_is_done_once() -> None:
    request = request_act()
    decide_request(request=request, agree=True, by="staff:ben", now=PRESENT)
    again = decide_request(request=request, agree=False, by="staff:cid", now=PRESENT)
    assert again.agreed is True
    assert len(DONE) == 1


def test_what_is_declined_is_never_done() -> None:
    request = request_act()
    decide_request(request=request, agree=False, by="staff:ben", now=PRESENT, note="Too much")
    decide_request(request=request, agree=True, by="staff:cid", now=PRESENT)
    assert DONE == [("not act.1", "staff:ben")]
    assert ApprovalRequest.objects.get().note == "Too much"


def test_only_who_asked_withdraws() -> None:
    request = request_act()
    with pytest.raises(ApprovalRefused, match="Only the person who asked"):
        withdraw_request(request=request, by="staff:ben", now=PRESENT)
    assert withdraw_request(request=request, by="staff:ann", now=PRESENT).was_withdrawn


def test_what_can_no_longer_be_done_still_waits() -> None:
    request = request_act(gone=True)
    with pytest.raises(ApprovalRefused, match="sold"):
        decide_request(request=request, agree=True, by="staff:ben", now=PRESENT)
    assert ApprovalRequest.objects.get().is_waiting
    assert decide_request(request=request, agree=False, by="staff:ben", now=PRESENT).agreed is False


def test_one_key_is_asked_once_and_a_reason_is_needed() -> None:
    assert request_act().pk == request_act().pk
    with pytest.raises(ApprovalRefused, match="Reason"):
        request_approval(
            kind="test.act", key="x", title="x", reason="  ", facts={}, by="staff:ann", now=PRESENT
        )
    assert [request.key for request in waiting_requests("test.act", order="T-1")] == ["act.1"]
    assert not waiting_requests("test.act", order="T-2")


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Something else"},
        {"facts": {"order": "T-2"}},
        {"asked_by": "staff:eve"},
        {"agreed": True, "decided_by": "staff:ann", "decided_at": PRESENT},
        {"agreed": True, "decided_by": "", "decided_at": PRESENT},
        {"agreed": True, "decided_by": "staff:ben", "decided_at": None},
    ],
)
def test_the_database_refuses(change: dict[str, object]) -> None:
    request = request_act()
    with pytest.raises(DatabaseError), transaction.atomic():
        ApprovalRequest.objects.filter(pk=request.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        ApprovalRequest.objects.all()._raw_delete("default")  # type: ignore[attr-defined]


def test_the_database_refuses_a_second_decision_and_one_made_at_once() -> None:
    request = request_act()
    decide_request(request=request, agree=False, by="staff:ben", now=PRESENT)
    with pytest.raises(DatabaseError, match="decided once"), transaction.atomic():
        ApprovalRequest.objects.filter(pk=request.pk).update(agreed=True)
    with pytest.raises(DatabaseError, match="before it is decided"), transaction.atomic():
        ApprovalRequest.objects.create(
            kind="test.act",
            key="forged",
            title="x",
            reason="x",
            asked_by="staff:ann",
            asked_at=PRESENT,
            decided_by="staff:ben",
            decided_at=PRESENT,
            agreed=True,
        )


def test_the_role_that_decides_has_a_task_until_it_is_decided() -> None:
    request = request_act()
    bring_up_to_date(now=PRESENT, kinds=["second_person"])
    task = Task.objects.get(kind="second_person")
    assert task.role == roles.FINANCE
    assert task.link == f"/desk/approvals/{request.pk}"
    decide_request(request=request, agree=True, by="staff:ben", now=PRESENT)
    bring_up_to_date(now=PRESENT + timedelta(hours=1), kinds=["second_person"])
    task.refresh_from_db()
    assert task.closed_at is not None
