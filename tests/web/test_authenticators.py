"""Clause `authenticity_refund`: whose word counts is public, before anybody buys; and a report is a
file that shows what a report must.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sandbox.demo.loading import load_demo
from tests.factories.care_requests import place_and_deliver
from tests.factories.items import a_bag
from tests.factories.mails import raw_mail, receive_mail
from tests.factories.moments import moment
from tests.factories.pages import page_text
from troth import clock
from troth.care import answering
from troth.care.cases import CaseActionRefused
from troth.care.models import Authenticator, CareCase
from troth.orders.links import token_for
from troth.orders.policy_versions import terms_at

NOW = moment("Mon 2026-11-30 12:00")
REPORT = "Attach the authenticator's report. Send it whole, as a PDF or as photos of every page."


@pytest.fixture
def store(house, client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return client


def listed(name, *, ended_on=None) -> Authenticator:
    return Authenticator.objects.create(
        name=name,
        site="https://house.example",
        verified_on=date(2026, 1, 5),
        verified_by="staff:owner",
        ended_on=ended_on,
    )


def test_who_counts_is_in_the_faq_and_who_no_longer_does_is_not(store):
    assert "Nobody is on our list yet" in page_text(store.get("/faq"))
    listed("Orlède House")
    listed("Gone House", ended_on=date(2026, 11, 30))
    words = page_text(store.get("/faq"))
    assert "Orlède House" in words
    assert "on our list since Mon Jan 5, 2026" in words
    assert "Gone House" not in words
    assert "Nobody is on our list yet" not in words
    assert "the date on which they examined the piece" in words


def test_beside_an_older_version_stands_who_counts_today(store):
    listed("Orlède House")
    digest = terms_at(NOW).digest[:12]
    assert "Orlède House" in page_text(store.get(f"/faq/{digest}"))


def test_a_piece_leads_to_the_list_before_it_is_bought(store):
    page = store.get(f"/items/{a_bag().slug}").content.decode()
    assert 'href="/faq#verified-authenticators"' in page
    assert 'id="verified-authenticators"' in store.get("/faq").content.decode()


@pytest.fixture
def order(store):
    order = place_and_deliver()
    store.get(f"/o/{token_for(order.number)}")
    return order


def ask(store, order, *files, authenticator="other"):
    form = {"line": order.lines.get().pk, "authenticator": authenticator, "sentence": "The stamp."}
    address = f"/orders/{order.number}/ask/not-authentic"
    return store.post(address, form | ({"files": list(files)} if files else {}))


def test_the_form_offers_who_counts_today_and_says_what_a_report_must_show(store, order):
    listed("Orlède House")
    listed("Gone House", ended_on=date(2026, 11, 30))
    page = store.get(f"/orders/{order.number}/ask/not-authentic").content.decode()
    assert '<option value="Orlède House">' in page
    assert "Somebody else" in page
    assert "Gone House" not in page
    assert "its serial number or our tag" in page
    ask(store, order, SimpleUploadedFile("r.pdf", b"%PDF-1.7"), authenticator="Gone House")
    assert not CareCase.objects.exists()


@pytest.mark.parametrize("files", [(), (("report.txt", b"It is fake."),), (("r.pdf", b"no PDF"),)])
def test_a_report_without_a_file_is_refused_and_told_what_to_send(store, order, files):
    answer = ask(store, order, *(SimpleUploadedFile(*file) for file in files))
    assert answer.status_code == 422
    page = answer.content.decode().replace("&#x27;", "'")
    assert REPORT in page
    assert 'aria-describedby="files_error"' in page
    assert "The stamp." in page  # what was typed is still there
    assert not CareCase.objects.exists()


def test_a_report_with_a_file_is_kept_with_it(store, order):
    listed("Orlède House")
    pdf = SimpleUploadedFile("r.pdf", b"%PDF-1.7 report")
    assert ask(store, order, pdf, authenticator="Orlède House").status_code == 302
    request = CareCase.objects.get()
    assert request.facts["verified"] is True
    assert [attachment.name for attachment in request.attachments.all()] == ["r.pdf"]


def test_a_mail_without_the_report_is_not_filed_as_one(store, order):
    filed = receive_mail(raw_mail("Fake?", f"My {order} is a fake, they say."), NOW)
    with pytest.raises(CaseActionRefused, match="report isn't attached"):
        answering.refile_request(
            request=filed.request, kind="not_authentic", now=NOW, by="staff:care"
        )


def test_the_demo_lists_invented_authenticators(store):
    load_demo(expert_emails=("erin@example.com", "sam@example.com"), now=NOW)
    assert Authenticator.objects.count() == 2
    assert all(".example" in authenticator.site for authenticator in Authenticator.objects.all())
    assert "Halvorsen" in page_text(store.get("/faq"))
