"""The papers of fees: the payment request and the receipt. Workers and commands alone import this."""

from datetime import date

from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.documents import Letterhead, render_pdf
from common.money import dong_in_words, format_dong
from common.tables import day_range
from events.fees.payers import payer_of
from events.fees.qr import qr_for
from events.fees.references import spoken
from events.models import Fair, Payment, PaymentRequest


def request_pdf(request: PaymentRequest) -> bytes:
    """In the language of the person who applied."""
    with translation.override(payer_of(request).reader.language):
        return render_pdf("documents/fee_request.html", _about(request) | {"qr": qr_for(request, request.total)})


def receipt_pdf(payment: Payment) -> bytes:
    with translation.override(payer_of(payment.request).reader.language):
        more = {"payment": payment, "in_words": in_words(payment.amount)}
        return render_pdf(
            "documents/fee_receipt.html", _about(payment.request, timezone.localdate(payment.created_at)) | more
        )


def in_words(amount: int) -> str:
    """Vietnamese papers spell an amount out beside its figures."""
    words = f" (Bằng chữ: {dong_in_words(amount)})" if get_language() == "vi" and amount else ""
    return f"{format_dong(amount)} đồng{words}"


def _about(request: PaymentRequest, day: date | None = None) -> dict:
    """What both papers say. The number and day of a request are the office's to enter; a receipt has its own."""
    fair, organizer = request.fair, request.fair.organizer
    now = timezone.localtime()
    return {
        "head": Letterhead(
            superior=organizer.superior_name,
            agency=organizer.name,
            symbol=organizer.document_code,
            place=organizer.document_place,
            day=day,
        ),
        "request": request,
        "lines": list(request.lines.all()),
        "firm": payer_of(request),
        "fair": fair,
        "days": day_range(fair.starts_on, fair.ends_on),
        "where": _where(fair),
        "reference": spoken(request.reference),
        "total_in_words": in_words(request.total),
        "stamp": _("Made on %(day)s from the records of %(agency)s")
        % {"day": f"{now:%d/%m/%Y %H:%M}", "agency": organizer.name},
    }


def _where(fair: Fair) -> str:
    return ", ".join(filter(None, [day_range(fair.starts_on, fair.ends_on), fair.place]))
