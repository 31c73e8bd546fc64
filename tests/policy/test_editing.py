"""A policy as a text: where a field stands, one value replaced, what differs, and what to look at
twice.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.policies import changed_terms
from troth.policy.cautions import list_cautions
from troth.policy.editing import line_of, term_differences, with_value, with_values
from troth.policy.terms import BadPolicy, parse_terms, shipped_terms

SOURCE = shipped_terms().source


def line(field: str) -> str:
    return SOURCE.split("\n")[line_of(SOURCE, field) - 1]


@pytest.mark.parametrize(
    ("field", "starts"),
    [
        ("zone", "zone ="),
        ("cancellation.window_hours", "window_hours ="),
        ("processing", "[processing]"),
        ("methods.0.states.3", "states ="),
        ("methods.0.carrier_rules.1.carrier", 'carrier = "fedex"'),
        ("methods.0.carrier_rules.2", "[[methods.carrier_rules]]"),
        ("carriers.ups.name", 'name = "UPS"'),
        ("calendars.store.holidays.2026-01-01", "2026-01-01 ="),
        ("cancellation.misspelled", "[cancellation]"),
        ("calendars.japan.weekend.0", "weekend ="),
    ],
)
def test_the_line_of_a_field(field, starts):
    assert line(field).startswith(starts)


def test_a_field_that_stands_nowhere():
    assert line_of(SOURCE, "nowhere.at.all") is None


def test_every_fault_of_one_value_has_its_line():
    """Each number of the file made impossible, one after the other: the fault's line is the one
    that was changed.
    """
    tried = 0
    for number, text in enumerate(SOURCE.split("\n"), 1):
        name, equals, rest = text.partition(" = ")
        if not equals or not rest[:1].isdigit() or "-" in rest[:5] or ":" in rest[:3]:
            continue
        lines = SOURCE.split("\n")
        lines[number - 1] = f"{name} = -1"
        with pytest.raises(BadPolicy) as bad:
            parse_terms("\n".join(lines))
        field = str(bad.value).split("\n")[0].partition(": ")[0]
        assert line_of("\n".join(lines), field) == number, (text, str(bad.value))
        tried += 1
    assert tried > 25


def test_one_value_replaced():
    text = with_value(SOURCE, "cancellation.window_hours", "5")
    assert parse_terms(text).file.cancellation.window_hours == 5
    assert "window_hours = 5                # from the confirmation's receipt" in text
    assert parse_terms(with_value(SOURCE, "effective_on", "2026-12-01")).effective_on == date(
        2026, 12, 1
    )
    assert (
        parse_terms(with_value(SOURCE, "methods.0.price_cents", "1700"))
        .methods["ground"]
        .price_cents
        == 1700
    )
    assert (
        parse_terms(with_value(SOURCE, "store.phone", '"212-555-0111"')).file.store.phone
        == "212-555-0111"
    )
    for field in ("methods.0.states", "methods.0.states.3", "methods.0", "nowhere", "processing"):
        with pytest.raises(KeyError):
            with_value(SOURCE, field, "1")


def test_only_the_value_changes_wherever_it_stands():
    text = (
        '# terms\r\n"name" = "a \\"b\\" # c" # who\r\n[a]\nx=1\n[b]\n  y = { z = 2 }\n'
        "[a.inner] # out of order\nflag = true\t# yes\n"
    )
    assert with_value(text, "name", '"d"') == text.replace('"a \\"b\\" # c"', '"d"')
    assert with_value(text, "a.x", "3") == text.replace("x=1", "x=3")
    assert with_value(text, "b.y.z", "3") == text.replace("z = 2", "z = 3")
    assert with_value(text, "a.inner.flag", "false") == text.replace("true", "false")
    with pytest.raises(KeyError):
        with_value("no = TOML = at all", "no", "1")


def test_many_values_replaced_and_missing_fields_left_out():
    values = {"cancellation.window_hours": "5", "nowhere": "1", "methods.0.price_cents": "007"}
    text = with_values(SOURCE, values)
    assert text == with_value(
        with_value(SOURCE, "cancellation.window_hours", "5"), "methods.0.price_cents", "007"
    )
    with pytest.raises(BadPolicy, match="not TOML"):
        parse_terms(text)


def test_what_differs_term_by_term():
    draft = changed_terms(
        ("window_hours = 2 ", "window_hours = 3 "), ('"IA", "ID", "IL", ', '"IA", "ID", ')
    )
    changes = term_differences(shipped_terms(), draft)
    assert [name for name, _, _ in changes] == [
        "cancellation.window_hours",
        "methods.ground.states",
    ]
    assert changes[0][1:] == ("2", "3")
    assert term_differences(shipped_terms(), shipped_terms()) == []
    fewer = changed_terms(('2026-01-01 = "New Year\'s Day"\n', ""))
    assert term_differences(shipped_terms(), fewer)[0][2] == ""


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("window_hours = 2 ", "window_hours = 1 ", "cancellation.window_hours"),
        ("at = 16:00:00", "at = 15:00:00", "cut_off.at"),
        ("opens_after_days = 15", "opens_after_days = 16", "claim.opens_after_days"),
        ("closes_after_days = 18", "closes_after_days = 17", "claim.closes_after_days"),
        ('"IA", "ID", "IL", ', '"IA", "ID", ', "methods.ground.states"),
        ("price_cents = 1500", "price_cents = 1600", "methods.ground.price_cents"),
        ("latest_days = 10\n", "latest_days = 11\n", "methods.ground.latest_days"),
        ("po_boxes = true", "po_boxes = false", "methods.ground.po_boxes"),
        ("required = true", "required = false", "signature.required"),
        ('zone = "America/New_York"', 'zone = "UTC-05:00"', "zone"),
        (
            "second_expert_above_cents = 500000",
            "second_expert_above_cents = 900000",
            "authentication.second_expert_above_cents",
        ),
        ('2026-12-25 = "Christmas Day"\n', "", "calendars.store.holidays"),
        ("arrival_latest_days = 8", "arrival_latest_days = 20", "processing.latest_days"),
    ],
)
def test_what_to_look_at_twice(old, new, field):
    warnings = list_cautions(
        changed_terms((old, new)), before=shipped_terms(), on=date(2026, 11, 23)
    )
    assert field in [caution.field for caution in warnings]


def test_calendars_that_end_soon():
    warnings = list_cautions(shipped_terms(), before=shipped_terms(), on=date(2032, 6, 1))
    assert {caution.field for caution in warnings} >= {"calendars.store", "calendars.japan"}
    assert list_cautions(shipped_terms(), before=shipped_terms(), on=date(2026, 12, 1)) == []
