"""Forms of the desk, filled and sent as staff do it."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.moments import moment
from tests.factories.pages import page_text
from tests.factories.pictures import picture
from tests.factories.publications import LONGER
from troth import clock, roles
from troth.catalog.models import Item
from troth.fulfillment.models import Parcel
from troth.fulfillment.warehouse import tags
from troth.policy.dates.promise import local_time
from troth.policy.terms import shipped_terms
from troth.publishing.models import Draft
from troth.worklist.actions import open_task
from troth.worklist.models import Task

NOW = moment("Mon 2026-11-30 12:00")
INTAKE_FORM = {
    "key": "D-ONE",
    "title": "Arche bag",
    "brand": "Orlède",
    "condition": "very good",
    "weight_grams": "1500",
    "warehouse": "us",
    "price": "1,250",
    "grade_corners": "B",
    "measure_length_mm": "300",
    "accessories": ["Box", "Dust bag"],
    "serial": "MB-1234-0987",
    "year_from": "2018",
}
ALL_GOOD = {f"check_{check.key}": "consistent" for check in Item(category="bags").kind.checks}
BOX_FORM = {"grams": 2400, "length_mm": 400, "width_mm": 300, "height_mm": 200, "seal": "S-1"}


def request_path(request) -> str:
    return f"/desk/care/{request.key}"


def post_decision(desk, request, what, why="Because.", **more):
    return page_text(
        desk.post(f"{request_path(request)}/decide", {"what": what, "why": why} | more, follow=True)
    )


def verdict_form(**changes):
    return ALL_GOOD | {"number": "1", "verdict": "approved", "notes": "", "reasons": ""} | changes


def refund_form(page, **typed) -> dict[str, str]:
    import re

    key = re.search(r'name="key" value="([\w-]+)"', page.content.decode())[1]
    return {
        "key": key,
        "item_cents": "100.50",
        "shipping_cents": "",
        "tax_cents": "8.92",
        "reason": "a scratch",
    } | typed


def take_parcel(desk):
    desk.post("/desk/packing/take")
    return Parcel.objects.get()


def fill_taken_parcel(desk):
    parcel = take_parcel(desk)
    at = f"/desk/packing/{parcel.key}"
    for packed in parcel.packed.select_related("line"):
        desk.post(f"{at}/scan", {"tag": tags.tag_of(packed.line.item_id).lower()})
    desk.post(f"{at}/photos", {"photos": SimpleUploadedFile("box.jpg", picture())})
    return at


def save_draft(owner, terms=LONGER, over=0):
    return owner.post(
        "/desk/policy/draft/save", {"over": over, "text": terms.source.replace("\n", "\r\n")}
    )


def today():
    return local_time(shipped_terms(), clock.now()).date()


def propose_draft(owner, days=3, **more):
    form = {
        "number": Draft.objects.count(),
        "on": today() + timedelta(days=days),
        "sentence": "Three hours.",
    }
    return owner.post("/desk/policy/publish/", form | more)


def create_task(kind="parcel_trouble", role=roles.CARE, *, hours=3.0, **kwargs) -> Task:
    """An open task, due so many hours from now."""
    now = clock.now()
    key = kwargs.pop("key", f"{kind}.{Task.objects.count()}")
    title = kwargs.pop("title", "A parcel has a problem")
    due_at = now + timedelta(hours=hours)
    return open_task(key=key, kind=kind, role=role, title=title, due_at=due_at, now=now, **kwargs)
