from django.urls import path

from portal.views import calls, enterprise, files, health, home, overview, work, workbook

urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("healthz", health.Alive.as_view(), name="healthz"),
    path("files/<uuid:file>/", files.FirmFile.as_view(), name="firm_file"),
    path("files/<uuid:file>/small/", files.SmallPicture.as_view(), name="small_picture"),
    path("readyz", health.Ready.as_view(), name="readyz"),
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
    path("outbox/", work.Outbox.as_view(), name="outbox"),
    path("outbox/calls/", calls.Calls.as_view(), name="calls"),
    path("outbox/calls/<int:pk>/", calls.CallPage.as_view(), name="call"),
    path("outbox/calls/<int:pk>/told/", calls.CallTold.as_view(), name="call_told"),
    path("outbox/<int:pk>/again/", work.LetterResend.as_view(), name="letter_resend"),
]

# Of an enterprise's own account: /e/<enterprise>/…
enterprise_urls = [
    path("", enterprise.EnterpriseOverview.as_view(), name="my_enterprise"),
]
