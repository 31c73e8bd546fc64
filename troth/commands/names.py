"""Every command that needs the store, with the line that `troth --help` says of it."""

from __future__ import annotations

HELP = {
    "run": "the store: web server and worker; in development on a database made ready",
    "work": "the background worker, with the sweep every minute",
    "import-items": "take items in from a CSV file",
    "import-serials": "add voided and stolen serials from a CSV file",
    "reindex": "make the search index anew from the database, while the store serves",
    "scorecard": "read every order's timeline for the scorecard, as far as it isn't read",
    "clock": "show the store's clock; in development, move it forward",
    "staff": "list the staff; add somebody, whose password is printed once; change somebody's"
    " roles",
    "tie-out": "compare our money with the payment provider's; 1 where they differ",
    "tax-report": "the sales-tax return's figures by code, as CSV",
    "backup": "back the store up into a new folder, while it works on",
    "check-timelines": "compare every order's stored state with its timeline; 1 where they differ",
    "restore": "make an empty place the store of a backup, and reconcile it",
    "reconcile": "ask the payment provider what a restored store has lost; 1 where they still"
    " differ",
    "manage": "Django's own commands: migrate, check, collectstatic, ...",
}


def module_of(name: str) -> str:
    """The module of a command: hyphens are underscores there."""
    return name.replace("-", "_")
