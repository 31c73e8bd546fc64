from django.db import migrations, models
from django.db.models import Q

from troth.catalog.guards import append_only, forget_append_only, only_may_change

SAID = "what a shopper asked for, and what the policy said of it, is never edited"


class Migration(migrations.Migration):
    """A request to be forgotten; and of what is kept, words and files can be emptied, all at
    once.
    """

    dependencies = [("care", "0004_mail_guard"), ("orders", "0007_erasing")]

    operations = [
        migrations.RunPython(forget_append_only("care_request")),
        migrations.RunPython(forget_append_only("care_attachment")),
        migrations.RunPython(forget_append_only("care_note")),
        migrations.RunPython(forget_append_only("care_mail")),
        migrations.AddField(
            model_name="note",
            name="event",
            field=models.OneToOneField(
                null=True, on_delete=models.PROTECT, related_name="letter", to="orders.event"
            ),
        ),
        migrations.RemoveConstraint(model_name="request", name="request_kind_known"),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=Q(
                    kind__in=(
                        "cancel",
                        "not_received",
                        "not_authentic",
                        "damaged",
                        "forget",
                        "other",
                    )
                ),
                name="request_kind_known",
            ),
        ),
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
                erasable=["says"],
            )
        ),
        migrations.RunPython(
            append_only(
                "care_attachment", keys=["id"], says="evidence is kept", erasable=["file", "name"]
            )
        ),
        migrations.RunPython(
            append_only("care_note", keys=["id"], says="a note is kept", erasable=["says"])
        ),
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
                erasable=["raw"],
            )
        ),
    ]
