"""Who did something, as the columns `by` and `…_by` hold it.

A person of the staff is `staff:` and their username; two who decided together are
`staff:ann, staff:ben`. A carrier or a mail provider is its key in the settings, such as `fedex` or
`postmark`. Everybody else is an `Actor`.
"""

from __future__ import annotations

from enum import StrEnum

STAFF = "staff:"
LONGEST = 100  # of the columns


class Actor(StrEnum):
    """Whoever acts and is neither a person of the staff nor a carrier."""

    SHOPPER = "shopper"  # by the order's link, by mail, or at the checkout
    SILENCE = "silence"  # a shopper who was asked, and didn't answer by the day that a letter named
    POLICY = "policy"  # the terms: done by itself, as they say
    TIME_LIMIT = "time limit"  # a time that we named has passed
    STORE = "store"  # the checkout's own housekeeping of payments
    PAYMENT_PROVIDER = "provider"
    NOTIFICATIONS = "notifications"  # the sending of letters
    MAILBOX = "mailbox"  # what came back to our mail server
    RESTORE = "restore"  # the reconciliation after a backup was restored
    IMPORT = "import"
    IMPORT_SERIALS = "import-serials"
    PREVIEW = "preview"  # what-ifs, which store nothing


# Whoever of these acts, no person has decided; every other name counts as a person's.
RULES = frozenset({Actor.POLICY, Actor.SHOPPER, Actor.SILENCE, Actor.TIME_LIMIT, Actor.RESTORE})


def staff_actor(username: str) -> str:
    """A person of the staff, as timelines write them."""
    return f"{STAFF}{username}"[:LONGEST]


def is_staff(by: str) -> bool:
    """Whether a person of the staff did it."""
    return by.startswith(STAFF)


def usernames_in(by: str) -> str:
    """Who did it, as the desk reads it: `ann, ben`. Any other actor is unchanged."""
    return by.replace(STAFF, "")


def people_in(by: str) -> set[str]:
    """The different people among those who decided."""
    return {name for name in by.split(", ") if name and name not in RULES}


def decided_by_people(by: str) -> bool:
    """Whether only people decided; what a rule decided and a person agreed to isn't theirs."""
    return RULES.isdisjoint(by.split(", "))
