"""Who asks at the doors, and the cells of the table: one question each, and what must come of
it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session

from tests.engine import FULL
from tests.factories.marked_shopper import Shopper
from tests.factories.pages import ADDRESS_FORM, QuickBrowser
from tests.factories.two_shoppers import create_person
from tests.web.form_fields import FORMS, NOTHING_HAPPENS
from tests.web.page_table import MAY_BE_GONE, PERSONAL, PageRow, may_open, page_rows
from troth import roles
from troth.fulfillment.carriers.registry import configured_carriers

LETTER = {
    roles.CARE: "C",
    roles.WAREHOUSE: "W",
    roles.AUTHENTICATOR: "A",
    roles.FINANCE: "F",
    roles.OWNER: "O",
}
TOKEN = "a" * 32
SAME_FOR_ALL = ("own", "all", "well", "dev", "never", "open", "machine")  # whatever their role


@dataclass
class Visitor:
    """Somebody with a browser."""

    name: str
    browser: QuickBrowser
    owns: Shopper | None = None
    authenticated: bool = False  # signed in, and not barred
    staff: bool = False
    ready: bool = True  # with a second factor
    letters: frozenset[str] = frozenset()

    def ask(self, method: str, path: str, form: dict[str, Any]) -> Any:
        """With the token that the store's own forms have; what the answer does to the browser is
        forgotten again.
        """
        held = dict(self.browser.cookies)
        self.browser.cookies["csrftoken"] = TOKEN
        send = (
            self.browser.generic
            if method not in ("GET", "POST")
            else getattr(self.browser, method.lower())
        )
        response = (
            send(path, form, headers={"X-CSRFToken": TOKEN}) if method == "POST" else send(path)
        )
        response.body = (
            b"".join(response.streaming_content) if response.streaming else response.content
        )
        self.browser.cookies.clear()
        self.browser.cookies.update(held)
        return response

    def opens(self, door: PageRow) -> bool:
        return (
            self.authenticated and self.staff and self.ready and may_open(door, set(self.letters))
        )

    def sees_orders(self) -> bool:
        return (
            self.authenticated
            and self.staff
            and self.ready
            and bool(self.letters & {"C", "W", "F", "O"})
        )


@dataclass
class Cell:
    """One question, and what must come of it."""

    door: PageRow
    method: str
    asker: Visitor
    owners: tuple[Shopper, ...]  # of what stands in the address, part by part
    path: str

    @property
    def is_nested(self) -> bool:
        """One's object under the other's address, or nobody's."""
        return len(set(map(id, self.owners))) > 1 or self.owners[0].name == "nobody"

    @property
    def theirs(self) -> bool:
        return self.asker.owns is self.owners[0]

    @property
    def opens(self) -> bool:
        """Whether it is for them, if there is such an object."""
        if self.door.kind in ("order", "asks", "choice", "link"):
            return self.theirs or (self.door.kind == "order" and self.asker.sees_orders())
        return (
            self.asker.opens(self.door)
            if self.door.kind == "desk"
            else self.door.kind in ("own", "all")
        )

    def expected(self) -> set[int]:
        kind, right = self.door.kind, self.method[0] in self.door.methods
        if kind in ("desk", "mine") and not (self.asker.authenticated and self.asker.staff):
            return {403} if self.asker.authenticated else {302}
        if kind == "desk" and not self.opens:
            return {403} if self.asker.ready else {302}
        if kind == "asks" and not self.opens:
            return {404}
        if not right:
            return {405}
        return self._of_the_right_method(kind)

    def _of_the_right_method(self, kind: str) -> set[int]:
        if kind == "well":
            return {200, 503}
        if kind == "machine":
            return {400, 404}
        if kind in ("mine", "open"):
            # One's own passkeys, app and codes: of those who have none there is nothing to see or
            # to prove.
            return {404} if self.door.page == "mfa_remove_webauthn" else {200, 302, 403, 404}
        if (
            self.door.page in MAY_BE_GONE
            and len(self.owners) > 1
            and self.owners[0].name != "nobody"
        ):
            return {302}
        if kind in ("dev", "never") or not self.opens or (self.is_nested and self.door.holds):
            return {404}
        if self.method == "GET":
            leads_on = kind in ("own", "link", "all") or self.door.page == "paid_again"
            return {200, 302} if leads_on else {200}
        return {200, 302, 303, 422}

    @property
    def may_change(self) -> bool:
        """Whether the press may change something."""
        mine = self.door.kind in ("mine", "open") and self.asker.authenticated
        return mine or (self.opens and not self.is_nested and self.door.page not in NOTHING_HAPPENS)

    def form(self) -> dict[str, Any]:
        make_form = FORMS.get(self.door.page) if self.method == "POST" else None
        return make_form(self.owners[0]) if make_form else {}

    def may_tell_of(self, shopper: Shopper) -> bool:
        """Whether the answer may hold what is this shopper's own."""
        about = (
            shopper in self.owners
            or not self.door.holds
            or self.door.holds[0] in ("pickup", "tie_out")
        )
        if self.door.kind == "desk":
            return self.opens and about and self.door.page in PERSONAL
        if self.asker.staff:
            return self.door.kind == "order" and self.opens and about
        return self.asker.owns is shopper

    def __str__(self) -> str:
        return (
            f"{self.asker.name}: {self.method} {self.door.route} of"
            f" {'/'.join(owner.name for owner in self.owners)}"
        )


def browser() -> QuickBrowser:
    return QuickBrowser(enforce_csrf_checks=True)


def visitor_with_links(shopper: Shopper) -> Visitor:
    """Opened every mailed link of theirs."""
    asker = Visitor(shopper.name, browser(), owns=shopper)
    for name in [key for key in shopper.at if key.endswith("_token")]:
        asker.browser.get(f"/o/{shopper.at[name]}")
    return asker


def visitor_with_bag(shopper: Shopper) -> Visitor:
    """The same, and is about to buy one more piece."""
    asker = visitor_with_links(shopper)
    address = {
        name: getattr(shopper.address, name)
        for name in ADDRESS_FORM
        if hasattr(shopper.address, name)
    }
    held = {"headers": {"X-CSRFToken": TOKEN}}
    asker.browser.cookies["csrftoken"] = TOKEN
    asker.browser.post(f"/bag/add/{shopper.at['flawed']}", **held)
    assert asker.browser.post("/checkout", ADDRESS_FORM | address, **held).status_code == 302
    page = asker.browser.get("/checkout/review").content.decode()
    shopper.at["checkout_key"], shopper.at["agreed"] = re.findall(
        r'name="(?:key|agreed)" value="([^"]+)"', page
    )
    shopper.at["location"] = (
        configured_carriers()["fedex"].locations(shopper.address.zip_code)[0].key
    )
    return asker


def sign_in_visitor(
    name: str, *named: str, staff: bool = True, authenticated: bool = True
) -> Visitor:
    person, asker = (
        create_person(name, *named, staff=staff),
        Visitor(name, browser(), authenticated=authenticated, staff=staff),
    )
    asker.browser.force_login(person)
    asker.letters = frozenset(LETTER[role] for role in named)
    return asker


def all_visitors(both: tuple[Shopper, Shopper]) -> list[Visitor]:
    ann, ben = both
    askers = [Visitor("stranger", browser()), visitor_with_bag(ann), visitor_with_bag(ben)]
    elsewhere = visitor_with_links(ann)
    elsewhere.name, elsewhere.owns = "ann, whose session has ended", None
    Session.objects.filter(pk=elsewhere.browser.session.session_key).delete()
    askers += [elsewhere, sign_in_visitor("no staff", staff=False), sign_in_visitor("no role")]
    askers += [sign_in_visitor(role, role) for role in roles.ROLES]
    bare = sign_in_visitor("without a second factor", roles.OWNER)
    bare.ready = False
    _person(bare).authenticator_set.all().delete()
    left = sign_in_visitor("who has left", roles.OWNER, authenticated=False)
    User.objects.filter(pk=_person(left).pk).update(is_active=False)
    return [*askers, bare, left]


def _person(asker: Visitor) -> User:
    return User.objects.get(username=f"{asker.name}@example.com")


def owners_of(both: tuple[Shopper, Shopper], door: PageRow) -> list[tuple[Shopper, ...]]:
    """Ann's, Ben's, one's under the other's, and nobody's."""
    ann, ben = both
    combinations: list[tuple[Shopper, ...]] = [(ann,), (ben,)] if door.holds else [(ann,)]
    if len(door.holds) > 1:
        combinations += [(ann, ben), (ben, ann)]
    if door.kind in ("order", "asks", "choice", "desk") and door.holds:
        combinations.append(
            (Shopper("nobody", at={name: _nobodys(ann.at[name]) for name in ann.at}),)
        )
    return combinations


def cells_of(both: tuple[Shopper, Shopper], asker: Visitor) -> Iterator[Cell]:
    """Every address, with everything that may stand in it. The suite leaves out what another cell
    of it shows too.
    """
    for door in page_rows().values():
        for owners in owners_of(both, door):
            path = door.path(*owners)
            if door.kind == "link" and owners[0] is not asker.owns:  # they guess, and nearly right
                path = path.replace(
                    secret := str(owners[0].at[door.holds[0]]),
                    secret[:-1] + "-_"[secret[-1] == "-"],
                )
            for method in ("GET", "POST"):
                cell = Cell(door, method, asker, owners, path)
                if FULL or not _shown_by_another(cell):
                    yield cell


def _shown_by_another(cell: Cell) -> bool:
    """What Ann, Ben, a stranger and the owner see of everything, others are asked about for Ann's
    alone; of the desk, each role what it opens. (What a role is refused there, `test_roles` shows.)
    """
    asker, door = cell.asker, cell.door
    if (
        not asker.authenticated
        and asker.name not in ("stranger", "who has left")
        and door.kind == "desk"
    ):
        return True  # they are strangers there
    if asker.owns or asker.name in ("stranger", roles.OWNER):
        return False
    if cell.owners[0].name != "ann" or len(cell.owners) > 1:
        return True
    role = asker.ready and asker.authenticated and bool(asker.letters)
    if role and door.kind == "desk":
        return not cell.opens or cell.method == "POST"
    return role and door.kind in SAME_FOR_ALL


def _nobodys(value: Any) -> Any:
    return (
        987_654_321
        if isinstance(value, int)
        else value[:1] + re.sub(r"[0-9A-Za-z]", "2", value[1:])
    )
