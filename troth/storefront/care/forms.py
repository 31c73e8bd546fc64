"""What a shopper says when they ask for something after an order."""

from __future__ import annotations

from typing import Any

from django import forms

from troth.care.cases import LONGEST_TEXT
from troth.forms import TextForm, set_choices

OTHER = "other"


class _Words(TextForm):
    sentence = forms.CharField(
        max_length=LONGEST_TEXT,
        required=False,
        label="Anything we should know (optional)",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class CancelForm(_Words):
    pass


class NotReceivedForm(_Words):
    number = forms.ChoiceField(label="Which parcel")

    def __init__(self, *args: Any, parcels: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "number", parcels)
        self.order_fields(["number", "sentence"])


class ForgetForm(TextForm):
    sure = forms.BooleanField(label="Erase it. I know that it can't be brought back.")


class _AboutAPiece(_Words):
    line = forms.ChoiceField(label="Which piece")

    def __init__(self, *args: Any, lines: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "line", lines)
        self.order_fields(["line", "authenticator", "sentence"])


class DamagedForm(_AboutAPiece):
    sentence = forms.CharField(
        max_length=LONGEST_TEXT,
        label="What is damaged, or not as described",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class NotAuthenticForm(_AboutAPiece):
    authenticator = forms.ChoiceField(label="Who says so")
    sentence = forms.CharField(
        max_length=LONGEST_TEXT,
        label="What their report says",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, authenticators: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(
            self,
            "authenticator",
            [(name, name) for name in authenticators]
            + [(OTHER, "Somebody else: not on your list")],
        )
