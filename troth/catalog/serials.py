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


class SerialUnreadable(Exception):
    """None of the keys in SERIAL_KEYS opens this serial."""


def normalize_serial(serial: str) -> str:
    """The letters and digits of a serial, in capitals: how it is compared."""
    folded = unicodedata.normalize("NFKD", serial).upper()
    return "".join(sign for sign in folded if sign.isalnum())


def encrypt_text(serial: str) -> str:
    """The serial encrypted under the first of settings.SERIAL_KEYS; an empty one stays empty."""
    return _multi_fernet().encrypt(serial.encode()).decode() if serial else ""


def decrypt_text(sealed: str) -> str:
    """The serial again. Raises `SerialUnreadable` where no key fits."""
    try:
        return _multi_fernet().decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken as wrong:
        raise SerialUnreadable(
            "this serial was sealed under a key that SERIAL_KEYS no longer has"
        ) from wrong


def masked_serial(sealed: str) -> str:
    """Its last three signs behind dots; of a short serial, dots only."""
    serial = decrypt_text(sealed)
    shown = serial[-SHOWN:] if len(serial) > 2 * SHOWN else ""
    return "•" * (len(serial) - len(shown)) + shown


def serial_fingerprint(brand: str, serial: str) -> str:
    """The same for the same serial of the same brand, however it is written; tells nothing without
    the key.
    """
    if not normalize_serial(serial):
        return ""
    key = hashlib.sha256(f"fingerprint:{settings.SERIAL_KEYS[-1]}".encode()).digest()
    return hmac.new(
        key, f"{normalize_serial(brand)}|{normalize_serial(serial)}".encode(), hashlib.sha256
    ).hexdigest()


def _multi_fernet() -> MultiFernet:
    return MultiFernet([Fernet(_fernet_key(text)) for text in settings.SERIAL_KEYS])


def _fernet_key(text: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(f"seal:{text}".encode()).digest())
