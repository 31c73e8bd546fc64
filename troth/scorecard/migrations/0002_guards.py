from django.db import migrations

from troth.catalog.guards import append_only

SAYS = "what was shown in public, and who decided it, stays on record"


class Migration(migrations.Migration):
    dependencies = [("scorecard", "0001_initial"), ("catalog", "0002_guards")]

    operations = [
        migrations.RunPython(append_only("scorecard_showing", keys=["id", "after"], says=SAYS)),
    ]
