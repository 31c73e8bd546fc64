"""Items in and out of the desk as CSV files."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from troth import clock
from troth.catalog import actions
from troth.catalog.intake import Intake, IntakeReport
from troth.catalog.intake_preview import preview_of
from troth.catalog.models import Item
from troth.catalog.rows import COLUMNS, OPTIONAL, REQUIRED, row_of
from troth.catalog.search.indexing import every_item
from troth.catalog.tables import BadFile, Table
from troth.desk.access import here_name, there_name
from troth.desk.catalog import kept_file
from troth.desk.staff import StaffRequest, actor_of, staff_only, typed_text
from troth.desk.uploads import files_of, takes_files
from troth.http.downloads import name_attachment
from troth.orders.policy_versions import terms_at
from troth.policy.terms import ABROAD, HOME
from troth.scanning.actions import InfectedUpload, UploadContext, is_clean

SOURCE = "import"
MOST_ROWS, MOST_BYTES = 5_000, 20_000_000


@staff_only
@require_GET
def export_items(_request: StaffRequest) -> HttpResponseBase:
    """Every item as a row that the import reads back; all but serials."""
    answer = StreamingHttpResponse(_csv_lines(), content_type="text/csv; charset=utf-8")
    return name_attachment(answer, "items.csv")


def _csv_lines() -> Iterator[str]:
    held = io.StringIO()
    held.write("\ufeff")  # Excel reads UTF-8 only behind this mark
    writer = csv.DictWriter(held, REQUIRED + OPTIONAL, lineterminator="\r\n")
    writer.writeheader()
    for item in every_item(Item.objects.all()):
        writer.writerow(row_of(item))
        if held.tell() > 60_000:
            yield held.getvalue()
            held.seek(0)
            held.truncate()
    yield held.getvalue()


@takes_files
@require_http_methods(["GET", "POST"])
def import_items(request: StaffRequest) -> HttpResponse:
    """Shows what a file of up to a few thousand rows would bring; and takes it in, once that was
    seen. A longer file is for the command line, which shows progress. It approves nothing.
    """
    context: dict[str, Any] = {"most_rows": MOST_ROWS}
    if request.method == "POST":
        try:
            if "kept" in request.POST:
                context["report"] = _import_file(request, typed_text(request, "kept", 60))
            else:
                context |= _preview_context(request)
        except (BadFile, actions.ItemActionRefused) as bad:
            context["problem"] = str(bad)
    return render(
        request, "desk/catalog/import.html", context, status=422 if "problem" in context else 200
    )


def _preview_context(request: StaffRequest) -> dict[str, Any]:
    """The counts of the file that was sent, and the name under which it is kept for the next
    press.
    """
    file = _file_of(request)
    content = file.read()
    with _open_table(content) as table:
        preview = preview_of(table, _new_intake(request, file.name), most_rows=MOST_ROWS)
    names = {HOME: here_name(), ABROAD: there_name()}
    warehouses = [(names[key], count) for key, count in preview.warehouses]
    file_key = kept_file.store_file(content, name=file.name, of=request.user.pk)
    return {"preview": preview, "warehouses": warehouses, "name": file.name, "kept": file_key}


def _file_of(request: StaffRequest) -> Any:
    files, refused = files_of(request, "file")
    if refused or len(files) != 1:
        raise BadFile(refused[0] if refused else "choose one CSV file")
    if files[0].size > MOST_BYTES:
        raise BadFile(
            f"{files[0].name}: has more than {MOST_BYTES // 1_000_000} MB; use troth import-items"
            " for it"
        )
    belongs = UploadContext("item_file", "import", actor_of(request))
    try:
        if not is_clean(files[0], name=files[0].name, belongs=belongs, now=clock.now()):
            raise BadFile("the virus scanner doesn't answer; nothing was taken in. Try again soon")
    except InfectedUpload as infected:
        raise BadFile(str(infected)) from infected
    return files[0]


def _import_file(request: StaffRequest, file_key: str) -> IntakeReport:
    """Takes in what was shown. Twice, it finds every piece already here."""
    name, content = kept_file.read_stored_file(file_key, of=request.user.pk)
    intake = _new_intake(request, name)
    with _open_table(content) as table:
        for row in table:
            intake.add(row)
    intake.flush()
    return intake.report


def _new_intake(request: StaffRequest, name: str) -> Intake:
    now = clock.now()
    return Intake(
        source=SOURCE,
        file_name=name[:200],
        expert=None,
        terms=terms_at(now),
        now=now,
        by=actor_of(request),
    )


@contextmanager
def _open_table(content: bytes) -> Iterator[Table]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "items.csv"
        path.write_bytes(content)
        yield Table(path, COLUMNS)
