"""The table in which tries at signing in are counted. It has no model: Django makes it."""

from typing import Any

from django.core.management import call_command
from django.db import migrations


def make_table(_apps: Any, schema_editor: Any) -> None:
    call_command(
        "createcachetable", "troth_cache", database=schema_editor.connection.alias, verbosity=0
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [migrations.RunPython(make_table, migrations.RunPython.noop)]
