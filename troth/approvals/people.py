"""Who decided something, as timelines write it: `staff:ann`, or `staff:ann, staff:ben`."""

from __future__ import annotations

# Whoever of these acts, no person has decided; every other name counts as a person's.
RULES = frozenset({"policy", "shopper", "silence", "time limit", "restore"})


def people_in(by: str) -> set[str]:
    """The different people among those who decided."""
    return {name for name in by.split(", ") if name and name not in RULES}


def decided_by_people(by: str) -> bool:
    """Whether only people decided; what a rule decided and a person agreed to isn't theirs."""
    return RULES.isdisjoint(by.split(", "))
