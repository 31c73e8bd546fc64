"""What becomes of an order of the demo's past: each story names its traits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

VISA, RISKY = "4242424242424242", "4000000000009235"


@dataclass(frozen=True)
class Story:
    """All that is decided about an order beforehand. Days are business days of the store, unless a
    name says otherwise; what is None or empty doesn't happen.
    """

    name: str
    pieces: tuple[str, ...] = ("us",)
    is_dear: bool = False  # the dearest piece that is on sale
    card: str = VISA
    is_packed: bool = True  # False: the packer's last round ends before it
    driver_days: int = 0  # how long the packed box waits for its driver
    trouble: str = ""  # what the carrier meets, in the sandbox's word
    cancel_hours: float | None = None  # after it was placed
    cancel_days_shipped: int | None = None  # after it shipped
    accepts: bool = True  # what care answers to a request to cancel
    hold_hours: float | None = None
    release_days: int | None = None
    delay_answer: str = ""  # wait or cancel; silent without
    report_days: int | None = None  # after it shipped: "it hasn't come"
    traces: bool = True
    claim: str = "refunded"  # or found
    damage: str | None = None  # how care decides: whole, part, return or refused; "" leaves it open
    fake: str | None = None  # how far it comes: reported, asked_back, arrived, disproven
    return_choice: str = ""  # what the shopper chooses of a parcel that comes back
    review: str = ""  # approve or decline; left open without
    customs: str = ""  # stays, or late
    mail: str = ""  # what the shopper writes to care
    is_answered: bool = True
    dispute: bool = False
    goodwill_share: float = 0.0  # of the price, given back by care after the delivery

    @property
    def needs_a_shopper(self) -> bool:
        """Whether its shopper does anything after they have bought."""
        return any(
            trait not in (None, "", False)
            for trait in (
                self.cancel_days_shipped,
                self.delay_answer,
                self.report_days,
                self.damage is not None,
                self.fake,
                self.return_choice,
                self.mail,
                self.dispute,
            )
        )

    def without_open_ends(self) -> Story:
        """The same on the days after the past was first made: nothing is left as it was for its
        owner to find.
        """
        return replace(
            self,
            is_packed=True,
            driver_days=0,
            release_days=self.release_days or 0,
            traces=True,
            claim=self.claim or "refunded",
            damage=None if self.damage is None else self.damage or "part",
            fake=None if self.fake is None else "disproven",
            review=self.review or "approve",
            customs="",
            is_answered=True,
        )


PLAIN = Story("plain")
# What happens to the orders of every day, and how often.
EVERYDAY: tuple[tuple[Story, int], ...] = (
    (PLAIN, 100),
    (Story("two pieces", pieces=("us", "us")), 16),
    (Story("from Japan", pieces=("jp",)), 20),
    (Story("one of each", pieces=("us", "jp")), 10),
    (Story("cancelled in time", cancel_hours=0.6), 9),
    (Story("cancelled out of time", cancel_hours=4.0), 6),
    (Story("kept after all", cancel_hours=5.0, accepts=False), 3),
    (Story("asked to cancel what had shipped", cancel_days_shipped=2), 4),
    (Story("packed late", hold_hours=1.0, release_days=4), 7),
    (Story("late and cancelled", hold_hours=1.0, release_days=5, delay_answer="cancel"), 3),
    (Story("late and waited for", hold_hours=1.0, release_days=4, delay_answer="wait"), 3),
    (Story("on hold for a while", hold_hours=3.0, release_days=1), 5),
    (Story("reviewed", card=RISKY, review="approve"), 5),
    (Story("declined after review", card=RISKY, review="decline"), 2),
    (Story("lost", trouble="lost", report_days=16), 5),
    (Story("reported early", trouble="lost", report_days=11), 3),
    (Story("lost and found", trouble="lost", report_days=17, claim="found"), 2),
    (Story("refused at the door", trouble="refused", return_choice="cancel"), 3),
    (Story("sent again", trouble="refused", return_choice="resend"), 3),
    (Story("nobody at home", trouble="nobody_home"), 5),
    (Story("late on its way", trouble="weather"), 6),
    (Story("damaged", damage="whole"), 3),
    (Story("a little damaged", damage="part"), 4),
    (Story("damaged and sent back", damage="return"), 2),
    (Story("not damaged by us", damage="refused"), 2),
    (Story("not authentic", fake="disproven"), 2),
    (Story("a question", mail="When does it arrive? I am away from Monday on."), 8),
    (Story("a gift", goodwill_share=0.05), 3),
)
_QUESTION = "Could you tell me whether the dust bag is in the box? I can't find it in the photos."
# What an owner finds on the day that the past ends: business days before it, the hour, the story.
AT_THE_END: tuple[tuple[int, int, Story], ...] = (
    (0, 11, Story("waits to be packed", is_packed=False)),
    (0, 9, Story("waits with two", pieces=("us", "us"), is_packed=False)),
    (1, 17, Story("ordered after the cut-off", is_packed=False)),
    (1, 20, Story("waits from last evening", is_packed=False)),
    (1, 10, Story("held", hold_hours=2.0)),
    (1, 9, Story("packed", driver_days=2)),
    (1, 12, Story("packed for the driver", driver_days=2)),
    (3, 10, PLAIN),
    (3, 13, PLAIN),
    (4, 11, PLAIN),
    (3, 9, Story("late, with a choice open", hold_hours=1.0)),
    (4, 15, Story("late, and no answer yet", hold_hours=2.0)),
    (6, 12, Story("late, and to be paid again", hold_hours=1.0)),
    (0, 10, Story("a payment to review", card=RISKY)),
    (16, 11, Story("a claim that is open", trouble="lost", report_days=16, traces=False)),
    (17, 14, Story("a claim with a trace", trouble="lost", report_days=17, claim="")),
    (13, 10, Story("a report that waits", trouble="lost", report_days=11)),
    (5, 12, Story("damage to decide", damage="")),
    (12, 15, Story("damaged and asked back", damage="return")),
    (24, 10, Story("a fake that was proven", fake="disproven")),
    (13, 10, Story("a fake under proof", fake="arrived")),
    (5, 13, Story("a fake that is reported", fake="reported")),
    (9, 10, Story("at customs", pieces=("jp",), customs="stays")),
    (12, 10, Story("late at customs", pieces=("jp",), customs="late")),
    (0, 10, Story("still in Japan", pieces=("jp",))),
    (4, 10, Story("on its way from Japan", pieces=("jp",))),
    (9, 14, Story("one of two delivered", pieces=("us", "jp"), customs="stays")),
    (8, 12, Story("comes back", trouble="refused")),
    (7, 12, Story("a refund that waits", is_dear=True, goodwill_share=0.9)),
    (11, 10, Story("disputed", dispute=True)),
    (0, 12, Story("a mail to answer", mail=_QUESTION, is_answered=False)),
    (3, 12, Story("a mail to answer too", mail="May I pick it up myself?", is_answered=False)),
)


def everyday_story(dice: Random) -> Story:
    """One of those that happen every day."""
    stories = [story for story, _ in EVERYDAY]
    return dice.choices(stories, [weight for _, weight in EVERYDAY])[0]
