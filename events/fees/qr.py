"""The code with which a bank's app fills in the transfer for a payment request."""

from events.fees import vietqr
from events.models import PaymentRequest


def qr_of(request: PaymentRequest) -> str:
    """For what is still owed."""
    return qr_for(request, request.owed)


def qr_for(request: PaymentRequest, amount: int) -> str:
    """The drawing; nothing where the bank has no number for codes, or nothing is owed."""
    if not request.bank_bin or not request.is_open or amount <= 0:
        return ""
    account, note = request.account_number, request.reference
    return vietqr.drawing(vietqr.payload(bank_bin=request.bank_bin, account=account, amount=amount, note=note))
