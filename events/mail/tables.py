"""The list of a fair's letters."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from common.lists import ListTable
from common.models import Letter
from common.tables import StatusColumn


class FairLetterTable(ListTable):
    subject = tables.Column(attrs={"td": {"class": "is-lead"}})
    to = tables.Column(empty_values=())
    created_at = tables.DateTimeColumn(format="d/m/Y H:i")
    state = StatusColumn(verbose_name=_("State"))
    error = tables.Column(verbose_name=_("Why not"), orderable=False)
    again = tables.TemplateColumn(
        template_name="mail/again.html", verbose_name=_("What to do"), orderable=False, exclude_from_export=True
    )

    class Meta(ListTable.Meta):
        model = Letter
        fields = ["subject", "to", "created_at", "state", "error", "again"]
        order_by = "-created_at"

    def render_to(self, record: Letter) -> str:
        """The address; for who has none the name and number under which they are told."""
        return record.to or " ".join(filter(None, (record.name, record.mobile)))
