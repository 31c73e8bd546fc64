"""What somebody with a shell on the machine, or with a connection to the database, can't do."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import base

from tests.factories import world
from tests.factories.items import a_bag, an_unjudged_bag
from tests.factories.parcels import fill_and_close
from tests.factories.people import erin, ola, sam
from tests.web.attacks import ROLES, attempt, desk, paid, placed, refund, sql, staff, states
from troth import clock, roles
from troth.catalog.models import Evaluation, Item
from troth.cli import main
from troth.fulfillment.models import Label, PackingPhoto, Parcel, ParcelLine
from troth.fulfillment.outbox import LABELS
from troth.fulfillment.shipping_labels import labels
from troth.fulfillment.warehouse.queue import claim_next_order
from troth.notifications.actions import write_notice
from troth.notifications.models import Notification
from troth.orders.models import Event, Line, Order, QueueEntry, Recipient
from troth.payments.models import Approval

assert "shell" in ROLES


@pytest.fixture(autouse=True)
def connection_stays(monkeypatch):
    """A command closes its connections when it ends: a test's goes on."""
    monkeypatch.setattr(base.connections, "close_all", lambda: None)


@pytest.fixture
def production(house):
    house.DEVELOPMENT = False
    house.ENVIRONMENT = "production"
    return house


@attempt("shell", "clause 21: no command writes an expert's approval")
def test_import_with_the_approval_of_both_experts(production, tmp_path, capsys):
    erin(), sam()
    row = {"source_id": "evil-1", "title": "bag", "category": "bags", "price": "9000.00"}
    row |= {"designer": "Maison Orlède", "condition": "very good"}
    file = tmp_path / "evil.csv"
    with file.open("w", newline="") as text:
        sheet = csv.DictWriter(text, list(row))
        sheet.writeheader()
        sheet.writerow(row)
    words = ["--approve-as", "erin@example.com", "--second", "sam@example.com"]
    attempted(["import-items", str(file), *words])
    assert not Evaluation.objects.exists()
    assert not Item.objects.filter(listed_at__isnull=False).exists()


@attempt("shell", "clause 21: no command writes an expert's approval")
def test_loading_approvals_from_a_file(production, tmp_path):
    item = an_unjudged_bag()
    fields = {"item": item.pk, "by": erin().pk, "at": "2026-11-23T12:00:00Z", "number": 1}
    fields |= {"verdict": "approved", "evidence": {}}
    file = tmp_path / "forged.json"
    file.write_text(json.dumps([{"model": "catalog.evaluation", "pk": 1, "fields": fields}]))
    attempted(["manage", "loaddata", str(file)])
    assert not Evaluation.objects.exists()


@attempt("shell", "clause 21: no command writes an expert's approval")
def test_approving_in_a_python_shell(production):
    an_unjudged_bag(), erin()
    code = (
        "from troth.catalog.actions import evaluate; from troth.catalog.models import Item;"
        " from django.contrib.auth.models import User; from troth import clock;"
        " evaluate(items=list(Item.objects.all()), verdict='approved', evidence={},"
        " now=clock.now(), by=User.objects.get(username='erin@example.com'))"
    )
    attempted(["manage", "shell", "-c", code])
    assert not Evaluation.objects.exists()


def attempted(words: list[str]) -> None:
    """Runs a command that may refuse in whatever way."""
    try:
        main(words)
    except (Exception, SystemExit):
        return


@attempt("shell", "clause 20: nothing submitted is deleted")
def test_emptying_the_database(production):
    order = placed()
    attempted(["manage", "flush", "--no-input"])
    assert Order.objects.filter(pk=order.pk).exists()
    assert Event.objects.filter(order=order).exists()


@attempt("shell", "clause 20: nothing submitted is deleted")
def test_migrating_back_to_nothing(production):
    order = placed()
    attempted(["manage", "migrate", "orders", "zero"])
    attempted(["manage", "migrate", "--fake", "fulfillment", "zero"])
    assert Order.objects.filter(pk=order.pk).exists()


@attempt("shell", "who works here is made by `troth staff`, which says so")
def test_a_superuser(production, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "correct horse battery")
    words = ["--no-input", "--username", "eve", "--email", "eve@example.com"]
    attempted(["manage", "createsuperuser", *words])
    assert type(ola()).objects.filter(username="eve", is_superuser=True).count() == 0


@attempt("shell", "the clock of a store in production is the machine's")
def test_moving_the_clock(production):
    before = clock.now()
    attempted(["clock", "--forward", "3d"])
    attempted(["clock", "3d"])
    assert clock.now() - before < timedelta(minutes=1)


@attempt("shell", "somebody always owns the store")
def test_taking_the_only_owner_away(production):
    ola()
    attempted(["staff", "ola@example.com", "--roles", "none"])
    assert roles.has_owner()


@attempt("shell", "clause 20: no line is added to a submitted order")
def test_adding_a_line(house):
    order, item = placed(), a_bag()
    fields = [field.column for field in Line._meta.concrete_fields if field.column != "id"]
    values = [(column == "item_id" and str(item.pk)) or column for column in fields]
    with sql() as cursor:
        cursor.execute(
            f"INSERT INTO orders_line ({', '.join(fields)}) SELECT {', '.join(values)}"
            f" FROM orders_line WHERE order_id = {order.pk}"
        )
    assert order.lines.count() == 1


@attempt("shell", "clause 1: a place in the queue can't be moved or deleted")
def test_a_better_place_in_the_queue(house):
    first, second = placed(hours_ago=4), placed(hours_ago=3)
    before = list(QueueEntry.objects.order_by("pk").values())
    with sql() as cursor:
        cursor.execute(
            f"UPDATE orders_queueentry SET placed_at = '2020-01-01' WHERE order_id = {second.pk}"
        )
    with sql() as cursor:
        cursor.execute(f"DELETE FROM orders_queueentry WHERE order_id = {first.pk}")
    assert list(QueueEntry.objects.order_by("pk").values()) == before


@attempt("shell", "a second person's name on a refund can't be written by hand")
def test_another_name_on_an_approval(house):
    order = paid(a_bag(price="9000.00"))
    care = desk(staff("cara", "care"))
    refund(care, order, item_cents="6000.00")
    approval = Approval.objects.get()
    desk(staff("felix", "finance")).post(
        f"/desk/care/approvals/{approval.pk}", {"answer": "decline"}
    )
    before = Approval.objects.values().get()
    for change in (
        "decided_by = 'staff:ola'",
        "agreed = NOT agreed",
        "amount_cents = 1",
        "by = 'x'",
    ):
        with sql() as cursor:
            cursor.execute(f"UPDATE payments_approval SET {change}")
    with sql() as cursor:
        cursor.execute("DELETE FROM payments_approval")
    assert Approval.objects.values().get() == before


@attempt("shell", "what was written to a shopper stays as it was written")
def test_other_words_in_a_letter_that_was_sent(house):
    order = placed()
    notice = write_notice(event=order.events.get(kind="order.placed"), now=clock.now())
    assert notice is not None
    before = Notification.objects.values().get(pk=notice.pk)
    for column in ("text", "html", "subject", "message_id"):
        if column in before:
            with sql() as cursor:
                cursor.execute(f"UPDATE notifications_notification SET {column} = 'something else'")
    with sql() as cursor:
        cursor.execute("DELETE FROM notifications_notification")
    assert Notification.objects.values().get(pk=notice.pk) == before


@pytest.fixture
def labeled(house) -> Label:
    """A box with a label."""
    world.carrier_clock(clock.now())
    placed()
    now = clock.now()
    fill_and_close(claim_next_order(now=now, by="pat"), now=now)
    for label_id in LABELS.due_keys(now=clock.now()):
        labels.process_label(label_id=label_id, clock=clock.now, carriers=world.fedex())
    return Label.objects.get()


@attempt("shell", "clause 16: a label's number and its signature stay as they were bought")
def test_a_label_without_its_signature(labeled):
    before = Label.objects.values().get()
    for column, value in (("number", "'1'"), ("signature", "NULL"), ("signature", "''")):
        if column in before:
            with sql() as cursor:
                cursor.execute(f"UPDATE fulfillment_label SET {column} = {value}")
    with sql() as cursor:
        cursor.execute("DELETE FROM fulfillment_label")
    assert Label.objects.values().get() == before


@attempt("shell", "what was packed, and its pictures, stay on record")
def test_packing_evidence_that_disappears(labeled):
    models = (PackingPhoto, ParcelLine, Parcel)
    before = [list(model.objects.values()) for model in models]
    assert all(before)
    for model in models:
        with sql() as cursor:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
    with sql() as cursor:
        cursor.execute(f"UPDATE {PackingPhoto._meta.db_table} SET file = 'other.jpg'")
    with sql() as cursor:
        cursor.execute(f"UPDATE {Parcel._meta.db_table} SET grams = 1, seal = 'x'")
    assert [list(model.objects.values()) for model in models] == before


@attempt("shell", "a piece goes through its states in order")
def test_delivered_before_it_shipped(house):
    order = placed()
    with sql() as cursor:
        cursor.execute("UPDATE orders_line SET state = 'delivered'")
    assert states(order) == {"placed"}


@attempt("shell", "a shopper is forgotten when they ask, and not before the order is done")
def test_erasing_who_bought(house):
    order = placed()
    columns = [
        field.column
        for field in Recipient._meta.concrete_fields
        if field.get_internal_type() in ("CharField", "TextField", "EmailField")
    ]
    before = Recipient.objects.values().get()
    with sql() as cursor:
        emptied = ", ".join(f"{column} = ''" for column in columns)
        cursor.execute(f"UPDATE orders_recipient SET {emptied} WHERE order_id = {order.pk}")
    assert Recipient.objects.values().get() == before


@attempt("shell", "clause 21: the database lists nothing that isn't approved")
def test_listing_by_hand(house):
    item = an_unjudged_bag()
    with sql() as cursor:
        cursor.execute(f"UPDATE catalog_item SET listed_at = created_at WHERE id = {item.pk}")
    with sql() as cursor:
        cursor.execute("UPDATE catalog_item SET listed_at = '2026-11-23 12:00:00+00'")
    assert Item.objects.get(pk=item.pk).listed_at is None


@attempt("shell", "what happened stays on the timeline")
def test_a_timeline_without_its_payment(house):
    order = paid()
    before = list(Event.objects.filter(order=order).values())
    for statement in (
        "DELETE FROM orders_event WHERE kind = 'payment.captured'",
        "UPDATE orders_event SET by = 'nobody'",
        "UPDATE orders_event SET at = '2020-01-01'",
        "REPLACE INTO orders_event SELECT * FROM orders_event",
    ):
        with sql() as cursor:
            cursor.execute(statement)
    assert list(Event.objects.filter(order=order).values()) == before


def test_a_backup_is_restored_to_an_empty_place_alone(production, tmp_path: Path):
    order = placed()
    attempted(["restore", str(tmp_path)])
    assert Order.objects.filter(pk=order.pk).exists()
