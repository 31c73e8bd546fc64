"""Every text of the policy reads as written for people: no shouting, no gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.factories.moments import day, moment
from tests.factories.policies import changed_terms
from troth.policy import agreement, faq, lifecycle, wording
from troth.policy.addresses.places import STATES, place_of, states_in_words
from troth.policy.dates.promise import Promise, promise
from troth.policy.dates.windows import cancellation_verdict, claim_dates
from troth.policy.shipping import tracking
from troth.policy.shipping.carriers import Route, choose_route
from troth.policy.terms import shipped_terms

ON = day("Mon 2026-11-23")
NAMES = frozenset(
    re.findall(
        r"\w+",
        "US USPS UPS PO ZIP FAQ APO FPO DPO DC PDF EST ET AM PM CFR SHA JSON TOML NY MCTD ID HTML",
    )
)
LABELS = {
    name: table
    for name, table in {**vars(wording), **vars(tracking)}.items()
    if name.isupper() and isinstance(table, dict)
}
POLICIES = {
    "as shipped": (shipped_terms(), None),
    "with FedEx alone": (shipped_terms(), frozenset(["fedex"])),
    "without signatures": (changed_terms(("required = true", "required = false")), None),
    "that looks at payments": (
        changed_terms(
            ('review_risk_levels = ["elevated"', 'review_risk_levels = ["normal", "elevated"'),
            ("review_failed_checks = [", 'review_failed_checks = ["line1", '),
        ),
        None,
    ),
}


def faults_of(text: str) -> list[str]:
    """What nobody would write: an XX, a word in capitals that is no name, a small letter after a
    full stop, a value that is missing.
    """
    words = re.findall(r"[A-Z]{2,}", re.sub(r"https?://\S+", "", text))
    capitals = [word for word in words if word not in NAMES]
    return capitals + re.findall(r"\w{3,}\. [a-z]+|\bNone\b|\{\w*\}|  ", text)


def sections() -> Iterator[tuple[str, str]]:
    for name, (terms, carriers) in POLICIES.items():
        for chapter, written in faq.chapters(terms, today=ON, carriers=carriers).items():
            yield f"{name}: a chapter", chapter
            for section in written:
                texts = [section.asks, *section.paragraphs, *section.points]
                texts += [text for example in section.examples for text in example]
                for text in texts:
                    yield f"{name}: {section.key}", text


def promised_steps() -> Iterator[tuple[str, str]]:
    placed = moment("Mon 2026-11-23 12:00")
    for warehouse in ("us", "jp"):
        promised = promise(
            shipped_terms(), placed_at=placed, place=place_of("60611"), warehouse=warehouse
        )
        assert isinstance(promised, Promise)
        for step in promised.steps:
            yield f"promise from {warehouse}", step.sentence


def other_texts() -> Iterator[tuple[str, str]]:
    yield "agreement", agreement.cancellation_rule(shipped_terms())
    yield "agreement", agreement.claim_rule(shipped_terms())
    yield "agreement", agreement.authenticity_rule()
    yield "agreement", agreement.damage_rule(shipped_terms())
    for step in claim_dates(shipped_terms(), shipped_on=ON).steps:
        yield "claim dates", step.sentence
    for hour in ("11:00", "12:00", "12:01"):
        at = moment(f"Mon 2026-11-23 {hour}")
        confirmed = moment("Mon 2026-11-23 10:00")
        for step in cancellation_verdict(
            shipped_terms(), confirmed_at=confirmed, asked_at=at
        ).steps:
            yield "cancellation", step.sentence


def words_of(template: str) -> str:
    """The words of a label, with something in each of its gaps."""
    return re.sub(r"\{\w+\}", "One bag", template)


def test_no_text_shouts_or_breaks_off():
    texts = [*sections(), *promised_steps(), *other_texts()]
    texts += [(name, words_of(text)) for name, table in LABELS.items() for text in table.values()]
    assert len(texts) > 300
    assert [(where, text) for where, text in texts if not text or faults_of(text)] == []


@pytest.mark.parametrize(
    "text",
    ["IF SOMETHING CHANGES", "XXto payXX", "It ships. we email you.", "None carries it", "{day}"],
)
def test_the_check_of_words_finds(text):
    assert faults_of(text)


@pytest.mark.parametrize("name", sorted(LABELS.keys() - {"CLAUSES", "WAITS_FOR", "EVENTS"}))
def test_a_label_begins_with_a_capital_letter(name):
    assert [text for text in LABELS[name].values() if not words_of(text)[0].isupper()] == []


@pytest.mark.parametrize("name", sorted(LABELS))
def test_what_a_label_is_for_is_named_as_code_names_it(name):
    names = [key for key in LABELS[name] if not re.fullmatch(r"[a-z_]+(\.[a-z_]+)?", key)]
    assert names == []


def test_what_the_shopper_is_not_shown_is_an_event_that_has_words():
    assert set(wording.STAFF_ONLY) <= {*wording.EVENTS, *lifecycle.MOVES}


def test_each_section_says_something_under_a_name_of_its_own():
    for terms, carriers in POLICIES.values():
        written = faq.questions(terms, today=ON, carriers=carriers)
        keys = [section.key for section in written]
        assert len(set(keys)) == len(keys)
        assert all(re.fullmatch("[a-z_]+", key) for key in keys)
        assert all(
            section.paragraphs and isinstance(section.paragraphs, tuple) for section in written
        )


def test_machines_read_each_question_with_its_accepted_answer():
    """As schema.org's FAQPage has it."""
    for question in faq.data(shipped_terms(), today=ON)["mainEntity"]:
        assert question["@type"] == "Question"
        assert question["acceptedAnswer"]["@type"] == "Answer"
        assert question["acceptedAnswer"]["text"]


def test_a_route_names_its_carrier():
    chosen = choose_route(shipped_terms(), place=place_of("60611"), grams=500, on=ON)
    assert isinstance(chosen, Route)
    assert chosen.carrier_reason.startswith("FedEx carries it: ")


def test_the_faq_says_above_what_price_two_experts_must_agree():
    questions = faq.questions(shipped_terms(), today=ON)
    (section,) = [section for section in questions if section.key == "authentication"]
    assert "Above $5,000.00 two different experts must agree." in " ".join(section.paragraphs)


def test_states_are_known_by_the_two_letters_of_the_postal_service():
    assert [code for code in STATES if not re.fullmatch("[A-Z]{2}", code)] == []
    assert place_of("00802").state_name == "the US Virgin Islands"


@pytest.mark.parametrize(
    ("text", "greeting"),
    [
        ("Dear Ann,\n\nthe parcel is on its way.", True),
        ("Good morning!\nWe looked.", True),
        ("The parcel is on its way.\nDear Ann,", False),
        ("Dear Ann, the parcel left us on Monday, and it is with the carrier, who has it.", False),
    ],
)
def test_a_letter_that_greets_is_not_greeted_again(text, greeting):
    assert wording.has_greeting(text) is greeting


@pytest.mark.parametrize(
    ("left_out", "more", "expected"),
    [
        ("", "", "the 48 contiguous states and Washington, DC"),
        ("IA", "", "the 48 contiguous states and Washington, DC except Iowa"),
        ("", "AK HI", "the 48 contiguous states and Washington, DC, and Alaska and Hawaii"),
    ],
)
def test_where_a_method_goes_is_said_in_few_words(left_out, more, expected):
    served = set(shipped_terms().methods["ground"].states) - set(left_out.split()) | set(
        more.split()
    )
    assert states_in_words(served) == expected
