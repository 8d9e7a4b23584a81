"""Which papers an application must bring, and what serves for each: a file handed in, or a certificate on record."""

from dataclasses import dataclass

from events import queries
from events.models import Application, ApplicationPaper, PaperKind, RequiredPaper


@dataclass(frozen=True)
class Asked:
    """One paper that the fair asks of this application: the files handed in, and the certificates that serve."""

    required: RequiredPaper
    files: list[ApplicationPaper]
    certificates: list

    @property
    def is_there(self) -> bool:
        return bool(self.files or self.certificates)


def asked_of(application: Application) -> list[Asked]:
    """The fair's required papers that concern this application's sector, each with what serves for it."""
    required = [
        row
        for row in application.fair.required_papers.select_related("group")
        if row.group_id in (None, application.group_id)
    ]
    if not required:
        return []
    handed_in = list(application.papers.select_related("file"))
    held = certificates_of(application)
    return [
        Asked(
            required=row,
            files=[paper for paper in handed_in if paper.kind == row.kind and paper.name == row.name_vi],
            certificates=held.get(row.kind, []),
        )
        for row in required
    ]


def certificates_of(application: Application) -> dict[str, list]:
    """The enterprise's certificates that hold through the fair and have a scan, by the kind of paper they are."""

    found: dict[str, list] = {}
    for paper in queries.papers(application):
        if paper.file_id and not paper.ends_too_soon:
            found.setdefault(getattr(paper, "kind", PaperKind.OCOP), []).append(paper)
    return found
