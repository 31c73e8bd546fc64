"""Each error of the policy says what is wrong, and what would be right."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.factories.moments import day
from tests.factories.policies import facts_on
from troth.policy.dates.delay import delay_round
from troth.policy.dates.outlook import outlook
from troth.policy.lifecycle import next_state
from troth.policy.shipping.label_text import to_printable
from troth.policy.terms import load_terms, shipped_terms
from troth.policy.texts import check_text
from troth.policy.written import measure_in, whole_number_in


def load_latin_1(folder) -> None:
    file = folder / "policy.toml"
    file.write_bytes('name = "Café"'.encode("latin-1"))
    load_terms(file)


def begin_delay(number: int) -> None:
    ship_by = day("Fri 2026-12-04")
    delay_round(
        shipped_terms(),
        number=number,
        original_by=ship_by,
        old_by=ship_by,
        new_by=None,
        clause="processing",
        found_at=None,
    )


def contradict(**recorded: str) -> None:
    outlook(shipped_terms(), facts_on(warehouse="jp", **recorded))


ERRORS = {
    "a file in another encoding": (load_latin_1, "not a text file in UTF-8"),
    "letters that no label prints": (
        lambda _: to_printable("東京 12 Grand Street 東"),
        "東京 can't be printed on a label",
    ),
    "a control character": (
        lambda _: check_text("title", "A\x03bag"),
        "title holds characters that are no text: U+0003",
    ),
    "the first byte that is no UTF-8": (
        lambda _: check_text("title", b"A\x80bag".decode("utf-8", "surrogateescape")),
        "title holds characters that are no text: byte 0x80 is not UTF-8",
    ),
    "the last byte that is no UTF-8": (
        lambda _: check_text("title", b"A\xffbag".decode("utf-8", "surrogateescape")),
        "title holds characters that are no text: byte 0xff is not UTF-8",
    ),
    "a letter that another program lost": (
        lambda _: check_text("title", "Herm\ufffds bag"),
        "title: 'Herm\ufffds bag' has lost a letter in another program, which wrote '\ufffd'",
    ),
    "UTF-8 that was read as Windows-1252": (
        lambda _: check_text("title", "HermÃ¨s bag"),
        (
            "title: 'HermÃ¨s bag' was read in a wrong encoding by another program; it should be"
            " 'Hermès bag'"
        ),
    ),
    "no whole number": (
        lambda _: whole_number_in("1,500"),
        "'1,500' is not a whole number as it is written here: digits alone, as in 1500",
    ),
    "no measure": (
        lambda _: measure_in("12 cm"),
        (
            "'12 cm' is not a number as it is written here: digits, without commas or a unit, and"
            " at most two behind a point, as in 1250 or 30.5"
        ),
    ),
    "a delay before the first": (lambda _: begin_delay(0), "the first delay is number 1"),
    "an unknown shipping method": (
        lambda _: outlook(shipped_terms(), replace(facts_on(), method="drone")),
        "there is no method 'drone'; the policy has: ground",
    ),
    "arrived before it left": (
        lambda _: contradict(dispatched_on="Wed 2026-11-25", arrived_on="Tue 2026-11-24"),
        "arrived_on 2026-11-24 can't be before dispatched_on 2026-11-25",
    ),
    "packed before it arrived": (
        lambda _: contradict(arrived_on="Wed 2026-11-25", processed_on="Tue 2026-11-24"),
        "processed_on 2026-11-24 can't be before arrived_on 2026-11-25",
    ),
    "a move of what has shipped": (
        lambda _: next_state("line.cancelled", "shipped"),
        (
            "line.cancelled can't happen to a line that is shipped; what can: line.delivered,"
            " line.lost, line.returned"
        ),
    ),
    "a move of what isn't there": (
        lambda _: next_state("line.delivered", None),
        (
            "line.delivered can't happen to a line that is not there yet; what can: line.placed,"
            " line.placed_in_japan"
        ),
    ),
    "a move of what has ended": (
        lambda _: next_state("line.shipped", "cancelled"),
        "line.shipped can't happen to a line that is cancelled; what can: nothing",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_says_what_would_be_right(name, tmp_path):
    cause, words = ERRORS[name]
    with pytest.raises(Exception, match=rf"(?<!\w){re.escape(words)}(?!\w)"):
        cause(tmp_path)
