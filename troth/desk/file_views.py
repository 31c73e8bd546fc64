"""Items in and out of the desk as CSV files."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from troth import clock
from troth.catalog import actions
from troth.catalog.intake import Intake, Report
from troth.catalog.models import Item
from troth.catalog.rows import OPTIONAL, REQUIRED, BadFile, row_of, rows_of
from troth.catalog.search.indexing import every_item
from troth.desk.staff import StaffRequest, by_whom, staff_only
from troth.desk.uploads import files_of, takes_files
from troth.downloads import name_attachment
from troth.orders.in_force import terms_at
from troth.scanning.actions import Belongs, InfectedUpload, is_clean

SOURCE = "import"
MOST_ROWS, MOST_BYTES = 5_000, 20_000_000


@staff_only
@require_GET
def export(_request: StaffRequest) -> HttpResponseBase:
    """Every item as a row that the import reads back; all but serials."""
    answer = StreamingHttpResponse(_lines(), content_type="text/csv; charset=utf-8")
    return name_attachment(answer, "items.csv")


def _lines() -> Iterator[str]:
    held = io.StringIO()
    writer = csv.DictWriter(held, REQUIRED + OPTIONAL, lineterminator="\n")
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
    """Takes a file in, up to a few thousand rows; a longer one is for the command line, which shows
    progress. It approves nothing.
    """
    context: dict[str, Any] = {"most_rows": MOST_ROWS}
    if request.method == "POST":
        try:
            context["report"] = _take_in(request)
        except (BadFile, actions.NotAllowed) as bad:
            context["problem"] = str(bad)
    return render(request, "desk/import.html", context, status=422 if "problem" in context else 200)


def _take_in(request: StaffRequest) -> Report:
    files, refused = files_of(request, "file")
    if refused or len(files) != 1:
        raise BadFile(refused[0] if refused else "choose one CSV file")
    if files[0].size > MOST_BYTES:
        raise BadFile(
            f"{files[0].name}: has more than {MOST_BYTES // 1_000_000} MB; use troth import-items"
            " for it"
        )
    belongs = Belongs("item_file", "import", by_whom(request))
    try:
        if not is_clean(files[0], name=files[0].name, belongs=belongs, now=clock.now()):
            raise BadFile("the virus scanner doesn't answer; nothing was taken in. Try again soon")
    except InfectedUpload as infected:
        raise BadFile(str(infected)) from infected
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "items.csv"
        with path.open("wb") as kept:
            for chunk in files[0].chunks():
                kept.write(chunk)
        rows = list(_few(path))
    now = clock.now()
    intake = Intake(
        source=SOURCE,
        file_name=files[0].name[:200],
        expert=None,
        terms=terms_at(now),
        now=now,
        by=by_whom(request),
    )
    for row in rows:
        intake.add(row)
    intake.flush()
    return intake.report


def _few(path: Path) -> Iterator[Any]:
    for count, row in enumerate(rows_of(path), 1):
        if count > MOST_ROWS:
            raise BadFile(
                f"it has more than {MOST_ROWS:,} rows; take it in with: troth import-items FILE.csv"
            )
        yield row
