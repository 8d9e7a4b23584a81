"""The organizer's overview: the next step first, then what stands in the records."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.access import OrganizerView
from common.money import format_dong
from common.statuses import status
from portal.queries import latest, overview_figures, recent_jobs, upcoming
from portal.steps import next_step
from portal.views.work import job_name


class Overview(OrganizerView, TemplateView):
    section = "overview"
    permission = "accounts.enter_workspace"
    template_name = "portal/overview.html"

    def get_context_data(self, **kwargs) -> dict:
        figures = overview_figures(self.organizer)
        return super().get_context_data(
            figures=[f for f in self.figures(figures) if self.may(f["permission"])],
            step=next_step(self.organizer, figures, self.request.user),
            **self.fairs(),
            jobs=self.jobs(),
            **kwargs,
        )

    def fairs(self) -> dict:
        """The fairs ahead; where there is none, the latest ones."""
        if not self.may("events.view_fair"):
            return {"show_fairs": False}
        ahead = list(upcoming(self.organizer))
        fairs = ahead or list(latest(self.organizer))
        for fair in fairs:
            fair.status = status(fair.state, fair.get_state_display())
        return {"show_fairs": True, "fairs": fairs, "fairs_ahead": bool(ahead)}

    def jobs(self) -> list[dict]:
        slug = self.organizer.slug
        return [
            {
                "name": job_name(job),
                "url": reverse("job", args=[slug, job.pk]),
                "created_at": job.created_at,
                "status": status(job.state, job.get_state_display()),
            }
            for job in recent_jobs(self.organizer, self.request.user)
        ]

    def figures(self, counts: dict[str, int]) -> list[dict]:
        links = [
            ("fairs", _("Fairs"), "events.view_fair"),
            ("enterprises", _("Enterprises"), "enterprises.view_enterprise"),
            ("products", _("Products"), "enterprises.view_product"),
            ("participations", _("Participations"), "events.view_participation"),
            ("agreements", _("Agreements"), "contracts.view_agreement"),
        ]
        return [
            {
                "label": label,
                "value": format_dong(counts[name]),
                "url": reverse(name, args=[self.organizer.slug]),
                "permission": permission,
            }
            for name, label, permission in links
        ]
