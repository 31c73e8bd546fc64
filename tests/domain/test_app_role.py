"""On PostgreSQL the role that the application runs as can change no guard: signed in as that role,
each way is tried, and each is refused.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from tests.engine import ENGINE, postgres_parts
from tests.factories.items import an_unjudged_bag
from troth.commands import base
from troth.commands.errors import WrongInput
from troth.database import app_role, checks
from troth.database.app_role import as_owner, grant_to, role_faults
from troth.operations import health

pytestmark = [
    pytest.mark.skipif(ENGINE != "postgres", reason="SQLite has no roles"),
    pytest.mark.django_db,
]
APP = f"troth_app_{os.getpid()}"

NO_FUNCTION = "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
# What a role could do about a guard, and how PostgreSQL begins its refusal.
ATTACKS = [
    ("ALTER TABLE orders_order DISABLE TRIGGER ALL", "must be owner"),
    ("ALTER TABLE orders_order DISABLE TRIGGER orders_order_guard_update", "must be owner"),
    ("DROP TRIGGER orders_order_guard_update ON orders_order", "must be owner"),
    ("ALTER TRIGGER orders_order_guard_update ON orders_order RENAME TO x", "must be owner"),
    ("COMMENT ON TRIGGER orders_order_guard_update ON orders_order IS 'x'", "must be owner"),
    (
        (
            "CREATE TRIGGER aaa BEFORE UPDATE ON orders_order FOR EACH ROW EXECUTE FUNCTION"
            " suppress_redundant_updates_trigger()"
        ),
        "permission denied",
    ),
    ("CREATE RULE r AS ON UPDATE TO orders_order DO INSTEAD NOTHING", "must be owner"),
    (f"CREATE OR REPLACE FUNCTION troth_refuse() {NO_FUNCTION}", "permission denied"),
    (f"CREATE OR REPLACE FUNCTION catalog_item_listing() {NO_FUNCTION}", "permission denied"),
    ("ALTER FUNCTION troth_refuse() RENAME TO x", "must be owner"),
    ("ALTER FUNCTION catalog_item_listing() SET search_path = x", "must be owner"),
    ("DROP FUNCTION troth_refuse() CASCADE", "must be owner"),
    (f"CREATE FUNCTION mine() {NO_FUNCTION}", "permission denied"),
    ("CREATE TABLE mine (id int)", "permission denied"),
    ("CREATE SCHEMA mine", "permission denied"),
    ("CREATE TEMPORARY TABLE catalog_evaluation (id int)", "permission denied"),
    ("ALTER TABLE orders_order OWNER TO {app}", "must be owner"),
    ("ALTER TABLE orders_order RENAME TO x", "must be owner"),
    ("ALTER TABLE orders_order DROP CONSTRAINT order_ties_out", "must be owner"),
    ("ALTER TABLE orders_order ADD COLUMN x int", "must be owner"),
    ("DROP TABLE orders_order CASCADE", "must be owner"),
    ("TRUNCATE orders_event", "permission denied"),
    ("TRUNCATE django_session", "permission denied"),
    ("SET session_replication_role = replica", "permission denied"),
    ("ALTER SYSTEM SET session_replication_role = replica", "permission denied"),
    ("ALTER ROLE {app} SET session_replication_role = replica", "permission denied"),
    ("ALTER ROLE {app} SUPERUSER", "permission denied"),
    ("ALTER ROLE CURRENT_USER CREATEROLE", "permission denied"),
    ("CREATE ROLE another SUPERUSER", "permission denied"),
    ("SET ROLE {owner}", "permission denied"),
    ("SET SESSION AUTHORIZATION {owner}", "permission denied"),
    ("GRANT {owner} TO {app}", "permission denied"),
    ("REASSIGN OWNED BY {owner} TO CURRENT_USER", "permission denied"),
    ("ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT ALL ON TABLES TO PUBLIC", "permission"),
    ("ALTER DATABASE {database} SET session_replication_role = replica", "must be owner"),
    ("INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'y', now())", "permission"),
    ("DELETE FROM django_migrations", "permission denied"),
    ("UPDATE pg_trigger SET tgenabled = 'D'", "permission denied"),
    ("UPDATE pg_class SET relhastriggers = false", "permission denied"),
    ("COPY orders_order FROM PROGRAM 'echo 1'", "permission denied"),
    ("COPY (SELECT 1) TO '/tmp/troth-app-role'", "permission denied"),
    ("SELECT pg_read_file('/etc/hostname')", "permission denied"),
    ("SELECT setval('orders_event_id_seq', 1)", "permission denied"),
]


def signed_in(role: str) -> Any:
    parts = postgres_parts() | {"user": role}
    return psycopg.connect(dbname=connection.settings_dict["NAME"], autocommit=True, **parts)


@pytest.fixture(scope="module")
def role(django_db_setup, django_db_blocker) -> Iterator[str]:
    """The role as docs/operations.md and `migrate` make it, in the test database."""
    with django_db_blocker.unblock():
        owner = postgres_parts()["user"]
        database = connection.settings_dict["NAME"]
        with signed_in(owner) as admin:
            admin.execute(f"CREATE ROLE {APP} LOGIN")
            admin.execute(f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC')
            admin.execute(f'GRANT CONNECT ON DATABASE "{database}" TO {APP}')
            admin.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
            with admin.transaction(), admin.cursor() as cursor:
                grant_to(cursor, APP)
        yield APP
        with signed_in(owner) as admin:
            admin.execute(f'GRANT CONNECT, TEMPORARY ON DATABASE "{database}" TO PUBLIC')
            admin.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")
            admin.execute(f"DROP OWNED BY {APP}")
            admin.execute(f"DROP ROLE {APP}")


@pytest.mark.parametrize(("statement", "message"), ATTACKS, ids=[row[0][:60] for row in ATTACKS])
def test_the_applications_role_can_change_no_guard(role, statement, message):
    names = {"app": APP, "owner": postgres_parts()["user"]}
    names["database"] = f'"{connection.settings_dict["NAME"]}"'
    for name, value in names.items():
        statement = statement.replace(f"{{{name}}}", value)
    with signed_in(role) as session, pytest.raises(psycopg.Error) as error:
        session.execute(statement)
    assert str(error.value).startswith(message), error.value


def test_nor_give_its_rights_to_others(role):
    with signed_in(role) as session:
        session.execute("GRANT UPDATE ON orders_order TO PUBLIC")  # a warning alone
        row = session.execute(
            "SELECT count(*) FROM information_schema.role_table_grants WHERE grantee = 'PUBLIC'"
            " AND table_schema = 'public'"
        ).fetchone()
    assert row == (0,)


def test_it_may_do_what_the_application_does(role):
    with signed_in(role) as session:
        rights = dict(
            session.execute(
                "SELECT c.relname, concat_ws(' ', CASE WHEN has_table_privilege(c.oid, 'SELECT')"
                " THEN 's' END, CASE WHEN has_table_privilege(c.oid, 'INSERT') THEN 'i' END,"
                " CASE WHEN has_table_privilege(c.oid, 'UPDATE') THEN 'u' END,"
                " CASE WHEN has_table_privilege(c.oid, 'DELETE') THEN 'd' END) FROM pg_class c"
                " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
            ).fetchall()
        )
    assert rights.pop("django_migrations") == "s"
    assert (rights["orders_order"], rights["orders_line"]) == ("s i u", "s i u")
    assert (rights["django_session"], rights["fulfillment_crossing"]) == ("s i u d", "s i u d")
    assert set(rights.values()) == {"s i u", "s i u d"}


def test_no_temporary_table_is_asked_in_place_of_a_real_one(house):
    """Who may make a temporary table of approvals could else list what nobody has judged."""
    item = an_unjudged_bag()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE catalog_evaluation ON COMMIT DROP AS SELECT 1 AS id,"
            f" {item.pk} AS item_id, 'approved' AS verdict, n AS by_id FROM generate_series(1, 3) n"
        )
        with pytest.raises(IntegrityError, match="no item is listed"), transaction.atomic():
            cursor.execute(f"UPDATE catalog_item SET listed_at = now() WHERE id = {item.pk}")
        cursor.execute("DROP TABLE pg_temp.catalog_evaluation")


def test_a_role_that_could_change_a_guard_is_told(role, monkeypatch, settings):
    assert "is a superuser" in role_faults()
    assert "owns the tables" in role_faults()
    settings.DEVELOPMENT = False
    assert health.run_checks(["guards"]) == {"guards": "the database's role could change them"}
    with pytest.raises(WrongInput, match="DATABASE_URL: its role is a superuser"):
        base.require_guards()
    warnings = checks.check_role(databases=["default"])
    assert {warning.id for warning in warnings} == {"troth.W001"}
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        assert role_faults() == []
        assert health.run_checks(["guards"]) == {"guards": "ok"}
        base.require_guards()
        assert checks.check_role(databases=["default"]) == []
        settings.DATABASE_OWNER_URL = "postgres://owner@/troth"
        with pytest.raises(WrongInput, match="DATABASE_OWNER_URL: set it for migrate"):
            base.require_guards()
        cursor.execute("RESET ROLE")


def test_development_asks_for_no_second_role(db):
    base.require_guards()
    assert checks.check_role(databases=["default"]) == []


def test_another_databases_owner_is_refused(settings):
    settings.DATABASE_OWNER_URL = "postgres://owner@localhost/another"
    with pytest.raises(ImproperlyConfigured, match="names another database"), as_owner():
        pass


def test_one_role_for_both_gets_no_grants(settings):
    settings.DATABASE_URL = settings.DATABASE_OWNER_URL = "postgres://owner@localhost/troth"
    assert app_role.app_role() == ""
    settings.DATABASE_URL = "postgres://app@localhost/troth"
    assert app_role.app_role() == "app"


def test_migrate_keeps_the_grants_current(role, settings, monkeypatch):
    """A table that a version adds is the application's to use once it is migrated."""
    granted = []
    monkeypatch.setattr(
        "troth.database.management.commands.migrate.app_role", lambda: granted.append(1) or role
    )
    with connection.cursor() as cursor:
        cursor.execute(f"REVOKE ALL ON orders_order FROM {role}")
        call_command("migrate", verbosity=0)
        cursor.execute(f"SELECT has_table_privilege('{role}', 'orders_order', 'INSERT')")
        assert cursor.fetchone() == (True,)
    assert granted
