"""What the desk writes besides decisions: the offer of a place, the answer to a request, who looks after it now."""

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from common.links import absolute
from common.models import Letter
from events import letters
from events.models import Application, ChangeRequest, PlaceOffer

OFFER = "place_offer"


def tell(application: Application, deed: str, *, answer: str = "", link: str = "") -> Letter:
    """Write what happened, with the way to the application or to another page."""
    return letters.send(application, letters.written(application, deed, answer, link=link), kind=f"application_{deed}")


def tell_offer(offer: PlaceOffer) -> Letter:
    """The offer with the hour until which it holds, and a link by which it is answered without signing in."""
    application = offer.application
    with translation.override(letters.reader_of(application).language):
        until = date_format(localtime(offer.expires_at), "H:i d/m/Y")
        words = _("The place is kept for you until %(until)s.") % {"until": until}
    link = absolute(reverse("place_offer", args=[offer.token]))
    text = letters.written(application, "offer", link=link, more=words)
    return letters.send(application, text, kind=OFFER)


def tell_change(request: ChangeRequest) -> Letter:
    """The answer to a request to change; where it is allowed, until when."""
    application = request.application
    if request.until is None:
        return tell(application, "change_refused", answer=request.answer)
    with translation.override(letters.reader_of(application).language):
        words = _("You can change it until the end of %(day)s.") % {"day": date_format(request.until, "d/m/Y")}
    text = letters.written(application, "change_granted", request.answer, more=words)
    return letters.send(application, text, kind="application_change_granted")
