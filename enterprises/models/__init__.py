"""Who takes part: the cards of enterprises, their products and certificates, and who acts for them."""

from enterprises.models.cards import (
    Certificate,
    Enterprise,
    EnterpriseQuerySet,
    OcopCertificate,
    Product,
    UsualRole,
)
from enterprises.models.people import (
    ENTERPRISE_INVITATION,
    OFFER,
    CardLink,
    EnterpriseInvitation,
    EnterpriseMember,
    EnterpriseRole,
    LinkState,
    Vouch,
)
from enterprises.models.reference import (
    LegalForm,
    OcopRuleSet,
    ProductGroup,
    Province,
    Term,
)

__all__ = [
    "ENTERPRISE_INVITATION",
    "OFFER",
    "CardLink",
    "Certificate",
    "Enterprise",
    "EnterpriseInvitation",
    "EnterpriseMember",
    "EnterpriseQuerySet",
    "EnterpriseRole",
    "LegalForm",
    "LinkState",
    "OcopCertificate",
    "OcopRuleSet",
    "Product",
    "ProductGroup",
    "Province",
    "Term",
    "UsualRole",
    "Vouch",
]
