"""Run by test_listing_race.py on a database of its own: an item is listed and its approval
withdrawn at once.

Prints how many items stand listed without an approval. `unguarded` drops the triggers, and neither
side takes a lock.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "troth.config.settings")
import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from tests.factories.items import an_unjudged_bag  # noqa: E402
from tests.factories.moments import NOON  # noqa: E402
from tests.factories.people import erin, sam  # noqa: E402
from troth.catalog import actions  # noqa: E402
from troth.catalog.models import Evaluation, Item, Withdrawal  # noqa: E402
from troth.policy.terms import shipped_terms  # noqa: E402

ROUNDS = 25


def at_once(*verbs) -> None:
    start = threading.Barrier(len(verbs))

    def run(verb) -> None:
        with contextlib.suppress(actions.ItemActionRefused), contextlib.closing(connection):
            start.wait()
            verb(start)

    threads = [threading.Thread(target=run, args=[verb]) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def guarded(item, evaluation, doubter) -> None:
    at_once(
        lambda _: actions.put_on_sale(
            items=[item], terms=shipped_terms(), now=NOON, by="staff:test"
        ),
        lambda _: actions.withdraw_approval(
            evaluation=evaluation, reason="x", now=NOON, by=doubter
        ),
    )


@transaction.atomic
def list_unguarded(item, step) -> None:
    stands = Evaluation.objects.filter(item=item, withdrawal=None).exists()
    step.wait()
    if stands:
        Item.objects.filter(pk=item.pk).update(listed_at=NOON)


@transaction.atomic
def withdraw_unguarded(item, evaluation, doubter, step) -> None:
    Item.objects.filter(pk=item.pk, listed_at__isnull=False).update(listed_at=None)
    Withdrawal.objects.create(evaluation=evaluation, by=doubter, at=NOON, reason="x")
    step.wait()


def unguarded(item, evaluation, doubter) -> None:
    at_once(
        lambda step: list_unguarded(item, step),
        lambda step: withdraw_unguarded(item, evaluation, doubter, step),
    )


def main() -> None:
    race = unguarded if "unguarded" in sys.argv else guarded
    if race is unguarded:
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER catalog_item_listing ON catalog_item")
            cursor.execute("DROP TRIGGER catalog_withdrawal_listed ON catalog_withdrawal")
    broken = withdrawn = 0
    for _ in range(ROUNDS):
        item, expert, doubter = an_unjudged_bag(), erin(), sam()
        actions.evaluate_items(
            items=[item], verdict=Evaluation.APPROVED, evidence={}, now=NOON, by=expert
        )
        evaluation = Evaluation.objects.get(item=item)
        race(item, evaluation, doubter)
        withdrawn += Withdrawal.objects.filter(evaluation=evaluation).exists()
        broken += Item.objects.filter(pk=item.pk, listed_at__isnull=False).exists()
    print(f"{broken} of {withdrawn}")


if __name__ == "__main__":
    main()
