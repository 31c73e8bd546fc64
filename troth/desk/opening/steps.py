"""The steps from an empty store to its first piece on sale, and which of them are done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from troth import roles
from troth.catalog.models import Item
from troth.config.environment import is_demo_name
from troth.orders.models import Publication
from troth.orders.policy_versions import terms_at

EXPERTS = 2  # above a published price, two of them judge a piece


@dataclass(frozen=True)
class OpeningStep:
    """`sentence` says how it is done, or what there is; `page` is where, if at the desk."""

    title: str
    is_done: bool
    sentence: str
    page: str = ""


def opening_steps(now: datetime) -> list[OpeningStep]:
    """Every step, in the order in which they are taken."""
    people = _people_by_role()
    return [
        *_of_the_terms(now),
        _second_owner(people),
        *_of_the_services(),
        _staff(people),
        _first_piece(),
    ]


def _of_the_terms(now: datetime) -> Iterator[OpeningStep]:
    store = terms_at(now).file.store
    yield OpeningStep(
        title=_("Name, address and mail"),
        is_done=not is_demo_name(store.care_email.rpartition("@")[2]),
        sentence=_(
            "The terms in force are those of %(name)s, %(email)s. Write your own under [store] in"
            " the draft, and publish it."
        )
        % {"name": store.name, "email": store.care_email},
        page="desk_policy_draft",
    )
    yield OpeningStep(
        title=_("Policy"),
        is_done=Publication.objects.exists(),
        sentence=_(
            "Your promises: the cut-off, the days, the methods and their prices, the windows. Draft"
            " them, read the page that they make, and publish it: alone until"
            " the first piece is on sale, with a second owner from then on."
        ),
        page="desk_policy",
    )


def _of_the_services() -> Iterator[OpeningStep]:
    """What the environment names; docs/operations.md has each variable."""
    yield OpeningStep(
        title=_("Letters"),
        is_done=bool(settings.EMAIL_HOST or settings.MAIL_PROVIDER),
        sentence=_(
            "Set MAIL_PROVIDER, or EMAIL_HOST, and start the store again. Until then letters lie in"
            " a folder."
        ),
    )
    yield OpeningStep(
        title=_("Carriers"),
        is_done=bool(
            settings.CARRIERS_BY_HAND or (settings.CARRIERS and not settings.CARRIERS_IN_SANDBOX)
        ),
        sentence=_(
            "Set FEDEX_KEY, UPS_KEY or USPS_KEY with what belongs to each, or CARRIERS_BY_HAND for"
            " those at whose counter you buy labels. Until then a sandbox stands in."
        ),
    )
    yield OpeningStep(
        title=_("Payments"),
        is_done=not settings.PAYMENTS_IN_SANDBOX,
        sentence=_(
            "Set STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET. Until then a sandbox stands in, and"
            " no money moves."
        ),
    )


def _staff(people: dict[str, int]) -> OpeningStep:
    few = people[roles.AUTHENTICATOR] < EXPERTS
    return OpeningStep(
        title=_("Staff"),
        is_done=all(people.values()) and not few,
        sentence=_(
            "Somebody for each role, and two authenticators: troth staff EMAIL --roles"
            " warehouse,care. Each signs in with a password of their own, and a second factor."
        ),
    )


def _second_owner(people: dict[str, int]) -> OpeningStep:
    return OpeningStep(
        title=_("A second owner"),
        is_done=people[roles.OWNER] > 1,
        sentence=_("Two owners publish terms: troth staff EMAIL --roles owner."),
    )


def _people_by_role() -> dict[str, int]:
    active = User.objects.filter(is_active=True, is_staff=True)
    return {role: active.filter(groups__name=role).count() for role in roles.ROLES}


def _first_piece() -> OpeningStep:
    return OpeningStep(
        title=_("First piece"),
        is_done=Item.objects.listed().exists(),
        sentence=_(
            "Record a piece, have it judged, and put it on sale; or import a list of them with"
            " troth import-items FILE."
        ),
        page="desk_intake",
    )
