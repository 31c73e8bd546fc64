"""A request's files that waited for the virus scan: clean, they are attached; infected, who sent
them is told.
"""

from __future__ import annotations

from datetime import datetime

from django.core.files.base import ContentFile

from troth.actors import Actor
from troth.care import attaching
from troth.care import returns as care_returns
from troth.care.cases import record_outcome
from troth.care.models import CareCase
from troth.catalog.pictures import BadPicture
from troth.event_kinds import EventKind
from troth.orders.models import Event
from troth.scanning.models import HeldUpload

INFECTED = EventKind.UPLOAD_INFECTED
SAYS = (
    "The virus scanner found malware in a file that you sent us ({signature}), so we deleted it"
    " unopened. Everything else that you sent is with us. If we need the file, please send it"
    " again from another device."
)


def complete_held(held: HeldUpload, content: bytes, *, now: datetime) -> str:
    """Attaches a file that is clean. Returns why it can't be; empty where it was."""
    request = CareCase.objects.select_related("order").filter(key=held.subject).first()
    if request is None:
        return "There is no such request."
    shown = bool(held.facts.get("shown"))
    fields = {"by": held.by, "at": held.at, "shown": shown}
    file = ContentFile(content, name=held.name)
    try:
        attaching.store_scanned_file(request=request, file=file, name=held.name, fields=fields)
    except BadPicture as bad:
        return str(bad)
    if shown:
        care_returns.record_label_attached(request=request, now=now, by=held.by)
    return ""


def tell_infected(held: HeldUpload, *, now: datetime) -> None:
    """Writes to the shopper who sent it. Of what staff sent, the task for care says enough."""
    if held.by != Actor.SHOPPER:
        return
    request = CareCase.objects.select_related("order__policy").filter(key=held.subject).first()
    if request is not None:
        tell_of_infected(request=request, signature=held.outcome, now=now)


def tell_of_infected(*, request: CareCase, signature: str, now: datetime) -> Event:
    """Puts on the timeline, with a letter, that a file of the shopper's was infected. The file's
    name isn't repeated: somebody else may have written it.
    """
    text = SAYS.format(signature=signature[:80] or "unnamed")
    return record_outcome(request=request, kind=INFECTED, now=now, by=Actor.POLICY, sentence=text)
