"""Who may open what at the desk, cell by cell: the table of the house, read a second time."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured

from tests.factories.items import a_bag
from tests.factories.orders import order_of
from tests.factories.pages import page_text
from tests.factories.payments import money_moved
from tests.factories.people import fay, ola, pat
from tests.web.role_table import PAGE_ROLES
from troth import clock, roles
from troth.catalog.actions import JUDGE, SEE_SERIALS, permission_of
from troth.desk import pages, urls
from troth.desk.orders import views
from troth.desk.rights import create_role_groups
from troth.payments.actions import MOVE_MONEY, request_capture

# Signing in and out, for people whom we don't know yet; and one's own sign-in, for all staff.
OPEN = {"account_login", "mfa_authenticate", "mfa_login_webauthn", "sign_out", "device_link"}
OWN = {
    "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_index",
    "mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn", "mfa_remove_webauthn",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "account_change_password",
    "desk_sessions", "desk_session_end", "desk_sessions_end",
}  # fmt: skip
LETTER = {roles.CARE: "C", roles.WAREHOUSE: "W", roles.AUTHENTICATOR: "A", roles.FINANCE: "F"}


def address(page) -> str:
    return "/desk/" + re.sub(
        r"<(\w+):\w+>", lambda kind: "1" if kind[1] == "int" else "x", str(page.pattern)
    )


def test_every_page_is_in_the_table_and_nothing_else_is():
    assert {page.name for page in urls.urlpatterns} == set(pages.page_roles()) | OPEN | OWN
    assert set(PAGE_ROLES) == set(pages.page_roles())


@pytest.mark.parametrize("role", roles.ROLES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_page_for_every_role(house, client, role, method):
    roles.set_roles(pat(), [role])
    client.force_login(pat())
    wrong = []
    for page in urls.urlpatterns:
        if page.name in PAGE_ROLES:
            answer = getattr(client, method)(address(page))
            refused = "desk/not_your_role.html" in [template.name for template in answer.templates]
            if refused == (role == roles.OWNER or LETTER[role] in PAGE_ROLES[page.name]):
                wrong.append((page.name, answer.status_code))
            assert not refused or answer.status_code == 403
    assert wrong == []


def test_without_a_role_nothing_opens(house, client):
    ola(), roles.set_roles(pat(), [])
    client.force_login(pat())
    words = page_text(client.get("/desk/"))
    assert "who has no role yet" in words
    assert "Queue" not in words


def test_several_roles_add_up(house, client):
    roles.set_roles(pat(), [roles.WAREHOUSE, roles.FINANCE])
    client.force_login(pat())
    assert {client.get(at).status_code for at in ("/desk/packing/", "/desk/money/")} == {200}
    assert client.get("/desk/serials/").status_code == 403


@pytest.mark.parametrize("needed", [(), ("packer",), ("care", "packer")])
def test_a_page_without_roles_cannot_exist(needed):
    with pytest.raises(ImproperlyConfigured, match="desk_new"):
        pages.page("new", views.queue_page, name="desk_new", roles=needed)
    with pytest.raises(TypeError):
        pages.page("new", views.queue_page, name="desk_new")


def test_every_address_of_the_desk_is_a_page():
    assert {type(pattern) for pattern in urls.urlpatterns} == {pages.Page}


def test_a_refusal_says_what_is_needed_and_what_opens(house, client):
    client.force_login(fay())
    answer = client.get("/desk/packing/")
    words = page_text(answer)
    assert answer.status_code == 403
    assert "This page is for warehouse" in words
    assert "signed in as fay@example.com, whose role is finance." in words
    assert "troth staff" in words
    menu = re.findall(r'href="(/desk/[^"]*)"', answer.content.decode())
    assert set(menu) == {
        "/desk/",
        "/desk/tasks/",
        "/desk/approvals/",
        "/desk/promises/",
        "/desk/care/",
        "/desk/items/",
        "/desk/money/",
        "/desk/scorecard/",
        "/desk/policy/",
        "/desk/sign-in/mine/",
    }


@pytest.mark.parametrize(
    ("role", "seen"),
    [("care", "Hold Give it back"), ("warehouse", ""), ("finance", "Give it back")],
)
def test_an_orders_page_offers_what_the_person_may_do(house, client, role, seen):
    placed = order_of(a_bag(), now=clock.now())
    request_capture(order=placed, now=clock.now(), by="x", reason="x")
    money_moved(clock.now())
    roles.set_roles(pat(), [role])
    client.force_login(pat())
    page = client.get(f"/desk/orders/{placed.number}").content.decode()
    assert ('href="/desk/packing/"' in page) == (role == "warehouse")
    assert "Mark processed" not in page
    for button in ("Hold", "Give it back"):
        assert (f'<button class="quiet">{button}' in page) == (button in seen), button


@pytest.mark.parametrize("role", roles.ROLES)
def test_the_shoppers_page_of_an_order_is_for_whom_its_desk_page_is(house, client, role):
    roles.set_roles(pat(), [role])
    client.force_login(pat())
    path = f"/orders/{order_of(a_bag(), now=clock.now()).number}"
    assert (client.get(path).status_code == 200) == (role != roles.AUTHENTICATOR)
    house.SECOND_FACTOR_REQUIRED = True
    assert client.get(path).status_code == 404


def test_the_only_owner_stays_one(house):
    owner = ola()
    with pytest.raises(roles.OnlyOwner):
        roles.set_roles(owner, [roles.CARE])
    roles.set_roles(fay(), [roles.OWNER])
    roles.set_roles(owner, [])
    assert roles.roles_of(owner) == set()


def test_the_groups_are_the_roles(house):
    assert set(Group.objects.values_list("name", flat=True)) == set(roles.ROLES)


def test_after_each_migrate_a_role_has_exactly_its_rights(house):
    rights = {
        role: sorted(
            f"{right.content_type.app_label}.{right.codename}"
            for right in Group.objects.get(name=role).permissions.all()
        )
        for role in roles.ROLES
    }
    assert rights == {
        "care": [MOVE_MONEY],
        "warehouse": [],
        "authenticator": [JUDGE, SEE_SERIALS],
        "finance": [MOVE_MONEY],
        "owner": [JUDGE, SEE_SERIALS, MOVE_MONEY],
    }
    Group.objects.get(name=roles.CARE).permissions.add(permission_of(JUDGE))
    Group.objects.get(name=roles.FINANCE).permissions.clear()
    Group.objects.filter(name=roles.WAREHOUSE).delete()
    create_role_groups()
    create_role_groups()
    assert set(Group.objects.values_list("name", flat=True)) == set(roles.ROLES)
    assert Group.objects.filter(permissions=permission_of(JUDGE)).count() == 2
    assert Group.objects.filter(permissions=permission_of(MOVE_MONEY)).count() == 3
