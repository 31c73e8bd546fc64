"""Who looked at an order, a mail, a file or a serial, and who took a file out, is on record: the
name, the order's number, and nothing else of a person.
"""

from __future__ import annotations

import getpass
import io
from contextlib import redirect_stdout

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.items import a_bag
from tests.factories.mails import raw_mail, receive_mail
from tests.factories.orders import order_of, place_hours_ago
from tests.factories.people import erin, ola, pat
from tests.factories.pictures import picture
from tests.web.desk_forms import BOX_FORM, fill_taken_parcel
from tests.web.imports import kept_in
from troth import clock
from troth.access_log.models import AccessRecord
from troth.care.models import Attachment
from troth.catalog import photos
from troth.cli import main
from troth.desk.looks import IMPORTS, LOOKS
from troth.desk.pages import page_roles
from troth.fulfillment.models import Parcel
from troth.orders.links import token_for
from troth.scorecard.measures import MEASURES

# Of the order's recipient, and of what they wrote.
PERSONAL = ("Ann", "Lee", "ann@example.com", "Grand Street", "torn", "10013")


@pytest.fixture
def order(house):
    return order_of(a_bag(), now=clock.now())


@pytest.fixture
def desk(house, client):
    client.force_login(pat())
    return client


def records() -> list[AccessRecord]:
    access_records = list(
        AccessRecord.objects.exclude(kind__in=["access_refused", "signed_out"]).order_by("pk")
    )
    for record in access_records:
        written = f"{record.who} {record.about} {record.detail} {record.network}"
        assert not [word for word in PERSONAL if word in written]
    return access_records


def opened(client, address: str, **more):
    answer = client.get(address, **more)
    answer.getvalue()  # to its end, which closes its file
    return answer


def test_a_look_at_an_order_is_one_row(order, client):
    client.force_login(pat())
    opened(client, f"/desk/orders/{order.number}", REMOTE_ADDR="203.0.113.77")
    [record] = records()
    assert (record.kind, record.who, record.order_number) == (
        "order_viewed",
        "pat@example.com",
        order.number,
    )
    assert record.network == "203.0.113.0/24"
    assert record.at is not None


def test_it_costs_one_insert(order, client):
    client.force_login(pat())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        opened(client, f"/desk/orders/{order.number}")
    about = [query for query in queries if "access_log" in query["sql"]]
    assert len(about) == 1
    assert about[0]["sql"].startswith("INSERT")


def test_what_was_refused_or_missing_was_not_seen(order, client):
    client.force_login(erin())
    assert opened(client, f"/desk/orders/{order.number}").status_code == 403
    client.force_login(pat())
    assert opened(client, "/desk/orders/T-NOSUC-HONE2").status_code == 404
    client.logout()
    assert opened(client, f"/desk/orders/{order.number}").status_code == 302
    assert records() == []


def test_a_request_its_file_and_its_mail(order, client):
    filed = receive_mail(raw_mail(f"{order}", "It is torn."), at=clock.now())
    request = order.requests.get()
    paper = Attachment(
        request=request, name="ann-lee.pdf", kind="application/pdf", digest="0" * 64, by="shopper",
        at=clock.now(),
    )  # fmt: skip
    paper.file.save("care/a.pdf", ContentFile(b"%PDF-"))
    client.force_login(pat())
    opened(client, f"/desk/care/{request.key}")
    opened(client, f"/desk/care/papers/{paper.pk}")
    opened(client, f"/desk/mails/{filed.pk}")
    opened(client, f"/desk/mails/{filed.pk}/whole.eml")
    assert [(record.kind, record.order_number, record.about) for record in records()] == [
        ("order_viewed", order.number, f"request {request.key}"),
        ("file_opened", order.number, f"file {paper.pk} of request {request.key}"),
        ("mail_viewed", order.number, f"email {filed.pk}"),
        ("file_opened", order.number, f"email {filed.pk}"),
    ]


def test_a_box_its_photo_and_its_proof(desk):
    order = place_hours_ago()
    where = fill_taken_parcel(desk)
    assert opened(desk, f"{where}/slip").status_code == 404  # a box that isn't closed has none
    desk.post(f"{where}/close", BOX_FORM)
    box = Parcel.objects.get()
    box.proof.save("proofs/p.pdf", ContentFile(b"%PDF-"))
    opened(desk, where)
    opened(desk, f"/desk/packing/photos/{box.photos.get().pk}")
    opened(desk, f"{where}/proof.pdf")
    opened(desk, f"{where}/slip")
    assert [(record.kind, record.order_number) for record in records()] == [
        ("order_viewed", order.number),
        ("file_opened", order.number),
        ("file_opened", order.number),
        ("file_opened", order.number),
    ]


def test_a_serial_and_evidence(house, client):
    item = a_bag()
    [photo], _ = photos.add_evidence(
        item=item, files=[SimpleUploadedFile("e.jpg", picture())], now=clock.now(), by=erin()
    )
    client.force_login(erin())
    client.post(f"/desk/items/{item.slug}/serial")
    opened(client, f"/desk/evidence/{photo.pk}")
    opened(client, "/desk/serials/")
    assert [(record.kind, record.about) for record in records()] == [
        ("serial_shown", item.slug),
        ("file_opened", f"evidence {photo.pk} of {item.slug}"),
        ("serial_shown", "the list of voided serials"),
    ]


@pytest.mark.parametrize(
    ("address", "about"),
    [
        ("/desk/items/export.csv", "items.csv"),
        ("/desk/money/sales-tax.csv?quarter=2026-09", "sales tax report"),
        ("/desk/scorecard/figures.csv", "scorecard figures"),
        (
            f"/desk/scorecard/{MEASURES[0].key}/orders.csv",
            f"orders of the measure {MEASURES[0].key}",
        ),
    ],
)
def test_an_export_is_recorded(house, client, address, about):
    client.force_login(ola())
    assert opened(client, address).status_code == 200
    [record] = records()
    assert (record.kind, record.who, record.about) == ("exported", "ola@example.com", about)


def test_an_export_that_was_refused_is_none(house, client):
    client.force_login(ola())
    opened(client, "/desk/money/sales-tax.csv?quarter=nonsense")
    assert records() == []


def test_a_file_of_items_that_is_taken_in(house, client):
    client.force_login(ola())
    header = b"source_id,title,designer,category,condition,price\n"
    file = SimpleUploadedFile("ann-lee.csv", header + b"a,dear bag,X,bags,good,90\n")
    shown = client.post("/desk/items/import", {"file": file})
    assert records() == []  # it is only shown
    client.post("/desk/items/import", {"kept": kept_in(shown)})
    opened(client, "/desk/items/import")
    [record] = records()
    assert (record.kind, record.about) == ("imported", "items.csv")


def test_staff_who_open_a_shoppers_page_are_recorded_and_the_shopper_isnt(order, client):
    shopper = Client()
    shopper.get(f"/o/{token_for(order.number)}")
    opened(shopper, f"/orders/{order.number}")
    opened(shopper, f"/orders/{order.number}/print")
    assert records() == []
    client.force_login(pat())
    opened(client, f"/orders/{order.number}")
    opened(client, f"/orders/{order.number}/print")
    assert [(record.kind, record.order_number) for record in records()] == [
        ("order_viewed", order.number)
    ] * 2


def test_a_shell_leaves_the_name_of_its_user(house):
    with redirect_stdout(io.StringIO()):
        assert main(["tax-report", "2026-09"]) == 0
    [record] = records()
    assert (record.kind, record.who) == ("exported", f"operator:{getpass.getuser()}")
    assert record.about == "sales tax report"


# Pages that show nobody's order, and no file of a person's.
SHOWS_NOBODY = {
    "desk_promises", "desk_in_turn", "desk_transfers", "desk_transfer", "desk_policy",
    "desk_policy_version", "desk_policy_draft", "desk_policy_preview", "desk_policy_proposal",
    "desk_what_ifs", "desk_what_if", "desk_scorecard", "desk_items", "desk_item", "desk_intake",
    "desk_describe", "desk_photos", "desk_evaluate", "desk_authenticators", "desk_authenticator",
}  # fmt: skip
# Lists with numbers alone: what is behind one is recorded when it is opened.
LISTS = {
    "desk", "desk_tasks", "desk_care", "desk_packing", "desk_parcels", "desk_returns", "desk_money",
    "desk_tie_out", "desk_measure", "desk_what_if_orders", "desk_withdraw",
}  # fmt: skip


FILES = ("photo", "proof", "paper", "receipt", "slip", "label_file")


def test_every_page_of_the_desk_is_in_a_table():
    """A new page either leaves a record, or is named here as one that shows nobody."""
    from tests.web.page_table import page_rows

    looks = {*LOOKS, *IMPORTS, *SHOWS_NOBODY, *LISTS}
    names = set(page_roles())
    assert looks <= names | {"desk_withdraw"}
    assert page_rows is not None
    files = {name for name in names if any(word in name for word in FILES)}
    posted = {"desk_photo", "desk_photos", "desk_parcel_photos", "desk_papers"}
    assert files - posted <= set(LOOKS)
    assert {name for name in names if "csv" in name or "export" in name} <= set(LOOKS)
