"""Which environment this is, where it lives on this machine, its addresses and its keys."""

from __future__ import annotations

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from troth.config.environment import env, env_number, refuse_removed_variables

BASE_DIR = Path(__file__).resolve().parent.parent.parent

refuse_removed_variables()
PORT = env_number("PORT", "8000")
ENVIRONMENT = env("TROTH_ENV", "development")
if ENVIRONMENT not in ("development", "production"):
    raise ImproperlyConfigured(f"TROTH_ENV is {ENVIRONMENT!r}; it is development or production")
# Development moves the clock, shows the mail folder and prints demo sign-ins; production refuses
# all three.
DEVELOPMENT = ENVIRONMENT == "development"
DEBUG = False

VAR_DIR = Path(env("TROTH_VAR", str(BASE_DIR / "var"))).resolve()
# A line that the desk shows on top of every page while the file is there.
DESK_NOTICE = VAR_DIR / "desk-notice.txt"
SECRET_KEY = env("SECRET_KEY", "development-only-" * 4 if DEVELOPMENT else None)
ALLOWED_HOSTS = ["*"] if DEVELOPMENT else env("ALLOWED_HOSTS").split(",")
SITE_URL = env("SITE_URL", f"http://localhost:{PORT}" if DEVELOPMENT else None).rstrip("/")
CSRF_TRUSTED_ORIGINS = [] if DEVELOPMENT else [SITE_URL]

# Serials are sealed under the first; the others still open what was sealed before. The last makes
# the fingerprints.
SERIAL_KEYS = env("SERIAL_KEYS", SECRET_KEY if DEVELOPMENT else None).split(",")

# The first makes the tokens in the addresses of orders' pages; the others still make those of older
# orders.
LINK_KEYS = env("LINK_KEYS", SECRET_KEY if DEVELOPMENT else None).split(",")

# The header in which a proxy of ours tells the shopper's network address; empty where shoppers
# connect by themselves. Production says which: behind a proxy that nobody named, all shoppers would
# share one address, and its limits.
CLIENT_ADDRESS_HEADER = env("CLIENT_ADDRESS_HEADER", "" if DEVELOPMENT else None)
