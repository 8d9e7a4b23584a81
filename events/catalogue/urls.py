"""The catalogue: /f/<organizer>/<fair>/catalogue/… for everyone, /o/<organizer>/<fair>/catalogue/… to look after it."""

from django.urls import path

from events.catalogue import public, views

AT = "f/<slug:organizer>/<slug:fair>/catalogue/"

public_urls = [
    path(AT, public.PublicCatalogue.as_view(), name="public_catalogue"),
    path(f"{AT}<int:pk>/", public.PublicFirm.as_view(), name="public_catalogue_firm"),
    path(f"{AT}<str:language>.pdf", public.PublicCopy.as_view(), name="public_catalogue_pdf"),
]

fair_urls = [
    path("catalogue/", views.CataloguePage.as_view(), name="fair_catalogue"),
    path("catalogue/publish/", views.CataloguePublish.as_view(), name="fair_catalogue_publish"),
    path("catalogue/make/", views.CatalogueMake.as_view(), name="fair_catalogue_make"),
    path("catalogue/<str:language>.pdf", views.CatalogueCopyFile.as_view(), name="fair_catalogue_pdf"),
]
