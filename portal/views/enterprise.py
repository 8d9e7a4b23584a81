"""An enterprise's overview: the next step first, then what stands in its account."""

from django.views.generic import TemplateView

from enterprises.access import EnterpriseView


class EnterpriseOverview(EnterpriseView, TemplateView):
    section = "my_enterprise"
    template_name = "portal/enterprise.html"
