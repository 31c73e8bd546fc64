"""Which apps are the store's own."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import AppConfig, apps


def own_apps() -> Iterator[AppConfig]:
    """The store's own apps, without Django's and others'."""
    return (config for config in apps.get_app_configs() if config.name.startswith("troth."))


def last_app() -> AppConfig:
    """The app that `migrate` tells its receivers of last: all tables and permissions are there."""
    return [config for config in apps.get_app_configs() if config.models_module][-1]
