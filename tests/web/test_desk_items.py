"""The desk's item pages: who may, what is refused and why, and that a form sent twice does its work
once.
"""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.items import a_bag, an_unjudged_bag, index_items
from tests.factories.orders import order_of
from tests.factories.pages import page_text
from tests.factories.people import erin, pat, sam
from tests.factories.pictures import picture
from tests.web.desk_forms import ALL_GOOD, INTAKE_FORM, verdict_form
from tests.web.imports import import_file
from troth.approvals.models import ApprovalRequest
from troth.catalog.actions import put_on_sale
from troth.catalog.models import Evaluation, EvidencePhoto, Item, Photo, VoidedSerial
from troth.policy.terms import shipped_terms


@pytest.fixture
def expert(house, client):
    client.force_login(erin())
    return client


def at(item, page="") -> str:
    return f"/desk/items/{item.slug}{page}"


def photo(seed=1, name="seen.jpg"):
    return SimpleUploadedFile(name, picture(seed=seed, size=(400, 400)))


@pytest.mark.parametrize(
    "page", ["", "new", "import", "export.csv", "x", "x/photos", "x/evaluate", "x/describe"]
)
def test_nobody_from_outside(shopper, page):
    assert shopper.get(f"/desk/items/{page}").status_code == 302


@pytest.mark.parametrize("page", ["evidence/1", "serials/"])
def test_a_packer_sees_no_serial_and_no_evidence(staff, page):
    assert staff.get(f"/desk/{page}").status_code == 403


def test_a_packer_does_not_judge(staff):
    item = an_unjudged_bag()
    assert staff.get(at(item, "/evaluate")).status_code == 403
    assert staff.post(at(item, "/evaluate"), verdict_form()).status_code == 403
    assert not Evaluation.objects.exists()


def test_intake_once(expert):
    for _ in range(2):
        answer = expert.post("/desk/items/new?category=bags", INTAKE_FORM)
    item = Item.objects.get()
    assert answer.url == at(item)
    assert (item.price_cents, item.grades, item.measures) == (
        125000,
        {"corners": "B"},
        {"length_mm": 300},
    )
    assert (item.accessories, item.year_from, item.tax_category) == (
        ["Box", "Dust bag"],
        2018,
        "general",
    )
    assert "1234" not in item.serial_sealed
    assert item.listed_at is None


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("title", "", "required"),
        ("title", "x" * 201, "at most 200"),
        ("price", "cheap", "not an amount"),
        ("price", "0", "more than $0"),
        ("weight_grams", "0", "greater than or equal to 1"),
        ("grade_corners", "Z", "not one of the available"),
        ("measure_length_mm", "-1", "greater than or equal"),
        ("year_from", "1066", "greater than or equal"),
        ("condition", "", "required"),
    ],
)
def test_intake_refused(expert, field, value, error):
    answer = expert.post("/desk/items/new?category=bags", INTAKE_FORM | {field: value})
    assert answer.status_code == 422
    assert error in page_text(answer)
    assert 'value="Orlède"' in answer.content.decode()  # what was typed is kept
    assert not Item.objects.exists()


def test_judged_with_evidence(expert):
    item = an_unjudged_bag()
    answer = expert.post(at(item, "/evaluate"), verdict_form(evidence=photo()))
    assert answer.url == at(item)
    evaluation = Evaluation.objects.get()
    assert (evaluation.verdict, evaluation.by.username, len(evaluation.evidence["photos"])) == (
        "approved",
        "erin@example.com",
        1,
    )
    assert evaluation.evidence["serial"] == {"recorded": False}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({}, "Add at least one photo"),
        ({"check_stitching": ""}, "Answer every point"),
        (
            {"check_stitching": "inconsistent"},
            "Stitching is not as it should be: this can't be approved",
        ),
        ({"verdict": "rejected"}, "Say why it is rejected"),
        ({"verdict": ""}, "required"),
        (dict.fromkeys(ALL_GOOD, "absent"), "Nothing of it was found as it should be"),
    ],
)
def test_a_checklist_that_does_not_carry_the_verdict(expert, changes, error):
    answer = expert.post(at(an_unjudged_bag(), "/evaluate"), verdict_form(**changes))
    assert answer.status_code == 422
    assert error in page_text(answer)
    assert not Evaluation.objects.exists()


def test_evidence_is_kept_though_the_rest_is_wrong(expert):
    item = an_unjudged_bag()
    expert.post(at(item, "/evaluate"), verdict_form(verdict="rejected", evidence=photo()))
    assert EvidencePhoto.objects.count() == 1
    expert.post(at(item, "/evaluate"), verdict_form())
    assert Evaluation.objects.get().verdict == "approved"


def test_judged_by_two_at_once(expert):
    item = an_unjudged_bag()
    expert.post(at(item, "/evaluate"), verdict_form(evidence=photo()))
    expert.force_login(sam())
    answer = expert.post(
        at(item, "/evaluate"), verdict_form(verdict="rejected", reasons="no", evidence=photo(2))
    )
    assert answer.status_code == 422
    assert "Somebody else has judged it meanwhile" in page_text(answer)


def test_the_second_expert_judges_blind(expert):
    item = an_unjudged_bag()
    Item.objects.update(price_cents=900_000)
    expert.post(
        at(item, "/evaluate"), verdict_form(evidence=photo(), notes="The stamp is a little deep")
    )
    assert "a little deep" in page_text(expert.get(at(item)))
    expert.force_login(sam())
    for page in ("", "/evaluate"):
        words = page_text(expert.get(at(item, page)))
        assert "a little deep" not in words
        assert "Another expert has judged it" in words


def test_listed_by_the_desk_only_when_approved(expert):
    item = an_unjudged_bag()
    assert "can't be listed" in page_text(expert.post(at(item, "/list"), follow=True))
    expert.post(at(item, "/evaluate"), verdict_form(evidence=photo()))
    assert "It is for sale" in page_text(expert.post(at(item, "/list"), follow=True))
    assert Item.objects.get().listed_at


def test_withdrawn_needs_a_reason_and_says_what_it_does(expert):
    item = a_bag()
    page = at(item, f"/withdraw/{Evaluation.objects.get().pk}")
    assert expert.post(page, {"reason": ""}).status_code == 422
    assert "has left the store" in page_text(
        expert.post(page, {"reason": "the stamp"}, follow=True)
    )
    assert expert.get(item.get_absolute_url()).status_code == 410


def test_an_item_never_listed_is_nobodys_to_see(shopper):
    assert shopper.get(an_unjudged_bag().get_absolute_url()).status_code == 404


def test_photos_by_hand(expert):
    item = an_unjudged_bag()
    broken = SimpleUploadedFile("b.png", b"a note, and no picture")
    sent = [photo(1, "a.jpg"), broken, photo(3, "c.jpg")]
    answer = expert.post(at(item, "/photos"), {"photos": sent})
    assert answer.status_code == 422
    assert "b.png: is not a JPEG, PNG or WebP picture" in page_text(answer)
    first, second = Photo.objects.order_by("position")
    expert.post(at(item, f"/photos/{second.pk}"), {"alt": "The front", "earlier": ""})
    assert Photo.objects.order_by("position").first().alt == "The front"
    expert.post(at(item, f"/photos/{first.pk}"), {"remove": ""})
    expert.post(at(item, f"/photos/{first.pk}"), {"remove": ""})
    assert Photo.objects.get() == second


@pytest.mark.parametrize("name", ["../../etc/photo.jpg", "..\\photo.jpg", "/var/photo.jpg"])
def test_a_name_with_a_folder_is_refused(expert, name):
    item = an_unjudged_bag()
    boundary = "XX"
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="photos";'
        f' filename="{name}"\r\nContent-Type: image/jpeg\r\n\r\n'
    )
    body = head.encode() + picture() + f"\r\n--{boundary}--\r\n".encode()
    answer = expert.post(
        at(item, "/photos"), body, content_type=f"multipart/form-data; boundary={boundary}"
    )
    assert answer.status_code == 422
    assert "photo.jpg: a file's name can't hold a folder" in page_text(answer)
    assert not Photo.objects.exists()


def test_an_upload_that_is_too_large_is_refused_unread(expert):
    answer = expert.post(
        at(an_unjudged_bag(), "/photos"),
        b"x",
        content_type="multipart/form-data; boundary=X",
        CONTENT_LENGTH="200000000",
    )
    assert answer.status_code == 413
    assert "at most 120 MB" in page_text(answer)


def test_uploads_are_protected_as_every_form_is(house, client):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(pat())
    assert strict.post(at(an_unjudged_bag(), "/photos"), {"photos": [photo()]}).status_code == 403


def test_a_defect_with_its_pin(expert):
    item = an_unjudged_bag()
    expert.post(at(item, "/photos"), {"photos": [photo()]})
    defect = {
        "zone": "corners",
        "kind": "corner_wear",
        "severity": "slight",
        "note": "left",
        "photo": Photo.objects.get().digest,
    }
    assert expert.post(at(item, "/defects"), defect).status_code == 422  # a pin needs its place
    for _ in range(2):
        expert.post(at(item, "/defects"), defect | {"x": "20", "y": "30.25"})
    [stored] = Item.objects.get().defects
    assert (stored["x"], stored["y"], stored["note"]) == (20.0, 30.2, "left")
    expert.post(at(item, "/defects/remove"), {"nth": "0"})
    assert Item.objects.get().defects == []


def test_a_price_above_what_its_experts_carry(expert):
    item = a_bag()
    page = page_text(
        expert.post(at(item, "/price"), {"price": "6000", "was": item.price_cents}, follow=True)
    )
    assert "a second expert must approve" in page
    assert "The price is changed" in page_text(
        expert.post(at(item, "/price"), {"price": "1100", "was": item.price_cents}, follow=True)
    )
    assert "has changed or was sold" in page_text(
        expert.post(at(item, "/price"), {"price": "900", "was": item.price_cents}, follow=True)
    )


def test_a_large_price_change_is_repeated_before_it_is_made(expert):
    item = a_bag()
    form = {"price": "900", "was": item.price_cents}
    page = page_text(expert.post(at(item, "/price"), form))
    for shown in ("$1,200.00", "$900.00", "-25.0 %", "Yes, change the price"):
        assert shown in page, shown
    assert Item.objects.get().price_cents == 120_000
    other = form | {"confirmed": "80000"}  # confirmed was another price
    assert "Yes, change the price" in page_text(expert.post(at(item, "/price"), other))
    right = expert.post(at(item, "/price"), form | {"confirmed": "90000"}, follow=True)
    assert "The price is changed" in page_text(right)
    assert Item.objects.get().price_cents == 90_000


def test_a_very_large_price_change_waits_for_a_second_person(expert):
    item = a_bag()
    form = {"price": "120", "was": item.price_cents}
    assert "Ask a second person" in page_text(expert.post(at(item, "/price"), form))
    without = expert.post(at(item, "/price"), form | {"reason": ""})
    assert without.status_code == 422
    assert "say why" in page_text(without)
    response = expert.post(at(item, "/price"), form | {"reason": "A fake clasp"}, follow=True)
    assert "waits for a second person" in page_text(response)
    assert "$120.00 waits for a second person" in page_text(expert.get(at(item)))
    decide = f"/desk/approvals/{ApprovalRequest.objects.get().pk}/decide"
    assert "you asked for it" in page_text(expert.post(decide, {"answer": "approve"}, follow=True))
    assert Item.objects.get().price_cents == 120_000
    expert.force_login(sam())
    assert "The price is $120.00 now" in page_text(
        expert.post(decide, {"answer": "approve"}, follow=True)
    )
    assert Item.objects.get().price_cents == 12_000


def test_what_is_sold_is_described_no_more(expert):
    item = a_bag()
    order_of(item)
    form = {
        "title": "Another",
        "brand": "X",
        "condition": "good",
        "weight_grams": "1",
        "warehouse": "us",
    }
    answer = expert.post(at(item, "/describe"), form)
    assert "its description stays as it was bought" in page_text(answer)


def test_described_and_its_serial_kept(expert):
    expert.post("/desk/items/new?category=bags", INTAKE_FORM)
    item = Item.objects.get()
    expert.post(at(item, "/describe"), INTAKE_FORM | {"title": "Arche bag, large", "serial": ""})
    again = Item.objects.get()
    assert (again.title, again.serial_sealed) == ("Arche bag, large", item.serial_sealed)
    assert "1234" not in str(list(again.events.values()))


def test_the_serial_is_masked_and_its_showing_is_kept(expert):
    expert.post("/desk/items/new?category=bags", INTAKE_FORM)
    item = Item.objects.get()
    assert "•••••••••987" in page_text(expert.get(at(item)))
    assert "MB-1234-0987" in page_text(expert.post(at(item, "/serial")))
    assert item.events.filter(kind="item.serial_shown", by="staff:erin@example.com").exists()
    expert.force_login(pat())
    assert "987" not in page_text(expert.get(at(item)))
    assert expert.post(at(item, "/serial")).status_code == 403


def test_a_listed_serial_takes_its_item_off_sale(expert):
    item = a_bag(serial="MB-1234-0987")
    page = page_text(
        expert.post(
            "/desk/serials/",
            {"brand": item.brand, "serial": "mb12340987", "reason": "stolen"},
            follow=True,
        )
    )
    assert "bears it" in page
    assert not Item.objects.for_sale().exists()
    assert VoidedSerial.objects.count() == 1


def test_staffs_search_sees_everything(staff):
    unjudged, listed = an_unjudged_bag(), a_bag()
    index_items()
    page = staff.get("/desk/items/").content.decode()
    assert unjudged.slug in page
    assert listed.slug in page
    only = staff.get("/desk/items/?standing=taken_in").content.decode()
    assert unjudged.slug in only
    assert listed.slug not in only
    assert listed.slug in staff.get(f"/desk/items/?q={listed.source_id}").content.decode()


def exported(client) -> str:
    return b"".join(client.get("/desk/items/export.csv").streaming_content).decode()


def test_out_and_in_again(expert):
    expert.post(
        "/desk/items/new?category=bags",
        INTAKE_FORM | {"service": "Spa in 2020", "needs_papers": "on"},
    )
    a_bag(title='=cmd|"x"', colour="red")
    first = exported(expert)
    assert "MB-1234" not in first
    assert first.startswith("\ufeffsource_id,")  # Excel reads it as UTF-8
    assert "\n=" not in first
    assert ",=" not in first
    columns = [field.name for field in Item._meta.concrete_fields]
    apart = {"id", "slug", "source", "created_at", "listed_at", "serial_sealed", "serial_print"}
    originals = {
        item["source_id"]: {name: item[name] for name in columns if name not in apart}
        for item in Item.objects.values()
    }
    sent = SimpleUploadedFile("items.csv", first.encode())
    page = page_text(import_file(expert, sent))
    assert "2 added, 0 already here, 0 broken rows left out" in page
    imported = {
        item["source_id"]: {name: item[name] for name in columns if name not in apart}
        for item in Item.objects.filter(source="import").values()
    }
    assert imported == originals


def test_an_import_at_the_desk_approves_nothing(expert):
    text = b"source_id,title,designer,category,condition,price\na,bag,X,bags,good,90\n"
    file = SimpleUploadedFile("items.csv", text)
    words = page_text(import_file(expert, file, examined="on"))
    assert "1 added" in words
    assert "Nothing is approved by an import" in words
    assert not Evaluation.objects.exists()


BATCH = {
    "judged_by": "Erin Field",
    "judged_on": "2026-11-20",
    "evidence_at": "Binder 7, page 12",
    "batch": "b" * 16,
}


def test_a_consignment_is_attested_in_a_batch_and_put_on_sale(expert):
    one, other = an_unjudged_bag(), an_unjudged_bag()
    sent = BATCH | {
        "item": [one.pk, other.pk],
        f"note_{one.pk}": "Photos 31 to 36",
        "put_on_sale": "on",
    }
    for _ in range(2):
        words = page_text(expert.post("/desk/items/attest", sent, follow=True))
    assert "Nothing waits for you" in words
    assert Evaluation.objects.count() == 2
    assert Item.objects.for_sale().count() == 2
    words = page_text(expert.get(at(one)))
    assert "Attested: examined by Erin Field" in words
    assert "Binder 7, page 12" in words
    assert "Photos 31 to 36" in words


@pytest.mark.parametrize("lacking", ["judged_by", "judged_on", "evidence_at"])
def test_an_attestation_without_its_evidence_is_refused_and_keeps_what_was_typed(expert, lacking):
    item = an_unjudged_bag()
    sent = BATCH | {"item": item.pk, f"note_{item.pk}": "Photos 31 to 36", lacking: ""}
    answer = expert.post("/desk/items/attest", sent)
    assert answer.status_code == 422
    assert 'value="Photos 31 to 36"' in answer.content.decode()
    assert not Evaluation.objects.exists()


def test_an_attestation_asks_who_it_is_again(expert):
    expert.proven(erin(), minutes_ago=16)
    sent = BATCH | {"item": an_unjudged_bag().pk}
    assert expert.post("/desk/items/attest", sent).url.startswith("/desk/sign-in/again/")
    assert not Evaluation.objects.exists()


def test_the_second_expert_attests_without_seeing_what_the_first_one_named(expert):
    item = an_unjudged_bag()
    Item.objects.update(price_cents=900_000)
    expert.post("/desk/items/attest", BATCH | {"item": item.pk})
    expert.force_login(sam())
    for page in ("/desk/items/attest", at(item)):
        assert "Binder 7" not in page_text(expert.get(page))


def test_findings_and_photos_stay_hidden_when_the_price_falls_and_rises(expert):
    item = an_unjudged_bag()
    Item.objects.update(price_cents=900_000)
    expert.post(at(item, "/evaluate"), verdict_form(evidence=photo(), notes="A little deep"))
    seen = EvidencePhoto.objects.get()
    for cents in (90_000, 900_000):
        Item.objects.update(price_cents=cents)
        expert.force_login(sam())
        for page in ("", "/evaluate"):
            assert "A little deep" not in page_text(expert.get(at(item, page)))
        assert expert.get(f"/desk/evidence/{seen.pk}").status_code == 403
        expert.force_login(erin())
        assert b"".join(expert.get(f"/desk/evidence/{seen.pk}").streaming_content)


def test_why_an_approval_was_withdrawn_is_a_finding_too(expert):
    item = a_bag()
    evaluation = Evaluation.objects.get()
    page = at(item, f"/withdraw/{evaluation.pk}")
    expert.post(page, {"reason": "The date code is wrong"})
    assert "The date code is wrong" in page_text(expert.get(at(item)))
    expert.force_login(sam())
    assert "The date code is wrong" not in page_text(expert.get(at(item)))


def test_another_expert_may_still_withdraw_an_approval_of_what_is_on_sale(expert):
    item = a_bag()
    expert.force_login(sam())
    assert "Withdraw approval 1" in page_text(expert.get(at(item)))


def test_a_comparison_with_an_empty_list_of_serials_is_not_claimed(expert):
    expert.post("/desk/items/new?category=bags", INTAKE_FORM)
    item = Item.objects.get()
    words = page_text(expert.get(at(item, "/evaluate")))
    assert "The list of voided and stolen serials is empty" in words
    assert "is not among the" not in words
    expert.post("/desk/serials/", {"brand": "X", "serial": "ZZ-1", "reason": "stolen"})
    assert "is not among the 1 voided or stolen serials" in page_text(
        expert.get(at(item, "/evaluate"))
    )


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"a,b\n1,2\n", "column 'source_id' is missing"),
        (b"", "column 'source_id' is missing"),
        (None, "choose one CSV file"),
    ],
)
def test_a_file_that_is_none(expert, content, error):
    file = {} if content is None else {"file": SimpleUploadedFile("items.csv", content or b" ")}
    answer = expert.post("/desk/items/import", file)
    assert answer.status_code == 422
    assert error in page_text(answer)


def test_a_packer_approves_nothing_by_import(staff):
    file = SimpleUploadedFile(
        "items.csv", b"source_id,title,designer,category,condition,price\na,bag,X,bags,good,90\n"
    )
    assert staff.post("/desk/items/import", {"file": file, "examined": "on"}).status_code == 403
    assert not Item.objects.exists()


def test_put_on_sale_again_is_as_once(expert):
    item = a_bag()
    put_on_sale(items=[item], terms=shipped_terms(), now=item.created_at, by="x")
    assert item.events.filter(kind="item.listed").count() == 1
