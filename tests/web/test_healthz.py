"""Whether the store is alive, and whether it can do its work."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from troth.catalog.search.indexing import rebuild_index
from troth.operations import health
from troth.operations.models import Heartbeat


def test_it_is_alive_without_a_database(client):
    assert client.get("/healthz").json() == {"status": "ok"}


def test_it_is_ready_with_all_that_an_order_needs(house, client):
    rebuild_index(house.SEARCH_DIR)
    health.record_heartbeat(now=datetime.now(UTC))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"], answer["Cache-Control"].split(",")[0]) == (
        200,
        "ok",
        "max-age=0",
    )
    assert answer.json()["checks"] == dict.fromkeys(health.CHECKS, "ok")


def test_each_thing_that_lacks_is_named(house, client):
    MigrationRecorder(connection).record_unapplied("orders", "0001_initial_0_7")
    with connection.cursor() as cursor:
        on = "" if connection.vendor == "sqlite" else " ON orders_order"
        cursor.execute(f"DROP TRIGGER orders_order_guard_delete{on}")
    house.VAR_DIR = house.VAR_DIR / "gone"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "not ready",
        "checks": {
            "database": "ok",
            "migrations": "1 not applied",
            "guards": "1 not as declared",
            "worker": "none seen lately",
            "search": "no index",
            "disk": "FileNotFoundError",
        },
    }


def test_the_database_of_another_version_is_told(house):
    MigrationRecorder(connection).record_applied("orders", "0002_guards")
    assert health.run_checks()["migrations"] == "another version's"


def test_a_worker_that_was_not_seen_for_long_is_not_at_work(house):
    now = datetime.now(UTC)
    health.record_heartbeat(now=now)
    health.record_heartbeat(now=now + timedelta(minutes=1))
    assert Heartbeat.objects.get().since == now
    assert health.count_workers(now=now + timedelta(minutes=3)) == 1
    assert health.count_workers(now=now + timedelta(minutes=5)) == 0
    Heartbeat.objects.update(worker="another")
    health.record_heartbeat(now=now + timedelta(days=2))
    assert Heartbeat.objects.count() == 1
