from django.urls import path

from enterprises.views import certificates, enterprises, other_certificates, products

urlpatterns = []

# Of the organizer: /o/<organizer>/…
organizer_urls = [
    path("enterprises/", enterprises.EnterpriseList.as_view(), name="enterprises"),
    path("enterprises/new/", enterprises.EnterpriseNew.as_view(), name="enterprise_new"),
    path("enterprises/<int:pk>/", enterprises.EnterprisePage.as_view(), name="enterprise"),
    path("enterprises/<int:pk>/edit/", enterprises.EnterpriseEdit.as_view(), name="enterprise_edit"),
    path("enterprises/<int:pk>/history/", enterprises.EnterpriseHistory.as_view(), name="enterprise_history"),
    path("enterprises/<int:pk>/remove/", enterprises.EnterpriseRemove.as_view(), name="enterprise_remove"),
    path("products/", products.ProductList.as_view(), name="products"),
    path("products/new/", products.ProductNew.as_view(), name="product_new"),
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
enterprise_urls = []
