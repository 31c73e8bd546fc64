"""Every page, letter and paper of a whole store, in a real browser: axe-core finds nothing wrong in
light or dark, nothing is wider than its window, at 320 px either, and nothing breaks the security
policy. No template is forgotten.

The deep tier sees all on a phone; `make pages` at three widths, the desk in both languages.
"""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.db import connections
from django.shortcuts import render
from django.test.signals import template_rendered
from django.utils import translation

import troth
from tests.e2e.page_checks import blocked_by_policy, keep_screenshot, problems_on
from tests.engine import ENGINE, FULL
from tests.factories.items import a_bag, index_items
from tests.factories.long_life import live_long_life
from tests.factories.marked_shopper import LATER, NOW, Shopper
from tests.factories.pages import QuickBrowser
from tests.factories.people import erin
from tests.factories.store_of_two import open_store_of_two
from tests.web.form_fields import FORMS
from tests.web.page_table import page_rows
from tests.web.visitors import Visitor, sign_in_visitor, visitor_with_bag
from troth import roles
from troth.alerting import digest
from troth.care import answering
from troth.care.models import CareCase
from troth.catalog import actions as catalog
from troth.catalog.models import Evaluation, Item
from troth.notifications import actions, released, replies, searches
from troth.notifications.models import Notification
from troth.notifications.threads import Thread
from troth.orders import actions as orders
from troth.orders.models import Event, Line
from troth.orders.policy_versions import terms_at

pytestmark = pytest.mark.skipif(
    ENGINE != "sqlite", reason="a page is the same whatever the database is"
)
WIDTHS = (390, 820, 1440) if FULL else (390,)
HERE = "http://testserver"
# Seen in `tests/e2e/test_passkeys.py`; and what only development has.
ELSEWHERE = {
    "desk/auth/templates/mfa/authenticate.html",
    "desk/auth/templates/mfa/webauthn/reauthenticate.html",
    "storefront/mail_folder/templates/storefront/mail_folder/mail_folder.html",
    "storefront/mail_folder/templates/storefront/mail_folder/mail_message.html",
}
# A letter is a part of the page that its reader shows.
NOT_OF_LETTERS = ("landmark-one-main", "region", "page-has-heading-one")
SHOP = {
    "items-filtered": "/items/?category=bags&color=black&sort=price_up&sold=yes",
    "search-found": "/search?q=bag",
    "search-misspelt": "/search?q=calfskn",
    "not-found": "/nowhere",
    "closed-order": "/orders/T-22222-22222",
}


@pytest.fixture
def both(house, monkeypatch) -> Iterator[tuple[Shopper, Shopper]]:
    yield from open_store_of_two(house, monkeypatch)


class Serving:
    """Answers what a browser asks, for one asker, without a server: the application is asked in
    this very process.
    """

    def __init__(
        self,
        context,
        asker: Visitor,
        language: str,
        answers: dict[str, dict],
        bodies: dict[str, bytes],
    ) -> None:
        self.asker, self.language, self.database = asker, language, connections["default"]
        self.answers = {
            f"/answers/{name}": rendered(asker, name, values, language)
            for name, values in answers.items()
        } | {f"/answers/{name}": body for name, body in bodies.items()}
        context.route("**/*", self._answer)

    def _answer(self, route) -> None:
        connections["default"] = (
            self.database
        )  # Playwright calls from a context of its own, which would open another
        path = route.request.url.removeprefix(HERE)
        if path.startswith("/static/"):
            route.fulfill(path=finders.find(urlsplit(path).path.removeprefix("/static/")))
            return
        if path in self.answers:
            route.fulfill(body=self.answers[path], content_type="text/html; charset=utf-8")
            return
        response, body = read(self.asker, path, self.language)
        route.fulfill(status=response.status_code, headers=dict(response.headers), body=body)


def answered(asker: Visitor, owner) -> dict[str, dict]:
    """What no address shows that is only asked for: each page's template, and what stands in it."""
    if asker.staff:
        return {
            "desk/catalog/serial.html": {"item": owner.items[0], "serial": owner.serial},
            "desk/too_large.html": {"sentence": "One file may have 20 MB."},
            "429.html": {},
            "desk/refused.html": {"sentence": "Evidence is for experts."},
            "mfa/recovery_codes/index.html": {"unused_codes": ["12345678"] * 10, "total_count": 10},
            "mfa/webauthn/authenticator_confirm_delete.html": {"authenticator": "My phone"},
        }
    return {
        "storefront/care/too_large.html": {"sentence": "One file may have 20 MB."},
        "403_csrf.html": {},
        "500.html": {},
        "storefront/checkout/placed_elsewhere.html": {"order": owner.orders[0]},
        "storefront/shop/gone.html": {"similar": []},
        "storefront/checkout/waiting.html": {"address": "/checkout/paid"},
    }


def posted(asker: Visitor, owner) -> dict[str, bytes]:
    """The pages that answer a form: they repeat what would be done, and ask to confirm it."""
    transfer, item = f"/desk/transfers/{owner.at['flying']}", f"/desk/items/{owner.at['shown']}"
    forms = {
        "price": (f"{item}/price", FORMS["desk_price"](owner) | {"price": "100"}),
        "closure": ("/desk/closures", FORMS["desk_closure"](owner)),
        "late": (f"{transfer}/late", FORMS["desk_late"](owner)),
        "step": (f"{transfer}/reached", {"leg": "at_customs"}),
    }
    return {name: asker.ask("POST", path, form).body for name, (path, form) in forms.items()}


def read(asker: Visitor, path: str, language: str = "en"):
    """What comes, and its whole body; a file that was sent is shut again. What it does to the
    browser is forgotten.
    """
    held = SimpleCookie(asker.browser.cookies)
    asker.browser.cookies["desk_language"] = language
    response = asker.browser.get(path)
    asker.browser.cookies = held
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if file := getattr(response, "file_to_stream", None):
        file.close()
    return response, body


def rendered(asker: Visitor, template: str, context: dict, language: str) -> bytes:
    """The page as this asker would be answered."""
    request = read(asker, "/desk/" if asker.staff else "/", language)[0].wsgi_request
    with translation.override(language):
        return render(request, template, context).content


def shown(asker: Visitor, owner, *kinds: str) -> dict[str, str]:
    """Each page's name and address, of those that a browser shows as a page."""
    pages = {}
    for door in page_rows().values():
        if door.kind in kinds and "G" in door.methods:
            response, _ = read(asker, path := door.path(owner))
            if response.status_code == 200 and response.headers["Content-Type"].startswith(
                "text/html"
            ):
                pages[door.page or door.route.replace("/", "-")] = path
    return pages


def looked_at(page, pages: dict[str, str], sort: str) -> list[str]:
    wrong = []
    for name, path in sorted(pages.items()):
        page.goto(f"{HERE}{path}")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wrong += problems_on(page, f"{sort}-{name}", otherwise=True)
        if path.endswith(("/print", "/slip")):
            page.emulate_media(media="print")
            page.set_viewport_size({"width": 720, "height": 1000})
            keep_screenshot(page, f"{sort}-{name}-paper")
            page.emulate_media(media="screen")
    return wrong


@pytest.fixture
def used() -> Iterator[set[str]]:
    """The templates that were written with, by the names they have in their folders."""
    names: set[str] = set()

    def note(template, **_) -> None:
        names.add(str(template.origin.name))

    template_rendered.connect(note)
    yield names
    template_rendered.disconnect(note)


def unused(used: set[str], *folders: str) -> set[str]:
    """The pages in these folders that nothing was written with."""
    here = Path(troth.__file__).parent
    there = {path for folder in folders for path in here.glob(folder)}
    return {
        str(path.relative_to(here))
        for path in there
        if not path.name.startswith("_") and str(path) not in used
    }


@pytest.mark.parametrize("language", ["en", "ja"] if FULL else ["en"])
def test_every_page(used, both, browser, language):
    index_items()
    ann, (shop, olga, fred, bare) = both[0], people(both[0])
    visits = [
        ("shop", shop, shown(shop, ann, "all", "own", "link", "order", "asks", "choice") | SHOP),
        ("desk", olga, shown(olga, ann, "desk", "mine")),
        ("stranger", Visitor("stranger", QuickBrowser()), {"sign-in": "/desk/sign-in/"}),
        ("finance", fred, {"not-your-role": "/desk/packing/"}),
        ("bare", bare, {"app": "/desk/sign-in/mine/app/"}),
        ("bare", bare, {"again": "/desk/sign-in/again/"}),
        ("bare", bare, {"password": "/desk/sign-in/mine/password/"}),
        (
            "stranger",
            Visitor("stranger", QuickBrowser()),
            {"device": "/desk/sign-in/device/no-such-link"},
        ),
    ]
    wrong, counted = [], 0
    for sort, asker, pages in visits:
        answers = answered(asker, ann) if asker in (shop, olga) else {}
        bodies = posted(asker, ann) if asker is olga else {}
        context = browser.new_context()
        refused = blocked_by_policy(context)
        Serving(context, asker, language, answers, bodies)
        pages |= {f"posted-{name}": f"/answers/{name}" for name in bodies}
        pages |= {Path(name).stem: f"/answers/{name}" for name in answers}
        counted += len(pages)
        wrong += looked_at(context.new_page(), pages, f"{sort}-{language}") + refused
        context.close()
    print(f"{counted} pages, {language}")
    assert wrong == []
    assert (
        unused(
            used,
            "components/templates/**/*.html",
            "storefront/**/templates/**/*.html",
            "desk/**/templates/**/*.html",
            "fulfillment/templates/**/*.html",
        )
        == ELSEWHERE
    )


def people(ann) -> tuple[Visitor, ...]:
    """A shopper who is about to buy; an owner; somebody for the money; and one who has no second
    factor yet.
    """
    bare = sign_in_visitor("bare", roles.OWNER)
    person = User.objects.get(username="bare@example.com")
    person.authenticator_set.all().delete()
    person.set_password("a password to prove it by")
    person.save()
    bare.browser.force_login(person)
    return (
        visitor_with_bag(ann),
        sign_in_visitor("olga", roles.OWNER),
        sign_in_visitor("fred", roles.FINANCE),
        bare,
    )


def test_every_letter(used, both, page):
    order = live_long_life()
    rare_letters(both[0], order)
    for event in Event.objects.select_related("order__policy"):
        actions.write_notice(event=event, now=NOW)
    for owed in (digest.write_due_digests, released.write_release_notices):
        owed(now=NOW)
    written = Notification.objects.exclude(html="").select_related("event").order_by("-pk")
    letters = {letter.event.kind if letter.event else letter.kind: letter for letter in written}
    wrong = []
    for kind, letter in sorted(letters.items()):
        page.set_content(letter.html)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wrong += problems_on(page, f"letter-{kind.replace('.', '-')}", otherwise=True)
    print(f"{len(letters)} letters")
    assert [problem for problem in wrong if problem.split(": ")[1] not in NOT_OF_LETTERS] == []
    assert unused(used, "notifications/templates/notifications/*/*.html") == set()


def rare_letters(ann, order) -> None:
    """What seldom comes: each happens to an order of hers, or is written as its sender writes
    it.
    """
    parcel = {
        "parcel": "T-1-1",
        "number": "794983950610",
        "carrier_name": "FedEx",
        "sentence": "It was cancelled.",
        "carrier_text": "Shipment exception: Unable to locate package, trace started",
        "place": "Memphis, TN",
        "asked_by": NOW.isoformat(),
        "old_by": NOW.date().isoformat(),
        "why": "FedEx still has your parcel.",
    }
    lines = {"reason": "a piece is not as it should be", "lines": [order.lines.get().pk]}
    for kind in (
        "parcel.delivery_attempted",
        "parcel.held_for_pickup",
        "parcel.returning",
        "parcel.missing",
        "parcel.damaged",
        "parcel.misdelivered",
        "parcel.redirected",
        "parcel.status_unrecognized",
        "parcel.overdue",
        "parcel.shipped_in_error",
    ):
        orders.record_event(order=order, kind=kind, now=NOW, by="fedex", facts=parcel)
    back = {
        "parcel": "C-1.B1",
        "title": "A bag",
        "carrier_name": "FedEx",
        "back_number": "794983950610",
        "url": "https://www.fedex.com/fedextrack/?trknbr=794983950610",
    }
    for end, more in (
        ("shipped", {}),
        ("delivered", {"signed_by": "A. LEE"}),
        ("returned", {"sentence": "It came back to us, and is safe here."}),
        ("misdelivered", {"sentence": "It was delivered in another place than your address."}),
    ):
        orders.record_event(
            order=order, kind=f"parcel_back.{end}", now=NOW, by="fedex", facts=back | more
        )
    paid = {"amount_cents": order.total_cents}
    orders.record_event(
        order=order, kind="payment.authorized_again", now=NOW, by="shopper", facts=paid
    )
    orders.record_event(
        order=order, kind="order.partly_cancelled", now=NOW, by="staff:care", facts=lines
    )
    claim = CareCase.objects.get(key=ann.at["claim"])
    answering.send_reply(
        request=claim,
        sentence="We look for it.\nTomorrow you hear more.",
        key="k",
        now=NOW,
        by="staff:care",
    )
    replies.write_reply(
        mail=ann.at["lost_mail"],
        reply=1,
        to=ann.address.email,
        sentence="Yes, it is.\nShall we keep it for you?",
        thread=Thread("Is it still available?", "<m2@example.com>"),
        now=NOW,
    )
    sold = Evaluation.objects.filter(
        item__in=Line.objects.live().filter(order__in=ann.orders).values("item")
    ).first()
    catalog.withdraw_approval(evaluation=sold, reason="the stamp is too deep", now=NOW, by=erin())
    search = searches.confirm_search(key=ann.at["search"], now=LATER)
    a_bag()
    index_items()
    Item.objects.for_sale().update(listed_at=NOW)
    assert searches.write_search_notices(now=search.checked_at + searches.EVERY) == 1
    store = terms_at(NOW).file.store
    context = {
        "name": "Ann Lee",
        "why": "The piece went to somebody else.",
        "cents": 132_283,
        "store": store,
        "taken": True,
    }
    cause = {"kind": released.KIND, "about": "x", "event": None, "item_event": None, "search": None}
    actions.store_notice(
        cause=cause, context=context, to="ann@example.com", name="payment-1", now=NOW
    )
