"""Every address of the store, and what must come of it, for whom: read by `test_every_door`.

A row: its kind, its address, the methods that it knows, and what of a shopper's stands in it (a
name in `Shopper.at`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.factories.marked_shopper import Shopper
from tests.web.role_table import PAGE_ROLES
from troth.desk.pages import page_roles

# all: everybody's; well: the same, or that it isn't well. own: everybody's, and each sees but what
# their own browser holds. link: for who knows its secret. order: the shopper's, and that of staff
# who may see orders. asks, choice: the shopper's alone. desk: by the table of roles. mine: one's
# own sign-in. machine: for who can sign. never: nobody's. dev: nobody's, in production.
TABLE = """
all   healthz                                       G
well  readyz                                        G
all   .well-known/security.txt                      G
all   favicon.ico                                   GP
own   <front>                                       G
own   items/                                        G
own   items/<slug:slug>                             G   shown
own   search                                        G
own   search/suggestions                            G
own   searches                                      P
link  searches/<str:key>                            GP  search
link  searches/<str:key>/end                        GP  search
own   bag                                           G
own   bag/add/<slug:slug>                           P   shown
own   bag/remove/<slug:slug>                        P   shown
own   checkout                                      GP
own   checkout/review                               GP
own   checkout/paid                                 G
own   checkout/method                               P
own   checkout/locations                            GP
own   checkout/accept                               P
own   checkout/leave                                P
all   faq                                           G
all   faq/<slug:digest>.toml                        G   digest
all   faq/<slug:digest>                             G   digest
link  o/<path:token>                                G   sent_token
own   orders/find                                   GP
order orders/<slug:number>                          G   sent
order orders/<slug:number>/print                    G   sent
order orders/<slug:number>/calendar.ics             G   sent
order orders/<slug:number>/proof/<int:key>.pdf      G   sent sent_parcel
asks  orders/<slug:number>/ask/cancel               GP  fresh
asks  orders/<slug:number>/ask/not-received         GP  shipped
asks  orders/<slug:number>/ask/damaged              GP  come
asks  orders/<slug:number>/ask/not-authentic        GP  come
asks  orders/<slug:number>/ask/forget               GP  come
asks  orders/<slug:number>/my-data                  G   sent
asks  orders/<slug:number>/my-data.json             G   sent
asks  orders/<slug:number>/my-data/files/<int:key>  G   sent label_paper
asks  orders/<slug:number>/my-data/mails/<int:key>  G   mailed mailed_mail
asks  orders/<slug:number>/requests/<slug:key>/confirm  P  mailed mail_request
asks  orders/<slug:number>/requests/<slug:key>/keep     P  kept kept_request
asks  orders/<slug:number>/papers/<int:key>         G   sent label_paper
asks  orders/<slug:number>/returned/<slug:key>      P   returning returning_back
asks  orders/<slug:number>/returns/<slug:key>/label.pdf  G  sent fake
asks  orders/<slug:number>/returns/<slug:key>/label P   sent fake
choice orders/<slug:number>/pay                     P   unpaid
choice orders/<slug:number>/pay/cancel              P   unpaid
choice orders/<slug:number>/paid                    G   unpaid
choice orders/<slug:number>/acknowledge            P   unreached
choice orders/<slug:number>/delay/<int:key>         P   late delay
never orders/<path:mistyped>                         G   mistyped
machine webhooks/carriers/<slug:key>                P   sent
machine webhooks/payments                           P
all   media/<path:path>                             G   photo_file
all   robots.txt                                    G
all   sitemap.xml                                   GP
all   sitemap-<section>.xml                         GP  section
all   feeds/google.xml                              G
dev   dev/mail/                                     G
dev   dev/mail/write                                P
dev   dev/mail/<slug:name>                          G   sent
dev   dev/mail/<slug:name>/html                     G   sent
desk  desk/                                         G
open  desk/sign-in/                                 GP
open  desk/sign-in/code/                            GP
open  desk/sign-in/passkey/                         GP
mine  desk/sign-in/again/                           GP
mine  desk/sign-in/again/code/                      GP
mine  desk/sign-in/again/passkey/                   GP
mine  desk/sign-in/mine/                            G
mine  desk/sign-in/mine/app/                        GP
mine  desk/sign-in/mine/app/remove/                 GP
mine  desk/sign-in/mine/passkeys/                   GP
mine  desk/sign-in/mine/passkeys/<int:pk>/remove/   GP  passkey
mine  desk/sign-in/mine/codes/                      G
mine  desk/sign-in/mine/codes/new/                  GP
mine  desk/sign-in/mine/password/                   GP
mine  desk/sign-in/mine/sessions/                   G
mine  desk/sign-in/mine/sessions/others/end/        P
mine  desk/sign-in/mine/sessions/<int:key>/end/     P   session
open  desk/sign-in/device/<str:token>               GP  device_key
desk  desk/access/                                  G
open  desk/sign-out/                                P
desk  desk/orders/<slug:number>                     G   sent
desk  desk/orders/<slug:number>/hold                P   ready
desk  desk/orders/<slug:number>/release/<int:key>   P   held hold
desk  desk/orders/<slug:number>/cancel              GP  ready
desk  desk/orders/<slug:number>/pay-again           P   lapsed
desk  desk/orders/<slug:number>/lost                P   shipped
desk  desk/orders/<slug:number>/payment             P   risky
desk  desk/orders/<slug:number>/refund              P   come
desk  desk/orders/<slug:number>/tax-place           P   taxed
desk  desk/tasks/                                   G
desk  desk/tasks/<int:key>/take                     P   task
desk  desk/tasks/<int:key>/release                  P   task
desk  desk/tasks/<int:key>/done                     P   noted_task
desk  desk/approvals/                               G
desk  desk/approvals/<int:key>                      G   asked_for
desk  desk/approvals/<int:key>/decide               P   asked_for
desk  desk/packing/                                 G
desk  desk/packing/take                             P
desk  desk/packing/photos/<int:key>                 G   packing_photo
desk  desk/packing/<slug:key>                       G   sent_box
desk  desk/packing/<slug:key>/state                 G   box_box
desk  desk/packing/<slug:key>/scan                  P   opened_box
desk  desk/packing/<slug:key>/photos                P   box_box
desk  desk/packing/<slug:key>/close                 P   box_box
desk  desk/packing/<slug:key>/aside                 P   box_box
desk  desk/packing/<slug:key>/label                 P   boxed_box
desk  desk/packing/<slug:key>/label.pdf             G   boxed_box
desk  desk/packing/<slug:key>/slip                  G   boxed_box
desk  desk/packing/<slug:key>/hand-over             P   boxed_box
desk  desk/packing/<slug:key>/by-hand               P   counter_box
desk  desk/packing/<slug:key>/carrier               P   choice_box
desk  desk/packing/<slug:key>/receipt.jpg           G   went_box
desk  desk/packing/<slug:key>/lookup                P   went_box
desk  desk/packing/<slug:key>/unpack                P   pulled_box
desk  desk/packing/<slug:key>/proof.pdf             G   sent_box
desk  desk/parcels/                                 G
desk  desk/parcels/pickups                          P
desk  desk/parcels/pickups/<int:key>/cancel         P   pickup
desk  desk/returns/                                 G
desk  desk/returns/photos/<int:key>                 G   return_photo
desk  desk/returns/<slug:key>                       G   returning_back
desk  desk/returns/<slug:key>/check-in              P   returning_back
desk  desk/returns/<slug:key>/choose                P   returning_back
desk  desk/returns/<slug:key>/send-back             P   unsent_back
desk  desk/returns/<slug:key>/pack                  P   unpacked_back
desk  desk/returns/<slug:key>/label                 P   refused_back
desk  desk/returns/<slug:key>/label.pdf             G   packed_back
desk  desk/returns/<slug:key>/hand-over             P   packed_back
desk  desk/returns/<slug:key>/settle                P   left_back
desk  desk/returns/<slug:key>/nothing               P   empty_back
desk  desk/shelve                                   P
desk  desk/promises/                                G
desk  desk/closures                                 P
desk  desk/closures/enter                           P
desk  desk/closures/<int:key>                       G   closure
desk  desk/foreseen/<str:key>                       G   asked_closure
desk  desk/in-turn                                  G
desk  desk/transfers/                               G
desk  desk/transfers/begin                          P
desk  desk/transfers/photos/<int:key>               G   damaged_photo
desk  desk/transfers/<slug:key>                     G   flying
desk  desk/transfers/<slug:key>/papers/<int:crossing>  P  begun begun_crossing
desk  desk/transfers/<slug:key>/dispatch            P   begun
desk  desk/transfers/<slug:key>/reached             P   flying
desk  desk/transfers/<slug:key>/take-back           P   landed
desk  desk/transfers/<slug:key>/late                P   flying
desk  desk/transfers/<slug:key>/late/enter          P   flying
desk  desk/transfers/<slug:key>/fault               P   landed
desk  desk/transfers/<slug:key>/examine/<int:crossing>  P  damaged damaged_crossing
desk  desk/transfers/<slug:key>/check-in            P   landed
desk  desk/care/                                    G
desk  desk/care/papers/<int:key>                    G   paper
desk  desk/care/approvals/<int:key>                 P   approval
desk  desk/care/<slug:key>                          G   claim
desk  desk/care/<slug:key>/decide                   P   claim
desk  desk/care/<slug:key>/opinion                  P   back_request
desk  desk/care/<slug:key>/piece                    P   back_request
desk  desk/care/<slug:key>/note                     P   claim
desk  desk/care/<slug:key>/reply                    P   claim
desk  desk/care/<slug:key>/close                    GP  question_request
desk  desk/care/<slug:key>/papers                   P   claim
desk  desk/mails/<int:key>                          G   mail
desk  desk/mails/<int:key>/whole.eml                G   mail
desk  desk/mails/<int:key>/place                    P   lost_mail
desk  desk/mails/<int:key>/reply                    P   lost_mail
desk  desk/mails/<int:key>/close                    GP  lost_mail
desk  desk/authenticators                           G
desk  desk/authenticators/list                      P
desk  desk/money/                                   G
desk  desk/money/tie-outs/<int:key>                 G   tie_out
desk  desk/money/sales-tax.csv                      G
desk  desk/items/                                   G
desk  desk/items/new                                GP
desk  desk/items/export.csv                         G
desk  desk/items/import                             GP
desk  desk/items/attest                             GP
desk  desk/items/<slug:slug>                        G   shown
desk  desk/items/<slug:slug>/describe               GP  shown
desk  desk/items/<slug:slug>/price                  P   shown
desk  desk/items/<slug:slug>/list                   P   off
desk  desk/items/<slug:slug>/unlist                 P   shown
desk  desk/items/<slug:slug>/defects                P   off
desk  desk/items/<slug:slug>/defects/remove         P   flawed
desk  desk/items/<slug:slug>/photos                 GP  shown
desk  desk/items/<slug:slug>/photos/<int:key>       P   shown photo
desk  desk/items/<slug:slug>/evaluate               GP  unjudged
desk  desk/items/<slug:slug>/withdraw/<int:key>     GP  shown evaluation
desk  desk/items/<slug:slug>/serial                 P   shown
desk  desk/evidence/<int:key>                       G   evidence
desk  desk/serials/                                 GP
desk  desk/clock                                    P
never metrics                                       G
all   promises                                      G
all   promises.csv                                  G
desk  desk/scorecard/                               G
desk  desk/scorecard/figures.csv                    G
desk  desk/scorecard/public                         P
desk  desk/first-steps/                             G
desk  desk/scorecard/<slug:key>/                    G   measure
desk  desk/scorecard/<slug:key>/orders.csv          G   measure
desk  desk/policy/                                  G
desk  desk/policy/versions/<slug:digest>            G   whole_digest
desk  desk/policy/draft/                            G
desk  desk/policy/draft/save                        P
desk  desk/policy/draft/preview                     G
desk  desk/policy/publish/                          GP
desk  desk/policy/proposals/<int:key>               G   proposal
desk  desk/policy/proposals/<int:key>/decide        P   proposal
desk  desk/policy/what-if/                          G
desk  desk/policy/what-if/ask                       P
desk  desk/policy/what-if/<int:key>                 G   what_if
desk  desk/policy/what-if/<int:key>/stop            P   running
desk  desk/policy/what-if/<int:key>/orders          G   what_if
"""

# The pages of the desk that tell who ordered, where it goes, what they said, or what was seen of a
# piece. No other does.
PERSONAL = {
    "desk_order", "desk_by_hand", "desk_other_carrier", "desk_receipt", "desk_parcel",
    "desk_parcel_close", "desk_slip", "desk_label",
    "desk_proof", "desk_packing_photo", "desk_parcels", "desk_care", "desk_request",
    "desk_request_decide", "desk_paper", "desk_mail", "desk_mail_whole", "desk_evidence",
    "desk_reply", "desk_close", "desk_mail_reply", "desk_mail_close", "desk_return_photo",
    "desk_back_label_file", "desk_piece",
}  # fmt: skip
QUERIES = {"desk_tax_report": "?quarter=2026-09", "desk_intake": "?category=bags"}
# What may be gone by the time the button is pressed: that is told, and nothing is done.
MAY_BE_GONE = {"desk_photo"}


@dataclass(frozen=True)
class PageRow:
    """One row of the table."""

    kind: str
    route: str
    methods: str
    holds: tuple[str, ...]
    page: str  # its name in the address list

    @property
    def roles(self) -> set[str]:
        """The letters of the roles for which it opens, at the desk."""
        return PAGE_ROLES.get(self.page, set())

    def path(self, *owners: Shopper) -> str:
        """The address, each part with what is this owner's; the last owner has the rest."""
        owed = iter(zip(self.holds, (*owners, *owners[-1:] * len(self.holds)), strict=False))

        def value(_: Any) -> str:
            name, owner = next(owed)
            return str(owner.at[name])

        return (
            "/"
            + re.sub(r"<[^>]+>", value, self.route.replace("<front>", ""))
            + QUERIES.get(self.page, "")
        )


def walk_urls(patterns: Any = None, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every address of the store as the resolver has it, and its name."""
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            yield from walk_urls(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield (prefix + str(pattern.pattern)) or "<front>", pattern.name or ""


def page_rows() -> dict[str, PageRow]:
    """The table by address."""
    names = dict(walk_urls())
    rows = (row.split() for row in TABLE.strip().splitlines())
    return {
        route: PageRow(kind, route, methods, tuple(holds), names.get(route, ""))
        for kind, route, methods, *holds in rows
    }


def may_open(door: PageRow, letters: set[str]) -> bool:
    """Whether one who holds these roles (O: an owner) opens it, at the desk."""
    return door.page in page_roles() and ("O" in letters or bool(letters & door.roles))
