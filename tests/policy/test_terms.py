"""A policy file is checked when it is loaded: each fault names its field."""

from __future__ import annotations

import pytest

from tests.factories.policies import changed_terms
from troth.policy.terms import LARGEST_FILE_BYTES, BadPolicy, load_terms, parse_terms, shipped_terms

BROKEN = [
    # a line of the shipped file, what stands there instead, what the error says
    ("earliest_days = 1\nlatest_days = 2", "earliest_days = 3\nlatest_days = 2",
     "processing: earliest_days is more than"),
    ("window_hours = 2", "window_hours = 0", "cancellation.window_hours"),
    ("window_hours = 2", 'window_hours = "two"', "cancellation.window_hours"),
    ("opens_after_days = 15", "opens_after_days = 18", "claim: opens_after_days must be less"),
    ("at = 16:00:00", "at = 25:00:00", "not TOML"),
    ('zone = "America/New_York"', 'zone = "America/Atlantis"',
     "zone: 'America/Atlantis' is neither"),
    ('zone = "America/New_York"', 'zone = "UTC-99:00"', "zone: 'UTC-99:00' is neither"),
    ('calendar = "store"', 'calendar = "shop"', "cut_off.calendar: 'shop' is not one of"),
    ('dispatch_calendar = "japan"', 'dispatch_calendar = "nippon"',
     "transfer.dispatch_calendar: 'nippon'"),
    ('carrier = "usps"', 'carrier = "pony"', "methods.ground.carrier_rules.0.carrier: 'pony'"),
    ('key = "ground"', 'key = "Ground"', "methods.0.key"),
    ("price_cents = 1500", "price_cents = -1", "methods.0.price_cents"),
    ('trknbr={number}"', 'trknbr="', "carriers.fedex.tracking_url"),
    ('"AL", "AR"', '"Alabama", "AR"', "methods.0.states.0"),
    ("required = true", "required = true\nsometimes = true", "signature.sometimes: Extra inputs"),
    ("effective_on = 2025-01-01", "effective_on = 2025-13-01", "not TOML"),
    ("[sales_tax]", "[sales_taxes]", "sales_tax: Field required"),
    ("2025-01-20 = ", "2024-01-15 = ", "calendars.store: holidays: 2024-01-15 lies outside"),
    ('weekend = ["saturday", "sunday"]', 'weekend = ["caturday"]', "calendars.store.weekend.0"),
    ("[calendars.japan]", "[calendars.store.early_close]\n2025-01-20 = 12:00:00\n[calendars.japan]",
     "closed all day"),
    ("last = 2032-12-31", "last = 2020-12-31", "calendars.store: first must not be after last"),
    ('first = "12-29"', 'first = "29-12"', "calendars.japan.year_end.first"),
]  # fmt: skip


def test_the_shipped_policy_is_known_by_name_date_and_digest():
    terms = shipped_terms()
    assert terms.identity == {
        "name": "troth-standard",
        "effective_on": "2025-01-01",
        "digest": terms.digest,
    }
    assert len(terms.digest) == 64


@pytest.mark.parametrize(("old", "new", "message"), BROKEN, ids=[row[2] for row in BROKEN])
def test_a_fault_names_its_field(old, new, message):
    with pytest.raises(BadPolicy) as bad:
        changed_terms((old, new))
    assert message in str(bad.value)


def test_every_fault_is_told_at_once():
    with pytest.raises(BadPolicy) as bad:
        changed_terms(
            ("window_hours = 2", "window_hours = 0"), ("price_cents = 1500", "price_cents = -1")
        )
    assert len(str(bad.value).split("\n")) == 2


def test_the_digest_is_of_the_content_not_of_its_layout():
    assert (
        parse_terms("# a comment more\n" + shipped_terms().source).digest == shipped_terms().digest
    )
    assert changed_terms(("window_hours = 2", "window_hours = 3")).digest != shipped_terms().digest


def test_two_methods_need_two_keys():
    method = shipped_terms().source.split("[[methods]]")[1].split("[carriers.fedex]")[0]
    with pytest.raises(BadPolicy, match="two have the same key"):
        changed_terms(("[carriers.fedex]", f"[[methods]]{method}\n[carriers.fedex]"))


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"name = ", b"# " + b"x" * LARGEST_FILE_BYTES, None]
)
def test_a_file_that_cannot_be_read_says_so(tmp_path, content):
    file = tmp_path / "policy.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BadPolicy):
        load_terms(file)
