"""Files of items and of serials as programs write them: how each is read is said, what can't be is
said by its lines, nothing is written before it was shown, and what goes out comes in unchanged.
"""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.hypothesis_profile import given, st
from tests.factories.items import a_bag
from tests.factories.people import erin, ola
from tests.inputs.table_rows import rows_in
from tests.web.imports import PAGE, import_file, kept_in
from troth.catalog.models import Item, VoidedSerial
from troth.catalog.tables import escape_cell, parse_cell
from troth.cli import main
from troth.policy.cells import safe_cell

TABLES = rows_in("k9_tables")
WORDS = {
    "{head}": "source_id,title,designer,category,condition,price",
    "{a}": "a,a bag,Orlède,bags,good,900",
    "{b}": "b,a scarf,Orlède,accessories,good,95",
    "{c}": "c,a belt,Orlède,accessories,good,95",
}


def content_of(row) -> bytes:
    text = row["given"]
    for word, written in WORDS.items():
        text = text.replace(word, written)
    return text.encode(row["encoding"])


def what_is_wrong(row, output: str) -> list[str]:
    """What isn't said, and what isn't kept, although it should be."""
    wrong = [f"not said: {words}" for words in row["right"] if words not in output]
    for name, value in row.get("holds", {}).items():
        key, _, field = name.partition(".")
        item = Item.objects.filter(source_id=key).first()
        stored = getattr(item, field or "brand", None)
        if stored != value:
            wrong.append(f"{name} is {stored!r}, not {value!r}")
    return wrong


@pytest.mark.parametrize("row", TABLES, ids=[row["about"] for row in TABLES])
def test_a_file_is_shown_at_the_desk_and_taken_in_by_the_command(
    house, client, tmp_path, capsys, row
):
    client.force_login(ola())
    sent = SimpleUploadedFile("items.csv", content_of(row))
    shown = " ".join(client.post(PAGE, {"file": sent}).content.decode().split())
    assert not Item.objects.exists()
    file = tmp_path / "items.csv"
    file.write_bytes(content_of(row))
    refused = main(["import-items", str(file)])
    captured = capsys.readouterr()
    assert what_is_wrong(row, captured.out + captured.err) == []
    sentence = (
        "The file was not taken" if refused else f"{Item.objects.count()} new, 0 already here"
    )
    assert sentence in shown


@pytest.fixture
def desk(house, client):
    client.force_login(ola())
    return client


def csv_file(text: str, encoding: str = "utf-8") -> SimpleUploadedFile:
    for word, written in WORDS.items():
        text = text.replace(word, written)
    return SimpleUploadedFile("items.csv", text.encode(encoding))


def test_the_preview_counts_what_the_file_holds(desk):
    import_file(desk, csv_file("{head}\n{a}\n"))
    text = (
        "{head},location,likes\n{a},,3\n{b},Japan,\nc,a coat,Hermès,clothing,good,300,,\nd,,,,,,,\n"
    )
    shown = desk.post(PAGE, {"file": csv_file(text, "cp1252")})
    page = " ".join(shown.content.decode().split())
    assert "2 new, 1 already here, 1 broken rows. Nothing is written yet." in page
    assert "Windows-1252 (Western European), columns separated by commas" in page
    assert "likes" in page
    assert "Japan 1" in page
    assert "New York 2" in page
    assert "$95.00 to $900.00, $1,295.00 in all" in page
    assert "title is empty" in page
    assert Item.objects.count() == 1


def test_what_was_shown_is_taken_in_by_who_saw_it_once(desk, client):
    stored_key = kept_in(desk.post(PAGE, {"file": csv_file("{head}\n{a}\n")}))
    client.force_login(erin())
    assert client.post(PAGE, {"kept": stored_key}).status_code == 422
    assert client.post(PAGE, {"kept": "x"}).status_code == 422
    assert not Item.objects.exists()
    client.force_login(ola())
    assert "1 added" in client.post(PAGE, {"kept": stored_key}).content.decode()
    assert "1 already here" in client.post(PAGE, {"kept": stored_key}).content.decode()
    assert Item.objects.count() == 1


def test_a_file_that_waits_is_sealed(desk):
    from django.db import connection

    text = "{head},serial\n{a},MB-1234-0987\n"
    desk.post(PAGE, {"file": csv_file(text)})
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM troth_cache")
        assert not any("MB-1234" in value for (value,) in cursor.fetchall())


def test_what_goes_out_opens_in_excel_and_comes_in_unchanged(desk):
    item = a_bag(
        designer="Hermès", colour="red", gender="women", size="25", description="One\ntwo, “x”; y"
    )
    Item.objects.filter(pk=item.pk).update(
        model="None", reference="NULL", line="'nan", measures={"length_mm": 30.5}, material="=1+1"
    )
    content = b"".join(desk.get("/desk/items/export.csv").streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")  # without it Excel takes UTF-8 for Windows-1252
    assert content.count(b"\r\n") == 2
    names = [field.name for field in Item._meta.concrete_fields]
    apart = {"id", "slug", "source", "created_at", "listed_at"}
    before = Item.objects.values(*[name for name in names if name not in apart]).get()
    import_file(desk, SimpleUploadedFile("items.csv", content))
    imported_items = Item.objects.filter(source="import")
    assert imported_items.values(*[name for name in names if name not in apart]).get() == before


def test_excel_in_europe_saves_the_export_with_semicolons(desk):
    a_bag(designer="Hermès")
    content = b"".join(desk.get("/desk/items/export.csv").streaming_content)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    import_file(desk, SimpleUploadedFile("items.csv", text.getvalue().encode("cp1252")))
    assert Item.objects.get(source="import").brand == "Hermès"


@given(
    st.one_of(
        st.text(),
        st.from_regex(r"'{0,3}(nan|NULL|None|N/A|=1|-x|\\\\N)", fullmatch=True),
    )
)
def test_each_text_that_goes_out_as_a_cell_comes_in_again(text):
    text = text.strip()
    assert parse_cell(safe_cell(escape_cell(text))) == text


SERIALS = [
    ("designer,serial,reason\nOrlède,MB-1,stolen\n", 0, 1, ""),
    ("Designer;Serial;Reason\nOrlède;MB-1;stolen\n", 0, 1, "semicolons"),
    ("designer,serial,reason\nOrlède,MB-1,stolen\n,,\n", 0, 1, ""),
    ("designer,serial,reason\nOrlède,nan,stolen\nOrlède,MB-2,stolen\n", 1, 1, "serial is empty"),
    (
        'designer,serial,reason\nA,MB-1,"stolen\nB,MB-2,stolen\nC,MB-3,stolen\n',
        1,
        0,
        "lines 2 to 4",
    ),
    ("designer,serial,serial,reason\nA,MB-1,MB-2,stolen\n", 2, 0, "'serial' twice"),
    ("designer,serial,reason\nA,4.687E+11,stolen\n", 1, 0, "a spreadsheet shortened"),
    ("designer,serial,reason\nA,M\x03B,stolen\nB,MB-2,stolen\n", 1, 1, "no text"),
    (f"designer,serial,reason\nA,{'9' * 61},stolen\nB,MB-2,stolen\n", 1, 1, "at most 60"),
]


@pytest.mark.parametrize(("text", "status", "listed", "message"), SERIALS)
def test_a_file_of_serials(house, tmp_path, capsys, text, status, listed, message):
    file = tmp_path / "serials.csv"
    file.write_text(text, encoding="utf-8")
    assert main(["import-serials", str(file)]) == status
    captured = capsys.readouterr()
    assert message in captured.out + captured.err
    assert VoidedSerial.objects.count() == listed
    if status == 1:
        assert "NOT on the list" in captured.out
