"""What the settings refuse, one at a time, in the words that an operator reads. `tests/e2e` and
`tests/domain/test_settings.py` start a store with them.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from troth.config import environment, production

KEYS = {name: (name + "-0123456789abcdefghijklmnopqrstuvwxyz" * 2) for name in ("a", "b", "c")}
SAFE: dict[str, Any] = {
    "SECURITY_CONTACT": ["mailto:security@fathom-reed.com"],
    "ACCESS_RECORD_DAYS": 400,
    "SECRET_KEY": KEYS["a"],
    "SERIAL_KEYS": [KEYS["b"]],
    "LINK_KEYS": [KEYS["c"]],
    "SITE_URL": "https://shop.fathom-reed.com",
    "ALLOWED_HOSTS": ["shop.fathom-reed.com", "localhost"],
    "ANYMAIL": {"POSTMARK_API_URL": "https://api.postmarkapp.com/", "OTHER": "x"},
    "STRIPE_API": "https://api.stripe.com",
    "PAYMENT_PAGES": ["https://checkout.stripe.com"],
    "CARRIERS": {"fedex": {"url": "https://apis.fedex.com"}},
    "EMAIL_HOST": "smtp.fathom-reed.com",
    "EMAIL_USE_TLS": True,
    "CARE_IMAP": {"host": "imap.fathom-reed.com", "tls": True},
}


def refuse(settings: dict[str, Any]) -> None:
    production.refuse_invalid_settings(settings)
    production.refuse_unsafe_settings(settings)


def test_safe_settings_are_taken(monkeypatch):
    monkeypatch.setenv("S3_ENDPOINT", "https://s3.fathom-reed.com")
    refuse(SAFE)
    plain = SAFE | {"EMAIL_HOST": "localhost", "EMAIL_USE_TLS": False}
    plain["CARE_IMAP"] = {"host": "127.0.0.1", "tls": False}
    plain["STRIPE_API"] = "http://[::1]:12111"
    refuse(plain)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"SECURITY_CONTACT": ["security@x.com"]}, "each begins with mailto:, https:// or tel:"),
        ({"ACCESS_RECORD_DAYS": 1}, "ACCESS_RECORD_DAYS is 1; it is "),
        ({"SECRET_KEY": "short"}, "SECRET_KEY can be guessed: a key has at least 50 random"),
        ({"SECRET_KEY": "x" * 60}, "SECRET_KEY can be guessed"),
        ({"SECRET_KEY": f"django-insecure-{KEYS['a']}"}, "SECRET_KEY can be guessed"),
        ({"LINK_KEYS": [KEYS["b"]]}, "LINK_KEYS is the same key as SERIAL_KEYS"),
        ({"SITE_URL": "http://shop.fathom-reed.com"}, "shoppers reach the store by https:// alone"),
        ({"SITE_URL": "https://shop.example"}, "SITE_URL has the demo name 'shop.example'"),
        ({"ALLOWED_HOSTS": ["*"]}, "ALLOWED_HOSTS allows every host name"),
        ({"ALLOWED_HOSTS": ["shop.example.com."]}, "ALLOWED_HOSTS has the demo name"),
        ({"STRIPE_API": "http://stripe.com"}, "STRIPE_API is 'http://stripe.com': outside"),
        ({"PAYMENT_PAGES": ["http://pay.com"]}, "PAYMENT_PAGES http://pay.com is 'http://pay.com'"),
        ({"CARRIERS": {"ups": {"url": "http://ups.com"}}}, "UPS_API is 'http://ups.com'"),
        ({"ANYMAIL": {"MAILGUN_API_URL": "http://m.net"}}, "ANYMAIL_MAILGUN_API_URL is 'http://m"),
        ({"EMAIL_HOST": "smtp.test"}, "EMAIL_HOST has the demo name 'smtp.test'"),
        ({"EMAIL_USE_TLS": False}, "EMAIL_USE_TLS is no, and 'smtp.fathom-reed.com' is another"),
        ({"CARE_IMAP": {"host": "imap.net", "tls": False}}, "CARE_IMAP_TLS is no, and 'imap.net'"),
    ],
)
def test_an_unsafe_setting_is_named(changed, words):
    with pytest.raises(ImproperlyConfigured, match=re.escape(words)):
        refuse(SAFE | changed)


def test_a_bucket_without_tls_is_named(monkeypatch):
    monkeypatch.setenv("S3_ENDPOINT", "http://s3.net")
    with pytest.raises(ImproperlyConfigured, match=r"S3_ENDPOINT is 'http://s3\.net'"):
        refuse(SAFE)


@pytest.mark.parametrize("text", ["0", "65536", "-1", "8o", "٣", ""])
def test_a_port_is_a_number(monkeypatch, text):
    monkeypatch.setenv("PORT", text)
    with pytest.raises(ImproperlyConfigured, match="it is a number from 1 to 65535"):
        environment.env_number("PORT", "8000")
    monkeypatch.delenv("PORT")
    assert environment.env_number("PORT", "8000") == 8000


def test_what_must_be_set_is_named(monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY must be set in the environment"):
        environment.env("SECRET_KEY")


def test_variables_of_one_subject_are_read_together(monkeypatch):
    monkeypatch.setenv("ANYMAIL_POSTMARK_SERVER_TOKEN", "abc")
    monkeypatch.setenv("ANYMAIL_TAGS", '["a", "b"]')
    found_under = environment.env_under("ANYMAIL_")
    assert (found_under["POSTMARK_SERVER_TOKEN"], found_under["TAGS"]) == ("abc", ["a", "b"])
    monkeypatch.setenv("ANYMAIL_TAGS", '["a"')
    with pytest.raises(ImproperlyConfigured, match="ANYMAIL_TAGS is no JSON"):
        environment.env_under("ANYMAIL_")


def test_a_variable_that_has_no_effect_any_more_is_refused(monkeypatch):
    environment.refuse_removed_variables()
    monkeypatch.setenv("COPY_DIR", "/backup")
    with pytest.raises(ImproperlyConfigured, match="COPY_DIR is set, but the store no longer"):
        environment.refuse_removed_variables()
