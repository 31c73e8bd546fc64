"""A file that was shown and waits for the press that takes it in: for an hour, for who sent it, and
sealed, since it can hold serials.
"""

from __future__ import annotations

import base64
import json
import secrets
import zlib

from django.core.cache import cache

from troth.catalog import serials
from troth.catalog.tables import BadFile

SECONDS = 3600


def store_file(content: bytes, *, name: str, of: int) -> str:
    """Keeps a file of this member of the staff; returns the name to ask for it by."""
    key = secrets.token_urlsafe(16)
    packed = base64.b64encode(zlib.compress(content)).decode()
    cache.set(_cache_key(of, key), serials.encrypt_text(json.dumps([name, packed])), SECONDS)
    return key


def read_stored_file(key: str, *, of: int) -> tuple[str, bytes]:
    """The name and the content of a kept file. Raises `BadFile` once its hour is over."""
    sealed = cache.get(_cache_key(of, key))
    if sealed is None:
        raise BadFile("what was shown is more than an hour old; choose the file again")
    name, packed = json.loads(serials.decrypt_text(sealed))
    return name, zlib.decompress(base64.b64decode(packed))


def _cache_key(of: int, key: str) -> str:
    return f"import:{of}:{key}"
