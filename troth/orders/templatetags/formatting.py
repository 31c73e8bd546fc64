"""The filters of every template: amounts, days, instants and the names of things."""

from __future__ import annotations

from django import template

from troth.actors import usernames_in
from troth.orders import formatting, labels
from troth.policy.money import dollars
from troth.policy.results import count_label
from troth.policy.wording import as_sentence, lower_first, spaced_words

register = template.Library()
register.filter("dollars", dollars)
register.filter("lower_first", lower_first)
register.filter("usernames", usernames_in)
register.filter("several", count_label)
register.filter("plain_dollars", formatting.format_plain_dollars)
register.filter("thousands", formatting.format_count)
register.filter("day", formatting.format_day)
register.filter("dated", formatting.format_dated_day)
register.filter("window", formatting.format_window)
register.filter("dated_window", formatting.format_dated_window)
register.filter("instant", formatting.format_instant)
register.filter("plain_instant", formatting.format_plain_instant)
register.filter("dated_instant", formatting.format_dated_instant)
register.filter("deadline", formatting.format_deadline)
register.filter("warehouse_name", labels.warehouse_name)
register.filter("closed_place", labels.closed_place_name)
register.filter("time_frame", formatting.format_time_frame)
register.filter("tax_rule", labels.tax_rule_text)
register.filter("first_name", labels.first_name)
register.filter("year", formatting.calendar_year)
register.filter("instant_in", formatting.format_instant_in)
register.filter("parcel_status_label", labels.parcel_status_label)
register.filter("waiting_reason_label", labels.waiting_reason_label)
register.filter("carrier_name", labels.carrier_name)
register.filter("clause", labels.clause_name)
register.filter("clause_link", labels.clause_link)
register.filter("in_order", labels.steps_in_order)
register.filter("local_day", formatting.format_local_day)
register.filter("event_label", labels.event_label)
register.filter("request_heading", labels.request_heading)
register.filter("request_at_the_desk", labels.request_label_for_staff)
register.filter("headline_label", labels.headline_label)
register.filter("claim_label", labels.claim_label)
register.filter("item_event_label", labels.item_event_label)
register.filter("line_state_label", labels.line_state_label)


@register.filter
def sentence(text: str) -> str:
    """What somebody typed, as a whole sentence: it ends with one mark, whoever wrote that."""
    return as_sentence(str(text))


@register.filter
def spaced(code: str) -> str:
    """A word of a provider's as people write it: `needs_response` as `needs response`."""
    return spaced_words(str(code))


@register.filter
def phrase(text: str) -> str:
    """What somebody typed, as the middle of a sentence: without a full stop at its end."""
    return str(text).rstrip().removesuffix(".")
