from django.db import migrations

from troth.catalog.guards import append_only, only_may_change

RECORD = "what was done with the terms stays on the record"
DECIDED = ("state", "decided_by", "decided_at", "publication_id")
FIXED = ("id", "text", "digest", "draft_id", "first_day", "says", "by", "at")


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial")]

    operations = [
        migrations.RunPython(append_only("publishing_policyevent", keys=["id"], says=RECORD)),
        migrations.RunPython(
            only_may_change("publishing_proposal", columns=DECIDED, fixed=FIXED, says=RECORD)
        ),
    ]
