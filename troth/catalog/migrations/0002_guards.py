from django.db import migrations

from troth.catalog.guards import append_only, listing_needs_approval


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [
        migrations.RunPython(append_only("catalog_evaluation", "authentication: an evaluation stays on record")),
        migrations.RunPython(listing_needs_approval),
    ]
