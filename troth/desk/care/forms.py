"""Shape checks of what care types."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from troth.care.cases import LONGEST_TEXT
from troth.catalog import serials
from troth.forms import CentsField, TextForm


class DecideForm(TextForm):
    """Why is what the shopper reads; a part is asked for only where it is given back."""

    what = forms.CharField(max_length=20, widget=forms.HiddenInput)
    why = forms.CharField(
        max_length=LONGEST_TEXT,
        required=False,
        label=_("What the shopper is told"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    authenticator = forms.ChoiceField(
        required=False, label=_("Whose report it is, of those on the public list today")
    )
    part_cents = CentsField(label=_("The part of the price that goes back, $"))


class PieceForm(TextForm):
    """What came back, compared with the piece that was sold."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="piece_%s")

    serial = forms.CharField(
        max_length=serials.LONGEST,
        required=False,
        label=_("Serial, as it stands on the piece"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    photos = forms.ChoiceField(
        label=_("Compared with the photos of the listing and of the packing"),
        choices=[("yes", _("It is the same piece")), ("no", _("It isn't the same piece"))],
        widget=forms.RadioSelect,
    )
    sentence = forms.CharField(
        max_length=500,
        label=_("What you found, as the shopper may read it"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NoteForm(TextForm):
    sentence = forms.CharField(
        max_length=LONGEST_TEXT, label=_("Note for staff"), widget=forms.Textarea(attrs={"rows": 2})
    )


class ReplyForm(TextForm):
    """What is emailed to the customer. Sent twice, it is one email."""

    key = forms.CharField(max_length=40, min_length=16, widget=forms.HiddenInput)
    reply = forms.CharField(
        max_length=LONGEST_TEXT,
        label=_("Reply to customer (emailed)"),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write the reply first.")},
    )

    @classmethod
    def fresh(cls, **initial: Any) -> ReplyForm:
        """An empty form with a key of its own."""
        return cls(initial={"key": secrets.token_urlsafe(16)} | initial)


class CloseForm(TextForm):
    """Why nobody writes to the customer: for the record, not for the customer."""

    reason = forms.CharField(
        max_length=200,
        label=_("Reason, for the record"),
        error_messages={"required": _("Give the reason for closing it without a reply.")},
    )


class AuthenticatorForm(TextForm):
    name = forms.CharField(max_length=120, label=_("Name"))
    site = forms.URLField(max_length=200, label=_("Site"), assume_scheme="https")
    reason = forms.CharField(
        max_length=500,
        label=_("How they were verified"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
