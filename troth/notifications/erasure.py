"""The letters to a shopper who is forgotten are emptied, and the searches they saved end."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import or_

from django.db import transaction

from troth.email_addresses import mailbox_filter
from troth.notifications.models import Notification, SavedSearch, SentCopy
from troth.notifications.replies import about_mail
from troth.orders.erasure import ERASED
from troth.orders.models import Order

EMPTY = {
    "to": "",
    "subject": "",
    "text": "",
    "html": "",
    "problem": "",
    "in_reply_to": "",
    "thread": "",
}


@transaction.atomic
def erase_letters(*, order: Order, now: datetime) -> int:
    """Empties every letter about the order, to care too, and ends the searches of its address.
    Returns how many.
    """
    letters = Notification.objects.filter(event__order=order).exclude(to="")
    for mail in order.mails.values_list("pk", flat=True):
        Notification.objects.filter(about__startswith=f"{about_mail(mail)}.").update(**EMPTY)
    care = order.policy.terms.file.store.care_email
    addresses = set(letters.values_list("to", flat=True)) - {care}
    _end_searches(addresses, now)
    SentCopy.objects.filter(notice__event__order=order).update(reason="")
    return letters.update(**EMPTY)


def _end_searches(addresses: set[str], now: datetime) -> None:
    """The searches go first: a letter about one is emptied once its search has no address."""
    theirs = [mailbox_filter("email", address) for address in addresses]
    rows = SavedSearch.objects.filter(reduce(or_, theirs)).exclude(email="") if theirs else []
    searches = [search.pk for search in rows]
    SavedSearch.objects.filter(pk__in=searches, ended_at=None).update(ended_at=now)
    SavedSearch.objects.filter(pk__in=searches).update(email="")
    notices = Notification.objects.filter(search__in=searches)
    notices.waiting().update(sent_at=now)
    notices.update(**EMPTY)


def orders_to_erase(*, limit: int = 200) -> list[Order]:
    """Orders that were erased and whose letters weren't yet."""
    erased = Order.objects.filter(events__kind=ERASED, events__order__events__notices__to__gt="")
    return list(erased.select_related("policy").distinct().order_by("pk")[:limit])
