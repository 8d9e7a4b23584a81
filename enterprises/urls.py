from django.urls import path

from enterprises.views import (
    account,
    certificates,
    enterprises,
    links,
    members,
    my_certificates,
    my_products,
    other_certificates,
    products,
)

urlpatterns = [
    path("e/new/", account.EnterpriseCreate.as_view(), name="enterprise_create"),
    path("e/join/<str:token>/", members.EnterpriseJoin.as_view(), name="enterprise_join"),
    path("e/invited/<str:secret>/", members.EnterpriseInvited.as_view(), name="enterprise_invited"),
    path("e/link/<str:token>/", links.CardOffer.as_view(), name="card_offer"),
]

# Of the organizer: /o/<organizer>/…
organizer_urls = [
    path("enterprises/", enterprises.EnterpriseList.as_view(), name="enterprises"),
    path("enterprises/new/", enterprises.EnterpriseNew.as_view(), name="enterprise_new"),
    path("enterprises/<int:pk>/", enterprises.EnterprisePage.as_view(), name="enterprise"),
    path("enterprises/<int:pk>/edit/", enterprises.EnterpriseEdit.as_view(), name="enterprise_edit"),
    path("enterprises/<int:pk>/history/", enterprises.EnterpriseHistory.as_view(), name="enterprise_history"),
    path("enterprises/<int:pk>/remove/", enterprises.EnterpriseRemove.as_view(), name="enterprise_remove"),
    path("enterprises/<int:pk>/link/", links.CardLinkPage.as_view(), name="card_link"),
    path("enterprises/find/", enterprises.FindEnterprises.as_view(), name="find_enterprises"),
    path("enterprises/links/", links.LinkAsks.as_view(), name="link_asks"),
    path("enterprises/links/<int:pk>/", links.LinkAnswer.as_view(), name="link_answer"),
    path("enterprises/links/<int:pk>/end/", links.LinkEnd.as_view(), name="link_end"),
    path("products/", products.ProductList.as_view(), name="products"),
    path("products/new/", products.ProductNew.as_view(), name="product_new"),
    path("products/find/", products.FindProducts.as_view(), name="find_products"),
    path("products/<int:pk>/", products.ProductPage.as_view(), name="product"),
    path("products/<int:pk>/edit/", products.ProductEdit.as_view(), name="product_edit"),
    path("products/<int:pk>/history/", products.ProductHistory.as_view(), name="product_history"),
    path("products/<int:pk>/remove/", products.ProductRemove.as_view(), name="product_remove"),
    path("certificates/", certificates.CertificateList.as_view(), name="certificates"),
    path("certificates/new/", certificates.CertificateNew.as_view(), name="certificate_new"),
    path("certificates/<int:pk>/", certificates.CertificatePage.as_view(), name="certificate"),
    path("certificates/<int:pk>/edit/", certificates.CertificateEdit.as_view(), name="certificate_edit"),
    path("certificates/<int:pk>/history/", certificates.CertificateHistory.as_view(), name="certificate_history"),
    path("certificates/<int:pk>/remove/", certificates.CertificateRemove.as_view(), name="certificate_remove"),
    path("certificates/other/", other_certificates.OtherList.as_view(), name="other_certificates"),
    path("certificates/other/new/", other_certificates.OtherNew.as_view(), name="other_certificate_new"),
    path("certificates/other/<int:pk>/", other_certificates.OtherPage.as_view(), name="other_certificate"),
    path("certificates/other/<int:pk>/edit/", other_certificates.OtherEdit.as_view(), name="other_certificate_edit"),
    path(
        "certificates/other/<int:pk>/history/",
        other_certificates.OtherHistory.as_view(),
        name="other_certificate_history",
    ),
    path(
        "certificates/other/<int:pk>/remove/", other_certificates.OtherRemove.as_view(), name="other_certificate_remove"
    ),
]

# Of an enterprise's own account: /e/<enterprise>/…
enterprise_urls = [
    path("details/", account.Details.as_view(), name="my_details"),
    path("details/history/", account.DetailsHistory.as_view(), name="my_details_history"),
    path("members/", members.Members.as_view(), name="my_members"),
    path("members/invite/", members.MemberInvite.as_view(), name="my_member_invite"),
    path("members/invitations/<int:pk>/withdraw/", members.InvitationWithdraw.as_view(), name="my_invitation_withdraw"),
    path("members/invitations/<int:pk>/again/", members.InvitationRenew.as_view(), name="my_invitation_renew"),
    path("members/<int:pk>/", members.MemberEdit.as_view(), name="my_member_edit"),
    path("members/<int:pk>/remove/", members.MemberRemove.as_view(), name="my_member_remove"),
    path("products/", my_products.MyProducts.as_view(), name="my_products"),
    path("products/new/", my_products.MyProductNew.as_view(), name="my_product_new"),
    path("products/<int:pk>/", my_products.MyProductEdit.as_view(), name="my_product_edit"),
    path("products/<int:pk>/history/", my_products.MyProductHistory.as_view(), name="my_product_history"),
    path("products/<int:pk>/picture/remove/", my_products.MyPictureRemove.as_view(), name="my_product_no_picture"),
    path("products/<int:pk>/remove/", my_products.MyProductRemove.as_view(), name="my_product_remove"),
    path("certificates/", my_certificates.MyCertificates.as_view(), name="my_certificates"),
    path("certificates/ocop/new/", my_certificates.MyOcopNew.as_view(), name="my_ocop_new"),
    path("certificates/ocop/<int:pk>/", my_certificates.MyOcopEdit.as_view(), name="my_ocop_edit"),
    path("certificates/ocop/<int:pk>/remove/", my_certificates.MyOcopRemove.as_view(), name="my_ocop_remove"),
    path("certificates/new/", my_certificates.MyPaperNew.as_view(), name="my_paper_new"),
    path("certificates/<int:pk>/", my_certificates.MyPaperEdit.as_view(), name="my_paper_edit"),
    path("certificates/<int:pk>/remove/", my_certificates.MyPaperRemove.as_view(), name="my_paper_remove"),
    path("organizers/", links.MyLinks.as_view(), name="my_links"),
    path("organizers/ask/", links.MyLinkAsk.as_view(), name="my_link_ask"),
    path("organizers/<int:pk>/end/", links.MyLinkEnd.as_view(), name="my_link_end"),
]
