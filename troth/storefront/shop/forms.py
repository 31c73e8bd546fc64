"""Where a saved search is mailed to."""

from __future__ import annotations

from troth.forms import EmailAddressField, TextForm


class SaveSearchForm(TextForm):
    email = EmailAddressField(max_length=254)
