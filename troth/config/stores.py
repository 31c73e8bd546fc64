"""Where the settings keep things: the database of an address, and files in a folder or a bucket."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from troth.config.environment import env, is_this_machine


def database_of(url: str, *, development: bool) -> dict[str, Any]:
    """The database of this address, with what each engine needs.

    Raises `ImproperlyConfigured`.
    """
    try:
        database: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=None))
    except Exception as unknown:
        raise ImproperlyConfigured(
            "DATABASE_URL is no address of a database: sqlite:///FILE or postgres://…"
        ) from unknown
    if database["ENGINE"].endswith("sqlite3"):
        # IMMEDIATE: a writer waits its turn at the start of its transaction, never fails in the
        # middle of it.
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            ),
        }
    elif not development and _is_remote(database["HOST"]):
        # Encrypted unless the address says otherwise; `?sslmode=verify-full` checks the name too.
        database.setdefault("OPTIONS", {}).setdefault("sslmode", "require")
    return database


def _is_remote(host: str) -> bool:
    """Whether a connection to the database leaves this machine; a path is a socket's folder."""
    return bool(host) and not host.startswith("/") and not is_this_machine(host)


def storage_of(bucket: str, folder: Path, *, cache: str = "") -> dict[str, Any]:
    """Files in a folder here, or in an S3-compatible bucket where one is named. With a `cache` rule
    they are public.
    """
    if not bucket:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder},
        }
    options: dict[str, Any] = {
        "bucket_name": bucket,
        "querystring_auth": not cache,
        "file_overwrite": False,
    }
    options |= {
        "endpoint_url": env("S3_ENDPOINT", "") or None,
        "region_name": env("S3_REGION", "us-east-1"),
    }
    if cache:
        options |= {
            "object_parameters": {"CacheControl": cache},
            "custom_domain": env("S3_DOMAIN", "") or None,
        }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def photo_origins(bucket: str) -> list[str]:
    """From where a page may show photos, besides ourselves."""
    if not bucket:
        return []
    if domain := env("S3_DOMAIN", ""):
        return [f"https://{domain}"]
    if endpoint := env("S3_ENDPOINT", ""):
        return ["/".join(endpoint.split("/")[:3])]
    return [
        f"https://{bucket}.s3.amazonaws.com",
        f"https://{bucket}.s3.{env('S3_REGION', 'us-east-1')}.amazonaws.com",
    ]
