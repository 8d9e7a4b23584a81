"""Reference data: days that the government sets apart, as announced for 2026; of 2027 only those that are fixed.

The days come from public material. A year's exchanges of days and its Tết are entered once they are announced.
"""

import datetime

from django.db import migrations

NEW_YEAR = ("Tết Dương lịch", "New Year's Day")
TET = ("Tết Nguyên đán", "Lunar New Year")
HUNG = ("Giỗ Tổ Hùng Vương", "Hùng Kings' Commemoration Day")
VICTORY = ("Ngày Chiến thắng", "Victory Day")
LABOUR = ("Ngày Quốc tế lao động", "International Labour Day")
NATIONAL = ("Quốc khánh", "National Day")
INSTEAD = ("Nghỉ hoán đổi, nghỉ bù", "Day off in exchange")
EXCHANGED = ("Làm bù", "Working day in exchange")

OFF = [
    ("2026-01-01", NEW_YEAR),
    ("2026-01-02", INSTEAD),
    *((f"2026-02-{day}", TET) for day in (16, 17, 18, 19, 20)),
    ("2026-04-26", HUNG),
    ("2026-04-27", INSTEAD),
    ("2026-04-30", VICTORY),
    ("2026-05-01", LABOUR),
    ("2026-08-31", INSTEAD),
    ("2026-09-01", NATIONAL),
    ("2026-09-02", NATIONAL),
    ("2027-01-01", NEW_YEAR),
    ("2027-04-16", HUNG),
    ("2027-04-30", VICTORY),
    ("2027-05-01", LABOUR),
    ("2027-09-02", NATIONAL),
]
WORKED = ["2026-01-10", "2026-08-22"]


def enter(apps, schema_editor):
    special = apps.get_model("common", "SpecialDay")
    for written, (vi, en) in OFF:
        special.objects.create(day=datetime.date.fromisoformat(written), name_vi=vi, name_en=en)
    for written in WORKED:
        day = datetime.date.fromisoformat(written)
        special.objects.create(day=day, is_working=True, name_vi=EXCHANGED[0], name_en=EXCHANGED[1])


def remove(apps, schema_editor):
    apps.get_model("common", "SpecialDay").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("common", "0002_legal_bases")]
    operations = [migrations.RunPython(enter, remove)]
