"""Clause `no_changes`: nothing submitted is edited or deleted, by any door. On each engine."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from tests.factories.items import a_bag
from tests.factories.letters import send_confirmation
from tests.factories.orders import order_of
from troth.catalog.models import Evaluation
from troth.orders.models import Event, Line, Order, PublishedPolicy, Recipient

FIXED = [
    ("orders_order", "total_cents", "1"),
    ("orders_order", "promises", "'{}'"),
    ("orders_order", "placed_at", "'2020-01-01'"),
    ("orders_recipient", "street", "'1 Other Street'"),
    ("orders_line", "price_cents", "1"),
    ("orders_line", "listing", "'{}'"),
    ("orders_line", "item_id", "NULL"),
    ("orders_event", "facts", "'{}'"),
    ("orders_event", "kind", "'line.cancelled'"),
    ("orders_publishedpolicy", "source", "''"),
    ("catalog_evaluation", "verdict", "'rejected'"),
]
TABLES = sorted({table for table, _, _ in FIXED})


@pytest.fixture
def order(house):
    placed = order_of(a_bag())
    send_confirmation(placed)
    return placed


def refused(sql):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(("table", "column", "value"), FIXED)
def test_sql_cannot_update(order, table, column, value):
    refused(f"UPDATE {table} SET {column} = {value}")


@pytest.mark.parametrize("table", TABLES)
def test_sql_cannot_delete(order, table):
    refused(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", TABLES)
def test_sql_cannot_truncate(order, table):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no TRUNCATE; its DELETE is tried above")
    with (
        connection.cursor() as cursor
    ):  # what this transaction has inserted is checked first, as at a commit
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("table", [*TABLES, "catalog_item"])
def test_sqlite_cannot_replace_a_row_by_itself(order, table):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no OR REPLACE; its ON CONFLICT DO UPDATE is an update")
    if table == "catalog_item":
        refused(
            "UPDATE OR REPLACE catalog_item SET listed_at = '2026-01-01', id = id + 1000"
        )  # no evaluation follows
    else:
        refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


def test_a_second_live_line_pushes_nobody_out(order):
    columns = (
        "order_id, item_id, title, listing, warehouse, weight_grams, price_cents, tax_cents, state"
    )
    word = "OR REPLACE" if connection.vendor == "sqlite" else ""
    refused(f"INSERT {word} INTO orders_line ({columns}) SELECT {columns} FROM orders_line")
    assert Line.objects.count() == 1


@pytest.mark.parametrize("model", [Order, Recipient, Event, PublishedPolicy, Evaluation])
def test_the_orm_cannot_save_again(order, model):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.first().save()


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Order, {"total_cents": 1}),
        (Line, {"price_cents": 1}),
        (Line, {"title": "another"}),
        (Event, {"by": "x"}),
        (Recipient, {"name": "x"}),
    ],
)
def test_the_orm_cannot_update(order, model, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**change)


@pytest.mark.parametrize("model", [Order, Line, Recipient, Event, PublishedPolicy, Evaluation])
def test_the_orm_cannot_delete(order, model):
    # ProtectedError, an IntegrityError too, where the ORM itself protects it; else the trigger's
    # refusal.
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.all().delete()
    assert model.objects.exists()


def test_a_lines_state_alone_may_move(order):
    with transaction.atomic():
        assert Line.objects.update(state="cancelled") == 1
        transaction.set_rollback(True)  # so that the timeline tells the truth again


def test_there_is_no_admin(order, client):
    assert not apps.is_installed("django.contrib.admin")
    assert client.get("/admin/").status_code == 404
