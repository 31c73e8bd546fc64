"""Browsers in which a member of the staff has signed in before. Each has a signed cookie; tries at
signing in from there are counted apart, so that nobody elsewhere can use them up.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "troth.desk.known-device"
LINK_SALT = "troth.desk.device-link"
MOST_PEOPLE = 20  # who share one browser: a packing bench


def remember_device(request: HttpRequest, response: HttpResponse, person: User) -> None:
    """From now on this browser is one of theirs, until their password changes or half a year."""
    browser = _browser_of(request) or {"device": secrets.token_urlsafe(16), "people": {}}
    others = [(key, mark) for key, mark in browser["people"].items() if key != str(person.pk)]
    people = dict([*others[-MOST_PEOPLE + 1 :], (str(person.pk), _password_mark(person))])
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps({"device": browser["device"], "people": people}, salt=SALT),
        max_age=settings.DEVICE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def known_device(request: HttpRequest, login: str) -> str:
    """The name of this browser, where the person of this user name has signed in here before; else
    empty.
    """
    browser = _browser_of(request)
    if browser is None:
        return ""
    person = User.objects.filter(username__iexact=login).first()
    if person is None:
        return ""
    mark = browser["people"].get(str(person.pk), "")
    return str(browser["device"]) if constant_time_compare(mark, _password_mark(person)) else ""


def device_link(person: User) -> str:
    """The address of a page that makes a browser known: it works once, and for a short while."""
    payload = {
        "person": person.pk,
        "mark": _password_mark(person),
        "once": secrets.token_urlsafe(8),
    }
    return f"{settings.SITE_URL}/desk/sign-in/device/{signing.dumps(payload, salt=LINK_SALT)}"


def person_of_link(token: str) -> User | None:
    """Whose link it is; nobody's where it is made up, old, used, or their password has changed."""
    try:
        payload = signing.loads(token, salt=LINK_SALT, max_age=settings.DEVICE_LINK_SECONDS)
    except signing.BadSignature:
        return None
    person = User.objects.filter(pk=payload["person"], is_active=True).first()
    if person is None or not constant_time_compare(payload["mark"], _password_mark(person)):
        return None
    return None if cache.get(_once_key(payload)) else person


def use_link(token: str) -> User | None:
    """The same, and from now on the link is used."""
    person = person_of_link(token)
    if person is None:
        return None
    payload = signing.loads(token, salt=LINK_SALT)
    return person if cache.add(_once_key(payload), "y", settings.DEVICE_LINK_SECONDS) else None


def _once_key(payload: dict[str, Any]) -> str:
    return f"troth.device-link.{payload['once']}"


def _browser_of(request: HttpRequest) -> dict[str, Any] | None:
    cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    try:
        browser: dict[str, Any] = signing.loads(
            cookie, salt=SALT, max_age=settings.DEVICE_COOKIE_AGE
        )
    except signing.BadSignature:
        return None
    return browser


def _password_mark(person: User) -> str:
    """What changes with their password: a browser that knew an older one is known no more."""
    return salted_hmac(SALT, f"{person.pk}:{person.password}").hexdigest()[:24]
