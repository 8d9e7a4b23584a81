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
    keeps_to_fairs = True
    template_name = "portal/overview.html"

    def get_context_data(self, **kwargs) -> dict:
        figures = overview_figures(self.reach_of)
        return super().get_context_data(
            figures=self.figures(figures),
            step=next_step(self.organizer, figures, self.reach_of),
            **self.fairs(),
            jobs=self.jobs(),
            **kwargs,
        )

    def fairs(self) -> dict:
        """The fairs ahead; where there is none, the latest ones."""
        reach = self.reach_of("events.view_fair")
        if reach is None:
            return {"show_fairs": False}
        ahead = list(upcoming(reach))
        fairs = ahead or list(latest(reach))
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
            ("fairs", _("Fairs")),
            ("enterprises", _("Enterprises")),
            ("products", _("Products")),
            ("participations", _("Participations")),
            ("agreements", _("Agreements")),
        ]
        return [
            {"label": label, "value": format_dong(counts[name]), "url": reverse(name, args=[self.organizer.slug])}
            for name, label in links
            if name in counts
        ]
