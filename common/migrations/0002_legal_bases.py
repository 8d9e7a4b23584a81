"""Reference data: what a results report cites, and since when. A decree is added or ended by a row, never in code.

The days come from public material and not from the acts themselves. Of decree 239/2026 only the year is known.
"""

import datetime

from django.db import migrations

USED_FOR = "results_report"
ACTS = [
    (
        "commercial-law-2005",
        datetime.date(2006, 1, 1),
        "Luật Thương mại số 36/2005/QH11 (Điều 129)",
        "the Commercial Law No. 36/2005/QH11 (Article 129)",
    ),
    (
        "decree-81-2018",
        datetime.date(2018, 7, 15),
        "Nghị định số 81/2018/NĐ-CP ngày 22 tháng 5 năm 2018 của Chính phủ",
        "Decree No. 81/2018/NĐ-CP of 22 May 2018 of the Government",
    ),
    (
        "decree-17-2020",
        datetime.date(2020, 3, 22),
        "Nghị định số 17/2020/NĐ-CP của Chính phủ sửa đổi, bổ sung Nghị định số 81/2018/NĐ-CP",
        "Decree No. 17/2020/NĐ-CP of the Government, amending Decree No. 81/2018/NĐ-CP",
    ),
    (
        "decree-128-2024",
        datetime.date(2024, 12, 1),
        "Nghị định số 128/2024/NĐ-CP của Chính phủ sửa đổi, bổ sung Nghị định số 81/2018/NĐ-CP",
        "Decree No. 128/2024/NĐ-CP of the Government, amending Decree No. 81/2018/NĐ-CP",
    ),
    (
        "decree-239-2026",
        datetime.date(2026, 1, 1),
        "Nghị định số 239/2026/NĐ-CP của Chính phủ sửa đổi, bổ sung Nghị định số 81/2018/NĐ-CP",
        "Decree No. 239/2026/NĐ-CP of the Government, amending Decree No. 81/2018/NĐ-CP",
    ),
]


def enter(apps, schema_editor):
    basis = apps.get_model("common", "LegalBasis")
    for rank, (code, valid_from, text_vi, text_en) in enumerate(ACTS, start=1):
        basis.objects.create(
            code=code, used_for=USED_FOR, rank=rank, valid_from=valid_from, text_vi=text_vi, text_en=text_en
        )


def remove(apps, schema_editor):
    apps.get_model("common", "LegalBasis").objects.filter(used_for=USED_FOR).delete()


class Migration(migrations.Migration):
    dependencies = [("common", "0001_initial")]
    operations = [migrations.RunPython(enter, remove)]
