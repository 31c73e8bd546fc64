"""Production starts whole or says what is missing."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.engine import ENGINE

pytestmark = pytest.mark.skipif(
    ENGINE != "sqlite", reason="each starts a process that opens no database of the suite"
)
PRODUCTION = {
    "TROTH_ENV": "production",
    "SECRET_KEY": "a-long-secret-of-its-own-0123456789-for-nobody-else-to-know",
    "ALLOWED_HOSTS": "store.example",
    "DATABASE_URL": "sqlite://:memory:",
    "SITE_URL": "https://store.example",
    "EMAIL_HOST": "mail.store.example",
    "SERIAL_KEYS": "a-key-for-serials-alone",
    "STRIPE_SECRET_KEY": "sk_live_of_nobody",
    "STRIPE_WEBHOOK_SECRET": "whsec_of_nobody",
    "LINK_KEYS": "a-key-for-links-alone",
    "CLIENT_ADDRESS_HEADER": "X-Forwarded-For",
}


def troth(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command line in an environment of its own."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in ("PATH", "HOME", "TROTH_VAR", "LANG")
    }
    return subprocess.run(
        [sys.executable, "-m", "troth.cli", *arguments],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "name",
    [
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        "DATABASE_URL",
        "SITE_URL",
        "EMAIL_HOST",
        "SERIAL_KEYS",
        "STRIPE_SECRET_KEY",
        "STRIPE_WEBHOOK_SECRET",
        "LINK_KEYS",
        "CLIENT_ADDRESS_HEADER",
    ],
)
def test_what_production_needs_is_named(name):
    ran = troth("clock", **{key: value for key, value in PRODUCTION.items() if key != name})
    assert (ran.returncode, ran.stderr.count("\n")) == (2, 1)
    assert f"{name} must be set" in ran.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TROTH_ENV", "staging"),
        ("PORT", "http"),
        ("DATABASE_URL", "nonsense"),
        ("MAIL_PROVIDER", "postmrk"),
        ("ANYMAIL_AMAZON_SES_CLIENT_PARAMS", "{broken"),
    ],
)
def test_what_is_wrong_is_named(name, value):
    ran = troth("clock", **(PRODUCTION | {name: value}))
    assert (ran.returncode, ran.stderr.count("\n")) == (2, 1)
    assert name in ran.stderr


def test_production_opens_the_desk_with_a_second_factor_only():
    told = "from django.conf import settings; print(settings.SECOND_FACTOR_REQUIRED)"
    assert (
        troth("manage", "shell", "--no-imports", "-c", told, **PRODUCTION).stdout.strip() == "True"
    )
    assert (
        troth("manage", "shell", "--no-imports", "-c", told, TROTH_ENV="development").stdout.strip()
        == "False"
    )


def test_djangos_own_deployment_check_is_clean():
    ran = troth("manage", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert ran.returncode == 0, ran.stderr
