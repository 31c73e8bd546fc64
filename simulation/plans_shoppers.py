"""What each shopper wishes after the purchase, how they answer letters, and who only looks around.

A wish is `{"do": ..., "when": {...}}`; `when` names what it is counted from (`after`) and how long:
minutes after the purchase or the confirmation, business days after the parcel left, days after it
came, or the next closed day. An answer is decided for every order, and used only if it is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from simulation.script import Storyline, random_instant

Wish = dict[str, Any]

IN_THE_WINDOW = (2, 15, 45, 75, 110, 119, 119.99, 120)  # minutes after the confirmation came
JUST_LATE = (120.02, 121, 130, 185, 400)
NOWHERE = (
    ("1 Glacier Way", "", "Anchorage", "AK", "99501"),
    ("20 Kalakaua Ave", "", "Honolulu", "HI", "96815"),
    ("8 Calle Luna", "", "San Juan", "PR", "00901"),
    ("PSC 3 Box 1200", "", "APO", "AP", "96266"),
)
PO_BOXES = (
    ("PO Box 1187", "", "New York", "NY", "10013"),
    ("P.O. Box 22", "", "Montclair", "NJ", "07042"),
    ("PO Box 904", "", "Seattle", "WA", "98101"),
)
TAXED_NEXT_TO_UNTAXED = (
    ("12 Grand Street", "", "New York", "NY", "10013"),
    ("77 Cedar Road", "", "Yonkers", "NY", "10705"),
    ("18 Main Street", "", "Montclair", "NJ", "07042"),
)

CANCEL_MAILS = (
    "plain", "signed_off", "quoting", "pasted", "subject_only", "vague", "dont_cancel",
    "no_number", "if_not_shipped", "japanese", "other_address", "no_verdict", "fails_dmarc",
    "with_change",
)  # fmt: skip
OTHER_MAILS = (
    "question", "change_address", "wrong_size", "thanks", "nonsense", "empty", "html_only",
    "auto_reply", "damaged", "not_received", "forget", "complaint", "photo", "twice",
)  # fmt: skip


def after_confirmation(dice: Random, late: float = 0.3) -> dict[str, Any]:
    """Mostly while the window is open, with its edges; sometimes after it."""
    minutes = dice.choice(JUST_LATE if dice.random() < late else IN_THE_WINDOW)
    return {"after": "confirmation", "minutes": minutes}


def cancel_in_time(dice: Random) -> Wish:
    """By the page, while the window is open."""
    return {
        "do": "cancel_page",
        "when": {"after": "confirmation", "minutes": dice.choice(IN_THE_WINDOW)},
        "keeps_it_after_all": dice.random() < 0.25,
    }


def cancel_at_once(dice: Random) -> Wish:
    """By the page, before anybody can have reported that the confirmation came."""
    return {"do": "cancel_page", "when": {"after": "placed", "minutes": dice.choice((0.5, 4, 30))}}


def cancel_late(dice: Random) -> Wish:
    """By the page, after the window; who is refused may write to care."""
    minutes = dice.choice((*JUST_LATE, 1440, 2880, 5760))
    return {
        "do": "cancel_page",
        "when": {"after": "confirmation", "minutes": minutes},
        "pleads": dice.random() < 0.5,
    }


def cancel_on_closed_day(dice: Random) -> Wish:
    """By the page, on the next Saturday, Sunday or holiday."""
    return {
        "do": "cancel_page",
        "when": {"after": "closed_day", "hour": dice.choice((0, 9, 13, 23))},
        "keeps_it_after_all": dice.random() < 0.25,
    }


def cancel_twice(dice: Random) -> Wish:
    """By the page, and once more some minutes later."""
    return {
        "do": "cancel_page",
        "when": after_confirmation(dice),
        "again_minutes": dice.choice((0, 1, 30)),
    }


def cancel_mail(dice: Random) -> Wish:
    """By mail, in words of all kinds."""
    closed = {"after": "closed_day", "hour": dice.choice((8, 12, 20))}
    when = closed if dice.random() < 0.2 else after_confirmation(dice, 0.25)
    return {"do": "mail", "mail": dice.choice(CANCEL_MAILS), "when": when}


def other_mail(dice: Random) -> Wish:
    """A mail about something else."""
    when = dice.choice(
        (
            {"after": "confirmation", "minutes": dice.choice((20, 90, 600, 3000))},
            {"after": "shipped", "business_days": dice.choice((1, 4, 7)), "hour": 11},
            {"after": "closed_day", "hour": 12},
        )
    )
    return {"do": "mail", "mail": dice.choice(OTHER_MAILS), "when": when}


def letter_reply(dice: Random) -> Wish:
    """Answers the letter that says that it shipped, or the confirmation."""
    after = dice.choice(("confirmation", "shipping_letter"))
    return {
        "do": "mail",
        "mail": dice.choice(("reply_ok", "reply_question", "reply_cancel", "auto_reply")),
        "when": {"after": after, "minutes": dice.choice((3, 50, 700, 4000))},
    }


def denied_delivery(dice: Random) -> Wish:
    """Says that a parcel didn't come which the carrier says it delivered."""
    days = dice.choice((0.1, 1, 3, 12, 20, 30))
    return {"do": "not_received", "when": {"after": "delivered", "days": days}, "denies": True}


def early_report(dice: Random) -> Wish:
    """Reports a parcel that isn't late; withdraws by mail when it comes."""
    return {
        "do": "not_received",
        "when": {"after": "shipped", "business_days": dice.choice((1, 3, 5)), "hour": 10},
        "withdraws": dice.random() < 0.6,
    }


def damage_report(dice: Random) -> Wish:
    """It came damaged; with photos, or without."""
    return {
        "do": "damaged",
        "when": {"after": "delivered", "days": dice.choice((0.05, 1, 2, 9))},
        "photos": dice.choice((0, 1, 2)),
        "sends_back_days": dice.choice((2, 6, 20, None)),
    }


def authenticity_report(dice: Random) -> Wish:
    """An authenticator says that it isn't authentic."""
    return {
        "do": "not_authentic",
        "when": {"after": "delivered", "days": dice.choice((3, 10, 18))},
        "listed": dice.random() < 0.7,
        "file": dice.choices(("pdf", "photo", "none"), (75, 15, 10))[0],
        "sends_back_days": dice.choice((1, 5, 15, None)),
    }


def forget_me(dice: Random) -> Wish:
    """Asks to be forgotten, during the order or after it; some take it back."""
    when = dice.choice(
        (
            {"after": "confirmation", "minutes": dice.choice((30, 300))},
            {"after": "delivered", "days": dice.choice((1, 5, 20))},
        )
    )
    return {"do": "forget", "when": when, "keeps_it_after_all": dice.random() < 0.3}


def find_order(dice: Random) -> Wish:
    """Has lost the link: asks for it with the number and the address, or with a wrong address."""
    return {
        "do": "find_order",
        "when": {"after": "confirmation", "minutes": dice.choice((10, 200, 3000, 9000))},
        "wrong_address": dice.random() < 0.25,
        "times": dice.choice((1, 1, 2, 4)),
    }


def open_link(dice: Random) -> Wish:
    """Opens the link of the confirmation days later, on a telephone; prints, looks at the data."""
    return {
        "do": "open_link",
        "when": {"after": "confirmation", "minutes": 1440 * dice.choice((1, 3, 8, 20))},
    }


def buy_again(dice: Random) -> Wish:
    """The same shopper buys something else."""
    return {
        "do": "buy_again",
        "when": {"after": "placed", "minutes": dice.choice((20, 600, 4000, 12000))},
    }


WISHES: dict[Callable[[Random], Wish], int] = {
    cancel_in_time: 11,
    cancel_at_once: 4,
    cancel_late: 7,
    cancel_on_closed_day: 6,
    cancel_twice: 4,
    cancel_mail: 20,
    other_mail: 16,
    letter_reply: 6,
    denied_delivery: 4,
    early_report: 6,
    damage_report: 8,
    authenticity_report: 8,
    forget_me: 5,
    find_order: 4,
    open_link: 4,
    buy_again: 4,
}


def wish_traits(dice: Random, number: int) -> dict[str, Any]:
    """None for about half of the shoppers, one for most of the others, two for some."""
    count = dice.choices((0, 1, 2), (48, 40, 12))[0]
    chosen = dice.choices(list(WISHES), list(WISHES.values()), k=count)
    wishes = [make(Random(f"wish {dice.random()}")) for make in dict.fromkeys(chosen)]
    return {"wishes": wishes}


def answer_traits(dice: Random, number: int) -> dict[str, Any]:
    """What they answer if the store asks; each list holds the first answers, in order."""

    def answers(names: tuple[str, ...], weights: tuple[int, ...]) -> list[str]:
        return dice.choices(names, weights, k=3)

    return {
        "answers": {
            "delay": answers(("wait", "cancel", "silent"), (35, 20, 45)),
            "returned": answers(("resend", "cancel", "silent"), (45, 25, 30)),
            "pay_again": answers(
                ("pay", "declined_then_pay", "cancel", "silent"), (50, 10, 15, 25)
            ),
            "confirm": answers(("yes", "silent"), (60, 40)),
            "bounce": answers(("acknowledge", "silent"), (60, 40)),
            "hours": dice.choice((0.2, 3, 20, 50, 150)),
        },
        # Who waits for a parcel that doesn't come reports it on that business day, or never.
        "missing": {
            "business_day": dice.choice((9, 12, 15, 16, 17, 18, 18, 19, 22, None)),
            "hour": dice.choice((0, 9, 14, 23)),
            "by": dice.choices(("page", "mail"), (75, 25))[0],
        },
        "opens_links_on": dice.choice(("same", "same", "telephone")),
        "returns_to_store": dice.random() >= 0.06,
    }


def place_traits(dice: Random, number: int) -> dict[str, Any]:
    """Some ship to a PO box or a carrier's location, or buy cheap clothing near a state line."""
    kind = dice.choices(("", "po_box", "hold", "cheap_clothing"), (76, 7, 8, 9))[0]
    if kind == "po_box":
        return {"place": kind, "address": list(dice.choice(PO_BOXES))}
    if kind == "cheap_clothing":
        address = list(dice.choice(TAXED_NEXT_TO_UNTAXED))
        return {"place": kind, "address": address, "pieces": ["us"], "cheap_clothing": True}
    return {"place": kind}


def plan_visitors(dice: Random, first: datetime, days: int, store: str) -> list[Storyline]:
    """People who come and don't buy, or not what they came for: nobody of them has an order yet."""
    lines: list[Storyline] = []
    for kind in ("nowhere", "nowhere", "abandons", "abandons", "rivals", "rivals", "searcher"):
        own = Random(f"visitor {dice.random()}")
        number = len(lines)
        traits: dict[str, Any] = {
            "name": own.choice(("Uma Frost", "Vic Salas", "Wes Tran", "Yara Bloom")),
            "email": f"visitor.{number}@example.net",
            "address": ["12 Grand Street", "", "New York", "NY", "10013"],
            "pieces": [own.choice(("us", "us", "jp"))],
            "card": "visa",
        }
        traits |= _visit_traits(kind, own)
        at = random_instant(own, first + timedelta(days=1), days * 0.6)
        lines.append(Storyline(f"visitor-{number}", kind, at, traits))
    return lines


def _visit_traits(kind: str, dice: Random) -> dict[str, Any]:
    """What a visitor of this kind does instead of buying."""
    if kind == "nowhere":
        return {"address": list(dice.choice(NOWHERE))}
    if kind == "abandons":
        return {"leaves": dice.choice(("at_review", "at_provider", "lets_go", "pays_late"))}
    if kind == "rivals":
        return {"first_one": dice.choice(("pays", "lets_go", "never_pays"))}
    return {
        "search": dice.choice(("black bag", "wool coat", "gold ring", "silk scarf")),
        "confirms": dice.random() < 0.8,
        "ends_after_days": dice.choice((10, 30, None)),
    }
