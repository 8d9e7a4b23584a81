"""The legal file of a hosted fair, and as reference data by when the law wants what.

The days come from public material and not from the acts themselves. A decree is added or ended by a row, never in code.
"""

import datetime

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

DECREE_81 = datetime.date(2018, 7, 15)
DECREE_128 = datetime.date(2024, 12, 1)
BASES = (
    (
        DECREE_81,
        DECREE_128 - datetime.timedelta(days=1),
        "Luật Thương mại số 36/2005/QH11; Nghị định số 81/2018/NĐ-CP của Chính phủ",
        "Commercial Law No. 36/2005/QH11; Decree No. 81/2018/NĐ-CP of the Government",
    ),
    (
        DECREE_128,
        None,
        "Luật Thương mại số 36/2005/QH11; Nghị định số 81/2018/NĐ-CP, được sửa đổi tại Nghị định số 128/2024/NĐ-CP",
        "Commercial Law No. 36/2005/QH11; Decree No. 81/2018/NĐ-CP, amended by Decree No. 128/2024/NĐ-CP",
    ),
)
# kind, days, at the earliest so many days before
TERMS = (("register", 30, 365), ("amend", 30, None), ("answer", 7, None), ("report", 30, None))


def enter_terms(apps, schema_editor):
    term = apps.get_model("events", "FairTerm")
    for valid_from, valid_to, basis_vi, basis_en in BASES:
        for kind, days, most_days in TERMS:
            term.objects.create(
                kind=kind,
                days=days,
                most_days=most_days,
                valid_from=valid_from,
                valid_to=valid_to,
                basis_vi=basis_vi,
                basis_en=basis_en,
            )


def remove_terms(apps, schema_editor):
    apps.get_model("events", "FairTerm").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0003_special_days"),
        ("events", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FairAmendment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="entered on")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="last changed on")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("name", "name or theme"),
                            ("days", "days"),
                            ("place", "place"),
                            ("scale", "scale"),
                            ("other", "something else"),
                        ],
                        max_length=5,
                        verbose_name="what changes",
                    ),
                ),
                ("before", models.CharField(blank=True, max_length=500, verbose_name="from")),
                ("after", models.CharField(max_length=500, verbose_name="to")),
                ("filed_on", models.DateField(verbose_name="filed on")),
                ("filed_no", models.CharField(blank=True, max_length=80, verbose_name="our number")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="answered on")),
                ("answer_no", models.CharField(blank=True, max_length=80, verbose_name="number of the answer")),
                (
                    "fair",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="events.fair",
                    ),
                ),
            ],
            options={
                "verbose_name": "change filed",
                "verbose_name_plural": "changes filed",
                "ordering": ["-filed_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="FairPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="entered on")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="last changed on")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("decision", "decision or plan"),
                            ("filed", "registration as filed"),
                            ("confirmed", "confirmation or receipt"),
                            ("amended", "change as filed"),
                            ("answer", "answer to a change"),
                            ("report", "results report"),
                            ("other", "another paper"),
                        ],
                        max_length=9,
                        verbose_name="kind",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "amendment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="papers",
                        to="events.fairamendment",
                        verbose_name="of which change",
                    ),
                ),
                (
                    "fair",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legal_papers",
                        to="events.fair",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.storedfile",
                        verbose_name="file",
                    ),
                ),
            ],
            options={
                "verbose_name": "paper",
                "verbose_name_plural": "papers",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="FairTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("register", "register the fair"),
                            ("amend", "file a change"),
                            ("answer", "answer to a change"),
                            ("report", "report the results"),
                        ],
                        max_length=8,
                    ),
                ),
                ("days", models.PositiveSmallIntegerField()),
                ("most_days", models.PositiveSmallIntegerField(null=True)),
                ("basis_vi", models.CharField(max_length=300)),
                ("basis_en", models.CharField(max_length=300)),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from", None),
                            ("valid_to", None),
                            ("valid_from__lte", models.F("valid_to")),
                            _connector="OR",
                        ),
                        name="fairterm_days_in_order",
                    ),
                    models.UniqueConstraint(fields=("kind", "valid_from"), name="one_fair_term_a_day"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalFairAmendment",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(blank=True, editable=False, verbose_name="entered on")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("name", "name or theme"),
                            ("days", "days"),
                            ("place", "place"),
                            ("scale", "scale"),
                            ("other", "something else"),
                        ],
                        max_length=5,
                        verbose_name="what changes",
                    ),
                ),
                ("before", models.CharField(blank=True, max_length=500, verbose_name="from")),
                ("after", models.CharField(max_length=500, verbose_name="to")),
                ("filed_on", models.DateField(verbose_name="filed on")),
                ("filed_no", models.CharField(blank=True, max_length=80, verbose_name="our number")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="answered on")),
                ("answer_no", models.CharField(blank=True, max_length=80, verbose_name="number of the answer")),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "fair",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="events.fair",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical change filed",
                "verbose_name_plural": "historical changes filed",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFairPaper",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(blank=True, editable=False, verbose_name="entered on")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("decision", "decision or plan"),
                            ("filed", "registration as filed"),
                            ("confirmed", "confirmation or receipt"),
                            ("amended", "change as filed"),
                            ("answer", "answer to a change"),
                            ("report", "results report"),
                            ("other", "another paper"),
                        ],
                        max_length=9,
                        verbose_name="kind",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "amendment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="events.fairamendment",
                        verbose_name="of which change",
                    ),
                ),
                (
                    "fair",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="events.fair",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="common.storedfile",
                        verbose_name="file",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical paper",
                "verbose_name_plural": "historical papers",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLegalFile",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(blank=True, editable=False, verbose_name="entered on")),
                ("theme", models.CharField(blank=True, max_length=255, verbose_name="theme of the fair")),
                ("decided_by", models.CharField(blank=True, max_length=255, verbose_name="who decided")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                ("receipt_no", models.CharField(blank=True, max_length=80, verbose_name="receipt number")),
                ("receipt_on", models.DateField(blank=True, null=True, verbose_name="registration filed on")),
                ("confirmed_on", models.DateField(blank=True, null=True, verbose_name="confirmed on")),
                ("report_no", models.CharField(blank=True, max_length=80, verbose_name="number of the results report")),
                ("report_on", models.DateField(blank=True, null=True, verbose_name="results report filed on")),
                ("incidents", models.TextField(blank=True, max_length=3000, verbose_name="incidents")),
                ("proposals", models.TextField(blank=True, max_length=3000, verbose_name="proposals")),
                (
                    "planned_booths",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100000000)],
                        verbose_name="booths, planned",
                    ),
                ),
                (
                    "planned_in_province",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100000000)],
                        verbose_name="exhibitors of the province, planned",
                    ),
                ),
                (
                    "planned_out_of_province",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100000000)],
                        verbose_name="exhibitors from elsewhere, planned",
                    ),
                ),
                (
                    "planned_visits",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100000000)],
                        verbose_name="visits, planned",
                    ),
                ),
                (
                    "planned_sales",
                    models.BigIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1000000000000000),
                        ],
                        verbose_name="on-site sales, planned, đồng",
                    ),
                ),
                (
                    "visits",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100000000)],
                        verbose_name="visits",
                    ),
                ),
                ("visits_source", models.CharField(blank=True, max_length=200, verbose_name="source of the visits")),
                (
                    "on_site_sales",
                    models.BigIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1000000000000000),
                        ],
                        verbose_name="on-site sales, đồng",
                    ),
                ),
                (
                    "sales_source",
                    models.CharField(blank=True, max_length=200, verbose_name="source of the on-site sales"),
                ),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "fair",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="events.fair",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical legal file",
                "verbose_name_plural": "historical legal files",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="LegalFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="entered on")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="last changed on")),
                ("theme", models.CharField(blank=True, max_length=255, verbose_name="theme of the fair")),
                ("decided_by", models.CharField(blank=True, max_length=255, verbose_name="who decided")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                ("receipt_no", models.CharField(blank=True, max_length=80, verbose_name="receipt number")),
                ("receipt_on", models.DateField(blank=True, null=True, verbose_name="registration filed on")),
                ("confirmed_on", models.DateField(blank=True, null=True, verbose_name="confirmed on")),
                ("report_no", models.CharField(blank=True, max_length=80, verbose_name="number of the results report")),
                ("report_on", models.DateField(blank=True, null=True, verbose_name="results report filed on")),
                ("incidents", models.TextField(blank=True, max_length=3000, verbose_name="incidents")),
                ("proposals", models.TextField(blank=True, max_length=3000, verbose_name="proposals")),
                (
                    "planned_booths",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100000000)],
                        verbose_name="booths, planned",
                    ),
                ),
                (
                    "planned_in_province",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100000000)],
                        verbose_name="exhibitors of the province, planned",
                    ),
                ),
                (
                    "planned_out_of_province",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100000000)],
                        verbose_name="exhibitors from elsewhere, planned",
                    ),
                ),
                (
                    "planned_visits",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100000000)],
                        verbose_name="visits, planned",
                    ),
                ),
                (
                    "planned_sales",
                    models.BigIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1000000000000000),
                        ],
                        verbose_name="on-site sales, planned, đồng",
                    ),
                ),
                (
                    "visits",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100000000)],
                        verbose_name="visits",
                    ),
                ),
                ("visits_source", models.CharField(blank=True, max_length=200, verbose_name="source of the visits")),
                (
                    "on_site_sales",
                    models.BigIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1000000000000000),
                        ],
                        verbose_name="on-site sales, đồng",
                    ),
                ),
                (
                    "sales_source",
                    models.CharField(blank=True, max_length=200, verbose_name="source of the on-site sales"),
                ),
                (
                    "fair",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="legal_file",
                        to="events.fair",
                    ),
                ),
            ],
            options={
                "verbose_name": "legal file",
                "verbose_name_plural": "legal files",
            },
        ),
        migrations.AddConstraint(
            model_name="fairamendment",
            constraint=models.CheckConstraint(
                condition=models.Q(("answered_on", None), ("answered_on__gte", models.F("filed_on")), _connector="OR"),
                name="amendment_answered_after_it_was_filed",
                violation_error_message="It was answered before it was filed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="fairamendment",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_no", ""), ("answered_on__isnull", False), _connector="OR"),
                name="amendment_answer_has_a_day",
                violation_error_message="Say on which day the answer came.",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("receipt_on", None),
                    ("confirmed_on", None),
                    ("confirmed_on__gte", models.F("receipt_on")),
                    _connector="OR",
                ),
                name="fair_confirmed_after_it_was_filed",
                violation_error_message="It was confirmed before it was filed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("visits", None), models.Q(("visits_source", ""), _negated=True), _connector="OR"),
                name="visits_name_their_source",
                violation_error_message="Say where the number of visits comes from.",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("on_site_sales", None), models.Q(("sales_source", ""), _negated=True), _connector="OR"
                ),
                name="on_site_sales_name_their_source",
                violation_error_message="Say where the amount of on-site sales comes from.",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("planned_sales", None), ("planned_sales__range", (0, 1000000000000000)), _connector="OR"
                ),
                name="fair_planned_sales_in_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("on_site_sales", None), ("on_site_sales__range", (0, 1000000000000000)), _connector="OR"
                ),
                name="fair_on_site_sales_in_range",
            ),
        ),
        migrations.RunPython(enter_terms, remove_terms),
    ]
