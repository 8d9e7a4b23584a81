from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("common", "0006_special_days")]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="about_fair",
            field=models.PositiveBigIntegerField(db_index=True, null=True),
        ),
    ]
