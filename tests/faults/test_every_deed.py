"""Every address that takes a deed, found by the resolver: pressed twice it is done once, or doing it again is no harm.

Each stands below with the reason. A new address without one fails the test.
"""

from django.urls import URLPattern, URLResolver, get_resolver

# Pressed twice, and by two at the same moment, by tests that look at what was written.
TESTED = {
    "test_twice.py": """
        my_application_new my_application_by_link my_application_submit my_application_withdraw application_decide
        application_undo application_tell_now booth_assign booth_release booth_swap hall_new meeting_new
        meeting_move meeting_cancel meeting_outcome meeting_reset agreement_new agreement_evidence
    """,
    "test_people_twice.py": """
        accept_invitation access consent_change enterprise_create enterprise_invited enterprise_join
    """,
    "concurrency/": "card_offer link_answer",
}
HARMLESS = {
    "the form carries the version that was read: the second is refused (test_stale_forms.py)": """
        decision_paper_edit my_application_hand_over
        delegation_edit delegation_firm_by_link delegation_firm_edit
        entered_booth entered_contact entered_form entered_papers entered_people entered_products
        entered_questions agreement_edit certificate_edit enterprise_edit fair_days fair_edit fair_invitation_words
        fair_invitation_edit member_edit my_application_booth my_application_contact my_application_papers
        my_application_people my_application_products my_application_questions package_edit paper_edit question_edit
        quota_edit registration_rules registration_terms my_details my_member_edit my_ocop_edit my_paper_edit
        my_product_edit meeting_person organizer_settings other_certificate_edit participation_edit
        platform_organizer_edit product_edit fee_account_edit fee_terms extra_price_edit support_rule_edit
        fee_request_cancel
        filed_issue follow_up_answer follow_up_by_link fair_amendment_edit legal_file_edit fair_letter_words
    """,
    "the record is gone: the second finds nothing": """
        application_note_remove
        decision_paper_off decision_paper_remove
        delegation_firm_strike delegation_strike_by_link
        entered_attendee_strike entered_page_back entered_paper_back entered_vehicle_strike
        agreement_remove my_application_attendee_strike my_application_paper_back my_application_vehicle_strike
        package_remove paper_remove question_remove quota_remove booth_remove certificate_remove enterprise_remove
        fair_member_remove fair_remove hall_remove invitation_withdraw meeting_table_remove meeting_times_remove
        member_remove my_invitation_withdraw my_member_remove my_ocop_remove my_paper_remove my_product_remove
        other_certificate_remove participation_remove platform_special_day_remove product_remove
        extra_price_remove support_rule_remove
        fair_amendment_remove legal_paper_remove
        document_remove
    """,
    "from its new state the same deed is not possible": """
        application_change application_offer applications_bulk_undo applications_decide
        my_application_change_withdraw my_application_offer place_offer
        delegation_approve delegation_decline entered_submit entered_withdraw access_link_withdraw agreement_move
        agreement_replace card_link data_confirm
        data_request_deed
        data_request_erase fair_invitations_do fair_invitations_send fair_call_off fair_move fair_notice_undo
        invited_stop fair_list_papers_remind job_cancel letter_resend link_end my_data_lift my_data_withdraw
        my_link_end participation_move
        participations_move platform_data_request_deed platform_data_request_erase platform_link_withdraw
        platform_organizer_deactivate fee_ask_many fee_remind fee_payment_reverse
        fair_letter_again fair_letters_again
    """,
    "the form carries what stood there when it was opened: the second is refused in words (tests/events/fees)": """
        fee_ask fee_ask_delegation fee_request_pay fee_request_refund
    """,
    "it says the same again": """
        application_assign application_check applications_assign applications_checklist
        entered_new call data_form preferences fair_catalogue_publish fair_list_columns fair_invite_list
        fair_invite_past call_told data_request_assign invited
        my_meetings_link_off my_product_no_picture platform_data_request_assign platform_organizer_reactivate
        set_preferences platform_special_days
        legal_values fair_letter_words_usual
    """,
    "what stands there already refuses the second, by a unique key or a check": """
        decision_paper_new my_application_change
        delegation_new delegation_by_link delegation_list entered_form_new entered_firm_new certificate_new
        package_new paper_new quota_new enterprise_new fair_new
        fair_team my_data_ask my_link_ask
        my_ocop_new my_paper_new my_product_new other_certificate_new participation_new platform_organizer_new
        product_new meeting_setup extra_price_new fee_account_new fee_bank_list
        document_new
    """,
    "the first is renewed, and only what was made last is good": """
        decision_paper_scan
        access_link_new apply_link_renew delegation_renew lost_account fair_invitation_renew invitation_renew
        meeting_link
        my_invitation_renew my_meetings_link my_member_invite platform_first_manager platform_person team_invite
    """,
    "what is too much is seen in the list and taken away again": """
        application_note
        data_request_new meeting_tables package_up question_new question_up registration_copy support_rule_new
        fair_amendment_new legal_paper_new
    """,
    "a job that is open under the same key is not begun twice": """
        decision_paper_make
        import import_confirm entered_list entered_list_confirm fair_catalogue_make results_paper
        filed_paper report_file
    """,
}

ALLAUTH = {"account_confirm_email", "account_reset_password_from_key"}  # its pages, at addresses of ours


def named(groups: dict[str, str]) -> list[str]:
    return [name for names in groups.values() for name in names.split()]


def deeds(resolver: URLResolver) -> set[str]:
    """The names of all addresses of ours that answer a POST; allauth's are its own."""
    found = set()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            view = getattr(entry.callback, "view_class", None)
            if view is None or (hasattr(view, "post") and "post" in view.http_method_names):
                found.add(entry.name)
        elif "allauth" not in str(entry.urlconf_name):
            found |= deeds(entry)
    return found


def test_of_every_deed_it_is_said_why_a_second_press_does_no_harm():
    said = {*named(TESTED), *named(HARMLESS), *ALLAUTH}
    assert deeds(get_resolver()) - said == set()
    assert said - deeds(get_resolver()) == set()
