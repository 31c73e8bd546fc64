from django.db import migrations

from troth.catalog.guards import only_may_change


class Migration(migrations.Migration):
    dependencies = [("care", "0003_mail")]

    operations = [
        migrations.RunPython(
            only_may_change(
                "care_mail",
                columns=[
                    "not_before",
                    "attempts",
                    "problem",
                    "message_id",
                    "sender",
                    "subject",
                    "own",
                    "kind",
                    "suggests",
                    "clear",
                    "proven",
                    "proof",
                    "order_id",
                    "state",
                    "answer_by",
                    "request_id",
                    "outcome",
                    "ended_at",
                    "ended_by",
                ],
                fixed=["id", "digest", "raw", "received_at", "how"],
                says="mail is kept as it came",
            )
        ),
    ]
