"""What people are asked to agree to, word for word, with the day from which each wording is used.

A wording that anybody agreed to is never changed: a new one is added above it, with its own day. The texts stand
here and not in the catalogues, as they are evidence.
"""

from dataclasses import dataclass

from accounts.models import ConsentPurpose


@dataclass(frozen=True)
class Wording:
    purpose: str
    version: str
    vi: str
    en: str

    def text(self, language: str) -> str:
        return self.en if language == "en" else self.vi


# The newest of each purpose first; the version is the day from which it is used.
WORDINGS = (
    Wording(
        ConsentPurpose.REGISTRATION,
        "2026-01-01",
        vi="Tôi đồng ý để ban tổ chức hội chợ mà tôi đăng ký được lưu và dùng họ tên, số điện thoại, email của tôi "
        "để xét hồ sơ đăng ký, liên hệ và sắp xếp gian hàng, lịch gặp. Ban tổ chức khác không xem được.",
        en="I agree that the organizers of the fairs I apply to keep and use my name, telephone number and email "
        "to review applications, to reach me, and to arrange booths and meetings. Other organizers cannot see them.",
    ),
    Wording(
        ConsentPurpose.CATALOGUE,
        "2026-01-01",
        vi="Tôi đồng ý để họ tên và số điện thoại của tôi được in và đăng trong danh mục của hội chợ, "
        "bên cạnh tên đơn vị và sản phẩm, ai cũng xem được.",
        en="I agree that my name and telephone number are printed and published in the fair's catalogue, "
        "beside the enterprise and its products, where anyone can read them.",
    ),
    Wording(
        ConsentPurpose.BUYERS,
        "2026-01-01",
        vi="Tôi đồng ý để ban tổ chức đưa họ tên, số điện thoại và email của tôi cho bên mua tại hội chợ "
        "mà đơn vị tôi tham gia, để hai bên liên hệ với nhau.",
        en="I agree that the organizer gives my name, telephone number and email to the buyers at fairs in which my "
        "enterprise takes part, so that they can reach me.",
    ),
    Wording(
        ConsentPurpose.MARKETING,
        "2026-01-01",
        vi="Tôi đồng ý nhận tin về các hội chợ sắp tới qua email hoặc tin nhắn.",
        en="I agree to receive news of coming fairs by email or message.",
    ),
)


def current(purpose: str) -> Wording:
    """The wording that is used today."""
    return next(wording for wording in WORDINGS if wording.purpose == purpose)
