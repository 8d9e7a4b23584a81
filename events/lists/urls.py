"""Of one fair: /o/<organizer>/<fair>/lists/…"""

from django.urls import path

from events.lists import views

fair_urls = [
    path("lists/", views.FairLists.as_view(), name="fair_lists"),
    path("lists/papers/remind/", views.PapersRemind.as_view(), name="fair_list_papers_remind"),
    path("lists/<slug:list>/columns/", views.ListColumns.as_view(), name="fair_list_columns"),
    *(path(f"lists/{name}/", page.as_view(), name=page.url_name) for name, page in views.LISTS.items()),
]
