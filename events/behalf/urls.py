"""Addresses under a fair where staff enter applications for firms."""

from django.urls import path

from events.behalf import views

STEPS = {
    "form": views.SignedFormStep,
    "contact": views.ContactStep,
    "booth": views.BoothStep,
    "products": views.ProductsStep,
    "papers": views.PapersStep,
    "people": views.PeopleStep,
    "questions": views.QuestionsStep,
    "submit": views.HandIn,
    "receipt": views.Receipt,
    "withdraw": views.Withdraw,
}
ROWS = {
    "page_back": ("form/<int:row>/back/", views.PageTakeBack),
    "paper_back": ("papers/<int:row>/back/", views.PaperTakeBack),
    "attendee_strike": ("people/<int:row>/strike/", views.AttendeeStrike),
    "vehicle_strike": ("vehicles/<int:row>/strike/", views.VehicleStrike),
}

fair_urls = [
    path("applications/enter/", views.ChooseFirm.as_view(), name="entered_new"),
    path("applications/enter/firm/", views.NewFirm.as_view(), name="entered_firm_new"),
    path("applications/enter/<int:card>/", views.Begin.as_view(), name="entered_form_new"),
    *(
        path(f"applications/<int:pk>/entered/{step}/", view.as_view(), name=f"entered_{step}")
        for step, view in STEPS.items()
    ),
    *(
        path(f"applications/<int:pk>/entered/{rest}", view.as_view(), name=f"entered_{name}")
        for name, (rest, view) in ROWS.items()
    ),
]
