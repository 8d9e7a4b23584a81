from django.urls import path

from contracts.views import agreements, filing, followup, mine, results

urlpatterns = [path("follow-up/<str:token>/", followup.FollowUpByLink.as_view(), name="follow_up_by_link")]

# Of the organizer: /o/<organizer>/…
organizer_urls = [
    path("agreements/", agreements.AgreementList.as_view(), name="agreements"),
    path("agreements/new/", agreements.AgreementNew.as_view(), name="agreement_new"),
    path("agreements/<int:pk>/", agreements.AgreementPage.as_view(), name="agreement"),
    path("agreements/<int:pk>/edit/", agreements.AgreementEdit.as_view(), name="agreement_edit"),
    path("agreements/<int:pk>/move/", agreements.AgreementMove.as_view(), name="agreement_move"),
    path("agreements/<int:pk>/evidence/", agreements.AgreementEvidence.as_view(), name="agreement_evidence"),
    path("agreements/<int:pk>/replace/", agreements.AgreementReplace.as_view(), name="agreement_replace"),
    path("agreements/<int:pk>/history/", agreements.AgreementHistory.as_view(), name="agreement_history"),
    path("agreements/<int:pk>/remove/", agreements.AgreementRemove.as_view(), name="agreement_remove"),
    path("follow-ups/", followup.FollowUpList.as_view(), name="follow_ups"),
    path("follow-ups/rates/", followup.Realisation.as_view(), name="realisation"),
    path("follow-ups/<int:pk>/", followup.FollowUpPage.as_view(), name="follow_up"),
    path("follow-ups/<int:pk>/answer/", followup.FollowUpAnswer.as_view(), name="follow_up_answer"),
    path("follow-ups/<int:pk>/history/", followup.FollowUpHistory.as_view(), name="follow_up_history"),
    path("results/", results.Results.as_view(), name="results"),
    path("results/rows/", results.ResultsRows.as_view(), name="results_rows"),
    path("results/paper/", results.ResultsPaper.as_view(), name="results_paper"),
    path("results/file/", filing.ReportFile.as_view(), name="report_file"),
    path("results/filed/", filing.FiledList.as_view(), name="reports_filed"),
    path("results/filed/<int:pk>/", filing.FiledPage.as_view(), name="filed_report"),
    path("results/filed/<int:pk>/rows/", filing.FiledRows.as_view(), name="filed_rows"),
    path("results/filed/<int:pk>/differences/", filing.FiledDifferences.as_view(), name="filed_differences"),
    path("results/filed/<int:pk>/issue/", filing.FiledIssue.as_view(), name="filed_issue"),
    path("results/filed/<int:pk>/paper/", filing.FiledPaper.as_view(), name="filed_paper"),
    path("results/filed/<int:pk>/history/", filing.FiledHistory.as_view(), name="filed_history"),
]

# Of one fair: /o/<organizer>/<fair>/…
fair_urls = [
    path("agreements/", agreements.FairAgreementList.as_view(), name="fair_agreements"),
    path("results/", results.FairResults.as_view(), name="fair_results"),
]

# Of an enterprise's own account: /e/<enterprise>/…
enterprise_urls = [
    path("agreements/", mine.MyAgreements.as_view(), name="my_agreements"),
    path("agreements/<int:pk>/", mine.MyAgreement.as_view(), name="my_agreement"),
    path("agreements/<int:pk>/files/<int:evidence>/", mine.MyAgreementFile.as_view(), name="my_agreement_file"),
]
