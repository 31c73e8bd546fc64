"""What an owner types about the policy: the most-used numbers, and a date to publish on."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from troth.policy.editing import with_values
from troth.policy.terms import Terms

# The field of the file, and what it is called.
NUMBERS = (
    ("cut_off.at", _("Cut-off, time of day")),
    ("processing.earliest_days", _("Processed at the earliest, business days")),
    ("processing.latest_days", _("Processed at the latest, business days")),
    ("methods.0.earliest_days", _("First method: arrives at the earliest, business days")),
    ("methods.0.latest_days", _("First method: arrives at the latest, business days")),
    ("methods.0.price_cents", _("First method: price, cents")),
    (
        "transfer.dispatch_earliest_days",
        _("Leaves abroad at the earliest, its business days"),
    ),
    (
        "transfer.dispatch_latest_days",
        _("Leaves abroad at the latest, its business days"),
    ),
    ("transfer.arrival_earliest_days", _("From abroad at the earliest, business days")),
    ("transfer.arrival_latest_days", _("From abroad at the latest, business days")),
    ("cancellation.window_hours", _("Cancellation window, hours")),
    ("claim.opens_after_days", _("A claim opens after, business days")),
    ("claim.closes_after_days", _("A claim closes after, business days")),
    ("delay.consent_days", _("A delay that needs no answer, calendar days")),
    ("delay.least_answer_hours", _("Least time to answer a delay, hours")),
    ("delay.hand_over_days", _("Handed over after processing within, business days")),
    (
        "delay.second_person_above_orders",
        _("A closure needs a second person above, orders that move"),
    ),
    (
        "delay.second_person_above_days",
        _("A closure needs a second person above, days that a date moves"),
    ),
    ("care.second_person_above_cents", _("A refund needs a second person above, cents")),
    ("care.return_days", _("Sent back within, calendar days")),
    ("care.returned_answer_days", _("A returned parcel is answered within, business days")),
    ("authentication.second_expert_above_cents", _("A second expert looks above, cents")),
    ("hold.minutes", _("A piece is kept while paying, minutes")),
    ("payment.review_hours", _("A risky payment is decided within, business hours")),
)


class PolicyNumber(NamedTuple):
    """One of `NUMBERS` as these terms have it."""

    field: str
    label: Any
    value: str


def numbers_in(terms: Terms) -> list[PolicyNumber]:
    """Those of `NUMBERS` that these terms have, with their values as a person reads them. A section
    that the terms leave out, such as `transfer`, has none.
    """
    numbers = []
    for field, label in NUMBERS:
        value: Any = terms.file
        *sections, name = field.split(".")
        for part in sections:
            value = value[int(part)] if part.isdigit() else getattr(value, part)
        if value is not None:
            number = getattr(value, name)
            numbers.append(PolicyNumber(field, label, "none" if number is None else str(number)))
    return numbers


class NumbersForm(forms.Form):
    """One field for each number that the terms have; whether a value can be is for the policy's own
    checks to say.
    """

    def __init__(self, terms: Terms, *args: Any) -> None:
        super().__init__(*args)
        self._numbers = numbers_in(terms)
        for number in self._numbers:
            pattern = (
                r"^([0-9]{1,9}|none)$"
                if number.field != "cut_off.at"
                else r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
            )
            widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
            self.fields[_field_name(number.field)] = forms.RegexField(
                pattern, max_length=9, label=number.label, widget=widget, initial=number.value
            )

    def put_into(self, text: str) -> str:
        """The policy's text with these numbers. One that the text leaves to its default stays out
        of it.
        """
        values = {
            number.field: self.cleaned_data[_field_name(number.field)] for number in self._numbers
        }
        return with_values(
            text,
            {
                field: f"{value}:00" if len(value) == 5 and ":" in value else value
                for field, value in values.items()
            },
        )


def _field_name(field: str) -> str:
    return field.replace(".", "-")


class ProposalForm(forms.Form):
    number = forms.IntegerField(min_value=1, max_value=10**9, widget=forms.HiddenInput)
    on = forms.DateField(
        label=_("In force from the first minute of"), widget=forms.DateInput(attrs={"type": "date"})
    )
    sentence = forms.CharField(
        max_length=500,
        label=_("What changes, and why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays on the record."),
    )
