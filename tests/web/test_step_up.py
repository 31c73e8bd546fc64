"""What moves money or can't be taken back asks who it is again, and loses nothing that was
typed.
"""

from __future__ import annotations

import dataclasses

import pytest

from tests.factories import world
from tests.factories.care_requests import place_and_ship, report_missing
from tests.factories.items import a_bag
from tests.factories.moments import CLAIM_OPENS
from tests.factories.orders import place_now
from tests.factories.pages import page_text
from tests.factories.parcels import NUMBER
from tests.factories.payments import place_and_capture
from tests.factories.people import ANN, erin, fay, pat
from tests.web.desk_forms import refund_form
from tests.web.sign_in import MINE, PASSWORD, app_code, give_password, set_up_app
from troth import roles
from troth.catalog.models import Withdrawal
from troth.payments.models import Approval, PaymentOperation

AGAIN = "/desk/sign-in/again/"


pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def finance(client):
    client.force_login(give_password(fay()))
    return client


@pytest.fixture
def expert(client):
    client.force_login(give_password(erin()))
    return client


def refunds() -> int:
    return PaymentOperation.objects.filter(kind="refund").count()


def late_refund(finance) -> str:
    """A refund sent with a proof that is too old; returns the address that asks for another."""
    url = f"/desk/orders/{place_and_capture().number}"
    form = refund_form(finance.get(url))
    finance.proven(fay(), minutes_ago=16)
    proof_url = finance.post(f"{url}/refund", form).url
    assert proof_url.startswith(AGAIN)
    assert refunds() == 0
    return proof_url


def test_a_refund_is_kept_until_the_proof(finance):
    proof_url = late_refund(finance)
    assert "it is kept, and done when you have proven it" in page_text(finance.get(proof_url))
    assert "The password is wrong" in page_text(finance.post(proof_url, {"password": "wrong"}))
    assert refunds() == 0
    assert "The refund is on its way" in page_text(
        finance.post(proof_url, {"password": PASSWORD}, follow=True)
    )
    assert refunds() == 1


def test_within_a_quarter_of_an_hour_nobody_is_asked(finance):
    url = f"/desk/orders/{place_and_capture().number}"
    finance.proven(fay(), minutes_ago=14)
    finance.post(f"{url}/refund", refund_form(finance.get(url)))
    assert refunds() == 1


def test_an_app_proves_it_too(finance, watch):
    secret, _ = set_up_app(finance, watch)
    proof_url = late_refund(finance)
    assert proof_url.startswith(f"{AGAIN}code/")
    assert "use your password" in page_text(finance.get(proof_url))
    finance.post(proof_url, {"code": app_code(secret, watch)})
    assert refunds() == 1


def test_who_lost_the_role_meanwhile_refunds_nothing(finance):
    proof_url = late_refund(finance)
    roles.set_roles(fay(), [roles.WAREHOUSE])
    assert finance.post(proof_url, {"password": PASSWORD}).status_code == 403
    assert refunds() == 0


def test_the_other_persons_word_and_a_risky_payment_ask_too(finance):
    risky = place_now(card=world.RISKY)
    approval = Approval.objects.create(
        payment=risky.payment,
        amount_cents=1,
        parts={},
        reason="x",
        by="x",
        key="x" * 8,
        asked_at=risky.placed_at,
    )
    finance.proven(fay(), minutes_ago=16)
    for path, form in (
        (f"/desk/orders/{risky.number}/payment", {"answer": "decline"}),
        (f"/desk/care/approvals/{approval.pk}", {"answer": "decline"}),
    ):
        assert finance.post(path, form).url.startswith(AGAIN)
    approval.refresh_from_db()
    assert approval.decided_at is None
    assert risky.review() is not None


def test_the_place_of_the_tax_asks_too(finance):
    doubtful = place_now(by=dataclasses.replace(ANN, city="Yonkers", zip_code="10705"))
    finance.proven(fay(), minutes_ago=16)
    path = f"/desk/orders/{doubtful.number}/tax-place"
    assert finance.post(path, {"code": "5581"}).url.startswith(AGAIN)
    assert not doubtful.events.filter(kind="tax.reviewed").exists()


def test_a_decision_of_care_asks_too(client):
    client.force_login(give_password(pat()))
    request = report_missing(place_and_ship(), CLAIM_OPENS)
    client.proven(pat(), minutes_ago=16)
    form = {"what": "refunded", "why": "Lost."}
    assert client.post(f"/desk/care/{request.key}/decide", form).url.startswith(AGAIN)
    assert refunds() == 0


def test_a_loss_that_care_records_asks_too(client):
    client.force_login(give_password(pat()))
    sent = place_and_ship()
    client.proven(pat(), minutes_ago=16)
    form = {"parcel": NUMBER, "sentence": "Lost, said Kim of FedEx."}
    assert client.post(f"/desk/orders/{sent.number}/lost", form).url.startswith(AGAIN)
    assert refunds() == 0


def test_a_serial_is_shown_after_the_proof(expert):
    item = a_bag(serial="MB-1234-0987")
    expert.proven(erin(), minutes_ago=16)
    proof_url = expert.post(f"/desk/items/{item.slug}/serial").url
    assert not item.events.filter(kind="item.serial_shown").exists()
    assert "MB-1234-0987" in page_text(expert.post(proof_url, {"password": PASSWORD}))


def test_a_withdrawal_that_was_left_is_not_done_by_a_later_proof(expert):
    item = a_bag()
    url = f"/desk/items/{item.slug}/withdraw/{item.evaluations.get(by=erin()).pk}"
    expert.proven(erin(), minutes_ago=16)
    expert.post(url, {"reason": "The stamp is wrong"})
    proof_url = expert.get(url).url
    assert "Withdraw the approval" in page_text(
        expert.post(proof_url, {"password": PASSWORD}, follow=True)
    )
    assert not Withdrawal.objects.exists()
    expert.post(url, {"reason": "The stamp is wrong"})
    assert Withdrawal.objects.count() == 1


def test_ones_own_sign_in_asks_too(finance):
    finance.proven(fay(), minutes_ago=16)
    for page in ("app/", "passkeys/"):
        assert finance.get(f"{MINE}{page}").url.startswith(AGAIN)
