"""Signing in at the desk, with a password and an authenticator app."""

from __future__ import annotations

import base64
import hmac
import re
import struct

from django.contrib.auth.models import User

from tests.factories.pages import page_text
from troth.access_log.models import AccessRecord

SIGN_IN, MINE = "/desk/sign-in/", "/desk/sign-in/mine/"
PASSWORD = "a long password"


def give_password(who: User) -> User:
    who.set_password(PASSWORD)
    who.save()
    return who


def post_sign_in(client, who="fay@example.com", password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": who, "password": password} | more)


def app_code(secret: str, watch) -> str:
    """What an authenticator app shows (RFC 6238)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", watch.now // 30), "sha1")
    return str((struct.unpack_from(">I", digest, digest[-1] & 15)[0] & 0x7FFFFFFF) % 10**6).zfill(6)


def set_up_app(client, watch) -> tuple[str, list[str]]:
    """Sets an authenticator app up, as a person would. Returns its key, and the recovery codes."""
    secret = re.search(r"Key: <code>(\w+)", client.get(f"{MINE}app/").content.decode())[1]
    page = client.post(f"{MINE}app/", {"code": app_code(secret, watch)}, follow=True)
    assert "10 of 10 are left" in page_text(page)
    watch.now += 30
    return secret, re.findall(r"<code>(\d{8})</code>", page.content.decode())


def access_kinds(**which) -> list[str]:
    return list(AccessRecord.objects.filter(**which).order_by("pk").values_list("kind", flat=True))
