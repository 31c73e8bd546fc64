"""The roles, with the rights that the verbs ask for; who is on the staff already keeps what they
could do.
"""

from django.db import migrations

JUDGE = ("catalog", "evaluation", "add_evaluation")
SEE_SERIALS = ("catalog", "voidedserial", "view_voidedserial")
MOVE_MONEY = ("payments", "movement", "add_movement")
RIGHTS = {
    "care": [MOVE_MONEY],
    "warehouse": [],
    "authenticator": [JUDGE, SEE_SERIALS],
    "finance": [MOVE_MONEY],
    "owner": [JUDGE, SEE_SERIALS, MOVE_MONEY],
}


def make_roles(apps, _schema_editor):
    group_of = {}
    for role, rights in RIGHTS.items():
        group_of[role], _ = apps.get_model("auth", "Group").objects.get_or_create(name=role)
        group_of[role].permissions.set([_permission(apps, *right) for right in rights])
    for person in apps.get_model("auth", "User").objects.filter(is_staff=True):
        may = set(person.user_permissions.values_list("codename", flat=True))
        roles = {"care", "warehouse"}
        roles |= {"authenticator"} if JUDGE[2] in may else set()
        roles |= {"finance"} if MOVE_MONEY[2] in may else set()
        if person.is_superuser or {JUDGE[2], MOVE_MONEY[2]} <= may:
            roles = {"owner"}
        person.groups.add(*[group_of[role] for role in roles])
        person.user_permissions.remove(
            *group_of["owner"].permissions.all()
        )  # or a role taken away would take nothing


def _permission(apps, app, model, code):
    """Django makes them after all migrations; on a new database that is too late for us."""
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app, model=model
    )
    name = f"Can {code.partition('_')[0]} {model}"
    found, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename=code, defaults={"name": name}
    )
    return found


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("catalog", "0008_holds"),
        ("payments", "0003_approval"),
    ]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
