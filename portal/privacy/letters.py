"""What people hear about their requests, each in their language; who has no email through the call list."""

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import outbox
from common.links import absolute, sign
from common.models import Letter
from common.rule_tables import citations
from common.text import clean
from portal.models import DataRequest, RequestKind

SHORT_LENGTH = 400
DATA_REQUEST, ERASED = "data_request", "data_erased"
CONFIRM, COPY = "data-request-confirm", "data-request-copy"

# What staff start from when they answer; they write on from there.
ANSWER = gettext_lazy("We have read your request and found what we hold about you. It will be done by %(due)s.")
REFUSAL = gettext_lazy("We cannot do this, because the law asks us to keep these records:")
STAYS = gettext_lazy(
    "What you signed, and that you agreed or withdrew, stays with us, because the law asks us to keep it."
)
DONE = {
    RequestKind.VIEW: gettext_lazy("Open the link below to see what we hold about you."),
    RequestKind.PROVIDE: gettext_lazy("Open the link below to download what we hold about you."),
    RequestKind.CORRECT: gettext_lazy("We have corrected your data as you asked."),
    RequestKind.WITHDRAW: gettext_lazy(
        "Your consents are withdrawn. We no longer use your data for what they allowed."
    ),
    RequestKind.RESTRICT: gettext_lazy(
        "We no longer use your data, except to answer you and for what the law asks. You get no other letters from us."
    ),
    RequestKind.OBJECT: gettext_lazy(
        "We have stopped the use that you object to. You get no letters from us but those that we owe you."
    ),
    RequestKind.ERASE: gettext_lazy("Your data are erased. This cannot be undone."),
}


def suggested(request: DataRequest, text: Promise) -> str:
    """A text to start from, in the reader's language."""
    with translation.override(request.language):
        return str(text) % {"due": _day(request.due_by)} if "%(due)s" in str(text) else str(text)


def ask_to_confirm(request: DataRequest) -> Letter:
    """To the address or number on record: only whoever reads there can confirm."""
    with translation.override(request.language):
        link = absolute(reverse("data_confirm", args=[sign(CONFIRM, request.pk)]))
        text = _(
            "Somebody, probably you, asks %(holder)s to do this with your personal data: %(kind)s. "
            "If it was you, open this link within 3 days; the time that the law sets then begins."
        )
        nobody = _("If it was not you, you need not do anything.")
        return _post(request, _("Was it you who asked about your data?"), [text % _facts(request), link, nobody], link)


def acknowledge(request: DataRequest) -> Letter:
    with translation.override(request.language):
        text = _("%(holder)s has your request about your personal data: %(kind)s. You get an answer by %(answer_by)s, "
                 "and it is done by %(due_by)s.")  # fmt: skip
        return _post(request, _("Your request about your data is here"), [text % _facts(request)])


def tell_answer(request: DataRequest, text: str) -> Letter:
    with translation.override(request.language):
        return _post(request, _("Answer to your request about your data"), [_about(request), text])


def tell_extended(request: DataRequest) -> Letter:
    with translation.override(request.language):
        text = _("Your request takes longer than we said: it will be done by %(due_by)s. The reason: %(reason)s")
        facts = _facts(request) | {"reason": request.extended_because}
        return _post(request, _("Your request about your data takes longer"), [_about(request), text % facts])


def tell_done(request: DataRequest) -> Letter:
    with translation.override(request.language):
        said, link = [_about(request), request.answer], ""
        if request.kind in (RequestKind.VIEW, RequestKind.PROVIDE):
            link = absolute(reverse("data_copy", args=[sign(COPY, request.pk)]))
            said += [link, _("The link is good for 14 days. Give it to nobody.")]
        if request.basis:
            said.append(_("Kept under: %(basis)s.") % {"basis": request.basis})
        kind = ERASED if request.kind == RequestKind.ERASE else DATA_REQUEST
        return _post(request, _("Done: your request about your data"), said, link, kind=kind)


def tell_refused(request: DataRequest) -> Letter:
    with translation.override(request.language):
        said = [_about(request), request.answer, request.basis]
        said.append(_("If you do not agree, you may complain to us or to the authority for personal data protection."))
        return _post(request, _("Your request about your data cannot be done"), said)


def _post(request: DataRequest, subject: str, said: list[str], link: str = "", *, kind: str = DATA_REQUEST) -> Letter:
    greeting = _("Dear %(name)s,") % {"name": request.full_name}
    acts = "; ".join(citations(used_for="personal_data", on=timezone.localdate()))
    body = [greeting, *said, _("Legal basis: %(acts)s.") % {"acts": acts}, _holder(request)]
    gist = clean(" ".join(text for text in said if text != link))
    opening = subject if subject.endswith("?") else f"{subject}."
    room = SHORT_LENGTH - len(link) - len(opening) - 2
    return outbox.post(
        organizer=request.organizer,
        to=request.email,
        mobile=request.mobile,
        name=request.full_name,
        subject=subject,
        body="\n\n".join(filter(None, body)),
        short=f"{opening} {gist[:room].strip()} {link}".strip(),
        kind=kind,
        thread=f"data-request-{request.pk}",
    )


def _about(request: DataRequest) -> str:
    return _("You asked %(holder)s on %(asked)s: %(kind)s.") % _facts(request)


def _facts(request: DataRequest) -> dict[str, str]:
    return {
        "holder": _holder(request),
        "kind": request.get_kind_display(),
        "asked": _day(request.asked_at and timezone.localdate(request.asked_at)),
        "answer_by": _day(request.answer_by),
        "due_by": _day(request.due_by),
    }


def _holder(request: DataRequest) -> str:
    return request.organizer.name if request.organizer else _("The administration of this site")


def _day(value) -> str:
    return date_format(value, "d/m/Y") if value else ""
