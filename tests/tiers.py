"""Which tests are deep: `make test` runs the others, `make deep` these.

Every story is deep but the short ones named here; and so are tests of many rounds elsewhere.
`docs/testing.md` says why.
"""

from __future__ import annotations

STORIES = "tests/stories/"
DEEP = (
    "tests/doors/test_attacks_",  # eighty attempts through whole flows; each mend has its own test
    "tests/doors/test_scanned_uploads.py",  # a real scanner, started and stopped
    "tests/doors/test_sign_in_limits.py",  # hundreds of tries
    "tests/rooms/test_reconciling.py",  # a store restored, case by case
    "tests/policy/test_explanations.py",  # every day of eight years, each step written wrongly
    "tests/doors/test_webhook_junk.py",  # every provider, every wrong type
    "tests/rooms/test_forbidden_writes.py",  # every table, every forbidden statement
    "tests/doors/test_every_door.py",  # each role at each address
    "tests/doors/test_guesses.py",  # thousands of guesses
    "tests/doors/test_headers.py::test_every_address_says_it",
    "tests/doors/test_no_door_changes.py",  # each address, each method, each asker
    "tests/doors/test_roles.py::test_every_page_for_every_role",
    # Weeks, one day at a time.
    "tests/rooms/test_lost_parcels.py::test_a_claim_that_is_open_keeps_dates_silent",
    "tests/rooms/test_lost_parcels.py::test_a_lost_parcel_lives_sixty_days",
    "tests/rooms/test_returned_lives.py",
    "tests/rooms/test_stuck_orders.py::test_a_box_without_a_label_lives_sixty_days",
    "tests/rooms/test_stuck_orders.py::test_a_packed_box_that_is_cancelled_goes_back_for_a_check",
    "tests/rooms/test_stuck_orders.py::test_who_waits_without_a_date_is_written_no_more",
    "tests/simulation/test_lives.py",  # whole lives, a minute and more each
    "tests/inputs/test_k1_layout.py::test_nothing_is_lost_of_many_addresses",  # thousands
    "tests/inputs/test_k14_complaints.py",  # a store with a mail provider for each row
    "tests/inputs/test_k6_reports.py",
    "tests/rooms/test_mail_corpus.py",  # hundreds of mails, and mutations of them
    "tests/test_gate.py::test_the_two_tiers_together_hold_every_test",  # collects all thrice
)
# Short, each on the store that stories share or on none, and together a walk through everything
# that a shopper and the staff do in a browser.
FAST_STORIES = (
    "tests/stories/test_accessibility.py::test_the_search_box_by_keyboard",
    "tests/stories/test_buying.py::test_a_declined_card_and_then_another[phone]",
    "tests/stories/test_buying.py::test_all_of_it_by_keyboard",
    "tests/stories/test_buying.py::test_the_back_button_and_a_second_tab_lead_to_the_same_order",
    "tests/stories/test_buying.py::test_the_copy_of_an_order_fits_two_pages",
    "tests/stories/test_buying.py::test_the_piece_is_lost_to_another_buyer_while_typing",
    "tests/stories/test_buying.py::test_with_authentication[desktop-Complete authentication]",
    "tests/stories/test_buying.py::test_without_scripts",
    "tests/stories/test_first_way_through.py::test_the_window_may_be_narrow_and_scripts_off",
    "tests/stories/test_forbidden.py::test_a_letter_shows_its_own_styles_in_its_frame",
    "tests/stories/test_from_intake_to_sold.py::test_a_rejected_item_can_be_listed_through_no_door",
    "tests/stories/test_passkeys.py::test_codes_need_no_scripts",
    "tests/stories/test_running.py::test_a_taken_port_is_told_with_what_to_do",
)


def is_deep(test: str) -> bool:
    """Whether the test of this id, or the whole file, is in the deep tier."""
    if test.startswith(STORIES):
        return not test.startswith(FAST_STORIES)
    return test.startswith(DEEP)
