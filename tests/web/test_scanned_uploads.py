"""Every upload is scanned before anybody sees it, by Debian's own ClamAV daemon with signatures of
ours: infected, it is deleted and people are told; without a scanner, it waits, and is not passed.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.factories.items import a_bag, an_unjudged_bag
from tests.factories.mails import CARE_ADDRESS, receive_mail
from tests.factories.moments import MONDAY
from tests.factories.orders import place_hours_ago
from tests.factories.pages import page_text, request_paths
from tests.factories.people import erin, ola, pat
from tests.factories.pictures import picture
from tests.factories.transfers import LANDED, crossing_of, land_transfer, place_in_japan
from tests.web.desk_forms import BOX_FORM, take_parcel, verdict_form
from tests.web.imports import import_file
from tests.web.virus_scanner import EICAR, EICAR_SIGNATURE, MARK, SIGNATURE, Scanner, scanner_in
from troth import clock
from troth.access_log.models import AccessRecord
from troth.alerting.actions import bring_up_to_date
from troth.care import erasure_requests
from troth.care.cases import close_request
from troth.care.mail_models import Mail
from troth.care.models import Attachment, Authenticator, CareCase
from troth.catalog import pictures
from troth.catalog.models import Evaluation, EvidencePhoto, Item, Photo
from troth.catalog.pictures import BadPicture
from troth.fulfillment.models import (
    CrossingCheck,
    CrossingPhoto,
    PackingPhoto,
    Parcel,
    ReturnPhoto,
)
from troth.fulfillment.warehouse import tags
from troth.notifications.actions import write_notice
from troth.payments.models import PaymentOperation
from troth.scanning import clamd
from troth.scanning.actions import scan_held_uploads
from troth.scanning.models import HeldUpload
from troth.worklist.models import Task

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n"
ITEMS = b"source_id,title,designer,category,condition,price\na,dear bag,X,bags,good,90\n"


@pytest.fixture(scope="module")
def daemon():
    folder = Path(tempfile.mkdtemp(prefix="troth-clamd-"))
    scanner = None
    try:
        scanner = scanner_in(folder)
        yield scanner
    finally:
        if scanner is not None:
            scanner.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def scanner(daemon, house, tmp_path, monkeypatch) -> Scanner:
    """A store whose uploads are scanned, and whose files lie in a folder of its own: a model's
    storage is made once, for all tests.
    """
    storage = HeldUpload._meta.get_field("file").storage
    monkeypatch.setitem(vars(storage), "location", str(tmp_path / "evidence"))
    if daemon._running is None:
        daemon.start()
    house.CLAMD_ADDRESS, house.CLAMD_TIMEOUT = daemon.address, 10
    return daemon


def infected_png() -> bytes:
    """A picture that is shown like any other, and holds the mark in a text beside its pixels."""
    about = PngInfo()
    about.add_text("Comment", MARK.decode())
    written = io.BytesIO()
    Image.new("RGB", (400, 400), "teal").save(written, "PNG", pnginfo=about)
    return written.getvalue()


def clean_file(name: str = "photo.jpg", seed: int = 1) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture(seed=seed, size=(400, 400)))


def bad_file(name: str = "bad.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF + MARK if name.endswith(".pdf") else infected_png())


def stored_files() -> list[bytes]:
    """Everything that lies in the stores of files."""
    return [
        path.read_bytes()
        for model in (HeldUpload, Photo)
        for path in Path(model._meta.get_field("file").storage.location).rglob("*")
        if path.is_file()
    ]


def back_again(scanner: Scanner, **later: float) -> None:
    """The scanner is started again, and the sweep comes by."""
    scanner.start()
    scan_held_uploads(now=clock.now() + timedelta(**(later or {"minutes": 20})))


def check_infected(by: str, purpose: str, name: str = "bad.png") -> HeldUpload:
    """It is recorded once, without the file; care has a task; the mark lies nowhere."""
    held = HeldUpload.objects.get(state="infected")
    assert (held.by, held.purpose, held.name, held.file.name) == (by, purpose, name, "")
    assert SIGNATURE in held.outcome
    assert not any(MARK in content for content in stored_files())
    for _ in range(2):
        bring_up_to_date(now=clock.now(), kinds=["upload_infected"])
    [task] = Task.objects.filter(kind="upload_infected")
    assert task.role == "care"
    assert SIGNATURE in task.detail
    assert name not in task.detail  # a task is never erased; a name may be anything
    return held


# The protocol.


@pytest.mark.parametrize("way", ["address", "socket"])
@pytest.mark.parametrize(
    ("content", "signature"),
    [
        (b"", ""),
        (b"hello", ""),
        (b"x" * 5_000_000, ""),
        (MARK, SIGNATURE),
        (b"x" * 70_000 + MARK + b"y" * 70_000, SIGNATURE),
        (EICAR, EICAR_SIGNATURE),
        (EICAR + b"\n", EICAR_SIGNATURE),
    ],
    ids=["empty", "clean", "large", "mark", "over two chunks", "EICAR", "EICAR with a newline"],
)
def test_what_the_daemon_finds(scanner, way, content, signature):
    finding = clamd.scan_bytes(content, address=getattr(scanner, way), timeout=10)
    assert finding.startswith(signature) if signature else finding == ""


@pytest.mark.parametrize(
    "address", ["127.0.0.1:1", "/nowhere/clamd.ctl", "nonsense", "localhost:x"]
)
def test_no_daemon_is_no_verdict(address):
    with pytest.raises(clamd.ScannerUnavailable):
        clamd.scan_bytes(b"x", address=address, timeout=1)


@pytest.mark.parametrize("answer", ["", "stream:", "INSTREAM size limit exceeded. ERROR", "OK"])
def test_any_other_answer_is_no_verdict(answer):
    with pytest.raises(clamd.ScannerUnavailable):
        clamd._signature_of(answer)


# What shoppers send.


def report(shopper, order, *files):
    form = {"line": str(order.lines.get().pk), "sentence": "torn", "files": list(files)}
    return page_text(shopper.post(request_paths(order)["damaged"], form, follow=True))


def test_a_shoppers_clean_files_are_attached_at_once(scanner, shopper, delivered_order):
    report(shopper, delivered_order, clean_file(), SimpleUploadedFile("r.pdf", PDF))
    assert Attachment.objects.count() == 2
    assert not HeldUpload.objects.exists()


@pytest.mark.parametrize("name", ["bad.pdf", "bad.png"])
def test_a_shoppers_infected_file_is_deleted_and_said(scanner, shopper, delivered_order, name):
    words = report(shopper, delivered_order, bad_file(name), clean_file())
    assert f"{name}: the virus scanner found {SIGNATURE}" in words
    assert Attachment.objects.get().name == "photo.jpg"
    held = check_infected("shopper", "care_file", name)
    assert held.order_number == delivered_order.number
    client = shopper
    client.force_login(pat())
    page = page_text(client.get(f"/desk/care/{held.subject}"))
    assert f"{name}: infected" in page


def test_without_a_scanner_a_shoppers_file_waits_and_nobody_sees_it(
    scanner, shopper, delivered_order
):
    scanner.stop()
    paper = SimpleUploadedFile("r.pdf", PDF)
    words = report(shopper, delivered_order, paper, clean_file())
    assert "wait for our virus scan" in words
    assert not Attachment.objects.exists()
    assert HeldUpload.objects.waiting().count() == 2
    shopper.force_login(pat())
    request = delivered_order.requests.get()
    page = page_text(shopper.get(f"/desk/care/{request.key}"))
    assert "r.pdf: waiting for the virus scan" in page
    bring_up_to_date(now=clock.now() + timedelta(minutes=16), kinds=["uploads_waiting"])
    assert Task.objects.open().get(kind="uploads_waiting").role == "owner"
    # It is asked again, less and less often, and lets nothing through.
    for minutes in (1, 3, 60):
        scan_held_uploads(now=clock.now() + timedelta(minutes=minutes))
    assert not Attachment.objects.exists()
    back_again(scanner, minutes=120)
    assert {attachment.name for attachment in Attachment.objects.all()} == {"r.pdf", "photo.jpg"}
    assert Attachment.objects.get(name="r.pdf").at == clock.now()
    assert not HeldUpload.objects.waiting().exists()
    assert not HeldUpload.objects.exclude(file="").exists()
    page = page_text(shopper.get(f"/desk/care/{request.key}"))
    assert "waiting for the virus scan" not in page
    bring_up_to_date(now=clock.now() + timedelta(minutes=121), kinds=["uploads_waiting"])
    assert not Task.objects.open().filter(kind="uploads_waiting").exists()


def test_what_waited_and_is_infected_is_deleted_and_the_shopper_written_to(
    scanner,
    shopper,
    delivered_order,
    django_capture_on_commit_callbacks,
):
    scanner.stop()
    report(shopper, delivered_order, bad_file("bad.pdf"))
    assert any(MARK in content for content in stored_files())
    with django_capture_on_commit_callbacks(execute=True):
        back_again(scanner)
    assert not Attachment.objects.exists()
    check_infected("shopper", "care_file", "bad.pdf")
    [event] = delivered_order.events.filter(kind="upload.infected")
    letter = write_notice(event=event, now=clock.now())
    assert letter.to == "ann@example.com"
    assert f"malware in a file that you sent us ({SIGNATURE}" in letter.text
    assert "bad.pdf" not in letter.text
    page = page_text(shopper.get(f"/orders/{delivered_order.number}"))
    assert "A file that you sent was infected, and was deleted" in page


def test_the_same_file_twice_waits_once_and_is_attached_once(scanner, shopper, delivered_order):
    scanner.stop()
    for _ in range(3):
        report(shopper, delivered_order, clean_file())
    assert HeldUpload.objects.count() == 1
    back_again(scanner)
    scan_held_uploads(now=clock.now() + timedelta(minutes=40))
    assert Attachment.objects.count() == 1


def test_so_many_wait_and_no_more(scanner, shopper, delivered_order):
    scanner.stop()
    files = [SimpleUploadedFile(f"{n}.pdf", PDF + str(n).encode()) for n in range(25)]
    assert "at most 20 files" in report(shopper, delivered_order, *files)
    assert HeldUpload.objects.count() == 20


def test_a_daemon_that_says_nothing_is_away(scanner, shopper, delivered_order, house):
    import socket

    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        house.CLAMD_ADDRESS = f"127.0.0.1:{mute.getsockname()[1]}"
        house.CLAMD_TIMEOUT = 0.2
        report(shopper, delivered_order, clean_file())
    assert not Attachment.objects.exists()
    assert HeldUpload.objects.waiting().count() == 1


def test_an_authenticators_report_that_is_infected_is_no_report(scanner, shopper, delivered_order):
    Authenticator.objects.create(
        name="Lab", site="x", verified_on=MONDAY.date(), verified_by="staff:ola"
    )
    form = {
        "line": str(delivered_order.lines.get().pk),
        "authenticator": "Lab",
        "sentence": "fake",
        "files": [bad_file("report.pdf")],
    }
    answer = shopper.post(request_paths(delivered_order)["not-authentic"], form)
    assert answer.status_code == 422
    assert f"report.pdf: the virus scanner found {SIGNATURE}" in page_text(answer)
    assert not delivered_order.requests.exists()
    check_infected("shopper", "care_file", "report.pdf")
    task = Task.objects.get(kind="upload_infected")
    assert task.link == f"/desk/orders/{delivered_order.number}"
    form["files"] = [SimpleUploadedFile("report.pdf", PDF)]
    assert shopper.post(request_paths(delivered_order)["not-authentic"], form).status_code == 302
    assert Attachment.objects.get().name == "report.pdf"


def test_who_is_forgotten_leaves_nothing_that_waits(scanner, shopper, delivered_order):
    scanner.stop()
    report(shopper, delivered_order, SimpleUploadedFile("ann-lee.pdf", PDF + b"unique words"))
    today = clock.now()
    for request in CareCase.objects.unended():
        close_request(
            request=request, outcome="answered", reason="Answered.", now=today, by="staff:care"
        )
    PaymentOperation.objects.update(done_at=today)
    request = erasure_requests.request_erasure(
        order=delivered_order, asked_at=today, now=today, by="shopper", how="page"
    )
    assert erasure_requests.why_not_erase_yet(delivered_order) == ""
    assert erasure_requests.erase_if_possible(request_id=request.pk, now=today + timedelta(days=2))
    held = HeldUpload.objects.get()
    assert (held.state, held.name, held.file.name) == ("refused", "", "")
    back_again(scanner)
    assert not Attachment.objects.exists()


# What comes by mail.


def mailed(order, name: str, content: bytes) -> Mail:
    email = EmailMessage()
    email["From"], email["To"], email["Subject"] = (
        "ann@example.com",
        CARE_ADDRESS,
        f"{order}: it is torn",
    )
    email.set_content("See the file.")
    email.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return receive_mail(email.as_bytes(policy=SMTP), at=clock.now())


def test_a_mails_infected_file_is_deleted_its_words_stay_and_its_sender_is_written_to(
    scanner,
    shopper,
    delivered_order,
):
    received = mailed(delivered_order, "bad.pdf", PDF + MARK)
    assert received.request.message == "See the file."
    assert not Attachment.objects.exists()
    held = HeldUpload.objects.get()
    assert (held.state, held.purpose) == ("infected", "care_file")
    [event] = delivered_order.events.filter(kind="upload.infected")
    assert write_notice(event=event, now=clock.now()).to == "ann@example.com"
    bring_up_to_date(now=clock.now(), kinds=["upload_infected"])
    assert Task.objects.filter(kind="upload_infected").count() == 1


def test_a_mails_file_waits_for_the_scanner_and_the_mail_doesnt(scanner, shopper, delivered_order):
    scanner.stop()
    received = mailed(delivered_order, "torn.jpg", picture(size=(400, 400)))
    assert received.request is not None
    assert not Attachment.objects.exists()
    back_again(scanner)
    assert Attachment.objects.get().name == "torn.jpg"


def test_a_whole_mail_is_given_out_only_when_it_is_clean(scanner, shopper, delivered_order):
    clean, bad = mailed(delivered_order, "a.pdf", PDF), mailed(delivered_order, "b.pdf", PDF + MARK)
    shopper.force_login(pat())
    answer = shopper.get(f"/desk/mails/{clean.pk}/whole.eml")
    assert answer.status_code == 200
    assert b"See the file." in answer.getvalue()
    assert SIGNATURE in page_text(shopper.get(f"/desk/mails/{bad.pk}/whole.eml", follow=True))
    scanner.stop()
    words = page_text(shopper.get(f"/desk/mails/{clean.pk}/whole.eml", follow=True))
    assert "waits for the virus scan" in words


# What the staff send.


def check_staffs_photos(scanner, send, rows, purpose) -> None:
    """An infected one is refused and recorded; a clean one is kept; without a scanner one waits."""
    assert SIGNATURE in send(bad_file())
    assert rows.objects.count() == 0
    held = check_infected(f"staff:{ola().username}", purpose)
    assert held.subject
    scanner.stop()
    send(clean_file(seed=5))
    assert rows.objects.count() == 0
    assert HeldUpload.objects.waiting().get().purpose == purpose
    back_again(scanner)
    assert rows.objects.count() == 1
    send(clean_file(seed=6))
    assert rows.objects.count() == 2


@pytest.fixture
def owner(house, client):
    client.force_login(ola())
    return client


def test_packing_photos(scanner, owner):
    place_hours_ago()
    parcel = take_parcel(owner)
    where = f"/desk/packing/{parcel.key}"

    def send(file) -> str:
        return page_text(owner.post(f"{where}/photos", {"photos": file}, follow=True))

    check_staffs_photos(scanner, send, PackingPhoto, "packing_photo")


def test_a_box_is_closed_while_its_photo_waits(scanner, owner):
    """The scanner stops no parcel: the photo was taken, and is shown when it has been scanned."""
    place_hours_ago()
    parcel = take_parcel(owner)
    where = f"/desk/packing/{parcel.key}"
    for packed in parcel.packed.select_related("line"):
        owner.post(f"{where}/scan", {"tag": tags.tag_of(packed.line.item_id)})
    assert "Take a photo" in page_text(owner.post(f"{where}/close", BOX_FORM, follow=True))
    scanner.stop()
    owner.post(f"{where}/photos", {"photos": clean_file()})
    assert "waiting for the virus scan" in page_text(owner.get(where))
    owner.post(f"{where}/close", BOX_FORM)
    assert Parcel.objects.get().closed_at
    back_again(scanner)
    photo = PackingPhoto.objects.get()
    assert photo.at <= Parcel.objects.get().closed_at
    assert "waiting for the virus scan" not in page_text(owner.get(where))


def test_item_photos(scanner, owner):
    item = a_bag()
    Photo.objects.all().delete()

    def send(file) -> str:
        return page_text(
            owner.post(f"/desk/items/{item.slug}/photos", {"photos": file}, follow=True)
        )

    check_staffs_photos(scanner, send, Photo, "item_photo")


def test_experts_evidence_and_no_approval_before_it_is_scanned(scanner, house, client):
    client.force_login(erin())
    item = an_unjudged_bag()
    where = f"/desk/items/{item.slug}/evaluate"
    assert SIGNATURE in page_text(client.post(where, verdict_form(evidence=bad_file())))
    assert not EvidencePhoto.objects.exists()
    check_infected("staff:erin@example.com", "evidence_photo")
    scanner.stop()
    words = page_text(client.post(where, verdict_form(evidence=clean_file())))
    assert "wait for the virus scan" in words
    assert not Evaluation.objects.exists()
    back_again(scanner)
    assert EvidencePhoto.objects.get().by == erin()
    assert client.post(where, verdict_form()).status_code == 302
    assert Evaluation.objects.get().verdict == "approved"


def test_photos_of_a_return(scanner, owner, returned_parcel):
    piece, where = returned_parcel.pieces.get(), f"/desk/returns/{returned_parcel.key}"
    form = {
        f"p{piece.pk}-tag": tags.tag_of(piece.line.item_id),
        f"p{piece.pk}-condition": "sound",
    }
    words = page_text(owner.post(f"{where}/check-in", form | {"photos": bad_file()}))
    assert SIGNATURE in words
    assert not returned_parcel.order.events.filter(kind="parcel.checked_in").exists()
    check_infected("staff:ola@example.com", "return_photo")
    scanner.stop()
    owner.post(f"{where}/check-in", form | {"photos": clean_file()})
    assert returned_parcel.order.events.filter(kind="parcel.checked_in").exists()
    assert not ReturnPhoto.objects.exists()
    assert "waiting for the virus scan" in page_text(owner.get(where))
    back_again(scanner)
    assert ReturnPhoto.objects.get().returned == returned_parcel


def test_photos_of_what_arrived_from_japan(scanner, owner, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: LANDED)
    ordered = place_in_japan()
    transfer = land_transfer(ordered)
    piece, where = crossing_of(ordered), f"/desk/transfers/{transfer.key}"
    form = {"crossing": piece.pk, "outcome": "wrong", "in_the_box": "a brown belt"}
    answer = owner.post(f"{where}/fault", form | {"photos": bad_file()})
    assert answer.status_code == 422
    assert SIGNATURE in page_text(answer)
    assert not CrossingCheck.objects.exists()
    check_infected("staff:ola@example.com", "arrival_photo")
    scanner.stop()
    assert owner.post(f"{where}/fault", form | {"photos": clean_file()}).status_code == 302
    assert CrossingCheck.objects.get().outcome == "wrong"
    assert not CrossingPhoto.objects.exists()
    assert "waiting for the virus scan" in page_text(owner.get(where))
    back_again(scanner)
    shown = CrossingPhoto.objects.get()
    assert shown.check_of == CrossingCheck.objects.get()
    owner.get(f"/desk/transfers/photos/{shown.pk}").getvalue()
    look = AccessRecord.objects.latest("pk")
    assert (look.kind, look.order_number) == ("file_opened", ordered.number)


@pytest.mark.parametrize("running", [True, False], ids=["infected", "no verdict"])
def test_a_picture_that_nobody_asked_the_scanner_about_is_refused(scanner, running):
    """A new upload whose code forgets the scan lets nothing through."""
    if not running:
        scanner.stop()
    file = bad_file() if running else clean_file()
    with pytest.raises(BadPicture, match="virus scanner"):
        pictures.clean_picture(file, name=file.name, size=file.size)


def test_a_file_of_items_is_taken_in_clean_or_not_at_all(scanner, owner):
    def send(content: bytes):
        file = SimpleUploadedFile("items.csv", content)
        return import_file(owner, file)

    answer = send(ITEMS + MARK)
    assert answer.status_code == 422
    assert SIGNATURE in page_text(answer)
    check_infected("staff:ola@example.com", "item_file", "items.csv")
    scanner.stop()
    answer = send(ITEMS)
    assert answer.status_code == 422
    assert "nothing was taken in" in page_text(answer)
    assert not Item.objects.exists()
    scanner.start()
    assert send(ITEMS).status_code == 200
    assert Item.objects.count() == 1


# Everything else.


def test_a_scanner_taken_out_of_the_settings_lets_nothing_go(
    scanner, shopper, delivered_order, house
):
    scanner.stop()
    report(shopper, delivered_order, clean_file())
    house.CLAMD_ADDRESS = ""
    scan_held_uploads(now=clock.now() + timedelta(hours=1))
    assert not Attachment.objects.exists()
    assert HeldUpload.objects.waiting().count() == 1


def test_without_the_setting_nothing_is_scanned_and_nothing_waits(shopper, delivered_order):
    report(shopper, delivered_order, clean_file())
    assert Attachment.objects.count() == 1
    assert not HeldUpload.objects.exists()


def test_every_upload_of_the_web_comes_by_the_scanned_way():
    """A view that read `request.FILES` by itself would take a file that nobody scanned."""
    readers = {
        str(path) for path in Path("troth").rglob("*.py") if "request.FILES" in path.read_text()
    }
    assert readers <= {"troth/http/uploads.py", "troth/storefront/care/views.py"}
