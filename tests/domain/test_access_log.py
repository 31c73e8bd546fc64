"""The record of access: what is kept of each, that nobody edits it, and when it is deleted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from troth.access_log.actions import delete_expired, record_access
from troth.access_log.models import AccessRecord

pytestmark = pytest.mark.django_db


def recorded(days_ago: float = 0, **more) -> AccessRecord:
    now = datetime.now(UTC) - timedelta(days=days_ago)
    return record_access(**{"kind": "signed_in", "who": "fay@example.com", "now": now} | more)


def refuses(statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="the record of access is never edited"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:aa:bb:cc::1", "2001:db8:aa::/48"),
        ("", ""),
        ("made up", ""),
    ],
)
def test_a_part_of_the_address_is_kept(address, network):
    assert recorded(address=address).network == network


def test_long_and_broken_text_is_stored():
    record = recorded(who="w" * 500, about="a\0" * 500, detail="d" * 9000, order_number="T" * 99)
    record.refresh_from_db()
    assert [len(text) for text in (record.who, record.about, record.detail)] == [150, 200, 500]
    assert "\0" not in record.about


def test_a_kind_that_nobody_declared_is_refused():
    with pytest.raises(KeyError):
        recorded(kind="made_up")


def test_the_database_refuses_to_edit_or_delete_it():
    record = recorded()
    table = "access_log_accessrecord"
    refuses(f"UPDATE {table} SET who = 'nobody'")
    refuses(f"DELETE FROM {table}")
    if connection.vendor == "postgresql":
        refuses(f"TRUNCATE {table}")
    else:
        refuses(
            f"INSERT OR REPLACE INTO {table} SELECT id, at, kind, 'nobody', order_number, about,"
            f" network, detail FROM {table}"
        )
    assert AccessRecord.objects.get().who == record.who


@pytest.mark.parametrize(
    ("days_ago", "keep_days", "deleted"),
    [(399, 400, 0), (401, 400, 1), (91, 90, 1), (89, 90, 0), (89, 1, 0)],
)
def test_it_is_deleted_once_its_time_is_over(days_ago, keep_days, deleted):
    recorded(days_ago)
    assert delete_expired(now=datetime.now(UTC), keep_days=keep_days) == deleted
    assert AccessRecord.objects.count() == 1 - deleted


def test_a_clock_that_was_moved_deletes_nothing_that_is_young():
    recorded()
    assert delete_expired(now=datetime.now(UTC) + timedelta(days=4000), keep_days=400) == 0
