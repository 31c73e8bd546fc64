"""What is sent to each address by who may press there: it changes something, so that a refusal
means something.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.marked_shopper import Shopper
from tests.factories.pages import ADDRESS_FORM
from tests.factories.pictures import picture
from tests.web.desk_forms import INTAKE_FORM, verdict_form


def photo(seed: int = 7) -> SimpleUploadedFile:
    return SimpleUploadedFile("new.jpg", picture(seed=seed, size=(400, 400)))


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("new.pdf", b"%PDF-1.7 a new paper")


BOX = {"grams": "2400", "length_mm": "400", "width_mm": "300", "height_mm": "200", "seal": "S-9"}
CLOSURE = {"place": "us", "first_on": "2026-12-03", "last_on": "2026-12-04", "why": "snow"}
LATE = {"why": "customs", "expected_on": "2026-12-20"}
YAMATO = {"carrier": "yamato", "number": "123456789013"}
# What a person who may would send: it changes something. Without a row here: nothing but the press.
FORMS: dict[str, Callable[[Shopper], dict[str, Any]]] = {
    "save_search": lambda _: {"email": "new@example.com", "search": "q=bag"},
    "checkout": lambda shopper: ADDRESS_FORM | {"street": f"14 {shopper.sign} Street"},
    "review": lambda shopper: {"key": shopper.at["checkout_key"], "agreed": shopper.at["agreed"]},
    "locations": lambda shopper: {"location": shopper.at["location"]},
    "find_order": lambda shopper: {"number": shopper.at["fresh"], "email": shopper.address.email},
    "ask_not_received": lambda _: {"number": "794988888885", "sentence": "nothing came"},
    "ask_damaged": lambda shopper: {
        "line": shopper.at["come_line"],
        "sentence": "torn",
        "files": photo(),
    },
    "ask_not_authentic": lambda shopper: {
        "line": shopper.at["come_line"],
        "sentence": "the stamp",
        "authenticator": "Orlède House",
        "files": paper(),
    },
    "ask_forget": lambda _: {"sure": "on"},
    "answer_delay": lambda _: {"answer": "wait"},
    "answer_returned": lambda _: {"answer": "resend"},
    "desk_return_choose": lambda _: {"answer": "cancel"},
    "desk_return_check_in": lambda shopper: {
        f"p{shopper.at['returning_piece']}-tag": shopper.at["returning_tag"],
        f"p{shopper.at['returning_piece']}-condition": "sound",
        "photos": photo(),
    },
    "desk_back_pack": lambda shopper: (
        BOX | {"tag": shopper.at["unpacked_back_tag"], "photos": photo(seed=8)}
    ),
    "desk_back_label": lambda _: {"what": "again"},
    "desk_back_hand_over": lambda _: {"to": "F. Driver"},
    "desk_back_settle": lambda _: {"answer": "has_it", "sentence": "They wrote so."},
    "desk_back_nothing": lambda _: {"why": "The box was empty."},
    "desk_piece": lambda _: {"photos": "no", "sentence": "another lining"},
    "desk_attest": lambda shopper: {
        "item": shopper.at["unjudged_pk"],
        "judged_by": "Erin",
        "judged_on": "2026-11-20",
        "evidence_at": "Binder 7",
        "batch": "b" * 16,
    },
    "desk_hold": lambda _: {"why": "a doubt"},
    "desk_by_hand": lambda shopper: {
        "number": shopper.at["counter_number"],
        "number_again": shopper.at["counter_number"],
        "is_signed": "on",
        "receipt": photo(seed=shopper.at["counter_parcel"]),
    },
    "desk_other_carrier": lambda _: {"carrier": "ups", "reason": "FedEx is on strike"},
    "desk_lookup": lambda _: {
        "status": "delivered",
        "on": "2026-11-24",
        "at": "10:00",
        "signed_by": "A. Lee",
    },
    "desk_release": lambda _: {"why": "no doubt is left"},
    "desk_cancel": lambda _: {"way": "goodwill", "wish": "customer", "reason": "they called"},
    "desk_ask_to_pay": lambda _: {"reason": ""},
    "desk_loss": lambda _: {"parcel": "794988888885", "sentence": "It is lost."},
    "desk_task_done": lambda _: {"note": "called the carrier"},
    "desk_decide": lambda _: {"answer": "approve", "note": ""},
    "desk_refund": lambda _: {"key": "r" * 12, "item_cents": "10", "reason": "a scratch"},
    "desk_tax_place": lambda shopper: {"code": shopper.at["tax_code"]},
    "desk_parcel_scan": lambda shopper: {"tag": shopper.at["opened_item_tag"]},
    "desk_parcel_photos": lambda _: {"photos": photo()},
    "desk_parcel_close": lambda _: BOX,
    "desk_parcel_aside": lambda _: {"why": "a doubt"},
    "desk_parcel_label": lambda _: {"what": "void"},
    "desk_hand_over": lambda _: {"to": "F. Driver"},
    "desk_pickup": lambda _: {"carrier": "fedex"},
    "desk_shelve": lambda shopper: {"shelf": "B-02", "tag": shopper.at["shown_tag"]},
    "desk_closure": lambda _: CLOSURE,
    "desk_closure_enter": lambda _: CLOSURE | {"seen": "1000", "reason": "It snows."},
    "desk_transfer_begin": lambda shopper: {"line": shopper.at["waits_line"]},
    "desk_papers": lambda _: {"value_cents": "77.00", "permit": "US-1"},
    "desk_dispatch": lambda shopper: YAMATO | {"tags_scanned": shopper.at["begun_tag"]},
    "desk_reached": lambda _: {"leg": "at_customs", "confirmed": "yes"},
    "desk_take_back": lambda _: {"leg": "landed", "why": "the wrong transfer"},
    "desk_late": lambda _: LATE,
    "desk_late_enter": lambda _: LATE | {"seen": "1000", "reason": "Customs say so."},
    "desk_fault": lambda shopper: {
        "crossing": shopper.at["landed_crossing"],
        "outcome": "wrong",
        "in_the_box": "a belt",
        "photos": photo(),
    },
    "desk_examine": lambda _: {"answer": "right", "words": "dust"},
    "desk_check_in": lambda shopper: {"tag": shopper.at["landed_tag"]},
    "desk_approve": lambda _: {"answer": "agree"},
    "desk_approval_decide": lambda _: {"answer": "approve"},
    "desk_request_decide": lambda _: {"what": "refused", "why": "it was worn"},
    "desk_opinion": lambda _: {"authentic": "no", "sentence": "the stamp"},
    "desk_note": lambda _: {"sentence": "called them"},
    "desk_reply": lambda _: {"key": "l" * 16, "reply": "We look into it."},
    "desk_close": lambda _: {"reason": "They called."},
    "desk_attach": lambda _: {"files": paper(), "shown": "on"},
    "desk_mail_place": lambda shopper: {"number": shopper.at["ready"]},
    "desk_mail_reply": lambda _: {"key": "m" * 16, "reply": "Yes, it is."},
    "desk_mail_close": lambda _: {"reason": "Advertising."},
    "desk_authenticator": lambda _: {
        "name": "Another House",
        "site": "another.example",
        "reason": "We called them.",
    },
    "desk_intake": lambda _: INTAKE_FORM,
    "desk_import": lambda _: {"file": SimpleUploadedFile("new.csv", IMPORT)},
    "desk_describe": lambda _: INTAKE_FORM | {"title": "Another name"},
    "desk_price": lambda _: {"price": "1100", "was": "120000"},
    "desk_unlist": lambda _: {"reason": "a doubt"},
    "desk_defect": lambda _: {
        "zone": "corners",
        "kind": "scratch",
        "severity": "slight",
        "note": "small",
    },
    "desk_defect_remove": lambda _: {"nth": "0"},
    "desk_photos": lambda _: {"photos": photo()},
    "desk_photo": lambda _: {"alt": "the front"},
    "desk_evaluate": lambda _: verdict_form() | {"evidence": photo()},
    "desk_withdraw": lambda _: {"reason": "a doubt"},
    "desk_serials": lambda _: {"brand": "Orlède", "serial": "XX-1", "reason": "stolen"},
    "desk_clock": lambda _: {"hours": "1"},
    "desk_scorecard_public": lambda shopper: {"shown": "no", "after": str(shopper.at["showing"])},
    "desk_policy_save": lambda shopper: {"over": "1", "text": shopper.at["another_text"]},
    "desk_policy_publish": lambda shopper: {
        "number": "1",
        "on": shopper.at["publish_on"],
        "sentence": "five hours",
    },
    "desk_policy_decide": lambda _: {"answer": "agree"},
}
IMPORT = (
    b"source_id,title,designer,category,condition,price\nn-1,a new bag,Orlede,bags,very"
    b" good,100.00\n"
)
# Refused in production, whoever presses.
NOTHING_HAPPENS = {"desk_clock"}
# Where a press keeps nothing but in the browser's own session, nothing that can be made by hand, or
# waits for what was asked before.
KEEPS_NOTHING = NOTHING_HAPPENS | {
    "",
    "accept",
    "account_login",
    "bag_add",
    "bag_remove",
    "carrier_webhook",
    "django.contrib.sitemaps.views.sitemap",
    "mail_write",
    "desk_closure",  # what it would do is shown, and nothing is entered
    "desk_late",  # likewise
    "desk_import",  # the file is shown, and nothing is taken in before that is pressed
    "desk_policy_publish",
    "desk_task_release",
    "device_link",
    "method",
    "new_return_label",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "payment_webhook",
    "sign_out",
}
