"""Addresses of one fair's legal file: /o/<organizer>/<fair>/legal/…"""

from django.urls import path

from events.legal import views

urls = [
    path("legal/", views.LegalFilePage.as_view(), name="legal_file"),
    path("legal/edit/", views.LegalFileEdit.as_view(), name="legal_file_edit"),
    path("legal/values/", views.LegalValuesEdit.as_view(), name="legal_values"),
    path("legal/history/", views.LegalHistory.as_view(), name="legal_file_history"),
    path("legal/changes/new/", views.AmendmentNew.as_view(), name="fair_amendment_new"),
    path("legal/changes/<int:pk>/", views.AmendmentEdit.as_view(), name="fair_amendment_edit"),
    path("legal/changes/<int:pk>/remove/", views.AmendmentRemove.as_view(), name="fair_amendment_remove"),
    path("legal/papers/new/", views.PaperNew.as_view(), name="legal_paper_new"),
    path("legal/papers/<int:pk>/remove/", views.PaperRemove.as_view(), name="legal_paper_remove"),
]
