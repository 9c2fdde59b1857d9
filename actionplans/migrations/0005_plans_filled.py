"""Actions of the minutes get their agency, their stage, and the dated record that pages of a past day read."""

from django.db import migrations


def fill(apps, editor):
    Action = apps.get_model("actionplans", "Action")
    StageChange = apps.get_model("actionplans", "StageChange")
    DueChange = apps.get_model("actionplans", "DueChange")
    for action in Action.objects.select_related("owner").order_by("pk").iterator(chunk_size=500):
        updates = list(action.updates.order_by("made_at", "pk"))
        action.agency_id = action.owner.agency_id
        action.stage = "done" if action.done_on else "open"
        action.last_confirmed_on = max((one.made_at.date() for one in updates), default=None)
        action.save(update_fields=["agency", "stage", "last_confirmed_on"])
        StageChange.objects.create(action=action, stage="open", changed_at=action.opened_at)
        DueChange.objects.create(action=action, due_on=action.first_due_on, changed_at=action.opened_at)
        for one in updates:
            if one.new_due_on:
                DueChange.objects.create(
                    action=action, due_on=one.new_due_on, changed_at=one.made_at, changed_by_id=one.made_by_id
                )
            if one.done:
                StageChange.objects.create(
                    action=action, stage="done", changed_at=one.made_at, changed_by_id=one.made_by_id
                )


class Migration(migrations.Migration):
    dependencies = [
        ("actionplans", "0004_plans"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
