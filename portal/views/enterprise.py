"""An enterprise's overview: the next step first, then what stands in its account."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from common.money import format_dong
from common.statuses import status
from contracts.queries import agreements_of
from enterprises.access import EnterpriseView
from enterprises.models import OcopCertificate
from events.queries import applications_of, open_fairs
from events.window import last_day
from portal.queries import PaperAtRisk, meetings_ahead, papers_at_risk
from portal.steps import enterprise_step


class EnterpriseOverview(EnterpriseView, TemplateView):
    section = "my_enterprise"
    template_name = "portal/enterprise.html"

    def get_context_data(self, **kwargs) -> dict:
        account = self.enterprise
        applications = list(applications_of(account)[:50])
        fairs, meetings, agreements = open_fairs(account), meetings_ahead(account), agreements_of(account)
        for application in applications:
            application.status = status(application.told_state, application.told_state.label)
        for fair in fairs:
            fair.last_day = last_day(fair)
        return super().get_context_data(
            step=enterprise_step(account, applications, fairs, meetings, agreements.first()),
            figures=[
                self.figure(_("Applications"), len(applications), "my_applications"),
                self.figure(_("Meetings to come"), len(meetings), "my_meetings"),
                self.figure(_("Agreements"), agreements.count(), "my_agreements"),
                self.figure(_("Products"), account.products.count(), "my_products"),
            ],
            applications=applications[:5],
            fairs=fairs[:5],
            papers=[self.paper(risk) for risk in papers_at_risk(account, applications)],
            **kwargs,
        )

    def figure(self, label: str, count: int, name: str) -> dict:
        return {"label": label, "value": format_dong(count), "url": reverse(name, args=[self.enterprise.pk])}

    def paper(self, risk: PaperAtRisk) -> dict:
        """A paper that will not do, with the page where a newer one is entered."""
        ocop = isinstance(risk.paper, OcopCertificate)
        return {
            "name": risk.name,
            "fair": risk.fair,
            "expires_on": risk.expires_on,
            "is_over": risk.expires_on < timezone.localdate(),
            "url": reverse("my_ocop_new" if ocop else "my_paper_new", args=[self.enterprise.pk]),
        }
