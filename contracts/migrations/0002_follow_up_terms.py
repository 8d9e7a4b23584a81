"""Reference data: after how many months each side of an agreement is asked what came of it."""

from django.db import migrations

MONTHS = (3, 6, 12)  # usual in follow-up of trade promotion


def enter(apps, schema_editor):
    term = apps.get_model("contracts", "FollowUpTerm")
    term.objects.bulk_create(term(months=months) for months in MONTHS)


def remove(apps, schema_editor):
    apps.get_model("contracts", "FollowUpTerm").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_initial")]
    operations = [migrations.RunPython(enter, remove)]
