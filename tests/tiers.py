"""Which tests are deep: `make test` runs the others, `make deep` these.

Every story is deep but the short ones named here; so are tests of many rounds elsewhere, tests of
what seldom happens, and of a long table all rows but every fourth. `docs/testing.md` says why.
"""

from __future__ import annotations

STORIES = "tests/e2e/"
DEEP = (
    "tests/web/test_attacks_",  # eighty attempts through whole flows; each mend has its own test
    "tests/web/test_scanned_uploads.py",  # a real scanner, started and stopped
    "tests/web/test_sign_in_limits.py",  # hundreds of tries
    "tests/domain/test_reconciling.py",  # a store restored, case by case
    "tests/policy/test_explanations.py",  # every day of eight years, each step written wrongly
    "tests/web/test_webhook_junk.py",  # every provider, every wrong type
    "tests/domain/test_forbidden_writes.py",  # every table, every forbidden statement
    "tests/web/test_every_door.py",  # each role at each address
    "tests/web/test_guesses.py",  # thousands of guesses
    "tests/web/test_headers.py::test_every_address_says_it",
    "tests/web/test_no_door_changes.py",  # each address, each method, each asker
    "tests/web/test_roles.py::test_every_page_for_every_role",
    # Weeks, one day at a time, and what seldom happens: each clause keeps a test in the fast tier.
    "tests/web/test_order_status_of_parcels.py",
    "tests/web/test_parcels_back.py",
    "tests/web/test_paying_again.py",
    "tests/web/test_request_choices.py",
    "tests/domain/test_arrivals_from_japan.py",
    "tests/domain/test_by_hand.py",
    "tests/domain/test_cancelling_at_the_desk.py",
    "tests/domain/test_closures_corrected.py",
    "tests/domain/test_customer_returns.py",
    "tests/domain/test_damage.py",
    "tests/domain/test_decision_letters.py",
    "tests/domain/test_delay_sequences.py",
    "tests/domain/test_every_minute.py::test_a_claim",
    "tests/domain/test_found_parcels.py",
    "tests/domain/test_lost_parcels.py",
    "tests/domain/test_overtaken_letters.py",
    "tests/domain/test_parcels_back.py",
    "tests/domain/test_returned_lives.py",
    "tests/domain/test_returned_parcels.py",
    "tests/domain/test_right_to_answer.py",
    "tests/domain/test_stuck_orders.py",
    "tests/domain/test_tie_out.py::test_an_order",
    "tests/domain/test_tie_out.py::test_money",
    "tests/simulation/test_lives.py",  # whole lives, minutes each
    "tests/simulation/test_past.py",  # forty-two days of a demo's past
    # Every day of years, every quarter of an hour, every term.
    "tests/web/test_every_term.py",
    "tests/policy/test_delay_sequences.py::test_no_notice_takes_back_what_an_earlier_one_gave",
    "tests/policy/test_oracle.py::test_bulk_promises_are_the_same",
    "tests/policy/test_oracle.py::test_cancellations",
    "tests/policy/test_oracle.py::test_claims_for_every_ship_day_are_judged_the_same",
    "tests/policy/test_other_stores.py::test_every_quarter_hour_of_a_year_is_promised_as_read",
    "tests/policy/test_properties.py::test_any_cut_off_and_any_number_of_days",
    "tests/policy/test_tax_places.py::test_what_is_charged_is_always_a_place_that_the_zip_allows",
    "tests/policy/test_tax_report.py::test_the_total_is_the_sum_of_the_entries_to_the_cent",
    "tests/domain/test_what_if.py",
    # Pages that few people open, each in many states.
    "tests/web/test_caching.py",
    "tests/web/test_desk_money.py",
    "tests/web/test_language.py::test_a_language_is_chosen_once",
    "tests/web/test_language.py::test_no_page_of_the_desk_falls_back_to_english",
    "tests/web/test_language.py::test_the_browser_is_asked",
    "tests/web/test_language.py::test_the_clock_of_another_warehouse",
    "tests/web/test_language.py::test_the_store_stays_english",
    "tests/web/test_language.py::test_what_is_kept_and_mailed",
    "tests/web/test_other_stores.py",
    "tests/web/test_own_account.py",
    "tests/web/test_own_data.py",
    "tests/web/test_scorecard.py",
    "tests/web/test_staff_command.py",
    "tests/web/test_typed_addresses.py",
    "tests/web/test_warehouse_names.py",
    "tests/domain/test_alerting.py",
    "tests/domain/test_publishing.py",
    # A process of its own each time, a whole index, or hundreds of files or parcels.
    "tests/inputs/test_k13_pictures.py::test_of_two_hundred_photos",
    "tests/inputs/test_k1_layout.py::test_nothing_is_lost_of_many_addresses",  # thousands
    "tests/inputs/test_k7_numbers_from_people.py::test_the_price_form",
    "tests/policy/test_start.py",
    "tests/domain/test_carriers_wire.py::test_two_hundred_parcels",
    "tests/domain/test_labels.py::test_a_thousand_parcels_events",
    "tests/domain/test_mail_corpus.py",  # hundreds of mails, and mutations of them
    "tests/domain/test_pictures.py",
    "tests/domain/test_settings.py::test_a_carriers_address_and_a_mailbox",
    "tests/domain/test_settings.py::test_a_database_elsewhere",
    "tests/domain/test_settings.py::test_djangos_own_deployment_check",
    "tests/domain/test_settings.py::test_on_this_machine",
    "tests/domain/test_settings.py::test_passwords",
    "tests/domain/test_settings.py::test_production_opens_the_desk",
    "tests/domain/test_settings.py::test_productions_cookies",
    "tests/search/test_queries.py",
    "tests/test_gate.py::test_the_two_tiers_together_hold_every_test",  # collects all thrice
    "tests/test_mutants.py",
)
# Of a table this long, the fast tier tries every fourth row, as neighbors are alike.
# The policy's rows cost next to nothing, and all stay.
LONG_TABLE = 5
EVERY = 4
WHOLE_TABLES = ("tests/policy/", "tests/e2e/", "tests/test_")
# Short, each on the store that stories share or on none, and together a walk through everything
# that a shopper and the staff do in a browser.
FAST_STORIES = (
    "tests/e2e/test_accessibility.py::test_the_search_box_by_keyboard",
    "tests/e2e/test_buying.py::test_a_declined_card_and_then_another[phone]",
    "tests/e2e/test_buying.py::test_all_of_it_by_keyboard",
    "tests/e2e/test_buying.py::test_the_piece_is_lost_to_another_buyer_while_typing",
    "tests/e2e/test_buying.py::test_with_authentication[desktop-Complete authentication]",
    "tests/e2e/test_buying.py::test_without_scripts",
    "tests/e2e/test_first_way_through.py::test_the_window_may_be_narrow_and_scripts_off",
    "tests/e2e/test_forbidden.py::test_a_letter_shows_its_own_styles_in_its_frame",
)

# Of the deep stories, those that kill, race or crowd run on PostgreSQL, where many write at once;
# the others on SQLite, where a store opens in a moment. `make stories` runs each on both.
ON_POSTGRES = (
    "tests/e2e/test_cancel_races.py",
    "tests/e2e/test_crowd.py",
    "tests/e2e/test_killed_worker.py",
    "tests/e2e/test_listing_race.py",
    "tests/e2e/test_money_races.py",
    "tests/e2e/test_packers.py",
    "tests/e2e/test_two_buyers.py",
    "tests/e2e/test_two_roles.py",
    "tests/e2e/test_typed_addresses.py",
)
# What is split between the engines: each sees other steps of it.
ON_BOTH = (
    "tests/e2e/test_first_way_through.py",
    "tests/e2e/test_killed_money.py",
    "tests/e2e/test_killed_promises.py",
)


def engine_of_story(test: str) -> str:
    """The engine on which the deep tier runs a story; "" for both, and for what is no story."""
    if not test.startswith(STORIES) or test.startswith(ON_BOTH):
        return ""
    return "postgres" if test.startswith(ON_POSTGRES) else "sqlite"


def is_deep(test: str) -> bool:
    """Whether the test of this id, or the whole file, is in the deep tier."""
    if test.startswith(STORIES):
        return not test.startswith(FAST_STORIES)
    return test.startswith(DEEP)


def is_deep_row(test: str, *, row: int, rows: int) -> bool:
    """Whether a row of a parametrized test is left to the deep tier: most of a long table's are."""
    return rows >= LONG_TABLE and row % EVERY != 0 and not test.startswith(WHOLE_TABLES)
