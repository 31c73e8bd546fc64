"""The database, and the cache that counts tries."""

from __future__ import annotations

from troth.config.base import DEVELOPMENT, VAR_DIR
from troth.config.environment import env
from troth.config.stores import database_of

DATABASE_URL = env("DATABASE_URL", f"sqlite:///{VAR_DIR}/troth.sqlite3" if DEVELOPMENT else None)
DATABASES = {"default": database_of(DATABASE_URL, development=DEVELOPMENT)}
# On PostgreSQL the role that owns the tables, for `migrate` and `restore` alone: the application's
# own role can change no guard.
DATABASE_OWNER_URL = env("DATABASE_OWNER_URL", "")
# Counts tries at signing in, for every web process alike.
_COUNTS = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "troth_cache"}
CACHES = {"default": {**_COUNTS, "OPTIONS": {"MAX_ENTRIES": 100_000}}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
