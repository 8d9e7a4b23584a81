"""Who pays a payment request, enterprise or delegation, in one shape for letters and papers."""

from dataclasses import dataclass

from enterprises.tax_codes import masked
from events.letters import Reader, link_of, link_of_delegation, reader_of, reader_of_delegation
from events.models import Application, Delegation, PaymentRequest


@dataclass(frozen=True)
class Payer:
    """`name` as letters say it, `legal_name` as papers do; `link` is empty where nobody has an account to read it."""

    name: str
    legal_name: str
    tax_code: str
    address: str
    reader: Reader
    link: str


def payer_of(request: PaymentRequest) -> Payer:
    """An enterprise reads of its fee on its application's page, a delegation on the page of its link."""
    return _delegation(request.delegation) if request.delegation else _enterprise(request.application)


def _enterprise(application: Application) -> Payer:
    firm, link = application.enterprise, link_of(application)
    return Payer(
        name=str(firm),
        legal_name=firm.legal_name,
        tax_code=masked(firm.tax_code),
        address=firm.address_as_written,
        reader=reader_of(application),
        link=link and f"{link}#fees",
    )


def _delegation(delegation: Delegation) -> Payer:
    name = delegation.bill_to or delegation.name
    return Payer(
        name=name,
        legal_name=name,
        tax_code=masked(delegation.tax_code),
        address=delegation.address,
        reader=reader_of_delegation(delegation),
        link=f"{link_of_delegation(delegation)}#fees",
    )
