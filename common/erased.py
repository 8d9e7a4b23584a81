"""What stands where a person's data stood: a mark that is nobody's, in every language, and reaches nobody."""

MARK = "[đã xóa]"
_DOMAIN = "@erased.invalid"  # a name that can never be on the net (RFC 2606)
_NUMBER = "x-"


def email(pk: object) -> str:
    """An address for rows that need one; `pk` keeps it unique."""
    return f"erased-{pk}{_DOMAIN}"


def mobile(pk: object) -> str:
    return f"{_NUMBER}{pk}"


def is_nobodys(*, email: str = "", mobile: str = "") -> bool:
    return email.endswith(_DOMAIN) or mobile.startswith(_NUMBER)
