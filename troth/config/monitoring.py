"""Logs, metrics, the access record, and whom to tell of a weakness."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from troth.config.base import DEVELOPMENT
from troth.config.environment import env, env_number
from troth.operations.logs import logging_for

# Logs go to stderr: lines for people, or `json`, one object a line. Production tells each request;
# see operations.logs.
LOG_FORMAT, ACCESS_LOG = (
    env("LOG_FORMAT", "text"),
    env("ACCESS_LOG", "no" if DEVELOPMENT else "yes") == "yes",
)
if LOG_FORMAT not in ("text", "json"):
    raise ImproperlyConfigured(f"LOG_FORMAT is {LOG_FORMAT!r}; it is text or json")
LOGGING = logging_for(as_json=LOG_FORMAT == "json", access=ACCESS_LOG)

# Whom /.well-known/security.txt names, by commas: `mailto:` or `https:` addresses.
SECURITY_CONTACT = [part.strip() for part in env("SECURITY_CONTACT", "").split(",") if part.strip()]

# How many days the record of who signed in, looked and exported is kept; the database refuses to
# delete a row sooner than after 90.
ACCESS_RECORD_DAYS = env_number("ACCESS_RECORD_DAYS", "400")

# Who may read /metrics; nobody where it is empty.
METRICS_TOKEN = env("METRICS_TOKEN", "")
