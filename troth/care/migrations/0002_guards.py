from django.db import migrations

from troth.catalog.guards import append_only, only_may_change

SAID = "what a shopper asked for, and what the policy said of it, is never edited"


class Migration(migrations.Migration):
    dependencies = [("care", "0001_initial"), ("catalog", "0008_holds")]

    operations = [
        migrations.RunPython(
            only_may_change(
                "care_request",
                columns=[
                    "state",
                    "answer_by",
                    "wakes_at",
                    "hold_id",
                    "facts",
                    "outcome",
                    "reason",
                    "ended_at",
                    "ended_by",
                ],
                fixed=[
                    "id",
                    "key",
                    "order_id",
                    "kind",
                    "about",
                    "says",
                    "how",
                    "by",
                    "asked_at",
                    "verdict",
                ],
                says=SAID,
            )
        ),
        migrations.RunPython(append_only("care_attachment", keys=["id"], says="evidence is kept")),
        migrations.RunPython(append_only("care_note", keys=["id"], says="a note is kept")),
        migrations.RunPython(append_only("care_opinion", keys=["id"], says="an opinion is kept")),
    ]
