from django.urls import path

from events.fees import delegation_views, money_views, my_views, setup_views, views

# Of one fair: /o/<organizer>/<fair>/fees/…
fair_urls = [
    path("", views.FeeList.as_view(), name="fees"),
    path("books/", views.FeeLedger.as_view(), name="fee_ledger"),
    path("ask/", views.FeeAskMany.as_view(), name="fee_ask_many"),
    path("ask/<int:pk>/", views.FeeAsk.as_view(), name="fee_ask"),
    path("ask/delegation/<int:pk>/", delegation_views.FeeAskDelegation.as_view(), name="fee_ask_delegation"),
    path("remind/", views.FeeRemind.as_view(), name="fee_remind"),
    path("bank-list/", money_views.BankList.as_view(), name="fee_bank_list"),
    path("setup/", setup_views.FeeSetup.as_view(), name="fee_setup"),
    path("setup/terms/", setup_views.TermsEdit.as_view(), name="fee_terms"),
    path("setup/prices/new/", setup_views.ExtraPriceNew.as_view(), name="extra_price_new"),
    path("setup/prices/<int:pk>/", setup_views.ExtraPriceEdit.as_view(), name="extra_price_edit"),
    path("setup/prices/<int:pk>/remove/", setup_views.ExtraPriceRemove.as_view(), name="extra_price_remove"),
    path("<int:pk>/", views.FeeRequestPage.as_view(), name="fee_request"),
    path("<int:pk>/paper/", views.FeePaper.as_view(), name="fee_request_paper"),
    path("<int:pk>/cancel/", money_views.RequestCancel.as_view(), name="fee_request_cancel"),
    path("<int:pk>/pay/", money_views.PaymentNew.as_view(), name="fee_request_pay"),
    path("<int:pk>/refund/", money_views.RefundNew.as_view(), name="fee_request_refund"),
    path("<int:pk>/payments/<int:payment>/receipt/", views.FeeReceipt.as_view(), name="fee_payment_receipt"),
    path("<int:pk>/payments/<int:payment>/reverse/", money_views.PaymentReverse.as_view(), name="fee_payment_reverse"),
]

# Of the organizer: /o/<organizer>/fee-rules/…
organizer_urls = [
    path("", setup_views.FeeRules.as_view(), name="fee_rules"),
    path("accounts/new/", setup_views.AccountNew.as_view(), name="fee_account_new"),
    path("accounts/<int:pk>/", setup_views.AccountEdit.as_view(), name="fee_account_edit"),
    path("support/new/", setup_views.SupportRuleNew.as_view(), name="support_rule_new"),
    path("support/<int:pk>/", setup_views.SupportRuleEdit.as_view(), name="support_rule_edit"),
    path("support/<int:pk>/remove/", setup_views.SupportRuleRemove.as_view(), name="support_rule_remove"),
    path("accounts/<int:pk>/history/", setup_views.AccountHistory.as_view(), name="fee_account_history"),
    path("support/<int:pk>/history/", setup_views.SupportRuleHistory.as_view(), name="support_rule_history"),
]

# Of an enterprise's own account: /e/<enterprise>/applications/<application>/fees/…
enterprise_urls = [
    path("<int:row>/paper/", my_views.MyFeePaper.as_view(), name="my_fee_paper"),
    path("<int:row>/payments/<int:payment>/receipt/", my_views.MyFeeReceipt.as_view(), name="my_fee_receipt"),
]

# Of whoever has a delegation's link: /delegation/<token>/fees/…
link_urls = [
    path("<int:row>/paper/", delegation_views.PaperByLink.as_view(), name="fee_paper_by_link"),
    path(
        "<int:row>/payments/<int:payment>/receipt/",
        delegation_views.ReceiptByLink.as_view(),
        name="fee_receipt_by_link",
    ),
]
