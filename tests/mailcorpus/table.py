"""Reads `table.csv` and makes its messages: each row is one message or a family, every one with the
same fate.
"""

from __future__ import annotations

import csv
import itertools
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.mailcorpus import broken, clients, crafted, japanese, machines, senders
from tests.mailcorpus.letters import CARE, Letter
from tests.mailcorpus.store import ADDRESSES, Store
from tests.mailcorpus.wishes import WISHES

SHAPES = clients.SHAPES | japanese.SHAPES | broken.SHAPES
# What a word with an @ stands for, less what is named with a minus behind it.
GROUPS = {
    "@clients": clients.SHAPES, "@japanese": japanese.SHAPES, "@automatic": machines.AUTOMATIC,
    "@lists": machines.LISTS, "@bounces": machines.BOUNCES, "@headers": crafted.HEADERS,
    "@pages": crafted.PAGES, "@texts": crafted.TEXTS, "@wholes": crafted.WHOLES,
    "@honest": senders.HONEST, "@unproven": senders.UNPROVEN, "@forged": senders.FORGED,
}  # fmt: skip
FATE = ("kind", "order", "suggests", "proven", "end", "answer")


@dataclass(frozen=True)
class Row:
    """One message, and what must become of it."""

    message: str
    wish: str
    named: str
    who: str
    sender: str
    fate: dict[str, str]

    def __str__(self) -> str:
        return " ".join(
            part for part in (self.message, self.wish, self.named, self.who, self.sender) if part
        )


def rows() -> list[Row]:
    """Every message of the table, families spread out."""
    text = (Path(__file__).parent / "table.csv").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    all_rows = [
        row
        for line in csv.DictReader(lines)
        for row in _spread({name: (value or "").strip() for name, value in line.items()})
    ]
    twice = [
        key for key, same in itertools.groupby(sorted(map(str, all_rows))) if len(list(same)) > 1
    ]
    assert not twice, f"named twice: {twice}"
    return all_rows


def _spread(line: dict[str, str]) -> Iterator[Row]:
    fate = {name: line[name] for name in FATE}
    fields = [_words(line[name]) for name in ("message", "wish", "named", "who", "sender")]
    for message, wish, named, who, sender in itertools.product(*fields):
        own = {"order": who} if fate["order"] == "theirs" else {}
        yield Row(message, wish, named, who, sender, fate | own)


def _words(cell: str) -> list[str]:
    words = cell.split()
    less = {word[1:] for word in words if word.startswith("-")}
    spread = itertools.chain.from_iterable(
        GROUPS.get(word, [word]) for word in words if not word.startswith("-")
    )
    return [word for word in spread if word not in less] or [""]


def build_message(row: Row, store: Store) -> bytes:
    """The message of a row, byte for byte as it comes in."""
    about = store.abouts[row.who or "ann"]
    if row.message in machines.MACHINES:
        raw = machines.MACHINES[row.message](about)
        raw = raw.replace(b"<machine-1@mx.example>", f"<{row.message}@mx.example>".encode(), 1)
    elif row.message in crafted.CRAFTED:
        raw = crafted.CRAFTED[row.message]().replace(
            b"<c@example.com>", f"<{_key(row)}@example.com>".encode(), 1
        )
        if row.named == "subject":
            raw = raw.replace(b"Subject: Hello", f"Subject: Hello {about.number}".encode(), 1)
    else:
        raw = SHAPES[row.message](_letter(row, store))
    return senders.SENDERS[row.sender](raw, about.address) if row.sender else raw


def _letter(row: Row, store: Store) -> Letter:
    about, number = store.abouts[row.who], store.abouts[row.who].number
    subject, text = WISHES[row.wish]
    bens = store.abouts["bens"].number
    named = {
        "text": f" {number}",
        "two": f" {number} and {store.abouts['second'].number}",
        "wrong": " T-22222-22222",
        "bens": f" {bens}",
        "bens_reply": f" {bens}",
        "spaced": f" {number.lower().replace('-', ' ')}",
        "wide": f" {_wide(number)}",
        "dashed": f" {number.replace('-', '–')}",
        "joined": f" {number.replace('-', '')}",
    }.get(row.named, "")
    subject, text = subject.replace("{n}", named), text.replace("{n}", named)
    more: dict = {}
    if row.named == "subject":
        subject = f"{subject} {number}"
    elif row.named == "reply":
        more = {"answers": (about.confirmation,), "quoted": about.letter}
        subject = f"Re: {store.subjects[row.who]}"
    elif row.named in ("thread", "bens_reply"):
        more = {"answers": ("<unknown@elsewhere.example>", about.confirmation)}
    elif row.named == "plus":
        more = {"to": CARE.replace("@", f"+{number}@")}
    elif row.named == "quoted":
        more = {"quoted": about.letter}
    return Letter(
        address=ADDRESSES.get(row.who, about.address),
        subject=subject,
        text=text,
        key=_key(row),
        **more,
    )


def _key(row: Row) -> str:
    return "".join(
        letter for letter in str(row).replace(" ", ".") if letter.isalnum() or letter in "._"
    )


def _wide(text: str) -> str:
    """The same in letters of full width, as Japanese keyboards write."""
    made_wide = "".join(
        chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text
    )
    assert unicodedata.normalize("NFKC", made_wide) == text
    return made_wide
