"""Shape checks of what is typed about money."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from troth.forms import CentsField, TextForm
from troth.policy.sales_tax import tax_report


class MoneyForm(TextForm):
    note = forms.CharField(max_length=500, required=False, label=_("Note"))


class RefundForm(TextForm):
    """What is given back, by part. `key` makes it one refund, however often it is sent."""

    key = forms.RegexField(r"^[\w-]{8,40}$", widget=forms.HiddenInput)
    item_cents = CentsField(label=_("Of the pieces, $"))
    shipping_cents = CentsField(label=_("Of the shipping, $"))
    tax_cents = CentsField(label=_("Of the sales tax, $"))
    reason = forms.CharField(max_length=200, label=_("Reason, as the shopper will read it"))

    @classmethod
    def fresh(cls) -> RefundForm:
        return cls(initial={"key": secrets.token_urlsafe(9)})


class ReportForm(TextForm):
    quarter = forms.CharField(
        max_length=7,
        label=_("Quarter that begins in"),
        help_text=_("As in 2026-09: September to November."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        try:
            cleaned["first"], cleaned["last"] = tax_report.parse_quarter(cleaned.get("quarter", ""))
        except ValueError as wrong:
            raise forms.ValidationError(f"Quarter: {wrong}.") from None
        return cleaned


def this_quarter(day: date) -> str:
    """The sales-tax quarter that holds a day, as `ReportForm` takes it."""
    month = (day.month // 3) * 3 or 12
    return f"{day.year - (day.month < 3)}-{month:02}"
