"""A paper is saved, never opened inside the store; a file runs nothing, whoever wrote it."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from tests.factories.items import a_bag
from tests.factories.orders import order_of
from tests.factories.people import ola, pat
from troth import clock
from troth.care.models import OTHER, Attachment
from troth.fulfillment.models import Parcel
from troth.http.downloads import send_attachment
from troth.orders.links import token_for

# A PDF that would run a script in a reader that lets it.
PDF = b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF"


def check_saved_only(answer) -> bytes:
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    content: bytes = answer.getvalue()
    return content


@pytest.fixture
def paper(house):
    order = order_of(a_bag(), now=clock.now())
    request = order.requests.create(
        kind=OTHER, message="", how="page", by="shopper", asked_at=clock.now(),
        verdict={"verdict": "asked", "sentence": "", "steps": []},
    )  # fmt: skip
    paper = Attachment(
        request=request, name="report.pdf", kind="application/pdf", digest="0" * 64, by="shopper",
        at=clock.now(), shown=True,
    )  # fmt: skip
    paper.file.save("care/report.pdf", ContentFile(PDF))
    return paper


def test_a_shoppers_paper_is_saved_by_staff(paper):
    client = Client()
    client.force_login(pat())
    assert check_saved_only(client.get(f"/desk/care/papers/{paper.pk}")) == PDF


def test_a_paper_for_the_shopper_is_saved(paper):
    order, client = paper.request.order, Client()
    client.get(f"/o/{token_for(order.number)}")
    check_saved_only(client.get(f"/orders/{order.number}/papers/{paper.pk}"))


def test_the_proof_of_delivery_is_saved_by_shopper_and_staff(paper):
    order = paper.request.order
    parcel = Parcel(
        order=order,
        key=f"{order.number}-1",
        by="pat",
        taken_at=clock.now(),
        set_aside_at=clock.now(),
    )
    parcel.proof.save("proofs/proof.pdf", ContentFile(PDF))
    client = Client()
    client.get(f"/o/{token_for(order.number)}")
    check_saved_only(client.get(f"/orders/{order.number}/proof/{parcel.pk}.pdf"))
    client.force_login(pat())
    check_saved_only(client.get(f"/desk/packing/{parcel.key}/proof.pdf"))


def test_every_csv_is_saved(house):
    client = Client()
    client.force_login(ola())
    for address in (
        "/desk/items/export.csv",
        "/desk/money/sales-tax.csv?quarter=2026-09",
        "/desk/scorecard/figures.csv",
    ):
        check_saved_only(client.get(address))


@pytest.mark.parametrize(
    "name", ['a"; filename="b.html', "../../etc/passwd", "a\r\nX-Bad: 1.pdf", "..\\b.pdf", ""]
)
def test_a_name_writes_no_header_and_no_folder(name):
    answer = send_attachment(io.BytesIO(PDF), name=name, content_type="application/pdf")
    header = answer["Content-Disposition"]
    assert header.startswith("attachment")
    assert not re.search(r"[\r\n/\\]", header.replace("utf-8''", ""))
    assert header.count('"') in (0, 2)


def test_no_view_makes_a_file_answer_of_its_own():
    """Photos of the shop are public pictures; other files go through `troth.http.downloads`."""
    makers = {
        str(path)
        for path in Path("troth").rglob("*.py")
        if re.search(r"\bFileResponse\(|[\"']Content-Disposition[\"']\]", path.read_text())
    }
    assert makers == {
        "troth/http/downloads.py",
        "troth/storefront/shop/views.py",
        "troth/storefront/promises/faq_views.py",
    }
