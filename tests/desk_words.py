"""The desk's words for translators: finds them in the code, keeps `ja.po` complete, compiles it.
`make words` runs it.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from troth.access_log import kinds as access_kinds
from troth.approvals.kinds import KINDS as APPROVALS
from troth.care import answering
from troth.care.authenticity_refunds.proving import SERIAL_SAYS
from troth.care.cancellations import approved_refunds, goodwill
from troth.care.mail.replying import UNANSWERABLE
from troth.catalog.judging import ANSWERS
from troth.catalog.kinds import item_kinds
from troth.catalog.models import Item
from troth.desk.care.request_choices import CHOICES
from troth.desk.catalog.views import STANDINGS
from troth.desk.templatetags import policies
from troth.fulfillment.models import CrossingCheck
from troth.fulfillment.return_models import CONDITIONS
from troth.notifications.models import STOPPED
from troth.payments import approving
from troth.payments import models as payments
from troth.policy import lifecycle, wording
from troth.policy.shipping import tracking
from troth.publishing.models import Proposal, WhatIf
from troth.roles import ROLES
from troth.scorecard.measures import MEASURES
from troth.worklist.kinds import KINDS

TROTH = Path(__file__).parents[1] / "troth"
PO = TROTH / "desk" / "locale" / "ja" / "LC_MESSAGES" / "django.po"
# What refuses an act of staff: sentences that the rooms say, and the desk translates where nothing
# is filled in.
ROOMS = ("care", "catalog", "fulfillment", "orders", "payments", "publishing")
REFUSALS = (
    "CaseActionRefused",
    "FulfillmentRefused",
    "PaymentActionRefused",
    "PublishingRefused",
    "ItemActionRefused",
    "ApprovalRefused",
    "TransitionRefused",
    "NoMoney",
    "BadMail",
    "Incomplete",
    "ValueError",
)
KEYWORDS = dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")) | {"ngettext": (1, 2)}

FROM = datetime(2026, 11, 26, tzinfo=UTC)

Message = str | tuple[str, str]


def wanted() -> dict[Message, str]:
    """Every message that the desk may show, and where it stands first."""
    messages: dict[Message, str] = {}
    for place, message in (*_marked(), *_refusals(), *_named()):
        messages.setdefault(message, place)
    return messages


def _marked() -> Iterator[tuple[str, Message]]:
    shared = [*(TROTH / "scorecard").glob("*.py"), TROTH / "forms.py"]
    for path in sorted([*(TROTH / "desk").rglob("*"), *shared]):
        if path.suffix not in (".py", ".html", ".txt") or "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # What is left of a template is indented as no Python is.
            text = re.sub(r"(?m)^[ \t]+", "", templatize(text, origin=str(path)))
        for _, message, *_ in extract("python", io.BytesIO(text.encode()), KEYWORDS):
            yield (
                str(path.relative_to(TROTH)),
                (message if isinstance(message, str) else (message[0], message[1])),
            )


def _refusals() -> Iterator[tuple[str, Message]]:
    for path in sorted(file for room in ROOMS for file in (TROTH / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") in REFUSALS
                and node.args
            ):
                last = node.args[-1]
                if (
                    isinstance(last, ast.Constant)
                    and isinstance(last.value, str)
                    and " " in last.value
                ):
                    yield str(path.relative_to(TROTH)), last.value


def _named() -> Iterator[tuple[str, Message]]:
    """What is data elsewhere and shown at the desk: clauses, events, states, kinds of pieces,
    measures.
    """
    tables = [
        access_kinds.KINDS,
        wording.CLAIMS,
        wording.CLAUSES,
        wording.EVENTS,
        wording.HEADLINES,
        wording.REQUESTS_AT_THE_DESK,
        wording.ITEM_EVENTS,
        wording.STATES,
        wording.WAITS_FOR,
        tracking.STATUSES,
        policies._EVENTS,
        policies._VERDICTS,
        dict(ANSWERS),
        dict(Item.WAREHOUSES),
        dict(Item.TAX_CATEGORIES),
        wording.CLOSED_PLACES,
        CONDITIONS,
        CrossingCheck.OUTCOMES,
        STANDINGS,
    ]
    for words in tables:
        yield from (("data", text) for text in words.values())
    yield from (("data", move.label) for move in lifecycle.MOVES.values())
    yield from (("data", role) for role in ROLES)
    for kind in KINDS.values():
        said_of = (kind.many, kind.title, kind.over)
        yield from (("worklist/kinds.py", text) for text in said_of if text)
    yield from (("approvals/kinds.py", kind.name) for kind in APPROVALS.values())
    yield from (("data", text) for pair in goodwill.DETAILS for text in pair)
    yield from (("care/proving.py", sentence) for sentence in SERIAL_SAYS.values())
    yield from (("data", words) for choices in CHOICES.values() for _, words in choices)
    states = (*Proposal.STATES, WhatIf.RUNNING, WhatIf.DONE, WhatIf.STOPPED, *payments.PaymentState)
    yield from (("data", state) for state in states)
    yield from (
        ("data", kind.capitalize())
        for kind in (
            payments.PaymentOperation.CAPTURE,
            payments.PaymentOperation.VOID,
            payments.PaymentOperation.REFUND,
        )
    )
    yield from (("data", verdict) for verdict in ("Approved", "Rejected"))
    yield from (("care/mail/replying.py", text) for text in UNANSWERABLE)
    refused = (approved_refunds.WAITS, approving.NOT_TAKEN, answering.NOT_PROVEN)
    yield from (("data", text) for text in (*refused, answering.NOT_ATTACHED, *STOPPED))
    for measure in MEASURES:
        texts = [
            measure.name,
            measure.description,
            measure.noun,
            *measure.broken.values(),
            *measure.apart.values(),
            *measure.outcomes.values(),
        ]
        yield from (("scorecard/measures.py", text) for text in texts if text)
    yield from (("catalog/published", text) for text in _of_kinds())


def _of_kinds() -> Iterator[str]:
    yield from (severity.capitalize() for severity in item_kinds().severities)
    yield from (entry.name for entry in (*item_kinds().grades, *item_kinds().defects))
    for kind in item_kinds().categories.values():
        yield from (
            kind.name,
            kind.serial,
            *kind.accessories,
            *(entry.name for entry in (*kind.zones, *kind.measures)),
        )
        yield from (text for check in kind.checks for text in (check.shown, check.asks))


_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_MARKED = re.compile(r"\{% blocktranslate.*?\{% endblocktranslate %\}", re.DOTALL)
_UNSAID = re.compile(r"<(script|code|style)\b.*?</\1>", re.DOTALL)
_ATTRIBUTE = re.compile(r"\b(?:aria-label|alt|placeholder|title|label)=\"([^\"]*)\"")


def unmarked(template: str) -> list[str]:
    """What a template says that no translator can reach: the words between its elements, and in
    what is read out.
    """
    text = _UNSAID.sub("", _TAG.sub("", _MARKED.sub("", template)))
    texts = [*_ATTRIBUTE.findall(text), *re.sub(r"<[^>]*>", "\n", text).split("\n")]
    return [
        words.strip() for words in texts if re.search(r"[A-Za-z]{2}", re.sub(r"&\w+;", "", words))
    ]


def catalog() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="ja")


def _empty() -> Catalog:
    """With a head that stays the same from day to day."""
    headers = {
        "project": "Troth",
        "version": "1",
        "msgid_bugs_address": "-",
        "last_translator": "-",
        "language_team": "-",
    }
    head = "# What the desk says, in Japanese. `make words` keeps it complete and compiles it."
    return Catalog(
        locale="ja",
        fuzzy=False,
        charset="utf-8",
        header_comment=head,
        creation_date=FROM,
        revision_date=FROM,
        **headers,
    )


def main() -> int:
    """Adds what is new to the file, takes out what is gone, compiles it, and tells what is
    untranslated.
    """
    stored = catalog()
    merged = _empty()
    for message, place in sorted(wanted().items(), key=lambda pair: (pair[1], str(pair[0]))):
        before = stored.get(message)
        merged.add(message, before.string if before else None, locations=[(place, None)])
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, merged, width=0, omit_header=False)
    with PO.with_suffix(".mo").open("wb") as file:
        write_mo(file, merged)
    missing = [
        message.id
        for message in merged
        if message.id
        and not (message.string if isinstance(message.id, str) else any(message.string))
    ]
    for message in missing:
        print(f"untranslated: {message}")
    print(f"{len(merged)} messages, {len(missing)} untranslated")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
