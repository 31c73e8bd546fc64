from django.db import migrations

from troth.catalog.guards import append_only, listing_needs_approval

STAYS = "authentication: an evaluation stays on record"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [
        migrations.RunPython(append_only("catalog_evaluation", keys=["id"], says=STAYS)),
        migrations.RunPython(listing_needs_approval),
    ]
