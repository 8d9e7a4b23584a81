"""Reference data: by when requests about personal data are answered and done, and what answers cite.

The terms come from public material about Law 91/2025/QH15 and Decree 356/2025/NĐ-CP, not from the acts themselves.
Once such a request is extended it has as many days again.
"""

import datetime

from django.db import migrations

IN_FORCE = datetime.date(2026, 1, 1)
DONE_DAYS = {"view": 10, "provide": 10, "correct": 10, "withdraw": 15, "restrict": 15, "object": 15, "erase": 20}

# used for, code, in force from, Vietnamese, English
ACTS = [
    (
        "personal_data",
        "personal-data-law-2025",
        IN_FORCE,
        "Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15",
        "the Law on Personal Data Protection No. 91/2025/QH15",
    ),
    (
        "personal_data",
        "decree-356-2025",
        IN_FORCE,
        "Nghị định số 356/2025/NĐ-CP của Chính phủ",
        "Decree No. 356/2025/NĐ-CP of the Government",
    ),
    (
        "kept_records",
        "archives-law-2024",
        datetime.date(2025, 7, 1),
        "Luật Lưu trữ số 33/2024/QH15",
        "the Law on Archives No. 33/2024/QH15",
    ),
    (
        "kept_records",
        "accounting-law-2015",
        datetime.date(2017, 1, 1),
        "Luật Kế toán số 88/2015/QH13",
        "the Law on Accounting No. 88/2015/QH13",
    ),
    (
        "kept_records",
        "civil-code-2015",
        datetime.date(2017, 1, 1),
        "Bộ luật Dân sự số 91/2015/QH13",
        "the Civil Code No. 91/2015/QH13",
    ),
]


def enter(apps, schema_editor):
    term = apps.get_model("portal", "RequestTerm")
    for kind, days in DONE_DAYS.items():
        term.objects.create(kind=kind, answer_working_days=2, done_days=days, extension_days=days, valid_from=IN_FORCE)
    basis = apps.get_model("common", "LegalBasis")
    for rank, (used_for, code, valid_from, text_vi, text_en) in enumerate(ACTS, start=1):
        basis.objects.create(
            code=code, used_for=used_for, rank=rank, valid_from=valid_from, text_vi=text_vi, text_en=text_en
        )


def remove(apps, schema_editor):
    apps.get_model("portal", "RequestTerm").objects.all().delete()
    apps.get_model("common", "LegalBasis").objects.filter(used_for__in=("personal_data", "kept_records")).delete()


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial"), ("common", "0003_special_days")]
    operations = [migrations.RunPython(enter, remove)]
