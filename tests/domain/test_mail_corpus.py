"""Clauses `care`, `cancellation_by_email`: every message of the corpus, and what chance makes of
them, ends in its place.

`make mail-corpus` sends the table and 100,000 mutations on each engine; the suite sends the table
and a share.
"""

from __future__ import annotations

import os
import re
from collections import Counter

import pytest
from anymail.inbound import AnymailInboundMessage
from anymail.signals import AnymailInboundEvent, EventType, inbound

from sandbox.imap.server import MailboxServer
from tests.engine import FULL
from tests.factories.mails import imap_settings
from tests.mailcorpus.mutating import Mutator
from tests.mailcorpus.senders import OURS
from tests.mailcorpus.store import ADDRESSES, filed, opened
from tests.mailcorpus.table import FATE, build_message, rows
from troth import clock
from troth.care.mail_models import Mail
from troth.webhooks.mail import imap

MUTATIONS = int(os.environ.get("TROTH_MUTATIONS", "300"))
SHARE = 2500  # each of them in a store of its own
MOST_BYTES = 60_000  # of a message that is mutated


def test_every_message_ends_where_the_table_sentence(house):
    store, problems, spent = opened(), [], []
    for row in rows():
        seen = filed(store, build_message(row, store))
        actual = {name: getattr(seen, name) for name in FATE}
        wrong = [
            f"{name} is {actual[name]!r}, not {row.fate[name]!r}"
            for name in FATE
            if actual[name] != row.fate[name]
        ]
        if wrong + seen.wrong:
            problems.append(f"{row}: " + "; ".join(wrong + seen.wrong))
        spent.append((round(seen.seconds, 2), str(row)))
    print(
        f"\n{len(spent)} messages, filed in {sum(seconds for seconds, _ in spent):.1f} s;"
        f" the slowest: {sorted(spent)[-3:]}"
    )
    assert len(spent) >= 300
    assert not problems, f"{len(problems)} are elsewhere:\n" + "\n".join(problems)


def test_by_imap_and_by_the_webhook_each_is_kept(house, tmp_path):
    store = opened(*((), ("ann", "second", "bens"))[not FULL])
    mine = [row for row in rows() if FULL or row.who == "ann"][:: 1 if FULL else 8]
    raws = {str(row): raw for row in mine if 0 < len(raw := build_message(row, store)) < 1_000_000}
    with MailboxServer(folder=tmp_path / "box") as box:
        for raw in raws.values():
            box.deliver(raw)
        while imap.poll_inbox(settings=imap_settings(box), clock=clock.now):
            continue
    assert sorted(_kept()) == sorted(set(raws.values()))
    unread = [name for name, raw in raws.items() if not _told_by_webhook(raw)]
    # A mail nested a thousand deep stops Anymail before it reaches us: the provider hears 500 and
    # keeps it.
    assert [name for name in unread if not name.startswith("deep_")] == []


def _kept():
    for mail in Mail.objects.all():
        with mail.raw.open("rb") as file:
            yield file.read()


def _told_by_webhook(raw):
    """Whether the provider's webhook could hand it on; what it hands on is kept."""
    try:
        message = AnymailInboundMessage.parse_raw_mime_bytes(raw)
    except RecursionError:
        return False
    before = Mail.objects.count()
    inbound.send(
        sender=object,
        event=AnymailInboundEvent(event_type=EventType.INBOUND, message=message),
        esp_name="x",
    )
    assert Mail.objects.count() - before in (0, 1)
    return True


def plain_wishes():
    """The words that are acted on alone, by the table."""
    return {row.wish for row in rows() if row.fate["end"] == "cancelled"}


def _bodies(raw):
    """The hash of each body that somebody says to have signed."""
    return [re.sub(rb"\s", b"", body_hash) for body_hash in re.findall(rb"\bbh=([^;]+);", raw)]


def _signed(raw, row):
    """What the order's own domain signed, or the one above it, which may: its body, and the
    order.
    """
    domain = ADDRESSES["ann" if row.who == "shipped" else row.who].rpartition("@")[2].encode()
    above = domain.partition(b".")[2] if domain.count(b".") > 1 else domain
    return (
        [(body, row.who) for body in _bodies(raw)]
        if any(b"d=" + signer in raw for signer in (domain, above))
        else []
    )


@pytest.mark.parametrize("share", range(-(-MUTATIONS // SHARE)))
def test_whatever_chance_makes_of_them_is_filed_and_moves_nothing(house, share):
    store, problems, ends = opened(), [], Counter()
    whole = [(row, raw) for row in rows() if len(raw := build_message(row, store)) <= MOST_BYTES]
    usual = [(row, raw) for row, raw in whole if row.who and row.sender]
    asks = {
        (body, seen_as)
        for row, raw in usual
        if row.wish in plain_wishes()
        for body, seen_as in _signed(raw, row)
    }
    chance = Mutator(
        int(os.environ.get("TROTH_SEED", "20261125")) * 1000 + share, [raw for _, raw in usual]
    )
    for nth in range(min(SHARE, MUTATIONS - share * SHARE)):
        among = whole if chance.chance(0.1) else usual
        row, raw = among[chance.one_of(among)]
        mutated, finds = chance.mutate(raw), chance.chance(0.5)
        # our own server signs what it found, above whatever came; else it signs nothing, and is not
        # believed
        if finds:
            mutated = f"Authentication-Results: {OURS}; dmarc=none\r\n".encode() + mutated
        seen = filed(
            store, mutated, letters=False, again=nth % 10 == 0, authserv_id=OURS if finds else ""
        )
        ends[seen.end if not seen.end.startswith("failed") else "failed"] += 1
        wrong = list(seen.wrong)
        if seen.end in ("cancelled", "refused") and not any(
            (body, seen.order) in asks for body in _bodies(mutated)
        ):
            wrong.append(f"{seen.end} of {seen.order}, which nobody signed")
        if wrong:
            problems.append(f"{nth} {row}: {seen.end}; {wrong}\n{mutated[:3000]!r}")
            print(problems[-1], flush=True)  # a long run that is stopped has told it all the same
    print(f"\nshare {share}: {sum(ends.values())} mutations: {dict(ends.most_common())}")
    assert not problems, f"{len(problems)}:\n" + "\n".join(problems[:5])
