"""A store on PostgreSQL as docs/operations.md sets it up: one role owns the tables, the store runs
as another. Shoppers buy, a backup is made and restored, and no guard can be changed on the way.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.e2e.drill import Load
from tests.e2e.round_items import items_for
from tests.e2e.stores import Store
from tests.engine import ENGINE, postgres_parts

pytestmark = pytest.mark.skipif(ENGINE != "postgres", reason="SQLite has no roles")
OPERATIONS = Path(__file__).parent.parent.parent / "docs" / "operations.md"


def documented(name: str) -> list[str]:
    """The statements that a superuser runs, for a database and roles of this name."""
    [block] = re.findall(r"```sql\n(.*?)```", OPERATIONS.read_text(encoding="utf-8"), re.DOTALL)
    return re.sub(r"\btroth\b", name, re.sub(r"\bstore_", f"{name}_", block)).split("\n")


def address(user: str, name: str) -> str:
    parts = postgres_parts()
    return f"postgresql://{user}@/{name}?host={parts['host']}&port={parts['port']}"


@pytest.fixture
def name() -> Iterator[str]:
    """A database with its two roles, made by the documented statements."""
    name = f"two_{secrets.token_hex(4)}"
    admin = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    for line in documented(name):
        if line.startswith("\\connect"):
            admin.close()
            admin = psycopg.connect(address(postgres_parts()["user"], name), autocommit=True)
        elif line:
            admin.execute(line)
    admin.close()
    yield name
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        admin.execute(f"DROP ROLE {name}_app")
        admin.execute(f"DROP ROLE {name}_owner")


def test_a_store_runs_as_a_role_that_can_change_no_guard(name, tmp_path, provider):
    store = Store(
        tmp_path,
        migrated=False,
        WEB_PROCESSES="1",
        CLIENT_ADDRESS_HEADER="X-Forwarded-For",
        SWEEP_SECONDS="2",
        DATABASE_URL=address(f"{name}_app", name),
        DATABASE_OWNER_URL=address(f"{name}_owner", name),
        **provider,
    )
    store.database_url = store.environment["DATABASE_URL"]
    with store:
        slugs = items_for(store, tmp_path, 40)
        load = Load(store, slugs)
        try:
            load.wait(3)
        finally:
            load.end()
        backup = store.troth("backup", str(tmp_path / "backup"))
        assert backup.returncode == 0, backup.stderr
        checked = store.troth("manage", "check", "--database", "default")
        assert checked.returncode == 0, checked.stdout + checked.stderr
        for statement in (
            "UPDATE orders_order SET total_cents = 1",
            "DELETE FROM orders_queueentry",
            "ALTER TABLE orders_order DISABLE TRIGGER ALL",
        ):
            with pytest.raises(psycopg.Error):
                store.sql(statement)
        owners = store.sql("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
        assert owners == [(f"{name}_owner",)]


def test_a_backup_is_restored_as_the_owner_and_used_as_the_application(name, tmp_path, provider):
    store = Store(tmp_path, SWEEP_SECONDS="2", **provider)
    with store:
        backup = store.troth("backup", str(tmp_path / "backup"))
        assert backup.returncode == 0, backup.stderr
        item_count = store.sql("SELECT count(*) FROM catalog_item")
        store.environment |= {
            "DATABASE_URL": address(f"{name}_app", name),
            "DATABASE_OWNER_URL": address(f"{name}_owner", name),
        }
        restored = store.troth("restore", str(tmp_path / "backup"))
        assert restored.returncode == 0, restored.stdout + restored.stderr
        with psycopg.connect(address(f"{name}_app", name)) as session:
            assert session.execute("SELECT count(*) FROM catalog_item").fetchall() == item_count
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute("DELETE FROM orders_order")


def test_a_store_of_one_role_gets_a_second_one(name, tmp_path):
    """Its role stays the owner; `migrate` gives the new one what the application needs."""
    store = Store(tmp_path)
    owner, database = store.database_url, store.database_url.partition("@/")[2].partition("?")[0]
    with psycopg.connect(owner, autocommit=True) as admin:
        admin.execute(f"GRANT CONNECT ON DATABASE {database} TO {name}_app")
    store.environment |= {
        "DATABASE_URL": address(f"{name}_app", database),
        "DATABASE_OWNER_URL": owner,
    }
    migrated = store.troth("manage", "migrate", "-v0")
    assert migrated.returncode == 0, migrated.stdout + migrated.stderr
    with psycopg.connect(store.environment["DATABASE_URL"]) as session:
        assert session.execute("SELECT count(*) FROM orders_order").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute("TRUNCATE orders_order CASCADE")
    with psycopg.connect(owner, autocommit=True) as admin:
        admin.execute(f"DROP OWNED BY {name}_app")
