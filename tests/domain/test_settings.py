"""Production starts whole or says what is missing."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.engine import ENGINE
from tests.factories.settings import PRODUCTION

pytestmark = pytest.mark.skipif(
    ENGINE != "sqlite", reason="each starts a process that opens no database of the suite"
)


def troth(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command line in an environment of its own."""
    return run([sys.executable, "-m", "troth.cli", *arguments], environment)


def run(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name in ("PATH", "HOME", "TROTH_VAR", "LANG", "PYTHONPATH")
    }
    return subprocess.run(
        command,
        env={**inherited, "DJANGO_SETTINGS_MODULE": "troth.config.settings", **environment},
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


def test_a_removed_variable_is_refused_with_what_to_do_instead():
    ran = troth("clock", **(PRODUCTION | {"COPY_DIR": "/mnt/second"}))
    assert (ran.returncode, ran.stderr.count("\n")) == (2, 1)
    assert "COPY_DIR is set" in ran.stderr
    assert "PostgreSQL with a synchronous standby" in ran.stderr
    assert "unset COPY_DIR" in ran.stderr


def test_the_databases_password_is_not_printed():
    ran = troth("clock", **(PRODUCTION | {"DATABASE_URL": "nonsense://user:s3cret@host"}))
    assert "DATABASE_URL" in ran.stderr
    assert "s3cret" not in ran.stderr + ran.stdout


def test_production_opens_the_desk_with_a_second_factor_only():
    assert shown("settings.SECOND_FACTOR_REQUIRED") == "True"
    assert shown("settings.SECOND_FACTOR_REQUIRED", TROTH_ENV="development") == "False"


def test_djangos_own_deployment_check_is_clean():
    ran = troth("manage", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert ran.returncode == 0, ran.stderr


STRONG = "another-long-secret-0123456789-that-nobody-has-ever-seen-before"


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("SECRET_KEY", "a", "secrets.token_urlsafe"),
        ("SECRET_KEY", "a" * 80, "can be guessed"),
        ("SECRET_KEY", "django-insecure-" + STRONG, "can be guessed"),
        ("SECRET_KEY", "development-only-" * 4, "can be guessed"),
        ("LINK_KEYS", "short", "secrets.token_urlsafe"),
        ("LINK_KEYS", f"{STRONG},short", "can be guessed"),
        ("LINK_KEYS", "", "can be guessed"),
        ("SERIAL_KEYS", f"short,{STRONG}", "can be guessed"),
        ("LINK_KEYS", PRODUCTION["SECRET_KEY"], "same key as SECRET_KEY"),
        ("SERIAL_KEYS", PRODUCTION["SECRET_KEY"], "same key as SECRET_KEY"),
        ("SITE_URL", "http://shop.fathomandreed.com", "https://"),
        ("SITE_URL", "shop.fathomandreed.com", "https://"),
        ("SITE_URL", "https://store.example", "your own host name"),
        ("SITE_URL", "https://www.example.com", "your own host name"),
        ("ALLOWED_HOSTS", "*", "by commas"),
        ("ALLOWED_HOSTS", "shop.fathomandreed.com,store.example", "your own host name"),
        ("ALLOWED_HOSTS", "shop.test", "your own host name"),
        ("EMAIL_HOST", "mail.store.example", "your own host name"),
        ("EMAIL_USE_TLS", "no", "EMAIL_USE_TLS=yes"),
        ("STRIPE_API", "http://payments.fathomandreed.com", "https://"),
        ("PAYMENT_PAGES", "http://pay.fathomandreed.com", "https://"),
        ("S3_ENDPOINT", "http://s3.fathomandreed.com", "https://"),
        ("ANYMAIL_POSTMARK_API_URL", "http://mail.fathomandreed.com", "https://"),
        ("SECURITY_CONTACT", "security@fathomandreed.com", "mailto:"),
        ("ACCESS_RECORD_DAYS", "30", "90 or more"),
    ],
)
def test_production_refuses_what_is_not_safe_and_says_what_to_do(name, value, advice):
    ran = troth("clock", **(PRODUCTION | {name: value}))
    assert (ran.returncode, ran.stderr.count("\n")) == (2, 1), ran.stderr
    assert name in ran.stderr
    assert advice in ran.stderr
    assert len(value) < 40 or value not in ran.stderr or "KEY" not in name  # no key is printed


def test_a_carriers_address_and_a_mailbox_are_reached_by_tls():
    carrier = {"FEDEX_KEY": "k", "FEDEX_API": "http://fedex.fathomandreed.com"}
    assert "FEDEX_API" in troth("clock", **(PRODUCTION | carrier)).stderr
    mailbox = {"CARE_IMAP_HOST": "imap.fathomandreed.com", "CARE_IMAP_TLS": "no"}
    assert "CARE_IMAP_TLS=yes" in troth("clock", **(PRODUCTION | mailbox)).stderr


def test_on_this_machine_mail_needs_no_tls():
    here = {"EMAIL_HOST": "localhost", "EMAIL_USE_TLS": "no", "STRIPE_API": "http://127.0.0.1:1"}
    here |= {"CARE_IMAP_HOST": "127.0.0.1", "CARE_IMAP_TLS": "no"}
    assert shown("settings.EMAIL_USE_TLS", **here) == "False"


def shown(expression: str, **more: str) -> str:
    """What production's settings say."""
    code = f"import django; django.setup(); from django.conf import settings; print({expression})"
    ran = run([sys.executable, "-c", code], PRODUCTION | more)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def test_productions_cookies_are_this_hosts_alone():
    kinds = "SESSION", "CSRF", "LANGUAGE", "DEVICE"
    names = [f"{kind}_COOKIE_NAME" for kind in kinds]
    cookie_settings = shown(f"[getattr(settings, name) for name in {names}]")
    assert cookie_settings.count("'__Host-") == 4
    # What a browser asks of such a cookie: TLS, the whole site, no domain.
    needs = "SESSION_COOKIE_{0}, settings.CSRF_COOKIE_{0}"
    cookie_settings = [
        shown(f"settings.{needs.format(part)}") for part in ("SECURE", "PATH", "DOMAIN")
    ]
    assert cookie_settings == ["True True", "/ /", "None None"]
    assert "Cookie" not in shown("settings.MESSAGE_STORAGE")


@pytest.mark.parametrize(
    ("url", "mode"),
    [
        ("postgres://u:p@db.fathomandreed.com/x", "require"),
        ("postgres://u:p@db.fathomandreed.com/x?sslmode=verify-full", "verify-full"),
        ("postgres://u:p@127.0.0.1/x", "None"),
    ],
)
def test_a_database_elsewhere_is_reached_by_tls(url, mode):
    expression = "settings.DATABASES['default'].get('OPTIONS', {}).get('sslmode')"
    assert shown(expression, DATABASE_URL=url) == mode


def test_passwords_are_hashed_slowly():
    expression = "__import__('django.contrib.auth.hashers', fromlist=['x']).make_password('x')"
    algorithm, rounds, *_ = shown(expression).split("$")
    assert algorithm == "pbkdf2_sha256"
    assert int(rounds) >= 600_000  # what OWASP asks of it


ACCOUNTS = {
    "": "fedex ups usps",
    "CARRIERS_BY_HAND=ups,usps": "fedex",
    "FEDEX_KEY=k": "fedex",
    "USPS_KEY=k CARRIERS_BY_HAND=ups,usps": "fedex usps",
}


def test_development_has_an_account_with_each_built_in_carrier():
    code = """if True:
        import importlib, os, sys
        from troth.config import carriers
        kept = dict(os.environ)
        for told in sys.argv[1:]:
            os.environ.clear()
            os.environ.update(kept, **dict(each.split("=") for each in told.split()))
            print(*importlib.reload(carriers).CARRIERS)
    """
    answer = run([sys.executable, "-c", code, *ACCOUNTS], {"TROTH_ENV": "development"})
    assert answer.stdout.splitlines() == list(ACCOUNTS.values()), answer.stderr
