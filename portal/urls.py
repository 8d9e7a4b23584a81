from django.urls import path

from portal.views import (
    applications,
    calls,
    data_requests,
    enterprise,
    files,
    health,
    home,
    my_data,
    overview,
    special_days,
    work,
    workbook,
)

urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("healthz", health.Alive.as_view(), name="healthz"),
    path("files/<uuid:file>/", files.FirmFile.as_view(), name="firm_file"),
    path("files/<uuid:file>/small/", files.SmallPicture.as_view(), name="small_picture"),
    path("readyz", health.Ready.as_view(), name="readyz"),
    path("my-data/", my_data.MyData.as_view(), name="my_data"),
    path("my-data/ask/", my_data.MyDataAsk.as_view(), name="my_data_ask"),
    path("my-data/download/<slug:form>/", my_data.MyDataDownload.as_view(), name="my_data_download"),
    path("my-data/requests/<int:pk>/withdraw/", my_data.MyDataWithdraw.as_view(), name="my_data_withdraw"),
    path("my-data/restrictions/<slug:organizer>/lift/", my_data.MyDataLift.as_view(), name="my_data_lift"),
    path("data-request/", my_data.DataForm.as_view(), name="data_form"),
    path("data-request/sent/", my_data.DataFormSent.as_view(), name="data_form_sent"),
    path("data-request/confirm/<str:token>/", my_data.DataConfirm.as_view(), name="data_confirm"),
    path("data-request/copy/<str:token>/", my_data.DataCopy.as_view(), name="data_copy"),
    path("platform/data-requests/", data_requests.PlatformDataRequests.as_view(), name="platform_data_requests"),
    *(
        path(f"platform/data-requests/<int:pk>/{rest}", view.as_view(), name=f"platform_{name}")
        for rest, view, name in (
            ("", data_requests.PlatformDataRequest, "data_request"),
            ("held/", data_requests.PlatformDataRequestHeld, "data_request_held"),
            ("deed/", data_requests.PlatformDataRequestDeed, "data_request_deed"),
            ("assign/", data_requests.PlatformDataRequestAssign, "data_request_assign"),
            ("erase/", data_requests.PlatformDataRequestErase, "data_request_erase"),
        )
    ),
    path("platform/holidays/", special_days.SpecialDays.as_view(), name="platform_special_days"),
    path(
        "platform/holidays/<int:pk>/remove/",
        special_days.SpecialDayRemove.as_view(),
        name="platform_special_day_remove",
    ),
]

# Of the organizer: /o/<organizer>/…
organizer_urls = [
    path("", overview.Overview.as_view(), name="overview"),
    path("import/", workbook.ImportPage.as_view(), name="import"),
    path("import/blank/", workbook.ImportTemplate.as_view(), name="import_template"),
    path("import/<uuid:job>/", workbook.ImportPreview.as_view(), name="import_preview"),
    path("import/<uuid:job>/confirm/", workbook.ImportConfirm.as_view(), name="import_confirm"),
    path("import/<uuid:job>/faults/", workbook.ImportFaultsFile.as_view(), name="import_faults"),
    path("jobs/<uuid:job>/", work.JobPage.as_view(), name="job"),
    path("jobs/<uuid:job>/cancel/", work.JobCancel.as_view(), name="job_cancel"),
    path("files/<uuid:file>/", work.FileDownload.as_view(), name="file"),
    path("data-requests/", data_requests.DataRequests.as_view(), name="data_requests"),
    path("data-requests/new/", data_requests.DataRequestNew.as_view(), name="data_request_new"),
    path("data-requests/<int:pk>/", data_requests.DataRequestPage.as_view(), name="data_request"),
    path("data-requests/<int:pk>/held/", data_requests.DataRequestHeld.as_view(), name="data_request_held"),
    path("data-requests/<int:pk>/deed/", data_requests.DataRequestDeed.as_view(), name="data_request_deed"),
    path("data-requests/<int:pk>/assign/", data_requests.DataRequestAssign.as_view(), name="data_request_assign"),
    path("data-requests/<int:pk>/erase/", data_requests.DataRequestErase.as_view(), name="data_request_erase"),
    path("openings/", data_requests.Openings.as_view(), name="openings"),
    path("outbox/", work.Outbox.as_view(), name="outbox"),
    path("outbox/calls/", calls.Calls.as_view(), name="calls"),
    path("outbox/calls/<int:pk>/", calls.CallPage.as_view(), name="call"),
    path("outbox/calls/<int:pk>/told/", calls.CallTold.as_view(), name="call_told"),
    path("outbox/<int:pk>/again/", work.LetterResend.as_view(), name="letter_resend"),
]

# Of one fair: /o/<organizer>/<fair>/…
fair_urls = [
    path("applications/list/", applications.ListPage.as_view(), name="entered_list"),
    path("applications/list/blank/", applications.ListTemplate.as_view(), name="entered_list_template"),
    path("applications/list/<uuid:job>/", applications.ListPreview.as_view(), name="entered_list_preview"),
    path("applications/list/<uuid:job>/confirm/", applications.ListConfirm.as_view(), name="entered_list_confirm"),
    path("applications/list/<uuid:job>/faults/", applications.ListFaults.as_view(), name="entered_list_faults"),
]

# Of an enterprise's own account: /e/<enterprise>/…
enterprise_urls = [
    path("", enterprise.EnterpriseOverview.as_view(), name="my_enterprise"),
]
