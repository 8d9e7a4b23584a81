"""What the catalogue does in the background: laying out a copy, and taking back those that may no longer be shown."""

from django.utils import translation
from django.utils.translation import gettext as _

from common import jobs
from common.jobs import JobError, Run, handler
from common.models import Job
from common.rounds import every_minute
from events.actions.catalogue import keep_copy, remove_copy
from events.catalogue import queries
from events.models import CatalogueCopy, Fair

MAKE = "catalogue_pdf"


def make(fair: Fair, language: str, *, by, next_url: str = "") -> Job:
    """Lay out a copy in one language; the same is never begun twice."""
    return jobs.start(
        kind=MAKE,
        organizer=fair.organizer,
        by=by,
        params={"fair": fair.pk, "language": language, "next": next_url},
        key=f"{MAKE}:{fair.pk}:{language}",
    )


@handler(MAKE)
def make_copy(run: Run) -> None:
    """Who is asked for first are the consents: one that ends meanwhile makes the copy one that is not handed out."""
    from events.catalogue.document import catalogue_pdf  # only workers lay out papers

    params = run.job.params
    fair = Fair.objects.select_related("organizer").get(pk=params["fair"], organizer=run.job.organizer)
    consents = queries.consents_behind(fair)
    entries = queries.entries(fair, queries.shown(fair))
    if not entries:
        raise JobError(_("Nobody stands in the catalogue yet, so there is nothing to print."))
    run.report(1, 2)
    with translation.override(params["language"]):
        content = catalogue_pdf(fair, entries)
    keep_copy(fair=fair, language=params["language"], content=content, consents=consents, firms=len(entries), run=run)


@every_minute
def take_back_copies() -> None:
    """A copy that names somebody who may no longer be named goes, and is laid out anew without them."""
    fairs = Fair.objects.filter(pk__in=CatalogueCopy.objects.values("fair")).select_related("organizer")
    for fair in fairs:
        lawful = queries.lawful_copies(fair)
        for copy in fair.catalogue_copies.select_related("file", "made_by"):
            if copy.language not in lawful:
                remove_copy(copy=copy)
                if queries.shown(fair).exists():
                    make(fair, copy.language, by=copy.made_by)
