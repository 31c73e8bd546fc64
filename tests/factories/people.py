"""Who shops and who works here."""

from __future__ import annotations

from django.contrib.auth.models import User

from troth import roles
from troth.checkout.quoting import Address
from troth.roles import AUTHENTICATOR, CARE, FINANCE, OWNER, WAREHOUSE

ANN = Address(
    email="ann@example.com",
    name="Ann Lee",
    street="12 Grand Street",
    street2="",
    city="New York",
    state="NY",
    zip_code="10013",
)
BEN = Address(
    email="ben@example.com",
    name="Ben Ortiz",
    street="400 W Elm Street",
    street2="Unit 5",
    city="Chicago",
    state="IL",
    zip_code="60610",
)


def erin() -> User:
    """The in-house expert."""
    return create_staff("erin@example.com", AUTHENTICATOR)


def sam() -> User:
    """The second expert."""
    return create_staff("sam@example.com", AUTHENTICATOR)


def pat() -> User:
    """Who packs and ships, and answers shoppers."""
    return create_staff("pat@example.com", WAREHOUSE, CARE)


def fay() -> User:
    """Who keeps the money."""
    return create_staff("fay@example.com", FINANCE)


def ola() -> User:
    """The owner."""
    return create_staff("ola@example.com", OWNER)


def create_staff(email: str, *named: str) -> User:
    person, new = User.objects.get_or_create(
        username=email, defaults={"email": email, "is_staff": True}
    )
    if new:
        roles.set_roles(person, named)
    return person
