"""Clause `care`: nothing of a mail is lost, and its own words are empty only where nothing stands
outside a quotation.
"""

from __future__ import annotations

from tests.factories.hypothesis_profile import given, settings, st
from tests.inputs.mails import words_of
from troth.care.mail.quoting import split_quotations

_LINES = st.lists(
    st.sampled_from(
        [
            "> quoted",
            "On 11/23/26 10:01 AM, Fathom & Reed wrote:",
            "From: Fathom & Reed",
            "Sent: Monday, November 23, 2026",
            "Subject: Your order",
            "To: Ann Lee",
            "-----Original Message-----",
            "________________________________",
            "Sent from my iPhone",
            "-- ",
            "",
            "The clasp is broken.",
            "Where is it?",
        ]
    ),
    max_size=14,
)


@given(_LINES)
@settings(max_examples=400)
def test_own_words_are_empty_only_where_nothing_stands_outside_a_quotation(lines):
    parts = split_quotations(["\n".join(lines)])
    plain = {"The clasp is broken.", "Where is it?"}
    if plain & set(lines):
        assert parts.own
    assert "> quoted" not in parts.own


@given(_LINES)
@settings(max_examples=200)
def test_nothing_of_a_mail_is_lost(lines):
    parts = split_quotations(["\n".join(lines)])
    split_lines = f"{parts.own}\n{parts.quoted}".split("\n")
    assert words_of("\n".join(sorted(split_lines))) == words_of("\n".join(sorted(lines)))
