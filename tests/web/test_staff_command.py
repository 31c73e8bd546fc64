"""`troth staff`: who may do what at the desk, given and taken by the operator's command alone."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from tests.factories.pages import Browser
from tests.factories.people import fay, ola, pat
from tests.web.page_table import page_rows
from tests.web.sign_in import access_kinds, give_password, post_sign_in
from troth import roles
from troth.access_log.models import AccessRecord
from troth.cli import main

pytestmark = pytest.mark.usefixtures("quick_passwords")


def test_no_page_makes_an_account_or_gives_a_role():
    """The desk has no page for it, so nobody who takes over a session can use one."""
    assert [route for route in page_rows() if "staff" in route or "roles" in route] == []


def test_roles_hold_at_once_are_recorded_and_taken_back(house, client, capsys):
    ola()
    client.force_login(fay())
    assert client.get("/desk/packing/").status_code == 403
    assert main(["staff", "fay@example.com", "--roles", "warehouse"]) == 0
    assert client.get("/desk/packing/").status_code == 200
    assert client.get("/desk/money/").status_code == 403
    assert main(["staff", "fay@example.com", "--roles", "finance"]) == 0
    assert client.get("/desk/packing/").status_code == 403
    records = AccessRecord.objects.filter(kind="roles_changed", about="fay@example.com")
    assert [record.detail for record in records.order_by("pk")] == [
        "roles: warehouse",
        "roles: finance",
    ]
    assert all(record.who.startswith("operator:") for record in records)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["fay@example.com", "--roles", "boss"], "'boss' is not a role"),
        (["ola@example.com", "--roles", "care"], "only owner"),
        (["fay@example.com"], "already known"),
        (["new@example.com"], "what is new@example.com to do?"),
        (["new@example.com", "--reset"], "not on the staff"),
        (["new@example.com", "--remove"], "not on the staff"),
        (["no address", "--roles", "care"], "not an email address"),
        (["--reset"], "whose way in?"),
    ],
)
def test_what_it_refuses_changes_nothing(house, capsys, arguments, error):
    ola(), fay()
    before = set(User.objects.values_list("username", "password", "is_active", "groups__name"))
    assert main(["staff", *arguments]) == 2
    assert error in capsys.readouterr().err
    after = set(User.objects.values_list("username", "password", "is_active", "groups__name"))
    assert (after, access_kinds()) == (before, [])


def test_one_operator_is_enough_and_a_second_time_changes_nothing(house, capsys):
    ola(), pat()
    for _ in range(2):
        assert main(["staff", "pat@example.com", "--roles", "care"]) == 0
    assert roles.roles_of(User.objects.get(username="pat@example.com")) == {"care"}


def test_a_reset_ends_every_session_and_an_older_password(house, capsys):
    ola()
    give_password(fay())
    mine = Browser()
    post_sign_in(mine)
    assert main(["staff", "fay@example.com", "--reset"]) == 0
    assert mine.get("/desk/").status_code == 302
    assert post_sign_in(Browser()).status_code == 200  # the old password opens nothing
    assert access_kinds(about="fay@example.com") == ["password_issued", "factor_removed"]
