"""Serial numbers and date codes: sealed at rest, shown masked, and compared with those that are
voided or stolen.

A serial helps a counterfeiter, so it never leaves the database in the clear; a keyed fingerprint is
enough to compare.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import unicodedata

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

LONGEST = 60
SHOWN = 3


class Unreadable(Exception):
    """None of the keys in SERIAL_KEYS opens this serial."""


def tidy(serial: str) -> str:
    """The letters and digits of a serial, in capitals: how it is compared."""
    folded = unicodedata.normalize("NFKD", serial).upper()
    return "".join(sign for sign in folded if sign.isalnum())


def seal(serial: str) -> str:
    """The serial encrypted under the first of settings.SERIAL_KEYS; an empty one stays empty."""
    return _box().encrypt(serial.encode()).decode() if serial else ""


def unseal(sealed: str) -> str:
    """The serial again. Raises `Unreadable` where no key fits."""
    try:
        return _box().decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken as wrong:
        raise Unreadable(
            "this serial was sealed under a key that SERIAL_KEYS no longer has"
        ) from wrong


def masked(sealed: str) -> str:
    """Its last three signs behind dots; of a short serial, dots only."""
    serial = unseal(sealed)
    shown = serial[-SHOWN:] if len(serial) > 2 * SHOWN else ""
    return "•" * (len(serial) - len(shown)) + shown


def fingerprint(brand: str, serial: str) -> str:
    """The same for the same serial of the same brand, however it is written; tells nothing without
    the key.
    """
    if not tidy(serial):
        return ""
    key = hashlib.sha256(f"fingerprint:{settings.SERIAL_KEYS[-1]}".encode()).digest()
    return hmac.new(key, f"{tidy(brand)}|{tidy(serial)}".encode(), hashlib.sha256).hexdigest()


def _box() -> MultiFernet:
    return MultiFernet([Fernet(_key(text)) for text in settings.SERIAL_KEYS])


def _key(text: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(f"seal:{text}".encode()).digest())
