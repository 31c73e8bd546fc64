"""Clause `authenticity_refund`: the public list of authenticators changes by two people, with an
event.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories.moments import moment
from troth.approvals.actions import ApprovalRefused, decide_request
from troth.care.authenticity_refunds import authenticators
from troth.care.models import Authenticator, AuthenticatorEvent

NOW = moment("Mon 2026-11-30 12:00")
TODAY = date(2026, 11, 30)
CARE, EXPERT = "staff:pat@example.com", "staff:erin@example.com"


def listing(name="Orlède House", reason="We called them, and saw their license."):
    return authenticators.request_listing(
        name=name, site="https://house.example", reason=reason, now=NOW, by=CARE
    )


def agreed(request, at=NOW, agree=True, by=EXPERT):
    return decide_request(request=request, agree=agree, by=by, now=at)


def names(on=TODAY):
    return [authenticator.name for authenticator in authenticators.verified_authenticators(on=on)]


def test_one_person_alone_changes_nothing(house):
    request = listing()
    assert listing().pk == request.pk
    with pytest.raises(ApprovalRefused, match="Another person"):
        agreed(request, by=CARE)
    assert names() == []
    agreed(request, agree=False)
    assert names() == []
    assert not AuthenticatorEvent.objects.exists()


def test_two_people_put_one_on_the_list_with_an_event(house):
    agreed(listing())
    assert names() == ["Orlède House"]
    event = AuthenticatorEvent.objects.get()
    assert (event.kind, event.by) == ("listed", f"{CARE}, {EXPERT}")
    assert event.reason == "We called them, and saw their license."
    with pytest.raises(ApprovalRefused, match="on the list already"):
        listing()


def test_two_people_take_one_off_and_what_was_stays_known(house):
    agreed(listing())
    row = Authenticator.objects.get()
    later = moment("Mon 2027-02-01 12:00")
    kwargs = {"authenticator": row, "now": later, "by": CARE}
    with pytest.raises(ApprovalRefused, match="Reason"):
        authenticators.request_ending(reason=" ", **kwargs)
    request = authenticators.request_ending(reason="They closed.", **kwargs)
    assert names(date(2027, 2, 1)) == ["Orlède House"]
    agreed(request, at=later)
    assert names(date(2027, 2, 1)) == []
    assert names(date(2027, 1, 31)) == ["Orlède House"]
    agreed(listing("Orlède House"), at=moment("Mon 2027-03-01 12:00"))
    assert names(date(2027, 3, 1)) == ["Orlède House"]
    assert names(date(2027, 2, 15)) == []
    assert [event.kind for event in AuthenticatorEvent.objects.order_by("pk")] == [
        "listed",
        "ended",
        "listed",
    ]


def test_a_change_without_a_reason_is_not_asked_for(house):
    with pytest.raises(ApprovalRefused, match="Reason"):
        listing(reason="  ")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE care_authenticator SET name = 'Another'",
        "UPDATE care_authenticator SET verified_on = '2020-01-01'",
        "UPDATE care_authenticatorevent SET reason = 'x'",
        "DELETE FROM care_authenticatorevent",
    ],
)
def test_the_database_refuses_to_rewrite_who_was_on_the_list(house, statement):
    agreed(listing())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
