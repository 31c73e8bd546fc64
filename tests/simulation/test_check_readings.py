"""What a check once misread in a life whose words were true."""

from __future__ import annotations

from tests.simulation.checks import CHECKS
from tests.simulation.small_life import (
    CONFIRMATION,
    DELAY,
    LATE,
    NUMBER,
    RING,
    SHIPPED_PAGE,
    A,
    Story,
    delayed,
    shipped,
)

SCARF, OTHER_NUMBER = "Silk scarf JP003", "794971604930"
BOTH = f"""Thank you. Your order {A} is confirmed.

WHEN IT COMES
From New York: {RING}
Arrives Wed Dec 2 – Thu Dec 10, 2026.
From Japan: {SCARF}
Arrives Wed Dec 9 – Thu Dec 24, 2026.
"""
FIRST_LEAVES = f"""A part of your order {A} shipped Tue Nov 24, 2026 with FedEx.

It should arrive Wed Dec 2 – Wed Dec 9, 2026.
Tracking number: {NUMBER}

IN THIS PARCEL
{RING}

STILL TO COME
From Japan: {SCARF}. It should arrive Wed Dec 9 – Thu Dec 24, 2026.
"""
PAGE = f"""Order {A}
When it comes
{RING}
Arrives Thu Dec 10 – Thu Dec 17
Why these dates?
The carriers are closed Wed Dec 2 – Mon Dec 7, 2026 (A storm). Those days don't count. Delivery
{SCARF}
Arrives Wed Dec 9 – Thu Dec 24
Why these dates?
Arrives Wed Dec 9, 2026 at the earliest: 5 business days after processing. Delivery
Arrives Thu Dec 24, 2026 at the latest: 10 business days after processing. Delivery
What you can do"""


def findings_of(name: str, story: Story) -> list[str]:
    """What a check finds in it."""
    check = next(check for check in CHECKS if check.name == name)
    return [finding.as_text() for finding in check.run(story.life())]


def in_two_parcels() -> Story:
    """A ring that has left, and a scarf that crosses."""
    story = Story().event("order.placed").event("line.placed", RING)
    story.event("line.placed_in_japan", SCARF).letter(f"Your Store order {A} is confirmed", BOTH)
    story.to("2026-11-24").event("line.processed", RING).event("line.shipped", RING)
    return story.letter(f"Your order {A} is on its way with FedEx", FIRST_LEAVES)


def moved(in_it: str = "") -> Story:
    """A storm delays the parcel with the ring."""
    story = in_two_parcels().to("2026-12-01").event("promise.delayed")
    return story.letter(
        f"Your parcel of order {A}: a new delivery date",
        f"Your parcel (FedEx {NUMBER}) is on its way, and will arrive later than we said.{in_it}"
        "\n\nWHY\nThe carriers are closed.\n\nTHE NEW DATE\n"
        "It should arrive Thu Dec 10, 2026 to Thu Dec 17, 2026.\n",
    ).page(PAGE)


def test_a_letter_about_one_parcel_says_nothing_of_the_other_pieces() -> None:
    for in_it in ("", f"\nIn the parcel: {RING}"):
        assert findings_of("letter_against_page", moved(in_it)) == []
    wrong = moved(f"\nIn the parcel: {SCARF}")
    assert findings_of("letter_against_page", wrong)


def test_a_parcel_is_overdue_since_the_day_told_of_its_own_pieces() -> None:
    def overdue(number: str) -> Story:
        story = in_two_parcels().to("2026-12-08").event("line.shipped", SCARF)
        story.letter(
            f"Your order {A} is on its way with FedEx",
            FIRST_LEAVES.partition("\n\nSTILL")[0]
            .replace(RING, SCARF)
            .replace(NUMBER, OTHER_NUMBER)
            .replace("Wed Dec 2 – Wed Dec 9", "Mon Dec 14 – Mon Dec 21")
            .replace("Tue Nov 24", "Tue Dec 8"),
        )
        story.to("2026-12-22", "05:01").event("parcel.overdue")
        return story.letter(
            f"Your parcel of order {A} hasn't arrived yet",
            f"Your parcel (FedEx {number}) should have arrived by Mon Dec 21, 2026, and it hasn't.",
        )

    assert findings_of("letter_against_page", overdue(OTHER_NUMBER)) == []
    assert findings_of("letter_against_page", overdue(NUMBER))


def test_a_parcel_that_is_sent_again_moves_its_own_pieces_alone() -> None:
    story = in_two_parcels().to("2026-12-04").event("line.returned", RING)
    story.event("line.requeued", RING).event("parcel.resend_started", number=NUMBER)
    story.letter(
        f"Your parcel is back, checked, and will be sent again: order {A}",
        f"Parcel {NUMBER} is back with us and checked. We hand it to the carrier by Tue Dec 8,"
        " 2026. It should arrive Thu Dec 10, 2026 – Thu Dec 17, 2026.",
    )
    assert findings_of("letter_against_page", story.page(PAGE)) == []


def test_a_page_is_ahead_of_its_letter_while_no_letter_can_leave() -> None:
    def read_while(*outage: str) -> list[str]:
        story = shipped().to("2026-11-25")
        for what in outage:
            story.write("deed", who="store", what=what, ok=True)
        later = SHIPPED_PAGE.replace("Wed Dec 2 – Wed Dec 9", "Wed Dec 2 – Thu Dec 10")
        return findings_of("letter_against_page", story.to("2026-11-25", "16:00").page(later))

    assert read_while()
    assert read_while("worker.stands") == read_while("mail.down") == []
    assert read_while("worker.stands", "worker.works")


def test_a_confirmation_that_a_crash_repeats_counts_from_the_hand_over_on_record() -> None:
    def findings_until(until: str) -> list[str]:
        story, text = Story().event("order.placed").event("line.placed", RING), BOTH
        for minute in ("00", "31"):
            story.to("2026-11-23", f"20:{minute}")
            story.letter(f"Your Store order {A} is confirmed", text, message_id="<same@x>")
        page = f"What you can do\nYou can cancel until {until} pm ET on Mon Nov 23, 2026."
        return findings_of("cancel_limit", story.page(page))

    assert findings_until("5:31") == []
    assert findings_until("6:00")


def test_a_copy_that_left_late_is_wider_than_its_page_and_never_narrower() -> None:
    def read_beside(arrives: str, *, late: bool) -> list[str]:
        story = Story().event("order.placed").event("line.placed", RING)
        if late:
            story.to("2026-11-24", "15:00")
        story.letter(f"Your Store order {A} is confirmed", CONFIRMATION)
        return findings_of("letter_against_page", story.page(f"When it comes\nArrives {arrives}"))

    assert read_beside("Wed Dec 2 – Wed Dec 9", late=True) == []
    assert read_beside("Wed Dec 2 – Wed Dec 9", late=False)
    assert read_beside("Wed Dec 2 – Fri Dec 11", late=True)


def test_the_steps_of_one_piece_explain_no_other() -> None:
    assert findings_of("explained_dates", moved()) == []
    story = in_two_parcels().page(PAGE.replace("Arrives Wed Dec 9 –", "Arrives Tue Dec 8 –"))
    assert findings_of("explained_dates", story)


def test_a_new_day_to_ship_is_news_though_the_arrival_stands() -> None:
    def told_again(text: str) -> list[str]:
        story = delayed().to("2026-12-04", "21:01").event("promise.delayed")
        return findings_of("new_facts", story.letter(LATE, text))

    assert told_again(DELAY.replace("ships by Fri Dec 4", "ships by Mon Dec 7")) == []
    assert told_again(DELAY + "Sorry.")
