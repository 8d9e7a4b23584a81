"""What is done with a fair's catalogue: published, taken down, laid out to print, taken back where a consent ends."""

from django.db import transaction

from accounts.models import User
from common import files, history
from common.jobs import Run
from common.models import StoredFile
from events.models import Catalogue, CatalogueCopy, Fair

PURPOSE = "catalogue"


@transaction.atomic
def publish(*, fair: Fair, is_published: bool, by: User) -> Catalogue:
    """Put the catalogue on the fair's public page, or take it down. What is so already stays as it is."""
    Fair.objects.select_for_update(no_key=True).get(pk=fair.pk)
    catalogue = Catalogue.objects.filter(fair=fair).first() or Catalogue(fair=fair)
    if catalogue._state.adding or catalogue.is_published != is_published:
        catalogue.is_published = is_published
        history.save(catalogue, by=by)
    return catalogue


def keep_copy(*, fair: Fair, language: str, content: bytes, consents: set[int], firms: int, run: Run) -> CatalogueCopy:
    """Keep a copy in place of the one before, and end its job, in one."""
    with transaction.atomic():
        Fair.objects.select_for_update(no_key=True).get(pk=fair.pk)
        for before in fair.catalogue_copies.filter(language=language):
            remove_copy(copy=before)
        stored = files.store_bytes(
            content,
            name=f"{fair.slug}-catalogue-{language}.pdf",
            kind=files.PDF,
            purpose=PURPOSE,
            by=run.job.by,
            organizer=fair.organizer,
        )
        copy = CatalogueCopy.objects.create(
            fair=fair, language=language, file=stored, consents=sorted(consents), firms=firms, made_by=run.job.by
        )
        run.finish({"firms": firms})
    return copy


@transaction.atomic
def remove_copy(*, copy: CatalogueCopy) -> None:
    """Take a copy away with its file: it names somebody who may no longer be named, or a newer one is there."""
    stored: StoredFile = copy.file
    copy.delete()
    files.remove(stored)
