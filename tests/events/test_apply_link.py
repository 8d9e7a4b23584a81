"""The unlisted link by which enterprises apply to a fair without a public page."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.actions.fairs import renew_apply_link
from tests.factories import AccountFactory, EnterpriseMemberFactory, FairFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair(organizer):
    coming = timezone.localdate() + datetime.timedelta(days=30)
    return FairFactory(organizer=organizer, is_public=False, starts_on=coming, ends_on=coming)


@pytest.fixture
def own():
    return AccountFactory(contact_name="Bà Phúc", phone="0912345678")


@pytest.fixture
def clerk(own):
    client = Client()
    client.force_login(EnterpriseMemberFactory(enterprise=own).user)
    return client


def link(fair) -> str:
    return reverse("fair_by_link", args=[fair.apply_token])


def test_whoever_holds_the_link_applies_to_a_fair_without_a_public_page(clerk, own, fair):
    page = clerk.get(link(fair))
    form = reverse("my_application_by_link", args=[own.pk, fair.apply_token])
    assert form in page.content.decode()
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("private, no-store", "noindex")
    fields = {"contact_name": "Bà Phúc", "contact_phone": "0912345678", "booths": 1, "fascia_name": "Hành tím"}
    assert clerk.post(form, fields).status_code == 302
    assert fair.applications.get().enterprise == own
    assert clerk.get(form).url == reverse("my_application", args=[own.pk, fair.applications.get().pk])


def test_a_link_that_was_renewed_forged_or_of_a_fair_without_applications_leads_nowhere(clerk, own, fair):
    token = fair.apply_token
    forged = token[:-1] + ("A" if token[-1] != "A" else "B")
    assert clerk.get(reverse("fair_by_link", args=[forged])).status_code in (404, 410)
    renewed = renew_apply_link(fair=fair, by=UserFactory())
    for name, args in (("fair_by_link", [token]), ("my_application_by_link", [own.pk, token])):
        assert clerk.get(reverse(name, args=args)).status_code in (404, 410)
    assert clerk.get(link(renewed)).status_code == 200
    type(fair).objects.update(uses_applications=False)
    assert clerk.get(link(renewed)).status_code in (404, 410)


def test_where_one_applies_by_link_alone_the_public_page_offers_no_way(clerk, own, fair):
    public = reverse("public_fair", args=[fair.organizer.slug, fair.slug])
    form = reverse("my_application_new", args=[own.pk, fair.organizer.slug, fair.slug])
    type(fair).objects.update(is_public=True)
    assert form in clerk.get(public).content.decode()
    type(fair).objects.update(by_link_only=True)
    assert form not in clerk.get(public).content.decode()
    assert clerk.get(form).status_code == 404
    assert clerk.get(reverse("my_applications", args=[own.pk])).context["fairs"] == []
    assert clerk.get(link(fair)).status_code == 200


def test_the_link_lets_nobody_in_after_the_last_day(clerk, own, fair):
    type(fair).objects.update(applications_until=timezone.localdate() - datetime.timedelta(days=1))
    form = reverse("my_application_by_link", args=[own.pk, fair.apply_token])
    assert clerk.get(form).url == reverse("my_applications", args=[own.pk])


def test_staff_print_the_link_and_only_the_manager_renews_it(sign_in, organizer, fair):
    args = [organizer.slug, fair.slug]
    registration, manager = sign_in("registration"), sign_in("manager")
    page = registration.get(reverse("apply_link", args=args))
    assert link(fair) in page.context["url"]
    assert page.context["qr"].startswith("<svg")
    assert registration.post(reverse("apply_link_renew", args=args)).status_code == 403
    assert manager.post(reverse("apply_link_renew", args=args)).status_code == 302
    before = fair.apply_token
    fair.refresh_from_db()
    assert fair.apply_token != before
    assert fair.history.first().history_user == manager.user
