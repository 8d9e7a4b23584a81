"""Reference data: by when the law wants what of a hosted fair.

The days come from public material and not from the acts themselves. A decree is added or ended by a row, never in code.
"""

import datetime

from django.db import migrations

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
    dependencies = [("events", "0001_initial")]
    operations = [migrations.RunPython(enter_terms, remove_terms)]
